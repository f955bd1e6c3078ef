"""The plan as it was shown, kept with what is told of its day, whichever face it is told on (law 8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from hashlib import sha256
from typing import Protocol, TypeVar

from strideback.core.diary import Diary, Did, Event, PlanIssued
from strideback.core.issuing import issued_with
from strideback.core.review import Reviewer
from strideback.formats.diary_text import format_event

LONGEST_AGO = timedelta(days=14)
"""How late a device may tell of a session for its plan to be worked out once more."""


class _OfADay(Protocol):
    @property
    def on(self) -> date: ...


Told = TypeVar("Told", bound=_OfADay)


def by_day(told: Iterable[Told], today: date) -> dict[date, list[Told]]:
    """What was told, by its day, for the days whose plan is still worked out."""
    days: dict[date, list[Told]] = {}
    for each in told:
        if today - LONGEST_AGO <= each.on <= today:
            days.setdefault(each.on, []).append(each)
    return days


def key_of(shown: PlanIssued) -> str:
    """The key by which a plan counts once for each day and content."""
    return f"plan-issued-{sha256(format_event(shown).encode()).hexdigest()[:32]}"


def shown_plans(
    reviewer: Reviewer, before: Diary, told: Iterable[Event], today: date
) -> Iterator[PlanIssued]:
    """The plans to keep with the exercises told; `before` is the diary without them, as the core reads it."""
    done = (each for each in told if isinstance(each, Did))
    for on, of_day in by_day(done, today).items():
        shown = issued_with(reviewer.review(before, on), of_day)
        if shown is not None:
            yield shown
