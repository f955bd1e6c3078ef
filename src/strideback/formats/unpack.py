"""Folders, zips and gzips from strangers as names and bytes, within limits, never written to paths.

The sizes that an archive claims are not believed: every limit counts what really comes out.
"""

from __future__ import annotations

import os
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, Protocol

from strideback.formats.activity import FileRefused
from strideback.formats.sayings import NOTHING, Saying, saying

CHUNK: Final = 1 << 16
MAX_BYTES: Final = 64 << 20
MAX_EXPORT: Final = 8 << 30  # Apple's one big file, which is only ever streamed
MAX_NESTED: Final = 2 << 30
MAX_MEMBERS: Final = 50_000
MAX_RATIO: Final = 200
_SMALL: Final = 1 << 20  # so little that its ratio does not matter
_MAX_INDEX: Final = 32 << 20
_TAIL: Final = 66_000
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    OverflowError,
    struct.error,
)
_UNPRINTABLE: Final = re.compile(r"[^\w .,;:!?@#$%&+=~'’()\[\]{}/^-]")

TOO_LARGE: Final = saying(
    "It is larger than {most} MB, which no single activity needs.", most=MAX_BYTES >> 20
)
TOO_DENSE: Final = saying(
    "It grows more than {most} times when unpacked, which no real export does.", most=MAX_RATIO
)
TOO_MANY: Final = saying(
    "The zip holds more than {most} files; unpack a part of it.", most=MAX_MEMBERS
)
CUT_GZIP: Final = saying("The gzip file is damaged or cut off; what came before was read.")
BROKEN_ZIP: Final = saying("The zip file is damaged or cut off; download it again.")
_RARE: Final = saying("It is packed in a rare way; unpack it and pack it as a plain zip.")
_DAMAGED: Final = saying("It is damaged in the zip; download the zip again.")


def shown(name: str) -> str:
    r"""A name from an archive that is safe to print.

    >>> shown("run\x1b[31m.fit")
    'run?[31m.fit'
    """
    return _UNPRINTABLE.sub("?", name)[:300]


def gunzip(data: bytes) -> tuple[bytes, Saying]:
    """What a gzip file holds, and a sentence if it is cut off; raises `FileRefused` for a bomb."""
    found, left = bytearray(), data
    try:
        while left.startswith(b"\x1f\x8b"):
            unzip = zlib.decompressobj(wbits=31)
            while not unzip.eof:
                piece = unzip.decompress(left, CHUNK)
                if not piece and not unzip.unconsumed_tail and not unzip.eof:
                    return bytes(found), CUT_GZIP
                found += piece
                left = unzip.unconsumed_tail
                _check(len(found), len(data), MAX_BYTES)
            left = unzip.unused_data.lstrip(b"\0")
    except zlib.error:
        return bytes(found), CUT_GZIP
    return bytes(found), NOTHING


def _check(size: int, packed: int, most: int) -> None:
    if size > most:
        larger = saying("It is larger than {most} GB.", most=most >> 30)
        raise FileRefused(TOO_LARGE if most == MAX_BYTES else larger)
    if size > _SMALL and size > MAX_RATIO * max(packed, 1):
        raise FileRefused(TOO_DENSE)


class Tree(Protocol):
    """Named files, in a folder or in a zip."""

    names: list[str]

    def chunks(self, name: str, most: int = MAX_BYTES) -> Iterator[bytes]:
        """The bytes of a file, piece by piece, up to any damage; raises `FileRefused` at a limit."""
        ...


def read(tree: Tree, name: str) -> bytes:
    """All bytes of a file, within the limit for one activity."""
    return b"".join(tree.chunks(name))


def head(tree: Tree, name: str) -> bytes:
    """The first bytes of a file, empty when it cannot be opened."""
    try:
        return next(tree.chunks(name), b"")
    except FileRefused:
        return b""


