"""Evidence: every sentence has a source, and its grade fits what the source is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from strideback.core.knowledge import Evidence, Knowledge
from strideback.core.terms import Grade
from strideback.formats.knowledge_checks.rule import rule
from strideback.formats.knowledge_checks.walk import evidences
from strideback.formats.problems import Problem

GUIDE: Final = "guide"
DESIGN: Final = "design"


@rule("sentences-cite", "Every sentence has at least one source, each named once.")
def sentences_cite(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Count the sources."""
    for file, place, evidence in evidences(knowledge):
        if not evidence.sources:
            says = "names no source; our own choices cite 'design'"
            yield Problem(file, f"{place}.sources", says)
        elif len(set(evidence.sources)) < len(evidence.sources):
            yield Problem(file, f"{place}.sources", "names a source twice")


def _misfits(evidence: Evidence) -> Iterator[str]:
    sources, grade = set(evidence.sources), evidence.grade
    if grade is Grade.S and GUIDE not in sources:
        yield "grade S is for what the guide's author says; cite 'guide' or choose another grade"
    if grade is Grade.CHOICE and DESIGN not in sources:
        yield "grade choice is for our own choices; cite 'design' or choose another grade"
    if sources == {DESIGN} and grade is not Grade.CHOICE:
        yield f"'design' alone is our own choice, so the grade is choice, not {grade.value}"
    if sources == {GUIDE} and grade not in {Grade.S, Grade.X}:
        yield f"the guide alone is the author's word, so the grade is S or X, not {grade.value}"


@rule("grades-fit", "Grade S cites the guide, grade choice cites design, and the other way round.")
def grades_fit(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Compare each grade with the sources it rests on."""
    for file, place, evidence in evidences(knowledge):
        for says in _misfits(evidence):
            yield Problem(file, f"{place}.grade", says)


@rule("checked-was-seen", "A sentence is checked only if its sources were seen, not remembered.")
def checked_was_seen(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Compare `checked` with how far each source was read."""
    for file, place, evidence in evidences(knowledge):
        seen = [
            knowledge.sources[name].seen for name in evidence.sources if name in knowledge.sources
        ]
        if evidence.checked and "memory" in seen:
            says = "is true, but a source is only remembered; write false or leave the source out"
            yield Problem(file, f"{place}.checked", says)
        if not evidence.checked and set(evidence.sources) == {DESIGN}:
            says = "is false, but we know what we chose ourselves; write true"
            yield Problem(file, f"{place}.checked", says)
