"""How each muscle responds to being worked on: an experiment on one person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from strideback.core.diary import Did
from strideback.core.knowledge import Knowledge, RankingRules
from strideback.core.terms import MuscleId, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """How pain changed when one muscle on one side was worked on: an experiment on one person.

    `points_off` is the mean fall in pain, drawn towards nothing while there are few tries, and
    `uncertainty` its standard deviation, all in points of 0 to 10; `better` counts the tries with
    at least `response_better_by` points off.
    """

    muscle: MuscleId
    side: Side
    times: int
    better: int
    mean_off: float
    points_off: float
    uncertainty: float


def responses(knowledge: Knowledge, did: Iterable[Did]) -> tuple[Response, ...]:
    """How each muscle and side responds to massage and stretching, with its uncertainty.

    The mean is drawn towards "no change" by a normal prior, so that one lucky try is not taken for
    a pattern (DESIGN.md section 4).
    """
    changes: dict[tuple[MuscleId, Side], list[float]] = {}
    for each in did:
        exercise = knowledge.exercises.get(each.exercise)
        if exercise is None or exercise.kind not in {"massage", "stretch"}:
            continue
        if each.before is None or each.after is None:
            continue
        for muscle in exercise.targets:
            for side in (each.side,) if each.side else tuple(Side):
                changes.setdefault((muscle, side), []).append(each.before - each.after)
    rules = knowledge.ranking
    return tuple(_response(rules, muscle, side, off) for (muscle, side), off in changes.items())


def _response(rules: RankingRules, muscle: MuscleId, side: Side, off: Sequence[float]) -> Response:
    noise = rules.response_noise_sd**2
    precision = 1 / rules.response_prior_sd**2 + len(off) / noise
    mean = sum(off) / len(off)
    return Response(
        muscle=muscle,
        side=side,
        times=len(off),
        better=sum(each >= rules.response_better_by for each in off),
        mean_off=mean,
        points_off=(sum(off) / noise) / precision,
        uncertainty=1 / sqrt(precision),
    )
