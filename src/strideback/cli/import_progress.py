"""The progress of an import, on stderr and only on a terminal."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from strideback.cli.progress_bar import bar


@contextmanager
def progress(paths: Sequence[Path]) -> Iterator[Callable[[int], None]]:
    """A function that is told how many files are done; it shows them, or does nothing."""
    with bar("Reading", "files", _count(paths)) as told:
        yield told


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
