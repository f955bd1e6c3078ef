"""The regions of the body chart as bitmaps on one grid.

Each view is cut into `columns` x `rows` square cells of `cell` drawing units. A region is kept as
one integer: the cell in column `col` and row `row` is bit `row * columns + col`, and it is set if
the cell's middle lies in the region. Two regions overlap in `(a & b).bit_count()` cells.

`knowledge/chart/grid.toml` holds the bitmaps, so that nothing parses SVG at run time. After a
change to a view, `python -m strideback.formats.chart_grid` writes it anew.
"""

from __future__ import annotations

import hashlib
import math
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from xml.parsers import expat

COLUMNS, ROWS, CELL = 100, 180, 4
VIEWS = ("back", "front", "left", "right")
_STEPS = 16
_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_OPERANDS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "Z": 0}

Point = tuple[float, float]
Polygon = list[Point]


@dataclass(frozen=True)
class Grid:
    """The bitmaps of all views, as `grid.toml` holds them."""

    columns: int
    rows: int
    cell: float
    views: Mapping[str, Mapping[str, int]]
    """View -> region id -> bitmap."""
    bodies: Mapping[str, int]
    """View -> bitmap of the whole body outline."""
    made_from: Mapping[str, str]
    """View -> SHA-256 of the SVG file that the bitmaps were made from."""

    def cell_at(self, x: float, y: float) -> int | None:
        """The bit number of the cell at a point in drawing units, or None outside the picture."""
        column, row = math.floor(x / self.cell), math.floor(y / self.cell)
        inside = 0 <= column < self.columns and 0 <= row < self.rows
        return row * self.columns + column if inside else None

    def region_at(self, view: str, x: float, y: float) -> str | None:
        """The region at a point in drawing units, or None where there is none."""
        bit = self.cell_at(x, y)
        if bit is None:
            return None
        return next((name for name, bits in self.views[view].items() if bits >> bit & 1), None)


def rasterise(svg_text: str, columns: int, rows: int, cell: float) -> dict[str, int]:
    """The bitmap of each region of a view: region id -> integer.

    Reads the paths with class `region` in our own files: M, L, C, Q, H, V and Z, absolute or
    relative, and no transforms. Raises ValueError for any other path command.
    """
    paths = _paths(svg_text, "region")
    return {name: _filled(polygons(data), columns, rows, cell) for name, data in paths.items()}


def silhouette(svg_text: str, columns: int, rows: int, cell: float) -> int:
    """The bitmap of the whole body outline of a view (its path with class `body`)."""
    bits = 0
    for data in _paths(svg_text, "body").values():
        bits |= _filled(polygons(data), columns, rows, cell)
    return bits


def grid_text(svgs: Mapping[str, str]) -> str:
    """The text of `grid.toml` for the views given as name -> SVG text."""
    lines = [
        "# Made by `python -m strideback.formats.chart_grid` from the SVG files. Do not edit.",
        "# A region is a bitmap in hexadecimal: cell (col, row) is bit row * columns + col.",
        f"columns = {COLUMNS}",
        f"rows = {ROWS}",
        f"cell = {CELL}",
        "",
        "[made_from]",
        *(f"{view} = '{digest(svg)}'" for view, svg in svgs.items()),
        "",
        "[bodies]",
        *(f"{view} = '{silhouette(svg, COLUMNS, ROWS, CELL):x}'" for view, svg in svgs.items()),
    ]
    for view, svg in svgs.items():
        regions = rasterise(svg, COLUMNS, ROWS, CELL)
        lines += [
            "",
            f"[views.{view}]",
            *(f"'{name}' = '{bits:x}'" for name, bits in regions.items()),
        ]
    return "\n".join(lines) + "\n"


def read_grid(text: str) -> Grid:
    """The grid held by the text of `grid.toml`."""
    data = tomllib.loads(text)
    views = {
        view: {name: int(bits, 16) for name, bits in regions.items()}
        for view, regions in data["views"].items()
    }
    bodies = {view: int(bits, 16) for view, bits in data["bodies"].items()}
    return Grid(data["columns"], data["rows"], data["cell"], views, bodies, data["made_from"])


def digest(svg_text: str) -> str:
    """The SHA-256 of a view, which tells whether the grid is up to date."""
    return hashlib.sha256(svg_text.encode()).hexdigest()


