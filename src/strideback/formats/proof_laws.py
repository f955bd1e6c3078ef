"""The safety laws, each as a question about sets of answer sets.

The laws speak of the files as they are written; what is cleared is read from the masks that the
program runs on.  Each law gives the number of answer sets it was tried on, and what breaks it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from strideback.core.knowledge import Flag, Formula, Knowledge
from strideback.core.terms import EVERYTHING, Level
from strideback.formats.proof_answers import Answers, Asked
from strideback.formats.proof_diagrams import Diagram
from strideback.formats.proof_order import base_findings
from strideback.formats.proof_readings import Running, Written

URGENT: Final = ("emergency", "same-day")
"""Levels by word, so that a wrong `refer_from` is caught."""


class Break(NamedTuple):
    """The smallest answer set that breaks a law in one way: its price, its words, and why."""

    price: int
    counter: Mapping[str, str] | None
    why: str


Tried = tuple[int, list[Break]]
"""How many answer sets a law was tried on, and what breaks it."""


class _Move(NamedTuple):
    """One more yes: some variables change from `before` to `after`, `when` that can be."""

    name: str
    before: Mapping[str, bool]
    after: Mapping[str, bool]
    when: Diagram


class Laws:
    """Both readings of one knowledge edition, and the laws over them."""

    def __init__(self, knowledge: Knowledge, *, in_part: bool = False) -> None:
        self._knowledge = knowledge
        self._answers = Answers(knowledge, in_part=in_part)
        self._diagrams = self._answers.diagrams
        self._written = Written(knowledge, self._answers)
        self._running = Running(knowledge, self._answers)
        self._consistent = self._answers.consistent
        self._cleared = self._running.cleared & self._consistent
        self._flags = sorted(knowledge.flags.values(), key=lambda flag: (-flag.level, flag.id))
        self._urgent = [flag for flag in self._flags if flag.level.word in URGENT]

    def _raised(self, flag: Flag) -> Diagram:
        return self._written.flags[flag.id].yes

    def _found(
        self, bad: Diagram, why: str, about: Formula | None = None, then: str = ""
    ) -> Iterator[Break]:
        """The smallest answer set in `bad`, if any, and what of `about` it leaves open."""
        found = self._diagrams.cheapest(bad)
        if found is None:
            return
        counter = self._answers.words(found.true)
        silent = self._answers.asking(self._not_known(about, found.true))
        if silent:
            counter["not known"] = ", ".join(silent)
        if then:
            counter["then yes"] = then
        yield Break(found.price, counter, why)

    def _not_known(self, about: Formula | None, true: frozenset[str]) -> frozenset[str]:
        """The findings of the formula that are not known in this answer set."""
        known = self._written.known
        return frozenset(
            finding
            for finding in (base_findings(self._knowledge, about) if about else ())
            if not self._diagrams.holds(true, known[finding].yes | known[finding].no)
        )

    def meaning(self) -> Tried:
        """Law 0: both readings raise, and can still raise, the same flags."""
        breaks: list[Break] = []
        for flag in self._flags:
            written = self._written.flags[flag.id]
            raised = self._diagrams.differ(written.yes, self._running.raised[flag.id])
            why = f"they differ on whether {flag.id} is raised"
            breaks += self._found(raised & self._consistent, why, flag.when)
            possible = self._diagrams.differ(~written.no, self._running.possible[flag.id])
            why = f"they differ on whether {flag.id} is possible"
            breaks += self._found(possible & self._consistent, why, flag.when)
        return self._diagrams.count(self._consistent), breaks

    def urgent(self) -> Tried:
        """Law 1: what raises an urgent flag is not cleared."""
        breaks: list[Break] = []
        for flag in self._urgent:
            why = f"{flag.id} ({flag.level.word}) is raised"
            breaks += self._found(self._cleared & self._raised(flag), why)
        return self._diagrams.count(self._consistent), breaks

    def still_open(self) -> Tried:
        """Law 2: what could still raise an urgent flag is not cleared."""
        breaks: list[Break] = []
        for flag in self._urgent:
            raised = self._raised(flag)
            why = f"{flag.id} ({flag.level.word}) could still be raised"
            bad = self._cleared & self.could(raised) & ~raised
            breaks += self._found(bad, why, flag.when)
        return self._diagrams.count(self._consistent), breaks

    def could(self, raised: Diagram) -> Diagram:
        """Where more answers, to questions that are not hidden, could lead into `raised`.

        Questions go last to first, so that what hides a question is still as it will be.
        """
        found = raised
        for asked in reversed(self._answers.in_asked_order()):
            if not found.support.isdisjoint(asked.variables):
                answered = self._answers.answered(asked)
                hidden = self._written.hidden[asked.question.id]
                then = found & answered & asked.rules & ~hidden
                found |= ~answered & self._diagrams.exists(asked.variables, then)
        return found

    def one_more_yes(self) -> Tried:
        """Law 3: one more yes does not lower the level."""
        breaks: list[Break] = []
        for level in sorted({flag.level for flag in self._flags}, reverse=True):
            reached = self._diagrams.any(
                self._raised(flag) for flag in self._flags if flag.level >= level
            )
            for move in self._moves():
                breaks += self._lowered(move, level, reached)
        return self._diagrams.count(self._consistent), breaks

    def _lowered(self, move: _Move, level: Level, reached: Diagram) -> Iterator[Break]:
        """Where the move leads from this level or a higher one to a lower one."""
        before = self._diagrams.given(move.before, reached)
        bad = before & ~self._diagrams.given(move.after, reached)
        if self._diagrams.is_empty(bad):
            return
        for name, value in move.before.items():
            variable = self._diagrams.variable(name)
            bad &= variable if value else ~variable
        why = f"the level falls below {level.word}"
        yield from self._found(bad & move.when & self._consistent, why, then=move.name)

    def _moves(self) -> Iterator[_Move]:
        """Every way of saying one more yes."""
        for asked in self._answers.asked.values():
            if asked.question.kind != "number":
                for finding, variable in asked.values.items():
                    yield from self._ticks(asked, finding, variable)
        for finding, variable in self._answers.given.items():
            yield _Move(finding, {variable: False}, {variable: True}, self._diagrams.true)

    def _ticks(self, asked: Asked, finding: str, variable: str) -> Iterator[_Move]:
        silent = dict.fromkeys(asked.variables, False)
        told = self._written.known[finding]
        yes = {asked.answered: True, variable: True}
        yield _Move(finding, silent, silent | yes, ~told.yes & ~told.no)
        if asked.question.kind == "choices":
            yield _Move(finding, {asked.answered: True, variable: False}, yes, self._diagrams.true)

    def reach(self) -> Tried:
        """Law 4: every flag is raised, and nothing stands in the way, for some possible answers."""
        fitting = self._fitting()
        never = [
            flag for flag in self._flags if self._diagrams.is_empty(fitting & self._raised(flag))
        ]
        breaks = [Break(0, None, f"{flag.id} is never raised") for flag in never]
        if self._diagrams.is_empty(fitting & self._cleared):
            breaks.append(Break(0, None, "nothing is ever cleared"))
        return self._diagrams.count(fitting), breaks

    def _fitting(self) -> Diagram:
        """The answers that a runner can give: to questions that are shown, with likely numbers."""
        fitting = self._consistent
        for asked in self._answers.asked.values():
            shown = self._written.shown[asked.question.id]
            fitting &= asked.in_range & (~self._answers.answered(asked) | shown)
        return fitting

    def swallow(self) -> Tried:
        """Law 5: with everything known, every flag adds something that no other one does."""
        fitting = self._fitting()
        known = (each.yes | each.no for each in self._written.known.values())
        complete = fitting & self._diagrams.all(known)
        breaks: list[Break] = []
        swallowed: set[str] = set()
        for flag in self._flags:
            if flag.refines is None:
                other = self._swallower(flag, complete & self._raised(flag), swallowed)
                if other is not None:
                    swallowed.add(flag.id)
                    why = f"{flag.id} is swallowed by {other.id}"
                    both = self._raised(flag) & self._raised(other)
                    breaks += self._found(fitting & both, why)
        return self._diagrams.count(complete), breaks

    def _swallower(self, flag: Flag, raised: Diagram, swallowed: set[str]) -> Flag | None:
        """Another flag that is raised whenever this one is, and is as strict."""
        example = self._diagrams.cheapest(raised)
        if example is None:
            return None
        for other in self._flags:
            also = self._raised(other)
            if (
                other.id not in swallowed
                and other.id != flag.id
                and _covers(other, flag)
                and self._diagrams.holds(example.true, also)
                and self._diagrams.is_empty(raised & ~also)
            ):
                return other
        return None


def _covers(other: Flag, flag: Flag) -> bool:
    """Whether the other flag is as strict and leaves out as much."""
    blocks_all = EVERYTHING in other.blocks or set(other.blocks) >= set(flag.blocks)
    return other.level >= flag.level and blocks_all
