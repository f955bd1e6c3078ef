"""What every reader of device files gives back: activities as columns of numbers.

The one shape that FIT, GPX, TCX and the services' archives are read into.  Columns are NumPy arrays
of float64 of one length, NaN where the device said nothing.  Nothing here knows a file format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from strideback.formats.sayings import Saying

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Column = NDArray[np.float64]

COLUMNS = (
    "time_s",  # seconds since 1970-01-01 UTC, rising
    "latitude",  # degrees
    "longitude",  # degrees
    "altitude_m",
    "distance_m",  # from the start, as the device counted it, else from the positions
    "speed_mps",
    "heart_rate",  # beats a minute
    "cadence_spm",  # steps (not strides) a minute while running
    "power_w",
    "ground_contact_ms",
    "balance_left_percent",  # left share of ground contact
    "vertical_oscillation_mm",
    "vertical_ratio_percent",
    "step_length_mm",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lap:
    """A lap as the device cut it."""

    start: datetime
    elapsed_s: float
    distance_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One activity of one sport, from one file (a triathlon gives several).

    `sport`: run, walk, hike, ride, swim, other.  `start` is aware, in UTC; `utc_offset_s` is the
    runner's own clock where the file tells it.  `points` counts the records that were read.
    `notes` are sentences for the runner (`read up to the damage at byte 12,345`).
    """

    sport: str
    sub_sport: str = ""
    start: datetime
    utc_offset_s: int | None = None
    elapsed_s: float | None = None
    moving_s: float | None = None
    distance_m: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    device: str = ""
    indoor: bool = False
    points: int
    columns: Mapping[str, Column] = field(default_factory=dict)
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    laps: tuple[Lap, ...] = ()
    notes: tuple[Saying, ...] = ()


class FileRefused(ValueError):  # noqa: N818 - it names what happened, in the runner's words
    """The file holds no activity that can be read; `why` is one sentence that says why."""

    def __init__(self, why: Saying) -> None:
        super().__init__(why)
        self.why = why
