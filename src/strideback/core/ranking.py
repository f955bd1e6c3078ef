"""Cleared and findings become muscles in order, each with its reasons (clinical.md 2.4.2).

Points with reasons, not probabilities: tender and "that is my pain" weigh more than the drawing,
the drawing more than what makes it worse, that more than the guide's order, and that more than
self-tests.  The left and the right are ranked apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from strideback.core.diary import Answered, AnyEvent, Drew, Inspected, Tested
from strideback.core.findings import Place, drawn_places, marked
from strideback.core.knowledge import Knowledge, Muscle, RankingRules, SelfTest, Sentence
from strideback.core.terms import RANKING, MuscleId, Side
from strideback.core.triage import Cleared

_ORDINALS = ("first", "second", "third", "fourth", "fifth")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a muscle gained or lost points."""

    text: Sentence
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedMuscle:
    """A muscle on one side, with its points, the words for how clear it is, and its reasons."""

    muscle: MuscleId
    side: Side
    points: float
    confidence: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The guide's muscles in order, and beside them the muscles that lead to other programmes."""

    muscles: tuple[RankedMuscle, ...] = ()
    outside: tuple[RankedMuscle, ...] = ()

    def sides_of(self, muscle: MuscleId) -> tuple[Side, ...]:
        """The sides on which this muscle is ranked, the likelier first."""
        return tuple(each.side for each in (*self.muscles, *self.outside) if each.muscle == muscle)

    @property
    def order(self) -> tuple[MuscleId, ...]:
        """The guide's muscles, each once, most worth checking first."""
        return tuple(dict.fromkeys(each.muscle for each in self.muscles))


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """What the ranking looks at: the drawing, the pressing, what makes it worse, and self-tests.

    `holds` are both-sided test values by test and day: `holds[test][day][side]`.
    """

    places: Mapping[Place, float]
    inspected: Mapping[tuple[str, Side], Inspected]
    factors: frozenset[str]
    tests: Mapping[tuple[str, Side | None], Tested]
    holds: Mapping[str, Mapping[date, Mapping[Side, float]]]
    none_said: bool = False

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that hurt; both where only the middle, or nothing, was pointed to."""
        found = {side for _, side in self.places if side is not None}
        found |= {side for _, side in self.inspected if self.inspected[_, side].tender > 0}
        return tuple(side for side in Side if side in found) or tuple(Side)


def clues(knowledge: Knowledge, events: Iterable[AnyEvent], since: date | None = None) -> Clues:
    """Gather the clues of this episode; the latest drawing of a view and the latest press count."""
    drawings: dict[str, Mapping[Place, float]] = {}
    inspected: dict[tuple[str, Side], Inspected] = {}
    tests: dict[tuple[str, Side | None], Tested] = {}
    holds: dict[str, dict[date, dict[Side, float]]] = {}
    factors: frozenset[str] = frozenset()
    none_said = False
    for event in events:
        if since is not None and event.on < since:
            continue
        match event:
            case Drew():
                drawings[event.view] = marked(knowledge, event)
            case Inspected():
                inspected[knowledge.canonical(event.muscle), event.side] = event
            case Tested():
                tests[event.test, event.side] = event
                if event.side is not None and event.value is not None:
                    of_day = holds.setdefault(event.test, {}).setdefault(event.on, {})
                    of_day[event.side] = event.value
            case Answered(question="worse-with", value=tuple() as ticked):
                factors = frozenset(ticked)
            case Answered(question="none-fits", value=value):
                none_said = value == "yes"
    return Clues(
        places=drawn_places(drawings),
        inspected=inspected,
        factors=factors,
        tests=tests,
        holds=holds,
        none_said=none_said,
    )


def none_fits(knowledge: Knowledge, found: Clues) -> bool:
    """True when no muscle should be forced on this pain (clinical.md 2.4.1, "none fits").

    The runner says so; nothing changes the pain; all marks lie outside the typical zones of the
    guide's three; or all three were pressed on a side that hurts and none was "my pain".
    """
    if found.none_said or "nothing-changes-it" in found.factors:
        return True
    guide = [muscle for muscle in knowledge.muscles.values() if muscle.listed == "guide"]
    typical = {region for muscle in guide for region in _zones(muscle)[0]}
    if found.places and not any(region in typical for region, _ in found.places):
        return True
    return any(_pressed_in_vain(knowledge, guide, found, side) for side in found.sides)


def _pressed_in_vain(
    knowledge: Knowledge, guide: Sequence[Muscle], found: Clues, side: Side
) -> bool:
    pressed = [found.inspected.get((muscle.id, side)) for muscle in guide]
    familiar = any(
        each.familiar and each.tender >= knowledge.ranking.tender_from
        for each in found.inspected.values()
    )
    return all(each is not None for each in pressed) and not familiar


def rank(knowledge: Knowledge, cleared: Cleared, found: Clues) -> Ranking:
    """Put the muscles in order for a runner who is cleared; empty when ranking is blocked.

    Psoas and iliacus are never in it (P9): they are answered by "why not?".
    """
    listed = sorted(knowledge.muscles.values(), key=lambda muscle: muscle.order)
    outside = [
        _ranked(knowledge, muscle, side, found)
        for muscle in listed
        for side in found.sides
        if muscle.listed == "outside"
    ]
    outside = [each for each in outside if each.points > 0]
    guide = [
        _ranked(knowledge, muscle, side, found)
        for muscle in listed
        for side in found.sides
        if muscle.listed == "guide" and RANKING not in cleared.blocks
    ]
    return Ranking(
        muscles=in_order(knowledge, guide),
        outside=in_order(knowledge, outside),
    )


def in_order(knowledge: Knowledge, entries: Iterable[RankedMuscle]) -> tuple[RankedMuscle, ...]:
    """Most points first, ties in the guide's order, each with its words for how clear it is."""
    ordered = sorted(
        entries,
        key=lambda each: (-each.points, knowledge.muscles[each.muscle].order, each.side.value),
    )
    return tuple(
        replace(each, confidence=_confidence(knowledge.ranking, ordered, each)) for each in ordered
    )


