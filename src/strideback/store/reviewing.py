"""What every face needs that reviews a kept diary: the knowledge made ready, and the runner's own day."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from strideback.core.review import Reviewer
from strideback.formats import knowledge_toml
from strideback.formats.language import LANGUAGES
from strideback.store.models import Runner


@lru_cache(maxsize=len(LANGUAGES))
def reviewer(language: str) -> Reviewer:
    """The knowledge in a language (`en`, `de`), made ready once for each process."""
    return Reviewer(knowledge_toml.load(language=language))


def zone_of(runner: Runner) -> ZoneInfo:
    """The runner's time zone; UTC where it is not told, or not known here."""
    try:
        return ZoneInfo(runner.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones is an OSError
        return ZoneInfo("UTC")


def day_of(runner: Runner, now: datetime) -> date:
    """The runner's own day at this instant."""
    return now.astimezone(zone_of(runner)).date()
