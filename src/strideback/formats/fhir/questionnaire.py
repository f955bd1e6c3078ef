"""Every question that strideback asks, as one Questionnaire, and the codes of its answers."""

from __future__ import annotations

from collections.abc import Iterator

from strideback.core.diary import Value
from strideback.core.knowledge import Knowledge, Question
from strideback.formats.fhir.elements import (
    OWN,
    UCUM,
    WHY_ABSENT,
    YES_OR_NO,
    Json,
    clean,
    coding,
    filled,
)
from strideback.formats.fhir.given import Given
from strideback.formats.fhir.showing import shown_when
from strideback.formats.intake_words import TITLES, title
from strideback.formats.language import say
from strideback.formats.review_json import number

YES, NO = coding(YES_OR_NO, "Y", "Yes"), coding(YES_OR_NO, "N", "No")
NOT_SURE = coding(WHY_ABSENT, "asked-unknown", "Don't know")
"""The display that HL7's value set `yesnodontknow` gives this code."""

_KINDS = {"yes-no": "choice", "choices": "choice", "number": "decimal", "date": "date"}
_UNITS = {"years": "a", "weeks": "wk", "km": "km", "h": "h"}


def questionnaire(given: Given) -> Json:
    """The Questionnaire: a group for each part, and in it every question by its id."""
    items = [
        {
            "linkId": f"group.{group}",
            "text": clean(title(group)),
            "type": "group",
            "item": [_item(given.knowledge, each) for each in questions],
        }
        for group, questions in grouped(given.knowledge)
    ]
    return given.definition(
        "Questionnaire",
        "questions",
        name="StridebackQuestions",
        title=clean(say("The questions of strideback")),
        subjectType=["Patient"],
        item=[*items, _safety_net(given.knowledge)],
    )


def grouped(knowledge: Knowledge) -> Iterator[tuple[str, list[Question]]]:
    """The groups in the order asked, each with its questions."""
    every = sorted(knowledge.questions.values(), key=lambda each: (each.order, each.id))
    for group in dict.fromkeys((*TITLES, *(each.group for each in every))):
        if mine := [each for each in every if each.group == group]:
            yield group, mine


def options(question: Question) -> dict[str, Json]:
    """The codes of the options that can be ticked, by option."""
    return {
        each.id: coding(OWN, f"{question.id}.{each.id}", each.says.says)
        for each in question.options
    }


def none_of(question: Question) -> Json:
    """The code for "none of these"."""
    return coding(OWN, f"{question.id}.none-of-these", say("none of these"))


def coded(question: Question, value: Value) -> list[Json]:
    """The codes of an answer to a yes-no question or one with options; none where it does not fit."""
    if value == "not-sure":
        return [NOT_SURE]
    if question.kind == "yes-no":
        return [YES if value == "yes" else NO] if value in ("yes", "no") else []
    every = options(question)
    if value == "yes":
        return list(every.values())
    if value in ((), "no"):
        return [none_of(question)]
    ticked = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
    return [code for each, code in every.items() if each in ticked]


def _item(knowledge: Knowledge, question: Question) -> Json:
    return filled(
        extension=_limits(question) if question.kind == "number" else None,
        linkId=question.id,
        prefix=clean(question.code),
        text=clean(question.asks.says),
        type=_KINDS.get(question.kind, "text"),
        **shown_when(knowledge, question.ask_when),
        repeats=True if question.kind == "choices" else None,
        answerOption=[{"valueCoding": each} for each in _every_answer(question)],
    )


def _every_answer(question: Question) -> list[Json]:
    match question.kind:
        case "yes-no":
            return [YES, NO, NOT_SURE]
        case "choices":
            return [*options(question).values(), none_of(question), NOT_SURE]
    return []


def _limits(question: Question) -> list[Json]:
    """The unit, the least and the greatest number, as extensions that FHIR defines."""
    at = "http://hl7.org/fhir/StructureDefinition"
    found: list[Json] = []
    if unit := _UNITS.get(question.unit):
        found.append(
            {"url": f"{at}/questionnaire-unit", "valueCoding": coding(UCUM, unit, question.unit)}
        )
    for name, value in (("minValue", question.minimum), ("maxValue", question.maximum)):
        if value is not None:
            found.append({"url": f"{at}/{name}", "valueDecimal": number(value)})
    return found


def _safety_net(knowledge: Knowledge) -> Json:
    """What everybody is told, whatever the answers."""
    says = [
        {"linkId": f"safety-net.{place}", "text": clean(each.says), "type": "display"}
        for place, each in enumerate(knowledge.screen.safety_net, 1)
    ]
    return {
        "linkId": "group.safety-net",
        "text": clean(say("When to get help")),
        "type": "group",
        "item": says,
    }
