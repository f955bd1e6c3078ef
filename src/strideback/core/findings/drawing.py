"""The pain drawing: strokes and taps on the body chart become marked regions."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import ceil, floor

from strideback.core.diary import Drew, Stroke
from strideback.core.knowledge import Chart, Knowledge
from strideback.core.terms import Side

Place = tuple[str, Side | None]
"""A region and the side it was marked on; a midline region has no side."""


def marked(knowledge: Knowledge, drawing: Drew) -> dict[Place, float]:
    """The regions that a drawing marks, each with its highest intensity."""
    places: dict[Place, float] = {}
    for mark in drawing.marks:
        if mark.intensity > 0:
            place = (knowledge.canonical(mark.region), mark.side)
            places[place] = max(places.get(place, 0.0), mark.intensity)
    share = knowledge.screen.stroke_share
    if knowledge.chart is None:
        return places
    for stroke in drawing.strokes:
        painted = painted_cells(knowledge.chart, stroke)
        for name, bitmap in knowledge.chart.views.get(drawing.view, {}).items():
            if stroke.intensity > 0 and _covers(painted, bitmap, share):
                place = place_of(name)
                places[place] = max(places.get(place, 0.0), stroke.intensity)
    return places


def place_of(name: str) -> Place:
    """`gluteus.left` as a place: the region and the side."""
    region, dot, side = name.partition(".")
    return (region, Side(side) if dot else None)


def painted_cells(chart: Chart, stroke: Stroke) -> int:
    """The cells of the grid that a stroke touches, as a bitmap."""
    cells = 0
    reach = max(stroke.brush, chart.cell / 2)
    points = stroke.points if len(stroke.points) > 1 else (*stroke.points, *stroke.points)
    for (x0, y0), (x1, y1) in pairwise(points):
        columns = _span(min(x0, x1) - reach, max(x0, x1) + reach, chart.cell, chart.columns)
        for row in _span(min(y0, y1) - reach, max(y0, y1) + reach, chart.cell, chart.rows):
            y = (row + 0.5) * chart.cell
            for column in columns:
                x = (column + 0.5) * chart.cell
                if _distance_squared((x, y), (x0, y0), (x1, y1)) <= reach * reach:
                    cells |= 1 << (row * chart.columns + column)
    return cells


def _span(low: float, high: float, cell: float, count: int) -> range:
    return range(max(0, floor(low / cell)), min(count, ceil(high / cell) + 1))


def _distance_squared(
    point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]
) -> float:
    """From a point to the line between two points, squared."""
    (x, y), (x0, y0) = point, start
    dx, dy = end[0] - x0, end[1] - y0
    length = dx * dx + dy * dy
    share = 0.0 if length == 0 else max(0.0, min(1.0, ((x - x0) * dx + (y - y0) * dy) / length))
    return float((x - x0 - share * dx) ** 2 + (y - y0 - share * dy) ** 2)


def _covers(painted: int, region: int, share: float) -> bool:
    """A stroke marks a region that it covers enough of, or that enough of it lies in."""
    overlap = (painted & region).bit_count()
    return overlap > 0 and (
        overlap >= share * region.bit_count() or overlap >= share * painted.bit_count()
    )


def drawn_places(drawings: Mapping[str, Mapping[Place, float]]) -> dict[Place, float]:
    """All views together: each marked place with its highest intensity."""
    places: dict[Place, float] = {}
    for drawing in drawings.values():
        for place, intensity in drawing.items():
            places[place] = max(places.get(place, 0.0), intensity)
    return places
