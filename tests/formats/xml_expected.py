"""How far activities read from XML agree with what independent parsers found in the same file."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from strideback.formats.activity import Activity


def column(found: Sequence[Activity], name: str) -> np.ndarray:
    """The known numbers of one column over all activities."""
    parts = [each.columns[name] for each in found if name in each.columns]
    numbers = np.concatenate(parts) if parts else np.empty(0)
    return numbers[~np.isnan(numbers)]


def agree(found: Sequence[Activity], row: dict[str, str]) -> None:
    """Assert that points, times, distance, heart rate and cadence are those of the row."""
    assert sum(each.points for each in found) == int(row["points"])
    time = column(found, "time_s")
    for seconds, name in ((time.min(), "first_utc"), (time.max(), "last_utc")):
        told = datetime.fromisoformat(row[name])
        assert abs(seconds - told.timestamp()) < 1, name
    start = min(each.start for each in found)
    assert abs(start - datetime.fromisoformat(row["first_utc"])) < timedelta(seconds=1)
    if row["last_distance_m"]:
        assert abs(found[-1].distance_m - float(row["last_distance_m"])) < 0.1
    heart_rate = column(found, "heart_rate")
    if float(row["mean_heart_rate"] or 0) > 0:
        assert abs(heart_rate.mean() - float(row["mean_heart_rate"])) < 0.01
    else:
        assert len(heart_rate) == 0
    cadence = column(found, "cadence_spm")
    if row["median_raw_cadence_while_running"]:
        on_foot = found[0].sport in {"run", "walk", "hike"}
        raw = float(row["median_raw_cadence_while_running"]) * (2 if on_foot else 1)
        assert np.median(cadence) == raw
