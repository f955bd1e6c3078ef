"""The words of every face: days, doses, sides, levels, blocks and gates, as a person says them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from strideback.core.diary import Seen
from strideback.core.knowledge import Knowledge
from strideback.core.plan import Item, Plan, Session, TimedSet
from strideback.core.terms import SOMETHING_ELSE, Dose, Grade, Level, Side
from strideback.formats.language import SIDES, Spoken, counted, marked, number, say

LEVELS = Spoken(
    {
        Level.EMERGENCY: marked("Emergency now"),
        Level.SAME_DAY: marked("Same day"),
        Level.SOON: marked("See a professional soon"),
        Level.ADAPT: marked("Adapt"),
        Level.NONE: "",
    }
)
GRADES = Spoken(
    {
        Grade.A: marked("several trials or a review of trials"),
        Grade.B: marked("one good trial, a large cohort or guideline consensus"),
        Grade.C: marked("observation or laboratory work"),
        Grade.D: marked("textbook or expert opinion"),
        Grade.S: marked("the guide's author alone"),
        Grade.X: marked("contradicted by evidence"),
        Grade.CHOICE: marked("our own choice, not evidence"),
    }
)
"""How good the evidence for a sentence is (clinical.md, "How to read the marks")."""
LIGHTS = Spoken(
    {
        "green": marked("Green"),
        "amber": marked("Amber"),
        "red": marked("Red"),
        "none": marked("No light yet"),
        "blocked": marked("On hold"),
        "unknown": marked("not rated"),
    }
)
CONFIDENCE = Spoken(
    {
        "most-worth-checking": marked("most worth checking"),
        "one-of-two": marked("one of two to check first"),
        "also-worth-checking": marked("also worth checking"),
        "no-clear-match": marked("no clear match"),
    }
)
GATES = Spoken(
    {
        "G0": marked("the safety questions"),
        "G1": marked("the end of massage"),
        "G2": marked("from stretching to strength"),
        "G3": marked("back to full running"),
        "G4": marked("the look back at two weeks"),
        "G5": marked("the look back at six weeks"),
        "G6": marked("pain up for over 48 hours"),
        "G7": marked("the look back at twelve weeks"),
    }
)
STATUS = Spoken(
    {
        "passed": marked("passed"),
        "waiting": marked("waiting for a word from you"),
        "held": marked("not open"),
        "paused": marked("paused"),
        "not-yet": marked("still ahead"),
    }
)
THINGS = Spoken(
    {
        "ball": marked("a soft ball"),
        "firm-ball": marked("a firm ball"),
        "claw-tool": marked("a claw-shaped massage tool"),
        "sock-and-balls": marked("two balls in a sock"),
        "band": marked("an exercise band"),
        "weight": marked("a weight"),
        "step": marked("a step or a stair"),
        "cane": marked("a walking stick"),
    }
)
SPORTS = Spoken(
    {
        each: each
        for each in (
            marked("run"),
            marked("walk"),
            marked("hike"),
            marked("ride"),
            marked("swim"),
            marked("other"),
        )
    }
)
ROLES = Spoken(
    {
        "main": "",
        "gentle-start": marked("gentle start"),
        "optional": marked("optional, if you like"),
    }
)
_BLOCKS = Spoken(
    {
        "everything": marked("the whole plan"),
        "running": marked("running"),
        "running-progression": marked("longer or faster runs"),
        "stage-progression": marked("the next stage"),
        "ranking": marked("picking a muscle"),
        "massage": marked("all massage"),
        "massage-deep": marked("deep massage"),
        "massage-only-cycles": marked("more rounds of massage alone"),
        "stretch": marked("all stretches"),
        "long-end-range": marked("long holds at the end of the range"),
        "strength": marked("strength exercises"),
        "impact": marked("jumps and hard landings"),
        "extension": marked("bending far backwards"),
        "end-range-flexion": marked("bending far forwards"),
        "end-range-twist": marked("twisting far"),
        "breath-hold": marked("efforts that make you hold your breath"),
        "long-lying-hold": marked("long holds lying down"),
        "compressive": marked("leaning sideways with the legs crossed"),
        "trochanter-pressure": marked("pressure on the bony point of the hip"),
        "sacrum-pressure": marked("pressure on the base of the spine"),
        "knee-load": marked("weight on a bent knee"),
        "forearm-load": marked("weight on the forearm"),
        "comfort": marked("heat packs and light stroking"),
        "mobility": marked("gentle mobility exercises"),
        "walk": marked("walks as an exercise"),
        SOMETHING_ELSE: marked("something else"),
        "no equipment": marked("nothing at hand for it"),
        "no floor": marked("you prefer not to use the floor"),
    }
)

_LASTS = Spoken({"and": marked("and"), "or": marked("or")})
_DAYS = tuple(map(marked, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")))
_MONTHS = tuple(map(marked, ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")))  # fmt: skip

KINDS = Spoken(
    {"massage": marked("massage"), "stretch": marked("stretch"), "strength": marked("strength")}
)


def day(on: date, *, year: bool = False) -> str:
    """A day as it is said: `Fri 6 March`, with its year where wanted.

    >>> day(date(2026, 3, 6), year=True)
    'Fri 6 March 2026'
    """
    parts = {
        "weekday": say(_DAYS[on.weekday()]),
        "day": on.day,
        "month": say(_MONTHS[on.month - 1]),
    }
    if year:
        return say("{weekday} {day} {month} {year}", **parts, year=on.year)
    return say("{weekday} {day} {month}", **parts)


def short_day(on: date) -> str:
    """A day in a column: `Fri  6 Mar`.

    >>> short_day(date(2026, 3, 6))
    'Fri  6 Mar'
    """
    weekday, month = say(_DAYS[on.weekday()]), say(_MONTHS[on.month - 1])
    return say("{weekday} {day} {month}", weekday=weekday, day=f"{on.day:>2}", month=month[:3])


def date_of(on: date) -> str:
    """A day with its year and no weekday.

    >>> date_of(date(2026, 3, 6))
    '6 March 2026'
    """
    return say("{day} {month} {year}", day=on.day, month=say(_MONTHS[on.month - 1]), year=on.year)


def day_of(on: date) -> str:
    """A day of the year, short.

    >>> day_of(date(2026, 3, 6))
    '6 Mar'
    """
    return say("{day} {month}", day=on.day, month=say(_MONTHS[on.month - 1])[:3])


def month_of(on: date) -> str:
    """A month of a year, short.

    >>> month_of(date(2026, 3, 6))
    'Mar 2026'
    """
    return say("{month} {year}", month=say(_MONTHS[on.month - 1])[:3], year=on.year)


def joined(words: Iterable[str], last: str = "and") -> str:
    """Words in a row: `a, b and c`.

    >>> joined(["left", "right"], "or")
    'left or right'
    """
    all_of = list(words)
    if len(all_of) < 2:
        return "".join(all_of)
    return f"{', '.join(all_of[:-1])} {_LASTS.get(last, last)} {all_of[-1]}"


def plural(count: int, one: str, more: str = "") -> str:
    """The count with its word: `1 day`, `3 days`."""
    return f"{count} {one if count == 1 else more or one + 's'}"


def figure(value: float) -> str:
    """A number as short as it can be: `5`, `1.5`."""
    return number(round(value, 1))


def seconds(value: float) -> str:
    """A duration: `30 s`, `2 min`, `2 min 30 s`, `1 h 10 min`."""
    whole = round(value)
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    if whole >= 600:
        rest = 0
    parts = ((hours, say("h")), (minutes, say("min")), (rest, say("s")))
    return " ".join(f"{many} {unit}" for many, unit in parts if many) or f"0 {say('s')}"


def kilometres(metres: float) -> str:
    """A distance: `5.2 km`; rounded down, so that a cap is never passed by rounding."""
    return f"{number(int(metres / 100 + 1e-6) / 10)} km"


def dose(value: Dose) -> str:
    """How much, in short: `2 × 30 s`, `3 × 8, held 2 s`, `20 min`."""
    if value.minutes is not None:
        return f"{value.minutes} {say('min')}"
    if value.bout_s is not None:
        return f"{value.sets} × {seconds(value.bout_s)}"
    if value.reps is not None:
        held = say(", held {seconds} s", seconds=value.hold_s) if value.hold_s else ""
        return f"{value.sets} × {value.reps}{held}"
    if value.hold_s is not None:
        return f"{value.sets} × {seconds(value.hold_s)}"
    if value.distance_m is not None:
        return f"{value.sets} × {value.distance_m} m"
    return counted(value.sets, "{count} set", "{count} sets")


def sides(of: Iterable[Side]) -> str:
    """Which sides: `both`, `left`, `right`, or nothing where sides do not apply."""
    names = [SIDES[side.value] for side in of]
    return say("both") if len(names) == len(Side) else "".join(names)


def block(knowledge: Knowledge, name: str) -> str:
    """What a block leaves out, in words."""
    kind, colon, of = name.partition(":")
    if not colon:
        return _BLOCKS.get(name, name)
    if kind == "exercise":
        known = knowledge.exercises.get(of)
        return knowledge.words.within(known.name) if known else of
    muscle = knowledge.muscles.get(of)
    called = knowledge.words.within(muscle.name) if muscle else of
    return say("{kind} of the {muscle}", kind=KINDS.get(kind, kind), muscle=called)


def ruled_out(knowledge: Knowledge, seen: Seen) -> str:
    """The parts that a clinician ruled out, in words; empty where none is named."""
    return joined(block(knowledge, each) for each in seen.without)


# --- a session -----------------------------------------------------------------------------------


def stage_name(knowledge: Knowledge, plan: Plan | None, session: Session) -> str:
    """The name of the session's stage."""
    stages = knowledge.programmes[plan.programme].stages if plan else ()
    return next((each.name for each in stages if each.id == session.stage), session.stage)


