"""Whatever a runner hands over, as activity files: files, folders, zips and services' exports.

Every kind is told by content, never by the end of a name.  What cannot be read is a `Refused` in
its place, and everything else goes on.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from strideback.formats import apple, garmin, strava
from strideback.formats.activity import Activity, FileRefused
from strideback.formats.exports import Refused, Source, services, source
from strideback.formats.gpx import read_gpx
from strideback.formats.sayings import Saying, saying, together
from strideback.formats.tcx import read_tcx
from strideback.formats.unpack import (
    MAX_EXPORT,
    Folder,
    Tree,
    Zip,
    closed,
    file_chunks,
    gunzip,
    head,
    nested,
    shown,
)
from strideback.formats.xml_safe import body, pieces

__all__ = ["Refused", "Source", "read_path", "read_source", "sniff", "sources"]

UNKNOWN: Final = saying("It is not a FIT, GPX or TCX file.")
_TOO_DEEP: Final = saying("It is a zip inside a zip inside a zip; unpack it first.")
_TOO_FULL: Final = saying("The folder holds too many files; give a part of it at a time.")
_NO_WORKOUT: Final = saying("The Apple Health export holds no workout that can be read.")
_NO_ACTIVITY: Final = saying("The zip holds no activity.")
_REASONS: Final = {
    "empty": saying("The file is empty."),
    "html": saying("It is a web page and not an activity; sign in and download the file again."),
    "gzip": saying("It is a gzip inside a gzip inside a gzip; unpack it first."),
}
_GZIPS: Final = 2
_NO_ROOT: Final = "<"
_NAME: Final = re.compile(rb"\s*<(?:[^\s<>/:]{1,60}:)?([^\s<>/:]{1,60})")
_HTML: Final = re.compile(rb"\s*(<!doctype html|<html)", re.IGNORECASE)
_FRONT: Final = b"\xef\xbb\xbf\0 \t\r\n"


def sources(path: Path) -> Iterator[Source | Refused]:
    """The activity files under a path, in a steady order.

    Open each source before asking for the next: those of a zip inside a zip are gone afterwards.
    """
    name = shown(path.name)
    try:
        if path.is_dir():
            folder = Folder(path)
            yield from _of_tree(folder, name, 2)
            if folder.full:
                yield Refused(name, _TOO_FULL)
            return
        front = next(file_chunks(path, MAX_EXPORT), b"")
        kind = sniff(front)
        if kind == "zip":
            with path.open("rb") as opened:
                yield from _of_tree(Zip(opened), name, 1)
        elif kind == "HealthData":
            yield from services(_Beside(path), "", deep=False, taken=set())
        else:
            yield Source(name, lambda: b"".join(file_chunks(path)))
    except (FileRefused, OSError) as refused:
        yield Refused(name, refused.why if isinstance(refused, FileRefused) else _closed(refused))


def read_source(name: str, data: bytes) -> tuple[Activity, ...]:
    """The activities in the bytes of one file; raises `FileRefused` with one sentence if none."""
    kind, notes = sniff(data), list[Saying]()
    for _ in range(_GZIPS):
        if kind == "gzip":
            data, cut = gunzip(data)
            notes += [cut] if cut else []
            kind = sniff(data)
    try:
        found = _read(name, kind, data)
    except FileRefused as refused:
        raise FileRefused(together([*notes, refused.why])) from None
    if not notes:
        return found
    return tuple(replace(each, notes=(*each.notes, *notes)) for each in found)


def read_path(path: Path) -> Iterator[tuple[str, tuple[Activity, ...] | Refused]]:
    """Everything under a path, read here and now; stand-ins are given too."""
    for each in sources(path):
        if isinstance(each, Refused):
            yield each.name, each
            continue
        try:
            yield each.name, read_source(each.name, each.open())
        except FileRefused as refused:
            yield each.name, Refused(each.name, refused.why)


def sniff(data: bytes) -> str:
    r"""What the bytes are: fit, gzip, zip, json, html, empty, unknown, or the name of an XML root.

    XML that is refused before its root is `<`, which is the name of none.

    >>> sniff(b"\xef\xbb\xbf  <?xml version='1.0'?><gpx/>"), sniff(b"PK\x03\x04"), sniff(b"hello")
    ('gpx', 'zip', 'unknown')
    """
    if not data:
        return "empty"
    if data[8:12] == b".FIT":
        return "fit"
    if data.startswith(b"\x1f\x8b"):
        return "gzip"
    if data.startswith((b"PK\3\4", b"PK\5\6")):
        return "zip"
    front = data[:4096].lstrip(_FRONT)
    if front.startswith((b"{", b"[")):
        return "json"
    if _HTML.match(front):
        return "html"
    if front.startswith(b"<") or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _root(data)
    return "unknown"


def _root(data: bytes) -> str:
    try:
        found = _NAME.match(_first(data))
    except FileRefused:
        return _NO_ROOT
    return found[1].decode("utf-8", "replace") if found else "unknown"


def _first(data: bytes) -> bytes:
    """XML from its first element on; raises `FileRefused` where there is none."""
    return next(body(pieces(data[: 2 << 20])))


def _read(name: str, kind: str, data: bytes) -> tuple[Activity, ...]:
    if kind == "fit":
        from strideback.formats.fit import read_fit

        return read_fit(data)
    if kind == "gpx":
        return read_gpx(data)
    if kind in {"TrainingCenterDatabase", "Activities"}:
        return read_tcx(data)
    if kind == "Workouts":
        return apple.read_workout(data)
    if kind == "HealthData":
        workouts = tuple(apple.read_apple(pieces(data)))
        if not workouts:
            raise FileRefused(_NO_WORKOUT)
        return workouts
    if kind == "zip":
        return _read_zip(name, data)
    if kind == "json":
        return _read_json(data)
    if kind == _NO_ROOT:
        _first(data)  # which says why
    raise FileRefused(_REASONS.get(kind, UNKNOWN))


def _read_json(data: bytes) -> tuple[Activity, ...]:
    try:
        told = garmin.parsed(data)
    except FileRefused:
        raise
    except (ValueError, RecursionError):
        raise FileRefused(UNKNOWN) from None
    row = told.get("strava") if isinstance(told, dict) else None
    return (strava.read_row(row),) if isinstance(row, dict) else garmin.read_summary(told)


def _read_zip(name: str, data: bytes) -> tuple[Activity, ...]:
    found: list[Activity] = []
    refused: list[Saying] = []
    for each in _of_tree(Zip(io.BytesIO(data)), name, 0):
        try:
            if isinstance(each, Source):
                found.extend(read_source(each.name, each.open()))
            else:
                refused.append(each.reason)
        except FileRefused as bad:
            refused.append(bad.why)
    if not found:
        raise FileRefused(refused[0] if refused else _NO_ACTIVITY)
    return tuple(found)


def _of_tree(tree: Tree, where: str, deep: int) -> Iterator[Source | Refused]:
    """The sources of a folder or zip; `deep` zips may still lie inside each other there."""
    taken: set[str] = set()
    yield from services(tree, where, deep=deep > 0, taken=taken)
    for name in tree.names:
        if name in taken:
            continue
        front = head(tree, name)
        kind = sniff(front)
        full = shown(f"{where}/{name}")
        if kind == "zip":
            yield from _inside(tree, name, full, deep)
        elif kind == "unknown" and front:
            yield Refused(full, UNKNOWN)
        else:
            yield source(tree, name, full)


def _inside(tree: Tree, name: str, full: str, deep: int) -> Iterator[Source | Refused]:
    if not deep:
        yield Refused(full, _TOO_DEEP)
        return
    try:
        with nested(tree, name) as inner:
            yield from _of_tree(inner, full, deep - 1)
    except FileRefused as refused:
        yield Refused(full, refused.why)


class _Beside:
    """An export.xml on its own, with the folder of routes beside it."""

    def __init__(self, path: Path) -> None:
        self._path, self._folder = path, Folder(path.parent, under="workout-routes")
        self.names = [path.name, *self._folder.names]

    def chunks(self, name: str, most: int = MAX_EXPORT) -> Iterator[bytes]:
        if name == self._path.name:
            return file_chunks(self._path, MAX_EXPORT)
        return self._folder.chunks(name, most)


def _closed(bad: OSError) -> Saying:
    return closed((bad.strerror or "no reason given").lower())
