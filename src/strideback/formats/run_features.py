"""An activity as a diary event: figures of the whole run, and nothing that says where it was.

A figure that no body or device can give is left out, and so is one that the file does not tell.
"""

from __future__ import annotations

import math
import re
from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from strideback.core.diary import Ran
from strideback.formats.activity import FileRefused
from strideback.formats.diary_figures import FARTHEST_M, LONGEST_S
from strideback.formats.run_clock import Clock, clock_of, weighted_mean
from strideback.formats.run_ground import repeat_share, route_name, slopes, track
from strideback.formats.sayings import Saying, saying

if TYPE_CHECKING:
    from strideback.formats.activity import Activity, Column

ON_FOOT: Final = frozenset({"run", "walk", "hike"})
NO_ZONE: Final = saying("The file does not tell its time zone: day and time are those of UTC.")
GUESSED_ZONE: Final = saying(
    "The file does not tell its time zone: it was guessed from where you were, to an hour or two."
)
TOO_FAST: Final = saying(
    "The distance is farther than anybody could get in the time, and was left out."
)

_FASTEST_MPS: Final = {True: 8.5, False: 45.0}
_HOUR_DEGREES: Final = 15.0
_FARTHEST_EAST: Final = 180.0
_EARLY_S: Final = 600.0
_SPLIT_M: Final = 1000.0
_MOST_SPLITS: Final = 250
_SPLIT_S: Final = (100.0, 3600.0)  # a kilometre that a body can run, or walk

# The event's field, the column, the believable range, the digits kept; on foot only.
_MEANS: Final = (
    ("cadence_spm", "cadence_spm", 60.0, 260.0, 1),
    ("power_w", "power_w", 1.0, 1_500.0, 0),
    ("ground_contact_ms", "ground_contact_ms", 100.0, 600.0, 1),
    ("balance_left_percent", "balance_left_percent", 35.0, 65.0, 2),
    ("vertical_oscillation_mm", "vertical_oscillation_mm", 10.0, 250.0, 1),
    ("vertical_ratio_percent", "vertical_ratio_percent", 1.0, 30.0, 2),
    ("step_length_mm", "step_length_mm", 200.0, 3_000.0, 0),
)
_SURFACES: Final = {
    "treadmill": "treadmill|indoor|virtual",
    "trail": "trail",
    "track": r"track(?!.?cycling|me)",
}


def to_event(activity: Activity, name: str, digest: str, batch: str) -> Ran:
    """The diary event of an activity; raises `FileRefused` when it tells no time and no distance."""
    clock = clock_of(activity)
    elapsed, moving = _times(activity, clock)
    distance = _distance(activity, clock, elapsed)
    if distance is None and moving is None:
        raise FileRefused(saying("It tells neither a believable time nor a distance."))
    zone = timezone(timedelta(seconds=_offset(activity)))
    at = activity.start.astimezone(zone).replace(microsecond=0)
    return Ran(
        on=at.date(),
        at=at,
        kind=kind_of(activity),
        distance_m=distance,
        duration_s=moving,
        elapsed_s=elapsed if elapsed != moving else None,
        file=name,
        device=" ".join(activity.device.split())[:60],
        source=digest,
        batch=batch,
        **_figures(activity, clock),
    )


def notes_of(activity: Activity) -> tuple[Saying, ...]:
    """What the runner should know about how the activity was read."""
    notes = list(activity.notes)
    if activity.utc_offset_s is None:
        notes.append(NO_ZONE if _sun_offset(activity) is None else GUESSED_ZONE)
    clock = clock_of(activity)
    if _too_fast(activity, clock, _times(activity, clock)[0]):
        notes.append(TOO_FAST)
    return tuple(notes)


def kind_of(activity: Activity) -> str:
    """The sport; for a run, the surface where the file names a special one."""
    if activity.sport == "run":
        for kind, words in _SURFACES.items():
            if re.search(words, activity.sub_sport, re.IGNORECASE):
                return kind
    return activity.sport


# --- the whole run -------------------------------------------------------------------------------


def _offset(activity: Activity) -> int:
    """Seconds to add to UTC for the runner's own clock, in whole minutes, 0 where not known."""
    offset = activity.utc_offset_s
    if offset is None:
        offset = _sun_offset(activity) or 0
    return round(offset / 60) * 60 if abs(offset) <= 15 * 3600 else 0


def _sun_offset(activity: Activity) -> int | None:
    """Seconds of the hour that the sun gives where the run was; None without a position.

    By UTC, a run after work in California would be one of the next day.
    """
    east = activity.columns.get("longitude")
    known = None if east is None else east[np.isfinite(east)]
    if known is None or not len(known) or abs(known[0]) > _FARTHEST_EAST:
        return None
    return round(float(known[0]) / _HOUR_DEGREES) * 3600


