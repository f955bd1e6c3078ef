"""Which exercises nothing rules out, and what comes in place of the others."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from strideback.core.knowledge import Exercise, Knowledge
from strideback.core.plan.sessions import MASSAGE_ONLY_CYCLES, LeftOut, Preferences
from strideback.core.terms import EVERYTHING, Block, ExerciseId


class Allowed:
    """Blocks, floor and equipment, asked about one exercise after the other.

    `left_out` names every exercise that was wanted and ruled out, and what came in its place.
    """

    def __init__(
        self, knowledge: Knowledge, blocks: AbstractSet[Block], preferences: Preferences
    ) -> None:
        self.left_out: dict[ExerciseId, LeftOut] = {}
        self._exercises = knowledge.exercises
        self._blocks = blocks
        self._preferences = preferences
        self._chosen: dict[ExerciseId, ExerciseId | None] = {}

    def choice(self, wanted: ExerciseId) -> ExerciseId | None:
        """The exercise itself, or the first replacement that nothing rules out, or none."""
        if wanted not in self._chosen:
            why = self.ruled_out(wanted)
            instead = None if why is None else self.replacement(wanted)
            self._chosen[wanted] = wanted if why is None else instead
            if why is not None:
                self.left_out[wanted] = LeftOut(exercise=wanted, why=why, instead=instead)
        return self._chosen[wanted]

    def replacement(
        self, wanted: ExerciseId, taken: AbstractSet[ExerciseId] = frozenset()
    ) -> ExerciseId | None:
        """Nearest first: its replacements in order, then theirs; none that is already taken."""
        seen, queue = {wanted}, list(self._exercises[wanted].replaced_by)
        while queue:
            each = queue.pop(0)
            if each in seen:
                continue
            seen.add(each)
            if each not in taken and self.ruled_out(each) is None:
                return each
            queue.extend(self._exercises[each].replaced_by)
        return None

    def ruled_out(self, wanted: ExerciseId) -> str | None:
        """The block, or the preference, that rules an exercise out; None when nothing does."""
        exercise = self._exercises[wanted]
        hit = sorted(self._blocks & exercise.names) or sorted(self._blocks & {EVERYTHING})
        if hit:
            return hit[0]
        if exercise.kind == "massage" and MASSAGE_ONLY_CYCLES in self._blocks:
            return MASSAGE_ONLY_CYCLES
        if exercise.floor and not self._preferences.floor:
            return "no floor"
        have = self._preferences.equipment
        if have is not None and not _at_hand(exercise, have):
            return "no equipment"
        return None


def rung_at_hand(exercise: Exercise, step: int, have: AbstractSet[str] | None) -> int:
    """The rung, or the highest one below it that asks for nothing that is not at hand."""
    step = min(step, len(exercise.ladder) - 1)
    while have is not None and step > 0 and not set(exercise.ladder[step].needs) <= have:
        step -= 1
    return step


def _at_hand(exercise: Exercise, have: frozenset[str]) -> bool:
    one_of = not exercise.needs_any or bool(have & set(exercise.needs_any))
    return one_of and set(exercise.needs) <= have
