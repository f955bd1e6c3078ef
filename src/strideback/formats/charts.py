"""Charts as SVG: a course over time, weeks as bars, estimates with their uncertainty.

Values and finished sentences go in, one SVG comes out: nothing is decided here and no word is made
up.  Every point carries its sentence as `<title>`, the whole its title and description.  Colours
come from the page by class; what a colour says, a shape says too.  Beside each chart the page has a
table with the same figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil

from strideback.formats.svg import group, line, svg, tag, text

_On = Callable[[date], float]
_Place = Callable[[float], float]
_LEFT, _RIGHT = 30.0, 8.0
_PAIN_TOP, _PAIN_HIGH = 34.0, 140.0
_RUNS_TOP, _RUNS_HIGH = 222.0, 66.0
_DID = 330.0
_FOOT = 350.0
_ROOM_BELOW = 36.0
_LETTER = 6.8
"""How wide a letter of an axis is, about."""
_HIGH = 374.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A value from 0 to 10 and its sentence; `worst` where more than the value was told too."""

    on: date
    value: float
    says: str
    worst: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A length and its sentence; `look` is green, amber, red or unknown.

    `under` is a word below it, `also` a figure in the row below that.
    """

    on: date
    value: float
    says: str
    look: str = "unknown"
    under: str = ""
    also: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A day with its sentence: something done, a tick of the axis, a turn for the worse."""

    on: date
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days from the first to the last, both in, with their sentence."""

    start: date
    last: date
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Pain, runs and sessions on one time line; each point stands for `days` days."""

    first: date
    last: date
    title: str
    desc: str
    lanes: tuple[str, str, str]
    days: int = 1
    pain: tuple[Dot, ...] = ()
    runs: tuple[Bar, ...] = ()
    done: tuple[Mark, ...] = ()
    flares: tuple[Span, ...] = ()
    relapses: tuple[Mark, ...] = ()
    ticks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A value, how far it may be off, its name and its sentence; `firm` false: too few tries."""

    name: str
    value: float
    give: float
    says: str
    firm: bool = True


# --- a course over time --------------------------------------------------------------------------


def course(chart: Course, *, name: str, width: float) -> str:
    """Pain as a line, runs as bars and sessions as dots, one under the other, on one time line.

    `name` begins every id of the chart, so that a page can hold it twice, narrow and wide.
    """
    span = max((chart.last - chart.first).days + 1, 1)
    step = (width - _LEFT - _RIGHT) / span

    def x(on: date) -> float:
        return _LEFT + ((on - chart.first).days + chart.days / 2) * step

    parts = [
        *_lanes(chart.lanes, width),
        *(_flare(each, x, step) for each in chart.flares),
        *_scale((0, 5, 10), _pain_y, width),
        *(_relapse(each, x(each.on)) for each in chart.relapses),
        *_pain(chart, x, step * chart.days),
        *_runs(chart, x, step, width),
        *(_did(each, x(each.on), step * chart.days) for each in chart.done),
        *_ticks(chart.ticks, x, width),
    ]
    return svg(name, width, _HIGH, chart.title, chart.desc, parts)


def _lanes(names: Sequence[str], width: float) -> Iterator[str]:
    for y, lane in zip((14.0, _RUNS_TOP - 18, _DID - 17), names, strict=True):
        yield text(0, y, lane, "lane")
    yield line(_LEFT, _FOOT, width - _RIGHT, _FOOT, "axis")


def _pain_y(value: float) -> float:
    return _PAIN_TOP + _PAIN_HIGH * (1 - min(max(value, 0), 10) / 10)


def _scale(values: Sequence[float], y: _Place, width: float) -> Iterator[str]:
    for value in values:
        yield line(_LEFT, y(value), width - _RIGHT, y(value), "grid")
        yield text(_LEFT - 6, y(value) + 4, f"{value:g}", "figure end")


def _flare(each: Span, x: _On, step: float) -> str:
    left, right = x(each.start) - step / 2, x(each.last) + step / 2
    band = tag("rect", x=left, y=_PAIN_TOP, width=right - left, height=_PAIN_HIGH, class_="band")
    middle = (left + right) / 2
    sign = f"M{middle - 5:.1f} {_PAIN_TOP - 2:.1f}h10l-5 -8z"
    return group("flare", each.says, band, tag("path", d=sign, class_="sign"))


def _relapse(each: Mark, at: float) -> str:
    stem = line(at, _PAIN_TOP, at, _PAIN_TOP + _PAIN_HIGH, "back")
    sign = f"M{at:.1f} {_PAIN_TOP - 13:.1f}l5 5l-5 5l-5 -5z"
    return group("relapse", each.says, stem, tag("path", d=sign, class_="sign"))


def _pain(chart: Course, x: _On, room: float) -> Iterator[str]:
    """The line is broken where nothing was told for four points or more; the dots stay."""
    for before, after in pairwise(chart.pain):
        if (after.on - before.on).days <= 3 * chart.days:
            ends = (x(before.on), _pain_y(before.value), x(after.on), _pain_y(after.value))
            yield line(*ends, "pain")
    size = min(4.5, max(1.8, room * 0.4))
    for each in chart.pain:
        at, y = x(each.on), _pain_y(each.value)
        dot = tag("circle", cx=at, cy=y, r=size, class_="dot")
        more = ""
        if each.worst is not None and each.worst > each.value:
            top = _pain_y(each.worst)
            more = line(at, y, at, top, "worst") + line(
                at - size + 0.5, top, at + size - 0.5, top, "worst"
            )
        yield group("reading", each.says, more, dot)


def _runs(chart: Course, x: _On, step: float, width: float) -> Iterator[str]:
    most = _round(max((each.value for each in chart.runs), default=0.0))
    foot = _RUNS_TOP + _RUNS_HIGH
    yield line(_LEFT, foot, width - _RIGHT, foot, "grid")
    if not most:
        return
    yield from _scale((most,), lambda _: _RUNS_TOP, width)
    wide = max(2.0, min(16.0, step * chart.days * 0.7))
    for each in chart.runs:
        high = max(_RUNS_HIGH * each.value / most, 2.0)
        yield _bar(each, x(each.on), foot, wide, high)


def _bar(each: Bar, at: float, foot: float, wide: float, high: float) -> str:
    body = tag("rect", x=at - wide / 2, y=foot - high, width=wide, height=high, rx=1.5)
    return group(f"bar {each.look}", each.says, body, light(each.look, at, foot - high - 5))


def light(look: str, at: float, y: float) -> str:
    """The shape of a light, for those who do not see its colour; nothing for green and unknown."""
    if look == "amber":
        return tag("path", d=f"M{at:.1f} {y - 4:.1f}l4 4l-4 4l-4 -4z", class_="sign")
    if look == "red":
        cross = f"M{at - 3:.1f} {y - 3:.1f}l6 6m0 -6l-6 6"
        return tag("path", d=cross, class_="cross")
    return ""


def _did(each: Mark, at: float, room: float) -> str:
    return group(
        "done", each.says, tag("circle", cx=at, cy=_DID, r=min(5.0, max(1.6, room * 0.42)))
    )


def _ticks(ticks: Sequence[Mark], x: _On, width: float) -> Iterator[str]:
    """A tick for each, and from the last one back the words of those that have room."""
    free = width
    for each in sorted(ticks, key=lambda tick: tick.on, reverse=True):
        at, wide = x(each.on), _LETTER * len(each.says)
        yield line(at, _FOOT, at, _FOOT + 4, "axis")
        right = min(at + wide / 2, width)
        if right <= free:
            left = max(right - wide, 0)
            free = left - _LETTER
            yield text(left + wide / 2, _FOOT + 19, each.says, "figure middle")


# --- weeks as bars -------------------------------------------------------------------------------


def weeks(bars: Sequence[Bar], *, name: str, width: float, title: str, desc: str) -> str:
    """A bar a week: its figure above, another one below where there is room, and some weeks' words."""
    high, top, left = 210.0, 24.0, 4.0
    room = (width - left * 2) / max(len(bars), 1)
    also = room >= _ROOM_BELOW
    foot = high - (50 if also else 30)
    most = max((each.value for each in bars), default=0.0) or 1.0
    every = max(1, ceil(54 / room))
    parts = [line(left, foot, width - left, foot, "axis")]
    for place, each in enumerate(bars):
        at = left + (place + 0.5) * room
        tall = (foot - top) * each.value / most
        wide = min(room * 0.72, 48.0)
        body = tag("rect", x=at - wide / 2, y=foot - tall, width=wide, height=tall, rx=3)
        figure = ""
        if room >= 22 and each.value:
            figure = text(at, foot - tall - 6, f"{each.value:.0f}", "figure middle")
        if also and each.also:
            figure += text(at, foot + 18, each.also, "figure middle")
        parts.append(group(f"bar {each.look}", each.says, body if each.value else "", figure))
        if (len(bars) - 1 - place) % every == 0:
            side = "end" if at > width - 24 else "start" if at < 24 else "middle"
            edge = width - left if side == "end" else left if side == "start" else at
            parts.append(text(edge, foot + (40 if also else 20), each.under, f"figure {side}"))
    return svg(name, width, high - 6, title, desc, parts)


