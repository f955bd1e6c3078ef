"""How far back the time line of a runner goes."""

from __future__ import annotations

from datetime import timedelta

from strideback.formats.timeline import Timeline
from strideback.formats.timeline import timeline as of_days
from strideback.web.runners import Seen, reviewer

RANGES = {"4": 28, "12": 84, "all": 0}


def timeline(seen: Seen, reach: str) -> Timeline | None:
    """The time line of the last 4 or 12 weeks, or of all; None where nothing was told in it."""
    days = RANGES[reach]
    since = seen.today - timedelta(days=days - 1) if days else None
    gates = reviewer().knowledge.gates
    return of_days(gates, seen.kept.diary, seen.review, since=since, until=seen.today)
