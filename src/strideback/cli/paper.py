"""A sheet of text for the terminal: headings, wrapped paragraphs, tables and boxes.

The layout is made here once, plain and coloured alike, so that both look the same.  A line is a
list of pieces, each a text and a style (rich's words: `bold`, `dim`, `red` …).  Colour comes from
rich, which is imported only where the output is a terminal that wants colour.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from unicodedata import east_asian_width

from strideback.core.knowledge import Evidence, Sentence
from strideback.core.terms import Grade

Piece = tuple[str, str]
Line = tuple[Piece, ...]
Written = str | Piece

WIDEST, NARROWEST = 100, 40
_MARGIN = 13
_NARROWEST_CELL = 12
_BOXES = {"light": "╭─╮│╰╯", "heavy": "┏━┓┃┗┛"}


def columns_of(text: str) -> int:
    """How many columns a terminal needs for the text."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    return 2 if east_asian_width(character) in {"W", "F"} else 1


def safe(text: str) -> str:
    """The runner's own words, without anything that a terminal would obey."""
    return "".join(each if each.isprintable() else " " for each in text)


def as_line(*written: Written) -> Line:
    """Pieces out of plain texts and styled ones; empty ones are left out."""
    pieces = ((each, "") if isinstance(each, str) else each for each in written)
    return tuple(piece for piece in pieces if piece[0])


def length(line: Line) -> int:
    """The columns that a line needs."""
    return sum(columns_of(text) for text, _ in line)


def wrapped(line: Line, width: int) -> list[Line]:
    """The line on as many lines as it needs, broken at blanks; styles stay."""
    if length(line) <= width:
        return [line]
    lines: list[list[Piece]] = [[]]
    room = width
    for word in _words(line):
        need = length(word)
        gap = 1 if lines[-1] else 0
        if gap and need + gap > room:
            lines.append([])
            room, gap = width, 0
        lines[-1] += [(" ", ""), *word] if gap else word
        room -= need + gap
    return [tuple(each) for each in lines]


def _words(line: Line) -> list[Line]:
    """The words between blanks; a word may be of several pieces."""
    found: list[list[Piece]] = []
    open_word = False
    for text, style in line:
        parts = text.split(" ")
        for place, part in enumerate(parts):
            if place:
                open_word = False
            if not part:
                continue
            if open_word:
                found[-1].append((part, style))
            else:
                found.append([(part, style)])
            open_word = True
    return [tuple(word) for word in found]


def _lettered(evidence: Evidence) -> str:
    return "choice" if evidence.grade is Grade.CHOICE else evidence.grade.value


def _own(evidence: Evidence) -> bool:
    return evidence.grade is Grade.CHOICE and evidence.checked


def graded(evidence: Evidence) -> str:
    """The grade as it stands in the margin: `B`, `D unverified`, `choice`."""
    return f"{_lettered(evidence)}{'' if evidence.checked else ' unverified'}"