class Folder:
    """The regular files under a folder; links to other folders are not followed."""

    def __init__(self, path: Path, *, under: str = "") -> None:
        self._path = path
        self.full = False
        """Whether there were more files than are looked at."""
        self.names = sorted(self._found(path / under))

    def _found(self, start: Path) -> Iterator[str]:
        count = 0
        for folder, below, files in os.walk(start):
            below.sort()
            for file in sorted(files):
                path = Path(folder, file)
                if file.startswith(".") or not path.is_file():
                    continue
                count += 1
                if count > MAX_MEMBERS:
                    self.full = True
                    return
                yield path.relative_to(self._path).as_posix()

    def chunks(self, name: str, most: int = MAX_BYTES) -> Iterator[bytes]:
        """The bytes of a file, piece by piece."""
        return file_chunks(self._path / name, most)


def file_chunks(path: Path, most: int = MAX_BYTES) -> Iterator[bytes]:
    """The bytes of one file, piece by piece; raises `FileRefused` when it is too large."""
    size = 0
    try:
        with path.open("rb") as opened:
            while piece := opened.read(CHUNK):
                size += len(piece)
                _check(size, size, most)
                yield piece
    except OSError as bad:
        raise FileRefused(closed(str(bad.strerror))) from bad


def closed(why: str) -> Saying:
    """That a file cannot be opened, with the words that the system has for it."""
    return saying("It cannot be opened: {why}.", why=why)


class Zip:
    """The files in a zip; raises `FileRefused` when the zip itself is broken or made to do harm."""

    def __init__(self, opened: IO[bytes]) -> None:
        self._opened = opened
        size = opened.seek(0, os.SEEK_END)
        _check_index(opened, size)
        try:
            self._zip = zipfile.ZipFile(opened)
        except (*_BROKEN, NotImplementedError) as bad:
            raise FileRefused(BROKEN_ZIP) from bad
        infos = [
            each for each in self._zip.infolist() if each.filename and each.filename[-1] != "/"
        ]
        if len(infos) > MAX_MEMBERS:
            raise FileRefused(TOO_MANY)
        if sum(each.compress_size for each in infos) > size:
            raise FileRefused(saying("The parts of the zip overlap, which no real export does."))
        self._infos = {each.filename: each for each in infos if not _is_junk(each.filename)}
        self.names = list(self._infos)

    def chunks(self, name: str, most: int = MAX_BYTES) -> Iterator[bytes]:
        """The bytes of a file, piece by piece."""
        if self._opened.closed:
            raise RuntimeError("A source must be opened before the next one is asked for.")
        info = self._infos[name]
        if info.flag_bits & 1:
            raise FileRefused(saying("It is locked with a password; unpack it first."))
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise FileRefused(_RARE)
        size = 0
        try:
            with self._zip.open(info) as stream:
                while piece := stream.read(CHUNK):
                    size += len(piece)
                    _check(size, info.compress_size, most)
                    yield piece
        except FileRefused:
            raise
        except (*_BROKEN, NotImplementedError, RuntimeError) as bad:
            if not size:
                raise FileRefused(_DAMAGED) from bad


def _is_junk(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")


def _check_index(opened: IO[bytes], size: int) -> None:
    """Refuse a zip whose list of contents alone would fill the memory."""
    opened.seek(max(0, size - _TAIL))
    tail = opened.read(_TAIL)
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) < at + 22:
        raise FileRefused(BROKEN_ZIP)
    index = struct.unpack_from("<L", tail, at + 12)[0]
    large = tail.rfind(b"PK\6\6", 0, at)
    if 0 <= large <= len(tail) - 56:
        index = max(
            struct.unpack_from("<Q", tail, large + 40)[0], 0 if index == 2**32 - 1 else index
        )
    if index > _MAX_INDEX:
        raise FileRefused(TOO_MANY)


@contextmanager
def nested(tree: Tree, name: str) -> Iterator[Zip]:
    """A zip inside a tree, put aside in an unnamed file so that it can be searched."""
    with tempfile.TemporaryFile() as aside:
        for piece in tree.chunks(name, MAX_NESTED):
            aside.write(piece)
        yield Zip(aside)
