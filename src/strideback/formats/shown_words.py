"""A plan as it was shown on a day, in words: read from the diary, whatever the knowledge says now."""

from __future__ import annotations

import re
from collections.abc import Iterator

from strideback.core.diary import PlanIssued
from strideback.core.knowledge import Knowledge
from strideback.core.plan import Shown, read_shown
from strideback.core.terms import Side
from strideback.formats.language import say
from strideback.formats.words import seconds

_SECONDS = re.compile(r"([0-9]+)s\b")
_METRES_OR_MINUTES = re.compile(r"([0-9]+)(m|min)\b")


def shown_items(knowledge: Knowledge, plan: PlanIssued) -> Iterator[str]:
    """A line for each item: `Pigeon stretch: 2 × 30 s on each side (step 2)`.

    Names are those of today; an exercise that is gone keeps its id, and its dose is the one shown.
    """
    for each in read_shown(plan.items):
        yield each if isinstance(each, str) else _line(knowledge, each)


def _line(knowledge: Knowledge, shown: Shown) -> str:
    exercise = knowledge.exercises.get(shown.exercise)
    name = exercise.name if exercise else shown.exercise
    amount = _METRES_OR_MINUTES.sub(r"\1 \2", shown.amount.replace("x", " × "))
    amount = _SECONDS.sub(lambda found: seconds(int(found[1])), amount)
    return f"{name}: {amount}{_sides(shown)} ({say('step {rung}', rung=shown.rung)})"


def _sides(shown: Shown) -> str:
    if len(shown.sides) > 1:
        return say(" on each side")
    if not shown.sides:
        return ""
    return say(" on the left") if shown.sides[0] is Side.LEFT else say(" on the right")
