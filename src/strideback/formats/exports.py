"""Where Strava, Garmin and Apple put the activities in the archives that they give a runner."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final

from strideback.formats import garmin, strava
from strideback.formats.activity import FileRefused
from strideback.formats.apple_export import Export, first_time
from strideback.formats.sayings import Saying, saying
from strideback.formats.unpack import MAX_EXPORT, Tree, head, nested, read, shown

_ROUTES: Final = "workout-routes/"
_HEALTH: Final = b"<HealthData"
# What services pack beside the activities; passed over without a word.
_BESIDE: Final = (
    ".csv",
    ".json",
    ".jpg",
    ".jpeg",
    ".png",
    ".heic",
    ".mp4",
    ".mov",
    ".html",
    ".txt",
)
_BESIDE_TOO: Final = (".pdf", ".svg", ".md", "export_cda.xml")
_CARRIERS: Final = (".fit", ".gpx", ".tcx", ".gz", ".zip")


@dataclass(frozen=True, slots=True)
class Refused:
    """A file or archive that gives nothing; `reason` is one sentence for the runner."""

    name: str
    reason: Saying


@dataclass(frozen=True, slots=True)
class Source:
    """One activity file; `open()` gives its bytes within limits or raises `FileRefused`.

    `kind` is `file`; or `strava-row`, a row of Strava's table without a file; `garmin-summary`,
    a stand-in to use only when no file gives an activity that begins at `start`; `apple-workout`.
    """

    name: str
    open: Callable[[], bytes] = field(compare=False)
    kind: str = "file"
    start: datetime | None = None


Found = Iterator[Source | Refused]


def source(tree: Tree, name: str, full: str) -> Source:
    """A file of the tree as it is."""
    return Source(full, partial(read, tree, name))


def services(tree: Tree, where: str, *, deep: bool, taken: set[str]) -> Found:
    """The activities of every service's export in the tree; `taken` gathers the names it deals with."""
    before = len(taken)
    for service in (_strava, _garmin, _apple):
        yield from service(tree, where, deep=deep, taken=taken)
    if len(taken) > before:
        taken.update(name for name in tree.names if name.lower().endswith(_BESIDE + _BESIDE_TOO))


def _full(where: str, name: str) -> str:
    return shown(f"{where}/{name}" if where else name)


def _strava(tree: Tree, where: str, *, deep: bool, taken: set[str]) -> Found:  # noqa: ARG001 - because all services are called alike
    known = set(tree.names)
    for index in [name for name in tree.names if name.rpartition("/")[2] == strava.INDEX]:
        base = index.removesuffix(strava.INDEX)
        taken.add(index)
        try:
            rows = list(strava.rows(read(tree, index)))
        except FileRefused as refused:
            yield Refused(_full(where, index), refused.why)
            continue
        for row in rows:
            name = base + row.file
            if row.file and name in known:
                if name not in taken:
                    taken.add(name)
                    yield source(tree, name, _full(where, name))
            else:
                label = _full(where, f"{index} activity {row.id}")
                yield Source(label, partial(bytes, row.document), "strava-row", row.start)


def _garmin(tree: Tree, where: str, *, deep: bool, taken: set[str]) -> Found:
    names = [name for name in tree.names if f"/{garmin.ROOT}" in f"/{name}"]
    taken.update(names)
    for name in names:
        full = _full(where, name)
        lower = name.lower()
        if lower.endswith(".zip") and deep:
            try:
                with nested(tree, name) as inner:
                    for each in inner.names:
                        yield from _uploaded(inner, each, f"{full}/{shown(each)}")
            except FileRefused as refused:
                yield Refused(full, refused.why)
        elif lower.endswith(_CARRIERS):
            yield from _uploaded(tree, name, full)
    for name in names:
        if name.endswith(garmin.SUMMARIES):
            yield from _summaries(tree, name, _full(where, name))


def _uploaded(tree: Tree, name: str, full: str) -> Found:
    """An uploaded file, unless it says itself that it is no activity."""
    front = head(tree, name)
    if name.lower().endswith(_CARRIERS) and not garmin.is_other_fit(front):
        yield source(tree, name, full)


def _summaries(tree: Tree, name: str, full: str) -> Found:
    try:
        for id_, start, document in garmin.documents(read(tree, name)):
            label = f"{full} activity {shown(id_)}"
            yield Source(label, partial(bytes, document), "garmin-summary", start)
    except FileRefused as refused:
        yield Refused(full, refused.why)


def _apple(tree: Tree, where: str, *, deep: bool, taken: set[str]) -> Found:  # noqa: ARG001 - because all services are called alike
    for name in [each for each in tree.names if each.lower().endswith(".xml")]:
        if _HEALTH not in head(tree, name):
            continue
        taken.add(name)
        base = name.rpartition("/")[0]
        prefix = f"{base}/{_ROUTES}" if base else _ROUTES
        routes = {each.removeprefix(prefix): each for each in tree.names if each.startswith(prefix)}
        taken.update(routes.values())
        try:
            yield from _workouts(tree, name, routes, where)
        except FileRefused as refused:
            yield Refused(_full(where, name), refused.why)


def _workouts(tree: Tree, name: str, routes: dict[str, str], where: str) -> Found:
    full = _full(where, name)
    export = Export(tree.chunks(name, MAX_EXPORT))

    def route(path: str) -> bytes | None:
        found = routes.get(path.rpartition("/")[2])
        return None if found is None else read(tree, found)

    left = routes.keys() - {
        path.rpartition("/")[2] for each in export.workouts for path in each.routes
    }
    for file in sorted(left):
        if not _matched(export, file, first_time(head(tree, routes[file]))):
            yield source(tree, routes[file], _full(where, routes[file]))
    for each in export.workouts:
        yield Source(
            f"{full} workout {each.start:%Y-%m-%d %H:%M} UTC",
            partial(export.document, each, route),
            "apple-workout",
            each.start,
        )
    if export.skipped:
        left_out = saying(
            "{many} workouts in it are damaged and were left out.", many=export.skipped
        )
        yield Refused(full, left_out)


def _matched(export: Export, file: str, at: float) -> bool:
    """Give a route that no workout names to the workout without one in whose time it begins."""
    for each in export.workouts:
        if not each.routes and each.start_s - 60 <= at <= each.end_s:
            each.routes = (file,)
            return True
    return False
