"""The safety laws, proved over every answer set that there can be (DESIGN.md, section 3).

An answer set says of every question whether it is answered, and how, and what is drawn, tested and
observed.  There are far too many to try, so sets of them are kept as decision diagrams.  A law that
fails comes with the smallest answer set that breaks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from textwrap import fill
from typing import Final

from strideback.core.knowledge import Knowledge
from strideback.formats.proof_diagrams import ProofUnavailable
from strideback.formats.proof_laws import Laws, Tried

__all__ = ["LAWS", "ProofUnavailable", "Verdict", "prove", "report"]

LAWS: Final[Mapping[str, str]] = {
    "law 0": "The formulas in the files and the masks at run time mean the same.",
    "law 1": "No answers that raise an emergency or same-day flag are cleared.",
    "law 2": "No answers are cleared while something not known could still raise an emergency or "
    "same-day flag.",
    "law 3": 'Turning one "not known" into "yes", or ticking one thing more, never lowers the '
    "level.",
    "law 4": "Every flag can be raised, and some answers are cleared.",
    "law 5": "No flag is swallowed by another one.",
}
"""Each law in a plain sentence."""

_WHYS: Final = 10
"""So many reasons are named at most."""

_Law = Callable[[], Tried]


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
    whole, in_part = Laws(knowledge), Laws(knowledge, in_part=True)
    tries: tuple[tuple[_Law, _Law | None], ...] = (
        (whole.meaning, in_part.meaning),
        (whole.urgent, in_part.urgent),
        (whole.still_open, in_part.still_open),
        (whole.one_more_yes, in_part.one_more_yes),
        (whole.reach, None),
        (whole.swallow, None),
    )
    verdicts = []
    for (law, says), (first, second) in zip(LAWS.items(), tries, strict=True):
        if on_law is not None:
            on_law(law)
        verdicts.append(_verdict(law, says, first, second))
    return tuple(verdicts)


def _verdict(law: str, says: str, first: _Law, second: _Law | None) -> Verdict:
    """Over whole answers first, as their counter-examples read best; then over parts of them."""
    among, breaks = first()
    note = f"{how_many(among)}"
    if not breaks and second is not None:
        among, breaks = second()
        note = f"{note}; {how_many(among)} with questions known in part"
    if not breaks:
        return Verdict(law, says, True, None, note)
    smallest = min(breaks, key=lambda each: each.price)
    others = (each.why for each in breaks if each is not smallest)
    why = tuple(dict.fromkeys((smallest.why, *others)))
    shown = "; ".join(why[:_WHYS]) + (f"; and {len(why) - _WHYS} more" if len(why) > _WHYS else "")
    return Verdict(law, says, False, smallest.counter, f"{note}; {shown}")


def report(verdicts: Iterable[Verdict]) -> str:
    """The verdicts as plain lines of text."""
    return "".join(f"{line}\n" for verdict in verdicts for line in _lines(verdict))


def _lines(verdict: Verdict) -> Iterator[str]:
    says = verdict.says.rstrip(".")
    word = "holds" if verdict.holds else "BROKEN"
    yield f"{verdict.law} {word}: {says} ({verdict.note})"
    if verdict.counter is not None:
        said = [_told(key, value) for key, value in verdict.counter.items() if value != "no"]
        no = [key for key, value in verdict.counter.items() if value == "no"]
        yield "  smallest answers that break it:"
        for each in (*said, *([f"no to: {', '.join(no)}"] if no else [])) or ["no answer at all"]:
            yield fill(each, 96, initial_indent="    ", subsequent_indent="      ")


def _told(key: str, value: str) -> str:
    return f"{key}: {value}" if key in {"not known", "then yes"} else f"{key} = {value}"


def how_many(count: int) -> str:
    """A count of answer sets, in a few digits: `3.1e41 answer sets`."""
    digits = str(count)
    said = digits if len(digits) <= 6 else f"{digits[0]}.{digits[1]}e{len(digits) - 1}"
    return f"{said} answer set{'' if count == 1 else 's'}"