def _times(activity: Activity, clock: Clock | None) -> tuple[float | None, float | None]:
    """Elapsed and moving seconds."""
    moving = activity.moving_s
    if moving is None and clock is not None:
        moving = float(clock.moving_s[-1])
    elapsed = activity.elapsed_s
    elapsed_s, moving_s = _within(elapsed, 1, LONGEST_S, 0), _within(moving, 1, LONGEST_S, 0)
    return elapsed_s, moving_s if moving_s is not None else elapsed_s


def _told_distance(activity: Activity, clock: Clock | None) -> float | None:
    told = activity.distance_m
    if not told and clock is not None and clock.way_m is not None:
        told = float(clock.way_m[-1])
    return _within(told, 1, FARTHEST_M, 0)


def _too_fast(activity: Activity, clock: Clock | None, elapsed_s: float | None) -> bool:
    told = _told_distance(activity, clock)
    if told is None or elapsed_s is None:
        return False
    fastest = _FASTEST_MPS[activity.sport in ON_FOOT]
    return told > fastest * max(elapsed_s, 1.0) + 100


def _distance(activity: Activity, clock: Clock | None, elapsed_s: float | None) -> float | None:
    if _too_fast(activity, clock, elapsed_s):
        return None
    return _told_distance(activity, clock)


def _within(value: float | None, low: float, high: float, digits: int) -> float | None:
    """The value, rounded, if it is one that can be believed."""
    if value is None or not math.isfinite(value):
        return None
    value = float(round(value, digits))
    return value if low <= value <= high else None


# --- from the stream -----------------------------------------------------------------------------


def _figures(activity: Activity, clock: Clock | None) -> dict[str, Any]:
    """Climb, means, splits, ground and beginning, as far as they are known."""
    found: dict[str, Any] = {}
    if clock is not None:
        columns = activity.columns
        mean = weighted_mean(columns.get("heart_rate"), clock, 30, 240)
        found["heart_rate"] = _within(mean, 30, 240, 1)
        if activity.sport in ON_FOOT:
            for field, column, low, high, digits in _MEANS:
                mean = weighted_mean(columns.get(column), clock, low, high)
                found[field] = _within(mean, low, high, digits)
            if clock.way_m is not None:
                found |= _pace(clock.moving_s, clock.way_m)
                found |= _ground(activity, clock.way_m)
    for field, told in (("ascent_m", activity.ascent_m), ("descent_m", activity.descent_m)):
        device = _within(told, 0, 20_000, 0)
        found[field] = found.get(field) if device is None else device
    return found


def _pace(moving_s: Column, way_m: Column) -> dict[str, Any]:
    """Splits, and the speed of the first ten minutes against the rest."""
    ends = np.arange(_SPLIT_M, min(way_m[-1], _MOST_SPLITS * _SPLIT_M) + 0.5, _SPLIT_M)
    at = np.interp(ends, way_m, moving_s)
    splits = np.diff(np.concatenate(([0.0], at))).round()
    good = bool(((splits >= _SPLIT_S[0]) & (splits <= _SPLIT_S[1])).all())
    found: dict[str, Any] = {"splits": tuple(splits.tolist()) if good else ()}
    rest_s = float(moving_s[-1]) - _EARLY_S
    if rest_s >= _EARLY_S / 2:
        early_m = float(np.interp(_EARLY_S, moving_s, way_m))
        rest_mps = (float(way_m[-1]) - early_m) / rest_s
        if rest_mps > 0.5:
            found["early_share"] = _within(early_m / _EARLY_S / rest_mps, 0.2, 5, 2)
    return found


def _ground(activity: Activity, way_m: Column) -> dict[str, Any]:
    """Slopes, repetition and the name of the route; nothing for a treadmill."""
    if activity.indoor or kind_of(activity) == "treadmill":
        return {}
    columns = activity.columns
    found: dict[str, Any] = {}
    up_down = slopes(way_m, columns["time_s"], columns.get("altitude_m"))
    if up_down is not None:
        found = {
            "ascent_m": _within(up_down.ascent_m, 0, 20_000, 0),
            "descent_m": _within(up_down.descent_m, 0, 20_000, 0),
            "steepest_percent": _within(up_down.steepest_percent, 0, 100, 1),
            "longest_descent_m": _within(up_down.longest_descent_m, 0, 10_000, 0),
            "downhill_share": _within(up_down.downhill_share, 0, 1, 2),
        }
    ground = track(way_m, columns.get("latitude"), columns.get("longitude"))
    if ground is not None:
        found["repeat_share"] = _within(repeat_share(ground), 0, 1, 2)
        found["route"] = route_name(ground)
    return found
