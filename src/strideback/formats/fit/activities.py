"""From the contents of a FIT file to activities: one for each session the device recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from strideback.formats.activity import Activity, FileRefused
from strideback.formats.fit.contents import Contents
from strideback.formats.fit.devices import device
from strideback.formats.fit.gates import gate, measured, middle, plausible_times
from strideback.formats.fit.profile import (
    DEVICE_INFO,
    FILE_ID,
    INDOOR,
    LAP,
    ON_FOOT_SUB_SPORTS,
    SESSION,
    SPORT,
    SPORT_ALONE,
    SPORTS,
    SUB_SPORTS,
)
from strideback.formats.fit.times import Clock, clock, laps, moment, pauses
from strideback.formats.fit.totals import totals
from strideback.formats.language import marked
from strideback.formats.sayings import Saying, saying, together

if TYPE_CHECKING:
    from strideback.formats.activity import Column
    from strideback.formats.fit.columns import Row

_ON_FOOT = frozenset({"run", "walk", "hike"})
_STEPS_SPM = 130
"""A median cadence above this counts steps; below, as devices do, the strides of one leg."""
_MULTISPORT = 18
_SPORT_KEYS = frozenset({"sport", "sub_sport"})

_NAMES = {
    "latitude": "latitude",
    "longitude": "longitude",
    "altitude": "altitude_m",
    "distance": "distance_m",
    "speed": "speed_mps",
    "heart_rate": "heart_rate",
    "cadence": "cadence_spm",
    "power": "power_w",
    "stance_time": "ground_contact_ms",
    "stance_time_balance": "balance_left_percent",
    "vertical_oscillation": "vertical_oscillation_mm",
    "vertical_ratio": "vertical_ratio_percent",
    "step_length": "step_length_mm",
}
_WORDS = {
    "latitude": marked("positions"),
    "longitude": marked("positions"),
    "altitude_m": marked("heights"),
    "distance_m": marked("distances"),
    "speed_mps": marked("speeds"),
    "heart_rate": marked("heart rates"),
    "cadence_spm": marked("cadences"),
    "power_w": marked("powers"),
    "balance_left_percent": marked("balances"),
}
_OTHERS = marked("running dynamics")


@dataclass(slots=True)
class _Stretch:
    """One session's share: its message, and which records are its own."""

    session: Row
    places: NDArray[np.int64]
    """The records with a time that can be."""
    read: int
    """All records, those without such a time too."""
    before: int | None
    """The last such record of the session before."""


def activities(contents: Contents, latest: float) -> list[Activity]:
    """The activities, none if the file holds no record and no session.

    `latest` is the last second (since 1970) that a record can have.  Raises `FileRefused` where
    nothing has a date that can be.
    """
    if not contents.records and not contents.tables.get(SESSION):
        return []
    time = clock(contents)
    times = time.of(contents.columns.get("timestamp", np.full(contents.records, np.nan)))
    good = plausible_times(times, time.earliest, latest)
    notes = list(contents.notes) + time.notes
    lost = contents.records - int(np.count_nonzero(good))
    if lost:
        all_of = contents.records
        notes.append(
            saying("{lost} of {all} records had no believable time.", lost=lost, all=all_of)
        )
    stretches = _stretches(_sessions(contents, time), times, good)
    found = [_activity(contents, stretch, times, time, notes) for stretch in stretches]
    dated = [one for one in found if one is not None and one.start.timestamp() <= latest]
    if not dated:
        raise FileRefused(saying("Nothing in the file has a date that can be: type the run in."))
    return dated


def _sessions(contents: Contents, time: Clock) -> list[tuple[float, Row]]:
    """The sessions with their starts, in the order of time; never none.

    Of several that start together the last counts, and the sum over a triathlon is no session.
    """
    rows = contents.tables.get(SESSION, [])
    if len(rows) > 1:
        single = [row for row in rows if row.get("sport") != _MULTISPORT]
        starts = {time.start(row): row for row in single}
        known = sorted((start, row) for start, row in starts.items() if start is not None)
        if len(known) > 1:
            return known
    laps = [row for row in contents.tables.get(LAP, []) if "sport" in row]
    named = {key: value for key, value in next(iter(laps), {}).items() if key in _SPORT_KEYS}
    return [(0.0, next(iter(rows), contents.first(SPORT) or named))]


