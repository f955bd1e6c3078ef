"""The points of a track as they are read, one number at a time, then as columns."""

from __future__ import annotations

from array import array
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from strideback.formats.activity import COLUMNS
from strideback.formats.sayings import saying
from strideback.formats.xml_safe import Enough

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from strideback.formats.activity import Column

    Places = NDArray[np.int64]
    Flags = NDArray[np.bool_]

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC).timestamp()
MOST: Final = 1_000_000
MOST_PARTS: Final = 5_000
TOO_MANY_PARTS: Final = saying(
    "The file holds more than {most} tracks or laps; the first of them were read.", most=MOST_PARTS
)
NO_TIMES: Final = saying("The file holds no times, so it is a route and not an activity.")
NO_POINTS: Final = saying("The file holds no track points; export the activity itself.")
_FAR_OFF_S: Final = 30 * 86_400.0
_LONGEST_NUMBER: Final = 64
_FARTHEST_OFFSET_S: Final = 14 * 3_600

# What a body and the earth allow; anything else is a fault of the device, and so not known.
BETWEEN: Final = {
    "latitude": (-90.0, 90.0),
    "longitude": (-180.0, 180.0),
    "altitude_m": (-1_000.0, 12_000.0),
    "distance_m": (0.0, 1e7),
    "speed_mps": (0.0, 100.0),
    "heart_rate": (20.0, 255.0),
    "cadence_spm": (0.0, 400.0),
    "power_w": (0.0, 5_000.0),
    "ground_contact_ms": (20.0, 2_000.0),
    "vertical_oscillation_mm": (1.0, 500.0),
    "step_length_mm": (50.0, 5_000.0),
}


def instant(text: str) -> tuple[float, int | None]:
    """Seconds since 1970 and the offset of the clock that wrote them, NaN where it is no time.

    >>> instant("2015-12-11T15:43:13+01:00")
    (1449844993.0, 3600)
    >>> instant("{{ time }}")
    (nan, None)
    """
    try:
        when = datetime.fromisoformat(text.strip())
    except ValueError:
        return float("nan"), None
    if when.tzinfo is None:
        return when.replace(tzinfo=UTC).timestamp(), None
    if when.tzinfo is UTC:
        return when.timestamp(), None
    offset = when.utcoffset()
    offset_s = 0 if offset is None else int(offset.total_seconds())
    return when.timestamp(), offset_s if 0 < abs(offset_s) <= _FARTHEST_OFFSET_S else None


def moment(seconds: float) -> datetime:
    """The aware UTC instant."""
    return datetime.fromtimestamp(seconds, UTC)


class Points:
    """Columns that grow point by point; what a point does not say stays unknown.

    One store holds all tracks of a file, one behind the other.
    """

    def __init__(self) -> None:
        self.count = 0
        self.open = False
        """Whether a point is being read."""
        self.starts: list[int] = []
        """The points at which the recording started or went on after a stop."""
        self.offset_s: int | None = None
        self._rows: dict[str, tuple[array[int], array[float]]] = {
            name: (array("l"), array("d")) for name in COLUMNS
        }

    def taker(self, column: str) -> Callable[[str], None]:
        """What puts a text into the column, when it is a number and a point is open."""
        rows, values = self._rows[column]

        def take(text: str) -> None:
            if self.open and len(text) <= _LONGEST_NUMBER:
                try:
                    values.append(float(text))
                except ValueError:
                    return
                rows.append(self.count)

        return take

    def put(self, column: str, value: float) -> None:
        """Give the present point a number."""
        rows, values = self._rows[column]
        rows.append(self.count)
        values.append(value)

    def put_time(self, text: str) -> None:
        """Give the present point its time."""
        if not self.open:
            return
        seconds, offset_s = instant(text)
        if offset_s is not None and self.offset_s is None:
            self.offset_s = offset_s
        self.put("time_s", seconds)

    def close(self, _text: str = "") -> None:
        """The present point is complete."""
        if not self.open:
            return
        self.open = False
        self.count += 1
        if self.count == MOST:
            raise Enough(
                saying(
                    "The file holds more than {most} points; the first of them were read.",
                    most=MOST,
                )
            )

    def segment(self) -> None:
        """The next point starts a stretch of its own."""
        self.starts.append(self.count)

    def columns(self) -> dict[str, Column]:
        """Every column that has at least one number, of one length, with the impossible unknown."""
        found: dict[str, Column] = {}
        for name, (rows, values) in self._rows.items():
            at = np.array(rows, dtype=np.int64)
            numbers = np.array(values, dtype=np.float64)
            low, high = BETWEEN.get(name, (-np.inf, np.inf))
            good = (at < self.count) & np.isfinite(numbers) & (numbers >= low) & (numbers <= high)
            if good.any():
                found[name] = np.full(self.count, np.nan)
                found[name][at[good]] = numbers[good]
        return _without_null_island(found)


def _without_null_island(columns: dict[str, Column]) -> dict[str, Column]:
    """A position of 0, 0 is what a device writes that has none; half a position is none either."""
    latitude, longitude = columns.pop("latitude", None), columns.pop("longitude", None)
    if latitude is None or longitude is None:
        return columns
    none = np.isnan(latitude + longitude) | ((latitude == 0) & (longitude == 0))
    latitude[none] = longitude[none] = np.nan
    return columns if none.all() else {**columns, "latitude": latitude, "longitude": longitude}


def in_time(time: Column) -> Places:
    """The places of the points that have a believable time, in the order of time."""
    known = np.flatnonzero((time >= EARLIEST) & (time < LATEST))
    if len(known):
        middle = np.sort(time[known])[len(known) // 2]
        known = known[np.abs(time[known] - middle) < _FAR_OFF_S]
    return known[np.argsort(time[known], kind="stable")]
