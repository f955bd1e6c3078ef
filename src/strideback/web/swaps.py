"""What may stand in for an exercise today, and on which rung: no block and no rest is ever passed by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from strideback.core.adapt import ladder
from strideback.core.adapt.ladder import resting
from strideback.core.diary import corrected
from strideback.core.knowledge import Exercise, Knowledge
from strideback.core.plan import Item, Preferences, Session
from strideback.core.progress import preferences
from strideback.core.terms import EVERYTHING, STAGE_PROGRESSION, Dose, ExerciseId, Side
from strideback.core.triage import Cleared
from strideback.web.runners import Seen

_CLIMBING = frozenset({"strength", "stretch", "mobility"})
_AMOUNTS = ("sets", "reps", "hold_s", "bout_s", "distance_m", "minutes")
_STRENGTH_RESTS = timedelta(days=2)


def wishes(seen: Seen) -> Preferences:
    """What fits the runner's life, as the diary says it now."""
    return preferences(corrected(seen.kept.diary, seen.today))


class Choices:
    """What a runner may choose today, instead of what the plan says; worked out once for a page."""

    def __init__(self, seen: Seen, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._review, self._today = seen.review, seen.today
        self._wish = wishes(seen)
        self._steps = ladder(knowledge, seen.review.progress)[0]
        at_rest: dict[str, date] = {**resting(knowledge, seen.review.progress)}
        at_rest.update(seen.review.load.resting)
        self._at_rest = {part for part, until in at_rest.items() if until > seen.today}

    def rungs(self, item: Item) -> Iterator[tuple[Item, bool]]:
        """The item on every rung of its ladder, and whether the runner has what the rung needs.

        A rung below the planned one never asks for more than the plan does.
        """
        exercise, have = self.knowledge.exercises[item.exercise], self._wish.equipment
        for step, rung in enumerate(exercise.ladder):
            at_hand = step == item.step or have is None or set(rung.needs) <= have
            dose = item.dose if step == item.step else rung.dose or exercise.dose
            if step < item.step:
                dose = _no_more(dose, item.dose)
            yield replace(item, step=step, dose=dose), at_hand

    def highest(self, item: Item) -> int:
        """The highest rung for today: one above the plan, and none while a flag holds the stages."""
        exercise = self.knowledge.exercises[item.exercise]
        if exercise.kind not in _CLIMBING or STAGE_PROGRESSION in self._review.triage.blocks:
            return item.step
        return min(item.step + 1, len(exercise.ladder) - 1)

    def instead_of(self, session: Session, item: Item) -> Iterator[Item]:
        """The replacements that are allowed now, nearest first; none without a clearance."""
        cleared = self._review.triage
        if not isinstance(cleared, Cleared):
            return
        taken = {each.exercise for each in session.items}
        wanted = self.knowledge.exercises[item.exercise]
        for name in wanted.replaced_by:
            other = self.knowledge.exercises[name]
            if name in taken or not self._allowed(cleared, wanted, other):
                continue
            step = min(self._steps.get(ExerciseId(name), other.start), other.start)
            yield Item(
                exercise=ExerciseId(name),
                role=item.role,
                sides=(item.sides or tuple(Side)) if other.per_side else (),
                dose=other.ladder[step].dose or other.dose,
                step=step,
                instead_of=item.exercise,
            )

    def _allowed(self, cleared: Cleared, wanted: Exercise, other: Exercise) -> bool:
        """Nothing rules the other one out: a block, its rest, the floor, or what is not at hand."""
        if other.names & cleared.blocks or EVERYTHING in cleared.blocks:
            return False
        if other.kind == "massage" and wanted.kind != "massage":
            return False  # the plan alone says on which days massage is due
        if other.names & self._at_rest:
            return False
        if other.kind == "strength" and self._done_lately(other):
            return False
        if other.floor and not self._wish.floor:
            return False
        have = self._wish.equipment
        return have is None or (
            set(other.needs) <= have and (not other.needs_any or bool(have & set(other.needs_any)))
        )

    def _done_lately(self, other: Exercise) -> bool:
        done = self._review.progress.done.get(other.id, ())
        return any(self._today - each.on <= _STRENGTH_RESTS for each in done)


def _no_more(dose: Dose, than: Dose) -> Dose:
    """The dose with none of its amounts above the other's."""
    lower = {}
    for name in _AMOUNTS:
        mine, most = getattr(dose, name), getattr(than, name)
        lower[name] = mine if mine is None or most is None else min(mine, most)
    return replace(dose, **lower)