def _confidence(rules: RankingRules, ordered: Sequence[RankedMuscle], each: RankedMuscle) -> str:
    """Words, not percentages: a clear lead, one of two, also worth checking, or no clear match."""
    if each.points < rules.no_match_below:
        return "no-clear-match"
    top = ordered[0]
    rivals = [other.points for other in ordered if other.muscle != top.muscle]
    lead = top.points - max(rivals, default=0.0)
    if lead >= rules.clear_lead:
        return "most-worth-checking" if each.muscle == top.muscle else "also-worth-checking"
    near = top.points - each.points < rules.clear_lead
    return "one-of-two" if near else "also-worth-checking"


def _ranked(knowledge: Knowledge, muscle: Muscle, side: Side, found: Clues) -> RankedMuscle:
    reasons = (
        *_pressing(knowledge, muscle, side, found),
        *_drawing(knowledge, muscle, side, found),
        *_aggravating(knowledge, muscle, found),
        *_testing(knowledge, muscle, side, found),
        *_prior(knowledge, muscle),
    )
    return RankedMuscle(
        muscle=muscle.id,
        side=side,
        points=sum(reason.points for reason in reasons),
        confidence="",
        reasons=reasons,
    )


def _pressing(knowledge: Knowledge, muscle: Muscle, side: Side, found: Clues) -> Iterable[Reason]:
    rules = knowledge.ranking
    here = found.inspected.get((muscle.id, side))
    if here is None:
        return
    there = found.inspected.get((muscle.id, side.other))
    words = {"muscle": muscle.name, "side": side.value, "tender": _number(here.tender)}
    if here.tender >= rules.tender_from and here.familiar:
        yield Reason(rules.reasons["familiar"].filled(**words), rules.tender_and_familiar)
    elif here.tender >= rules.tender_from:
        yield Reason(rules.reasons["tender"].filled(**words), rules.tender_only)
    elif there is not None and here.tender - there.tender >= rules.tenderer_than_other_side_by:
        yield Reason(rules.reasons["tenderer"].filled(**words), rules.tender_only)


def _zones(muscle: Muscle) -> tuple[dict[str, bool], dict[str, bool]]:
    """Essential and spillover regions, each with "on both sides?"; essential wins."""
    essential: dict[str, bool] = {}
    spillover: dict[str, bool] = {}
    for point in muscle.points:
        for region in point.essential:
            essential[region] = essential.get(region, False) or point.both_sides
        for region in point.spillover:
            spillover[region] = spillover.get(region, False) or point.both_sides
    return essential, {r: both for r, both in spillover.items() if r not in essential}


