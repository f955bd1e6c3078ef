"""What the commands show, a section to a module: each writes its part of a review on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from strideback.cli.opening import Opened
from strideback.cli.words import named
from strideback.core.diary import Diary
from strideback.core.knowledge import Knowledge
from strideback.core.review import Review, review


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What there is to show: the review, what it was made from, and the name of the file."""

    knowledge: Knowledge
    review: Review
    diary: Diary
    path: Path
    chart: bool = True

    @property
    def file(self) -> str:
        """The diary's name, as the runner would type it."""
        return named(self.path)


def reviewed(opened: Opened, knowledge: Knowledge, on: date) -> Shown:
    """The review of an opened diary as of a day, ready to be shown."""
    found = review(knowledge, opened.diary, on)
    return Shown(knowledge=knowledge, review=found, diary=opened.diary, path=opened.path)
