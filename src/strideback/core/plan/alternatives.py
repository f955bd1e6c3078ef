"""What a runner may do in place of an item of the plan: another exercise, or another rung."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from strideback.core.knowledge import Exercise, Knowledge
from strideback.core.plan.allowed import Allowed, rung_at_hand
from strideback.core.plan.sessions import Course, Item, Preferences, Session
from strideback.core.terms import STAGE_PROGRESSION, Dose, Side
from strideback.core.triage import Cleared

_AMOUNTS = ("sets", "reps", "hold_s", "bout_s", "distance_m", "minutes")


def alternatives(
    knowledge: Knowledge,
    cleared: Cleared,
    course: Course,
    preferences: Preferences,
    session: Session,
    item: Item,
) -> Iterator[Item]:
    """The exercises that may stand in for an item on the day of its session, nearest first.

    Nothing that is blocked, rests, is not at hand or is in the session already.  Massage stands in
    for massage alone, since the plan says on which days it is due.  Strength does not where the same
    muscle had strength in the days before (`strength_rest_days`).  None begins above its first rung.
    """
    allowed = Allowed(knowledge, cleared.blocks, preferences)
    taken = {each.exercise for each in session.items}
    wanted = knowledge.exercises[item.exercise]
    for name in wanted.replaced_by:
        other = knowledge.exercises[name]
        if name in taken or allowed.ruled_out(name) or not _fits(wanted, other):
            continue
        if _rests(knowledge, course, other, session.on):
            continue
        step = min(course.steps.get(name, other.start), other.start)
        step = rung_at_hand(other, step, preferences.equipment)
        yield Item(
            exercise=name,
            role=item.role,
            sides=(item.sides or tuple(Side)) if other.per_side else (),
            dose=other.ladder[step].dose or other.dose,
            step=step,
            instead_of=item.exercise,
        )


def _fits(wanted: Exercise, other: Exercise) -> bool:
    return other.kind != "massage" or wanted.kind == "massage"


def _rests(knowledge: Knowledge, course: Course, other: Exercise, on: date) -> bool:
    """A part of it rests, it is done today already, or its muscle had strength too lately."""
    if any(on < until for part, until in course.resting.items() if part in other.names):
        return True
    if on in course.done.get(other.id, ()):
        return True
    since = on - timedelta(days=knowledge.gates.strength_rest_days)
    return other.kind == "strength" and any(
        since <= day < on
        for name, days in course.done.items()
        if _strengthens(knowledge, name, other)
        for day in days
    )


def _strengthens(knowledge: Knowledge, name: str, other: Exercise) -> bool:
    done = knowledge.exercises.get(name)
    if done is None or done.kind != "strength":
        return False
    return done.id == other.id or bool(set(done.targets) & set(other.targets))


def rungs(
    knowledge: Knowledge, preferences: Preferences, item: Item
) -> Iterator[tuple[Item, bool]]:
    """The item on every rung of its ladder, and whether the runner has what the rung needs.

    A rung below the planned one never asks for more than the plan does.
    """
    exercise, have = knowledge.exercises[item.exercise], preferences.equipment
    for step, rung in enumerate(exercise.ladder):
        at_hand = step == item.step or have is None or set(rung.needs) <= have
        dose = item.dose if step == item.step else rung.dose or exercise.dose
        if step < item.step:
            dose = _no_more(dose, item.dose)
        yield replace(item, step=step, dose=dose), at_hand


def highest_rung(knowledge: Knowledge, cleared: Cleared, item: Item) -> int:
    """The highest rung that a runner may choose; the planned one while a flag holds the stages."""
    exercise = knowledge.exercises[item.exercise]
    if not exercise.climbs or STAGE_PROGRESSION in cleared.blocks:
        return item.step
    return min(item.step + knowledge.gates.choose_rungs_up, len(exercise.ladder) - 1)


def _no_more(dose: Dose, than: Dose) -> Dose:
    """The dose with none of its amounts above the other's."""
    lower = {}
    for name in _AMOUNTS:
        mine, most = getattr(dose, name), getattr(than, name)
        lower[name] = mine if mine is None or most is None else min(mine, most)
    return replace(dose, **lower)
