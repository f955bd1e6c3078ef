"""Logs that say where the program failed, and nothing about whom it failed for."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType


class Discreet(logging.Formatter):
    """An error with its place in the code and its kind, without its words.

    The words of an error may hold what somebody typed: a database names the value it refused.
    """

    def formatException(  # noqa: N802 - the name that logging gave it
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """The frames and the name of the error."""
        kind, _, frames = ei
        name = kind.__name__ if kind else ""
        return "".join([*traceback.format_tb(frames), name])
