"""The runner's own drawing on a body chart: strokes and marked regions, as SVG.

`painted` shows how strong it is, in colour and as a number; `laid_over` puts it over a muscle's
zones as dots, which differ from a filled and from a hatched zone without any colour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from strideback.core.diary import Drew, Stroke
from strideback.formats.chart_svg import colour, prefixed

LOW_BACK = (60, 60, 280, 350)
TO_KNEES = (60, 60, 280, 490)
WHOLE = (60, 0, 280, 720)
"""Ways to crop a view: x, y, width and height in chart units."""

_REGION = re.compile(r'<path id="([^"]+)" class="region" d="([^"]*)">')
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_DOTS = (
    '<pattern id="{id}" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<circle cx="4" cy="4" r="2.3" fill="#ffffff"/>'
    '<circle cx="4" cy="4" r="1.5" fill="#0b2a55"/></pattern>'
)

Shape = tuple[str, float, float, tuple[float, float]]
"""A path's `d`, its brush (0 for a region), how strong it is, and where its number stands."""


def painted(view_svg: str, drawing: Drew, title: str, says: str, *, prefix: str = "") -> str:
    """The view with the drawing on it, each part with its intensity in colour and as a number.

    `says` tells the same in words, and is added to the description of the picture.  The drawing is
    the group of class `own`.  `prefix` is put before every id.
    """
    shapes = [_coloured(*each) for each in _shapes(view_svg, drawing)]
    numbers = [_number(*each) for each in _shapes(view_svg, drawing)]
    own = f'<g class="own" pointer-events="none">{"".join(shapes)}{"".join(numbers)}</g>\n'
    svg = view_svg.replace("</svg>", own + "</svg>")
    return prefixed(_described(svg, says, title), prefix)


def laid_over(svg: str, view_svg: str, drawing: Drew, says: str, *, prefix: str = "") -> str:
    """A chart made from this view (and with this prefix) with the drawing over it as dots."""
    dots = f"{prefix}{drawing.view}-dots"
    shapes = [_dotted(d, brush, dots) for d, brush, _, _ in _shapes(view_svg, drawing)]
    own = f'<g class="own" pointer-events="none">{"".join(shapes)}</g>\n'
    svg = svg.replace("</defs>", _DOTS.format(id=dots) + "</defs>", 1)
    return _described(svg.replace("</svg>", own + "</svg>"), says)


def cropped(svg: str, to: tuple[int, int, int, int]) -> str:
    """The chart, of which only this part is shown."""
    box = " ".join(map(str, to))
    return re.sub(r'viewBox="[^"]*"', f'viewBox="{box}"', svg, count=1)


def _shapes(view_svg: str, drawing: Drew) -> Iterator[Shape]:
    regions = dict(_REGION.findall(view_svg))
    for mark in drawing.marks:
        name = f"{mark.region}.{mark.side.value}" if mark.side else mark.region
        if name in regions and mark.intensity > 0:
            yield regions[name], 0, mark.intensity, _middle(regions[name])
    for stroke in drawing.strokes:
        if stroke.points and stroke.intensity > 0:
            yield _line(stroke), stroke.brush, stroke.intensity, _halfway(stroke)


def _middle(data: str) -> tuple[float, float]:
    """The middle of the box round a path of absolute M, C, L and Z, as our views are drawn."""
    numbers = [float(each) for each in _NUMBER.findall(data)]
    xs, ys = numbers[::2], numbers[1::2]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _halfway(stroke: Stroke) -> tuple[float, float]:
    return stroke.points[len(stroke.points) // 2]


def _line(stroke: Stroke) -> str:
    """A stroke as a path; a dot is a line of no length, which round ends make visible."""
    points = stroke.points if len(stroke.points) > 1 else stroke.points * 2
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in points)


def _coloured(data: str, brush: float, intensity: float, _at: tuple[float, float]) -> str:
    paint = colour(intensity)
    if not brush:
        return (
            f'<path d="{data}" fill="{paint}" fill-opacity="0.85" stroke="#6b1710" '
            'stroke-width="1.6"/>'
        )
    return (
        f'<path d="{data}" fill="none" stroke="{paint}" stroke-opacity="0.78" '
        f'stroke-width="{2 * brush:g}" stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _number(_data: str, _brush: float, intensity: float, at: tuple[float, float]) -> str:
    x, y = at
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="7" fill="#ffffff" fill-opacity="0.92" '
        'stroke="#6b1710" stroke-width="0.8"/>'
        f'<text x="{x:g}" y="{y + 3.3:g}" font-size="9.5" font-weight="700" '
        f'text-anchor="middle" fill="#3a0d08">{intensity:g}</text>'
    )


def _dotted(data: str, brush: float, dots: str) -> str:
    paint = f"url(#{dots})"
    if not brush:
        return f'<path d="{data}" fill="{paint}" stroke="#0b2a55" stroke-width="1.4"/>'
    return (
        f'<path d="{data}" fill="none" stroke="{paint}" stroke-width="{2 * brush:g}" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _described(svg: str, says: str, title: str = "") -> str:
    if title:
        svg = re.sub(r"(<title id=[^>]*>)[^<]*", lambda m: m[1] + escape(title), svg, count=1)
    added = f" {escape(says)}" if says else ""
    return re.sub(r"(<desc id=[^>]*>[^<]*)", lambda m: m[1] + added, svg, count=1)
