"""A diary of a given size, made the same way every time."""

from __future__ import annotations

from datetime import date, timedelta

from strideback.core.diary import Diary
from strideback.core.knowledge import Knowledge
from strideback.formats.diary_text import parse

START = date(2026, 1, 5)
_NUMBERS = {"age": 34, "weeks-of-pain": 3, "age-at-first-pain": 30}


def clean_screen(knowledge: Knowledge, on: date) -> list[str]:
    """Every question of the full screen answered with no, one line each."""
    lines = [f"{on} answered consent yes"]
    for question in knowledge.questions.values():
        if not question.screen or question.group == "check-in":
            continue
        value: object = "none" if question.kind == "choices" else "no"
        if question.kind == "number":
            value = _NUMBERS.get(question.id, 1)
        lines.append(f"{on} answered {question.id} {value}")
    return lines


def check_in(knowledge: Knowledge, on: date) -> list[str]:
    """The short re-screen answered with no."""
    asked = (q for q in knowledge.questions.values() if q.group == "check-in")
    return [f"{on} answered {question.id} no" for question in asked]


def long_diary(knowledge: Knowledge, days: int = 90, events: int = 600) -> Diary:
    """A diary of so many days and events: screens, check-ins, sessions, runs, pain."""
    lines = clean_screen(knowledge, START)
    lines += [
        f"{START} drew back iliac-crest-posterior.right=5 sacrum=3 sacroiliac.right=4",
        f"{START} answered worse-with hills,camber,single-leg-standing",
        f"{START} inspected gluteus-medius.right tender=7 familiar=yes",
        f"{START} inspected quadratus-lumborum.right tender=3 familiar=no",
        f"{START} pain now=6 worst=7",
    ]
    for day in range(1, days):
        on = START + timedelta(days=day)
        level = max(0, 6 - day // 12)
        lines.append(f"{on} pain now={level} morning={level}")
        if day % 7 == 0:
            lines += check_in(knowledge, on)
        if day < 4:
            lines.append(
                f"{on} did massage-gluteus-medius.right 6min before={level} after={max(0, level - 2)}"
            )
        elif day % 3 == 0:
            for side in ("left", "right"):
                lines.append(
                    f"{on} did fire-hydrant.{side} 2x10 before={level} after={level} effort=6"
                )
        else:
            lines.append(f"{on} did pigeon-stretch.right 60s before={level} after={level}")
        if day % 2 == 0:
            lines.append(f"{on} ran {5 + day % 5}km {30 + day % 9}min pain=2")
    place = 0
    while len(lines) < events:
        lines.append(f'{START + timedelta(days=place % days)} noted "a word about the day"')
        place += 1
    return parse("\n".join(lines[:events]) + "\n").diary
