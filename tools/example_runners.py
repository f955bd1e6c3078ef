"""Diaries of made-up runners, for `tools/screenshots.py`: each ends on the day it is given.

The first week is the example's own.  What comes after it is told day by day by a runner who does
what the plan says, answers no where a question comes up, and hurts a little less each week.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from strideback.core.review import Review, Reviewer
from strideback.core.terms import Dose
from strideback.core.triage import Ask
from strideback.formats import knowledge_toml
from strideback.formats.diary_text import parse

EXAMPLE = Path(__file__).parents[1] / "examples" / "first-week.diary"
FIRST_DAY, LAST_DAY = date(2026, 3, 1), date(2026, 3, 6)
_EASES = {"gluteus-medius": 2, "quadratus-lumborum": 1, "tensor-fasciae-latae": 0}
"""Points of pain that the massage of a muscle takes off this runner."""


def diaries(today: date) -> dict[str, str]:
    """A diary for each kind of runner, by its name."""
    first_week = _lines(LAST_DAY, today)
    return {
        "new": "",
        "mid-intake": _text(_before(first_week, "answered fever ")),
        "massage": _text(_until(_lines(FIRST_DAY + timedelta(days=2), today), today, before=True)),
        "stretch": _text(lived(today, days=6)),
        "strength": _text(lived(today, days=34)),
        "emergency": _text(first_week, ("saddle-numbness no", "saddle-numbness yes")),
        "same-day": _text(first_week, ("answered fever no", "answered fever yes")),
        "asked-again": _text(lived(today - timedelta(days=16), days=8)),
        "blocked": _text(
            first_week,
            ("cough-pain no", "cough-pain yes"),
            ("shoulder-pain no", "shoulder-pain yes"),
            ("knee-problem no", "knee-problem yes"),
        ),
    }


def lived(today: date, days: int) -> list[str]:
    """The lines of a runner who began so many days ago and kept to the plan."""
    reviewer = Reviewer(knowledge_toml.load())
    start = today - timedelta(days=days)
    lines = _runs_before(start) + [
        line.replace("weeks-of-pain 3", "weeks-of-pain 1")
        for line in _until(_lines(FIRST_DAY, start), start)
    ]
    for number in range(1, days + 1):
        on = start + timedelta(days=number)
        pain = max(1, round(5 - number / 8 + (number % 6 == 3)))
        lines.append(f"{on} pain morning={pain} now={pain} worst={min(10, pain + 1 + number % 2)}")
        lines += _answers(_review(reviewer, lines, on), on)
        if on < today:
            lines += _done(_review(reviewer, lines, on), on, pain, number)
            lines += _runs(on, number)
        if number in {14, 28}:
            lines.append(f'{on} function activity={4 + number // 9} "run 10 km along the river"')
    return lines


def _review(reviewer: Reviewer, lines: list[str], on: date) -> Review:
    told = parse(_text(lines))
    if told.problems:
        raise SystemExit(f"an example diary cannot be read: {told.problems[0]}")
    return reviewer.review(told.diary, on)


def _answers(review: Review, on: date) -> list[str]:
    asked = review.triage.ask if isinstance(review.triage, Ask) else ()
    return [f"{on} answered {name} no" for name in asked]


def _done(review: Review, on: date, pain: int, number: int) -> Iterator[str]:
    """Today's session as done, but for every ninth day."""
    sessions = review.plan.sessions if review.plan else ()
    today = next((each for each in sessions if each.on == on), None)
    if today is None:
        return
    if number % 9 == 8:
        yield f'{on} skipped session "no time"'
        return
    for item in today.items:
        muscle = item.exercise.removeprefix("massage-")
        off = _EASES.get(muscle, 0)
        for side in [f".{each.value}" for each in item.sides] or [""]:
            yield (
                f"{on} did {item.exercise}{side} {_dose(item.dose)} before={pain} "
                f"after={max(0, pain - off + (number % 4 == 0 and off == 1))} effort=5"
            )


def _dose(dose: Dose) -> str:
    if dose.minutes:
        return f"{dose.minutes}min"
    if dose.reps:
        return f"{dose.sets}x{dose.reps}"
    return f"{dose.sets * (dose.hold_s or dose.bout_s or 60)}s"


def _runs_before(start: date) -> list[str]:
    """Eight weeks of running before the first evening, as a watch tells them."""
    days = range(58, 1, -3)
    return [
        f"{start - timedelta(days=ago)} ran {7 + ago * 7 % 6}.{ago % 10}km {42 + ago * 7 % 6 * 6}min"
        for ago in days
    ]


def _runs(on: date, number: int) -> Iterator[str]:
    if number % 3 == 2:
        far, pain = 4.6 + number / 11, 4 if number == 17 else 2 if number < 20 else 1
        yield f'{on} ran {far:.1f}km {far * 6.1:.0f}min pain={pain} shoes="blue ones"'


# --- the lines of the example -----------------------------------------------------------------


def _lines(as_of: date, today: date) -> list[str]:
    """The example's lines, moved so that this day of it is today."""
    shift = today - as_of

    def moved(day: re.Match[str]) -> str:
        return str(date.fromisoformat(day[0]) + shift)

    text = EXAMPLE.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [re.sub(r"^\d{4}-\d\d-\d\d", moved, line) for line in lines]


def _until(lines: list[str], today: date, *, before: bool = False) -> list[str]:
    """What was told by that day; `before`: of the day itself only how the morning was."""
    kept = [line for line in lines if date.fromisoformat(line[:10]) <= today]
    return [line for line in kept if not (before and line.startswith(f"{today} did"))]


def _before(lines: list[str], words: str) -> list[str]:
    place = next(number for number, line in enumerate(lines) if words in line)
    return lines[:place]


def _text(lines: list[str], *changes: tuple[str, str]) -> str:
    """The diary, with some answers told otherwise."""
    text = "".join(f"{line}\n" for line in lines)
    for before, after in changes:
        if before not in text:
            raise SystemExit(f"the example has no line with {before!r} to tell otherwise")
        text = text.replace(before, after)
    return text
