"""The review of today, and what is behind a thing that it names."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router

from strideback.api.answers import json_answer, shown_as
from strideback.api.callers import Bearer, caller_of
from strideback.api.problems import not_there
from strideback.formats.review_json import to_json
from strideback.formats.why_json import why_json

router = Router(tags=["review"], auth=Bearer("read"))

Kind = Literal["muscles", "exercises", "flags", "questions", "claims"]


@router.get("/review", operation_id="getReview", openapi_extra=shown_as("Review"))
def review(request: HttpRequest) -> HttpResponse:
    """The review of the runner's day: screen, ranking, plan, progress, load, advice.

    Without a clearance `plan` is null and `ranking` is empty; `triage` says what comes first.
    """
    caller = caller_of(request)
    kept, reviewed = caller.reviewed()
    return json_answer(to_json(reviewed, caller.knowledge, kept.problems))


@router.get("/knowledge/{kind}", operation_id="listKnowledge", openapi_extra=shown_as("Things"))
def things(request: HttpRequest, kind: Kind) -> HttpResponse:
    """The ids and names of all muscles, exercises, flags, questions or claims."""
    knowledge = caller_of(request).knowledge
    found = getattr(knowledge, kind)
    named = [{"id": name, "name": getattr(found[name], "name", name)} for name in sorted(found)]
    return json_answer({"kind": kind, "edition": knowledge.edition, "things": named})


@router.get("/knowledge/{kind}/{name}", operation_id="getWhy", openapi_extra=shown_as("Why"))
def why(request: HttpRequest, kind: Kind, name: str) -> HttpResponse:
    """What is behind one thing: its sentences with their sources, its claims, its place in the ranking.

    How an exercise is done is told to a runner who may do it.
    """
    caller = caller_of(request)
    if name not in getattr(caller.knowledge, kind):
        raise not_there(f"There is nothing of this name among the {kind}.")
    _kept, reviewed = caller.reviewed()
    return json_answer(why_json(reviewed, caller.knowledge, kind, name))
