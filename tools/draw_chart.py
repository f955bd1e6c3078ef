"""Draw the body chart: `python tools/draw_chart.py [FOLDER]` writes its four views.

The anatomy is in `chart_points.py`; this file makes smooth curves of it, mirrors halves, and
writes SVG. The same points always give the same bytes.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from chart_points import BACK, FRONT, SIDE, View

WIDTH, HEIGHT = 400, 720
MIDDLE = WIDTH / 2

Point = tuple[float, float]
Segment = tuple[Point, Point, Point, Point]
"""A cubic Bezier curve: start, two control points, end."""

NAMES = {
    "lumbar-midline": "Middle of the lower back",
    "lumbar-paraspinal": "Beside the lower spine",
    "flank": "Flank, between the last rib and the pelvis",
    "iliac-crest-posterior": "Back rim of the pelvis",
    "iliac-crest-lateral": "Side rim of the pelvis",
    "sacroiliac": "Dimple beside the sacrum",
    "sacrum": "Sacrum",
    "coccyx": "Tailbone",
    "buttock-upper-outer": "Upper outer buttock",
    "buttock-middle": "Middle of the buttock",
    "buttock-lower": "Lower buttock",
    "gluteal-cleft": "Beside the gluteal cleft",
    "greater-trochanter": "Bony point of the hip",
    "hip-front": "Front of the hip",
    "groin": "Groin",
    "abdomen-lower-side": "Lower side of the belly",
    "thigh-lateral": "Outside of the thigh",
    "thigh-anterolateral": "Front outside of the thigh",
    "thigh-front": "Front of the thigh",
    "thigh-back": "Back of the thigh",
    "knee-lateral": "Outside of the knee",
    "knee-front": "Front of the knee",
    "leg-lateral": "Outside of the lower leg",
    "calf": "Calf",
    "foot": "Foot",
}

SKIN = (
    ("0", "#b9c4ca"),
    ("0.22", "#cfd8dc"),
    ("0.5", "#dae1e4"),
    ("0.78", "#cfd8dc"),
    ("1", "#b9c4ca"),
)
"""The grey of the body from its left edge to its right edge, a little darker at the edges."""

FALL = ((0, 1), (0.25, 0.82), (0.5, 0.42), (0.75, 0.12), (1, 0))
"""How a soft spot fades from its middle to its edge."""

SPOTS = (("light", "#ffffff", 0.6), ("faint", "#4f626d", 0.2), ("shade", "#4f626d", 0.36))
"""The kinds of soft spots: name, colour, and how opaque in the middle."""

LANDMARKS = {
    "soft": 'stroke="#5b6d78" stroke-width="1.1" stroke-opacity="0.32"',
    "fold": 'stroke="#4d5f6a" stroke-width="1.8" stroke-opacity="0.72"',
    "dots": 'stroke="#4d5f6a" stroke-width="2" stroke-opacity="0.45" stroke-dasharray="0.1 8"',
    "dimple": 'stroke="#4d5f6a" stroke-width="1.7" stroke-opacity="0.55"',
    "navel": 'stroke="#4d5f6a" stroke-width="2" stroke-opacity="0.7"',
}


class Lines:
    """The smooth lines of a view, with their named points."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.points: dict[str, Point] = {}
        for text in texts.values():
            for name, x, y in re.findall(r"([a-z][\w-]*)@([\d.-]+),([\d.-]+)", text):
                if self.points.setdefault(name, (float(x), float(y))) != (float(x), float(y)):
                    raise ValueError(f"the point {name} has two places")
        self.knots: dict[str, list[str]] = {}
        self.curves: dict[str, list[Segment]] = {}
        for line, text in texts.items():
            knots, points, corners = self._read(text)
            self.knots[line] = knots
            self.curves[line] = smooth(points, corners)

    def _read(self, text: str) -> tuple[list[str], list[Point], set[int]]:
        knots, points, corners = [], [], set()
        for index, word in enumerate(text.split()):
            if word.endswith("!"):
                corners.add(index)
            name, _, place = word.rstrip("!").rpartition("@")
            if "," in place:
                x, y = place.split(",")
                points.append((float(x), float(y)))
            else:
                name = place
                points.append(self.points[name])
            knots.append(name)
        return knots, points, corners

    def part(self, step: str) -> list[Segment]:
        """The curve of a `line:from>to` step, turned round if `to` comes before `from`."""
        line, _, ends = step.partition(":")
        start, end = (self.knots[line].index(name) for name in ends.split(">"))
        if start <= end:
            return self.curves[line][start:end]
        return turned(self.curves[line][end:start])

    def walk(self, text: str) -> list[Segment]:
        """The curve of a whole walk; each step has to start where the last one ended."""
        walked: list[Segment] = []
        for step in text.split():
            part = self.part(step)
            if walked and walked[-1][3] != part[0][0]:
                raise ValueError(f"the walk jumps before {step}: {text}")
            walked += part
        return walked


