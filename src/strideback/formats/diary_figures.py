"""The figures of a diary line, read: numbers, times, distances, days, and answers made of them.

Readers as in `diary_words`: a part as written in, its value out, or `Misread`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from math import isfinite

from strideback.core.diary import Value
from strideback.formats.diary_words import (
    LONGEST_SHOWN,
    Misread,
    listing,
    maybe_none,
    names,
    some_of,
    words,
)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIRST_YEAR, LAST_YEAR = 1900, 2200
LONGEST_S = 7 * 24 * 3600.0
FARTHEST_M = 1_000_000.0
MILE_M = 1609.344

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SMALL = {str(each): float(each) for each in range(101)}
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]+")
_WHOLE = re.compile(r"[0-9]{1,9}")
_AMOUNT = r"([0-9.]+(?:[eE][+-]?[0-9]{1,3})?)"
_DURATION = re.compile(rf"(?:{_AMOUNT}h)?(?:{_AMOUNT}min)?(?:{_AMOUNT}s)?")
_CLOCK = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,3}):([0-5][0-9](?:\.[0-9]{1,6})?)")
_DISTANCE = re.compile(rf"{_AMOUNT}(km|mi|m)")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9](?::[0-5][0-9])?)?"
)


# --- numbers -------------------------------------------------------------------------------------


def number(part: str) -> float:
    """A number in plain digits, with a point for decimals."""
    small = _SMALL.get(part)
    if small is not None:
        return small
    if len(part) > LONGEST_SHOWN or not _NUMBER.fullmatch(part):
        if _DECIMAL_COMMA.search(part):
            raise Misread("has a decimal comma; write a point, as in 2.5")
        raise Misread("is not a number; write digits, as in 7 or 2.5")
    value = float(part)
    if not isfinite(value):
        raise Misread("is far too large; check the number")
    return value


def between(low: float, high: float) -> Callable[[str], float]:
    """A reader of a number in a range, both ends in."""

    def read(part: str) -> float:
        value = number(part)
        if not low <= value <= high:
            raise Misread(f"is outside {low:,g} to {high:,g}; write a number in that range")
        return value

    return read


def whole(low: int, high: int) -> Callable[[str], int]:
    """A reader of a whole number in a range, both ends in."""

    def read(part: str) -> int:
        if not _WHOLE.fullmatch(part) or not low <= int(part) <= high:
            raise Misread(f"is not a whole number from {low:,} to {high:,}; write one, as in {low}")
        return int(part)

    return read


@lru_cache(maxsize=1024)
def duration(part: str) -> float:
    """Seconds of `45s`, `6min`, `1h10min`, `46:30` (minutes, seconds) or `1:10:05`."""
    if found := _DURATION.fullmatch(part):
        hours, minutes, seconds = (number(each) if each else 0.0 for each in found.groups())
    elif (found := _CLOCK.fullmatch(part)) and not (found[1] and int(found[2]) > 59):
        hours, minutes, seconds = (float(each or 0) for each in found.groups())
    else:
        raise Misread("is not a time; write it as in 45s, 6min, 1h10min, 46:30 or 1:10:05")
    total = hours * 3600 + minutes * 60 + seconds
    if not 0 < total <= LONGEST_S:
        raise Misread("is not a time above zero and up to 7 days; check it")
    return total


def distance(part: str) -> float:
    """Metres of `20m`, `8.2km` or `5mi`."""
    found = _DISTANCE.fullmatch(part)
    if not found:
        if _DECIMAL_COMMA.search(part):
            raise Misread("has a decimal comma; write a point, as in 8.2km")
        raise Misread("is not a distance; write it as in 20m, 8.2km or 5mi")
    given = number(found[1])
    if found[2] == "km":
        given = given * 1000 if "e" in found[1].lower() else float(found[1] + "e3")
    metres = given * MILE_M if found[2] == "mi" else given
    if not 0 < metres <= FARTHEST_M:
        raise Misread("is not a distance above zero and up to 1,000 km; check it")
    return metres


# --- days and instants ---------------------------------------------------------------------------


def day(part: str) -> date:
    """A day as year-month-day, if there is such a day."""
    found = _DAY.fullmatch(part)
    if not found:
        raise Misread("is not a day; write it as year-month-day, as in 2026-03-01")
    year, month, number_ = map(int, found.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Misread(f"is outside the years {FIRST_YEAR} to {LAST_YEAR}; check the year")
    if not 1 <= month <= 12:
        raise Misread(f"is not a day: there is no month {month}; months go from 01 to 12")
    last = monthrange(year, month)[1]
    if not 1 <= number_ <= last:
        named = f"{_MONTHS[month - 1]} {year}"
        raise Misread(f"is not a day: there is no {number_} {named}; {named} has {last} days")
    return date(year, month, number_)


@lru_cache(maxsize=4096)
def when(part: str) -> tuple[date, datetime | None]:
    """The day that a line begins with and, if it says so, the instant on it."""
    given, between_, time = part.partition("T")
    on = day(given)
    if not between_:
        return on, None
    if not _TIME.fullmatch(time):
        raise Misread(f"is not a time of day; write it as in {given}T07:30 or {given}T07:30+01:00")
    return on, datetime.fromisoformat(part)


def spans(part: str) -> tuple[tuple[date, date], ...]:
    """Days, and spans of days such as `2026-03-05..2026-03-09`, with commas between them."""
    if part == "none":
        return ()
    return tuple(map(_span, listing(part)))


def _span(part: str) -> tuple[date, date]:
    first, dots, last = part.partition("..")
    start = day(first)
    end = day(last) if dots else start
    if end < start:
        raise Misread("ends before it begins; write the earlier day first")
    return start, end


def moves(part: str) -> tuple[tuple[date, date], ...]:
    """Sessions that were moved: `2026-03-08>2026-03-10`, with commas between them."""
    if part == "none":
        return ()
    return tuple(map(_move, listing(part)))


def _move(part: str) -> tuple[date, date]:
    planned, arrow, to = part.partition(">")
    if not arrow:
        raise Misread(
            "says no new day; write 2026-03-08>2026-03-10, in quotation marks where a shell reads it"
        )
    return day(planned), day(to)


def weekdays(part: str) -> tuple[int, ...]:
    """Weekday numbers of `mon,wed,fri`; Monday is 0."""
    return tuple(map(WEEKDAYS.index, maybe_none(some_of(*WEEKDAYS))(part)))


# --- answers -------------------------------------------------------------------------------------

_ANSWER_NUMBER = between(-1_000_000, 1_000_000)
_NOT_NUMBERS = ("nan", "inf", "infinity")


def answer(part: str) -> Value:
    """An answer: yes, no, not-sure, a number, a day, quoted words, or the options ticked.

    `none` is no option at all.  A comma makes a list, so `yes,` is the one option named yes.
    """
    if part in ("yes", "no", "not-sure"):
        return part
    if part == "none":
        return ()
    if part.startswith('"'):
        return words(part)
    if part[0] in "+-.0123456789" and not _is_option(part):
        return day(part) if _DAY.fullmatch(part) else _ANSWER_NUMBER(part)
    if part.lower() in _NOT_NUMBERS:
        raise Misread("is not a number; write digits, as in 7 or 2.5")
    return names(part[:-1] if part.endswith(",") and len(part) > 1 else part)


def _is_option(part: str) -> bool:
    """Options may begin with a digit (`2-weeks`, `34,`), as long as no number could be meant."""
    if part.endswith(","):
        return True
    return not _NUMBER.fullmatch(part) and any(
        piece[:1].isalpha() for piece in re.split("[-,]", part)[1:]
    )
