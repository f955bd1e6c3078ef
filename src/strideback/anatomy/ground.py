"""The floor under the body: a soft round stage with the body's shadow."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from strideback.anatomy.layers import Picture, View
from strideback.anatomy.solid import Array, Mesh


def ground(skin: Mesh, others: Sequence[Mesh], view: View) -> tuple[Picture, Picture]:
    """How deep the shadow on the floor is and how much of the floor is seen, 0 to 1 at each pixel."""
    columns, rows = view.size
    x = (np.arange(columns) + 0.5) / view.pixels - view.width / 2
    y = view.height / 2 - (np.arange(rows) + 0.5) / view.pixels
    if view.back[2] < 0.02:
        nothing = np.zeros((rows, columns), np.float32)
        return nothing, nothing
    start = view.middle + x[None, :, None] * view.right + y[:, None, None] * view.up
    places = start - view.back * (start[..., 2:] / view.back[2])
    solid = [skin, *others]
    shadow, low, cell = _shadow(np.concatenate([mesh.vertices for mesh in solid]))
    at = (places[..., :2] - low) / cell
    whole = _sampled(shadow, at)
    points = skin.vertices[:, :2]
    middle, reach = (points.min(axis=0) + points.max(axis=0)) / 2, np.ptp(points, axis=0) / 2 + 0.22
    far = np.sqrt((((places[..., :2] - middle) / reach) ** 2).sum(axis=2))
    stage = np.clip((1.3 - far) / 0.5, 0, 1)
    return whole, (stage * stage * (3 - 2 * stage)).astype(np.float32)


def _shadow(vertices: Array) -> tuple[Picture, Array, float]:
    """How much light the body takes from the floor, on a grid of cells."""
    cell, room = 0.012, 0.6
    low = vertices[:, :2].min(axis=0) - room
    shape = tuple(np.ceil((vertices[:, :2].max(axis=0) + room - low) / cell).astype(int))
    at = np.floor((vertices[:, :2] - low) / cell).astype(int)
    lowest = np.full(shape, np.inf)
    np.minimum.at(lowest, (at[:, 0], at[:, 1]), np.maximum(vertices[:, 2], 0))
    close = _blurred(np.exp(-lowest / 0.03).astype(np.float32), 2)
    wide = _blurred(np.exp(-lowest / 0.25).astype(np.float32), 9)
    broad = _blurred(np.exp(-lowest / 0.9).astype(np.float32), 24)
    return np.clip(0.55 * close + 0.45 * wide + 0.35 * broad, 0, 1), low, cell


def _sampled(grid: Picture, at: Array) -> Picture:
    """The grid's value between its cells."""
    size = np.array(grid.shape) - 2
    at = np.clip(at - 0.5, 0, size)
    cell = at.astype(int)
    part = (at - cell).astype(np.float32)
    i, j, u, v = cell[..., 0], cell[..., 1], part[..., 0], part[..., 1]
    first = grid[i, j] * (1 - v) + grid[i, j + 1] * v
    second = grid[i + 1, j] * (1 - v) + grid[i + 1, j + 1] * v
    found: Picture = first * (1 - u) + second * u
    return found


def _blurred(image: Picture, radius: int) -> Picture:
    """Softened over `radius` pixels, nearly as by a bell curve: three times a mean."""
    for _ in range(3):
        for axis in (0, 1):
            pad = [(0, 0), (0, 0)]
            pad[axis] = (radius + 1, radius)
            total = np.cumsum(np.pad(image, pad, mode="edge"), axis=axis, dtype=np.float64)
            wide = 2 * radius + 1
            many = image.shape[axis]
            ends = np.take(total, np.arange(wide, wide + many), axis=axis)
            image = ((ends - np.take(total, np.arange(many), axis=axis)) / wide).astype(np.float32)
    return image
