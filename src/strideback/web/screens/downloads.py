"""The whole diary as a file, in each form that it comes back from, and FHIR for the systems of clinics."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from strideback.formats.diary_forms import FORMS
from strideback.store import diaries
from strideback.store.marks import mark_of
from strideback.web.page import for_runner
from strideback.web.runners import RunnerRequest, Seen, now, reviewer


@require_GET
@for_runner
def diary(request: HttpRequest, seen: Seen, form: str) -> HttpResponse:  # noqa: ARG001 - the diary as it is, not as it is read
    """The diary in one of the forms of `formats.diary_forms`."""
    made = next((each for each in FORMS.values() if each.suffix == form and each.there), None)
    if made is None:
        raise Http404
    told = made.write(diaries.as_told(RunnerRequest.of(request)))
    return _file(told, made.media_type, f"strideback.{form}")


@require_GET
@for_runner
def fhir(request: HttpRequest, seen: Seen) -> HttpResponse:
    """The review as a FHIR Bundle."""
    from strideback.formats.fhir import bundle

    told = bundle(
        reviewer().knowledge,
        seen.kept.diary,
        seen.review,
        now=now(),
        runner=mark_of(RunnerRequest.of(request)),
    )
    data = json.dumps(told, ensure_ascii=False).encode()
    return _file(data, "application/fhir+json", "strideback.fhir.json")


def _file(data: bytes, media_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
