"""From the points of a track to an activity: order, pauses, distance, climb, cadence, sport."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from strideback.formats.activity import Activity, FileRefused, Lap
from strideback.formats.points import NO_POINTS, NO_TIMES, Points, in_time, moment
from strideback.formats.sayings import Saying, saying
from strideback.formats.sports import ON_FOOT, is_indoor, sport_of

if TYPE_CHECKING:
    from strideback.formats.activity import Column
    from strideback.formats.points import Flags, Places

_EARTH_M: Final = 6_371_008.8
_STOP_S: Final = 10.0  # between two stretches of a recording: less is the device drawing breath
_STILL_S: Final = 30.0  # inside a stretch: a gap this long, without getting anywhere, is a stop
_STILL_MPS: Final = 0.4
_FASTEST_MPS: Final = {
    True: 12.0,
    False: 70.0,
}  # on foot, otherwise; faster is a jump of the device
_SLACK_M: Final = {True: 500.0, False: 50.0}  # and at least this far: counted by the device, or not
_CLIMB_M: Final = 3.0  # smaller ups and downs are noise
_CLIMB_MPS: Final = 5.0  # faster ones are the device finding its height
_STEPS_SPM: Final = 130.0  # a median above this counts steps, one below counts strides
_RUN_MPS: Final = (1.8, 5.0)
_BY_PACE: Final = {
    "walk": saying("The file does not name its sport; the pace is that of a walk."),
    "run": saying("The file does not name its sport; the pace is that of a run."),
}


@dataclass(slots=True, kw_only=True)
class Told:
    """What a file says about a track besides its points."""

    sport: str = ""
    device: str = ""
    timer_s: float | None = None
    distance_m: float | None = None
    ascent_m: float | None = None
    laps: Sequence[Lap] = ()
    notes: Sequence[Saying] = ()


def activities(points: Points, tracks: Sequence[tuple[int, Told]]) -> tuple[Activity, ...]:
    """The activities of all tracks, given as the place of the first point of each.

    Raises `FileRefused` when there is no point, or none with a time.
    """
    if not points.count:
        raise FileRefused(NO_POINTS)
    columns = points.columns()
    ends = [first for first, _ in tracks[1:]]
    found: list[Activity] = []
    for (first, told), end in zip(tracks, [*ends, points.count], strict=True):
        part = {name: column[first:end] for name, column in columns.items()}
        order = in_time(part.get("time_s", np.empty(0)))
        if len(order):
            found.append(_activity(points, told, part, order, first))
    if not found:
        raise FileRefused(NO_TIMES)
    return tuple(found)


def _activity(
    points: Points, told: Told, columns: dict[str, Column], order: Places, first: int
) -> Activity:
    count = len(columns["time_s"])
    notes = [*told.notes]
    if left := count - len(order):
        notes.append(
            saying(
                "{left} of {all} points had no believable time and were left out.",
                left=left,
                all=count,
            )
        )
    stretch = np.searchsorted(np.array(points.starts, dtype=np.int64), order + first, side="right")
    columns = {name: column[order] for name, column in columns.items()}
    columns = {name: each for name, each in columns.items() if not np.isnan(each).all()}
    found = _assembled(told, columns, np.diff(stretch) != 0, notes)
    return replace(found, points=count, utc_offset_s=points.offset_s)


def _assembled(
    told: Told, columns: dict[str, Column], cuts: Flags, notes: list[Saying]
) -> Activity:
    time = columns["time_s"]
    positioned = "latitude" in columns
    sport = sport_of(told.sport) or _guessed(columns, notes)
    _distances(columns, cuts, sport, notes)
    _steps_per_minute(columns, sport)
    pauses = _pauses(columns, cuts)
    elapsed_s = float(time[-1] - time[0])
    moving_s = elapsed_s - sum(float(time[at + 1] - time[at]) for at in pauses)
    if told.timer_s is not None and 0 < told.timer_s <= elapsed_s + _STOP_S:
        moving_s = min(told.timer_s, elapsed_s)
    up_m, down_m = climbed(columns)
    return Activity(
        sport=sport,
        sub_sport=told.sport.strip().lower(),
        start=moment(float(time[0])),
        elapsed_s=elapsed_s,
        moving_s=moving_s,
        distance_m=_total(columns, told),
        ascent_m=up_m if told.ascent_m is None else told.ascent_m,
        descent_m=down_m,
        device=told.device,
        indoor=is_indoor(told.sport) or not positioned,
        points=len(time),
        columns=columns,
        pauses=tuple((moment(float(time[at])), moment(float(time[at + 1]))) for at in pauses),
        laps=tuple(told.laps),
        notes=tuple(notes),
    )


def _total(columns: dict[str, Column], told: Told) -> float | None:
    if "distance_m" in columns:
        return float(np.nanmax(columns["distance_m"]))
    return told.distance_m


def metres_between(latitude: Column, longitude: Column) -> Column:
    """Great-circle metres from each position to the next."""
    across, along = np.radians(latitude), np.radians(longitude)
    part = np.sin(np.diff(across) / 2) ** 2
    part += np.cos(across[:-1]) * np.cos(across[1:]) * np.sin(np.diff(along) / 2) ** 2
    metres: Column = 2 * _EARTH_M * np.arcsin(np.sqrt(np.clip(part, 0.0, 1.0)))
    return metres


def _position_steps(columns: dict[str, Column]) -> tuple[Places, Column]:
    """The places of the points with a position, and the metres from each to the next of them."""
    if "latitude" not in columns:
        return np.empty(0, np.int64), np.empty(0)
    places = np.flatnonzero(~np.isnan(columns["latitude"]))
    return places, metres_between(columns["latitude"][places], columns["longitude"][places])


def _distances(columns: dict[str, Column], cuts: Flags, sport: str, notes: list[Saying]) -> None:
    """The device's distance mended, or one from the positions, in the column `distance_m`."""
    device = columns.pop("distance_m", np.full(len(columns["time_s"]), np.nan))
    places = np.flatnonzero(~np.isnan(device))
    counted = bool(len(places) and (device[places] > 0).any())
    if counted:
        steps = np.diff(device[places])
        steps = np.where(steps >= 0, steps, _after_reset(device[places]))
        first = float(device[places[0]])
    else:
        places, steps = _position_steps(columns)
        if len(places) == 0:
            return
        first, steps = 0.0, np.where(_stopped(columns, cuts, places), 0.0, steps)
    spent = np.diff(columns["time_s"][places])
    jumps = steps > _FASTEST_MPS[sport in ON_FOOT] * np.maximum(spent, 1.0) + _SLACK_M[counted]
    if jumps.any():
        notes.append(saying("Leaps too far to be real were not counted as distance."))
    column = np.full(len(device), np.nan)
    column[places] = first + np.concatenate(([0.0], np.cumsum(np.where(jumps, 0.0, steps))))
    columns["distance_m"] = column


