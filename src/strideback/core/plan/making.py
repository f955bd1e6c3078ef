"""Dated sessions, made day by day; every item passes `_allowed`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from strideback.core.knowledge import Exercise, Knowledge, Programme, Stage, StageItem
from strideback.core.plan.sessions import (
    GUIDE,
    MASSAGE_ONLY_CYCLES,
    Course,
    Item,
    LeftOut,
    Plan,
    Preferences,
    Session,
    massage_left,
)
from strideback.core.ranking import Ranking
from strideback.core.terms import STAGE_PROGRESSION, ExerciseId, MuscleId, Side, StageId
from strideback.core.triage import Cleared

HORIZON_DAYS = 14
_GAP_DAYS = {7: 1, 6: 1, 5: 1, 4: 2, 3: 2, 2: 3, 1: 7}
_ROLE_ORDER = {"main": 0, "gentle-start": 1, "optional": 2}


def propose(
    knowledge: Knowledge,
    cleared: Cleared,
    ranking: Ranking,
    course: Course,
    preferences: Preferences,
    today: date,
) -> Plan:
    """Plan the next two weeks for a runner who is cleared.

    The same inputs always give the same plan.  Sessions after a gate that is not yet passed say so.
    """
    maker = _Maker(knowledge, cleared, ranking, course, preferences)
    sessions = tuple(maker.sessions(today))
    return Plan(
        programme=course.programme,
        stage=course.stage,
        day=course.day,
        sessions=sessions,
        left_out=tuple(maker.left_out.values()),
    )


class _Maker:
    """Walks over the days ahead; remembers when each exercise was last planned or done."""

    def __init__(
        self,
        knowledge: Knowledge,
        cleared: Cleared,
        ranking: Ranking,
        course: Course,
        preferences: Preferences,
    ) -> None:
        self.knowledge = knowledge
        self.blocks = cleared.blocks
        self.ranking = ranking
        self.course = course
        self.preferences = preferences
        self.left_out: dict[ExerciseId, LeftOut] = {}
        self._days: dict[ExerciseId, list[date]] = {k: list(v) for k, v in course.done.items()}
        self._massaged = set(course.massage_days)
        self._stage: StageId = course.stage
        self._reached: StageId = course.stage
        stages = knowledge.programmes[course.programme].stages
        self._massages = massage_left(knowledge, stages[0], cleared.blocks)
        self._chosen: dict[ExerciseId, ExerciseId | None] = {}

    def sessions(self, today: date) -> Iterator[Session]:
        programme = self.knowledge.programmes[self.course.programme]
        massage_days_left = self._massage_days_left(programme, today)
        for ahead in range(HORIZON_DAYS):
            day = today + timedelta(days=ahead)
            if not self.preferences.allows(day):
                continue
            stage, gate = self._stage_on(programme, ahead, massage_days_left)
            self._stage = stage.id
            items = self._items(programme, stage, day)
            if not items:
                continue
            self._reached = stage.id
            if any(self._is_massage(item.exercise) for item in items):
                massage_days_left -= stage.id == programme.stages[0].id
                self._massaged.add(day)
            yield Session(on=day, stage=stage.id, items=items, if_gate=gate)

    def _massage_days_left(self, programme: Programme, today: date) -> int:
        """Days still to do of a first stage that counts its own days of massage."""
        first = programme.stages[0]
        if first.consecutive_days is None or first.last_day is None:
            return 0
        before = sum(day < today for day in self._massaged)
        return max(0, first.last_day - first.first_day + 1 - before)

    def _stage_on(self, programme: Programme, ahead: int, left: int) -> tuple[Stage, str]:
        """The stage that a day ahead falls in, and the gate that has to be passed for that."""
        stages = programme.stages
        place = next(i for i, stage in enumerate(stages) if stage.id == self.course.stage)
        current = stages[place]
        if STAGE_PROGRESSION in self.blocks or ahead == 0 or not current.exit_gate:
            return current, ""
        if current.consecutive_days is not None and left > 0 and self._massages:
            return current, ""
        day, gate = self.course.day + ahead, ""
        reached = next(i for i, stage in enumerate(stages) if stage.id == self._reached)
        for at, (before, after) in enumerate(pairwise(stages[place:]), start=place):
            if day < after.first_day or at > reached:
                break  # no stage is passed over: each has at least one session
            current, gate = after, before.exit_gate
        return current, gate

    def _items(self, programme: Programme, stage: Stage, day: date) -> tuple[Item, ...]:
        wanted = sorted(self._wanted(programme, stage), key=self._priority)
        items: list[Item] = []
        taken: set[ExerciseId] = set()
        for each in wanted:
            exercise = self._allowed(each.exercise)
            if exercise in taken and exercise != each.exercise:
                exercise = self._replacement(each.exercise, taken)
            if exercise is None or exercise in taken or not self._due(each, exercise, day):
                continue
            items.append(self._item(each, exercise))
            taken.add(exercise)
        kept = self._fitting(items)
        for item in kept:
            self._days.setdefault(item.exercise, []).append(day)
        return kept

    def _wanted(self, programme: Programme, stage: Stage) -> Iterator[StageItem]:
        """The stage's items; only the gentle ones where no muscle could be ranked."""
        ranked = bool(self.ranking.muscles) or programme.id != GUIDE
        for item in stage.items:
            if ranked or item.role == "gentle-start":
                yield item
        for also in self.preferences.also:
            if also != programme.id and also in self.knowledge.programmes:
                yield from self.knowledge.programmes[also].stages[0].items

    def _priority(self, item: StageItem) -> tuple[int, int, int]:
        """Main before gentle start before optional; then the ranking's order; then as written."""
        order = self.ranking.order
        exercise = self.knowledge.exercises[item.exercise]
        places = [order.index(m) for m in self._muscles(item, exercise) if m in order]
        return (_ROLE_ORDER[item.role], min(places, default=len(order)), exercise.order)

    @staticmethod
    def _muscles(item: StageItem, exercise: Exercise) -> Sequence[MuscleId]:
        return (item.for_muscle,) if item.for_muscle else exercise.targets

    def _due(self, item: StageItem, exercise: ExerciseId, day: date) -> bool:
        """Frequency, flares and the limits of massage all allow it on this day."""
        rested = self.knowledge.exercises[exercise].names
        if any(day < until for part, until in self.course.resting.items() if part in rested):
            return False
        if self._is_massage(exercise) and (self._massage_rests(day) or self._one_cycle_done(day)):
            return False
        earlier = [each for each in self._days.get(exercise, ()) if each < day]
        week = [each for each in earlier if (day - each).days < 7]
        gap = _GAP_DAYS[item.times_a_week]
        return len(week) < item.times_a_week and all((day - e).days >= gap for e in earlier)

    def _massage_rests(self, day: date) -> bool:
        """Every other day; where a stage asks for days in a row, then its days off (3.3)."""
        latest = max((each for each in self._massaged if each < day), default=None)
        if latest is None:
            return False
        run, each = 0, latest
        while each in self._massaged:
            run, each = run + 1, each - timedelta(days=1)
        programme = self.knowledge.programmes[self.course.programme]
        rows = [stage for stage in programme.stages if stage.consecutive_days is not None]
        rest = max((s.rest_days for s in rows if run >= (s.consecutive_days or 0)), default=0)
        stage = next((s for s in programme.stages if s.id == self._stage), programme.stages[0])
        if stage.consecutive_days is None:
            rest = max(rest, 1)
        return (day - latest).days <= rest

    def _one_cycle_done(self, day: date) -> bool:
        """Where a flag holds the stage, massage stops after one cycle (clinical.md 9.1)."""
        stage = self.knowledge.programmes[self.course.programme].stages[0]
        if STAGE_PROGRESSION not in self.blocks or stage.consecutive_days is None:
            return False
        return sum(each < day for each in self._massaged) >= stage.consecutive_days

    def _is_massage(self, exercise: ExerciseId) -> bool:
        return self.knowledge.exercises[exercise].kind == "massage"

    def _allowed(self, wanted: ExerciseId) -> ExerciseId | None:
        """The exercise itself, or the first replacement that nothing rules out, or none."""
        if wanted not in self._chosen:
            why = self._ruled_out(wanted)
            instead = None if why is None else self._replacement(wanted)
            self._chosen[wanted] = wanted if why is None else instead
            if why is not None:
                self.left_out[wanted] = LeftOut(exercise=wanted, why=why, instead=instead)
        return self._chosen[wanted]

    def _replacement(
        self, wanted: ExerciseId, taken: AbstractSet[ExerciseId] = frozenset()
    ) -> ExerciseId | None:
        """Nearest first: its replacements in order, then theirs; none that is already taken."""
        seen, queue = {wanted}, list(self.knowledge.exercises[wanted].replaced_by)
        while queue:
            each = queue.pop(0)
            if each in seen:
                continue
            seen.add(each)
            if each not in taken and self._ruled_out(each) is None:
                return each
            queue.extend(self.knowledge.exercises[each].replaced_by)
        return None

    def _ruled_out(self, wanted: ExerciseId) -> str | None:
        """The block, or the preference, that rules an exercise out; None when nothing does."""
        exercise = self.knowledge.exercises[wanted]
        hit = sorted(self.blocks & exercise.names) or sorted(self.blocks & {"everything"})
        if hit:
            return hit[0]
        if exercise.kind == "massage" and MASSAGE_ONLY_CYCLES in self.blocks:
            return MASSAGE_ONLY_CYCLES
        if exercise.floor and not self.preferences.floor:
            return "no floor"
        have = self.preferences.equipment
        if have is not None and not self._at_hand(exercise, have):
            return "no equipment"
        return None

    @staticmethod
    def _at_hand(exercise: Exercise, have: frozenset[str]) -> bool:
        one_of = not exercise.needs_any or bool(have & set(exercise.needs_any))
        return one_of and set(exercise.needs) <= have

    def _item(self, item: StageItem, chosen: ExerciseId) -> Item:
        exercise = self.knowledge.exercises[chosen]
        step = min(self.course.steps.get(chosen, exercise.start), len(exercise.ladder) - 1)
        have = self.preferences.equipment
        while have is not None and step > 0 and not set(exercise.ladder[step].needs) <= have:
            step -= 1
        dose = exercise.ladder[step].dose or exercise.dose
        if chosen == item.exercise and item.dose is not None and step <= exercise.start:
            dose = item.dose
        return Item(
            exercise=chosen,
            role=item.role,
            sides=self._sides(item, exercise),
            dose=dose,
            step=step,
            instead_of=None if chosen == item.exercise else item.exercise,
        )

    def _sides(self, item: StageItem, exercise: Exercise) -> tuple[Side, ...]:
        """Massage goes to the sides that hurt; everything else to both."""
        if not exercise.per_side:
            return ()
        if item.for_muscle is not None:
            return self.ranking.sides_of(item.for_muscle) or tuple(Side)
        return tuple(Side)

    def _fitting(self, items: Sequence[Item]) -> tuple[Item, ...]:
        """As many items as fit into the minutes a day, most important first; at least one, cut."""
        if self.preferences.minutes is None:
            return tuple(items)
        kept: list[Item] = []
        left = self.preferences.minutes * 60
        for item in items:
            fits = item if kept else _cut(item, left)
            if fits.seconds <= left or not kept:
                kept.append(fits)
                left -= fits.seconds
        return tuple(kept)


def _cut(item: Item, seconds: int) -> Item:
    """The item with as few sets or minutes as fit; one set stays."""
    dose = item.dose
    sides = max(len(item.sides), 1)
    if dose.minutes is not None:
        return replace(item, dose=replace(dose, minutes=min(dose.minutes, max(1, seconds // 60))))
    one = (dose.set_s + dose.rest_s) * sides
    sets = dose.sets if one <= 0 else max(1, min(dose.sets, seconds // one))
    return replace(item, dose=replace(dose, sets=sets))
