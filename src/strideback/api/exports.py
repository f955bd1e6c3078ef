"""The diary and its review in the forms that other programs and people read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BeforeValidator

from strideback.api.answers import file_answer
from strideback.api.callers import Bearer, Caller, caller_of
from strideback.api.fhir import bundle_of
from strideback.api.problems import Problem
from strideback.store import diaries
from strideback.store.marks import mark_of

router = Router(tags=["exports"], auth=Bearer("read"))


class Form(NamedTuple):
    """An outside form: what it is called, and how it is made."""

    media_type: str
    name: str
    made: Callable[[Caller], bytes]


def _text(caller: Caller) -> bytes:
    return diaries.text(caller.runner).encode()


def _jsonl(caller: Caller) -> bytes:
    from strideback.formats import diary_jsonl

    return diary_jsonl.write(diaries.as_told(caller.runner)).encode("utf-8", "backslashreplace")


def _csv(caller: Caller) -> bytes:
    from strideback.formats import diary_csv

    return diary_csv.write(diaries.as_told(caller.runner)).encode("utf-8", "backslashreplace")


def _calendar(caller: Caller) -> bytes:
    from strideback.formats import ical

    _kept, review = caller.reviewed()
    return ical.calendar(
        caller.knowledge,
        review,
        now=caller.now,
        zone=caller.runner.time_zone,
        at=None,
        alarm_min=None,
        whose=mark_of(caller.runner),
    )


def _fhir(caller: Caller) -> bytes:
    return json.dumps(bundle_of(caller), ensure_ascii=False).encode()


FORMS = {
    "text": Form("text/plain", "strideback.diary", _text),
    "jsonl": Form("application/jsonl", "strideback.jsonl", _jsonl),
    "csv": Form("text/csv", "strideback.csv", _csv),
    "ics": Form("text/calendar", "strideback.ics", _calendar),
    "fhir": Form("application/fhir+json", "strideback.fhir.json", _fhir),
}
_FIRST = date(1900, 1, 1)  # before it nobody told anything, and charts have no room
_WORDS = {"text/plain", "text/csv", "text/calendar"}


_FILE = {"type": "string"}
_BUNDLE = {"$ref": "#/components/schemas/Bundle"}


def _promised(**schemas: Mapping[str, str]) -> dict[str, Any]:
    """A file in one of these media types, each with what is in it."""
    content = {kind: {"schema": dict(schema)} for kind, schema in schemas.items()}
    return {"responses": {200: {"description": "A file.", "content": content}}}


_SCHEMAS = {
    **{each.media_type: _FILE for each in FORMS.values()},
    FORMS["fhir"].media_type: _BUNDLE,
}


def _day(value: object) -> object:
    """A day as it is written everywhere here; `0` is none, though a clock might count from it."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        raise ValueError("write the day as 2026-03-06")
    return value


Day = Annotated[date, BeforeValidator(_day)]


@router.get("/export/{form}", operation_id="export", openapi_extra=_promised(**_SCHEMAS))
def export(
    request: HttpRequest, form: Literal["text", "jsonl", "csv", "ics", "fhir"]
) -> HttpResponse:
    """The diary (text, jsonl, csv: without loss), the sessions ahead (ics), or a FHIR Bundle."""
    made = FORMS[form]
    if not request.accepts(made.media_type):
        raise Problem(406, "not-acceptable", f"This address answers with {made.media_type}.")
    charset = "; charset=utf-8" if made.media_type in _WORDS else ""
    return file_answer(made.made(caller_of(request)), made.media_type + charset, made.name)


@router.get(
    "/report.pdf", operation_id="getReport", openapi_extra=_promised(**{"application/pdf": _FILE})
)
def report(
    request: HttpRequest,
    kind: Annotated[Literal["visit", "referral", "plan"], Query("visit")],
    since: Annotated[Day | None, Query(None, description="Without it: the whole episode.")],
    until: Annotated[Day | None, Query(None, description="Without it: today.")],
    whole_log: Annotated[bool, Query(False, description="With every line as a second part.")],
) -> HttpResponse:
    """The report for a clinician, or the plan to hang up; 409 where there is no plan to print."""
    from strideback.formats.report import pdf
    from strideback.formats.report import report as of

    caller = caller_of(request)
    kept, review = caller.reviewed()
    try:
        made = of(
            caller.knowledge,
            kept.diary,
            review,
            since=since and max(since, _FIRST),
            until=until or review.on,
            kind=kind,
            whole_log=whole_log,
        )
    except ValueError as why:
        raise Problem(409, "no-plan", str(why)) from None
    return file_answer(pdf(made), "application/pdf", f"strideback-{kind}.pdf")
