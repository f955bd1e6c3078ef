"""Findings as bits, and formulas over them as bit masks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, product

from strideback.core.knowledge import (
    All,
    Any,
    AtLeast,
    FindingRule,
    Formula,
    Is,
    Knowledge,
    Not,
    Question,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """All of `mask`, and at least `count` bits of each of `counts`, over the doubled bits."""

    mask: int
    counts: tuple[tuple[int, int], ...] = ()

    def holds(self, rails: int) -> bool:
        """True when the doubled bits satisfy the clause."""
        if rails & self.mask != self.mask:
            return False
        return all((rails & mask).bit_count() >= count for mask, count in self.counts)


class Vocabulary:
    """Every finding that can be known from outside, its bit, and how formulas become masks.

    Bits are doubled: bit i means "finding i is yes", bit n + i means "finding i is no".  So a
    formula without its negations is a set of clauses in which more bits never make less true, and
    setting both bits of everything unknown answers "could this still hold?".
    """

    __slots__ = (
        "_derived",
        "bits",
        "drawn",
        "everything",
        "ids",
        "numbers",
        "options",
        "size",
        "tested",
    )

    def __init__(self, knowledge: Knowledge) -> None:
        ids: list[str] = []
        self.options: dict[str, int] = {}
        rules = knowledge.findings.values()
        for question in knowledge.questions.values():
            if question.kind == "yes-no":
                ids.append(question.id)
            elif question.kind == "choices":
                ids.extend(f"{question.id}.{option.id}" for option in question.options)
        ids.extend(rule.id for rule in rules if rule.when is None)
        self.ids = tuple(ids)
        self.bits: dict[str, int] = {finding: 1 << place for place, finding in enumerate(ids)}
        self.size = len(ids)
        self.everything = (1 << self.size) - 1
        self.numbers: dict[str, list[FindingRule]] = {}
        for rule in rules:
            if rule.number is not None:
                self.numbers.setdefault(rule.number, []).append(rule)
        self.drawn = tuple(rule for rule in rules if rule.drawn)
        self.tested = tuple(rule for rule in rules if rule.tested is not None)
        for question in knowledge.questions.values():
            self.options[question.id] = self._mask_of(question)
        self._derived: dict[str, Formula] = {
            rule.id: rule.when for rule in rules if rule.when is not None
        }

    def _mask_of(self, question: Question) -> int:
        """The bits that an answer to this question decides."""
        match question.kind:
            case "yes-no":
                return self.bits[question.id]
            case "choices":
                return sum(self.bits[f"{question.id}.{option.id}"] for option in question.options)
            case "number":
                return sum(self.bits[rule.id] for rule in self.numbers.get(question.id, ()))
            case _:
                return 0

    def names(self, mask: int) -> tuple[str, ...]:
        """The findings whose bits are set."""
        return tuple(finding for finding, bit in self.bits.items() if mask & bit)

    def clauses(self, formula: Formula) -> tuple[Clause, ...]:
        """The formula as clauses, any of which makes it hold."""
        return tuple(self._any_of(formula, wanted=True))

    def _any_of(self, formula: Formula, *, wanted: bool) -> list[Clause]:
        match formula:
            case Is(finding) if finding in self._derived:
                return self._any_of(self._derived[finding], wanted=wanted)
            case Is(finding):
                bit = self.bits[finding]
                return [Clause(bit if wanted else bit << self.size)]
            case Not(part):
                return self._any_of(part, wanted=not wanted)
            case All(parts) if wanted:
                return self._each(parts, wanted=True)
            case Any(parts) if not wanted:
                return self._each(parts, wanted=False)
            case All(parts) | Any(parts):
                return [clause for part in parts for clause in self._any_of(part, wanted=wanted)]
            case AtLeast(count, parts):
                needed = count if wanted else len(parts) - count + 1
                return self._some(needed, parts, wanted=wanted)

    def _each(self, parts: Iterable[Formula], *, wanted: bool) -> list[Clause]:
        """Every part has to hold: one clause for each way of choosing one clause a part."""
        ways = product(*(self._any_of(part, wanted=wanted) for part in parts))
        return [_joined(way) for way in ways]

    def _some(self, needed: int, parts: tuple[Formula, ...], *, wanted: bool) -> list[Clause]:
        """At least `needed` parts: one bit count when all are plain findings, else every way."""
        if needed <= 0:
            return [Clause(0)]
        choices = [self._any_of(part, wanted=wanted) for part in parts]
        plain = all(len(c) == 1 and not c[0].counts and c[0].mask.bit_count() == 1 for c in choices)
        masks = {c[0].mask for c in choices if c}
        if plain and len(masks) == len(parts):
            return [Clause(0, ((sum(masks), needed),))]
        return [_joined(way) for some in combinations(choices, needed) for way in product(*some)]


def _joined(clauses: Iterable[Clause]) -> Clause:
    mask = 0
    counts: list[tuple[int, int]] = []
    for clause in clauses:
        mask |= clause.mask
        counts.extend(clause.counts)
    return Clause(mask, tuple(counts))


@dataclass(frozen=True, slots=True)
class Findings:
    """What is known: bits of yes and bits of no over a vocabulary."""

    vocabulary: Vocabulary
    yes: int
    no: int

    def __getitem__(self, finding: str) -> bool | None:
        """True, False, or None where it is not known."""
        bit = self.vocabulary.bits[finding]
        return True if self.yes & bit else False if self.no & bit else None

    @property
    def rails(self) -> int:
        """The doubled bits of what is known."""
        return self.yes | self.no << self.vocabulary.size

    @property
    def unknown(self) -> int:
        """The bits that are in neither."""
        return self.vocabulary.everything & ~(self.yes | self.no)

    @property
    def possible(self) -> int:
        """The doubled bits with everything unknown taken both ways."""
        unknown = self.unknown
        return self.rails | unknown | unknown << self.vocabulary.size

    def holds(self, formula: Formula) -> bool | None:
        """Whether the formula holds, does not, or is not known."""
        rails, possible = self.rails, self.possible
        clauses = self.vocabulary.clauses(formula)
        if any(clause.holds(rails) for clause in clauses):
            return True
        return None if any(clause.holds(possible) for clause in clauses) else False
