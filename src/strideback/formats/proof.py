"""The safety laws, proved over every answer set that there can be (DESIGN.md, section 3).

An answer set says of every question whether it is answered, and how, and what is drawn, tested and
observed.  There are far too many to try, so sets of them are kept as decision diagrams.  A law that
fails comes with the smallest answer set that breaks it.  The laws speak of the files as they are
written; what is cleared is read from the masks that the program runs on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from textwrap import fill
from typing import Final, NamedTuple

from strideback.core.knowledge import Flag, Knowledge
from strideback.core.terms import EVERYTHING, Level
from strideback.formats.proof_answers import Answers, Asked
from strideback.formats.proof_diagrams import Diagram, Found, ProofUnavailable
from strideback.formats.proof_order import base_findings
from strideback.formats.proof_readings import Running, Written

__all__ = ["LAWS", "ProofUnavailable", "Verdict", "prove", "report"]

LAWS: Final[Mapping[str, str]] = {
    "law 0": "The formulas in the files and the masks at run time mean the same.",
    "law 1": "No answers that raise an emergency or same-day flag are cleared.",
    "law 2": "No answers are cleared while something not known could still raise an emergency or "
    "same-day flag.",
    "law 3": 'Turning one "not known" into "yes", or ticking one thing more, never lowers the '
    "level.",
    "law 4": "Every flag can be raised.",
    "law 5": "No flag is swallowed by another one.",
}
"""Each law in a plain sentence."""

_URGENT: Final = ("emergency", "same-day")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a law holds, over how many answer sets, and the smallest that breaks it if not.

    `counter` is in the diary's words: the answers by question.  `not known` names the questions
    that it leaves open, `then yes` what is answered next.
    """

    law: str
    says: str
    holds: bool
    counter: Mapping[str, str] | None
    note: str


def prove(knowledge: Knowledge, on_law: Callable[[str], None] | None = None) -> tuple[Verdict, ...]:
    """A verdict on each law, in order; `on_law` hears each law's name before it is tried."""
    proof = _Proof(knowledge)
    tries = (proof.meaning, proof.urgent, proof.open, proof.yes, proof.reach, proof.swallow)
    verdicts = []
    for (law, says), tried in zip(LAWS.items(), tries, strict=True):
        if on_law is not None:
            on_law(law)
        verdicts.append(replace(tried(), law=law, says=says))
    return tuple(verdicts)


def report(verdicts: Iterable[Verdict]) -> str:
    """The verdicts as plain lines of text."""
    return "".join(f"{line}\n" for verdict in verdicts for line in _lines(verdict))


def _lines(verdict: Verdict) -> Iterator[str]:
    says = verdict.says.rstrip(".")
    word = "holds" if verdict.holds else "BROKEN"
    yield f"{verdict.law} {word}: {says} ({verdict.note})"
    if verdict.counter is not None:
        said = [f"{key} = {value}" for key, value in verdict.counter.items() if value != "no"]
        no = [key for key, value in verdict.counter.items() if value == "no"]
        said = [
            each.replace(" = ", ": ", 1) if each.startswith("not known") else each for each in said
        ]
        if no:
            said.append(f"no to: {', '.join(no)}")
        yield "  smallest answers that break it:"
        for each in said or ["nothing answered"]:
            yield fill(each, 96, initial_indent="    ", subsequent_indent="      ")


class _Break(NamedTuple):
    """An answer set that breaks a law, why, and the words to show after its answers."""

    found: Found
    why: str
    after: Mapping[str, str]


class _Move(NamedTuple):
    """One more yes: some variables change from `before` to `after`, `when` that can be."""

    name: str
    before: Mapping[str, bool]
    after: Mapping[str, bool]
    when: Diagram


