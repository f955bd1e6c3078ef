"""The plan as it was shown, for the diary to keep: a later edition never rewrites it (law 8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from strideback.core.diary import AnyEvent, Did, PlanIssued
from strideback.core.plan import Session, shown_words
from strideback.core.review import Review


def issued_at_start(review: Review) -> PlanIssued | None:
    """What to keep when a runner begins today's session; None where the diary has just that already."""
    session = _todays(review)
    if session is None or review.plan is None:
        return None
    event = PlanIssued(
        on=review.on,
        programme=review.plan.programme,
        stage=session.stage,
        edition=review.edition,
        items=shown_words(session),
    )
    there = (replace(each, at=None, form=1) for each in review.progress.issued)
    return None if event in there else event


def issued_with(review: Review, told: Iterable[AnyEvent]) -> PlanIssued | None:
    """What to keep with the first exercise that is told of today's session; else None.

    `review` is the one before it was told: what was done may already change what comes next.
    """
    session = _todays(review)
    if session is None or any(each.on == review.on for each in review.progress.issued):
        return None
    of_session = {item.exercise for item in session.items}
    did = (each for each in told if isinstance(each, Did) and each.on == review.on)
    begins = any(each.exercise in of_session for each in did)
    return issued_at_start(review) if begins else None


def _todays(review: Review) -> Session | None:
    """Today's session; none where a gate is still in front of it."""
    sessions = review.plan.sessions if review.plan else ()
    return next((each for each in sessions if each.on == review.on and not each.if_gate), None)
