"""What a plan is made of, and what it is made from."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date

from strideback.core.knowledge import Knowledge, Sentence, Stage
from strideback.core.terms import RANKING, Block, Dose, ExerciseId, ProgrammeId, Side, StageId

GUIDE = ProgrammeId("guide")
MASSAGE_ONLY_CYCLES = Block("massage-only-cycles")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What fits the runner's life.  `equipment` None means: not said, so anything at home.

    `moved`: the day that a session was planned for, and the day that it was moved to.
    """

    days: frozenset[int] = frozenset(range(7))
    minutes: int | None = None
    equipment: frozenset[str] | None = None
    floor: bool = True
    programme: ProgrammeId = GUIDE
    also: tuple[ProgrammeId, ...] = ()
    away: tuple[tuple[date, date], ...] = ()
    moved: Mapping[date, date] = field(default_factory=dict)

    def is_away(self, day: date) -> bool:
        """True on a day away."""
        return any(first <= day <= last for first, last in self.away)

    def allows(self, day: date) -> bool:
        """True on the weekdays chosen and on days that a session was moved to, outside the days away."""
        usual = day.weekday() in self.days and day not in self.moved
        return (usual or day in self.moved.values()) and not self.is_away(day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Where the runner is in the programme.

    `day` counts from 1.  `steps` are rungs of ladders where they differ from the start.  `resting`
    names parts that rest until a day (that day is free again).  `done` are the days an exercise was
    last done, `massage_days` those with deep massage.
    """

    programme: ProgrammeId
    stage: StageId
    day: int
    start: date
    steps: Mapping[ExerciseId, int] = field(default_factory=dict)
    resting: Mapping[str, date] = field(default_factory=dict)
    done: Mapping[ExerciseId, tuple[date, ...]] = field(default_factory=dict)
    massage_days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedSet:
    """One set on one side: seconds on the timer, then seconds of rest."""

    number: int
    side: Side | None
    seconds: int
    rest_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An exercise of a session: its sides, its dose, its rung of the ladder, its timed sets."""

    exercise: ExerciseId
    role: str
    sides: tuple[Side, ...]
    dose: Dose
    step: int
    instead_of: ExerciseId | None = None

    @property
    def sets(self) -> tuple[TimedSet, ...]:
        """Every set in order: all sets of one side, then all of the other."""
        seconds, rest = self.dose.set_s, self.dose.rest_s
        return tuple(
            TimedSet(number=number, side=side, seconds=seconds, rest_s=rest)
            for side in (self.sides or (None,))
            for number in range(1, self.dose.sets + 1)
        )

    @property
    def seconds(self) -> int:
        """The whole item, rests included."""
        return sum(each.seconds + each.rest_s for each in self.sets)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What to do on a day.  `if_gate`: the gate that has to be passed first for it to come true.

    `moved_from`: the day that it was planned for, where the runner has moved it.
    """

    on: date
    stage: StageId
    items: tuple[Item, ...]
    if_gate: str = ""
    moved_from: date | None = None

    @property
    def seconds(self) -> int:
        """All items together."""
        return sum(item.seconds for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An exercise that a block, missing equipment or the floor removed, and what came instead."""

    exercise: ExerciseId
    why: str
    instead: ExerciseId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Dated sessions of a programme, from today on."""

    programme: ProgrammeId
    stage: StageId
    day: int
    sessions: tuple[Session, ...]
    left_out: tuple[LeftOut, ...]


def massage_left(knowledge: Knowledge, stage: Stage, blocks: AbstractSet[Block]) -> bool:
    """True when the blocks leave some massage of this stage, if only a light one.

    Where they leave none, the stage counts the days of whatever is done instead.
    """
    if {RANKING, MASSAGE_ONLY_CYCLES} & blocks:
        return False
    kneaded = [knowledge.exercises[item.exercise] for item in stage.items]
    muscles = {m for each in kneaded if each.kind == "massage" for m in each.targets}
    return any(
        each.kind == "massage" and muscles & set(each.targets) and not each.names & blocks
        for each in knowledge.exercises.values()
    )


def shared_stops(knowledge: Knowledge, session: Session) -> tuple[Sentence, ...]:
    """The stop signs of more than one exercise, which are said once, before them all."""
    every = [stop for item in session.items for stop in knowledge.exercises[item.exercise].stop]
    return tuple(stop for stop in dict.fromkeys(every) if every.count(stop) > 1)
