"""The runs as JSON: every week, every run, what has changed, and what stood out before the pain.

`review_json` calls the small parts from here, so what is shared with it is imported late.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from strideback.core.diary import Event, Ran
from strideback.core.knowledge import Knowledge
from strideback.core.load import Change, RatedRun, StoodOut, Week
from strideback.core.review import Review
from strideback.formats.diary_text import Problem

Json = dict[str, Any]
_NOT_OF_THE_RUN = {each.name for each in fields(Event)} | {"pain"}


def runs_to_json(review: Review, knowledge: Knowledge, problems: Iterable[Problem] = ()) -> Json:
    """The runs of a review as plain values, ready for `json.dumps`: the whole history."""
    from strideback.formats.review_json import claim_json, number, to_json

    load, told = review.load, to_json(review, knowledge, problems)
    asks = next((each.text for each in review.advice if each.id == "run-pain-missing"), None)
    return {
        "on": told["on"],
        "edition": told["edition"],
        "triage": told["triage"],
        "light": load.light,
        "says": claim_json(load.says),
        "spike": None if load.spike is None else claim_json(load.spike),
        "asks": None if asks is None else claim_json(asks),
        "cap_m": number(load.cap_m),
        "longest_run_30_days_m": number(load.longest_m),
        "days_off": load.days_off,
        "weeks": [week_json(each) for each in load.all_weeks],
        "runs": [run_json(each) for each in load.runs],
        "changes": changes_json(load.changes),
        "shoes": told["load"]["shoes"],
        "stood_out": stood_out_json(load.stood_out),
        "safety_net": told["safety_net"],
        "problems": told["problems"],
    }


def week_json(week: Week) -> Json:
    """Seven days: their runs, and on how many of them there was one."""
    from strideback.formats.review_json import number

    return {
        "on": week.on.isoformat(),
        "runs": week.runs,
        "days": week.days,
        "distance_m": number(week.distance_m),
        "duration_s": number(week.duration_s),
    }


def run_json(each: RatedRun) -> Json:
    """A run with its light, and every figure that is known of it; what is not known is left out."""
    from strideback.formats.review_json import number

    figures: Json = {}
    for one in fields(Ran):
        value = getattr(each.run, one.name)
        if one.name in _NOT_OF_THE_RUN or value is None or value in ("", ()):
            continue
        if isinstance(value, tuple):
            value = [number(part) if isinstance(part, float) else part for part in value]
        figures[one.name] = number(value) if isinstance(value, (int, float)) else value
    return {
        "on": each.on.isoformat(),
        "at": None if each.run.at is None else each.run.at.isoformat(),
        "pain": number(each.pain),
        "light": each.light,
        "why": list(each.why),
        "spike": number(each.spike),
        **figures,
    }


def changes_json(changes: Iterable[Change]) -> list[Json]:
    """The figures of the last weeks against those of the weeks before."""
    from strideback.formats.review_json import number

    return [
        {
            "what": each.what,
            "recent": number(each.recent),
            "before": number(each.before),
            "runs": each.runs,
            "runs_before": each.runs_before,
        }
        for each in changes
    ]


def stood_out_json(stood: StoodOut) -> Json:
    """What was different before the pain, as counts with their sentences."""
    from strideback.formats.review_json import claim_json

    return {
        "status": stood.status,
        "flares": stood.flares,
        "runs": stood.runs,
        "looked": list(stood.looked),
        "found": [
            {
                "id": each.id,
                "flares_with": each.flares_with,
                "flares": each.flares,
                "runs_with": each.runs_with,
                "runs": each.runs,
                **claim_json(each.says),
            }
            for each in stood.found
        ],
        **claim_json(stood.says),
    }
