"""The body chart: its regions and the files in regions/ are the same, view by view."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from strideback.core.knowledge import Knowledge, Region
from strideback.formats.knowledge_checks.rule import rule
from strideback.formats.problems import Problem

VIEWS: Final = ("back", "front", "left", "right")
_ELEMENT: Final = re.compile(r"<[a-z]+\b[^>]*\bclass=\"region\"[^>]*>")
_ID: Final = re.compile(r"\bid=\"([^\"]*)\"")


def _drawn(folder: Path) -> dict[str, set[str]]:
    """The ids of the regions in each view that has a drawing."""
    drawn: dict[str, set[str]] = {}
    for view in VIEWS:
        path = folder / "chart" / f"{view}.svg"
        if path.is_file():
            elements = _ELEMENT.findall(path.read_text(encoding="utf-8", errors="replace"))
            drawn[view] = {found[1] for each in elements if (found := _ID.search(each))}
    return drawn


def _expected(region: Region, view: str) -> set[str]:
    """The ids that a region has in a view: one in the middle, else one a visible side."""
    if not region.paired:
        return {region.id}
    if view in {"left", "right"}:
        return {f"{region.id}.{view}"}
    return {f"{region.id}.left", f"{region.id}.right"}


@rule("chart-shows-regions", "Every region is drawn in each of its views.")
def chart_shows_regions(knowledge: Knowledge, folder: Path) -> Iterator[Problem]:
    """Look for the ids that each region should have in the drawings that exist."""
    drawn = _drawn(folder)
    for region in knowledge.regions.values():
        file = f"regions/{region.id}.toml"
        for view in region.views:
            if view not in VIEWS:
                yield Problem(file, "views", f"'{view}' is not one of: {', '.join(VIEWS)}")
            for name in sorted(_expected(region, view) - drawn.get(view, set())):
                if view in drawn:
                    says = f"chart/{view}.svg has no region with the id '{name}'"
                    yield Problem(file, "views", says)


@rule("chart-knows-regions", "Every region that is drawn has a file, and names that view.")
def chart_knows_regions(knowledge: Knowledge, folder: Path) -> Iterator[Problem]:
    """Look up every id of the drawings among the regions."""
    for view, names in _drawn(folder).items():
        expected = {
            name
            for region in knowledge.regions.values()
            if view in region.views
            for name in _expected(region, view)
        }
        for name in sorted(names - expected):
            region = name.partition(".")[0]
            if region in knowledge.regions:
                says = f"'{name}' is drawn, but regions/{region}.toml does not have it in this view"
            else:
                says = f"'{name}' is drawn, but there is no regions/{region}.toml"
            yield Problem(f"chart/{view}.svg", name, says)


@rule("grid-fits-chart", "The bitmaps hold the same regions as the drawings.")
def grid_fits_chart(knowledge: Knowledge, folder: Path) -> Iterator[Problem]:
    """Compare the names in chart/grid.toml with the ids in the drawings."""
    drawn = _drawn(folder)
    if knowledge.chart is None:
        if drawn:
            says = "is missing; run `python -m strideback.formats.chart_grid`"
            yield Problem("chart/grid.toml", "", says)
        return
    for view, names in drawn.items():
        grid = set(knowledge.chart.views.get(view, ()))
        for name in sorted(names ^ grid):
            where = "not in the drawing" if name in grid else "drawn, but not in the grid"
            says = f"is {where}; run `python -m strideback.formats.chart_grid`"
            yield Problem("chart/grid.toml", f"views.{view}.{name}", says)
