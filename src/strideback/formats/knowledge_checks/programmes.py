"""Programmes: stages follow each other, and items are for muscles that they reach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from strideback.core.knowledge import Knowledge, Stage
from strideback.formats.knowledge_checks.rule import rule
from strideback.formats.problems import Problem

MOST_DEEP_DAYS: Final = 3
"""Days of deep massage in a row."""


@rule("stages-follow", "Stages have days that make sense, and each has something to do.")
def stages_follow(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look at the days of each stage and the one before."""
    for programme in knowledge.programmes.values():
        file = f"programmes/{programme.id}.toml"
        if not programme.stages:
            yield Problem(file, "stages", "is empty; a programme has at least one stage")
        before = 1
        for number, stage in enumerate(programme.stages, start=1):
            place = f"stages#{number}"
            if stage.first_day < before:
                says = f"is day {stage.first_day}, before the stage above begins (day {before})"
                yield Problem(file, f"{place}.first_day", says)
            if stage.last_day is not None and stage.last_day < stage.first_day:
                yield Problem(file, f"{place}.last_day", "is before the first day")
            if not stage.items:
                yield Problem(file, f"{place}.items", "is empty; name an exercise")
            before = stage.first_day


@rule(
    "items-reach", "A stage's item is for a muscle that its exercise targets, 1 to 7 times a week."
)
def items_reach(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Compare each item with its exercise."""
    for programme in knowledge.programmes.values():
        for number, stage in enumerate(programme.stages, start=1):
            for nth, item in enumerate(stage.items, start=1):
                file, place = f"programmes/{programme.id}.toml", f"stages#{number}.items#{nth}"
                exercise = knowledge.exercises.get(item.exercise)
                if exercise and item.for_muscle and item.for_muscle not in exercise.targets:
                    says = f"'{item.exercise}' does not target '{item.for_muscle}'"
                    yield Problem(file, f"{place}.for_muscle", says)
                if not 1 <= item.times_a_week <= 7:
                    yield Problem(file, f"{place}.times_a_week", "goes from 1 to 7")


def _is_deep(knowledge: Knowledge, stage: Stage) -> bool:
    used = (knowledge.exercises.get(item.exercise) for item in stage.items if item.role == "main")
    return any(each is not None and "massage-deep" in each.parts for each in used)


@rule("deep-massage-rests", "Deep massage goes on for at most three days, then rests two.")
def deep_massage_rests(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look at the stages whose main items are deep massage."""
    for programme in knowledge.programmes.values():
        for number, stage in enumerate(programme.stages, start=1):
            if not _is_deep(knowledge, stage):
                continue
            file, place = f"programmes/{programme.id}.toml", f"stages#{number}"
            if stage.consecutive_days is None or stage.consecutive_days > MOST_DEEP_DAYS:
                says = f"must be {MOST_DEEP_DAYS} or less: this stage has deep massage"
                yield Problem(file, f"{place}.consecutive_days", says)
            if stage.rest_days < 2:
                yield Problem(file, f"{place}.rest_days", "must be 2 or more after deep massage")