def _stretches(
    sessions: list[tuple[float, Row]], times: Column, good: NDArray[np.bool_]
) -> list[_Stretch]:
    """Each record belongs to the last session that had started."""
    if len(sessions) == 1:
        return [_Stretch(sessions[0][1], np.flatnonzero(good), len(good), None)]
    starts = np.array([start for start, _ in sessions])
    owner = np.searchsorted(starts[1:], times, side="right")
    extra = int(np.count_nonzero(~good))  # records without a time go with the first
    found: list[_Stretch] = []
    before = None
    for number, (_, session) in enumerate(sessions):
        places = np.flatnonzero(good & (owner == number))
        found.append(_Stretch(session, places, len(places) + extra, before))
        before, extra = (int(places[-1]) if len(places) else before), 0
    return found


def _activity(
    contents: Contents, stretch: _Stretch, times: Column, time: Clock, notes: list[Saying]
) -> Activity | None:
    """One session as an activity, None where nothing tells when it was."""
    session = stretch.session
    sport, sub_sport, indoor = _sport(session)
    columns = _columns(contents, stretch, times, sport)
    notes = notes + _gated(columns, sport)
    columns = {name: values for name, values in columns.items() if measured(values)}
    own = times[stretch.places[[0, -1]]].tolist() if len(stretch.places) else [None, None]
    start = _start(time.start(session), own[0], time.created)
    if start is None:
        return None
    sums = totals(session, columns, start, own[1], sport)
    end = start + (sums.elapsed_s or 0)
    return Activity(
        sport=sport,
        sub_sport=sub_sport,
        start=moment(start),
        utc_offset_s=time.utc_offset_s,
        elapsed_s=sums.elapsed_s,
        moving_s=sums.moving_s,
        distance_m=sums.distance_m,
        ascent_m=sums.ascent_m,
        descent_m=sums.descent_m,
        device=next(filter(None, map(device, _devices(contents))), ""),
        indoor=indoor,
        points=stretch.read,
        columns=columns,
        pauses=pauses(contents, time, start, end),
        laps=laps(contents.tables.get(LAP, []), time, start, end),
        notes=tuple(notes + sums.notes),
    )


def _devices(contents: Contents) -> list[Row]:
    """Who may have made the file, the surest first."""
    creators = [row for row in contents.tables.get(DEVICE_INFO, []) if row.get("index") == 0]
    return [contents.first(FILE_ID), *creators]


def _start(told: float | None, first: float | None, created: float | None) -> float | None:
    """When it began: as told, unless the records tell of another day."""
    if told is not None and (first is None or abs(told - first) < 86_400):
        return told
    return created if first is None else first


def _sport(session: Row) -> tuple[str, str, bool]:
    """Our word for the sport, the device's finer one, and whether it was indoors."""
    number, sub = session.get("sport"), session.get("sub_sport")
    number = int(number) if isinstance(number, int) else 0
    sub = int(sub) if isinstance(sub, int) else 0
    sport = SPORTS.get(number) or ON_FOOT_SUB_SPORTS.get(sub, "other")
    return sport, SUB_SPORTS.get(sub, "") or SPORT_ALONE.get(number, ""), sub in INDOOR


def _columns(contents: Contents, stretch: _Stretch, times: Column, sport: str) -> dict[str, Column]:
    """The session's own records as `activity.COLUMNS` names them."""
    places = stretch.places
    if not len(places):
        return {}
    whole = len(places) == len(times)
    columns = {"time_s": times if whole else times[places]}
    for name, ours in _NAMES.items():
        values = contents.columns.get(name)
        if values is not None:
            columns[ours] = values if whole else values[places]
    if "cadence_spm" in columns:
        part = contents.columns.get("fractional_cadence")
        columns["cadence_spm"] = _steps(
            columns["cadence_spm"], None if part is None else part[places], sport
        )
    if stretch.before is not None and "distance_m" in columns:
        columns["distance_m"] = _from_zero(
            columns["distance_m"], float(contents.columns["distance"][stretch.before])
        )
    return columns


def _steps(cadence: Column, part: Column | None, sport: str) -> Column:
    if part is not None:
        cadence = cadence + np.where(np.isnan(part), 0, part)
    if sport in _ON_FOOT:
        turning = cadence[cadence > 0]
        if len(turning) and middle(turning) <= _STEPS_SPM:
            return cadence * 2
    return cadence


def _from_zero(distance: Column, before: float) -> Column:
    """In a triathlon the odometer may run on from sport to sport."""
    there = distance[~np.isnan(distance)]
    goes_on = len(there) and there[0] >= before
    return distance - before if goes_on else distance


def _gated(columns: dict[str, Column], sport: str) -> list[Saying]:
    gone = gate(columns, sport) if columns else {}
    if not gone:
        return []
    what = together(map(Saying, sorted({_WORDS.get(name, _OTHERS) for name in gone})), ", ")
    many = sum(gone.values())
    if many == 1:
        return [saying("1 impossible value left out ({what}).", what=what)]
    return [saying("{many} impossible values left out ({what}).", many=many, what=what)]
