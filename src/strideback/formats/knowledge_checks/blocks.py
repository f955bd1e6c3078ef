"""Blocks and parts: one vocabulary, and every block removes something."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from strideback.core.knowledge import Knowledge
from strideback.core.terms import RUNNING, RUNNING_PROGRESSION
from strideback.formats.knowledge_checks.rule import rule
from strideback.formats.problems import Problem
from strideback.formats.shapes import did_you_mean

PLAN_WORDS: Final = frozenset(
    (
        "everything",
        "running",
        "running-progression",
        "stage-progression",
        "ranking",
        "massage-only-cycles",
    )
)
"""Parts of a plan that need not be exercises."""

PART_WORDS: Final = frozenset(
    (
        "massage",
        "massage-deep",
        "stretch",
        "long-end-range",
        "strength",
        "impact",
        "extension",
        "end-range-flexion",
        "end-range-twist",
        "breath-hold",
        "long-lying-hold",
        "compressive",
        "trochanter-pressure",
        "sacrum-pressure",
        "knee-load",
        "forearm-load",
    )
)
"""Names that an exercise may give itself so that a block can remove it."""


@rule("parts-known", "Every part that an exercise names is in the vocabulary.")
def parts_known(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look up the parts; `massage:<muscle>` and `stretch:<muscle>` are known too."""
    known = PLAN_WORDS | PART_WORDS
    known |= {f"{kind}:{name}" for kind in ("massage", "stretch") for name in knowledge.muscles}
    for exercise in knowledge.exercises.values():
        for number, part in enumerate(exercise.parts, start=1):
            if part not in known:
                says = f"'{part}' is not a known part{did_you_mean(part, known)}"
                yield Problem(f"exercises/{exercise.id}.toml", f"parts#{number}", says)


@rule("blocks-remove", "Every block of a flag is a part of the plan or removes an exercise.")
def blocks_remove(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look up the blocks among the plan's own parts and the names of all exercises."""
    names = {name for exercise in knowledge.exercises.values() for name in exercise.names}
    known = PLAN_WORDS | names
    for flag in knowledge.flags.values():
        for number, block in enumerate(flag.blocks, start=1):
            if block not in known:
                near = did_you_mean(block, known)
                says = f"'{block}' removes nothing: no exercise has this part{near}"
                yield Problem(f"flags/{flag.id}.toml", f"blocks#{number}", says)


@rule("limits-remove", "Every part that a clinician may rule out is one, and less than everything.")
def limits_remove(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look up the limits among the blocks of running and the names of all exercises."""
    names = {name for exercise in knowledge.exercises.values() for name in exercise.names}
    known = {RUNNING, RUNNING_PROGRESSION} | names
    for number, part in enumerate(knowledge.screen.limits, start=1):
        if part not in known:
            near = did_you_mean(part, known)
            says = f"'{part}' removes nothing: no exercise has this part{near}"
            yield Problem("rules/screen.toml", f"limits#{number}", says)
