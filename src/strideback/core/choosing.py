"""What a runner may choose beside the plan: another day, another exercise, another rung.

Safety decides first: without a clearance there is nothing to choose, and no choice passes a block,
a rest or a gate by.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from strideback.core import plan
from strideback.core.knowledge import Knowledge
from strideback.core.plan import Item, Proposer, Refused, Session
from strideback.core.review import Review
from strideback.core.triage import Cleared


def refused_move(knowledge: Knowledge, review: Review, planned: date, to: date) -> Refused | None:
    """Why the session planned for a day cannot be moved to another one; None when it can.

    `planned` is the day that the plan had it on at first; back to that day takes the move back.
    """
    if not isinstance(review.triage, Cleared) or review.course is None:
        return Refused("none", planned)
    proposer = Proposer(knowledge, review.triage, review.ranking, review.course, review.on)
    return proposer.refused(review.preferences, planned, to)


def alternatives(
    knowledge: Knowledge, review: Review, session: Session, item: Item
) -> Iterator[Item]:
    """The exercises that may stand in for an item of a session, nearest first."""
    if isinstance(review.triage, Cleared) and review.course is not None:
        yield from plan.alternatives(
            knowledge, review.triage, review.course, review.preferences, session, item
        )


def rungs(knowledge: Knowledge, review: Review, item: Item) -> Iterator[tuple[Item, bool]]:
    """The item on every rung that a runner may choose, and whether what it needs is at hand."""
    if isinstance(review.triage, Cleared):
        highest = plan.highest_rung(knowledge, review.triage, item)
        for each, at_hand in plan.rungs(knowledge, review.preferences, item):
            if each.step <= highest:
                yield each, at_hand
