"""Every answer set that there can be, known and not known, as variables of a diagram.

A question is answered as a whole or not at all; a number lies between two neighbouring thresholds.
`in_part`, each finding is known or not by itself, as when a screen was started again and only what
was yes is kept.  What is drawn, tested or observed is always known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
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
    """A question (or a part of one) that can be known, and the variables that stand for it.

    `answered`: it is known.  `values`: an option is ticked, or the number has reached a step.
    `rules`: what fits together.  `in_range`: numbers that can be given.
    """

    name: str
    question: Question
    findings: frozenset[str]
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

    def __init__(self, knowledge: Knowledge, *, in_part: bool = False) -> None:
        self.diagrams = Diagrams()
        self.told: dict[str, Known] = {}
        self.asked: dict[str, Asked] = {}
        self.given: dict[str, str] = {}
        """What is drawn, tested or observed, and its variable."""
        self._in_part = in_part
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
                self._ask_options(question, question.id, [question.id])
            case "choices" if self._in_part:
                for option in question.options:
                    name = f"{question.id}.{option.id}"
                    self._ask_options(question, name, [name])
            case "choices":
                options = [f"{question.id}.{option.id}" for option in question.options]
                self._ask_options(question, question.id, options)
            case "number" if question.id in self._numbers and self._in_part:
                self._ask_thresholds(question, self._numbers[question.id])
            case "number" if question.id in self._numbers:
                self._ask_number(question, self._numbers[question.id])

    def _ask_options(self, question: Question, name: str, findings: Sequence[str]) -> None:
        answered = self.diagrams.declare(f"{name}?", _ANSWER)
        rules = self.diagrams.true
        for finding in findings:
            ticked = self.diagrams.declare(finding, _YES)
            self.told[finding] = Known(ticked, answered & ~ticked)
            rules &= answered | ~ticked
        values = dict(zip(findings, findings, strict=True))
        self.asked[name] = Asked(
            name, question, frozenset(values), f"{name}?", values, rules, self.diagrams.true
        )

    def _ask_number(self, question: Question, findings: Sequence[FindingRule]) -> None:
        steps, name = _steps(findings), f"{question.id}?"
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
        ids = frozenset(rule.id for rule in findings)
        self.asked[question.id] = Asked(
            question.id, question, ids, name, values, rules, in_range, steps
        )

    def _ask_thresholds(self, question: Question, findings: Sequence[FindingRule]) -> None:
        """Each threshold by itself, as long as some number fits all that is known."""
        for rule in findings:
            self._ask_options(question, rule.id, [rule.id])
        fits = self.diagrams.false
        steps = _steps(findings)
        for number in (*(step - 1e-9 for step in steps[:1]), *steps):
            told = {rule: self.told[rule.id] for rule in findings}
            fits |= self.diagrams.all(
                ~known.no if _within(rule, number) else ~known.yes for rule, known in told.items()
            )
        last = findings[-1].id
        self.asked[last] = replace(self.asked[last], rules=self.asked[last].rules & fits)

    def answered(self, asked: Asked) -> Diagram:
        """Where there is an answer to the question."""
        return self.diagrams.variable(asked.answered)

    def in_asked_order(self) -> list[Asked]:
        """The questions from first to last."""
        return sorted(self.asked.values(), key=lambda each: (each.question.order, each.name))

    def words(self, true: frozenset[str]) -> dict[str, str]:
        """An answer set in the diary's words: what is known, in the order asked."""
        said = {
            asked.name: _answer(asked, true)
            for asked in self.in_asked_order()
            if asked.answered in true
        }
        return said | {name: "yes" for name, variable in self.given.items() if variable in true}

    def asking(self, findings: frozenset[str]) -> tuple[str, ...]:
        """The questions that decide these findings, in the order asked."""
        return tuple(asked.name for asked in self.in_asked_order() if findings & asked.findings)


def _steps(findings: Sequence[FindingRule]) -> tuple[float, ...]:
    """Every threshold on a number once, from low to high."""
    bounds = {bound for rule in findings for bound in (rule.at_least, rule.below)}
    return tuple(sorted(bound for bound in bounds if bound is not None))


def _within(rule: FindingRule, number: float) -> bool:
    low = -inf if rule.at_least is None else rule.at_least
    high = inf if rule.below is None else rule.below
    return low <= number < high


def _answer(asked: Asked, true: frozenset[str]) -> str:
    ticked = [name for name, variable in asked.values.items() if variable in true]
    if asked.steps:
        above = asked.steps[len(ticked) :]
        low = f"{asked.steps[len(ticked) - 1]:g} or more" if ticked else ""
        return " and ".join(part for part in (low, f"below {above[0]:g}" if above else "") if part)
    if asked.name != asked.question.id or asked.question.kind == "yes-no":
        return "yes" if ticked else "no"
    return ", ".join(name.partition(".")[2] for name in ticked) or "no"
