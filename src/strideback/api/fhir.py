"""FHIR R4, read-only: the Bundle of `formats.fhir` by resource type."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from strideback.api.answers import Json, json_answer, shown_as
from strideback.api.callers import Bearer, Caller, caller_of
from strideback.api.problems import not_there
from strideback.store.marks import mark_of

MEDIA_TYPE = "application/fhir+json"
Type = Literal[
    "ActivityDefinition",
    "CarePlan",
    "Device",
    "DocumentReference",
    "Goal",
    "Observation",
    "Patient",
    "PlanDefinition",
    "Provenance",
    "Questionnaire",
    "QuestionnaireResponse",
    "ServiceRequest",
]
"""The types that a bundle may hold; a search for another one is 404."""

router = Router(tags=["fhir"], auth=Bearer("fhir"))
_BUNDLE = shown_as("Bundle", MEDIA_TYPE)


@router.get("/$everything", operation_id="fhirEverything", openapi_extra=_BUNDLE)
def everything(request: HttpRequest) -> HttpResponse:
    """Everything in one Bundle of the type collection."""
    return json_answer(bundle_of(caller_of(request)), media_type=MEDIA_TYPE)


@router.get("/{kind}", operation_id="fhirSearch", openapi_extra=_BUNDLE)
def search(
    request: HttpRequest,
    kind: Type,
    count: Annotated[int, Query(200, ge=1, le=1000, alias="_count")],
    offset: Annotated[int, Query(0, ge=0, le=2**31 - 1, alias="_offset")],
) -> HttpResponse:
    """All resources of a type, page by page; `link` leads to the next one."""
    found = _of_type(caller_of(request), kind)
    page = found[offset : offset + count]
    here = f"{request.scheme}://{request.get_host()}{request.path}?_count={count}&_offset="
    links = [{"relation": "self", "url": f"{here}{offset}"}]
    if offset + count < len(found):
        links.append({"relation": "next", "url": f"{here}{offset + count}"})
    told: Json = {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(found),
        "link": links,
    }
    if page:  # FHIR knows no empty lists
        told["entry"] = [{**each, "search": {"mode": "match"}} for each in page]
    return json_answer(told, media_type=MEDIA_TYPE)


@router.get(
    "/{kind}/{name}", operation_id="fhirRead", openapi_extra=shown_as("Resource", MEDIA_TYPE)
)
def read(
    request: HttpRequest,
    kind: Type,
    name: Annotated[str, Path(pattern=r"^[A-Za-z0-9.-]{1,64}$")],
) -> HttpResponse:
    """One resource, by its id."""
    for each in _of_type(caller_of(request), kind):
        if each["resource"]["id"] == name:
            return json_answer(each["resource"], media_type=MEDIA_TYPE)
    raise not_there("There is no such resource.")


def bundle_of(caller: Caller) -> Json:
    """The review of today as a Bundle, with the ids that the same runner's has everywhere."""
    from strideback.formats import fhir

    kept, review = caller.reviewed()
    runner = mark_of(caller.runner)
    return fhir.bundle(caller.knowledge, kept.diary, review, now=caller.now, runner=runner)


def _of_type(caller: Caller, kind: str) -> list[dict[str, Any]]:
    entries = bundle_of(caller)["entry"]
    return [each for each in entries if each["resource"]["resourceType"] == kind]
