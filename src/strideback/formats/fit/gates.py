"""What cannot be true of a person who runs: such values become `not measured`.

A damaged file that is read leniently gives nonsense that looks valid, so every column passes here.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from strideback.formats.activity import Column

DAY_S = 86_400.0
FASTEST_MPS = {"run": 12.0, "walk": 12.0, "hike": 12.0, "swim": 12.0, "ride": 40.0}
FASTEST_OTHER_MPS = 100.0
_SLACK_M = 1000.0
"""What the first record may already have on its odometer."""
_RESETS, _NOT_A_SLIP = 20, 10
"""How often an odometer may begin anew, and how many values make it more than one wild value."""
_LEAP_M = 100.0
_BOUNDS = {
    "latitude": (-90.0, 90.0),
    "longitude": (-180.0, 180.0),
    "altitude_m": (-499.9, 9000.0),  # a stored zero reads as -500
    "heart_rate": (1.0, 250.0),
    "cadence_spm": (0.0, 300.0),
    "power_w": (0.0, 3000.0),
    "ground_contact_ms": (1.0, 2000.0),
    "balance_left_percent": (35.0, 65.0),
    "vertical_oscillation_mm": (0.1, 500.0),
    "vertical_ratio_percent": (0.1, 100.0),
    "step_length_mm": (1.0, 4000.0),
}
_SILENT_ZERO = frozenset(
    {
        "altitude_m",
        "heart_rate",
        "balance_left_percent",
        "ground_contact_ms",
        "vertical_oscillation_mm",
        "vertical_ratio_percent",
        "step_length_mm",
    }
)
"""Columns in which devices write zero for `nothing`: no wonder, so no note."""


def fastest(sport: str) -> float:
    """Metres a second that nobody exceeds in this sport."""
    return FASTEST_MPS.get(sport, FASTEST_OTHER_MPS)


def middle(values: Column) -> float:
    """The upper median, several times quicker than NumPy's."""
    half = len(values) // 2
    return float(np.partition(values, half)[half])


def measured(values: Column) -> bool:
    """Whether there is a value at all."""
    return bool(len(values)) and not (np.isnan(values[0]) and np.isnan(values).all())


def rising(values: Column) -> NDArray[np.bool_]:
    """Which values belong to the longest chain that never falls; NaN belongs to none.

    One wild value costs itself, not all that comes after it.
    """
    there = ~np.isnan(values)
    if (np.diff(values[there]) >= 0).all():
        return there
    tops: list[float] = []
    ends: list[int] = []
    before: dict[int, int] = {}
    for place in np.flatnonzero(there).tolist():
        value = float(values[place])
        rank = bisect_right(tops, value)
        before[place] = ends[rank - 1] if rank else -1
        tops[rank : rank + 1] = [value]
        ends[rank : rank + 1] = [place]
    kept = np.zeros(len(values), dtype=np.bool_)
    place = ends[-1]
    while place >= 0:
        kept[place] = True
        place = before[place]
    return kept


def plausible_times(times: Column, earliest: float, latest: float) -> NDArray[np.bool_]:
    """Which records have a time that can be: between the two, never falling, in one outing.

    A pause of more than a day is not part of a run: the stretch with most records is kept.
    """
    kept = rising(np.where((times >= earliest) & (times <= latest), times, np.nan))
    places = np.flatnonzero(kept)
    leaps = np.flatnonzero(np.diff(times[places]) > DAY_S) + 1
    if len(leaps):
        outing = max(np.split(places, leaps), key=len)
        kept[:] = False
        kept[outing] = True
    return kept


def gate(columns: dict[str, Column], sport: str) -> dict[str, int]:
    """Take out, in place, what cannot be true; gives how many values of which column that was.

    Columns are as `activity.COLUMNS` names them and `time_s` is in order.
    """
    gone: dict[str, int] = {}
    for name, (low, high) in _BOUNDS.items():
        if name in columns:
            _within(columns, name, low, high, gone)
    _on_earth(columns)
    _within(columns, "speed_mps", 0, fastest(sport), gone)
    if "distance_m" in columns:
        times, distance = columns["time_s"], columns["distance_m"]
        most = (times - times[0]) * fastest(sport) + _SLACK_M
        near = _unbroken(np.where(distance <= most, distance, np.nan))
        kept = rising(near)
        lost = int(np.count_nonzero(~np.isnan(distance) & ~kept))
        if lost:
            gone["distance_m"] = lost
            near[~kept] = np.nan
        columns["distance_m"] = near
    return gone


def _unbroken(distance: Column) -> Column:
    """The distance of a device that began anew at zero on the way, as if it had counted on."""
    there = np.flatnonzero(~np.isnan(distance))
    values = distance[there]
    for place in (np.flatnonzero(values[1:] < values[:-1] / 2) + 1)[:_RESETS].tolist():
        before, after = values[max(place - 2, 0) : place], values[place : place + _NOT_A_SLIP]
        steady = len(after) == _NOT_A_SLIP and 0 <= before[-1] - before[0] <= _LEAP_M
        if steady and after[0] <= _LEAP_M and (np.diff(after) >= 0).all():
            values[place:] += before[-1]
    distance[there] = values
    return distance


def _within(
    columns: dict[str, Column], name: str, low: float, high: float, gone: dict[str, int]
) -> None:
    values = columns.get(name)
    if values is None or (np.fmin.reduce(values) >= low and np.fmax.reduce(values) <= high):
        return
    outside = (values < low) | (values > high)
    wild = values > high if name in _SILENT_ZERO else outside
    if wild.any():
        gone[name] = int(np.count_nonzero(wild))
    columns[name] = np.where(outside, np.nan, values)


def _on_earth(columns: dict[str, Column]) -> None:
    """A position needs both numbers; 0 north and 0 east is how some devices write `none`."""
    if not {"latitude", "longitude"} <= columns.keys():
        columns.pop("latitude", None)
        columns.pop("longitude", None)
        return
    north, east = columns["latitude"], columns["longitude"]
    lost = np.isnan(north + east) | ((north == 0) & (east == 0))
    if lost.any():
        columns["latitude"] = np.where(lost, np.nan, north)
        columns["longitude"] = np.where(lost, np.nan, east)
