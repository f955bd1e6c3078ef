"""What the runner told of pain, everyday life and where it hurts, as Observations.

Nothing here is a finding of a clinician, and none of it names a disease.
"""

from __future__ import annotations

from collections.abc import Iterator

from strideback.core.diary import AnyEvent, Corrected, Drew, Function, PainLogged, by_number
from strideback.core.findings import Place
from strideback.core.findings import marked as marked_places
from strideback.formats.fhir.elements import (
    OWN,
    PAIN,
    Json,
    clean,
    coding,
    concept,
    filled,
    score,
    when,
)
from strideback.formats.fhir.given import Given
from strideback.formats.language import SIDES, Spoken, marked, say

_SURVEY = concept(
    "", coding("http://terminology.hl7.org/CodeSystem/observation-category", "survey", "Survey")
)
_PAIN = Spoken(
    {
        "now": marked("Pain right now, 0 to 10"),
        "worst": marked("Pain at its worst in the last 24 hours, 0 to 10"),
        "during": marked("Pain during a run, 0 to 10"),
        "morning": marked("Pain on the next morning, 0 to 10"),
    }
)


def observations(given: Given) -> Iterator[Json]:
    """Every pain score, function score and drawing up to the day of the review, corrections applied."""
    told = by_number(given.diary, given.review.on)
    mended = {
        each.number
        for each in given.diary.events
        if isinstance(each, Corrected) and each.on <= given.review.on
    }
    for number, event in told.items():
        for name, fields in _measured(given, event):
            yield given.resource(
                "Observation",
                number,
                name,
                status="corrected" if number in mended else "final",
                category=[_SURVEY],
                subject=given.patient,
                effectiveDateTime=when(event),
                performer=[given.patient],
                **fields,
            )


def _measured(given: Given, event: AnyEvent) -> Iterator[tuple[str, Json]]:
    """What an event measured, by a name, as the fields that say it."""
    match event:
        case PainLogged():
            for name in _PAIN:
                value = getattr(event, name)
                if value is not None:
                    code = concept(_PAIN[name], PAIN, coding(OWN, f"pain.{name}"))
                    yield name, {"code": code, "valueQuantity": score(value)}
        case Function():
            code = function_code(event.measure, event.activity)
            yield event.measure, {"code": code, "valueQuantity": score(event.value)}
        case Drew():
            yield "drawing", _drawing(given, event)


def function_code(measure: str, activity: str) -> Json:
    """What was scored: the RMDQ-24, or an activity of the runner's own."""
    if measure == "rmdq":
        words = say("Roland-Morris Disability Questionnaire, 0 (best) to 24")
        return concept(words, coding(OWN, "function.rmdq"))
    named = clean(activity) or say("own activity")
    words = say("{activity}: how well it goes, 0 (not at all) to 10 (as before)", activity=named)
    return concept(words, coding(OWN, "function.activity"))


def _drawing(given: Given, drawing: Drew) -> Json:
    """The regions marked on one view, each with its intensity."""
    places = marked_places(given.knowledge, drawing)
    components = [
        {"code": _place(given, place), "valueQuantity": score(intensity)}
        for place, intensity in places.items()
    ]
    empty = say("strokes outside the regions") if drawing.strokes else say("nothing marked")
    return filled(
        code=concept(
            say("Where it hurts, as drawn: {view}", view=say(drawing.view)), coding(OWN, "drawing")
        ),
        valueString=None if components else empty,
        component=components,
    )


def _place(given: Given, place: Place) -> Json:
    """A region in words, with our own code; there is no code for it that everybody may use."""
    name, side = place
    region = given.knowledge.regions.get(name)
    words = region.name if region else name
    said = say("{name} ({side})", name=words, side=SIDES[side.value]) if side else words
    code = f"region.{name}" + (f".{side.value}" if side else "")
    return concept(said, *([coding(OWN, code)] if region else []))
