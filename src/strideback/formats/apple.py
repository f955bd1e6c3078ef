"""Apple Health: a workout with its records and its route, as one activity.

`read_apple` reads a whole export.xml from its chunks; `read_workout` reads one of the documents
that `apple_export` makes of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from strideback.formats.activity import Activity, FileRefused
from strideback.formats.apple_export import RECORDS, Export, Route, apple_time
from strideback.formats.gpx import Reader
from strideback.formats.points import BETWEEN, EARLIEST, LATEST, moment
from strideback.formats.sayings import Saying, from_json, saying
from strideback.formats.sports import sport_of
from strideback.formats.xml_safe import Closed, Opened, pieces, walk

if TYPE_CHECKING:
    from strideback.formats.activity import Column

_METRES: Final = {"m": 1.0, "km": 1000.0, "mi": 1609.344, "cm": 0.01, "ft": 0.3048, "yd": 0.9144}
_SECONDS: Final = {"s": 1.0, "min": 60.0, "hr": 3600.0}
_DISTANCE: Final = "HKQuantityTypeIdentifierDistance"
_QUANTITY: Final = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*")
_NEAR_S: Final = 10.0
_ROUTE_EDGE_S: Final = 600.0


def read_apple(chunks: Iterable[bytes], route: Route = lambda _: None) -> Iterator[Activity]:
    """The workouts of an export.xml; `route` gives the GPX file of a path, or None."""
    export = Export(chunks)
    for workout in export.workouts:
        yield from read_workout(export.document(workout, route))


@dataclass(slots=True)
class _Told:
    """What the export says about a workout."""

    kind: str = ""
    start_s: float = float("nan")
    end_s: float = float("nan")
    offset_s: int | None = None
    duration_s: float | None = None
    distance_m: float | None = None
    ascent_m: float | None = None
    indoor: bool = False
    source: str = ""
    events: list[tuple[float, str]] = field(default_factory=list)
    notes: list[Saying] = field(default_factory=list)


def read_workout(data: bytes) -> tuple[Activity, ...]:
    """The activity of one workout document; raises `FileRefused` when it holds none."""
    told, records, route = _Told(), _Records(), Reader()
    opened: Opened = {
        **route.opened,
        "Workouts": lambda each: told.notes.extend(_noted(each.get("note", ""))),
        "Workout": lambda each: _workout(told, each),
        "WorkoutStatistics": lambda each: _statistics(told, each),
        "WorkoutEvent": lambda each: _event(told, each),
        "MetadataEntry": lambda each: _metadata(told, each),
        "Record": records.add,
    }
    closed: Closed = route.closed
    damage = walk(pieces(data), opened, closed)
    if not (EARLIEST <= told.start_s <= told.end_s < LATEST):
        raise FileRefused(
            saying("The Apple Health file holds no workout; give the whole export folder.")
        )
    told.notes.extend([damage] if damage else [])
    return (_activity(told, records, route),)


def _noted(note: str) -> list[Saying]:
    """What `apple_export` noted, unless that is nothing or does not come from there."""
    try:
        return [from_json(json.loads(note))] if note else []
    except (ValueError, RecursionError):
        return [Saying(note)]


def _workout(told: _Told, attributes: dict[str, str]) -> None:
    told.kind = attributes.get("workoutActivityType", "").removeprefix("HKWorkoutActivityType")
    told.start_s, told.offset_s = apple_time(attributes.get("startDate", ""))
    told.end_s = apple_time(attributes.get("endDate", ""))[0]
    told.source = attributes.get("sourceName", "").strip()
    told.duration_s = _of(attributes, "duration", "durationUnit", _SECONDS)
    told.distance_m = _of(attributes, "totalDistance", "totalDistanceUnit", _METRES)


def _statistics(told: _Told, attributes: dict[str, str]) -> None:
    if attributes.get("type", "").startswith(_DISTANCE) and told.distance_m is None:
        told.distance_m = _of(attributes, "sum", "unit", _METRES)


def _event(told: _Told, attributes: dict[str, str]) -> None:
    kind = attributes.get("type", "").removeprefix("HKWorkoutEventType").lower()
    at = apple_time(attributes.get("date", ""))[0]
    if told.start_s <= at <= told.end_s:
        told.events.append((at, kind.removeprefix("motion")))


def _metadata(told: _Told, attributes: dict[str, str]) -> None:
    key, value = attributes.get("key", ""), attributes.get("value", "")
    if key == "HKIndoorWorkout":
        told.indoor = value.strip() == "1"
    elif key == "HKElevationAscended":
        found = _QUANTITY.fullmatch(value[:40])
        if found is not None and found[2] in _METRES:
            told.ascent_m = float(found[1]) * _METRES[found[2]]


def _of(attributes: dict[str, str], key: str, unit: str, factors: dict[str, float]) -> float | None:
    factor = factors.get(attributes.get(unit, ""))
    try:
        value = float(attributes.get(key, "")[:40])
    except ValueError:
        return None
    return value * factor if factor is not None and 0 <= value < 1e7 else None


class _Records:
    """The numbers that the watch noted during the workout."""

    def __init__(self) -> None:
        self._found: dict[str, list[tuple[float, float]]] = {}

    def add(self, attributes: dict[str, str]) -> None:
        """Take one record of the document."""
        column = RECORDS.get(attributes.get("type", ""))
        if column is None:
            return
        try:
            pair = float(attributes["at"]), float(attributes["value"])
        except (KeyError, ValueError):
            return
        low, high = BETWEEN[column]
        if EARLIEST <= pair[0] < LATEST and low <= pair[1] <= high:
            self._found.setdefault(column, []).append(pair)

    def times(self) -> Column:
        """Every time at which something was noted."""
        return np.unique([at for pairs in self._found.values() for at, _ in pairs])

    def onto(self, time: Column) -> dict[str, Column]:
        """Columns for these times: of each kind the nearest number, where one is near."""
        columns: dict[str, Column] = {}
        for name, pairs in self._found.items():
            at, value = np.array(sorted(pairs)).T
            after = np.clip(np.searchsorted(at, time), 0, len(at) - 1)
            before = np.maximum(after - 1, 0)
            near = np.where(time - at[before] < at[after] - time, before, after)
            columns[name] = np.where(np.abs(at[near] - time) <= _NEAR_S, value[near], np.nan)
        return columns


def _activity(told: _Told, records: _Records, route: Reader) -> Activity:
    base = _routed(told, route)
    time = records.times() if base is None else base.columns["time_s"]
    columns = {"time_s": time, **({} if base is None else base.columns)}
    noted = {name: each for name, each in records.onto(time).items() if not np.isnan(each).all()}
    found = base or Activity(sport="other", start=moment(told.start_s), points=len(time))
    elapsed_s = told.end_s - told.start_s
    return replace(
        found,
        sport=sport_of(told.kind) or "other",
        sub_sport=told.kind.lower(),
        start=moment(told.start_s),
        utc_offset_s=told.offset_s,
        elapsed_s=elapsed_s,
        moving_s=elapsed_s if told.duration_s is None else min(told.duration_s, elapsed_s),
        distance_m=found.distance_m if told.distance_m is None else told.distance_m,
        ascent_m=found.ascent_m if told.ascent_m is None else told.ascent_m,
        device=told.source,
        indoor=told.indoor,
        columns={**columns, **noted} if len(time) else {},
        pauses=_pauses(told) or found.pauses,
        notes=(*(each for each in found.notes if "name its sport" not in each), *told.notes),
    )


def _routed(told: _Told, route: Reader) -> Activity | None:
    """The route's activity, when there is one and it is of this workout."""
    try:
        found = route.activities()
    except FileRefused:
        return None
    for each in found:
        time = each.columns["time_s"]
        if time[0] <= told.end_s + _ROUTE_EDGE_S and time[-1] >= told.start_s - _ROUTE_EDGE_S:
            return each
    told.notes.append(saying("Its route is from another time and was left out."))
    return None


def _pauses(told: _Told) -> tuple[tuple[datetime, datetime], ...]:
    pauses: list[tuple[datetime, datetime]] = []
    since: float | None = None
    for at, kind in [*sorted(told.events), (told.end_s, "resume")]:
        if kind in {"pause", "paused"}:
            since = at if since is None else since
        elif kind in {"resume", "resumed"} and since is not None:
            if at > since:
                pauses.append((moment(since), moment(at)))
            since = None
    return tuple(pauses)
