"""A diary file that is added to, line by line, and what is known from it after every line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from strideback.cli.opening import Trouble
from strideback.core.diary import (
    Answered,
    AnyEvent,
    Corrected,
    Diary,
    Event,
    Remark,
    corrected,
)
from strideback.core.knowledge import Knowledge
from strideback.core.review import Review, Reviewer
from strideback.formats import diary_text
from strideback.formats.diary_checks import reading

E = TypeVar("E", bound=Event)

HEADER = "# A strideback diary: one line for each thing told. Lines are only ever added."


@dataclass(frozen=True, slots=True)
class Known:
    """A review, and beside it what the questionnaire wants to know."""

    review: Review
    events: tuple[AnyEvent, ...]


class DiaryFile:
    """A diary on the disk.  Every event added is on the disk when `add` returns."""

    def __init__(self, path: Path, knowledge: Knowledge, today: date) -> None:
        self.path = path
        self.knowledge = knowledge
        self.today = today
        self.reviewer = Reviewer(knowledge)
        self.problems: tuple[diary_text.Problem, ...] = ()
        self.diary = Diary()
        self._size = 0
        self._known: Known | None = None

    def open(self, *, make: bool) -> None:
        """Read the diary; `make` begins one where there is none."""
        if make and not self.path.exists():
            self._append([Remark(HEADER)])
        self._read()
        if not os.access(self.path, os.W_OK):
            raise Trouble(f"{self.path} may not be written; check who may change it (chmod u+w).")

    def _read(self) -> None:
        try:
            self.diary, self.problems = diary_text.read_file(self.path)
        except diary_text.DiaryUnreadable as why:
            raise Trouble(str(why)) from None
        self._size = self.path.stat().st_size
        self._known = None

    def add(self, event: AnyEvent) -> int:
        """Append an event; returns its number, counted from 1."""
        self._append([event])
        self.diary = self.diary.plus(event)
        self._known = None
        return len(self.diary.events)

    def _append(self, entries: list[AnyEvent | Remark]) -> None:
        size = self._size or None
        try:
            if size is not None and self.path.stat().st_size != size:
                self._read()  # something else has added to it; what it said counts too
                size = self._size or None
            diary_text.append(self.path, entries, expected_size=size)
            self._size = self.path.stat().st_size
        except (diary_text.DiaryNotWritten, OSError) as why:
            raise Trouble(str(why)) from None

    def correct(self, number: int, event: AnyEvent) -> int:
        """Append a correction of an earlier event; returns the earlier event's number."""
        self.add(Corrected(on=self.today, number=number, replacement=event))
        return number

    def numbered(self, kind: type[E]) -> Iterator[tuple[int, E]]:
        """Every event of a kind with its number, corrections applied, the newest first."""
        events = list(self.diary.events)
        now: list[AnyEvent | None] = list(events)
        for event in events:
            if isinstance(event, Corrected) and 0 < event.number <= len(events):
                now[event.number - 1] = event.replacement
        for place in range(len(now) - 1, -1, -1):
            event_now = now[place]
            if isinstance(event_now, kind) and events[place].on <= self.today:
                yield place + 1, event_now

    @property
    def review(self) -> Review:
        """The review of the diary as it is now."""
        return self.known.review

    @property
    def known(self) -> Known:
        """What is known from the diary as it is now; worked out once after every change."""
        if self._known is None:
            self._known = self._work_out()
        return self._known

    def _work_out(self) -> Known:
        today = self.today
        diary = reading(self.diary, self.knowledge)
        review = self.reviewer.review(diary, today)
        return Known(review, corrected(diary, today))

    def last_answers(self) -> dict[str, Answered]:
        """The last answer to each question, corrections applied."""
        canonical = self.knowledge.canonical
        return {canonical(e.question): e for e in self.known.events if isinstance(e, Answered)}
