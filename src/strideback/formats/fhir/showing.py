"""When a question is asked, as `enableWhen`: as far as FHIR R4 can say it.

FHIR knows "any of these" and "all of these" over answers of the same questionnaire, and nothing
nested.  What depends on the drawing, a self-test or the diary over time cannot be said there.
"""

from __future__ import annotations

from dataclasses import dataclass

from strideback.core.knowledge import All, Any, Formula, Is, Knowledge
from strideback.formats.fhir.elements import OWN, WHY_ABSENT, YES_OR_NO, Json, coding
from strideback.formats.review_json import number


@dataclass(frozen=True, slots=True)
class _Said:
    """Conditions of which `any` or `all` have to hold; of a single one, both."""

    conditions: tuple[Json, ...]
    behavior: str

    def fits(self, behavior: str) -> bool:
        return len(self.conditions) == 1 or self.behavior == behavior


def shown_when(knowledge: Knowledge, formula: Formula | None) -> Json:
    """The fields `enableWhen` and `enableBehavior`; nothing where it is always asked, or cannot be said."""
    said = None if formula is None else _said(knowledge, formula)
    if said is None:
        return {}
    behavior = {"enableBehavior": said.behavior} if len(said.conditions) > 1 else {}
    return {"enableWhen": list(said.conditions), **behavior}


def _said(knowledge: Knowledge, formula: Formula) -> _Said | None:
    match formula:
        case Is(finding):
            return _is(knowledge, finding)
        case Any(parts):
            return _joined(knowledge, parts, "any")
        case All(parts):
            return _joined(knowledge, parts, "all")
        case _:
            return None


def _joined(knowledge: Knowledge, parts: tuple[Formula, ...], behavior: str) -> _Said | None:
    """The parts together, where each of them can be joined in this way."""
    said = [_said(knowledge, part) for part in parts]
    fitting = [each for each in said if each is not None and each.fits(behavior)]
    if len(fitting) < len(parts):
        return None
    return _Said(tuple(one for each in fitting for one in each.conditions), behavior)


def _is(knowledge: Knowledge, finding: str) -> _Said | None:
    rule = knowledge.findings.get(finding)
    if rule is not None and rule.when is not None:
        return _said(knowledge, rule.when)
    if rule is not None:
        bounds = ((">=", rule.at_least), ("<", rule.below))
        told: tuple[Json, ...] = tuple(
            {"question": rule.number, "operator": sign, "answerDecimal": number(bound)}
            for sign, bound in bounds
            if rule.number is not None and bound is not None
        )
        return _Said(told, "all") if told else None
    name, _, option = finding.partition(".")
    question = knowledge.questions.get(name)
    if question is None:
        return None
    yes = coding(OWN, finding) if option else coding(YES_OR_NO, "Y")
    answers = [yes, coding(WHY_ABSENT, "asked-unknown")][: 1 + (question.not_sure == "yes")]
    told = tuple({"question": name, "operator": "=", "answerCoding": each} for each in answers)
    return _Said(told, "any")
