"""Points with reasons, and the words for how clear they are (clinical.md 2.4.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from strideback.core.findings import Place
from strideback.core.knowledge import Knowledge, Muscle, RankingRules, SelfTest, Sentence, Words
from strideback.core.ranking.clues import Clues, zones
from strideback.core.terms import RANKING, MuscleId, Side
from strideback.core.triage import Cleared


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
    """Most points first, ties in the guide's order, each with its words for how clear it is.

    A tie between the two sides of a muscle stays as it came: the side that is drawn comes first.
    """
    ordered = sorted(entries, key=lambda each: (-each.points, knowledge.muscles[each.muscle].order))
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
    say = knowledge.words
    words = {
        "muscle": say.within(muscle.name),
        "side": say.side(side),
        "tender": say.figure(here.tender),
    }
    if here.tender > 0 and here.familiar:
        yield Reason(rules.reasons["familiar"].filled(**words), rules.tender_and_familiar)
    elif here.tender >= rules.tender_from:
        yield Reason(rules.reasons["tender"].filled(**words), rules.tender_only)
    elif there is not None and here.tender - there.tender >= rules.tenderer_than_other_side_by:
        yield Reason(rules.reasons["tenderer"].filled(**words), rules.tender_only)


def _drawing(knowledge: Knowledge, muscle: Muscle, side: Side, found: Clues) -> Iterable[Reason]:
    """Marks on this side and in the midline.  A mark on the other side speaks for nothing here.

    Where this side is not drawn at all, what the muscle cannot produce counts against it on both:
    else the side with the pain would lose a point and the other keep it.
    """
    rules = knowledge.ranking
    essential, spillover = zones(muscle)
    left = {"essential": rules.essential_max, "spillover": rules.spillover_max}
    each = {"essential": rules.essential, "spillover": rules.spillover}
    cannot: list[str] = []
    drawn = any(marked_side is side for _, marked_side in found.places)
    for region, marked_side in sorted(
        found.places, key=lambda place: _region_order(knowledge, place)
    ):
        other_side = marked_side not in {None, side}
        kind = "essential" if region in essential else "spillover" if region in spillover else ""
        if kind and not other_side:
            points = min(each[kind], left[kind])
            left[kind] -= points
            if points > 0:
                yield Reason(
                    rules.reasons[kind].filled(region=_named(knowledge, region, marked_side)),
                    points,
                )
        elif not kind and not (other_side and drawn) and region in _typical_of_some(knowledge):
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
    name = knowledge.words.within(known.name) if known else region
    return (
        knowledge.words.place.format(region=name, side=knowledge.words.side(side)) if side else name
    )


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
        detail = _asymmetry(knowledge.words, test, side, found) or _positive(
            knowledge.words, test, side, found
        )
        if detail:
            yield Reason(
                rules.reasons["self_test"].filled(test=test.name, detail=detail), rules.self_test
            )
            return


def _asymmetry(words: Words, test: SelfTest, side: Side, found: Clues) -> str:
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
    return words.shorter.format(side=words.side(side), percent=round(min(low)), days=len(low))


def _positive(words: Words, test: SelfTest, side: Side, found: Clues) -> str:
    result = found.tests.get((test.id, side))
    if test.at_least is None or result is None:
        return ""
    value = max(result.value or 0.0, 1.0 if (result.pain or 0.0) > 0 else 0.0)
    return words.positive.format(side=words.side(side)) if value >= test.at_least else ""


def _prior(knowledge: Knowledge, muscle: Muscle) -> Iterable[Reason]:
    if muscle.prior:
        order = knowledge.words.order
        ordinal = order[min(muscle.order, len(order)) - 1]
        yield Reason(
            knowledge.ranking.reasons["prior"].filled(muscle=muscle.name, ordinal=ordinal),
            muscle.prior,
        )
