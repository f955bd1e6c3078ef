"""Logs that say where the program failed, and nothing about whom it failed for."""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType

_KEYS = re.compile(
    r"\b(sb[a-z]_)[\w-]+|(?<=/shared/)[^\s?\"']+|(?<=/reminders/)(yes/|stop/)[^\s?\"']+"
)
"""Keys, which stand in the addresses of shares, feeds and mails: by their mark, and where a half one may be."""


class Discreet(logging.Formatter):
    """An error with its place in the code and its kind, without its words, and never a key.

    The words of an error may hold what somebody typed: a database names the value it refused.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line, with dots in place of each key."""
        return _KEYS.sub(lambda found: f"{found[1] or found[2] or ''}…", super().format(record))

    def formatException(  # noqa: N802 - the name that logging gave it
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """The frames and the name of the error."""
        kind, _, frames = ei
        name = kind.__name__ if kind else ""
        return "".join([*traceback.format_tb(frames), name])
