"""Muscles: what can be drawn, and what is never a target."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from strideback.core.knowledge import Knowledge
from strideback.formats.knowledge_checks.rule import rule
from strideback.formats.problems import Problem

BELLY: Final = frozenset(("psoas", "iliacus"))
"""Muscles that could only be reached through the belly."""


@rule("excluded-is-no-target", "An excluded muscle says why not, and nothing presses on it.")
def excluded_is_no_target(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """An excluded muscle has reasons and no inspection; the others have no reasons."""
    for muscle in knowledge.muscles.values():
        file = f"muscles/{muscle.id}.toml"
        excluded = muscle.listed == "excluded"
        if excluded and not muscle.why_not:
            yield Problem(file, "why_not", "is missing: say why this muscle is not a target")
        if excluded and muscle.inspect:
            yield Problem(file, "inspect", "an excluded muscle is not inspected; remove it")
        if not excluded and muscle.why_not:
            yield Problem(file, "why_not", "is only for excluded muscles; use notes")
        if muscle.id in BELLY and not excluded:
            yield Problem(file, "listed", 'must be "excluded": there is no belly massage')


@rule("no-belly-massage", "No massage targets an excluded muscle or one behind the belly.")
def no_belly_massage(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look at every exercise that is massage by its kind or its parts."""
    excluded = {each.id for each in knowledge.muscles.values() if each.listed == "excluded"}
    for exercise in knowledge.exercises.values():
        massages = any(name.partition(":")[0].startswith("massage") for name in exercise.names)
        for muscle in sorted((BELLY | excluded) & set(exercise.targets)):
            if massages:
                says = f"massage may not target '{muscle}'; remove the target"
                yield Problem(f"exercises/{exercise.id}.toml", "targets", says)
        for muscle in sorted(BELLY | excluded):
            if f"massage:{muscle}" in exercise.parts:
                says = f"there is no massage of '{muscle}'; remove the part"
                yield Problem(f"exercises/{exercise.id}.toml", "parts", says)
    for programme in knowledge.programmes.values():
        for number, stage in enumerate(programme.stages, start=1):
            for nth, item in enumerate(stage.items, start=1):
                if item.for_muscle in BELLY | excluded:
                    place = f"stages#{number}.items#{nth}.for_muscle"
                    says = f"'{item.for_muscle}' is never treated"
                    yield Problem(f"programmes/{programme.id}.toml", place, says)


@rule("zones-drawable", "Every zone of a muscle is a region that the runner can draw.")
def zones_drawable(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look up every region in the bitmaps of the chart, where there is one."""
    if knowledge.chart is None:
        return
    drawable = {name.partition(".")[0] for view in knowledge.chart.views.values() for name in view}
    for muscle in knowledge.muscles.values():
        for number, point in enumerate(muscle.points, start=1):
            for zone in ("essential", "spillover"):
                for nth, region in enumerate(getattr(point, zone), start=1):
                    if region not in drawable:
                        place = f"points#{number}.{zone}#{nth}"
                        says = f"'{region}' is not on the body chart"
                        yield Problem(f"muscles/{muscle.id}.toml", place, says)
