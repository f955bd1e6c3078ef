"""Answers, drawing and self-tests become findings: yes, no, or not known.

Findings are kept as two integers of bits, one for yes and one for no; a finding in neither is not
known.  Not known is never no: a hidden question counts as no only when the reason for hiding it is
itself known, and a question may say that silence counts as yes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise, product
from math import ceil, floor

from strideback.core.diary import Answered, AnyEvent, Drew, Stroke, Tested
from strideback.core.knowledge import (
    All,
    Any,
    AtLeast,
    Chart,
    FindingRule,
    Formula,
    Is,
    Knowledge,
    Not,
    Question,
)
from strideback.core.terms import Side

Place = tuple[str, Side | None]
"""A region and the side it was marked on; a midline region has no side."""

_STROKE_SHARE_OF_REGION = 0.2
_STROKE_SHARE_IN_REGION = 0.3


# --- formulas as bit masks -----------------------------------------------------------------------


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
        "by_test",
        "drawn",
        "everything",
        "ids",
        "numbers",
        "options",
        "size",
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
        self.by_test: dict[str, FindingRule] = {
            rule.tested: rule for rule in rules if rule.tested is not None
        }
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


# --- findings ------------------------------------------------------------------------------------


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

    __slots__ = ("_conditionals", "_knowledge", "drawings", "no", "vocabulary", "yes")

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary) -> None:
        self._knowledge = knowledge
        self.vocabulary = vocabulary
        self.yes = 0
        self.no = 0
        self.drawings: dict[str, dict[Place, float]] = {}
        self._conditionals = conditionals(knowledge, vocabulary)
        for rule in (*vocabulary.drawn, *vocabulary.by_test.values()):
            self.no |= vocabulary.bits[rule.id]  # nothing drawn or tested yet raises nothing

    def hear(self, event: AnyEvent) -> int:
        """Take in an event; returns the bits that it made yes."""
        match event:
            case Answered():
                return self._answered(event)
            case Drew():
                return self._drew(event)
            case Tested(test=test, value=value) if value is not None:
                rule = self.vocabulary.by_test.get(test)
                if rule is not None and value >= (rule.at_least or 0):
                    return self.set(self.vocabulary.bits[rule.id], 0)
        return 0

    def set(self, yes: int, no: int) -> int:
        """Make these bits yes and those no; returns the bits that became yes."""
        self.no = (self.no | no) & ~yes
        self.yes = (self.yes | yes) & ~no
        return yes

    def forget(self, mask: int) -> None:
        """Make these bits not known."""
        self.yes &= ~mask
        self.no &= ~mask

    def _answered(self, event: Answered) -> int:
        question = self._knowledge.questions.get(self._knowledge.canonical(event.question))
        if question is None:
            return 0
        mask = self.vocabulary.options[question.id]
        yes = _yes_bits(self.vocabulary, question, event.value)
        if yes is None:
            self.forget(mask)
            return 0
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

    def settled(self) -> Findings:
        """The findings now: hidden questions are no, silence that counts as yes is yes."""
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
        return found


def conditionals(knowledge: Knowledge, vocabulary: Vocabulary) -> tuple[_Conditional, ...]:
    """The questions that are hidden at times or that silence answers, in the order asked."""
    asked = sorted(knowledge.questions.values(), key=lambda question: question.order)
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


# --- the drawing ---------------------------------------------------------------------------------


def marked(knowledge: Knowledge, drawing: Drew) -> dict[Place, float]:
    """The regions that a drawing marks, each with its highest intensity."""
    places: dict[Place, float] = {}
    for mark in drawing.marks:
        if mark.intensity > 0:
            place = (knowledge.canonical(mark.region), mark.side)
            places[place] = max(places.get(place, 0.0), mark.intensity)
    if knowledge.chart is None:
        return places
    for stroke in drawing.strokes:
        painted = painted_cells(knowledge.chart, stroke)
        for name, bitmap in knowledge.chart.views.get(drawing.view, {}).items():
            if stroke.intensity > 0 and _covers(painted, bitmap):
                place = place_of(name)
                places[place] = max(places.get(place, 0.0), stroke.intensity)
    return places


def place_of(name: str) -> Place:
    """`gluteus.left` as a place: the region and the side."""
    region, dot, side = name.partition(".")
    return (region, Side(side) if dot else None)


def painted_cells(chart: Chart, stroke: Stroke) -> int:
    """The cells of the grid that a stroke touches, as a bitmap."""
    cells = 0
    reach = max(stroke.brush, chart.cell / 2)
    points = stroke.points if len(stroke.points) > 1 else (*stroke.points, *stroke.points)
    for (x0, y0), (x1, y1) in pairwise(points):
        columns = _span(min(x0, x1) - reach, max(x0, x1) + reach, chart.cell, chart.columns)
        for row in _span(min(y0, y1) - reach, max(y0, y1) + reach, chart.cell, chart.rows):
            y = (row + 0.5) * chart.cell
            for column in columns:
                x = (column + 0.5) * chart.cell
                if _distance_squared((x, y), (x0, y0), (x1, y1)) <= reach * reach:
                    cells |= 1 << (row * chart.columns + column)
    return cells


def _span(low: float, high: float, cell: float, count: int) -> range:
    return range(max(0, floor(low / cell)), min(count, ceil(high / cell) + 1))


def _distance_squared(
    point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]
) -> float:
    """From a point to the line between two points, squared."""
    (x, y), (x0, y0) = point, start
    dx, dy = end[0] - x0, end[1] - y0
    length = dx * dx + dy * dy
    share = 0.0 if length == 0 else max(0.0, min(1.0, ((x - x0) * dx + (y - y0) * dy) / length))
    return float((x - x0 - share * dx) ** 2 + (y - y0 - share * dy) ** 2)


def _covers(painted: int, region: int) -> bool:
    """A stroke marks a region when it covers enough of it, or lies mostly in it."""
    overlap = (painted & region).bit_count()
    return overlap > 0 and (
        overlap >= _STROKE_SHARE_OF_REGION * region.bit_count()
        or overlap >= _STROKE_SHARE_IN_REGION * painted.bit_count()
    )


def drawn_places(drawings: Mapping[str, Mapping[Place, float]]) -> dict[Place, float]:
    """All views together: each marked place with its highest intensity."""
    places: dict[Place, float] = {}
    for drawing in drawings.values():
        for place, intensity in drawing.items():
            places[place] = max(places.get(place, 0.0), intensity)
    return places
