"""The clock and the way of one activity: what its features are weighed by.

Devices that record when something changes give few points where nothing does, so that a mean over
points would be wrong: every point is weighed by the moving time that it stands for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from strideback.formats.activity import Activity, Column

_LONGEST_STEP_S: Final = 30.0  # a point stands for no more than this on each side of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """For each point the moving seconds and the metres since the start, and what it weighs.

    `way_m` never falls; it is None where no distance is known.
    """

    moving_s: Column
    weight_s: Column
    way_m: Column | None


def clock_of(activity: Activity) -> Clock | None:
    """The clock of an activity, None when it has fewer than two points with a time."""
    time = activity.columns.get("time_s")
    if time is None or len(time) < 2:
        return None
    moving = np.maximum.accumulate(time - time[0] - _paused(activity, time))
    half = np.minimum(np.diff(moving), 2 * _LONGEST_STEP_S) / 2
    weight = np.concatenate((half, [0.0])) + np.concatenate(([0.0], half))
    return Clock(moving_s=moving, weight_s=weight, way_m=_way(activity, time))


def _paused(activity: Activity, time: Column) -> Column | float:
    """Seconds of pause before each point."""
    if not activity.pauses:
        return 0.0
    corners: list[float] = []
    for start, end in sorted(activity.pauses):
        first = max(start.timestamp(), corners[-1] if corners else -np.inf)
        if end.timestamp() > first:
            corners += [first, end.timestamp()]
    if not corners:
        return 0.0
    at = np.array(corners)
    gaps = np.diff(at)
    gaps[1::2] = 0.0
    spent = np.interp(time, at, np.concatenate(([0.0], np.cumsum(gaps))))
    found: Column = spent - spent[0]
    return found


def _way(activity: Activity, time: Column) -> Column | None:
    distance = activity.columns.get("distance_m")
    if distance is None:
        return None
    known = np.isfinite(distance)
    if np.count_nonzero(known) < 2:
        return None
    if not known.all():
        distance = np.interp(time, time[known], distance[known])
    way: Column = np.maximum.accumulate(distance) - distance[0]
    return way if way[-1] > 0 else None


def weighted_mean(column: Column | None, clock: Clock, low: float, high: float) -> float | None:
    """The mean by time of the believable values, from `low` to `high`; None where there are few."""
    if column is None:
        return None
    with np.errstate(invalid="ignore"):
        good = (column >= low) & (column <= high)
    if np.count_nonzero(good) < 3:
        return None
    weights = clock.weight_s[good]
    total = float(weights.sum())
    return float((column[good] * weights).sum()) / total if total > 0 else None