def turned(curve: Iterable[Segment]) -> list[Segment]:
    """The same curve walked from its end to its start."""
    return [(d, c, b, a) for a, b, c, d in reversed(list(curve))]


def mapped(curve: Iterable[Segment], factor: float, shift: float) -> list[Segment]:
    """The curve with every x replaced by `factor * x + shift`."""
    return [
        (
            (factor * a + shift, y),
            (factor * b + shift, z),
            (factor * c + shift, u),
            (factor * d + shift, v),
        )
        for (a, y), (b, z), (c, u), (d, v) in curve
    ]


def smooth(points: Sequence[Point], corners: Iterable[int] = ()) -> list[Segment]:
    """A smooth curve through the points (centripetal Catmull-Rom), with corners where asked."""
    corners = set(corners)
    curve: list[Segment] = []
    for i in range(len(points) - 1):
        before = points[i - 1] if i > 0 and i not in corners else None
        after = points[i + 2] if i + 2 < len(points) and i + 1 not in corners else None
        if points[0] == points[-1]:
            before = before or points[-2]
            after = after or points[1]
        a, d = points[i], points[i + 1]
        before = before or beyond(a, d, i in corners)
        after = after or beyond(d, a, i + 1 in corners)
        curve.append((a, handle(before, a, d), handle(after, d, a), d))
    return curve


def beyond(end: Point, inner: Point, corner: bool) -> Point:
    """A point past a line's end: mirrored if it ends at the body's middle, else straight on."""
    if end[0] == 0 and inner[0] != 0 and not corner:
        return (-inner[0], inner[1])
    return (2 * end[0] - inner[0], 2 * end[1] - inner[1])


def handle(before: Point, here: Point, after: Point) -> Point:
    """The control point after `here` on the way from `before` to `after`."""
    one = max(distance(before, here), 1e-6)
    two = max(distance(here, after), 1e-6)
    root = math.sqrt(one * two)
    scale = 3 * (one + root)

    def blend(a: float, b: float, c: float) -> float:
        return (one * c - two * a + (2 * one + 3 * root + two) * b) / scale

    return blend(before[0], here[0], after[0]), blend(before[1], here[1], after[1])


def distance(a: Point, b: Point) -> float:
    """How far two points lie apart."""
    return math.hypot(a[0] - b[0], a[1] - b[1])


def number(value: float) -> str:
    """A coordinate with at most one digit after the point."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def path_data(curve: Sequence[Segment], closed: bool = True) -> str:
    """The `d` attribute of a curve; straight pieces are written as lines."""
    words = ["M" + pair(curve[0][0])]
    for a, b, c, d in curve:
        if all(
            abs((d[0] - a[0]) * (p[1] - a[1]) - (d[1] - a[1]) * (p[0] - a[0])) < 1e-6
            for p in (b, c)
        ):
            words.append("L" + pair(d))
        else:
            words.append("C" + " ".join(pair(p) for p in (b, c, d)))
    return "".join(words) + ("Z" if closed else "")


def pair(point: Point) -> str:
    """A point as `x,y`."""
    return f"{number(point[0])},{number(point[1])}"


def sides(view: View) -> list[tuple[str, float, float]]:
    """The name of each half as the runner knows it, with the factor and shift that place it."""
    if not view.half:
        return [("right", 1, 0)]
    outward = "right" if view is BACK else "left"
    other = "left" if outward == "right" else "right"
    return [(other, -1, MIDDLE), (outward, 1, MIDDLE)]


def region(name: str, side: str, data: str) -> str:
    """The path element of one region."""
    ident = f"{name}.{side}" if side else name
    title = f"{NAMES[name]}, {side}" if side else NAMES[name]
    return f'<path id="{ident}" class="region" d="{data}"><title>{title}</title></path>'


def both_halves(curve: list[Segment]) -> list[Segment]:
    """A half that starts and ends in the middle of the body, closed by its mirror image."""
    return mapped(curve, 1, MIDDLE) + mapped(turned(curve), -1, MIDDLE)


def silhouette(view: View, lines: Lines) -> list[Segment]:
    """The outline of the whole body, closed at the chest."""
    curve = lines.walk(view.body)
    if not view.half:
        return curve
    return both_halves(curve)


def regions(view: View, lines: Lines) -> list[str]:
    """All region elements of a view, in the order of `NAMES`."""
    elements = {}
    for name, text in view.midline.items():
        elements[name, ""] = region(name, "", path_data(both_halves(lines.walk(text))))
    for side, factor, shift in sides(view):
        for name, text in view.regions.items():
            curve = mapped(lines.walk(text), factor, shift)
            elements[name, side] = region(name, side, path_data(curve))
    order = list(NAMES)
    return [
        elements[key] for key in sorted(elements, key=lambda key: (order.index(key[0]), key[1]))
    ]


def shading(view: View, prefix: str) -> list[str]:
    """The soft light and dark spots that make the body round."""
    spots = []
    for kind, x, y, rx, ry, turn in view.shading:
        for _, factor, shift in sides(view)[: 1 if view.half and x == 0 else 2]:
            at = f"{number(factor * x + shift)} {number(y)}"
            place = f'transform="translate({at}) rotate({number(factor * turn)})"'
            spots.append(
                f'<ellipse {place} rx="{number(rx)}" ry="{number(ry)}" '
                f'fill="url(#{prefix}-{kind})"/>'
            )
    return spots


def landmarks(view: View) -> list[str]:
    """The fine lines that help the eye: spine, folds, creases, dimples."""
    drawn = []
    for kind, text in view.landmarks:
        curve = Lines({"line": text}).curves["line"]
        once = view.half and (
            all(p[0] == 0 for piece in curve for p in piece) or curve[0][0][0] < 0
        )
        for _, factor, shift in sides(view)[: 1 if once else 2]:
            data = path_data(mapped(curve, factor, shift), closed=False)
            drawn.append(f'<path d="{data}" {LANDMARKS[kind]}/>')
    return drawn


def definitions(prefix: str, outline: str) -> str:
    """Gradients, the clip to the body outline, and the fade at the chest."""
    stops = "".join(f'<stop offset="{at}" stop-color="{colour}"/>' for at, colour in SKIN)
    spots = "\n".join(
        f'<radialGradient id="{prefix}-{kind}">'
        + "".join(
            f'<stop offset="{at}" stop-color="{colour}" stop-opacity="{top * share:.3f}"/>'
            for at, share in FALL
        )
        + "</radialGradient>"
        for kind, colour, top in SPOTS
    )
    return f"""\
