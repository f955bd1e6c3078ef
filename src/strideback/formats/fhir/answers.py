"""What was answered: one QuestionnaireResponse for each day on which questions were answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from strideback.core.diary import Answered, Corrected, Value, corrected
from strideback.core.knowledge import Question
from strideback.formats.fhir.elements import ABSENT, Json, clean
from strideback.formats.fhir.given import Given, canonical
from strideback.formats.fhir.questionnaire import coded, grouped
from strideback.formats.review_json import number

_LARGEST = 1e9  # no question asks for more


def responses(given: Given, form: Json) -> Iterator[Json]:
    """The answers of each day, with that day; what a question cannot hold is left out.

    Corrections are applied, and a later answer of a day replaces an earlier one.  The last day is
    `in-progress` while the screen still waits for answers.
    """
    days: dict[date, dict[str, Value]] = {}
    for event in corrected(given.diary, given.review.on):
        if isinstance(event, Answered):
            question = given.knowledge.canonical(event.question)
            days.setdefault(event.on, {})[question] = event.value
    told = {on: items for on, answers in days.items() if (items := _items(given, answers))}
    amended = _amended(given)
    waits = bool(getattr(given.review.triage, "ask", ()))
    for on, items in told.items():
        open_still = waits and on == max(told)
        yield given.resource(
            "QuestionnaireResponse",
            on,
            questionnaire=canonical(form),
            status="in-progress" if open_still else "amended" if on in amended else "completed",
            subject=given.patient,
            authored=on.isoformat(),
            source=given.patient,
            item=items,
        )


def _amended(given: Given) -> set[date]:
    """The days of which an answer was corrected."""
    events = given.diary.events
    wrong = (
        events[each.number - 1]
        for place, each in enumerate(events)
        if isinstance(each, Corrected) and each.on <= given.review.on and 0 < each.number <= place
    )
    return {each.on for each in wrong if isinstance(each, Answered)}


def _items(given: Given, answers: Mapping[str, Value]) -> list[Json]:
    """The answers in the groups of the Questionnaire."""
    found: list[Json] = []
    for group, questions in grouped(given.knowledge):
        items = [
            {"linkId": each.id, "text": clean(each.asks.says), "answer": said}
            for each in questions
            if each.id in answers and (said := _answer(each, answers[each.id]))
        ]
        if items:
            found.append({"linkId": f"group.{group}", "item": items})
    return found


def _answer(question: Question, value: Value) -> list[Json]:
    match question.kind, value:
        case (("yes-no" | "choices"), _):
            return [{"valueCoding": each} for each in coded(question, value)]
        case "number", "not-sure":
            return [_not_known("valueDecimal")]
        case "number", int() | float() if abs(value) < _LARGEST:
            return [{"valueDecimal": number(value)}]
        case "date", "not-sure":
            return [_not_known("valueDate")]
        case "date", date():
            return [{"valueDate": value.isoformat()}]
        case "text", "not-sure":
            return [_not_known("valueString")]
        case "text", str() if clean(value):
            return [{"valueString": clean(value)}]
    return []


def _not_known(field: str) -> Json:
    """The runner was asked, and does not know."""
    return {f"_{field}": {"extension": [{"url": ABSENT, "valueCode": "asked-unknown"}]}}
