"""What the ranking looks at: drawing, pressing, what makes it worse, self-tests."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from strideback.core.diary import Answered, AnyEvent, Drew, Inspected, Tested
from strideback.core.findings import Place, drawn_places, marked
from strideback.core.knowledge import Knowledge, Muscle
from strideback.core.terms import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """What the ranking looks at: the drawing, the pressing, what makes it worse, and self-tests.

    `sides` are those that hurt, the drawn before the others.  `holds` are both-sided test values by test and day: `holds[test][day][side]`.
    """

    places: Mapping[Place, float]
    inspected: Mapping[tuple[str, Side], Inspected]
    factors: frozenset[str]
    tests: Mapping[tuple[str, Side | None], Tested]
    holds: Mapping[str, Mapping[date, Mapping[Side, float]]]
    sides: tuple[Side, ...] = tuple(Side)
    none_said: bool = False


def clues(knowledge: Knowledge, events: Iterable[AnyEvent], since: date | None = None) -> Clues:
    """Gather the clues of this episode; the latest drawing of a view and the latest press count."""
    drawings: dict[str, Mapping[Place, float]] = {}
    inspected: dict[tuple[str, Side], Inspected] = {}
    tests: dict[tuple[str, Side | None], Tested] = {}
    holds: dict[str, dict[date, dict[Side, float]]] = {}
    factors: frozenset[str] = frozenset()
    locked: frozenset[str] = frozenset()
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
            case Answered(question="spasm-locked-up", value=value):
                locked = frozenset({"locked-up"} if value == "yes" else ())
            case Answered(question="none-fits", value=value):
                none_said = value == "yes"
    return Clues(
        places=drawn_places(drawings),
        inspected=inspected,
        factors=factors | locked,
        tests=tests,
        holds=holds,
        sides=_sides(knowledge, drawn_places(drawings), inspected.values()),
        none_said=none_said,
    )


def _sides(
    knowledge: Knowledge, places: Iterable[Place], pressed: Collection[Inspected]
) -> tuple[Side, ...]:
    """The sides that hurt: drawn, or "that is my pain"; else where it is tender; else both.

    Pressing the other side only to compare does not make it a side that hurts.  A side that is drawn
    comes before one that is not.
    """
    drawn = {side for _, side in places if side is not None}
    tender = [each for each in pressed if each.tender >= knowledge.ranking.tender_from]
    found = drawn | {each.side for each in pressed if each.familiar and each.tender > 0}
    found = found or {each.side for each in tender}
    found = found or set(Side)
    return tuple(sorted(found, key=lambda side: (side not in drawn, side.value)))


def zones(muscle: Muscle) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Essential and spillover regions, of the muscle's own side or the midline; essential wins."""
    essential = dict.fromkeys(region for point in muscle.points for region in point.essential)
    spillover = dict.fromkeys(region for point in muscle.points for region in point.spillover)
    return tuple(essential), tuple(region for region in spillover if region not in essential)


def none_fits(knowledge: Knowledge, found: Clues) -> bool:
    """True when no muscle should be forced on this pain (clinical.md 2.4.1, "none fits").

    The runner says so; nothing changes the pain; all marks lie outside the typical zones of the
    guide's three and none of them, pressed, was "my pain"; or all three were pressed on a side that
    hurts and nothing was.
    """
    if found.none_said or "nothing-changes-it" in found.factors:
        return True
    guide = [muscle for muscle in knowledge.muscles.values() if muscle.listed == "guide"]
    typical = {region for muscle in guide for region in zones(muscle)[0]}
    outside = found.places and not any(region in typical for region, _ in found.places)
    if outside and not any(_my_pain(found, muscle.id) for muscle in guide):
        return True
    return any(_pressed_in_vain(guide, found, side) for side in found.sides)


def _pressed_in_vain(guide: Sequence[Muscle], found: Clues, side: Side) -> bool:
    pressed = [found.inspected.get((muscle.id, side)) for muscle in guide]
    return all(each is not None for each in pressed) and not _my_pain(found)


def _my_pain(found: Clues, muscle: str | None = None) -> bool:
    """True when pressing a muscle (this one, or any) was tender and "that is my pain"."""
    return any(
        each.familiar and each.tender > 0
        for (pressed, _), each in found.inspected.items()
        if muscle is None or pressed == muscle
    )
