"""Draw the pictures in the README: `python tools/picture.py` runs a review and draws what it shows.

The command runs on a terminal of its own, 80 columns wide, on a fixed day, so the same code and
knowledge give the same picture.  It is cut to what fits beside a README; each cut shows as three dots.
The picture needs no font of its own: letters are text, held to their columns; the body chart, the
frames and the bars are drawn as shapes.  A second picture shows the same diary's pain drawing beside
the zones of the muscle that the review puts first.
"""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
DIARY = ROOT / "examples" / "first-week.diary"
COMMAND = ("review", "examples/first-week.diary", "--on", "2026-03-06")
COLUMNS = 80
WIDE, HIGH = 8.4, 18.0  # one column, one line
EDGE = 18.0
PAPER, INK, DIM = "#16191d", "#e4e6e8", "#9aa4ad"
STYLE = (
    "text{font:14px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;white-space:pre}"
    ".b{font-weight:bold}path{fill:none;stroke-width:1.2}"
)
COLOURS = {
    31: "#ff8a80",
    32: "#8fd694",
    33: "#f2c968",
    34: "#8ab8ff",
    35: "#e0a3ff",
    36: "#7fd6d6",
    37: INK,
}
CROP = 'viewBox="60 60 280 308"'  # from the chest to the thighs
CUT = "⋮"
KEPT = (  # how a part begins, and how many paragraphs of it stay
    ("strideback review", 2),
    ("Muscles worth checking", 1),
    ("This week", 2),
    ("╭─ When to get help", 1),
)

_CODE = re.compile(r"\x1b\[([0-9;]*)m")
_OTHER = re.compile(r"\x1b\[[0-9;?]*[A-Za-ln-z]|\x1b\].*?(?:\x07|\x1b\\)")
_RULE = re.compile(r"─{20,}$")
_DOTS = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))  # the bits of braille
_FRAME = {  # arms of a frame character: left, right, up, down
    "─": "lr",
    "━": "lr",
    "│": "ud",
    "┃": "ud",
    **dict(zip("╭╮╰╯", ("rd", "ld", "ru", "lu"), strict=True)),
    **dict(zip("┏┓┗┛", ("rd", "ld", "ru", "lu"), strict=True)),
}
_BARS = "▁▂▃▄▅▆▇█"


class Cell(NamedTuple):
    """One character with its colour and weight."""

    letter: str
    colour: str
    bold: bool


Row = list[Cell]


# --- what the command shows ----------------------------------------------------------------------


def shown() -> list[Row]:
    """The lines of the command, as a terminal of 80 columns shows them."""
    script = "import sys; from strideback.cli import main; main()"
    known = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    told = known | {"COLUMNS": str(COLUMNS), "LINES": "50", "TERM": "xterm", "COLORTERM": ""}
    told |= {"PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"}
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", script, *COMMAND], cwd=ROOT, env=told, stdin=theirs, stdout=theirs
    ) as running:
        os.close(theirs)
        text = b"".join(_parts(ours)).decode()
        os.close(ours)
    if running.returncode:
        sys.exit(f"picture: `strideback {' '.join(COMMAND)}` ended with {running.returncode}.")
    return [_cells(line) for line in _OTHER.sub("", text).replace("\r\n", "\n").split("\n")]


def _parts(end: int) -> Iterator[bytes]:
    while True:
        try:
            part = os.read(end, 65536)
        except OSError:  # Linux says so when the other end is closed
            return
        if not part:
            return
        yield part


def _cells(line: str) -> Row:
    row: Row = []
    colour, bold, dim = INK, False, False
    for place, part in enumerate(_CODE.split(line)):
        if place % 2 == 0:
            row += [Cell(letter, DIM if dim and colour == INK else colour, bold) for letter in part]
            continue
        for code in map(int, filter(None, (part or "0").split(";"))):
            if code == 0:
                colour, bold, dim = INK, False, False
            elif code in {1, 2}:
                bold, dim = bold or code == 1, dim or code == 2
            elif code in COLOURS or code - 60 in COLOURS:
                colour = COLOURS.get(code) or COLOURS[code - 60]
    return row


