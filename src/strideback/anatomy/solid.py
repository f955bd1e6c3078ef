"""Smooth solids: tubes and ellipsoids melted into one another on a grid, and the surface around them.

    solid = Solid(low, high, step=0.005, blend=0.01)
    solid.tube(a, b, 0.03, 0.02)
    mesh = solid.mesh()

All lengths are metres.  The same calls give the same mesh, to the bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt
import pyvista as pv

Array = npt.NDArray[np.float64]
Faces = npt.NDArray[np.int64]
Grid = npt.NDArray[np.float32]

FAR: Final = np.float32(1.0)
"""The distance told where no part is near."""


@dataclass(frozen=True, slots=True)
class Mesh:
    """A surface of triangles.

    `vertices` (n x 3), `faces` (m x 3, seen from outside anticlockwise) and the outward unit `normals`
    of the vertices.
    """

    vertices: Array
    faces: Faces
    normals: Array

    @property
    def volume(self) -> float:
        """The volume inside, in cubic metres; of a closed surface only."""
        a, b, c = (self.vertices[self.faces[:, corner]] for corner in range(3))
        return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)

    def polydata(self) -> pv.PolyData:
        """The same surface for the renderer."""
        found: pv.PolyData = pv.PolyData.from_regular_faces(self.vertices, cast(Any, self.faces))
        found.point_data.active_normals = cast(Any, self.normals.astype(np.float32))
        return found


@dataclass(frozen=True, slots=True)
class Section:
    """An oval across a rod: its centre, its two half axes, and the direction of the first."""

    centre: Array
    radii: tuple[float, float]
    across: Array


Box = tuple[slice, ...]
"""A part of the grid."""

Cut = tuple[Array, Array]
"""A plane that cuts a part off: a place on it, and the direction away from what stays."""


class Solid:
    """A box in which parts melt into one another over about `blend` metres."""

    def __init__(self, low: Array, high: Array, *, step: float, blend: float) -> None:
        self.low, self.step, self.blend = np.asarray(low, float), step, blend
        self.shape = tuple(int(n) for n in np.ceil((np.asarray(high) - self.low) / step) + 1)
        self.away: Grid = np.full(self.shape, FAR, np.float32)
        """How far each point of the grid is outside; inside it is negative."""
        self._part: Grid | None = None
        self._low, self._high = [0, 0, 0], [0, 0, 0]

    def tube(self, a: Array, b: Array, ra: float, rb: float, *, blend: float | None = None) -> None:
        """A round rod from `a` to `b` with round ends."""
        grown = max(ra, rb)
        places, at = self._near(np.minimum(a, b) - grown, np.maximum(a, b) + grown)
        along = (b - a).astype(np.float32)
        span = max(float(along @ along), 1e-12)
        from_a = [axis - np.float32(v) for axis, v in zip(places, a, strict=True)]
        share = sum(axis * along[i] for i, axis in enumerate(from_a)) / np.float32(span)
        share = np.clip(share, 0, 1)
        square = sum((axis - share * along[i]) ** 2 for i, axis in enumerate(from_a))
        self._add(at, np.sqrt(square) - (np.float32(ra) + share * np.float32(rb - ra)), blend)

    def ellipsoid(
        self,
        centre: Array,
        turn: Array,
        radii: Array,
        *,
        blend: float | None = None,
        cut: Cut | None = None,
    ) -> None:
        """An ellipsoid with the half axes `radii` along the columns of `turn`."""
        reach = np.sqrt(((turn * radii) ** 2).sum(axis=1))
        places, at = self._near(centre - reach, centre + reach)
        off = [axis - np.float32(v) for axis, v in zip(places, centre, strict=True)]
        near = turn.astype(np.float32)
        local = [sum(axis * near[i, column] for i, axis in enumerate(off)) for column in range(3)]
        one = np.sqrt(sum((p / np.float32(r)) ** 2 for p, r in zip(local, radii, strict=True)))
        two = np.sqrt(sum((p / np.float32(r * r)) ** 2 for p, r in zip(local, radii, strict=True)))
        away = one * (one - 1) / np.maximum(two, np.float32(1e-6))
        self._add(at, away if cut is None else np.maximum(away, _beyond(places, cut)), blend)

    def rod(self, a: Section, b: Section, *, reach: tuple[float, float], cut: Cut | None) -> None:
        """A rod of oval sections from `a` to `b`, flat at its ends, which it passes by `reach`."""
        grown = max(*a.radii, *b.radii, *reach)
        places, at = self._near(
            np.minimum(a.centre, b.centre) - grown, np.maximum(a.centre, b.centre) + grown
        )
        span = float(np.linalg.norm(b.centre - a.centre))
        frame = across(b.centre - a.centre, a.across + b.across).astype(np.float32)
        off = [line - np.float32(v) for line, v in zip(places, a.centre, strict=True)]
        along, x, y = (sum(line * row[i] for i, line in enumerate(off)) for row in frame)
        share = np.clip(along / np.float32(max(span, 1e-9)), 0, 1)
        rx = np.float32(a.radii[0]) + share * np.float32(b.radii[0] - a.radii[0])
        ry = np.float32(a.radii[1]) + share * np.float32(b.radii[1] - a.radii[1])
        one = np.sqrt((x / rx) ** 2 + (y / ry) ** 2)
        two = np.sqrt((x / rx**2) ** 2 + (y / ry**2) ** 2)
        aside = one * (one - 1) / np.maximum(two, np.float32(1e-6))
        beyond = np.maximum(-along - np.float32(reach[0]), along - np.float32(span + reach[1]))
        beyond = np.maximum(beyond, 0)
        away = np.where(beyond > 0, np.sqrt(np.maximum(aside, 0) ** 2 + beyond**2), aside)
        if cut is not None:
            away = np.maximum(away, _beyond(places, cut))
        self._add(at, away, None)

    def _near(self, low: Array, high: Array) -> tuple[tuple[Grid, ...], Box]:
        """The grid lines of the box with some room around it, and where it is in the grid."""
        room = 2 * self.blend + 2 * self.step
        first = np.floor((low - room - self.low) / self.step).astype(int)
        last = np.ceil((high + room - self.low) / self.step).astype(int) + 1
        at = tuple(
            slice(max(0, f), max(0, min(n, e)))
            for f, e, n in zip(first, last, self.shape, strict=True)
        )
        lines = [
            (self.low[i] + self.step * np.arange(s.start, s.stop)).astype(np.float32)
            for i, s in enumerate(at)
        ]
        x, y, z = lines
        return (x[:, None, None], y[None, :, None], z[None, None, :]), at

    @contextmanager
    def part(self, blend: float) -> Iterator[None]:
        """What is added inside is one part: joined without fillets, then melted into the rest over `blend`."""
        self._part = np.full(self.shape, FAR, np.float32)
        self._low, self._high = list(self.shape), [0, 0, 0]
        yield
        away, self._part = self._part, None
        at = tuple(
            slice(low, max(low, high)) for low, high in zip(self._low, self._high, strict=True)
        )
        self._add(at, away[at], blend)

    def _add(self, at: Box, away: Grid, blend: float | None) -> None:
        """The smooth minimum: less than `blend` apart, two parts are joined by a fillet."""
        if self._part is not None:
            self._part[at] = np.minimum(self._part[at], away)
            self._low = [min(low, s.start) for low, s in zip(self._low, at, strict=True)]
            self._high = [max(high, s.stop) for high, s in zip(self._high, at, strict=True)]
            return
        width = np.float32(self.blend if blend is None else blend)
        before = self.away[at]
        lower = np.minimum(before, away)
        if width > 0:
            gap = np.maximum(width - np.abs(before - away), 0)
            lower -= gap * gap / (4 * width)
        self.away[at] = lower

    def level_of(self, volume: float) -> float:
        """The distance from the parts at which the surface holds that volume."""
        count = int(np.clip(round(volume / self.step**3), 1, self.away.size - 1))
        return float(np.partition(self.away, count, axis=None)[count])

    def mesh(self, level: float = 0.0) -> Mesh:
        """The surface at that distance from the parts."""
        image = pv.ImageData(
            dimensions=tuple(n + 2 for n in self.shape),
            spacing=(self.step,) * 3,
            origin=tuple(self.low - self.step),
        )
        padded = np.pad(self.away, 1, constant_values=FAR)  # closed also at the edge of the box
        image.point_data["away"] = padded.ravel(order="F")
        found = image.contour([level], scalars="away", method="flying_edges", compute_normals=True)
        vertices = np.asarray(found.points, float)
        normals = np.asarray(found.point_data.active_normals, float)
        return Mesh(vertices, *_outward(vertices, found.regular_faces.astype(np.int64), normals))


def welded(vertices: Array, faces: Faces, decimals: int) -> tuple[Array, Faces]:
    """Vertices at the same place, up to that rounding, become one; faces without an area are left out.

    The light then runs smoothly over the edges.
    """
    places, where = np.unique(vertices.round(decimals), axis=0, return_inverse=True)
    faces = where.reshape(-1)[faces]
    a, b, c = faces.T
    return places, faces[(a != b) & (b != c) & (c != a)]


def normals_of(vertices: Array, faces: Faces) -> Array:
    """The unit normal of each vertex: the mean of its faces by their area."""
    a, b, c = (vertices[faces[:, corner]] for corner in range(3))
    across_face = np.cross(b - a, c - a)
    found = np.zeros_like(vertices)
    for corner in range(3):
        for axis in range(3):
            found[:, axis] += np.bincount(
                faces[:, corner], across_face[:, axis], minlength=len(vertices)
            )
    length = np.linalg.norm(found, axis=1, keepdims=True)
    normals: Array = found / np.maximum(length, 1e-12)
    return normals


def smoothed(mesh: Mesh, rounds: int = 16) -> Mesh:
    """The surface without its small dents, as large as before."""
    found = mesh.polydata().smooth_taubin(n_iter=rounds, pass_band=0.06)
    vertices = np.asarray(found.points, float)
    return Mesh(vertices, mesh.faces, normals_of(vertices, mesh.faces))


def _outward(vertices: Array, faces: Faces, normals: Array) -> tuple[Faces, Array]:
    """Faces and normals, both to the outside."""
    a, b, c = (vertices[faces[:, corner]] for corner in range(3))
    across = np.cross(b - a, c - a)
    if np.einsum("ij,ij->", a - vertices.mean(axis=0), across) < 0:
        faces, across = faces[:, ::-1].copy(), -across
    if np.einsum("ij,ij->", across, normals[faces[:, 0]]) < 0:
        normals = -normals
    return faces, normals


def _beyond(places: tuple[Grid, ...], cut: Cut) -> Grid:
    """How far the places are beyond the plane of a cut."""
    lines = zip(places, *cut, strict=True)
    x, y, z = ((line - np.float32(p)) * np.float32(n) for line, p, n in lines)
    found: Grid = x + y + z
    return found


def across(along: Array, first: Array) -> Array:
    """Rows: along, the direction nearest to `first` across it, and the third."""
    axis = along / max(float(np.linalg.norm(along)), 1e-9)
    second = first - axis * (axis @ first)
    second = second / np.linalg.norm(second)
    return np.stack([axis, second, np.cross(axis, second)])
