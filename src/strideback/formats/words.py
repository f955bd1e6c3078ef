"""The words of every face: days, doses, sides, levels, blocks and gates, as a person says them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from strideback.core.knowledge import Knowledge
from strideback.core.plan import Item, Plan, Session, TimedSet
from strideback.core.terms import Dose, Level, Side

LEVELS = {
    Level.EMERGENCY: "Emergency now",
    Level.SAME_DAY: "Same day",
    Level.SOON: "See a professional soon",
    Level.ADAPT: "Adapt",
    Level.NONE: "",
}
LIGHTS = {
    "green": "Green",
    "amber": "Amber",
    "red": "Red",
    "none": "No light yet",
    "blocked": "On hold",
    "unknown": "not rated",
}
CONFIDENCE = {
    "most-worth-checking": "most worth checking",
    "one-of-two": "one of two to check first",
    "also-worth-checking": "also worth checking",
    "no-clear-match": "no clear match",
}
GATES = {
    "G0": "the safety questions",
    "G1": "the end of massage",
    "G2": "from stretching to strength",
    "G3": "back to full running",
    "G4": "the look back at two weeks",
    "G5": "the look back at six weeks",
    "G6": "pain up for over 48 hours",
    "G7": "the look back at twelve weeks",
}
STATUS = {
    "passed": "passed",
    "waiting": "waiting for a word from you",
    "held": "not open",
    "paused": "paused",
    "not-yet": "still ahead",
}
ROLES = {"main": "", "gentle-start": "gentle start", "optional": "optional, if you like"}
_BLOCKS = {
    "everything": "the whole plan",
    "running": "running",
    "running-progression": "longer or faster runs",
    "stage-progression": "the next stage",
    "ranking": "picking a muscle",
    "massage": "all massage",
    "massage-deep": "deep massage",
    "massage-only-cycles": "more rounds of massage alone",
    "stretch": "all stretches",
    "long-end-range": "long holds at the end of the range",
    "strength": "strength exercises",
    "impact": "jumps and hard landings",
    "extension": "bending far backwards",
    "end-range-flexion": "bending far forwards",
    "end-range-twist": "twisting far",
    "breath-hold": "efforts that make you hold your breath",
    "long-lying-hold": "long holds lying down",
    "compressive": "heavy loads on the spine",
    "trochanter-pressure": "pressure on the bony point of the hip",
    "sacrum-pressure": "pressure on the base of the spine",
    "knee-load": "weight on a bent knee",
    "forearm-load": "weight on the forearm",
    "no equipment": "nothing at hand for it",
    "no floor": "you prefer not to use the floor",
}


def day(on: date, *, year: bool = False) -> str:
    """A day as it is said: `Fri 6 March`, with its year where wanted.

    >>> day(date(2026, 3, 6), year=True)
    'Fri 6 March 2026'
    """
    return f"{on:%a} {on.day} {on:%B}{f' {on.year}' if year else ''}"


def short_day(on: date) -> str:
    """A day in a column: `Fri  6 Mar`.

    >>> short_day(date(2026, 3, 6))
    'Fri  6 Mar'
    """
    return f"{on:%a} {on.day:>2} {on:%b}"


def joined(words: Iterable[str], last: str = "and") -> str:
    """Words in a row: `a, b and c`.

    >>> joined(["left", "right"], "or")
    'left or right'
    """
    all_of = list(words)
    if len(all_of) < 2:
        return "".join(all_of)
    return f"{', '.join(all_of[:-1])} {last} {all_of[-1]}"


def plural(count: int, one: str, more: str = "") -> str:
    """The count with its word: `1 day`, `3 days`."""
    return f"{count} {one if count == 1 else more or one + 's'}"


def figure(value: float) -> str:
    """A number as short as it can be: `5`, `1.5`."""
    return f"{round(value, 1):g}"


def seconds(value: float) -> str:
    """A duration: `30 s`, `2 min`, `2 min 30 s`, `1 h 10 min`."""
    whole = round(value)
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    if whole >= 600:
        rest = 0
    parts = ((hours, "h"), (minutes, "min"), (rest, "s"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 s"


def kilometres(metres: float) -> str:
    """A distance: `5.2 km`; rounded down, so that a cap is never passed by rounding."""
    return f"{int(metres / 100 + 1e-6) / 10:g} km"


def dose(value: Dose) -> str:
    """How much, in short: `2 × 30 s`, `3 × 8, held 2 s`, `20 min`."""
    if value.minutes is not None:
        return f"{value.minutes} min"
    if value.bout_s is not None:
        return f"{value.sets} × {seconds(value.bout_s)}"
    if value.reps is not None:
        held = f", held {value.hold_s} s" if value.hold_s else ""
        return f"{value.sets} × {value.reps}{held}"
    if value.hold_s is not None:
        return f"{value.sets} × {seconds(value.hold_s)}"
    if value.distance_m is not None:
        return f"{value.sets} × {value.distance_m} m"
    return plural(value.sets, "set")


def sides(of: Iterable[Side]) -> str:
    """Which sides: `both`, `left`, `right`, or nothing where sides do not apply."""
    names = [side.value for side in of]
    return "both" if len(names) == len(Side) else "".join(names)


def block(knowledge: Knowledge, name: str) -> str:
    """What a block leaves out, in words."""
    kind, colon, of = name.partition(":")
    if not colon:
        return _BLOCKS.get(name, name)
    if kind == "exercise":
        known = knowledge.exercises.get(of)
        return (known.name if known else of).lower()
    muscle = knowledge.muscles.get(of)
    return f"{kind} of the {(muscle.name if muscle else of).lower()}"


# --- a session -----------------------------------------------------------------------------------


def stage_name(knowledge: Knowledge, plan: Plan | None, session: Session) -> str:
    """The name of the session's stage."""
    stages = knowledge.programmes[plan.programme].stages if plan else ()
    return next((each.name for each in stages if each.id == session.stage), session.stage)


def minutes(session: Session) -> str:
    """How long a session takes, rests included: `21 minutes`, the last one begun counted whole."""
    return plural(-(-session.seconds // 60), "minute")


def how_much(item: Item) -> str:
    """How much, on which sides, and the limits: `2 × 30 s on each side, 15 s rest between, …`."""
    parts = [dose(item.dose)]
    if len(item.sides) > 1:
        parts[0] += " on each side"
    elif item.sides:
        parts[0] += f" on the {item.sides[0].value}"
    if item.dose.rest_s and item.dose.sets * max(len(item.sides), 1) > 1:
        parts.append(f"{seconds(item.dose.rest_s)} rest between")
    if item.dose.effort_cap is not None:
        parts.append(f"effort up to {item.dose.effort_cap} of 10")
    if item.dose.pain_cap is not None:
        parts.append(f"pain up to {item.dose.pain_cap} of 10")
    return ", ".join(parts)


def timer(sets: Iterable[TimedSet]) -> str:
    """The timer of every set: `left 30 s, 30 s · right 30 s, 30 s`."""
    told = []
    for side, mine in groupby(sets, key=lambda each: each.side):
        times = ", ".join(seconds(each.seconds) for each in mine)
        told.append(f"{side.value} {times}" if side else times)
    return " · ".join(told)