<linearGradient id="{prefix}-skin">{stops}</linearGradient>
{spots}
<clipPath id="{prefix}-clip"><path d="{outline}"/></clipPath>
<linearGradient id="{prefix}-rise" x2="0" y2="1"><stop offset="0" stop-color="#ffffff" \
stop-opacity="0"/><stop offset="0.11" stop-color="#ffffff"/></linearGradient>
<mask id="{prefix}-fade" maskUnits="userSpaceOnUse" x="0" y="0" width="{WIDTH}" height="{HEIGHT}">\
<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#{prefix}-rise)"/></mask>"""


def drawing(view: View, name: str) -> str:
    """The whole SVG text of a view."""
    lines = Lines(view.lines)
    body = silhouette(view, lines)
    outline = path_data(body)
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" \
aria-labelledby="{name}-title {name}-desc">
<title id="{name}-title">{view.title}</title>
<desc id="{name}-desc">{view.desc}</desc>
<defs>
{definitions(name, outline)}
</defs>
<g mask="url(#{name}-fade)">
<path id="{name}-body" class="body" d="{outline}" fill="url(#{name}-skin)"/>
<g clip-path="url(#{name}-clip)" pointer-events="none">
{lined(shading(view, name))}
</g>
</g>
<g fill="#ffffff" fill-opacity="0.12" stroke="#5b6d78" stroke-width="0.8" \
stroke-opacity="0.5" stroke-linejoin="round">
{lined(regions(view, lines))}
</g>
<g fill="none" stroke-linecap="round" stroke-linejoin="round" pointer-events="none" \
mask="url(#{name}-fade)">
{lined(landmarks(view))}
<path d="{path_data(body, closed=False)}" stroke="#667985" stroke-width="2"/>
</g>
</svg>
"""


def lined(elements: list[str]) -> str:
    """The elements, one a line."""
    return "\n".join(elements)


def mirrored(svg: str) -> str:
    """The left side, made from the right side: x becomes width minus x, and right becomes left."""

    def flip(match: re.Match[str]) -> str:
        return re.sub(
            r"(-?[\d.]+),(-?[\d.]+)",
            lambda m: f"{number(WIDTH - float(m[1]))},{m[2]}",
            match[0],
        )

    def flip_spot(match: re.Match[str]) -> str:
        turn = number(-float(match[3]))
        return f"translate({number(WIDTH - float(match[1]))} {match[2]}) rotate({turn})"

    svg = re.sub(r' d="[^"]*"', flip, svg)
    svg = re.sub(r"translate\(([\d.]+) ([\d.]+)\) rotate\((-?[\d.]+)\)", flip_spot, svg)
    return svg.replace("right", "left")


def main(folder: Path) -> None:
    """Write the four views into the folder."""
    right = drawing(SIDE, "right")
    views = {
        "back": drawing(BACK, "back"),
        "front": drawing(FRONT, "front"),
        "right": right,
        "left": mirrored(right),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, svg in views.items():
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
        print(f"{name}.svg  {len(svg.encode())} bytes")


if __name__ == "__main__":
    home = Path(__file__).resolve().parents[1] / "knowledge" / "chart"
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else home)
