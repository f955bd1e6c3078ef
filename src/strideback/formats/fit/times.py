"""When things were: the file's own clock, the runner's clock, pauses and laps."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from strideback.formats.activity import FileRefused, Lap
from strideback.formats.fit.contents import Contents
from strideback.formats.fit.gates import middle
from strideback.formats.fit.profile import (
    ACTIVITY,
    EPOCH_S,
    EVENT,
    FILE_ID,
    RELATIVE_BELOW,
    SESSION,
)
from strideback.formats.sayings import Saying, saying

if TYPE_CHECKING:
    from strideback.formats.activity import Column
    from strideback.formats.fit.columns import Row

EARLIEST_S = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
_TIMER = 0
_STARTS, _STOPS = frozenset({0}), frozenset({1, 4, 8, 9})
_QUARTER_S = 900
_OFFSETS_S = (-12 * 3600, 14 * 3600)
_LONGEST_S = 30 * 86_400
_NO_ZONE = saying("The watch did not know the time zone; times are those of its own clock.")
_NO_DATE = saying("The watch had lost the date; it is taken from when the file was made.")
_UNDATED = saying("The watch had lost the date and nothing in the file tells it: type the run in.")


@dataclass(slots=True, frozen=True)
class Clock:
    """How the file's times become seconds since 1970."""

    shift: float
    """What to add to a time that counts from when the watch was switched on."""
    relative: bool
    earliest: float
    created: float | None
    utc_offset_s: int | None
    notes: list[Saying]

    def of(self, stored: Column) -> Column:
        """Times in seconds since 1970, NaN where there is none."""
        if not self.relative:
            return stored + EPOCH_S
        return np.where(stored < RELATIVE_BELOW, stored + self.shift, stored) + EPOCH_S

    def one(self, stored: float | str | None) -> float | None:
        """One time, None where there is none or it cannot be."""
        if stored is None or isinstance(stored, str):
            return None
        moved = stored + self.shift if self.relative and stored < RELATIVE_BELOW else stored
        seconds = float(moved) + EPOCH_S
        return seconds if seconds >= self.earliest else None

    def start(self, row: Row) -> float | None:
        """When a session or lap began; where only its end is told, by its length."""
        start = self.one(row.get("start"))
        end, elapsed = self.one(row.get("timestamp")), seconds(row, "elapsed_ms")
        if start is None and end is not None and elapsed is not None:
            return end - elapsed
        return start


def moment(second: float) -> datetime:
    """The aware UTC instant."""
    return datetime.fromtimestamp(second, UTC)


def seconds(row: Row, name: str) -> float | None:
    """A duration of the row, None where it is missing or longer than a month."""
    value = row.get(name)
    if not isinstance(value, int | float) or not 0 <= value / 1000 <= _LONGEST_S:
        return None
    return value / 1000


def clock(contents: Contents) -> Clock:
    """The file's clock; one that counts from switching on is set by what else the file tells.

    Raises `FileRefused` where nothing tells the date.
    """
    stored = contents.columns.get("timestamp", np.empty(0))
    stored = stored[~np.isnan(stored)]
    first = middle(stored) if len(stored) else _number(contents.first(SESSION), "start")
    told = contents.first(ACTIVITY)
    now, local = _number(told, "timestamp"), _number(told, "local")
    created = _number(contents.first(FILE_ID), "created")
    if first is None or first >= RELATIVE_BELOW:
        day = None if created is None or created + EPOCH_S < EARLIEST_S else created + EPOCH_S
        return Clock(0, False, EARLIEST_S, day, _offset(now, local), [])
    if now is not None and local is not None and now < RELATIVE_BELOW <= local:
        return Clock(local - now, True, EARLIEST_S, None, None, [_NO_ZONE])
    if created is not None and created >= RELATIVE_BELOW:
        begin = float(stored.min()) if len(stored) else first
        return Clock(created - begin, True, EARLIEST_S, None, None, [_NO_DATE])
    raise FileRefused(_UNDATED)


def _number(row: Row, name: str) -> float | None:
    value = row.get(name)
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def _offset(now: float | None, local: float | None) -> int | None:
    """How far the runner's own clock is ahead of UTC, to the quarter hour."""
    if now is None or local is None:
        return None
    offset = round((local - now) / _QUARTER_S) * _QUARTER_S
    low, high = _OFFSETS_S
    return offset if low <= offset <= high else None


def pauses(
    contents: Contents, time: Clock, start: float, end: float
) -> tuple[tuple[datetime, datetime], ...]:
    """When the timer stood still, from the events that stopped and started it."""
    found: list[tuple[datetime, datetime]] = []
    stopped: float | None = None
    for row in contents.tables.get(EVENT, []):
        at = time.one(row.get("timestamp"))
        if row.get("event") != _TIMER or at is None or not start <= at <= end:
            continue
        if row.get("type") in _STOPS and stopped is None:
            stopped = at
        elif row.get("type") in _STARTS and stopped is not None:
            if at > stopped:
                found.append((moment(stopped), moment(at)))
            stopped = None
    return tuple(found)


def laps(rows: Iterable[Row], time: Clock, start: float, end: float) -> tuple[Lap, ...]:
    """The laps that began between the two, in order."""
    found = []
    for row in rows:
        at, elapsed = time.start(row), seconds(row, "elapsed_ms")
        if at is None or elapsed is None or not start - 1 <= at <= end:
            continue
        metres = row.get("distance_cm")
        distance = metres / 100 if isinstance(metres, int | float) else None
        found.append(Lap(start=moment(at), elapsed_s=elapsed, distance_m=distance))
    return tuple(sorted(found, key=lambda lap: lap.start))
