"""Doses stay within the caps of the clinical knowledge (massage and stretch, a muscle and day)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from strideback.core.knowledge import Exercise, Knowledge, Programme, Stage
from strideback.core.terms import Dose
from strideback.formats.knowledge_checks.rule import rule
from strideback.formats.problems import Problem


@dataclass(frozen=True, slots=True)
class Cap:
    """The most of a kind of exercise on one muscle in one day, and the most pain in it."""

    day_s: int
    pain: int
    bout_s: int | None = None


CAPS: Final = {"massage": Cap(day_s=600, pain=5, bout_s=180), "stretch": Cap(day_s=120, pain=4)}


def seconds_of(dose: Dose) -> int:
    """Seconds on one side in a day, without pauses."""
    if dose.minutes is not None:
        return dose.minutes * 60
    if dose.bout_s is not None:
        return dose.sets * dose.bout_s
    return dose.sets * (dose.reps or 1) * (dose.hold_s or 0)


def _doses(exercise: Exercise) -> Iterator[tuple[str, Dose]]:
    yield "dose", exercise.dose
    for number, rung in enumerate(exercise.ladder, start=1):
        if rung.dose is not None:
            yield f"ladder#{number}.dose", rung.dose


def _items(programme: Programme) -> Iterator[tuple[str, str, Dose]]:
    for number, stage in enumerate(programme.stages, start=1):
        for nth, item in enumerate(stage.items, start=1):
            if item.dose is not None:
                yield f"stages#{number}.items#{nth}.dose", item.exercise, item.dose


def _over(dose: Dose, cap: Cap, kind: str) -> Iterator[tuple[str, str]]:
    if seconds_of(dose) > cap.day_s:
        yield "", f"is {seconds_of(dose)} s of {kind} a day; at most {cap.day_s} s is allowed"
    if dose.pain_cap is None:
        yield ".pain_cap", f"is missing; {kind} has one of {cap.pain} at most"
    elif dose.pain_cap > cap.pain:
        yield ".pain_cap", f"is {dose.pain_cap}; {kind} has one of {cap.pain} at most"
    if cap.bout_s is not None and max(dose.bout_s or 0, dose.hold_s or 0) > cap.bout_s:
        yield ".bout_s", f"is over {cap.bout_s} s; use shorter bouts and more of them"
    if cap.bout_s is not None and dose.bout_s is None:
        yield ".bout_s", f"is missing; one bout is {cap.bout_s} s at most"


@rule("doses-capped", "Massage and stretch keep to the caps: time a day, bout, and pain.")
def doses_capped(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look at every dose: of the exercise, of its rungs, and of the stages that use it."""
    for exercise in knowledge.exercises.values():
        if cap := CAPS.get(exercise.kind):
            for place, dose in _doses(exercise):
                for inner, says in _over(dose, cap, exercise.kind):
                    yield Problem(f"exercises/{exercise.id}.toml", place + inner, says)
    for programme in knowledge.programmes.values():
        for place, name, dose in _items(programme):
            used = knowledge.exercises.get(name)
            if used is not None and (cap := CAPS.get(used.kind)):
                for inner, says in _over(dose, cap, used.kind):
                    yield Problem(f"programmes/{programme.id}.toml", place + inner, says)


@rule("days-capped", "What a stage asks of one muscle on one day keeps to the caps too.")
def days_capped(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Add up the main items of each stage, muscle by muscle."""
    for programme in knowledge.programmes.values():
        for number, stage in enumerate(programme.stages, start=1):
            for (kind, muscle), seconds in _day(knowledge, stage).items():
                most = CAPS[kind].day_s
                if seconds > most:
                    says = f"asks {seconds} s of {kind} of '{muscle}' a day; at most {most} s"
                    file = f"programmes/{programme.id}.toml"
                    yield Problem(file, f"stages#{number}.items", says)


def _day(knowledge: Knowledge, stage: Stage) -> dict[tuple[str, str], int]:
    """Seconds a day for each kind and the first muscle that the item is for."""
    day: dict[tuple[str, str], int] = {}
    for item in stage.items:
        exercise = knowledge.exercises.get(item.exercise)
        if exercise is None or exercise.kind not in CAPS or item.role != "main":
            continue
        muscles = (item.for_muscle,) if item.for_muscle else exercise.targets[:1]
        for muscle in muscles:
            key = (exercise.kind, muscle)
            day[key] = day.get(key, 0) + seconds_of(item.dose or exercise.dose)
    return day


@rule("doses-in-range", "Effort and pain go from 0 to 10, and counts are more than nothing.")
def doses_in_range(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look at the numbers of every dose."""
    found = [
        (f"exercises/{each.id}.toml", place, dose)
        for each in knowledge.exercises.values()
        for place, dose in _doses(each)
    ]
    found += [
        (f"programmes/{each.id}.toml", place, dose)
        for each in knowledge.programmes.values()
        for place, _, dose in _items(each)
    ]
    for file, place, dose in found:
        for key in ("effort_cap", "pain_cap"):
            if not 0 <= (getattr(dose, key) or 0) <= 10:
                yield Problem(file, f"{place}.{key}", "goes from 0 to 10")
        for key in ("sets", "reps", "hold_s", "bout_s", "distance_m", "minutes"):
            value = getattr(dose, key)
            if value is not None and value < 1:
                yield Problem(file, f"{place}.{key}", "must be at least 1; leave it out if unused")
        if not any((dose.reps, dose.hold_s, dose.bout_s, dose.distance_m, dose.minutes)):
            says = "says no amount: give reps, hold_s, bout_s, distance_m or minutes"
            yield Problem(file, place, says)
