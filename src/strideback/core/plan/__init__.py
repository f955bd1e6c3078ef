"""Cleared, a ranking and a programme become dated sessions with doses.

A plan never holds a blocked part: every item passes `Allowed`, and what is left out is named with
the block that removed it and with what came in its place.  Missed days are never caught up, for
sessions only ever look forward from today.
"""

from __future__ import annotations

from strideback.core.plan.alternatives import alternatives, highest_rung, rungs
from strideback.core.plan.issued import Shown, read_shown, shown_words
from strideback.core.plan.making import HORIZON_DAYS
from strideback.core.plan.proposing import Proposer, Refused, propose
from strideback.core.plan.sessions import (
    GUIDE,
    Course,
    Item,
    LeftOut,
    Plan,
    Preferences,
    Session,
    TimedSet,
    massage_left,
    shared_stops,
)

__all__ = [
    "GUIDE",
    "HORIZON_DAYS",
    "Course",
    "Item",
    "LeftOut",
    "Plan",
    "Preferences",
    "Proposer",
    "Refused",
    "Session",
    "Shown",
    "TimedSet",
    "alternatives",
    "highest_rung",
    "massage_left",
    "propose",
    "read_shown",
    "rungs",
    "shared_stops",
    "shown_words",
]
