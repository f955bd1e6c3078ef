"""The progress of an import, on stderr and only on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def progress(paths: Sequence[Path]) -> Iterator[Callable[[int], None]]:
    """A function that is told how many files are done; it shows them, or does nothing."""
    if not sys.stderr.isatty() or os.environ.get("TERM", "") in {"dumb", "unknown"}:
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(
        TextColumn("Reading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task("", total=_count(paths))
    with bar:
        yield lambda done: bar.update(task, completed=done)


def _count(paths: Sequence[Path]) -> int | None:
    """How many files there are; None where an archive has them, for that is known only later."""
    count = 0
    for path in paths:
        if path.suffix.lower() in {".zip", ".xml"}:
            return None
        if path.is_dir():
            count += sum(len(files) for _, _, files in os.walk(path))
        else:
            count += 1
    return count
