"""Tips: sent by e-mail, far from the screen, so they hold no dose and know what they speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from strideback.core.knowledge import ALWAYS, Knowledge
from strideback.formats.knowledge_checks.blocks import PART_WORDS, PLAN_WORDS
from strideback.formats.knowledge_checks.rule import rule
from strideback.formats.problems import Problem
from strideback.formats.shapes import did_you_mean

_DOSE: Final = re.compile(
    r"\b\d+(?:[.,]\d+)?\s*(?:s|sec\w*|min\w*|hours?|reps?|repetitions?|sets?|times|km|m|miles?|%)(?!\w)"
    r"|\b\d+\s*[x×]\s*\d+",
    re.IGNORECASE,
)


@rule("tips-fit", "A tip is sent always or in a stage, and the parts it speaks of are known.")
def tips_fit(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look up `when` among the stages, and the parts in the vocabulary of blocks."""
    stages = {stage.id for each in knowledge.programmes.values() for stage in each.stages}
    known = PLAN_WORDS | PART_WORDS
    for tip in knowledge.tips.values():
        file = f"tips/{tip.id}.toml"
        if tip.when != ALWAYS and tip.when not in stages:
            says = f"'{tip.when}' is neither '{ALWAYS}' nor the id of a stage"
            yield Problem(file, "when", says)
        for number, part in enumerate(tip.parts, start=1):
            if part not in known:
                says = f"'{part}' is not a known part{did_you_mean(part, known)}"
                yield Problem(file, f"parts#{number}", says)


@rule("tips-no-dose", "A tip gives no dose: how much is in the plan, behind the screen.")
def tips_no_dose(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look for numbers with a unit."""
    for tip in knowledge.tips.values():
        for number, sentence in enumerate(tip.says, start=1):
            for found in _DOSE.finditer(sentence.says):
                says = f"'{found[0]}' reads as a dose; a tip has none"
                yield Problem(f"tips/{tip.id}.toml", f"says#{number}", says)