def polygons(path_data: str) -> list[Polygon]:
    """The closed polygons of a path's `d` attribute, its curves cut into short straight pieces."""
    found: list[Polygon] = []
    here = (0.0, 0.0)
    for command, numbers in _commands(path_data):
        kind = command.upper()
        if kind == "Z":
            here = found[-1][0]
            continue
        points = _absolute(kind, numbers, here, relative=command.islower())
        if kind == "M":
            found.append([points[0]])
        else:
            if not found:
                raise ValueError("a path has to start with M")
            found[-1] += _flattened([here, *points])
        here = points[-1]
    return found


def _paths(svg_text: str, wanted: str) -> dict[str, str]:
    """The `d` attribute of each path of a class, by its id."""
    paths: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "path" and attributes.get("class") == wanted:
            if attributes["id"] in paths:
                raise ValueError(f"two paths are called {attributes['id']}")
            paths[attributes["id"]] = attributes["d"]

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(svg_text, True)
    return paths


def _commands(path_data: str) -> Iterator[tuple[str, list[float]]]:
    """Each path command with its numbers; one left out is repeated, and M repeats as L."""
    tokens = _TOKEN.findall(path_data)
    command, at = "", 0
    while at < len(tokens):
        if tokens[at].isalpha():
            command, at = tokens[at], at + 1
        elif command in "Mm":
            command = {"M": "L", "m": "l", "": ""}[command]
        count = _OPERANDS.get(command.upper())
        if count is None or (count == 0 and at < len(tokens) and not tokens[at].isalpha()):
            raise ValueError(f"path command {command or tokens[at]!r} is not one of M L C Q H V Z")
        yield command, [float(token) for token in tokens[at : at + count]]
        at += count


def _absolute(kind: str, numbers: list[float], here: Point, *, relative: bool) -> list[Point]:
    """A command's points in absolute coordinates."""
    x, y = here if relative else (0.0, 0.0)
    if kind == "H":
        return [(numbers[0] + x, here[1])]
    if kind == "V":
        return [(here[0], numbers[0] + y)]
    return [(a + x, b + y) for a, b in zip(numbers[::2], numbers[1::2], strict=True)]


def _flattened(points: list[Point]) -> Polygon:
    """The points along a straight line or Bezier curve, without its start.

    Rounded, so that two neighbours that walk the same curve in opposite directions get the same
    points.
    """
    if len(points) == 2:
        return points[1:]
    line = []
    for step in range(1, _STEPS + 1):
        share, left = step / _STEPS, points
        while len(left) > 1:
            left = [(a + (c - a) * share, b + (d - b) * share) for (a, b), (c, d) in pairwise(left)]
        line.append((round(left[0][0], 6), round(left[0][1], 6)))
    return line


def _filled(shapes: list[Polygon], columns: int, rows: int, cell: float) -> int:
    """The bitmap of the cells whose middle lies in the shapes (nonzero rule)."""
    crossings: list[list[tuple[float, int]]] = [[] for _ in range(rows)]
    for shape in shapes:
        for start, end in zip(shape, shape[1:] + shape[:1], strict=True):
            _cross(crossings, start, end, cell)
    bits = 0
    for row, found in enumerate(crossings):
        winding, since = 0, 0
        for x, turn in sorted(found):
            column = min(max(math.ceil(x / cell - 0.5), 0), columns)
            if winding:
                bits |= ((1 << max(column - since, 0)) - 1) << (row * columns + since)
            winding, since = winding + turn, column
    return bits


def _cross(crossings: list[list[tuple[float, int]]], start: Point, end: Point, cell: float) -> None:
    """Note where an edge crosses the middle line of each row, and in which direction."""
    turn = 1
    if start[1] > end[1]:
        start, end, turn = end, start, -1
    (x, y), (to_x, to_y) = start, end
    first = max(math.ceil(y / cell - 0.5), 0)
    last = min(math.ceil(to_y / cell - 0.5), len(crossings))
    for row in range(first, last):
        share = ((row + 0.5) * cell - y) / (to_y - y)
        crossings[row].append((x + (to_x - x) * share, turn))


def main(folder: Path) -> None:
    """Write `grid.toml` beside the SVG files in the folder."""
    svgs = {view: (folder / f"{view}.svg").read_text(encoding="utf-8") for view in VIEWS}
    (folder / "grid.toml").write_text(grid_text(svgs), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("knowledge/chart"))
