"""Body charts as SVG: a muscle's zones, or what a runner has drawn.

Both take one of our views (`knowledge/chart/*.svg`) and give it back with some regions marked.
What a chart says in colour it says in line style and in its description too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from html import escape, unescape
from itertools import pairwise

from strideback.formats.language import SIDES, number, say

_REGION = re.compile(
    r'<path id="([^"]+)" class="region" (d="[^"]*")><title>([^<]*)</title></path>\n?'
)
_TEXT = re.compile(r"(<(?:title|desc)[^>]*>)([^<]+)")

_MARK = "#b23a2e"
_EDGE = "#6b1710"
_PALETTE = ((1.0, "#f2dcae"), (4.0, "#e6a15c"), (7.0, "#c04a31"), (10.0, "#6a0f26"))
"""Sequential, from light to dark, so that it reads in grey as well."""

Mark = tuple[int, str, str]
"""How a region is marked: its rank (higher is painted later), its attributes, what is said of it.
"""


def texts(view_svg: str) -> Iterator[str]:
    """Every text of a view: its title, its description, and the regions' names without their sides."""
    for found in _TEXT.finditer(view_svg):
        yield unescape(found[2]).removesuffix(", left").removesuffix(", right")


def in_language(view_svg: str, words: Callable[[str], str]) -> str:
    """The view with its title, its description and the names of its regions in other words."""

    def other(found: re.Match[str]) -> str:
        text = unescape(found[2])
        name, comma, side = text.rpartition(", ")
        if comma and side in SIDES:
            return f"{found[1]}{escape(words(name))}, {SIDES[side]}"
        return found[1] + escape(words(text))

    return _TEXT.sub(other, view_svg)


def zone_chart(
    view_svg: str,
    essential: Collection[str],
    spillover: Collection[str],
    title: str,
    *,
    prefix: str = "",
) -> str:
    """The view with a muscle's zones: essential ones filled, spillover ones hatched and dashed.

    An id without a side (`sacroiliac`) marks both sides. Regions that this view does not show are
    left out. `prefix` is put before every id, for pages that show more than one chart.
    """
    hatch = f"{_view(view_svg)}-hatch"
    strong = (
        f'fill="{_MARK}" fill-opacity="0.82" stroke="{_EDGE}" stroke-width="1.6" stroke-opacity="1"'
    )
    light = (
        f'fill="url(#{hatch})" fill-opacity="1" stroke="{_EDGE}" stroke-width="1.5" '
        'stroke-opacity="0.9" stroke-dasharray="5 3.5"'
    )

    def mark(region: str) -> Mark | None:
        if _named(region, essential):
            return 2, strong, say("essential zone")
        if _named(region, spillover):
            return 1, light, say("spillover zone")
        return None

    marked = _marked(view_svg, mark, title)
    return prefixed(marked.replace("</defs>", _hatch(hatch) + "</defs>"), prefix)


# The same colours as on the page of muscles (static/web/muscles.css), where the chart is a part of it.
_NIGHT = (
    "<style>@media (prefers-color-scheme:dark){"
    "linearGradient:not([y2])>stop{stop-color:#364459}"
    "linearGradient:not([y2])>:is(:first-child,:last-child){stop-color:#263143}"
    'radialGradient>[stop-color="#ffffff"]{stop-color:#5f728c}[stop-color="#4f626d"]{stop-color:#0c121b}'
    "g[mask][fill]>path{stroke:#c3d0de}svg>g[fill-opacity]{fill:none;stroke:#a9bac6}"
    ".region[stroke-width]{filter:brightness(1.5)}}</style>"
)


def by_night(svg: str) -> str:
    """The chart as a picture of its own: on a dark page its body is dark, and its marks are bright."""
    return svg.replace("<defs>", f"{_NIGHT}<defs>", 1)


