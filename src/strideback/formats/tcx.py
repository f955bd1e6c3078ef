"""TCX: what Garmin's older programs, Polar and many services write, with laps.

Each number is taken only where it belongs: a lap's totals share their names with a point's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Final

from strideback.formats.activity import Activity, FileRefused, Lap
from strideback.formats.points import (
    EARLIEST,
    LATEST,
    MOST_PARTS,
    TOO_MANY_PARTS,
    Points,
    instant,
    moment,
)
from strideback.formats.sayings import NOTHING, Saying, saying, together
from strideback.formats.sports import sport_of
from strideback.formats.track import Told, activities
from strideback.formats.xml_safe import Closed, Enough, Opened, pieces, walk

_IN_POINT: Final = {
    "LatitudeDegrees": "latitude",
    "LongitudeDegrees": "longitude",
    "AltitudeMeters": "altitude_m",
    "Value": "heart_rate",
    "Cadence": "cadence_spm",
    "RunCadence": "cadence_spm",
    "Speed": "speed_mps",
    "Watts": "power_w",
}
_PLANNED: Final = saying("The file is a plan or a course, and not an activity that was done.")
_LONGEST_LAP_S: Final = 30 * 86_400.0


@dataclass(slots=True)
class _Lap:
    start_s: float
    seconds: float = 0.0
    metres: float | None = None


@dataclass(slots=True)
class _Part:
    """One `Activity` element."""

    sport: str
    first: int
    """The place of its first point."""
    count: int = 0
    id: str = ""
    device: str = ""
    laps: list[_Lap] = field(default_factory=list)


def read_tcx(data: bytes) -> tuple[Activity, ...]:
    """The activities of a TCX file; raises `FileRefused` with one sentence when it holds none."""
    reader = _Reader()
    damage = walk(pieces(data), reader.opened, reader.closed)
    parts = [(part, _told(part, damage)) for part in reader.parts]
    refused, found = (
        NOTHING,
        [
            _of_laps(part, told)
            for part, told in parts
            if part.count == 0 and any(lap.elapsed_s for lap in told.laps)
        ],
    )
    try:
        found.extend(activities(reader.points, [(part.first, told) for part, told in parts]))
    except FileRefused as bad:
        refused = _PLANNED if reader.planned else bad.why
    if not found:
        raise FileRefused(together([damage, refused]))
    return tuple(sorted(found, key=lambda each: each.start))


class _Reader:
    """What the elements of a TCX file add up to."""

    def __init__(self) -> None:
        self.parts: list[_Part] = []
        self.planned = False
        self.points = Points()
        self._in: set[str] = set()
        self._parts = 0
        self._distance = self.points.taker("distance_m")
        self.opened: Opened = {
            "Activity": self._activity,
            "Lap": self._lap,
            "Track": lambda _: self.points.segment(),
            "Trackpoint": self._point,
            "Creator": lambda _: self._in.add("Creator"),
            "Workout": self._plan,
            "Course": self._plan,
        }
        self.closed: Closed = {
            **{name: self.points.taker(column) for name, column in _IN_POINT.items()},
            "Time": self.points.put_time,
            "Trackpoint": self._point_ends,
            "DistanceMeters": self._metres,
            "TotalTimeSeconds": self._seconds,
            "Id": self._id,
            "Name": self._name,
            **{name: partial(self._leave, name) for name in ("Activity", "Lap", "Creator")},
        }

    def _activity(self, attributes: dict[str, str]) -> None:
        self._count()
        self.points.open, self._in = False, {"Activity"}
        self.parts.append(_Part(attributes.get("Sport", ""), self.points.count))

    def _count(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise Enough(TOO_MANY_PARTS)

    def _lap(self, attributes: dict[str, str]) -> None:
        if "Activity" in self._in:
            self._count()
            self._in.add("Lap")
            self.parts[-1].laps.append(_Lap(instant(attributes.get("StartTime", ""))[0]))

    def _point(self, _attributes: dict[str, str]) -> None:
        self.points.open = "Activity" in self._in

    def _point_ends(self, _text: str) -> None:
        if self.points.open:
            self.parts[-1].count += 1
            self.points.close()

    def _plan(self, _attributes: dict[str, str]) -> None:
        self.planned = True

    def _leave(self, name: str, _text: str) -> None:
        self._in.discard(name)

    def _metres(self, text: str) -> None:
        if self.points.open:
            self._distance(text)
        elif "Lap" in self._in:
            self.parts[-1].laps[-1].metres = _number(text, 1e7)

    def _seconds(self, text: str) -> None:
        if "Lap" in self._in:
            self.parts[-1].laps[-1].seconds = _number(text, _LONGEST_LAP_S) or 0.0

    def _id(self, text: str) -> None:
        if "Activity" in self._in and not self.parts[-1].id:
            self.parts[-1].id = text.strip()

    def _name(self, text: str) -> None:
        if "Creator" in self._in and self.parts:
            self.parts[-1].device = text.strip()


def _number(text: str, most: float) -> float | None:
    try:
        value = float(text) if len(text) < 64 else -1.0
    except ValueError:
        return None
    return value if 0 <= value <= most else None


def _told(part: _Part, damage: Saying) -> Told:
    part.laps = [each for each in part.laps if EARLIEST <= each.start_s < LATEST]
    metres = [each.metres for each in part.laps if each.metres is not None]
    return Told(
        sport=part.sport,
        device=part.device,
        timer_s=None if damage else sum(each.seconds for each in part.laps),
        distance_m=sum(metres) if metres else None,
        laps=[
            Lap(start=moment(each.start_s), elapsed_s=each.seconds, distance_m=each.metres)
            for each in part.laps
        ],
        notes=(damage,) if damage else (),
    )


def _of_laps(part: _Part, told: Told) -> Activity:
    """An activity without a single point, as treadmills and typed entries give."""
    last = told.laps[-1]
    elapsed_s = (last.start - told.laps[0].start).total_seconds() + last.elapsed_s
    return Activity(
        sport=sport_of(told.sport) or "other",
        sub_sport=told.sport.strip().lower(),
        start=told.laps[0].start,
        utc_offset_s=instant(part.id)[1],
        elapsed_s=max(elapsed_s, told.timer_s or 0.0),
        moving_s=told.timer_s or None,
        distance_m=told.distance_m,
        device=told.device,
        indoor=True,
        points=0,
        laps=tuple(told.laps),
        notes=tuple(told.notes),
    )
