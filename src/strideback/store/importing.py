"""A text diary, added to the diary in the database: as a whole, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from strideback.core.diary import Corrected, Remark
from strideback.core.knowledge import Knowledge
from strideback.formats import diary_text
from strideback.formats.diary_checks import understood
from strideback.formats.diary_text import Problem
from strideback.store import diaries
from strideback.store.models import Runner


class Refused(ValueError):  # noqa: N818 - it says what is the matter
    """The text has lines that are not understood, or that cannot be kept; nothing was added."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import did: how many lines it added, and the number of the last entry now."""

    added: int
    last: int


def bring_in(
    runner: Runner,
    text: str,
    *,
    after: int,
    now: datetime,
    knowledge: Knowledge,
    keep_unread: bool = False,
) -> Brought:
    """Add the lines of a text diary; raises `Refused` with every problem when there is one.

    A text that begins with the whole diary is that diary, exported and written on: what is new is
    added.  Any other text is added whole, and once: bringing it in again adds nothing.  With
    `keep_unread` a line that is not understood is kept as it is, and the screen asks about it.
    """
    lines = _lines(text)
    problems = _problems(lines, knowledge)
    if problems and not keep_unread:
        raise Refused(problems)
    if odd := [each for each in problems if diaries.odd(lines[each.line - 1])]:
        raise Refused(odd)
    with transaction.atomic():
        kept = Runner.objects.select_for_update().get(pk=runner.pk)
        before = kept.last
        new = _new(_lines(diaries.text(kept)), lines)
        key = sha256("\n".join(lines).encode()).hexdigest()
        if diaries.has(kept, key):  # this very text: a correction in it would count on by now
            new = ()
        last = diaries.append_lines(kept, new, after=after, now=now, key=key)
    runner.last = last
    return Brought(last - before, last)


def _lines(text: str) -> list[str]:
    """The lines as `diary_text.parse` counts them, as they are written."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]


def _problems(lines: Sequence[str], knowledge: Knowledge) -> list[Problem]:
    parsed = diary_text.parse("\n".join([*lines, ""]))
    return list(understood(parsed, knowledge).problems)


def _new(here: Sequence[str], lines: Sequence[str]) -> Sequence[str]:
    """The lines that the diary does not have yet."""
    both = min(len(here), len(lines))
    if here[:both] == lines[:both]:
        return lines[both:]
    return [_moved(line, by=_events(here)) for line in lines]


def _moved(line: str, *, by: int) -> str:
    """A correction counts the events of its own diary, which now come after those that are here."""
    entries = diary_text.parse(line).diary.entries
    told = entries[0] if entries else Remark(line)
    if not by or not isinstance(told, Corrected):
        return line
    return diary_text.line_of(replace(told, number=told.number + by))


def _events(lines: Sequence[str]) -> int:
    return len(diary_text.parse("\n".join([*lines, ""])).diary.events)