def _after_reset(distance: Column) -> Column:
    """Metres since a device that counts each lap from nothing began anew; else none."""
    return np.where(distance[1:] < 0.2 * distance[:-1], distance[1:], 0.0)


def _stopped(columns: dict[str, Column], cuts: Flags, places: Places) -> Flags:
    """For each step between these points, whether the recording was stopped meanwhile."""
    long_cuts = cuts & (np.diff(columns["time_s"]) > _STOP_S)
    before: Column = np.concatenate(([0], np.cumsum(long_cuts)))[places]
    return np.diff(before) > 0


def _pauses(columns: dict[str, Column], cuts: Flags) -> Places:
    """The places of the points after which the runner stopped."""
    spent = np.diff(columns["time_s"])
    paused = cuts & (spent > _STOP_S)
    if "distance_m" in columns:
        speed = np.diff(columns["distance_m"]) / np.maximum(spent, 1.0)
        paused |= (spent > _STILL_S) & (speed < _STILL_MPS)
    return np.flatnonzero(paused)


def _steps_per_minute(columns: dict[str, Column], sport: str) -> None:
    """Devices count strides (one foot); some exports count steps already."""
    cadence = columns.get("cadence_spm")
    if cadence is None or sport not in ON_FOOT:
        return
    turning = cadence[cadence > 0]
    if len(turning) and np.median(turning) <= _STEPS_SPM:
        columns["cadence_spm"] = cadence * 2


def _guessed(columns: dict[str, Column], notes: list[Saying]) -> str:
    """The sport by its pace, where the file names none."""
    places, steps = _position_steps(columns)
    speeds = steps / np.maximum(np.diff(columns["time_s"][places]), 1.0)
    moving = speeds[speeds > 0.5]
    if not len(moving):
        return "other"
    slow, fast = _RUN_MPS
    pace = float(np.median(moving))
    sport = "walk" if pace < slow else "run" if pace <= fast else "other"
    if sport != "other":
        notes.append(_BY_PACE[sport])
    return sport


def climbed(columns: dict[str, Column]) -> tuple[float | None, float | None]:
    """Metres up and down, without the noise of a few metres; None where the height is unknown."""
    altitude = columns.get("altitude_m")
    if altitude is None:
        return None, None
    known = ~np.isnan(altitude)
    up = down = 0.0
    at = last = 0.0
    height: float | None = None
    for now, level in zip(columns["time_s"][known].tolist(), altitude[known].tolist(), strict=True):
        if height is None or abs(level - last) > _CLIMB_MPS * (now - at) + 2 * _CLIMB_M:
            height = level
        elif level - height >= _CLIMB_M:
            up, height = up + level - height, level
        elif height - level >= _CLIMB_M:
            down, height = down + height - level, level
        at, last = now, level
    return up, down
