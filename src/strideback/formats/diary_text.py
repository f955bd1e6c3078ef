"""The diary as text, one event a line: the file of the command line, the tests' notation, the export.

    2026-03-01 answered saddle-numbness no
    2026-03-01 drew back iliac-crest-posterior.right=3 sacrum=2
    2026-03-03 ran 8.2km 46min pain=3 file=morning.fit

Nothing is lost: every line becomes exactly one entry, so entry `n - 1` is line `n`.  Comments (`# …`)
and empty lines are kept as written, and so is a line that is not understood, which is also named.
The law is `parse(format(diary)).diary == diary`, for events within the ranges of the grammar.

What is normalised: line ends (CRLF and lone CR) become LF, the last line gets one, a byte order
mark goes, and events are written in one spelling (`3x10` as `sets=3 reps=10`, `5mi` in kilometres).
"""

from __future__ import annotations

import os
import re
import sys
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE
from collections.abc import Iterable
from contextlib import suppress
from io import BufferedReader, FileIO
from pathlib import Path
from select import select
from stat import S_ISFIFO
from typing import NamedTuple

from strideback.core.diary import Diary, Entry, Remark, Unread
from strideback.formats.diary_line import read_line
from strideback.formats.diary_write import format_event

LIMIT_BYTES = 64 * 1024 * 1024
LIMIT_LINES = 1_000_000
LONGEST_LINE = 200_000
PATIENCE_S = 2.0

__all__ = [
    "DiaryNotWritten",
    "DiaryTooLarge",
    "DiaryUnreadable",
    "Parsed",
    "Problem",
    "append",
    "decode",
    "format",
    "format_event",
    "line_of",
    "parse",
    "read_file",
    "write",
]

_DAMAGE = re.compile("[\0\ud800-\udfff]")
_WIDE = (BOM_UTF16_LE, BOM_UTF16_BE, BOM_UTF32_BE)
_WIDE_LETTERS = re.compile(rb"(?:\0{1,3}[\t-~]|[\t-~]\0{1,3}){8}")  # without a byte order mark


class Problem(NamedTuple):
    """One sentence about one line of the diary, counted from 1."""

    line: int
    says: str


class Parsed(NamedTuple):
    """A diary, and everything in it that was not understood."""

    diary: Diary
    problems: tuple[Problem, ...]


class DiaryUnreadable(ValueError):  # noqa: N818 - it says what is the matter
    """The file cannot be read as a diary; the message is one sentence with the fix."""


class DiaryTooLarge(DiaryUnreadable):
    """The file is larger than any diary; it was not read."""


class DiaryNotWritten(ValueError):  # noqa: N818 - it says what is the matter
    """The lines were not added; the message is one sentence with the fix."""


# --- text to diary, and back ---------------------------------------------------------------------


