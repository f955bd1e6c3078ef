"""The progress of long work, on stderr and only on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def bar(doing: str, of: str, total: int | None = None) -> Iterator[Callable[..., None]]:
    """A function that is told how many are done (and how many there are, once that is known).

    It shows them, or does nothing where nobody would see it.
    """
    if not sys.stderr.isatty() or os.environ.get("TERM", "") in {"dumb", "unknown"}:
        yield lambda _done, _total=None: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    shown = Progress(
        TextColumn(doing),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(of),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = shown.add_task("", total=total)
    with shown:
        yield lambda done, total=None: shown.update(task, completed=done, total=total)


@contextmanager
def waiting(doing: str) -> Iterator[None]:
    """A word and a clock, while something is done that cannot be counted."""
    if not sys.stderr.isatty() or os.environ.get("TERM", "") in {"dumb", "unknown"}:
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(doing):
        yield
