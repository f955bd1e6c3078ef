"""The words everything else is made of: levels, sides, grades, blocks and doses.

Nothing here decides anything.  Ids are plain kebab-case strings with a name of their own, so that
mypy tells a muscle from an exercise.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import NewType

SourceId = NewType("SourceId", str)
RegionId = NewType("RegionId", str)
QuestionId = NewType("QuestionId", str)
FindingId = NewType("FindingId", str)
FlagId = NewType("FlagId", str)
MuscleId = NewType("MuscleId", str)
SelfTestId = NewType("SelfTestId", str)
ExerciseId = NewType("ExerciseId", str)
ProgrammeId = NewType("ProgrammeId", str)
StageId = NewType("StageId", str)
Block = NewType("Block", str)
"""The name of a part of a plan: `everything`, `running`, `massage:quadratus-lumborum` …"""

EVERYTHING = Block("everything")
RUNNING = Block("running")
RUNNING_PROGRESSION = Block("running-progression")
RANKING = Block("ranking")
STAGE_PROGRESSION = Block("stage-progression")

SOMETHING_ELSE = "something-else"
"""What a clinician ruled out that no block names: the diary has only their words for it."""


class Level(IntEnum):
    """How soon someone has to be seen, ordered by number so that `max()` is the strictest."""

    NONE = 0
    ADAPT = 1
    SOON = 2
    SAME_DAY = 3
    EMERGENCY = 4

    @property
    def word(self) -> str:
        """The level as the diary and the JSON write it: `same-day`."""
        return self.name.lower().replace("_", "-")

    @classmethod
    def of(cls, word: str) -> Level:
        """The level named by `word`; `ValueError` names the words that exist."""
        for level in cls:
            if level.word == word:
                return level
        raise ValueError(f"'{word}' is not one of: {', '.join(each.word for each in cls)}")


class Side(Enum):
    """The runner's own left or right."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def other(self) -> Side:
        """The opposite side."""
        return Side.RIGHT if self is Side.LEFT else Side.LEFT


class Grade(Enum):
    """How good the evidence for a sentence is (clinical.md, "How to read the marks")."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    S = "S"
    X = "X"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """How much of an exercise: every field left out does not apply.  Per side where sides apply.

    `reps` are repetitions a set, `hold_s` seconds held (each repetition, or the set when there are
    no repetitions), `bout_s` seconds of one massage bout (a set), `distance_m` metres a set,
    `effort_cap` and `pain_cap` 0 to 10.
    """

    sets: int = 1
    reps: int | None = None
    hold_s: int | None = None
    bout_s: int | None = None
    distance_m: int | None = None
    minutes: int | None = None
    rest_s: int = 0
    effort_cap: int | None = None
    pain_cap: int | None = None

    @property
    def set_s(self) -> int:
        """Timer seconds of one set on one side; a repetition without a hold is counted as 4 s."""
        if self.minutes is not None:
            return self.minutes * 60 // max(self.sets, 1)
        if self.bout_s is not None:
            return self.bout_s
        if self.reps is not None:
            return self.reps * ((self.hold_s or 0) + 4)
        if self.hold_s is not None:
            return self.hold_s
        return self.distance_m or 0  # a loaded carry goes at about a metre a second
