"""A review as JSON: the contract for other programs, as `docs/review.schema.json` states it.

Whole numbers are written as such, days as `2026-03-06`, and what is not known as null.  The same
review always gives the same text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from strideback.core.diary import PlanIssued
from strideback.core.knowledge import Evidence, Knowledge, Sentence
from strideback.core.load import Load
from strideback.core.plan import Item, LeftOut, Plan, Session
from strideback.core.progress import Flare, PainDay, Progress, Response
from strideback.core.ranking import RankedMuscle, Reason
from strideback.core.review import Review
from strideback.core.terms import Dose
from strideback.core.triage import Triage
from strideback.formats.diary_text import Problem
from strideback.formats.runs_json import changes_json, stood_out_json

LAST_RUNS = 14

Json = dict[str, Any]


def to_json(review: Review, knowledge: Knowledge, problems: Iterable[Problem] = ()) -> Json:
    """The review as plain values, ready for `json.dumps`; `problems` are those of the diary."""
    return {
        "on": review.on.isoformat(),
        "edition": review.edition,
        "triage": _triage(review.triage),
        "ranking": [ranked_json(each) for each in review.ranking.muscles],
        "outside": [
            {**ranked_json(each), "programme": knowledge.muscles[each.muscle].programme}
            for each in review.ranking.outside
        ],
        "none_fits": review.none_fits,
        "why_not": [
            {"muscle": each.muscle, "because": [claim_json(says) for says in each.because]}
            for each in review.why_not
        ],
        "stopped": review.stopped,
        "plan": None if review.plan is None else _plan(review.plan, knowledge),
        "progress": _progress(review.progress, review),
        "load": _load(review.load),
        "advice": [
            {"id": each.id, "level": each.level.word, **claim_json(each.text)}
            for each in review.advice
        ],
        "safety_net": [each.says for each in knowledge.screen.safety_net],
        "problems": [{"line": each.line, "text": each.says} for each in problems],
    }


# --- small values --------------------------------------------------------------------------------


def number(value: float | None) -> float | None:
    """The number to a thousandth, whole where it is whole.

    >>> number(13200.000000000002), number(1.3333333), number(None)
    (13200, 1.333, None)
    """
    if value is None:
        return None
    rounded = round(float(value), 3)
    return int(rounded) if rounded.is_integer() else rounded


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _evidence(evidence: Evidence) -> Json:
    return {
        "sources": list(evidence.sources),
        "grade": evidence.grade.value,
        "checked": evidence.checked,
    }


def claim_json(says: Sentence) -> Json:
    """A sentence with its evidence."""
    return {"text": says.says, **_evidence(says.evidence)}


# --- the parts of a review -----------------------------------------------------------------------


def _triage(triage: Triage) -> Json:
    return {
        "outcome": triage.outcome,
        "level": triage.level.word,
        "because": list(triage.because),
        "ask": list(getattr(triage, "ask", ())),
        "blocks": sorted(triage.blocks),
    }


def ranked_json(each: RankedMuscle) -> Json:
    """A muscle on one side, with its points and reasons."""
    return {
        "muscle": each.muscle,
        "side": each.side.value,
        "points": number(each.points),
        "confidence": each.confidence,
        "reasons": [_reason(reason) for reason in each.reasons],
    }


def _reason(reason: Reason) -> Json:
    says = reason.text
    return {
        "text": says.says,
        "points": number(reason.points),
        "source": next(iter(says.evidence.sources), None),
        **_evidence(says.evidence),
    }


def _plan(plan: Plan, knowledge: Knowledge) -> Json:
    return {
        "programme": plan.programme,
        "stage": plan.stage,
        "day": plan.day,
        "sessions": [session_json(each, knowledge) for each in plan.sessions],
        "left_out": [_left_out(each) for each in plan.left_out],
    }


def session_json(session: Session, knowledge: Knowledge) -> Json:
    """One session: its day, its stage, and its items with every timed set."""
    return {
        "on": session.on.isoformat(),
        "stage": session.stage,
        "if_gate": session.if_gate or None,
        "moved_from": _day(session.moved_from),
        "minutes": -(-session.seconds // 60),
        "items": [_item(each, knowledge) for each in session.items],
    }


def _item(item: Item, knowledge: Knowledge) -> Json:
    exercise = knowledge.exercises[item.exercise]
    return {
        "exercise": item.exercise,
        "name": exercise.name,
        "kind": exercise.kind,
        "role": item.role,
        "sides": [side.value for side in item.sides],
        "step": item.step + 1,
        "step_text": exercise.ladder[item.step].says.says,
        "dose": _dose(item.dose),
        "sets": [
            {
                "side": each.side.value if each.side else None,
                "set": each.number,
                "seconds": each.seconds,
                "rest_s": each.rest_s,
            }
            for each in item.sets
        ],
        "instead_of": item.instead_of,
    }


def _dose(dose: Dose) -> Json:
    told = ((field.name, getattr(dose, field.name)) for field in fields(dose))
    return {name: value for name, value in told if value}


def _left_out(each: LeftOut) -> Json:
    return {"exercise": each.exercise, "why": each.why, "instead": each.instead}


def _progress(progress: Progress, review: Review) -> Json:
    return {
        "episode_start": _day(progress.episode_start),
        "start": _day(progress.start),
        "day": progress.day,
        "baseline": _pain(progress.baseline),
        "latest": _pain(progress.latest),
        "fell_by": number(progress.fell_by),
        "fell_percent": number(progress.fell_percent),
        "gates": [
            {"gate": each.gate, "status": each.status, "on": _day(each.on)} for each in review.gates
        ],
        "responses": [_response(each) for each in progress.responses],
        "flares": [_flare(each) for each in progress.flares],
        "relapses": [each.isoformat() for each in progress.relapses],
        "function": [
            {
                "measure": measure,
                "on": each.on.isoformat(),
                "value": number(each.value),
                "activity": each.activity,
            }
            for measure, values in progress.function.items()
            for each in values
        ],
        "plans_shown": [_shown(each, review) for each in progress.issued],
        "days_done": [each.isoformat() for each in progress.done_days],
    }


def _shown(plan: PlanIssued, review: Review) -> Json:
    """The plan of a day as it was shown then; what it held is left out until the runner is cleared."""
    cleared = review.triage.outcome == "cleared"
    return {
        "on": plan.on.isoformat(),
        "programme": plan.programme,
        "stage": plan.stage,
        "edition": plan.edition,
        "items": list(plan.items) if cleared else [],
    }


def _pain(day: PainDay | None) -> Json | None:
    if day is None:
        return None
    return {
        "on": day.on.isoformat(),
        "level": number(day.level),
        "worst": number(day.worst),
        "during": number(day.during),
        "morning": number(day.morning),
    }


def _response(each: Response) -> Json:
    return {
        "muscle": each.muscle,
        "side": each.side.value,
        "times": each.times,
        "better": each.better,
        "mean_off": number(each.mean_off),
        "points_off": number(each.points_off),
        "uncertainty": number(each.uncertainty),
    }


def _flare(each: Flare) -> Json:
    return {
        "start": each.start.isoformat(),
        "until": _day(each.until),
        "reference": number(each.reference),
        "lasted_over_limit": _day(each.lasted_over_limit),
        "provoked_by": list(each.provoked_by),
    }


def _load(load: Load) -> Json:
    return {
        "light": load.light,
        "text": load.says.says,
        "cap_m": number(load.cap_m),
        "longest_run_30_days_m": number(load.longest_m),
        "weeks": [
            {
                "on": each.on.isoformat(),
                "runs": each.runs,
                "distance_m": number(each.distance_m),
                "duration_s": number(each.duration_s),
            }
            for each in load.weeks
        ],
        "runs": _runs(load),
        "days_off": load.days_off,
        "shoes": [{"name": name, "distance_m": number(metres)} for name, metres in load.shoes_m],
        "changes": changes_json(load.changes),
        "stood_out": stood_out_json(load.stood_out),
    }


def _runs(load: Load) -> Sequence[Json]:
    return [
        {
            "on": each.on.isoformat(),
            "distance_m": number(each.run.distance_m),
            "duration_s": number(each.run.duration_s),
            "pain": number(each.run.pain),
            "light": each.light,
            "why": list(each.why),
            "spike": number(each.spike),
        }
        for each in load.runs[-LAST_RUNS:]
    ]