def words(row: Row) -> str:
    """The line without colour, and without blanks at its end."""
    return "".join(cell.letter for cell in row).rstrip()


# --- what of it fits -----------------------------------------------------------------------------


def cut(rows: list[Row]) -> list[Row]:
    """The top, the screen, the first muscle, today's session and the safety net."""
    kept: list[Row] = []
    before = 0
    for start, paragraphs in KEPT:
        first = next((n for n, row in enumerate(rows) if words(row).startswith(start)), None)
        if first is None:
            sys.exit(f"picture: the review has no line that begins with '{start}'; mend `KEPT`.")
        last = first
        for _ in range(paragraphs):
            last = next((n for n in range(last, len(rows)) if not words(rows[n])), len(rows)) + 1
        if kept and first > before:
            kept += [[Cell(CUT, DIM, False)], []]
        kept += rows[first:last]
        before = last
    return kept[:-1]


# --- drawing -------------------------------------------------------------------------------------


def drawing(rows: list[Row]) -> str:
    """The lines as one SVG."""
    width, height = COLUMNS * WIDE + 2 * EDGE, len(rows) * HIGH + 2 * EDGE
    box = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} role="img" aria-labelledby="t d">',
        '<title id="t">A review in the terminal</title>',
        f'<desc id="d">What strideback {" ".join(COMMAND)} shows, shortened.</desc>',
        f"<style>{STYLE}</style>",
        f'<rect width="100%" height="100%" rx="10" fill="{PAPER}"/>',
    ]
    for number, row in enumerate(rows):
        lines += _texts(row, EDGE + number * HIGH)
    lines += _shapes(rows)
    return "\n".join([*lines, "</svg>", ""])


def _is_shape(letter: str) -> bool:
    return letter in _FRAME or letter in _BARS or "\u2800" <= letter <= "\u28ff"


def _texts(row: Row, top: float) -> Iterator[str]:
    """The letters of a line; text between wide gaps is a piece held to its own columns."""
    for (colour, bold), cells in groupby(enumerate(row), lambda each: each[1][1:]):
        run = list(cells)
        letters = "".join(" " if _is_shape(cell.letter) else cell.letter for _, cell in run)
        for found in re.finditer(r"\S+(?: \S+)*", letters):
            left = EDGE + (run[0][0] + found.start()) * WIDE
            weight = ' class="b"' if bold else ""
            yield (
                f'<text{weight} x="{left:.1f}" y="{top + 13:.1f}" fill="{colour}" '
                f'textLength="{len(found[0]) * WIDE:.1f}" lengthAdjust="spacingAndGlyphs">'
                f"{escape(found[0])}</text>"
            )


def _shapes(rows: list[Row]) -> Iterator[str]:
    """The frames, bars and dots, one path for each colour and kind."""
    frames: dict[str, list[str]] = {}
    fills: dict[str, list[str]] = {}
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            left, top = EDGE + place * WIDE, EDGE + number * HIGH
            if cell.letter in _FRAME:
                frames.setdefault(cell.colour, []).append(_frame(cell.letter, left, top))
            elif cell.letter in _BARS:
                tall = HIGH * 0.8 * (_BARS.index(cell.letter) + 1) / len(_BARS)
                box = f"M{left:.1f} {top + HIGH * 0.9:.1f}h{WIDE:.1f}v{-tall:.1f}h{-WIDE:.1f}z"
                fills.setdefault(cell.colour, []).append(box)
            elif "\u2800" < cell.letter <= "\u28ff":
                fills.setdefault(cell.colour, []).append(_dots(cell.letter, left, top))
    for colour, parts in frames.items():
        yield f'<path stroke="{colour}" d="{_joined(parts)}"/>'
    for colour, parts in fills.items():
        yield f'<path style="fill:{colour}" d="{"".join(parts)}"/>'