@dataclass(slots=True)
class Paper:
    """Lines of one width, and what was cited on them.

    `quiet`: our own choices stand without a mark, as the foot of such a page says.
    """

    width: int
    show_sources: bool = False
    quiet: bool = False
    lines: list[Line] = field(default_factory=list)
    cited: dict[str, None] = field(default_factory=dict)
    grades: set[Grade] = field(default_factory=set)

    def part(self, width: int) -> Paper:
        """A narrower sheet, to be put on this one; what it cites counts here too."""
        return Paper(width, self.show_sources, self.quiet, cited=self.cited, grades=self.grades)

    def line(self, *written: Written) -> None:
        """One line as it is."""
        self.lines.append(as_line(*written))

    def gap(self) -> None:
        """An empty line, never two."""
        if self.lines and self.lines[-1]:
            self.lines.append(())

    def heading(self, title: str, aside: str = "") -> None:
        """A title with a rule under it; `aside` stands beside it where there is room, else below."""
        self.gap()
        room = self.width - columns_of(title) - columns_of(aside) - 2
        beside = aside if room >= 0 else ""
        self.line((title, "bold"), (f"{' ' * (room + 2)}{beside}" if beside else "", "dim"))
        self.line(("─" * self.width, "dim"))
        if aside and not beside:
            self.text((aside, "dim"))

    def text(self, *written: Written, first: Written = "", indent: int = 0) -> None:
        """A paragraph; `first` stands before its first line, in the indent."""
        lead = as_line(first)
        indent = max(indent, length(lead))
        for place, each in enumerate(wrapped(as_line(*written), max(self.width - indent, 20))):
            before = lead if place == 0 else ()
            pad = " " * (indent - length(before))
            self.lines.append((*before, *as_line(pad), *each))

    def claim(self, says: Sentence, *, first: Written = "", style: str = "") -> None:
        """A sentence with its grade in the right margin, and its sources below where wanted."""
        self.note(says.evidence)
        lead = as_line(first)
        indent = length(lead)
        room = self.width - _MARGIN
        pieces = wrapped(((says.says, style),), max(room - indent, 16))
        for place, each in enumerate(pieces):
            before = lead if place == 0 else as_line(" " * indent)
            line: Line = (*before, *each)
            if place == len(pieces) - 1 and not (self.quiet and _own(says.evidence)):
                pad = " " * max(self.width - _MARGIN + 1 - length(line), 1)
                line = (*line, (pad, ""), (graded(says.evidence), "dim"))
            self.lines.append(line)
        if self.show_sources:
            self.text((", ".join(says.evidence.sources), "dim italic"), indent=indent + 2)

    def note(self, evidence: Evidence) -> None:
        """Remember what was cited, for the foot of the page."""
        self.cited.update(dict.fromkeys(evidence.sources))
        self.grades.add(evidence.grade)

    def table(
        self,
        rows: Sequence[Sequence[Written]],
        *,
        indent: int = 0,
        right: Iterable[int] = (),
        like: Sequence[Sequence[Written]] = (),
    ) -> None:
        """Rows in columns, each as wide as it needs; where there is no room, the widest wrap.

        Columns with numbers `right` end at the same place.  `like`: make the columns as wide as
        these rows need, so that several tables stand in line.
        """
        if not rows:
            return
        wide = [
            max(length(as_line(row[at])) for row in (*rows, *like)) for at in range(len(rows[0]))
        ]
        over = indent + sum(each + 2 for each in wide) - 2 - self.width
        while over > 0 and max(wide) > _NARROWEST_CELL:
            wide[wide.index(max(wide))] -= 1
            over -= 1
        for row in rows:
            cells = [
                wrapped(as_line(cell), size) if size else [()]
                for cell, size in zip(row, wide, strict=True)
            ]
            for deep in range(max(map(len, cells))):
                pieces: list[Piece] = [(" " * indent, "")]
                for at, cell in enumerate(cells):
                    line = cell[deep] if deep < len(cell) else ()
                    pad = (" " * (wide[at] - length(line)), "")
                    pieces += [pad, *line, ("  ", "")] if at in right else [*line, pad, ("  ", "")]
                self.lines.append(tuple(pieces))

    def box(self, title: str, inside: Paper, style: str = "", kind: str = "light") -> None:
        """A frame with a title around what is on another sheet, four columns narrower."""
        left_top, flat, right_top, upright, left_low, right_low = tuple(_BOXES[kind])
        self.gap()
        rule = flat * max(self.width - columns_of(title) - 5, 0)
        self.line(
            (f"{left_top}{flat} ", style), (title, f"bold {style}"), (f" {rule}{right_top}", style)
        )
        for each in inside.lines:
            pad = " " * (self.width - 4 - length(each))
            self.lines.append(((f"{upright} ", style), *each, (f"{pad} {upright}", style)))
        self.line((left_low + flat * (self.width - 2) + right_low, style))

    def beside(self, left: Sequence[Line], right: Paper) -> None:
        """Two sheets side by side, the left one as wide as it needs."""
        wide = max(map(length, left), default=0) + 3
        for at in range(max(len(left), len(right.lines))):
            one = left[at] if at < len(left) else ()
            other = right.lines[at] if at < len(right.lines) else ()
            self.lines.append((*one, *as_line(" " * (wide - length(one))), *other))

    def plain(self) -> str:
        """The sheet as text without colour, and without blanks at the ends of lines."""
        lines = ("".join(text for text, _ in line).rstrip() for line in self.lines)
        return "\n".join(lines) + "\n"


def new_paper(*, show_sources: bool = False) -> Paper:
    """A sheet as wide as the terminal, within reason; 80 columns where there is none."""
    columns = shutil.get_terminal_size().columns
    return Paper(max(NARROWEST, min(columns, WIDEST)), show_sources)


def in_colour() -> bool:
    """True on a terminal that wants colour."""
    return (
        sys.stdout.isatty()
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM", "") not in {"dumb", "unknown"}
    )


def put(paper: Paper) -> None:
    """Print the sheet: in colour on a terminal, as plain text anywhere else."""
    if not in_colour():
        sys.stdout.write(paper.plain())  # click would write UTF-8 where only ASCII can be shown
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    for line in paper.lines:
        console.print(Text.assemble(*line, end=""), soft_wrap=True)
