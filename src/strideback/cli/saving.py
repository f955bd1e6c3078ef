"""A new file: whole or not at all, for its owner's eyes, and never over another one unasked."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp
from typing import Any, BinaryIO, TypeVar

import click

from strideback.cli.opening import Trouble

_Command = TypeVar("_Command", bound=Callable[..., Any])

output_option = click.option(
    "-o",
    "--output",
    type=Path,
    required=True,
    metavar="FILE",
    help="The file to write; - is the standard output.",
)
force_option = click.option("--force", is_flag=True, help="Write over a file that is there.")


def to_be_written(path: Path, *, force: bool, source: Path | None = None) -> None:
    """`Trouble` where the file may not be written: ask before long work, not after it.

    `source` is what is read: it is never written over, not even with `force`.
    """
    if path.is_dir():
        raise Trouble(f"{path} is a folder; name the file to write in it.")
    if source is not None and source.exists() and path.exists() and path.samefile(source):
        raise Trouble(f"{path} is what is read, and stays as it is; choose another name.")
    if path.exists() and not force:
        raise Trouble(
            f"{path} is there already; choose another name, or write over it with --force."
        )
    if not path.parent.is_dir():
        raise Trouble(f"There is no folder {path.parent}; make it first.")


@contextmanager
def saved(path: Path, *, force: bool) -> Iterator[BinaryIO]:
    """The file to write into.  It has its name only once all of it is on the disk."""
    to_be_written(path, force=force)
    if path.exists() and not path.is_file():  # a pipe or a device stays what it is
        with path.open("wb") as out:
            yield out
        return
    try:
        number, name = mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    except OSError as why:
        raise Trouble(f"{path} cannot be written: {why.strerror}; check the folder.") from None
    try:
        with os.fdopen(number, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(path)
    except OSError as why:
        raise Trouble(f"{path} could not be written: {why.strerror}; check the disk.") from None
    finally:
        with suppress(OSError):
            Path(name).unlink(missing_ok=True)
