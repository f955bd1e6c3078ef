"""The body chart for the terminal: a silhouette in braille dots, marked regions standing out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from strideback.formats.chart_grid import Grid

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot in a braille character, by row and column."""
_FROM_CHEST, _TO_THIGH = 0.07, 0.66
"""The part of the picture's height that is shown when nothing is marked at the knee or below."""
_LOW = frozenset({"knee-lateral", "knee-front", "leg-lateral", "calf", "foot"})
_ENDS = {
    "back": ("left", "right"),
    "front": ("right", "left"),
    "left": ("front", "back"),
    "right": ("back", "front"),
}
"""What lies at the two ends of each view's picture; left and right are the runner's own."""
_OUTSIDE, _BODY = -2, -1


@dataclass(frozen=True)
class _Picture:
    """A view resampled to dots: two across and four down for each character."""

    across: int
    down: int
    dots: list[int]
    """For each dot, row by row: the number of its region, or that it is body or outside."""

    def at(self, x: int, y: int) -> int:
        inside = 0 <= x < self.across and 0 <= y < self.down
        return self.dots[y * self.across + x] if inside else _OUTSIDE


def terminal_chart(
    marks: Mapping[str, str | int],
    grid: Grid,
    view: str = "back",
    width: int = 34,
    *,
    markup: bool = False,
) -> str:
    """A body chart as text, `width` characters wide, with the marked regions filled.

    A mark is an intensity from 0 to 10 (shown as a digit, 10 as `X`, 0 as not marked) or a
    character of your own choice; an id without a side marks both sides. The chart ends above the
    knee unless the knee or something lower is marked. With `markup`, marks are wrapped in rich's
    colour tags; without, the text is plain. The first line names what lies to the picture's left
    and right. Raises KeyError for a view that does not exist.
    """
    names = list(grid.views[view])
    signs = {}
    for number, name in enumerate(names):
        if sign := _sign(marks.get(name, marks.get(name.partition(".")[0], 0))):
            signs[number] = sign
    low = any(name.partition(".")[0] in _LOW and _sign(mark) for name, mark in marks.items())
    picture = _picture(grid, view, width, 1.0 if low else _TO_THIGH)
    filled = _filled(picture, signs)
    start, end = _ENDS[view]
    lines = [start + end.rjust(width - len(start))]
    for row in range(picture.down // 4):
        characters = [
            filled.get((column, row)) or _outline(picture, column, row) for column in range(width)
        ]
        lines.append(_coloured(characters) if markup else "".join(characters).rstrip())
    return "\n".join(lines) + "\n"


def _sign(mark: str | int) -> str:
    """The character for a mark; empty for an intensity of 0."""
    if isinstance(mark, str):
        return mark[:1]
    return "X" if mark >= 10 else str(mark) if mark > 0 else ""


def _picture(grid: Grid, view: str, width: int, end: float) -> _Picture:
    """The view as dots, from the chest to a part of its height, the body as wide as the text."""
    owners = [_OUTSIDE] * (grid.columns * grid.rows)
    for number, bits in ((_BODY, grid.bodies[view]), *enumerate(grid.views[view].values())):
        flags = f"{bits:b}"[::-1]
        at = flags.find("1")
        while at >= 0:
            owners[at] = number
            at = flags.find("1", at + 1)
    touched = [at % grid.columns for at, owner in enumerate(owners) if owner != _OUTSIDE]
    first, last = min(touched), max(touched) + 1
    across = 2 * width
    step = (last - first + 1) / across
    top = grid.rows * _FROM_CHEST
    down = 4 * math.ceil((grid.rows * end - top) / step / 4)
    dots = []
    for y in range(down):
        row = min(int(top + (y + 0.5) * step), grid.rows - 1) * grid.columns
        dots += [
            owners[row + min(int(first - 0.5 + (x + 0.5) * step), grid.columns - 1)]
            for x in range(across)
        ]
    return _Picture(across, down, dots)


def _filled(picture: _Picture, signs: Mapping[int, str]) -> dict[tuple[int, int], str]:
    """The characters at least half in a marked region; no marked region goes without one."""
    counts: dict[tuple[int, int], Counter[int]] = {}
    for at, owner in enumerate(picture.dots):
        if owner in signs:
            y, x = divmod(at, picture.across)
            counts.setdefault((x // 2, y // 4), Counter())[owner] += 1
    filled = {
        place: signs[found.most_common(1)[0][0]]
        for place, found in counts.items()
        if found.total() >= 4
    }
    for number, sign in signs.items():
        places = [place for place, found in counts.items() if found[number]]
        if places and not any(
            counts[place].most_common(1)[0][0] == number for place in places if place in filled
        ):
            filled[max(places, key=lambda place: counts[place][number])] = sign
    return filled


def _outline(picture: _Picture, column: int, row: int) -> str:
    """The braille character for the body's outline and, in lighter dots, its regions' borders."""
    bits = 0
    for dy, pair in enumerate(_DOTS):
        for dx, bit in enumerate(pair):
            if _is_line(picture, 2 * column + dx, 4 * row + dy):
                bits |= bit
    return chr(0x2800 + bits) if bits else " "


def _is_line(picture: _Picture, x: int, y: int) -> bool:
    """Whether a dot lies on the body's edge, or is every second dot of a region's border.

    Borders are looked for outwards from the middle, so that the two halves look the same.
    """
    here = picture.at(x, y)
    if here == _OUTSIDE:
        return False
    above, below = max(y - 1, 0), min(y + 1, picture.down - 1)
    if _OUTSIDE in (
        picture.at(x - 1, y),
        picture.at(x + 1, y),
        picture.at(x, above),
        picture.at(x, below),
    ):
        return True
    mirrored = picture.across - 1 - x
    outwards = x + 1 if x > mirrored else x - 1
    if here != picture.at(outwards, y):
        return y % 2 == 0
    return here != picture.at(x, below) and min(x, mirrored) % 2 == 0


def _coloured(characters: list[str]) -> str:
    """The line with rich's tags round the marks: yellow to 3, orange to 6, red for the rest."""
    text = ""
    for character in characters:
        if character == " " or 0x2800 <= ord(character) < 0x2900:
            text += character
            continue
        style = "yellow" if character in "123" else "dark_orange" if character in "456" else "red"
        text += f"[bold {style}]{character}[/]"
    return text.rstrip()
