"""The colours of the pictures, by theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

Colour = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one theme (red, green, blue from 0 to 1) and how much they cover."""

    paper: Colour
    ground: Colour
    shadow: Colour
    shade: float
    flesh: Colour
    flesh_dark: Colour
    rim: Colour
    rim_dark: Colour
    bone: Colour
    bone_dark: Colour
    target: Colour
    target_dark: Colour
    muscle: Colour
    faint: float
    thing: Colour
    thing_dark: Colour
    gear: Colour
    gear_dark: Colour
    line: Colour
    glass: float
    """How much the skin veils what lies right under it."""
    covers: float
    """How much the flesh hides what is behind the body."""


def _rgb(text: str) -> Colour:
    red, green, blue = (int(text[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


THEMES: Final = {
    "light": Theme(
        paper=_rgb("faf7f2"), ground=_rgb("f0eae1"), shadow=_rgb("6b5a50"), shade=0.55,
        flesh=_rgb("eccbb5"), flesh_dark=_rgb("bf8a6e"), rim=_rgb("dcae92"), rim_dark=_rgb("b07a5f"),
        bone=_rgb("fffdf7"), bone_dark=_rgb("9a8372"),
        target=_rgb("dd2a1f"), target_dark=_rgb("92140f"), muscle=_rgb("c9796a"), faint=0.42,
        thing=_rgb("b9c6d2"), thing_dark=_rgb("7d8fa1"), gear=_rgb("6f8aa3"), gear_dark=_rgb("3d536a"),
        line=_rgb("8a5f4c"), glass=0.06, covers=0.96,
    ),
    "dark": Theme(
        paper=_rgb("161d28"), ground=_rgb("222d3c"), shadow=_rgb("04070b"), shade=0.8,
        flesh=_rgb("33435a"), flesh_dark=_rgb("1f2a39"), rim=_rgb("7f9bba"), rim_dark=_rgb("46597a"),
        bone=_rgb("f2e9da"), bone_dark=_rgb("6b6664"),
        target=_rgb("ff6650"), target_dark=_rgb("b52a22"), muscle=_rgb("b06c68"), faint=0.40,
        thing=_rgb("6b7d92"), thing_dark=_rgb("3a4859"), gear=_rgb("9db4cb"), gear_dark=_rgb("566a80"),
        line=_rgb("b9cde2"), glass=0.10, covers=0.93,
    ),
}  # fmt: skip
