"""A diary file that is added to, line by line, and what is known from it after every line."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from strideback.cli.opening import Trouble
from strideback.core.asking import Asking, asking
from strideback.core.diary import AnyEvent, Corrected, Diary, Remark
from strideback.core.knowledge import Knowledge
from strideback.core.review import Review, Reviewer
from strideback.formats import diary_text
from strideback.formats.diary_checks import reading

HEADER = "# A strideback diary: one line for each thing told. Lines are only ever added."


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
        self._asking: Asking | None = None

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
        self._asking = None

    def add(self, event: AnyEvent) -> int:
        """Append an event; returns its number, counted from 1."""
        self._append([event])
        self.diary = self.diary.plus(event)
        self._asking = None
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

    @property
    def review(self) -> Review:
        """The review of the diary as it is now."""
        return self.asking.review

    @property
    def asking(self) -> Asking:
        """What is known from the diary as it is now; worked out once after every change."""
        if self._asking is None:
            read = reading(self.diary, self.knowledge)
            self._asking = asking(self.reviewer, self.diary, read, self.today)
        return self._asking
