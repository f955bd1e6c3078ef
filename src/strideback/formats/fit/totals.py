"""A session's sums, as the device told them, unless its own records say otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from strideback.formats.fit.gates import fastest
from strideback.formats.fit.times import seconds
from strideback.formats.sayings import Saying, saying
from strideback.formats.track import climbed, metres_between

if TYPE_CHECKING:
    from strideback.formats.activity import Column
    from strideback.formats.fit.columns import Row

_AGREE = 0.1
"""How far the told distance may be from the counted one, as a share, before it is doubted."""
_AGREE_M = 100.0
_LATE_S = 60.0
"""How far the records may go beyond the told end before the end is doubted."""
_STEP_S = 10.0
"""The longest time for which one speed stands, where distance is made from speeds."""


class Totals(NamedTuple):
    """Sums over a session; None where nobody knows."""

    elapsed_s: float | None
    moving_s: float | None
    distance_m: float | None
    ascent_m: float | None
    descent_m: float | None
    notes: list[Saying]


def totals(
    session: Row, columns: dict[str, Column], start: float, last: float | None, sport: str
) -> Totals:
    """The sums, with a sentence where the device's word was not taken.

    Puts a distance into the columns where the device counted none.
    """
    span = None if last is None else max(last - start, 0.0)
    elapsed = seconds(session, "elapsed_ms")
    if not elapsed or (span is not None and elapsed < span - _LATE_S):
        elapsed = span
    timer = seconds(session, "timer_ms")
    moving = seconds(session, "moving_ms") if timer is None else timer
    if moving is not None and elapsed is not None:
        moving = min(moving, elapsed)
    notes: list[Saying] = []
    told = _told_distance(session, elapsed, sport)
    counted = None if _made_distance(columns, sport) else _last(columns.get("distance_m"))
    if told is None:
        distance = _last(columns.get("distance_m"))
    else:
        whole = span is not None and elapsed is not None and span > (1 - _AGREE) * elapsed
        doubted = counted and abs(told - counted) > max(_AGREE * counted, _AGREE_M)
        distance = counted if doubted and whole else told
        if doubted and whole:
            notes.append(saying("The file's own sum of the distance does not fit its records."))
    ascent, descent = _height(session, "ascent"), _height(session, "descent")
    if ascent is None and descent is None and columns:
        ascent, descent = _climbed(columns)
    return Totals(elapsed, moving or None, distance, ascent, descent, notes)


def _told_distance(session: Row, elapsed: float | None, sport: str) -> float | None:
    value = session.get("distance_cm")
    if not isinstance(value, int | float):
        return None
    metres = value / 100
    return None if elapsed is not None and metres > elapsed * fastest(sport) else metres


def _height(session: Row, name: str) -> float | None:
    value = session.get(name)
    return float(value) if isinstance(value, int | float) else None


def _climbed(columns: dict[str, Column]) -> tuple[float | None, float | None]:
    """Metres up and down; of stretches at one height only the ends are looked at."""
    if "altitude_m" not in columns:
        return None, None
    known = np.flatnonzero(~np.isnan(columns["altitude_m"]))
    steps = np.diff(columns["altitude_m"][known]) != 0
    ends = known[np.append(True, steps) | np.append(steps, True)]
    return climbed({name: columns[name][ends] for name in ("time_s", "altitude_m")})


def _last(values: Column | None) -> float | None:
    if values is None:
        return None
    there = values[~np.isnan(values)]
    return float(there[-1]) if len(there) else None


def _made_distance(columns: dict[str, Column], sport: str) -> bool:
    """Where the device counted no distance, make it from the positions, else from the speeds."""
    counted = columns.get("distance_m")
    if not columns or (counted is not None and np.nanmax(counted) > 0):
        return False
    times = columns["time_s"]
    if "latitude" in columns:
        places = np.flatnonzero(~np.isnan(columns["latitude"]))
        steps = metres_between(columns["latitude"][places], columns["longitude"][places])
        far = steps > fastest(sport) * np.maximum(np.diff(times[places]), 1)
        steps = np.where(far, 0, steps)
    elif counted is None and "speed_mps" in columns:
        places = np.flatnonzero(~np.isnan(columns["speed_mps"]))
        spent = np.minimum(np.diff(times[places]), _STEP_S)
        steps = columns["speed_mps"][places][1:] * spent
    else:
        return False
    distance = np.full(len(times), np.nan)
    distance[places] = np.concatenate(([0.0], np.cumsum(steps)))
    columns["distance_m"] = distance
    return True