def minutes(session: Session) -> str:
    """How long a session takes, rests included: `21 minutes`, the last one begun counted whole."""
    return counted(-(-session.seconds // 60), "{count} minute", "{count} minutes")


def moved_from(session: Session) -> str:
    """`, moved from Fri 6 March`; nothing where the session is on the day it was planned for."""
    planned = session.moved_from
    return "" if planned is None else say(", moved from {day}", day=day(planned))


def how_much(item: Item) -> str:
    """How much, on which sides, and the limits: `2 × 30 s on each side, 15 s rest between, …`."""
    parts = [dose(item.dose)]
    if len(item.sides) > 1:
        parts[0] += say(" on each side")
    elif item.sides:
        parts[0] += say(" on the left") if item.sides[0] is Side.LEFT else say(" on the right")
    if item.dose.rest_s and item.dose.sets * max(len(item.sides), 1) > 1:
        parts.append(say("{time} rest between", time=seconds(item.dose.rest_s)))
    if item.dose.effort_cap is not None:
        parts.append(say("effort up to {cap} of 10", cap=item.dose.effort_cap))
    if item.dose.pain_cap is not None:
        parts.append(say("pain up to {cap} of 10", cap=item.dose.pain_cap))
    return ", ".join(parts)


def timer(sets: Iterable[TimedSet]) -> str:
    """The timer of every set: `left 30 s, 30 s · right 30 s, 30 s`."""
    told = []
    for side, mine in groupby(sets, key=lambda each: each.side):
        times = ", ".join(seconds(each.seconds) for each in mine)
        told.append(f"{SIDES[side.value]} {times}" if side else times)
    return " · ".join(told)
