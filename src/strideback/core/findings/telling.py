"""Findings as they are told, one event after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from strideback.core.diary import Answered, AnyEvent, Drew, Tested
from strideback.core.findings.drawing import Place, marked
from strideback.core.findings.vocabulary import Clause, Findings, Vocabulary
from strideback.core.knowledge import FindingRule, Formula, Knowledge, Question, findings_in
from strideback.core.terms import Side


@dataclass(frozen=True, slots=True)
class _Conditional:
    """A question that is hidden until its condition holds, or whose silence counts as yes."""

    mask: int
    shown: tuple[Clause, ...]
    always: bool
    silence_is_yes: bool


class Telling:
    """Findings as they are told, one event after the other.

    `settled()` gives the findings so far, with hidden questions and silence taken into account.
    """

    __slots__ = (
        "_conditionals",
        "_growing",
        "_knowledge",
        "_tests",
        "drawings",
        "no",
        "vocabulary",
        "yes",
    )

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary) -> None:
        self._knowledge = knowledge
        self.vocabulary = vocabulary
        self.yes = 0
        self.no = 0
        self.drawings: dict[str, dict[Place, float]] = {}
        self._conditionals = conditionals(knowledge, vocabulary)
        self._growing: dict[str, tuple[float, date]] = {}
        self._tests: dict[tuple[str, Side | None], float] = {}
        for rule in (*vocabulary.drawn, *vocabulary.tested):
            self.no |= vocabulary.bits[rule.id]  # nothing drawn or tested yet raises nothing

    def hear(self, event: AnyEvent) -> int:
        """Take in an event; returns the bits that it made yes."""
        match event:
            case Answered():
                return self._answered(event)
            case Drew():
                return self._drew(event)
            case Tested():
                return self._tested(event)
        return 0

    def set(self, yes: int, no: int) -> int:
        """Make these bits yes and those no; returns the bits that became yes."""
        self.no = (self.no | no) & ~yes
        self.yes = (self.yes | yes) & ~no
        return yes

    def grown(self, today: date) -> int:
        """The bits that numbers of weeks have come to since they were told: three become six."""
        bits = 0
        for name, (value, on) in self._growing.items():
            weeks = value + (today - on).days / 7
            rules = self.vocabulary.numbers.get(name, ())
            bits |= sum(self.vocabulary.bits[rule.id] for rule in rules if _within(rule, weeks))
        return bits

    def forget(self, mask: int) -> None:
        """Make these bits not known."""
        self.yes &= ~mask
        self.no &= ~mask

    def _tested(self, event: Tested) -> int:
        """The last value on each side counts; one side that is positive is enough."""
        if event.value is None and event.pain is None:
            return 0
        hurt = 1.0 if (event.pain or 0.0) >= 1 else 0.0  # pain of 1 or more is a positive test
        self._tests[event.test, event.side] = max(event.value or 0.0, hurt)
        yes = no = 0
        for rule in self.vocabulary.tested:
            if rule.tested == event.test:
                bit = self.vocabulary.bits[rule.id]
                values = (v for (test, _), v in self._tests.items() if test == event.test)
                if max(values) >= (rule.at_least or 0):
                    yes |= bit
                else:
                    no |= bit
        return self.set(yes, no)

    def _answered(self, event: Answered) -> int:
        question = self._knowledge.questions.get(self._knowledge.canonical(event.question))
        if question is None:
            return 0
        mask = self.vocabulary.options[question.id]
        yes = _yes_bits(self.vocabulary, question, event.value)
        if yes is None:
            self.forget(mask)
            return 0
        if question.grows and isinstance(event.value, float | int):
            self._growing[question.id] = (event.value, event.on)
        return self.set(yes, mask & ~yes)

    def _drew(self, event: Drew) -> int:
        self.drawings[event.view] = marked(self._knowledge, event)
        places = {place for drawing in self.drawings.values() for place in drawing}
        yes = no = 0
        for rule in self.vocabulary.drawn:
            sides = {side for region, side in places if region in rule.drawn}
            both = {Side.LEFT, Side.RIGHT} <= sides
            bit = self.vocabulary.bits[rule.id]
            if both or (sides and rule.drawn_sides == "any"):
                yes |= bit
            else:
                no |= bit
        return self.set(yes, no)

    def settled(self, still_hurts_on: date | None = None) -> Findings:
        """The findings now: hidden questions are no, silence that counts as yes is yes.

        Where the pain lasts on a day, the weeks told have grown by then.  That raises flags; it
        opens no new questions before the next full screen.
        """
        found = Findings(self.vocabulary, self.yes, self.no)
        for each in self._conditionals:
            silent = each.mask & ~(found.yes | found.no)
            if not silent:
                continue
            possible = found.possible
            if not each.always and not any(clause.holds(possible) for clause in each.shown):
                found = Findings(self.vocabulary, found.yes, found.no | silent)
            elif each.silence_is_yes:
                found = Findings(self.vocabulary, found.yes | silent, found.no)
        grown = 0 if still_hurts_on is None else self.grown(still_hurts_on)
        return Findings(self.vocabulary, found.yes | grown, found.no & ~grown) if grown else found


def conditionals(knowledge: Knowledge, vocabulary: Vocabulary) -> tuple[_Conditional, ...]:
    """The questions that are hidden at times or that silence answers, in the order asked."""
    asked = _gates_first(knowledge)
    return tuple(
        _Conditional(
            vocabulary.options[question.id],
            () if question.ask_when is None else vocabulary.clauses(question.ask_when),
            question.ask_when is None,
            question.unanswered == "yes",
        )
        for question in asked
        if question.ask_when is not None or question.unanswered == "yes"
    )


def _gates_first(knowledge: Knowledge) -> list[Question]:
    """The questions in their order, but each behind the questions that decide whether it shows."""
    placed: dict[str, Question] = {}
    visited: set[str] = set()

    def place(question: Question) -> None:
        if question.id in visited:
            return
        visited.add(question.id)
        if question.ask_when is not None:
            for gate in _asked_by(knowledge, question.ask_when):
                place(gate)
        placed[question.id] = question

    for question in sorted(knowledge.questions.values(), key=lambda each: each.order):
        place(question)
    return list(placed.values())


def _asked_by(knowledge: Knowledge, formula: Formula) -> Iterator[Question]:
    """The questions whose answers decide a formula."""
    for finding in findings_in(formula):
        rule = knowledge.findings.get(finding)
        if rule is not None and rule.when is not None:
            yield from _asked_by(knowledge, rule.when)
        asked = knowledge.questions.get(
            rule.number if rule is not None and rule.number else finding.partition(".")[0]
        )
        if asked is not None:
            yield asked


def _yes_bits(vocabulary: Vocabulary, question: Question, value: object) -> int | None:
    """The bits that this answer makes yes; None when it leaves them not known."""
    everything = vocabulary.options[question.id]
    if value == "not-sure":
        return everything if question.not_sure == "yes" and question.kind != "number" else None
    match question.kind, value:
        case ("yes-no" | "choices", "yes"):
            return everything
        case ("yes-no" | "choices", "no"):
            return 0
        case "choices", tuple():
            options = [vocabulary.bits.get(f"{question.id}.{each}") for each in value]
            known = [bit for bit in options if bit is not None]
            return sum(set(known)) if len(known) == len(options) else None
        case "number", float() | int():
            rules = vocabulary.numbers.get(question.id, ())
            return sum(vocabulary.bits[rule.id] for rule in rules if _within(rule, value))
        case _:
            return None


def _within(rule: FindingRule, value: float) -> bool:
    return (rule.at_least is None or value >= rule.at_least) and (
        rule.below is None or value < rule.below
    )