def _frame(letter: str, left: float, top: float) -> str:
    x, y = left + WIDE / 2, top + HIGH / 2
    ends = {"l": (left, y), "r": (left + WIDE, y), "u": (x, top), "d": (x, top + HIGH)}
    (ax, ay), (bx, by) = (ends[arm] for arm in _FRAME[letter])
    if letter in "╭╮╰╯":
        return f"M{ax:.1f} {ay:.1f}Q{x:.1f} {y:.1f} {bx:.1f} {by:.1f}"
    return f"M{ax:.1f} {ay:.1f}L{bx:.1f} {by:.1f}"


def _joined(parts: list[str]) -> str:
    """The strokes, with those that go on in one line made one."""
    found: list[str] = []
    for part in parts:
        start, straight, end = part[1:].partition("L")
        if found and straight and "L" in found[-1] and found[-1].endswith(f"L{start}"):
            found[-1] = f"{found[-1].rpartition('L')[0]}L{end}"
        else:
            found.append(part)
    return "".join(found)


def _dots(letter: str, left: float, top: float) -> str:
    bits = ord(letter) - 0x2800
    return "".join(
        f"M{left + (0.25 + across * 0.5) * WIDE - 0.9:.1f} "
        f"{top + (0.125 + down * 0.25) * HIGH - 0.9:.1f}h1.8v1.8h-1.8z"
        for bit, (across, down) in enumerate(_DOTS)
        if bits >> bit & 1
    )


# --- the body chart ------------------------------------------------------------------------------


def chart() -> str:
    """The back of the body twice: where the example hurts, and where its first muscle is felt."""
    from strideback.core.diary import Drew
    from strideback.formats.chart_svg import drawn_chart, zone_chart
    from strideback.formats.diary_text import read_file
    from strideback.formats.knowledge_toml import load

    knowledge = load()
    view = (ROOT / "knowledge" / "chart" / "back.svg").read_text(encoding="utf-8")
    drawn = [each for each in read_file(DIARY).diary.events if isinstance(each, Drew)][-1]
    hurts = {
        mark.region if mark.side is None else f"{mark.region}.{mark.side.value}": mark.intensity
        for mark in drawn.marks
    }
    muscle = knowledge.muscles["gluteus-medius"]
    points = [point for point in muscle.points if not point.both_sides]

    def right(regions: Iterable[str]) -> list[str]:
        paired = knowledge.regions
        return [f"{each}.right" if paired[each].paired else each for each in regions]

    essential = right(each for point in points for each in point.essential)
    spillover = right(each for point in points for each in point.spillover)
    named = "Where pain from the right gluteus medius is felt"
    views = (
        drawn_chart(view, hurts, "Where it hurts", prefix="drawn-"),
        zone_chart(view, essential, spillover, named, prefix="zones-"),
    )
    placed = (
        each.replace('viewBox="0 0 400 720"', f'x="{x}" y="34" width="300" height="330" {CROP}', 1)
        for x, each in zip((20, 360), views, strict=True)
    )
    label = 'font-family="system-ui, sans-serif" font-size="15" fill="#33414b" text-anchor="middle"'
    return "\n".join(
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 376" width="680" height="376">',
            '<rect width="100%" height="100%" rx="10" fill="#ffffff"/>',
            f'<text x="170" y="26" {label}>what the runner drew</text>',
            f'<text x="510" y="26" {label}>where gluteus medius pain is felt</text>',
            *placed,
            "</svg>\n",
        )
    )


def main() -> None:
    """Draw the pictures, and say how large they are."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, svg in (("review", drawing(cut(shown()))), ("chart", chart())):
        (PICTURES / f"{name}.svg").write_text(svg, encoding="utf-8")
        print(f"docs/pictures/{name}.svg: {len(svg.encode()) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
