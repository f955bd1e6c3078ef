"""What a diary line can say: for each kind its first parts, its `key=value` parts, and the others.

Change `KINDS` to change the grammar; `diary_line` reads by it, `diary_write` writes the same words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from strideback.core.diary import (
    Answered,
    AnyEvent,
    Corrected,
    Did,
    Drew,
    Function,
    Inspected,
    Noted,
    PainLogged,
    PlanIssued,
    Preferred,
    Ran,
    Seen,
    Skipped,
    Stroke,
    Tested,
)
from strideback.formats.diary_figures import (
    answer,
    between,
    distance,
    duration,
    moves,
    spans,
    weekdays,
    whole,
)
from strideback.formats.diary_runs import RUN_KEYS, run_readers
from strideback.formats.diary_words import (
    Misread,
    listing,
    maybe_none,
    name,
    names,
    one_of,
    shown,
    sided,
    some_of,
    text,
    words,
    yes_no,
)

Fields = dict[str, Any]
Reader = Callable[[str], Any]

BODY_SIGNS = ("bruise", "numbness", "tingling", "shooting", "sharp")
RUN_SIGNS = ("rising", "limp", "sharp", "leg-symptoms", "night-pain")
OUTCOMES = ("cleared", "limits", "not-cleared")

_BOUTS = re.compile(r"([0-9]{1,4})[x×]([0-9]{1,4})")

scale = between(0, 10)
_sets, _reps = whole(1, 100), whole(1, 1000)
_value = between(-1_000_000, 1_000_000)
_chart = between(-1_000_000, 1_000_000)
_brush = between(0, 1000)


# --- parts that come first, or stand alone -------------------------------------------------------


def _named(key: str) -> Callable[[str], Fields]:
    return lambda part: {key: name(part)}


def _sided(key: str) -> Callable[[str], Fields]:
    def read(part: str) -> Fields:
        stem, side = sided(part)
        return {key: stem, "side": side}

    return read


def _both_sided(part: str) -> Fields:
    stem, side = sided(part)
    if side is None:
        raise Misread(f"has no side; write {stem}.left or {stem}.right")
    return {"muscle": stem, "side": side}


def _alone(_part: str) -> Fields:
    raise Misread('is not understood here; write parts as key=value, and free words in "…"')


def _words(key: str) -> Callable[[str], Fields]:
    return lambda part: {key: words(part)}


def _measured(part: str) -> Fields:
    if part in ("yes", "no"):
        return {"value": float(part == "yes")}
    if part[-1] == "s" or ":" in part or part.endswith("min"):
        return {"value": duration(part)}
    return {"value": _value(part)}


def _amount(part: str) -> Fields:
    if part[-1] == "m" or part.endswith("mi"):
        return {"distance_m": distance(part)}
    if part[-1] in "shn" or ":" in part:
        return {"duration_s": duration(part)}
    raise Misread("is neither a distance nor a time; write it as in 8.2km, 20m, 46min or 1h10min")


def _dose(part: str) -> Fields:
    if bouts := _BOUTS.fullmatch(part):
        return {"sets": _sets(bouts[1]), "reps": _reps(bouts[2])}
    return _amount(part)


def _outcome(part: str) -> Fields:
    return {"said": words(part)} if '"' in part else {"outcome": one_of(*OUTCOMES)(part)}


# --- values that belong to one key ---------------------------------------------------------------


def _hold(part: str) -> float:
    seconds = duration(part)
    if seconds > 3600:
        raise Misread("is a hold of more than an hour; check it")
    return seconds


def _good_form(part: str) -> bool:
    return one_of("good", "poor")(part) == "good"


def _rmdq(part: str) -> Fields:
    return {"measure": "rmdq", "value": between(0, 24)(part)}


def _activity(part: str) -> Fields:
    return {"measure": "activity", "value": scale(part)}


def read_stroke(part: str) -> Stroke:
    """A stroke as `points@brush:intensity`, points with semicolons between them."""
    points, at_sign, how = part.partition("@")
    brush, colon, intensity = how.partition(":")
    if not (at_sign and colon):
        raise Misread("is not a stroke; write points@brush:intensity, as in 10,20;12,22.5@6:4")
    placed = tuple((_chart(x), _chart(y)) for x, y in map(_point, points.split(";")))
    return Stroke(points=placed, brush=_brush(brush), intensity=scale(intensity))


def _point(part: str) -> tuple[str, str]:
    x, comma, y = part.partition(",")
    if not (comma and x and y):
        raise Misread(f"has the point {shown(part)}; a point is x,y as in 12,22.5")
    return x, y


# --- the grammar ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How the lines of one kind are read.

    `first` are the parts that have to come first, `keys` gives the field and the reader of each
    `key=value`, `alone` reads any other part.  One of the fields `needs` has to be there.
    """

    makes: Callable[..., AnyEvent]
    example: str
    first: tuple[Callable[[str], Fields], ...] = ()
    keys: Mapping[str, tuple[str, Reader]] = field(default_factory=dict)
    alone: Callable[[str], Fields] = _alone
    needs: tuple[str, ...] = ()


