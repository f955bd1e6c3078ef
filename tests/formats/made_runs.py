"""Activities made by hand for the tests: a runner at 3 m/s, a point a second, unless told otherwise."""

from datetime import UTC, datetime, timedelta

import numpy as np

from strideback.formats.activity import Activity
from strideback.formats.run_features import to_event
from strideback.formats.run_merge import Recorded

START = datetime(2026, 3, 1, 6, 30, tzinfo=UTC)
HOME = 48.2, 16.37
DEGREE_M = 111_195.0


def activity(seconds=1800, *, every=1, speed=3.0, start=START, **more):
    """A run along a straight road to the north; `columns` are added, None takes one away."""
    time = np.arange(0.0, seconds + 1, every)
    columns = {
        "time_s": start.timestamp() + time,
        "distance_m": time * speed,
        "latitude": HOME[0] + time * speed / DEGREE_M,
        "longitude": np.full(len(time), HOME[1]),
        "altitude_m": np.full(len(time), 200.0),
        **more.pop("columns", {}),
    }
    columns = {name: column for name, column in columns.items() if column is not None}
    told = {
        "sport": "run",
        "start": start,
        "utc_offset_s": 3600,
        "elapsed_s": float(seconds),
        "moving_s": float(seconds),
        "distance_m": float(seconds * speed),
        "points": len(time),
        **more,
    }
    return Activity(columns=columns, **told)


def event(made=None, **more):
    """The diary event of an activity."""
    return to_event(made if made is not None else activity(**more), "run.fit", "d1", "b1")


def laps(count, metres=400.0, speed=3.0, turn=1):
    """The positions of laps round a circle, a point a second; `turn` -1 is the other way round."""
    radius = metres / (2 * np.pi)
    angle = np.arange(0.0, count * metres / speed) * speed / radius * turn
    north, east = radius * np.sin(angle), radius * np.cos(angle)
    return {
        "latitude": HOME[0] + north / DEGREE_M,
        "longitude": HOME[1] + east / (DEGREE_M * np.cos(np.radians(HOME[0]))),
    }


def recorded(file, *, start=START, later_s=0.0, source="", points=100, **fields):
    """A recording as the merge gets it: 30 minutes and 6 km in Vienna, unless told otherwise."""
    from datetime import timezone

    from strideback.core.diary import Ran

    at = (start + timedelta(seconds=later_s)).astimezone(timezone(timedelta(hours=1)))
    told = {"distance_m": 6000.0, "duration_s": 1800.0, "batch": "b1", **fields}
    run = Ran(on=at.date(), at=at, file=file, source=source or f"digest-of-{file}", **told)
    return Recorded(file=file, run=run, points=points)
