"""What is behind one muscle, exercise, flag, question or claim, as JSON for other programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from strideback.core.knowledge import Claim, Exercise, Knowledge, Muscle, Question, Sentence
from strideback.core.review import Review
from strideback.core.terms import EVERYTHING
from strideback.formats.review_json import claim_json, ranked_json

Json = dict[str, Any]


def why_json(review: Review, knowledge: Knowledge, kind: str, name: str) -> Json:
    """What is asked about, its place in the ranking (a muscle), its sentences and its claims.

    `kind` is muscles, exercises, flags, questions or claims.  `ranking` is null for a runner who is
    not cleared: it waits for the screen.  So does how an exercise is done, which is left out.
    `answer` is what a question takes.
    """
    thing = getattr(knowledge, kind)[name]
    hidden = _HOW if isinstance(thing, Exercise) and not _may_do(review, thing) else frozenset()
    told: Json = {
        "on": review.on.isoformat(),
        "edition": review.edition,
        "outcome": review.triage.outcome,
        "kind": kind.removesuffix("s"),
        "id": name,
        "name": getattr(thing, "name", name),
        "says": {
            part: _said(says) for part, says in sentences(thing).items() if part not in hidden
        },
        "claims": [_claim(knowledge, each) for each in claims_about(knowledge, name)],
        "safety_net": [each.says for each in knowledge.screen.safety_net],
    }
    if isinstance(thing, Muscle):
        told |= _muscle(review, thing)
    if isinstance(thing, Question):
        told["answer"] = _answer(thing)
    return told


_HOW = frozenset({"steps", "feel", "mistakes"})


def _may_do(review: Review, exercise: Exercise) -> bool:
    """Whether the runner is cleared, and nothing of this exercise is left out."""
    triage = review.triage
    return triage.outcome == "cleared" and not triage.blocks & (exercise.names | {EVERYTHING})


def _muscle(review: Review, muscle: Muscle) -> Json:
    ranked = (*review.ranking.muscles, *review.ranking.outside)
    mine = [ranked_json(each) for each in ranked if each.muscle == muscle.id]
    return {
        "listed": muscle.listed,
        "ranking": mine if review.triage.outcome == "cleared" else None,
        "zones": [
            {
                "point": each.id,
                "where": each.where,
                "essential": list(each.essential),
                "spillover": list(each.spillover),
                "both_sides": each.both_sides,
                "sources": list(each.evidence.sources),
                "grade": each.evidence.grade.value,
                "checked": each.evidence.checked,
            }
            for each in muscle.points
        ],
    }


def _answer(question: Question) -> Json:
    """What a question takes, so that another program can ask it; "not-sure" it always takes."""
    return {
        "kind": question.kind,
        "options": [{"id": each.id, **claim_json(each.says)} for each in question.options],
        "unit": question.unit,
        "minimum": question.minimum,
        "maximum": question.maximum,
        "screen": question.screen,
    }


def sentences(thing: object) -> dict[str, tuple[Sentence, ...]]:
    """Every sentence of a record, by the field that it stands in."""
    found: dict[str, tuple[Sentence, ...]] = {}
    for part in getattr(thing, "__dataclass_fields__", {}):
        value = getattr(thing, part)
        if isinstance(value, Sentence):
            found[part] = (value,)
        elif isinstance(value, tuple) and value and isinstance(value[0], Sentence):
            found[part] = value
    return found


def claims_about(knowledge: Knowledge, name: str) -> tuple[Claim, ...]:
    """The claims about a thing, in the order of their numbers."""
    found = [c for c in knowledge.claims.values() if name in c.about or name == c.id]
    return tuple(sorted(found, key=lambda each: (each.number or 999, each.id)))


def measured_beside(knowledge: Knowledge, claim: Claim) -> tuple[Sentence, ...]:
    """What was measured on the model of the body and bears on a claim, in plain words."""
    told = (
        each.told
        for series in knowledge.poses.values()
        for pose in series.poses
        for each in pose.measured
        if claim.id in each.claims
    )
    return tuple(each for each in told if each is not None)


def _said(says: Iterable[Sentence]) -> list[Json]:
    return [claim_json(each) for each in says]


def _claim(knowledge: Knowledge, claim: Claim) -> Json:
    return {
        "id": claim.id,
        "author": claim.author,
        "says": claim.says,
        "verdict": claim.verdict,
        "acted_on": claim.acted_on,
        "why": claim_json(claim.why),
        "word_it": claim_json(claim.word_it),
        "measured": _said(measured_beside(knowledge, claim)),
    }