# --- estimates with their uncertainty ------------------------------------------------------------


def estimates(rows: Sequence[Estimate], *, name: str, width: float, title: str, desc: str) -> str:
    """A dot for each value on one scale, with a line as long as it may be off to either side."""
    least = min((each.value - each.give for each in rows), default=0.0)
    most = max((each.value + each.give for each in rows), default=0.0)
    low, top = min(-1, int(least // 1)), max(2, ceil(most))
    row, foot = 50.0, 50.0 * len(rows) + 6

    def x(value: float) -> float:
        return 12 + (width - 24) * (value - low) / (top - low)

    parts: list[str] = []
    for value in range(low, top + 1):
        parts.append(line(x(value), 4, x(value), foot, "zero" if value == 0 else "grid"))
        parts.append(text(x(value), foot + 17, f"{value:+d}" if value else "0", "figure middle"))
    for place, each in enumerate(rows):
        y = place * row + 40
        ends = x(each.value - each.give), x(each.value + each.give)
        whisker = line(ends[0], y, ends[1], y, "give")
        dot = tag("circle", cx=x(each.value), cy=y, r=6)
        label = text(0, y - 16, each.name, "row")
        look = "estimate" if each.firm else "estimate few"
        parts.append(group(look, each.says, label, whisker, dot))
    return svg(name, width, foot + 24, title, desc, parts)


def _round(value: float) -> float:
    """A round figure that is no less than the value: the top of a scale.

    >>> [_round(each) for each in (0, 3.2, 11, 42)]
    [0, 4, 15, 50]
    """
    for step in (1, 2, 5, 10, 25, 50, 100):
        if value <= 4 * step:
            return ceil(value / step) * step
    return ceil(value / 250) * 250
