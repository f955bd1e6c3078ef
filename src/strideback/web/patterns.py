"""Where a muscle's pain is felt, on the body chart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _

from strideback.core.knowledge import Knowledge, Muscle, Point
from strideback.formats import words
from strideback.formats.chart_svg import by_night, zone_chart
from strideback.web.drawings import view_svg
from strideback.web.runners import reviewer

VIEWS = ("back", "right", "front")
"""The views that are enough for a pattern: the left is the mirror image of the right."""


@dataclass(frozen=True, slots=True)
class Felt:
    """The pain of a point in words: where most often, where sometimes."""

    point: Point
    often: str
    sometimes: str


def views_of(knowledge: Knowledge, muscle: Muscle) -> tuple[str, ...]:
    """The fewest views that show the whole pattern, the back first."""
    left = {each for point in muscle.points for each in (*point.essential, *point.spillover)}
    shown = []
    for view in VIEWS:
        there = {each for each in left if view in knowledge.regions[each].views}
        if there:
            shown.append(view)
            left -= there
    return tuple(shown)


def pattern(muscle: Muscle, view: str) -> str:
    """The chart with the muscle's zones, as SVG."""
    name = reviewer().knowledge.words.within(muscle.name)
    title = _("Where the pain of the %(muscle)s is felt") % {"muscle": name}
    return _pattern(muscle, view, title)


@cache
def _pattern(muscle: Muscle, view: str, title: str) -> str:
    drawn = view_svg(view)
    essential = {each for point in muscle.points for each in point.essential}
    spillover = {each for point in muscle.points for each in point.spillover} - essential
    return by_night(zone_chart(drawn, essential, spillover, title))


def felt(knowledge: Knowledge, muscle: Muscle) -> tuple[Felt, ...]:
    """The same in words, point by point."""
    return tuple(
        Felt(point, _regions(knowledge, point.essential), _regions(knowledge, point.spillover))
        for point in muscle.points
    )


def _regions(knowledge: Knowledge, regions: Iterable[str]) -> str:
    return words.joined(knowledge.words.within(knowledge.regions[each].name) for each in regions)
