"""Questions: each kind has what it needs, and the check-in stays short."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from strideback.core.knowledge import Knowledge, Question
from strideback.formats.knowledge_checks.rule import rule
from strideback.formats.problems import Problem

CHECK_IN: Final = "check-in"
LONGEST_CHECK_IN: Final = 8


@rule("check-in-short", "The check-in asks at most eight questions.")
def check_in_short(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Count the questions of the group."""
    asked = [each.id for each in knowledge.questions.values() if each.group == CHECK_IN]
    if len(asked) > LONGEST_CHECK_IN:
        says = f"the check-in has {len(asked)} questions; at most {LONGEST_CHECK_IN} are asked"
        yield Problem(f"questions/{asked[-1]}.toml", "group", says)


def _misfits(question: Question) -> Iterator[tuple[str, str]]:
    if question.kind == "choices" and len(question.options) < 2:
        yield "options", "a question of kind choices needs at least two options"
    if question.kind != "choices" and question.options:
        yield "options", f"a question of kind {question.kind} has no options"
    limits = (question.minimum, question.maximum)
    if question.kind == "number":
        if question.minimum is None or question.maximum is None:
            yield "minimum", "a number needs a minimum and a maximum, so that slips are noticed"
        elif question.minimum >= question.maximum:
            yield "minimum", "must be below the maximum"
    elif limits != (None, None):
        yield "minimum", f"a question of kind {question.kind} has no minimum or maximum"
    if "." in question.id:
        yield "", "the id may not hold a dot"


@rule("questions-fit-kind", "Choices have options, numbers have limits, and the others neither.")
def questions_fit_kind(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Compare each question with its kind."""
    for question in knowledge.questions.values():
        for place, says in _misfits(question):
            yield Problem(f"questions/{question.id}.toml", place, says)