def _drawing(knowledge: Knowledge, muscle: Muscle, side: Side, found: Clues) -> Iterable[Reason]:
    rules = knowledge.ranking
    essential, spillover = _zones(muscle)
    left = {"essential": rules.essential_max, "spillover": rules.spillover_max}
    each = {"essential": rules.essential, "spillover": rules.spillover}
    cannot: list[str] = []
    for region, marked_side in sorted(
        found.places, key=lambda place: _region_order(knowledge, place)
    ):
        other_side = marked_side not in {None, side}
        kind = "essential" if region in essential else "spillover" if region in spillover else ""
        if kind and (not other_side or {**essential, **spillover}[region]):
            points = min(each[kind], left[kind])
            left[kind] -= points
            if points > 0:
                yield Reason(
                    rules.reasons[kind].filled(region=_named(knowledge, region, marked_side)),
                    points,
                )
        elif not kind and not other_side and region in _typical_of_some(knowledge):
            cannot.append(_named(knowledge, region, marked_side))
    if cannot:
        yield Reason(rules.reasons["cannot_produce"].filled(region=cannot[0]), rules.cannot_produce)


def _typical_of_some(knowledge: Knowledge) -> frozenset[str]:
    """The regions that are an essential zone of at least one muscle."""
    return frozenset(
        region
        for muscle in knowledge.muscles.values()
        for point in muscle.points
        for region in point.essential
    )


def _region_order(knowledge: Knowledge, place: Place) -> tuple[int, str]:
    region = knowledge.regions.get(place[0])
    return (region.order if region else 999, place[1].value if place[1] else "")


def _named(knowledge: Knowledge, region: str, side: Side | None) -> str:
    known = knowledge.regions.get(region)
    name = known.name.lower() if known else region
    return f"{name} ({side.value})" if side else name


def _aggravating(knowledge: Knowledge, muscle: Muscle, found: Clues) -> Iterable[Reason]:
    rules = knowledge.ranking
    left = rules.factor_max
    for factor in muscle.worse:
        if factor.id in found.factors and left > 0:
            left -= rules.factor
            yield Reason(
                rules.reasons["factor"].filled(factor=factor.says.says.rstrip(".")), rules.factor
            )


def _testing(knowledge: Knowledge, muscle: Muscle, side: Side, found: Clues) -> Iterable[Reason]:
    rules = knowledge.ranking
    for test in knowledge.selftests.values():
        if muscle.id not in test.muscles or not test.ranks:
            continue
        detail = _asymmetry(test, side, found) or _positive(test, side, found)
        if detail:
            yield Reason(
                rules.reasons["self_test"].filled(test=test.name, detail=detail), rules.self_test
            )
            return


def _asymmetry(test: SelfTest, side: Side, found: Clues) -> str:
    """The painful side is lower by the test's share on at least two days (clinical.md 2.5)."""
    if test.weaker_by_percent is None or side not in found.sides:
        return ""
    low: list[float] = []
    for values in found.holds.get(test.id, {}).values():
        if len(values) == len(Side) and values[side.other] > 0:
            percent = 100 * (1 - values[side] / values[side.other])
            if percent >= test.weaker_by_percent:
                low.append(percent)
    if len(low) < 2:
        return ""
    return f"the {side.value} was {round(min(low))} % or more shorter on {len(low)} days"


def _positive(test: SelfTest, side: Side, found: Clues) -> str:
    result = found.tests.get((test.id, side))
    if test.at_least is None or result is None:
        return ""
    value = max(result.value or 0.0, 1.0 if (result.pain or 0.0) > 0 else 0.0)
    return f"positive on the {side.value}" if value >= test.at_least else ""


def _prior(knowledge: Knowledge, muscle: Muscle) -> Iterable[Reason]:
    if muscle.prior:
        ordinal = _ORDINALS[min(muscle.order, len(_ORDINALS)) - 1]
        yield Reason(
            knowledge.ranking.reasons["prior"].filled(muscle=muscle.name, ordinal=ordinal),
            muscle.prior,
        )


def _number(value: float) -> str:
    return f"{value:g}"
