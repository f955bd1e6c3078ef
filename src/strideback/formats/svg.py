"""The few pieces of SVG that charts are made of: shapes by class, no colours, no style of their own."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape


def svg(name: str, width: float, high: float, title: str, desc: str, parts: Sequence[str]) -> str:
    """The whole picture; `name` begins its ids, title and description are read out."""
    ids = f"{name}-title {name}-desc"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {width:g} {high:g}" '
        f'role="img" aria-labelledby="{ids}"><title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(desc)}</desc>{"".join(parts)}</svg>'
    )


def group(look: str, says: str, *parts: str) -> str:
    """Shapes that belong together, with the sentence that they stand for."""
    return f'<g class="{look}"><title>{escape(says)}</title>{"".join(parts)}</g>'


def tag(name: str, *, class_: str = "", **attributes: float | str) -> str:
    """One shape; numbers are written to a tenth of a unit."""
    given = {**({"class": class_} if class_ else {}), **attributes}
    told = (f'{key}="{_figure(value)}"' for key, value in given.items())
    return f"<{name} {' '.join(told)}/>"


def _figure(value: float | str) -> str:
    return value if isinstance(value, str) else f"{round(value, 1):g}"


def line(x1: float, y1: float, x2: float, y2: float, look: str) -> str:
    """A line from one point to another."""
    return tag("line", class_=look, x1=x1, y1=y1, x2=x2, y2=y2)


def text(x: float, y: float, words: str, look: str) -> str:
    """Words at a point; markup in them stays words."""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{look}">{escape(words)}</text>'
