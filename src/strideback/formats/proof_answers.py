"""Every answer set that there can be, known and not known, as variables of a diagram.

A question is answered as a whole or not at all; a number lies between two neighbouring thresholds.
What is drawn, tested or observed is always known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from strideback.core.knowledge import FindingRule, Knowledge, Question
from strideback.formats.proof_diagrams import Diagram, Diagrams
from strideback.formats.proof_order import in_order

_ANSWER, _YES = 1000, 1
"""Prices: the fewest answers first, then the fewest of them yes."""


class Known(NamedTuple):
    """Where something is known to be yes, and where it is known to be no."""

    yes: Diagram
    no: Diagram


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with answers that matter, and the variables that stand for them.

    `answered`: there is an answer.  `values`: an option is ticked, or the number has reached a
    threshold.  `rules`: the answers that fit together.  `in_range`: those that can be given.
    """

    question: Question
    answered: str
    values: Mapping[str, str]
    rules: Diagram
    in_range: Diagram
    steps: tuple[float, ...] = ()

    @property
    def variables(self) -> tuple[str, ...]:
        """All variables of the question."""
        return (self.answered, *self.values.values())


class Answers:
    """The variables, what the answers tell about every base finding, and which fit together."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.diagrams = Diagrams()
        self.told: dict[str, Known] = {}
        self.asked: dict[str, Asked] = {}
        self.given: dict[str, str] = {}
        """What is drawn, tested or observed, and its variable."""
        self._numbers: dict[str, list[FindingRule]] = {}
        for rule in knowledge.findings.values():
            if rule.number is not None:
                self._numbers.setdefault(rule.number, []).append(rule)
        for name in in_order(knowledge):
            if name in knowledge.questions:
                self._ask(knowledge.questions[name])
            else:
                self._give(knowledge.findings[name])
        rules = (each.rules for each in reversed(self.asked.values()))
        self.consistent = self.diagrams.all(rules)

    def _give(self, rule: FindingRule) -> None:
        self.given[rule.id] = rule.id
        yes = self.diagrams.declare(rule.id, _ANSWER + _YES)
        self.told[rule.id] = Known(yes, ~yes)

    def _ask(self, question: Question) -> None:
        match question.kind:
            case "yes-no":
                self._ask_options(question, {question.id: question.id})
            case "choices":
                options = (f"{question.id}.{option.id}" for option in question.options)
                self._ask_options(question, {option: option for option in options})
            case "number" if question.id in self._numbers:
                self._ask_number(question, self._numbers[question.id])

    def _ask_options(self, question: Question, values: Mapping[str, str]) -> None:
        name = f"{question.id}?"
        answered = self.diagrams.declare(name, _ANSWER)
        rules = self.diagrams.true
        for finding, variable in values.items():
            ticked = self.diagrams.declare(variable, _YES)
            self.told[finding] = Known(ticked, answered & ~ticked)
            rules &= answered | ~ticked
        every = self.diagrams.true
        self.asked[question.id] = Asked(question, name, values, rules, every)

    def _ask_number(self, question: Question, findings: Sequence[FindingRule]) -> None:
        bounds = {bound for rule in findings for bound in (rule.at_least, rule.below)}
        steps = tuple(sorted(bound for bound in bounds if bound is not None))
        name = f"{question.id}?"
        answered = before = self.diagrams.declare(name, _ANSWER)
        values = {f"{step:g}": f"{question.id}>={step:g}" for step in steps}
        reached: dict[float, Diagram] = {}
        rules = in_range = self.diagrams.true
        for step, variable in zip(steps, values.values(), strict=True):
            reached[step] = self.diagrams.declare(variable, _YES)
            rules &= before | ~reached[step]
            before = reached[step]
            if question.maximum is not None and step > question.maximum:
                in_range &= ~reached[step]
            if question.minimum is not None and step <= question.minimum:
                in_range &= ~answered | reached[step]
        for rule in findings:
            low = answered if rule.at_least is None else reached[rule.at_least]
            high = self.diagrams.false if rule.below is None else reached[rule.below]
            self.told[rule.id] = Known(low & ~high, answered & ~(low & ~high))
        self.asked[question.id] = Asked(question, name, values, rules, in_range, steps)

    def answered(self, asked: Asked) -> Diagram:
        """Where there is an answer to the question."""
        return self.diagrams.variable(asked.answered)

    def words(self, true: frozenset[str]) -> dict[str, str]:
        """An answer set in the diary's words: what is known, in the order asked."""
        said = {
            asked.question.id: _answer(asked, true)
            for asked in self.asked.values()
            if asked.answered in true
        }
        return said | {name: "yes" for name, variable in self.given.items() if variable in true}

    def not_known(self, true: frozenset[str], findings: frozenset[str]) -> tuple[str, ...]:
        """The questions behind these findings that the answer set leaves open."""
        return tuple(
            asked.question.id
            for asked in self.asked.values()
            if asked.answered not in true and findings & self.findings_of(asked)
        )

    def findings_of(self, asked: Asked) -> frozenset[str]:
        """The findings that an answer to the question decides."""
        if asked.question.kind == "number":
            return frozenset(rule.id for rule in self._numbers[asked.question.id])
        return frozenset(asked.values)


def _answer(asked: Asked, true: frozenset[str]) -> str:
    ticked = [name for name, variable in asked.values.items() if variable in true]
    match asked.question.kind:
        case "yes-no":
            return "yes" if ticked else "no"
        case "choices":
            return ", ".join(name.partition(".")[2] for name in ticked) or "no"
    above = asked.steps[len(ticked) :]
    low = f"{asked.steps[len(ticked) - 1]:g} or more" if ticked else ""
    return " and ".join(part for part in (low, f"below {above[0]:g}" if above else "") if part)
