"""Poses: everything that is done has its pictures, and a stretch is shown to reach its muscle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from strideback.core.knowledge import Knowledge, Measured, Pose, PoseSeries
from strideback.core.terms import Grade, Side
from strideback.formats.knowledge_checks.rule import rule
from strideback.formats.problems import Problem
from strideback.formats.shapes import did_you_mean

START: Final = "start"
END: Final = "end"
MODEL: Final = "myofullbody"
"""The source that a measured figure rests on."""

_LEANS: Final = ("forward", "right", "turn")
_SHOWS: Final = {"exercise": "exercises", "selftest": "selftests"}


@rule("poses-complete", "Every exercise and self-test has poses of its own, from start to end.")
def poses_complete(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look for the series of everything that is done, and for what every series shows."""
    for kind, folder in _SHOWS.items():
        for name in getattr(knowledge, folder):
            if name not in knowledge.poses:
                yield Problem(f"poses/{name}.toml", "", f"is missing; the {kind} '{name}' needs it")
    for series in knowledge.poses.values():
        file, moments = f"poses/{series.id}.toml", [each.id for each in series.poses]
        if not moments:
            yield Problem(file, "poses", "is empty; give at least one pose")
        if (folder := _SHOWS.get(series.shows, "")) and moments:
            yield from _of_something(knowledge, series, folder, moments)


def _of_something(
    knowledge: Knowledge, series: PoseSeries, folder: str, moments: list[str]
) -> Iterator[Problem]:
    file, thing = f"poses/{series.id}.toml", getattr(knowledge, folder).get(series.id)
    if thing is None:
        yield Problem(file, "shows", f"is {series.shows}, but none has the id '{series.id}'")
        return
    if moments[0] != START or moments[-1] != END:
        says = (
            f"run from '{moments[0]}' to '{moments[-1]}'; they begin with start and close with end"
        )
        yield Problem(file, "poses", says)
    wanted = thing.targets if folder == "exercises" else thing.muscles
    if set(series.targets) != set(wanted):
        yield Problem(file, "targets", f"must be those of {folder}/{series.id}.toml")
    if series.sided != thing.per_side:
        says = f"is {str(series.sided).lower()}, but {folder}/{series.id}.toml says otherwise"
        yield Problem(file, "sided", says)


@rule("poses-fit-model", "A pose names joints that the model has, within how far they go.")
def poses_fit_model(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Compare each angle with the table of joints."""
    for series, number, pose in _poses(knowledge):
        file, place = f"poses/{series.id}.toml", f"poses#{number}"
        for name, degrees in pose.angles.items():
            stem = name.removesuffix("_r").removesuffix("_l")
            limits = knowledge.anatomy.joints.get(stem)
            if limits is None:
                near = did_you_mean(stem, knowledge.anatomy.joints)
                says = f"is not a joint that a pose may name{near}"
                yield Problem(file, f"{place}.angles.{name}", says)
            elif not limits[0] <= degrees <= limits[-1]:
                says = f"is {degrees:g}, but the joint goes from {limits[0]:g} to {limits[-1]:g}"
                yield Problem(file, f"{place}.angles.{name}", says)
        for name in pose.lean:
            if name not in _LEANS:
                yield Problem(file, f"{place}.lean.{name}", f"is not one of: {', '.join(_LEANS)}")


@rule("stretches-lengthen", "A stretch lengthens each of its targets, by the figure in its file.")
def stretches_lengthen(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look at the measured figures of the last pose; the tests measure them again on the model."""
    least = knowledge.anatomy.stretch_from_percent
    for exercise in knowledge.exercises.values():
        series = knowledge.poses.get(exercise.id)
        if exercise.kind != "stretch" or series is None or not series.poses:
            continue
        file, place = f"poses/{series.id}.toml", f"poses#{len(series.poses)}.measured"
        by_muscle = {
            each.muscle: each for each in series.poses[-1].measured if each.side is Side.RIGHT
        }
        for muscle in exercise.targets:
            found = by_muscle.get(muscle)
            if found is None:
                yield Problem(file, place, f"says nothing of '{muscle}', which this stretches")
            elif found.percent < least:
                says = f"'{muscle}' lengthens by {found.percent:g} %; a stretch needs {least:g} %"
                yield Problem(file, place, says)


@rule("measured-is-laboratory", "A measured figure beside a claim is told as laboratory evidence.")
def measured_is_laboratory(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look at the words of each figure that bears on a claim, and at what they rest on."""
    for series, number, pose in _poses(knowledge):
        for nth, each in enumerate(pose.measured, start=1):
            place = f"poses#{number}.measured#{nth}"
            for says in _untold(each):
                yield Problem(f"poses/{series.id}.toml", place, says)


def _untold(measured: Measured) -> Iterator[str]:
    if measured.says is None:
        if measured.claims:
            yield "bears on a claim, so it needs `says`"
        return
    if "{percent}" not in measured.says.says:
        yield "says nothing of its figure: put {percent} where it belongs"
    evidence = measured.says.evidence
    if evidence.grade is not Grade.C or MODEL not in evidence.sources:
        yield f"is measured on the model: its grade is C, and '{MODEL}' is among its sources"


def _poses(knowledge: Knowledge) -> Iterator[tuple[PoseSeries, int, Pose]]:
    for series in knowledge.poses.values():
        for number, pose in enumerate(series.poses, start=1):
            yield series, number, pose
