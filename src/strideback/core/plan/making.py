"""Dated sessions, made day by day; every item passes `Allowed`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

from strideback.core.knowledge import Exercise, Knowledge, Programme, Stage, StageItem
from strideback.core.plan.allowed import Allowed, rung_at_hand
from strideback.core.plan.sessions import (
    GUIDE,
    Course,
    Item,
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


@dataclass(frozen=True, slots=True)
class Extra:
    """Items of a session that was moved, with the day and the stage that they were planned for."""

    planned: date
    stage: StageId
    items: tuple[StageItem, ...]


@dataclass(frozen=True, slots=True)
class Moves:
    """What moved sessions change: days left free, what comes to a day, and what waits for it.

    `kept` are days that have their session although the runner is away on them.
    """

    free: AbstractSet[date] = frozenset()
    kept: AbstractSet[date] = frozenset()
    extra: Mapping[date, Extra] = field(default_factory=dict)
    held: Mapping[date, AbstractSet[ExerciseId]] = field(default_factory=dict)


NO_MOVES = Moves()


class Maker:
    """Walks over the days ahead; remembers when each exercise was last planned or done.

    `given` are the items of each day as their stage has them.  `waits` says why something is not done
    on a day that it was moved to: rest, massage, often or stage.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        cleared: Cleared,
        ranking: Ranking,
        course: Course,
        preferences: Preferences,
        moves: Moves = NO_MOVES,
    ) -> None:
        self.knowledge = knowledge
        self.blocks = cleared.blocks
        self.ranking = ranking
        self.course = course
        self.preferences = preferences
        self.moves = moves
        self.allowed = Allowed(knowledge, cleared.blocks, preferences)
        self.given: dict[date, tuple[StageItem, ...]] = {}
        self.waits: dict[tuple[date, ExerciseId], str] = {}
        self._days: dict[ExerciseId, list[date]] = {k: list(v) for k, v in course.done.items()}
        self._massaged = set(course.massage_days)
        self._stage: StageId = course.stage
        self._reached: StageId = course.stage
        stages = knowledge.programmes[course.programme].stages
        self._massages = massage_left(knowledge, stages[0], cleared.blocks)

    def sessions(self, today: date, since: date | None = None) -> Iterator[Session]:
        """The sessions of the two weeks from today on; `since` begins on an earlier day."""
        programme = self.knowledge.programmes[self.course.programme]
        first = min(since or today, today)
        massage_days_left = self._massage_days_left(programme, first)
        for ahead in range((first - today).days, HORIZON_DAYS):
            day = today + timedelta(days=ahead)
            if not self._open(day):
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
            yield Session(
                on=day,
                stage=stage.id,
                items=items,
                if_gate=gate,
                moved_from=self._moved_from(day),
            )

    def _open(self, day: date) -> bool:
        """A usual day that is not left free, or one that a session was moved to."""
        if self.preferences.is_away(day) and day not in self.moves.kept:
            return False
        usual = day.weekday() in self.preferences.days and day not in self.moves.free
        return usual or day in self.moves.extra

    def _moved_from(self, day: date) -> date | None:
        extra = self.moves.extra.get(day)
        come = extra is not None and any(each in extra.items for each in self.given[day])
        return extra.planned if extra is not None and come else None

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
        if STAGE_PROGRESSION in self.blocks or ahead <= 0 or not current.exit_gate:
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
        moved = tuple(self._moved_to(programme, stage, day))
        held = self.moves.held.get(day, frozenset())
        wanted = sorted((*moved, *self._wanted(programme, stage)), key=self._priority)
        items: list[Item] = []
        taken: dict[ExerciseId, StageItem] = {}
        for each in wanted:
            exercise = self.allowed.choice(each.exercise)
            if exercise in taken and exercise != each.exercise:
                exercise = self.allowed.replacement(each.exercise, taken.keys())
            if exercise is None or exercise in taken or (exercise in held and each not in moved):
                continue
            if why := self._waits(each, exercise, day):
                self.waits[day, exercise] = why
                continue
            items.append(self._item(each, exercise))
            taken[exercise] = each
        kept = self._fitting(items)
        for item in kept:
            self._days.setdefault(item.exercise, []).append(day)
        self.given[day] = tuple(taken[item.exercise] for item in kept)
        return kept

    def _moved_to(self, programme: Programme, stage: Stage, day: date) -> Iterator[StageItem]:
        """What was moved to the day; nothing of a stage that comes only later."""
        extra = self.moves.extra.get(day)
        if extra is None:
            return
        order = [each.id for each in programme.stages]
        early = order.index(extra.stage) > order.index(stage.id)
        own = set(stage.items) if early else set()
        for each in extra.items:
            if not early or each in own:
                yield each
            else:
                self.waits[day, self.allowed.choice(each.exercise) or each.exercise] = "stage"

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

    def _waits(self, item: StageItem, exercise: ExerciseId, day: date) -> str:
        """Why it is not due on this day: a rest, the limits of massage, its frequency; or nothing."""
        rested = self.knowledge.exercises[exercise].names
        if any(day < until for part, until in self.course.resting.items() if part in rested):
            return "rest"
        if self._is_massage(exercise) and (self._massage_rests(day) or self._one_cycle_done(day)):
            return "massage"
        earlier = [each for each in self._days.get(exercise, ()) if each < day]
        week = [each for each in earlier if (day - each).days < 7]
        gap = _GAP_DAYS[item.times_a_week]
        due = len(week) < item.times_a_week and all((day - e).days >= gap for e in earlier)
        return "" if due else "often"

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

    def _item(self, item: StageItem, chosen: ExerciseId) -> Item:
        exercise = self.knowledge.exercises[chosen]
        told = self.course.steps.get(chosen, exercise.start)
        step = rung_at_hand(exercise, told, self.preferences.equipment)
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
