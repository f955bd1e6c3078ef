"""Exercises: a ladder to climb, and something else to do when one is ruled out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from strideback.core.knowledge import Knowledge
from strideback.core.terms import EVERYTHING, Level
from strideback.formats.knowledge_checks.circles import circles
from strideback.formats.knowledge_checks.rule import rule
from strideback.formats.problems import Problem

OPTIONAL_KINDS: Final = ("comfort", "walk")
"""Kinds that a plan may do without."""


@rule("ladders-climb", "Every exercise has a ladder, and starts on one of its rungs.")
def ladders_climb(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Count the rungs."""
    for exercise in knowledge.exercises.values():
        file, rungs = f"exercises/{exercise.id}.toml", len(exercise.ladder)
        if not rungs:
            yield Problem(file, "ladder", "is empty; give at least one rung")
        elif not 0 <= exercise.start < rungs:
            says = f"is {exercise.start}, but the ladder has the rungs 0 to {rungs - 1}"
            yield Problem(file, "start", says)


@rule("replacements-end", "Replacements never lead back to the exercise they replace.")
def replacements_end(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Follow `replaced_by` from each exercise."""
    leads = {name: exercise.replaced_by for name, exercise in knowledge.exercises.items()}
    for circle in circles(leads):
        says = f"goes in a circle: {' -> '.join(circle)}"
        yield Problem(f"exercises/{circle[0]}.toml", "replaced_by", says)


@rule(
    "removed-is-replaced", "What a flag can remove has a replacement, or is optional and says why."
)
def removed_is_replaced(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look at each exercise that a flag removes while the rest of the plan goes on."""
    blocks: dict[str, str] = {
        block: flag.id
        for flag in knowledge.flags.values()
        if flag.level < Level.SAME_DAY and EVERYTHING not in flag.blocks
        for block in flag.blocks
    }
    for exercise in knowledge.exercises.values():
        by = sorted(blocks[name] for name in exercise.names & blocks.keys())
        if not by or exercise.replaced_by:
            continue
        file = f"exercises/{exercise.id}.toml"
        if exercise.kind not in OPTIONAL_KINDS:
            says = f"is empty, but the flag '{by[0]}' can remove this; name what to do instead"
            yield Problem(file, "replaced_by", says)
        elif not exercise.notes:
            says = f"is empty, but the flag '{by[0]}' can remove this; say why nothing replaces it"
            yield Problem(file, "notes", says)


@rule("comfort-is-gentle", "A comfort measure is no massage under another name.")
def comfort_is_gentle(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look for massage among the parts."""
    for exercise in knowledge.exercises.values():
        for number, part in enumerate(exercise.parts, start=1):
            if exercise.kind == "comfort" and part.partition(":")[0].startswith("massage"):
                says = f"a comfort measure may not carry '{part}'; a flag against massage allows it"
                yield Problem(f"exercises/{exercise.id}.toml", f"parts#{number}", says)
