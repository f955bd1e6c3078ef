"""What a program may tell: the same as a page takes from a runner, and nothing that would be passed over.

A line that does not count yet, or not at all, is refused rather than kept: a sign of danger that is
dated tomorrow by a wrong clock would leave a plan standing today.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from strideback.core.choosing import refused_move
from strideback.core.diary import Diary, Entry, Event, Preferred, Remark
from strideback.core.knowledge import Knowledge
from strideback.core.review import Reviewer
from strideback.formats import diary_text
from strideback.formats.choice_words import move_refused
from strideback.formats.diary_checks import understood
from strideback.formats.diary_text import Problem

Found = tuple[int, str]
"""The place of a line among those sent, from 0, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Read:
    """Lines read behind the diary that they continue."""

    lines: tuple[str, ...]
    told: tuple[Entry, ...]
    """What they say, word for word."""
    diary: Diary
    """The whole diary with them, as the core reads it."""
    problems: tuple[Problem, ...]
    last: int
    """How many lines the diary had without them."""

    @classmethod
    def of(cls, text: str, lines: Sequence[str], knowledge: Knowledge) -> Read:
        """`text` is the diary, with a line end behind each line."""
        told = (each.replace("\n", " ").replace("\r", " ") for each in lines)
        parsed = diary_text.parse(text + "".join(f"{each}\n" for each in told))
        diary, problems = understood(parsed, knowledge)
        last = len(parsed.diary.entries) - len(lines)
        return cls(tuple(lines), parsed.diary.entries[last:], diary, problems, last)

    @property
    def before(self) -> Diary:
        """The diary without them."""
        return self.upto(0)

    def upto(self, count: int) -> Diary:
        """The diary with the first of them."""
        return Diary(self.diary.entries[: self.last + count])

    @property
    def events(self) -> list[Event]:
        """What they tell, where it is understood."""
        return [each for each in self.diary.entries[self.last :] if isinstance(each, Event)]


def wrong_in(read: Read, reviewer: Reviewer, today: date) -> list[Found]:
    """Everything that is wrong with the lines, in their order; nothing where they may be told."""
    if broken := [(place, _BROKEN) for place, each in enumerate(read.lines) if _ends(each)]:
        return broken
    found = [(each.line - read.last - 1, each.says) for each in read.problems]
    found = [each for each in found if each[0] >= 0] + list(_uncounted(read, today))
    return sorted(dict.fromkeys(found or _moves(read, reviewer, today)))


_BROKEN = "The line holds a line end; send each line as an event of its own."
_NO_EVENT = "The line holds no event; write it with its day first, as in '2026-03-01 pain now=4'."


def _ends(line: str) -> bool:
    return "\n" in line or "\r" in line


def _uncounted(read: Read, today: date) -> Iterator[Found]:
    """Lines that tell nothing, and those of days to come."""
    for place, entry in enumerate(read.told):
        if isinstance(entry, Remark):
            yield place, _NO_EVENT
        elif isinstance(entry, Event) and entry.on > today:
            says = (
                f"This is dated {entry.on}, and for this runner it is {today}: it would not count."
            )
            yield place, f"{says} Tell it on its day; the time zone stands on the page Account."


def _moves(read: Read, reviewer: Reviewer, today: date) -> Iterator[Found]:
    """Sessions moved today to where the plan cannot have them."""
    for place, entry in enumerate(read.diary.entries[read.last :]):
        if isinstance(entry, Preferred) and entry.on == today and entry.moved:
            review = reviewer.review(read.upto(place), today)
            for planned, to in entry.moved:
                refused = refused_move(reviewer.knowledge, review, planned, to)
                if refused is not None:
                    yield place, move_refused(reviewer.knowledge, refused)
