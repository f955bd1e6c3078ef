"""What the commands show, a section to a module: each writes its part of a review on paper."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from strideback.core.diary import Diary
from strideback.core.knowledge import Knowledge
from strideback.core.review import Review


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
        name = "".join(each if each.isprintable() else "?" for each in str(self.path))
        return f"'{name}'" if " " in name else name
