"""Writes docs/atlas.md and its charts: each muscle in its place beside where its pain is felt.

    python tools/atlas_page.py

The pictures of the muscles come from `tools/make_figures.py`; the charts from `knowledge/chart/`.
"""

from __future__ import annotations

import re
from pathlib import Path

from strideback.anatomy.atlas import VIEWS
from strideback.core.knowledge import Knowledge, Muscle
from strideback.formats.chart_svg import zone_chart
from strideback.formats.knowledge_toml import load

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
CHARTS = "atlas"
HEIGHT = 380

HEAD = """# The muscle atlas

*Made by `tools/atlas_page.py`. Do not edit.*

Each muscle of the right side alone on the skeleton, and beside it where its pain is felt: filled is
where it is felt most, hatched is where it may spread to.
The bodies are drawn from {model}; the places of pain are those in `knowledge/muscles/`.
"""


def zones(muscle: Muscle) -> tuple[set[str], set[str]]:
    """The essential and the spillover zones of all its points."""
    essential = {region for point in muscle.points for region in point.essential}
    spillover = {region for point in muscle.points for region in point.spillover}
    return essential, spillover - essential


def views(knowledge: Knowledge, regions: set[str]) -> list[str]:
    """The fewest views of the body that show all the zones, the back first."""
    chosen: list[str] = []
    left = {str(region) for region in regions}
    for view in ("back", "front", "right"):
        seen = {each for each in left if view in knowledge.regions[each].views}
        if seen:
            chosen.append(view)
            left -= seen
    return chosen


def section(knowledge: Knowledge, muscle: Muscle) -> str:
    """One muscle's part of the page; writes its charts."""
    essential, spillover = zones(muscle)
    cells = [
        f'<img src="../figures/atlas/{muscle.id}.{view}.light.webp" height="{HEIGHT}" '
        f'alt="{muscle.name} of the right side: {view}">'
        for view in VIEWS
    ]
    for view in views(knowledge, essential | spillover):
        svg = (ROOT / f"knowledge/chart/{view}.svg").read_text(encoding="utf-8")
        title = f"Where pain from the {muscle.name} is felt, {view} view"
        file = DOCS / CHARTS / f"{muscle.id}.{view}.svg"
        file.parent.mkdir(exist_ok=True)
        chart = zone_chart(svg, essential, spillover, title)
        file.write_text(re.sub(r"\n\s+", "\n", chart), encoding="utf-8")
        cells.append(f'<img src="{CHARTS}/{file.name}" height="{HEIGHT}" alt="{title}">')
    felt = _names(knowledge, essential)
    more = f" It may spread to: {_names(knowledge, spillover)}." if spillover else ""
    return (
        f"\n## {muscle.name}\n\n{muscle.plain}\n\n{muscle.where}\n\n<p>\n"
        + "\n".join(cells)
        + f"\n</p>\n\nIts pain is felt here: {felt}.{more}\n"
    )


def _names(knowledge: Knowledge, regions: set[str]) -> str:
    ordered = sorted(regions, key=lambda each: knowledge.regions[each].order)
    return ", ".join(knowledge.regions[each].name.lower() for each in ordered)


def main() -> None:
    """Write the page and its charts."""
    knowledge = load()
    ordered = sorted(knowledge.muscles.values(), key=lambda each: each.order)
    model = f"the musculoskeletal model {knowledge.anatomy.model}"
    page = HEAD.format(model=model) + "".join(section(knowledge, each) for each in ordered)
    (DOCS / "atlas.md").write_text(page, encoding="utf-8")
    print(f"docs/atlas.md and {len(list((DOCS / CHARTS).iterdir()))} charts")


if __name__ == "__main__":
    main()