def parse(text: str) -> Parsed:
    """The diary that the text says, and every problem in it, in the order of the lines.

    Never raises.  A line with a problem is kept whole as `Unread`.

    >>> parse("2026-03-01 answred age 34").problems[0].says
    "'answred' is not something a diary line can say; did you mean 'answered'?"
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    damaged = _DAMAGE.search(text) is not None
    entries: list[Entry] = []
    problems: list[Problem] = []
    for number, line in enumerate(lines, 1):
        says = _damage(line) if damaged or len(line) > LONGEST_LINE else None
        read = (says,) if says else _read(line)
        if isinstance(read, tuple):
            entries.append(Unread(line, number))
            problems.extend([Problem(number, each) for each in read])
        else:
            entries.append(read)
    return Parsed(Diary(tuple(entries)), tuple(problems))


_EMPTY = Remark("")


def _read(line: str) -> Entry | tuple[str, ...]:
    plain = line.lstrip()
    if not plain:
        return Remark(line) if line else _EMPTY
    if plain[0] == "#":
        return Remark(line)
    return read_line(line)


def _damage(line: str) -> str | None:
    """What is wrong with the characters of a line, if anything is."""
    if len(line) > LONGEST_LINE:
        return f"The line has {len(line):,} characters; split it, {LONGEST_LINE:,} are the limit."
    found = _DAMAGE.search(line)
    if found is None:
        return None
    if found[0] == "\0":
        return "The line holds a NUL byte, as in a damaged file; mend or remove the line."
    return "The line is not UTF-8; save the file as UTF-8, or write the line again."


def write(diary: Diary) -> str:
    """The diary as text that a person can read and that `parse` reads back."""
    return "".join([f"{line_of(entry)}\n" for entry in diary.entries])


format = write  # noqa: A001 - `diary_text.format(diary)` is how the docs state the law


def line_of(entry: Entry) -> str:
    """The line of an entry, without a line end."""
    match entry:
        case Unread():
            return entry.text
        case Remark():
            return _remark(entry.text)
    return format_event(entry)


def _remark(text: str) -> str:
    """The comment as written; words that could be taken for an event become a comment."""
    text = " ".join(re.split("[\r\n]+", text)) if "\n" in text or "\r" in text else text
    plain = text.lstrip()
    return text if not plain or plain[0] == "#" else f"# {text}"


# --- bytes and files -----------------------------------------------------------------------------


def decode(data: bytes) -> str:
    """The text of a diary file in UTF-8, with or without a byte order mark.

    Bytes that are not UTF-8 are kept (as surrogates), and `parse` names their lines.
    """
    if data.startswith(_WIDE) or _WIDE_LETTERS.match(data):
        raise DiaryUnreadable("The diary is written in UTF-16 or UTF-32; save it as UTF-8.")
    return data.removeprefix(BOM_UTF8).decode("utf-8", "surrogateescape")


def read_file(path: Path, limit_bytes: int = LIMIT_BYTES) -> Parsed:
    """The diary in a file; `DiaryUnreadable` says in one sentence why there is none.

    A file above `limit_bytes`, or with more than a million lines, is refused as `DiaryTooLarge`.
    """
    data = _bytes(path, limit_bytes)
    if max(data.count(b"\n"), data.count(b"\r")) > LIMIT_LINES:
        raise DiaryTooLarge(
            f"{path} has more lines than a diary can have ({LIMIT_LINES:,}); check that it is one."
        )
    try:
        return parse(decode(data))
    except DiaryUnreadable as why:
        raise DiaryUnreadable(f"{path}: {why}") from None


def _bytes(path: Path, limit: int) -> bytes:
    try:
        there = path.stat()
        if S_ISFIFO(there.st_mode):
            data = _from_pipe(path, limit)
            if len(data) <= limit:
                return data
        elif there.st_size <= limit:
            with path.open("rb") as file:
                data = file.read(limit + 1)  # a device does not tell its size beforehand
            if len(data) <= limit:
                return data
    except DiaryUnreadable:
        raise
    except (OSError, ValueError) as why:
        raise DiaryUnreadable(_why(path, why)) from None
    raise DiaryTooLarge(
        f"{path} is larger than a diary can be ({limit:,} bytes); check that it is one."
    )


def _from_pipe(path: Path, limit: int) -> bytes:
    """What is written to a pipe; one that nobody writes to is not waited for."""
    number = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with FileIO(number) as raw, BufferedReader(raw) as file:
        select([raw], [], [], PATIENCE_S)
        first = raw.read(1)
        if first == b"":
            raise DiaryUnreadable(f"{path} is a pipe that nothing writes to; name a diary file.")
        os.set_blocking(number, True)  # there is a writer: it may take its time
        return (first or b"") + file.read(limit)


def append(path: Path, entries: Iterable[Entry], *, expected_size: int | None = None) -> None:
    """Adds lines at the end of a diary file, and makes the file when there is none.

    What is there is never written again.  The lines are on the disk when this returns; when it
    raises `DiaryNotWritten`, none was added.  With `expected_size`, the size in bytes when the file
    was read, a file that has changed since then is left alone.
    """
    lines = "".join([f"{line_of(entry)}\n" for entry in entries])
    problems = parse(lines).problems
    if problems:
        raise DiaryNotWritten(f"Nothing was added to {path}: {problems[0].says}")

    def private(name: str, flags: int) -> int:
        return os.open(name, flags & ~os.O_CREAT if expected_size else flags, mode=0o600)

    try:
        with open(path, "a+b", buffering=0, opener=private) as file:
            _lock(file)
            _add(file, path, lines.encode("utf-8"), expected_size)
    except DiaryNotWritten:
        raise
    except (OSError, ValueError) as why:
        raise DiaryNotWritten(f"Nothing was added: {_why(path, why)}") from None


def _add(file: FileIO, path: Path, lines: bytes, expected_size: int | None) -> None:
    size = file.seek(0, os.SEEK_END)
    if expected_size is not None and size != expected_size:
        raise DiaryNotWritten(
            f"Nothing was added: {path} has changed since it was read; read it again first."
        )
    file.seek(0)
    if file.read(4).startswith(_WIDE):
        raise DiaryNotWritten(f"Nothing was added: {path} is not in UTF-8; save it as UTF-8 first.")
    file.seek(max(size - 1, 0))
    rest = memoryview(lines if file.read(1) in (b"", b"\n", b"\r") else b"\n" + lines)
    try:
        while rest:
            rest = rest[file.write(rest) :]
        os.fsync(file.fileno())
    except OSError:
        with suppress(OSError):
            file.truncate(size)  # a full disk leaves no half line behind
        raise


def _lock(file: FileIO) -> None:
    """Waits until no other strideback adds lines; freed when the file is closed."""
    if sys.platform != "win32":
        import fcntl

        with suppress(OSError):  # some network folders know no locks
            fcntl.flock(file, fcntl.LOCK_EX)


def _why(path: Path, why: OSError | ValueError) -> str:
    """One sentence, with the fix, about a file that could not be opened, read or written."""
    match why:
        case FileNotFoundError():
            return f"There is no diary at {path}; check the name and the folder."
        case IsADirectoryError():
            return f"{path} is a folder; name the diary file in it."
        case PermissionError():
            return f"{path} may not be opened; check who may read and write it."
        case OSError():
            return f"{path} cannot be used: {why.strerror}; check the name and the disk."
    return f"{str(path)!r} is not the name of a file; check the name."