def _keys(**readers: Reader) -> dict[str, tuple[str, Reader]]:
    return {key: (key, reader) for key, reader in readers.items()}


KINDS: Mapping[str, Kind] = {
    "answered": Kind(
        makes=Answered,
        example="answered saddle-numbness no",
        first=(_named("question"),),
        alone=lambda part: {"value": answer(part)},
        needs=("value",),
    ),
    "drew": Kind(
        makes=Drew,
        example="drew back sacrum=2 flank.right=3', or 'drew back nothing",
        first=(_named("view"),),
    ),
    "inspected": Kind(
        makes=Inspected,
        example="inspected gluteus-medius.right tender=7 familiar=yes",
        first=(_both_sided,),
        keys=_keys(tender=scale, familiar=yes_no),
        needs=("tender",),
    ),
    "tested": Kind(
        makes=Tested,
        example="tested side-bridge-hold.left value=45 pain=2",
        first=(_sided("test"),),
        keys=_keys(value=_value, pain=scale),
        alone=_measured,
        needs=("value", "pain"),
    ),
    "pain": Kind(
        makes=PainLogged,
        example="pain now=4 worst=6 during=3 morning=4",
        keys=_keys(now=scale, worst=scale, during=scale, morning=scale),
        needs=("now", "worst", "during", "morning"),
    ),
    "did": Kind(
        makes=Did,
        example="did massage-gluteus-medius.right 6min before=5 after=3",
        first=(_sided("exercise"),),
        keys={
            **_keys(before=scale, during=scale, after=scale, effort=scale),
            **_keys(sets=_sets, reps=_reps, step=whole(1, 20), signs=some_of(*BODY_SIGNS)),
            "hold": ("hold_s", _hold),
            "form": ("good_form", _good_form),
        },
        alone=_dose,
    ),
    "skipped": Kind(
        makes=Skipped,
        example='skipped fire-hydrant "no time"',
        first=(_named("exercise"),),
        alone=_words("reason"),
    ),
    "ran": Kind(
        makes=Ran,
        example="ran 8.2km 46min pain=3",
        keys={
            **_keys(pain=scale, kind=name, signs=some_of(*RUN_SIGNS), file=text, shoes=text),
            **run_readers(),
        },
        alone=_amount,
        needs=(
            *("distance_m", "duration_s", "pain", "kind", "signs", "file", "shoes"),
            *(each.field for each in RUN_KEYS.values()),
        ),
    ),
    "function": Kind(
        makes=Function,
        example="function rmdq=7', or 'function activity=6 \"run 10 km\"",
        keys={"rmdq": ("", _rmdq), "activity": ("", _activity)},
        alone=_words("activity"),
        needs=("measure",),
    ),
    "seen": Kind(
        makes=Seen,
        example='seen fever limits without=running,massage by=gp "what was said"',
        first=(_named("flag"),),
        keys=_keys(outcome=one_of(*OUTCOMES), by=text, said=text, without=listing),
        alone=_outcome,
        needs=("outcome",),
    ),
    "plan-issued": Kind(
        makes=PlanIssued,
        example="plan-issued guide massage edition=2026.1 items=easy-walk",
        first=(_named("programme"), _named("stage")),
        keys=_keys(edition=text, items=listing),
        needs=("edition",),
    ),
    "noted": Kind(makes=Noted, example='noted "the left side was stiff"'),
    "preferred": Kind(
        makes=Preferred,
        example="preferred days=mon,wed,fri minutes=20",
        keys=_keys(
            days=weekdays,
            minutes=whole(1, 600),
            equipment=maybe_none(listing),
            floor=yes_no,
            programme=name,
            also=maybe_none(names),
            away=spans,
            moved=moves,
        ),
        needs=("days", "minutes", "equipment", "floor", "programme", "also", "away", "moved"),
    ),
    "corrected": Kind(
        makes=Corrected,
        example="corrected 3 answered shoulder-pain no', or 'corrected 3 removed",
    ),
}
