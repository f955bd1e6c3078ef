"""A soft light on what the camera sees, and outlines around it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from strideback.anatomy.layers import Layer, Picture, View
from strideback.anatomy.solid import Array
from strideback.anatomy.themes import Colour


@dataclass(frozen=True, slots=True)
class Lit:
    """A surface in the light.

    At each pixel how bright it is (0 to 1), how it shines, how deep it lies, how much it faces the
    camera, and its outline.
    """

    light: Picture
    spot: Picture
    depth: Picture
    facing: Picture
    edge: Picture

    @property
    def there(self) -> Picture:
        """1 where there is something."""
        return np.isfinite(self.depth).astype(np.float32)

    def colour(self, dark: Colour, bright: Colour, gloss: float = 0.0) -> Picture:
        """Its colour from shade to light, with a reflection."""
        low, high = flat(dark), flat(bright)
        colour: Picture = low + self.light[..., None] * (high - low)
        if gloss:
            colour += np.float32(gloss) * self.spot[..., None] * (1 - colour)
        return colour


def lit(layer: Layer, view: View, jump: float, sky: float = 0.2) -> Lit:
    """The surface in a soft light over the camera's left shoulder; `sky` of it comes from above."""
    if not np.isfinite(layer.depth).any():
        dark = np.zeros(layer.depth.shape, np.float32)
        return Lit(dark, dark, layer.depth, dark, dark)
    sun = -0.45 * view.right + 0.55 * np.array([0, 0, 1.0]) + 0.7 * view.back
    sun = sun / np.linalg.norm(sun)
    half = (sun + view.back) / np.linalg.norm(sun + view.back)
    key = np.clip(0.5 + 0.5 * _along(layer.normal, sun), 0, 1) ** 1.4
    light = np.clip((1 - sky) * key + sky * (0.5 + 0.5 * layer.normal[..., 2]), 0, 1)
    spot = np.clip(_along(layer.normal, half), 0, 1) ** 36
    facing = np.clip(_along(layer.normal, view.back), 0, 1)
    return Lit(light, spot, layer.depth, facing, _edges(layer.depth, jump))


def _along(normal: Picture, way: Array) -> Picture:
    found: Picture = normal @ way.astype(np.float32)
    return found


def _edges(depth: Picture, jump: float) -> Picture:
    """Outlines: where the surface ends, or leaps nearer by `jump` metres; none for a jump of 0."""
    found = np.zeros(depth.shape, np.float32)
    if not jump or not np.isfinite(depth).any():
        return found
    deep = np.minimum(depth, np.float32(50))
    for axis in (0, 1):
        leap = np.diff(deep, axis=axis) / np.float32(jump)
        here, there = _neighbours(axis)
        found[here] = np.maximum(found[here], np.clip(leap - 1, 0, 1))
        found[there] = np.maximum(found[there], np.clip(-leap - 1, 0, 1))
    for axis in (0, 1):  # a line about three fine pixels wide
        wide, (here, there) = found.copy(), _neighbours(axis)
        wide[here] += np.float32(0.6) * found[there]
        wide[there] += np.float32(0.6) * found[here]
        found = wide
    line: Picture = np.clip(0.62 * found, 0, 1)
    return line


def _neighbours(axis: int) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
    """All pixels but the last, and all but the first, along an axis."""
    here, there = [slice(None), slice(None)], [slice(None), slice(None)]
    here[axis], there[axis] = slice(None, -1), slice(1, None)
    return tuple(here), tuple(there)


def flat(colour: Colour) -> Picture:
    """The colour as it is laid on every pixel."""
    return np.asarray(colour, np.float32)
