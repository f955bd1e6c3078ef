"""The items of a session as short words that stay: what a runner was shown, whatever comes later.

A word is `exercise.sides/rung/amount`, as in `pigeon-stretch.left+right/2/2x30s` or `easy-walk/1/20min`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from strideback.core.plan.sessions import Item, Session
from strideback.core.terms import Dose, Side

_WORD = re.compile(
    r"(?P<exercise>[a-z0-9-]+)(?:\.(?P<sides>(?:left|right)(?:\+(?:left|right))?))?"
    r"/(?P<rung>[0-9]{1,2})/(?P<amount>[0-9]+(?:s|m|min)?(?:x[0-9]+(?:s|m|min)?){0,2})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An item as it was shown; `rung` counts from 1, `amount` are numbers with units: `2x30s`."""

    exercise: str
    sides: tuple[Side, ...]
    rung: int
    amount: str


def shown_words(session: Session) -> tuple[str, ...]:
    """A word for each item of the session."""
    return tuple(map(_word, session.items))


def read_shown(words: tuple[str, ...]) -> Iterator[Shown | str]:
    """The items that the words say; a word of another form is given back as it is."""
    for word in words:
        found = _WORD.fullmatch(word)
        if found is None:
            yield word
            continue
        sides = (found["sides"] or "").split("+")
        yield Shown(
            exercise=found["exercise"],
            sides=tuple(Side(each) for each in sides if each),
            rung=int(found["rung"]),
            amount=found["amount"],
        )


def _word(item: Item) -> str:
    sides = "+".join(each.value for each in item.sides)
    return f"{item.exercise}{'.' if sides else ''}{sides}/{item.step + 1}/{_amount(item.dose)}"


def _amount(dose: Dose) -> str:
    if dose.minutes is not None:
        return f"{dose.minutes}min"
    parts = (
        f"{dose.sets}",
        None if dose.bout_s is None else f"{dose.bout_s}s",
        None if dose.bout_s is not None or dose.reps is None else f"{dose.reps}",
        None if dose.bout_s is not None or dose.hold_s is None else f"{dose.hold_s}s",
        None if dose.distance_m is None or dose.reps or dose.hold_s else f"{dose.distance_m}m",
    )
    return "x".join(each for each in parts if each is not None)
