"""The views of the body chart, as the knowledge has them."""

from __future__ import annotations

from functools import cache

from strideback.formats.chart_svg import in_language
from strideback.formats.knowledge_toml import default_folder
from strideback.formats.language import read


@cache
def view_svg(view: str, language: str) -> str:
    """The picture of a view (`back`, `front`, `left`, `right`), with its texts in the language."""
    svg = (default_folder() / "chart" / f"{view}.svg").read_text(encoding="utf-8")
    return in_language(svg, read(default_folder() / "text", language).text)
