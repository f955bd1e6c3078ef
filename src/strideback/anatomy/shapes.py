"""Plain shapes with round edges: boxes, rods, and a loop around limbs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from strideback.anatomy.muscles import tube
from strideback.anatomy.solid import Array, Mesh, normals_of


def box(centre: Array, turn: Array, half: Array, radius: float) -> Mesh:
    """A box with the half edges `half` along the columns of `turn`, its edges rounded by `radius`."""
    radius = float(min(radius, half.min()))
    tilt, heights = _corners((-90, 0, 90), 5)
    round_, signs = _corners((0, 90, 180, 270, 360), 5)
    normals, places = [], []
    for angle, high in zip(tilt, heights, strict=True):
        for about, quarter in zip(round_, signs, strict=True):
            out = np.array(
                [np.cos(angle) * np.cos(about), np.cos(angle) * np.sin(about), np.sin(angle)]
            )
            way = np.array(
                [1 if quarter in {0, 3} else -1, 1 if quarter < 2 else -1, 1 if high else -1]
            )
            normals.append(out)
            places.append(way * (half - radius) + radius * out)
    rows, columns = len(tilt), len(round_)
    for end in (-1.0, 1.0):  # the middle of the two flat ends
        normals.append(np.array([0, 0, end]))
        places.append(np.array([0, 0, end * half[2]]))
    ring_, first, last = np.arange(columns), rows * columns, rows * columns + 1
    after, top = (ring_ + 1) % columns, (rows - 1) * columns
    ends = [
        np.stack([np.full(columns, first), after, ring_], axis=1),
        np.stack([np.full(columns, last), top + ring_, top + after], axis=1),
    ]
    faces = np.concatenate([_net(rows, columns), *ends])
    return Mesh(np.array(places) @ turn.T + centre, faces, np.array(normals) @ turn.T)


def _corners(stops: tuple[int, ...], pieces: int) -> tuple[Array, list[int]]:
    """Angles from stop to stop, each stop twice, and which stretch each belongs to."""
    angles, stretch = [], []
    for number, (low, high) in enumerate(pairwise(stops)):
        angles.append(np.radians(np.linspace(low, high, pieces)))
        stretch += [number] * pieces
    return np.concatenate(angles), stretch


def _net(rows: int, columns: int) -> np.ndarray:
    """Triangles of a net that is closed sideways."""
    faces = []
    for row in range(rows - 1):
        for column in range(columns):
            after = (column + 1) % columns
            a, b = row * columns + column, row * columns + after
            c, d = a + columns, b + columns
            faces += [[a, b, d], [a, d, c]]
    return np.array(faces, np.int64)


def rod(a: Array, b: Array, radius: float, edge: float | None = None) -> Mesh:
    """A round rod with ends rounded by `edge`; without it they are half balls beyond `a` and `b`."""
    way = b - a
    length = float(np.linalg.norm(way))
    way = way / length
    bend = np.radians(np.linspace(0, 90, 9))
    if edge is None:
        along = np.concatenate([-radius * np.cos(bend), length + radius * np.sin(bend)])
        thick = np.concatenate([radius * np.sin(bend), radius * np.cos(bend)])
    else:
        along = np.concatenate([edge * (1 - np.cos(bend)), length - edge * (1 - np.sin(bend))])
        thick = radius - edge + edge * np.concatenate([np.sin(bend), np.cos(bend)])
    mesh = tube(a + along[:, None] * way, np.maximum(thick, 1e-4), 28)
    return Mesh(mesh.vertices, mesh.faces, normals_of(mesh.vertices, mesh.faces))


def joined(meshes: Sequence[Mesh]) -> Mesh:
    """Several surfaces as one."""
    starts = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes)])
    return Mesh(
        np.concatenate([mesh.vertices for mesh in meshes]),
        np.concatenate([mesh.faces + start for mesh, start in zip(meshes, starts, strict=False)]),
        np.concatenate([mesh.normals for mesh in meshes]),
    )


def ring(middles: Sequence[Array], along: Array, skin: Mesh, half: float) -> Mesh:
    """A flat band, `half` to both sides, tight around the limbs whose middles these are."""
    frame = np.linalg.svd(along[None, :])[2]
    across = frame[1:]  # two directions across the limbs
    centre = np.mean(middles, axis=0)
    off = skin.vertices - centre
    level = off @ along
    near = np.zeros(len(off), bool)
    for middle in middles:
        place = skin.vertices - middle
        aside = place - np.outer(place @ along, along)
        near |= (np.abs(place @ along) < half) & (np.linalg.norm(aside, axis=1) < 0.11)
    if near.sum() < 8:
        return Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int64), np.zeros((0, 3)))
    flat = _hull(off[near] @ across.T)
    slope = np.linalg.lstsq(
        np.column_stack([off[near] @ across.T, np.ones(near.sum())]), level[near], rcond=None
    )[0]
    round_ = _evened(flat, 72)
    middle = round_.mean(axis=0)
    out = round_ - middle
    out = out / np.linalg.norm(out, axis=1, keepdims=True)
    rows, normals = [], []
    for side, thick in ((-half, 0.001), (-half * 0.9, 0.004), (half * 0.9, 0.004), (half, 0.001)):
        edge = round_ + out * thick
        high = np.column_stack([edge, np.ones(len(edge))]) @ slope + side
        rows.append(centre + edge @ across + high[:, None] * along)
        normals.append(out @ across)
    faces = _net(len(rows), len(round_))
    mesh = Mesh(np.concatenate(rows), faces, np.concatenate(normals))
    if np.linalg.det(np.stack([*across, along])) < 0:
        return Mesh(mesh.vertices, faces[:, ::-1].copy(), mesh.normals)
    return mesh


def _hull(points: Array) -> Array:
    """The corners of the convex hull of points in a plane, anticlockwise."""
    ordered = points[np.lexsort((points[:, 1], points[:, 0]))]

    def half(rows: Array) -> list[Array]:
        kept: list[Array] = []
        for row in rows:
            while len(kept) > 1:
                (x, y), (u, v) = kept[-1] - kept[-2], row - kept[-2]
                if x * v - y * u > 0:
                    break
                kept.pop()
            kept.append(row)
        return kept

    return np.array(half(ordered)[:-1] + half(ordered[::-1])[:-1])


def _evened(corners: Array, count: int) -> Array:
    closed = np.concatenate([corners, corners[:1]])
    at = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    wanted = np.linspace(0, at[-1], count, endpoint=False)
    return np.column_stack([np.interp(wanted, at, closed[:, axis]) for axis in (0, 1)])
