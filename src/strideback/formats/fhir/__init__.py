"""A review as FHIR R4 (4.0.1): one collection Bundle of plain values, ready for `json.dumps`.

What is in it, what is not, and which codes it uses: `docs/fhir.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from strideback.core.diary import Diary
from strideback.core.knowledge import Knowledge
from strideback.core.review import Review
from strideback.core.triage import Cleared
from strideback.formats.fhir.answers import responses
from strideback.formats.fhir.care import care_plan, goals
from strideback.formats.fhir.checking import checked
from strideback.formats.fhir.definitions import definitions
from strideback.formats.fhir.elements import Json, instant
from strideback.formats.fhir.given import Given, runner_of
from strideback.formats.fhir.observations import observations
from strideback.formats.fhir.papers import patient, provenance, report_document, software
from strideback.formats.fhir.questionnaire import questionnaire
from strideback.formats.fhir.referral import referral

__all__ = ["bundle", "checked"]


def bundle(
    knowledge: Knowledge,
    diary: Diary,
    review: Review,
    *,
    now: datetime,
    runner: str = "",
    pdf: bytes | None = None,
    report_url: str = "",
) -> Json:
    """The Bundle of a review: the same for the same arguments, and its ids stay from day to day.

    `diary` is the one that was reviewed, `now` an instant with its time zone.  `runner` is any name
    that stays the runner's (it is not in the bundle); without it the first day of the diary stands
    for it.  `pdf` is the report, `report_url` where it lies.  Nothing about a plan is in it unless
    the runner is cleared.
    """
    given = Given(
        knowledge=knowledge,
        diary=diary,
        review=review,
        now=now,
        runner=runner_of(diary, runner),
    )
    told = [*_told(given), report_document(given, pdf, report_url)]
    resources = [patient(given), software(given), *told, provenance(given, told)]
    return given.resource(
        "Bundle",
        review.on,
        type="collection",
        timestamp=instant(now),
        entry=[{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in resources],
    )


def _told(given: Given) -> Iterator[Json]:
    """What was asked and told, then what follows from it."""
    form = questionnaire(given)
    answered = list(responses(given, form))
    yield form
    yield from answered
    yield from observations(given)
    request = referral(given, answered)
    if request is not None:
        yield request
    yield from _planned(given)


def _planned(given: Given) -> Iterator[Json]:
    """The plan, its goals and what it is made of: for a cleared runner alone."""
    plan, course = given.review.plan, given.review.course
    if not isinstance(given.review.triage, Cleared) or plan is None or course is None:
        return
    known = definitions(given, plan)
    aims = list(goals(given, course))
    yield from known.programmes.values()
    yield from known.exercises.values()
    yield from aims
    yield care_plan(given, plan, course, known, aims)