def drawn_chart(
    view_svg: str, intensities: Mapping[str, float], title: str, *, prefix: str = ""
) -> str:
    """The view with each region coloured by how much it hurts: 0 stays as it is, 10 is darkest.

    An id without a side marks both sides. `prefix` is put before every id, for pages that show
    more than one chart. Raises ValueError for an intensity below 0 or above 10.
    """
    for region, intensity in intensities.items():
        if not 0 <= intensity <= 10:
            raise ValueError(
                f"the intensity of {region} is {intensity:g}; it has to be from 0 to 10"
            )

    def mark(region: str) -> Mark | None:
        intensity = intensities.get(region, intensities.get(region.partition(".")[0], 0.0))
        if not intensity:
            return None
        style = (
            f'fill="{colour(intensity)}" fill-opacity="0.9" stroke="{_EDGE}" '
            f'stroke-width="{0.8 + intensity / 8:.1f}" stroke-opacity="0.9"'
        )
        return round(10 * intensity), style, say("{pain} of 10", pain=number(intensity))

    return prefixed(_marked(view_svg, mark, title), prefix)


def colour(intensity: float) -> str:
    """The colour of an intensity from 0 to 10, as `#rrggbb`."""
    value = min(max(intensity, _PALETTE[0][0]), _PALETTE[-1][0])
    for (low, light), (high, dark) in pairwise(_PALETTE):
        if value <= high:
            share = (value - low) / (high - low)
            pairs = zip(bytes.fromhex(light[1:]), bytes.fromhex(dark[1:]), strict=True)
            return "#" + bytes(round(a + (b - a) * share) for a, b in pairs).hex()
    raise AssertionError("the palette ends at 10")


def _named(region: str, ids: Collection[str]) -> bool:
    return region in ids or region.partition(".")[0] in ids


def _view(view_svg: str) -> str:
    """The name of the view, read from the id of its title."""
    found = re.search(r'<title id="([a-z]+)-title">', view_svg)
    if not found:
        raise ValueError("this is not one of the chart's views: it has no title with an id")
    return found[1]


def _marked(view_svg: str, mark: Callable[[str], Mark | None], title: str) -> str:
    """The view with its marked regions painted last, and title and description to match."""
    plain: list[str] = []
    marked: list[tuple[int, str]] = []
    said: dict[str, list[str]] = {}
    for found in _REGION.finditer(view_svg):
        region, data, name = found.groups()
        style = mark(region)
        if style is None:
            plain.append(found[0])
            continue
        rank, attributes, words = style
        said.setdefault(words, []).append(unescape(name))
        label = f"<title>{name}: {words}</title>"
        marked.append(
            (rank, f'<path id="{region}" class="region" {data} {attributes}>{label}</path>\n')
        )
    marked.sort(key=lambda item: item[0])
    regions = "".join([*plain, *(text for _, text in marked)])
    start = next(_REGION.finditer(view_svg)).start()
    svg = view_svg[:start] + regions + _REGION.sub("", view_svg[start:])
    return _described(svg, title, said)


def _described(svg: str, title: str, said: Mapping[str, list[str]]) -> str:
    """The chart with its title, and with what is marked added to its description."""
    added = "".join(
        f" {words[:1].upper()}{words[1:]}: {'; '.join(names)}." for words, names in said.items()
    )
    added = added or " " + say("Nothing is marked in this view.")
    svg = re.sub(r'(<title id="[^"]*">)[^<]*', lambda m: m[1] + escape(title), svg, count=1)
    return re.sub(r'(<desc id="[^"]*">[^<]*)', lambda m: m[1] + escape(added), svg, count=1)


def _hatch(name: str) -> str:
    """A pattern of slanted lines on a light ground."""
    return (
        f'<pattern id="{name}" width="7" height="7" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)">'
        f'<rect width="7" height="7" fill="{_MARK}" fill-opacity="0.16"/>'
        f'<rect width="2.2" height="7" fill="{_MARK}" fill-opacity="0.62"/></pattern>\n'
    )


def prefixed(svg: str, prefix: str) -> str:
    """The chart with the prefix before every id and every reference to one."""
    if not prefix:
        return svg
    svg = re.sub(r'\bid="', f'id="{prefix}', svg).replace("url(#", f"url(#{prefix}")
    return re.sub(
        r'aria-labelledby="(\S+) (\S+)"', rf'aria-labelledby="{prefix}\1 {prefix}\2"', svg
    )
