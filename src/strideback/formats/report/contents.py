"""What a report is made of: finished words and pictures, in the order in which they are read.

The page in the browser and the PDF show the same report, so neither makes up a word of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["visit", "referral", "plan"]


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; `look` is soft, strong or nothing."""

    text: str
    look: str = ""
    block: str = "words"


@dataclass(frozen=True, slots=True)
class Points:
    """A list; `quoted` are the runner's own words; with a pen, boxes are ticked.

    `lines` and `blanks` are filled in, the latter behind their word.
    """

    points: tuple[str, ...]
    look: Literal["", "quoted", "boxes", "lines", "blanks"] = ""
    block: str = "points"


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with what is told of each; `small`, where there is any, is the rest of each in small letters."""

    facts: tuple[tuple[str, str], ...]
    small: tuple[str, ...] = ()
    block: str = "facts"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under their heads; the first cell names its row.  `shares` of the width, by column."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]
    block: str = "table"


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG with its colours in it, what it shows in words, and what stands under it.

    `share` is its width against its height; `on_screen` is another SVG of the same for a page, where
    paper has another shape.
    """

    svg: str
    says: str
    caption: str = ""
    share: float = 1.0
    on_screen: str = ""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures beside each other."""

    pictures: tuple[Picture, ...]
    block: str = "pictures"


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the plan; nothing in `session` on a rest day."""

    on: str
    session: str = ""
    minutes: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Days:
    """Two weeks, to tick with a pen: a row for each week, from its first day on."""

    heads: tuple[str, ...]
    weeks: tuple[tuple[Day | None, ...], ...]
    block: str = "days"


@dataclass(frozen=True, slots=True)
class Card:
    """An exercise: its picture (a file of the folder of figures), how much, how, when to stop."""

    name: str
    picture: str
    says: str
    doses: tuple[str, ...]
    steps: tuple[str, ...]
    stop: tuple[str, ...]
    evidence: str


@dataclass(frozen=True, slots=True)
class Cards:
    """Exercises, each with its picture."""

    cards: tuple[Card, ...]
    block: str = "cards"


Block = Words | Points | Facts | Table | Pictures | Days | Cards


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Blocks under a title.

    `place`: head (across the page), left or right (beside each other), wide (across, below them),
    foot, or more (on the pages behind the first).  `look` is alert for what must not be missed.
    """

    id: str
    title: str
    place: Literal["head", "left", "right", "wide", "foot", "more"]
    blocks: tuple[Block, ...]
    look: Literal["", "alert", "soon"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report in one language.  No name is in it: `blanks` are the words before lines to fill in.

    `brief` are shorter forms of sections, by their ids.  They stand on paper that would otherwise need
    more than one page; the page in the browser has room for the sections themselves.
    """

    kind: Kind
    language: str
    title: str
    lead: str
    made_on: date
    since: date
    until: date
    edition: str
    blanks: tuple[str, ...]
    sections: tuple[Section, ...]
    foot: tuple[str, ...]
    brief: tuple[Section, ...] = ()

    def in_place(self, *places: str) -> tuple[Section, ...]:
        """The sections of some places, in their order."""
        return tuple(each for each in self.sections if each.place in places)
