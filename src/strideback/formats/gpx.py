"""GPX: tracks with times, from any maker.

A route or a track that was only drawn has no times, and so was not run.  Tracks that follow each
other closely are one activity: some apps start a new track after each stop.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from strideback.formats.activity import Activity, FileRefused
from strideback.formats.points import MOST_PARTS, TOO_MANY_PARTS, Points
from strideback.formats.sayings import NOTHING, Saying, together
from strideback.formats.sports import sport_of
from strideback.formats.track import Told, activities
from strideback.formats.xml_safe import Closed, Enough, Opened, pieces, walk

_SAME_RUN_S: Final = 30 * 60.0
_COLUMNS: Final = {
    "ele": "altitude_m",
    "speed": "speed_mps",
    "hr": "heart_rate",
    "heartrate": "heart_rate",
    "cad": "cadence_spm",
    "cadence": "cadence_spm",
    "RunCadence": "cadence_spm",
    "power": "power_w",
    "PowerInWatts": "power_w",
}


def read_gpx(data: bytes) -> tuple[Activity, ...]:
    """The activities of a GPX file; raises `FileRefused` with one sentence when it holds none.

    >>> read_gpx(b"<gpx><wpt lat='1' lon='2'/></gpx>")
    Traceback (most recent call last):
    strideback.formats.activity.FileRefused: The file holds no track points; export the activity itself.
    """
    reader = Reader()
    damage = walk(pieces(data), reader.opened, reader.closed)
    return reader.activities(damage)


class Reader:
    """What the elements of a GPX file add up to."""

    def __init__(self) -> None:
        self.points = Points()
        self._tracks: list[tuple[int, Told]] = []
        self._device = ""
        self._in_track = False
        self._latitude = self.points.taker("latitude")
        self._longitude = self.points.taker("longitude")
        self.opened: Opened = {
            "gpx": self._gpx,
            "trk": self._track,
            "trkseg": lambda _: self.points.segment(),
            "trkpt": self._point,
        }
        self.closed: Closed = {
            **{name: self.points.taker(column) for name, column in _COLUMNS.items()},
            "time": self.points.put_time,
            "trkpt": self.points.close,
            "type": self._type,
            "trk": self._track_ends,
        }

    def _gpx(self, attributes: dict[str, str]) -> None:
        self._device = attributes.get("creator", "").strip()

    def _track(self, _attributes: dict[str, str]) -> None:
        if len(self._tracks) == MOST_PARTS:
            raise Enough(TOO_MANY_PARTS)
        self.points.open, self._in_track = False, True
        self._tracks.append((self.points.count, Told(device=self._device)))
        self.points.segment()

    def _track_ends(self, _text: str) -> None:
        self._in_track = False

    def _type(self, text: str) -> None:
        if self._in_track and not self.points.open and not self._tracks[-1][1].sport:
            self._tracks[-1][1].sport = text.strip()

    def _point(self, attributes: dict[str, str]) -> None:
        if not self._in_track:
            self._track({})
        self.points.open = True
        self._latitude(attributes.get("lat", ""))
        self._longitude(attributes.get("lon", ""))

    def activities(self, damage: Saying = NOTHING) -> tuple[Activity, ...]:
        """What was read; raises `FileRefused` when that is nothing."""
        for _, told in self._tracks:
            told.notes = (damage,) if damage else ()
        try:
            return activities(self.points, self._joined())
        except FileRefused as refused:
            raise FileRefused(together([damage, refused.why])) from None

    def _joined(self) -> list[tuple[int, Told]]:
        """The tracks, without the beginnings of those that only go on with the one before."""
        if len(self._tracks) < 2:
            return self._tracks
        time = self.points.columns().get("time_s", np.empty(0))
        found = self._tracks[:1]
        for first, told in self._tracks[1:]:
            gap = time[first] - time[first - 1] if 0 < first < len(time) else np.nan
            same = sport_of(found[-1][1].sport) == sport_of(told.sport)
            if not (same and 0 <= gap <= _SAME_RUN_S):
                found.append((first, told))
        return found