class _Proof:
    """Both readings of one knowledge edition, and the laws over them."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._answers = Answers(knowledge)
        self._diagrams = self._answers.diagrams
        self._written = Written(knowledge, self._answers)
        self._running = Running(knowledge, self._answers)
        self._flags = sorted(knowledge.flags.values(), key=lambda flag: (-flag.level, flag.id))
        self._fitting = self._diagrams.all(
            self._answers.consistent & asked.in_range & (~answered | self._written.shown[name])
            for name, asked in self._answers.asked.items()
            for answered in [self._answers.answered(asked)]
        )

    def _verdict(self, among: Diagram, breaks: Iterable[_Break]) -> Verdict:
        """The verdict, given everything that breaks the law."""
        note = _how_many(self._diagrams.count(among))
        smallest = min(breaks, key=lambda each: each.found.price, default=None)
        if smallest is None:
            return Verdict("", "", True, None, note)
        counter = self._answers.words(smallest.found.true) | dict(smallest.after)
        return Verdict("", "", False, counter, f"{note}; {smallest.why}")

    def _breaks(self, bad: Diagram, why: str, flag: Flag | None = None) -> Iterator[_Break]:
        """The smallest answer set in `bad`, if any, with what it leaves open about the flag."""
        found = self._diagrams.cheapest(bad)
        if found is not None:
            mentioned = (
                frozenset(base_findings(self._knowledge, flag.when)) if flag else frozenset()
            )
            silent = self._answers.not_known(found.true, mentioned)
            yield _Break(found, why, {"not known": ", ".join(silent)} if silent else {})

    # --- the laws --------------------------------------------------------------------------------

    def meaning(self) -> Verdict:
        """Law 0: both readings raise, and can still raise, the same flags."""
        among = self._answers.consistent

        def breaks() -> Iterator[_Break]:
            for flag in self._flags:
                written = self._written.flags[flag.id]
                raised = self._diagrams.differ(written.yes, self._running.raised[flag.id])
                yield from self._breaks(raised & among, f"they differ on raising {flag.id}", flag)
                possible = self._diagrams.differ(~written.no, self._running.possible[flag.id])
                why = f"they differ on whether {flag.id} is possible"
                yield from self._breaks(possible & among, why, flag)

        return self._verdict(among, breaks())

    def urgent(self) -> Verdict:
        """Law 1: what raises an urgent flag is not cleared."""
        cleared = self._running.cleared & self._answers.consistent
        return self._verdict(
            self._answers.consistent,
            (
                each
                for flag in self._urgent()
                for each in self._breaks(
                    cleared & self._written.flags[flag.id].yes,
                    f"{flag.id} ({flag.level.word}) is raised",
                )
            ),
        )

    def open(self) -> Verdict:
        """Law 2: what could still raise an urgent flag is not cleared."""
        cleared = self._running.cleared & self._answers.consistent
        return self._verdict(
            self._answers.consistent,
            (
                each
                for flag in self._urgent()
                for raised in [self._written.flags[flag.id].yes]
                for each in self._breaks(
                    cleared & self._could(raised) & ~raised,
                    f"{flag.id} ({flag.level.word}) could still be raised",
                    flag,
                )
            ),
        )

    def yes(self) -> Verdict:
        """Law 3: one more yes does not lower the level."""
        levels = sorted({flag.level for flag in self._flags}, reverse=True)
        breaks = (
            each for level in levels for move in self._moves() for each in self._lowers(move, level)
        )
        return self._verdict(self._answers.consistent, breaks)

    def reach(self) -> Verdict:
        """Law 4: every flag is raised by some answers that a runner can give."""
        never = [
            flag.id
            for flag in self._flags
            if int(self._fitting & self._written.flags[flag.id].yes) == -1
        ]
        verdict = self._verdict(self._fitting, ())
        if not never:
            return verdict
        note = f"{verdict.note}; never raised: {', '.join(sorted(never))}"
        return replace(verdict, holds=False, note=note)

    def swallow(self) -> Verdict:
        """Law 5: every flag adds something that no other one does."""
        known = self._written.known.values()
        among = self._fitting & self._diagrams.all(each.yes | each.no for each in known)
        breaks: list[_Break] = []
        swallowed: set[str] = set()
        for flag in self._flags:
            raised = self._written.flags[flag.id].yes
            example = self._diagrams.cheapest(among & raised)
            if flag.refines is not None or example is None:
                continue
            for other in self._flags:
                also = self._written.flags[other.id].yes
                if (
                    other.id not in swallowed | {flag.id}
                    and _covers(other, flag)
                    and self._diagrams.holds(example.true, also)
                    and int(among & raised & ~also) == -1
                ):
                    swallowed.add(flag.id)
                    why = f"{flag.id} is swallowed by {other.id}"
                    breaks.extend(self._breaks(self._fitting & raised & also, why))
                    break
        verdict = self._verdict(among, breaks)
        rest = [each.why for each in breaks if not verdict.note.endswith(each.why)]
        return replace(verdict, note="; ".join([verdict.note, *rest]))

    # --- what they are made of -------------------------------------------------------------------

    def _urgent(self) -> Iterator[Flag]:
        return (flag for flag in self._flags if flag.level.word in _URGENT)

    def _could(self, raised: Diagram) -> Diagram:
        """Where more answers, to questions that are not hidden, could lead into `raised`.

        Questions come last to first, so that what hides a question is still as it will be.
        """
        found = raised
        last_first = sorted(self._answers.asked.values(), key=lambda each: -each.question.order)
        for asked in last_first:
            if found.support.isdisjoint(asked.variables):
                continue
            answered = self._answers.answered(asked)
            then = found & answered & asked.rules & ~self._written.hidden[asked.question.id]
            found |= ~answered & self._diagrams.exists(asked.variables, then)
        return found

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

    def _lowers(self, move: _Move, level: Level) -> Iterator[_Break]:
        """Where the move leads from this level or higher to a lower one."""
        reached = self._diagrams.any(
            self._written.flags[flag.id].yes for flag in self._flags if flag.level >= level
        )
        before = self._diagrams.given(move.before, reached)
        bad = before & ~self._diagrams.given(move.after, reached)
        if int(bad) == -1:
            return
        for name, value in move.before.items():
            variable = self._diagrams.variable(name)
            bad &= variable if value else ~variable
        found = self._diagrams.cheapest(bad & move.when & self._answers.consistent)
        if found is not None:
            yield _Break(found, f"the level falls below {level.word}", {"then yes": move.name})


def _covers(other: Flag, flag: Flag) -> bool:
    """Whether the other flag is as strict and leaves out as much."""
    blocks_all = EVERYTHING in other.blocks or set(other.blocks) >= set(flag.blocks)
    return other.level >= flag.level and blocks_all


def _how_many(count: int) -> str:
    """A count of answer sets, in a few digits: `3.1e41 answer sets`."""
    digits = str(count)
    said = digits if len(digits) <= 6 else f"{digits[0]}.{digits[1]}e{len(digits) - 1}"
    return f"{said} answer set{'' if count == 1 else 's'}"
