"""Muscles as solids: a belly around the fascicles of the model, as a pose lays them.

    centreline(body, posed, "glmed1_r")          the path, wrapped around the bones
    muscle(body, posed, ["glmed1_r", ...])       one closed belly around all fascicles
    tube(points, radii)                          a cheap round tube

The thickness follows the model: its peak force and its fibre length tell the volume.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import mujoco
import numpy as np

from strideback.anatomy.bellies import shape, thickness
from strideback.anatomy.body import Body, Posed
from strideback.anatomy.solid import Array, Faces, Mesh, Solid, smoothed
from strideback.core.knowledge import Muscle
from strideback.core.terms import Side

TENSION: Final = 60e4
"""Newtons that a square metre of muscle pulls with, as the model's authors take it for the legs."""

TENDON: Final = 0.003
"""The least radius of a tendon, in metres."""

STEP: Final = 0.004
"""The grid on which a belly is made."""


_ALSO_DRAWN: Final = {
    "psoas": (
        "Ps_L1_VB", "Ps_L1_TP", "Ps_L1_L2_IVD", "Ps_L2_TP", "Ps_L2_L3_IVD", "Ps_L3_TP",
        "Ps_L3_L4_IVD", "Ps_L4_TP", "Ps_L4_L5_IVD", "Ps_L5_TP", "Ps_L5_VB",
    ),
}  # fmt: skip
"""Fascicles that complete the picture; a measurement takes the muscle's own `paths` alone."""


_PELVIC: Final = "sacrum"
"""The bone that the trunk's fascicles use as pelvis."""


def fascicles(muscle: Muscle, side: Side) -> tuple[str, ...]:
    """The model's names of all paths that make up the muscle of that side, to be drawn."""
    tail = "_r" if side is Side.RIGHT else "_l"
    own = _ALSO_DRAWN.get(muscle.id, muscle.paths)
    return tuple(path + tail for path in own)


def placed(body: Body, posed: Posed) -> None:
    """Puts the model into the pose, unless it is there already."""
    if not np.array_equal(body.data.qpos, posed.qpos):
        body.data.qpos[:] = posed.qpos
        mujoco.mj_fwdPosition(body.model, body.data)


def centreline(body: Body, posed: Posed, path: str, count: int = 24) -> Array:
    """`count` places along the path, evenly spaced from origin to insertion.  Raises `KeyError`."""
    placed(body, posed)
    number = body.paths[path]
    first, many = body.data.ten_wrapadr[number], body.data.ten_wrapnum[number]
    places = body.data.wrap_xpos.reshape(-1, 3)[first : first + many]
    around = body.data.wrap_obj.reshape(-1)[first : first + many]
    rows = [places[0]]
    for before, place, one, two in zip(places, places[1:], around, around[1:], strict=False):
        if one == two and one >= 0:  # on the surface of a wrapping solid: an arc, not a chord
            rows.extend(_arc(body, int(one), before, place))
        rows.append(place)
    return _even(np.array(rows), count)


def _arc(body: Body, geom: int, a: Array, b: Array) -> list[Array]:
    """Three places on the solid between two on its surface."""
    centre = body.data.geom_xpos[geom]
    axis = body.data.geom_xmat[geom].reshape(3, 3)[:, 2]
    round_ball = body.model.geom_type[geom] == mujoco.mjtGeom.mjGEOM_SPHERE
    found = []
    for share in (0.25, 0.5, 0.75):
        place = a + share * (b - a)
        off = place - centre
        level = np.zeros(3) if round_ball else axis * (axis @ off)
        out = off - level
        radius = body.model.geom_size[geom][0]
        found.append(centre + level + out * radius / max(float(np.linalg.norm(out)), 1e-9))
    return found


def _even(points: Array, count: int) -> Array:
    lengths = np.linalg.norm(np.diff(points, axis=0), axis=1)
    at = np.concatenate([[0.0], np.cumsum(lengths)])
    wanted = np.linspace(0, at[-1], count)
    return np.stack([np.interp(wanted, at, points[:, axis]) for axis in range(3)], axis=1)


def _soft(points: Array, rounds: int = 5) -> Array:
    """The same line without its corners; its ends stay."""
    for _ in range(rounds):
        points = np.concatenate(
            [points[:1], (points[:-2] + 2 * points[1:-1] + points[2:]) / 4, points[-1:]]
        )
    return points


def volume(body: Body, path: str) -> float:
    """The volume of a fascicle's flesh in cubic metres: peak force over tension, times fibre length."""
    force, fibre = _fibres(body)[body.paths[path]]
    return force / TENSION * fibre


@lru_cache(maxsize=2)
def _fibres(body: Body) -> dict[int, tuple[float, float]]:
    """Peak force and best fibre length, by the number of the path.

    The model stretches some fibres far beyond their path to fit measured forces; flesh cannot be
    longer than the path it lies on.
    """
    model, found = body.model, {}
    for actuator in range(model.nu):
        path = int(model.actuator_trnid[actuator, 0])
        low, high, force = model.actuator_gainprm[actuator][:3]
        least, most = model.actuator_lengthrange[actuator]
        fibre = (most - least) / (high - low)
        found[path] = (float(force), float(min(fibre, 0.9 * model.tendon_length0[path])))
    return found


def muscle(body: Body, posed: Posed, paths: Sequence[str], step: float = STEP) -> Mesh:
    """One closed belly around all the fascicles, with the volume that the model tells.

    `step` is the grid that it is made on, in metres.  Raises `KeyError` for a path that the model does not have.
    """
    kind = shape(paths[0])
    lines = _sheet([_soft(line) for line in _lines(body, posed, paths)])
    whole = kind.fuller * sum(volume(body, path) for path in paths)
    thick = thickness(np.linspace(0, 1, lines[0].shape[0]), kind)
    length = sum(float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum()) for line in lines)
    radius = float(np.sqrt(whole / (np.pi * length * max(float((thick**2).mean()), 0.05))))
    first = _melted(lines, np.maximum(radius * thick, TENDON), blend=0.8 * radius, step=step)
    radius = max(radius + first.level_of(whole), TENDON)  # because: neighbours overlap
    solid = _melted(lines, np.maximum(radius * thick, TENDON), blend=0.8 * radius, step=step)
    level = solid.level_of(whole)
    return smoothed(solid.mesh(float(np.clip(level, -TENDON / 2, 2 * TENDON))))


def _lines(body: Body, posed: Posed, paths: Sequence[str]) -> list[Array]:
    """The centrelines; that of a single path is spread into its fan."""
    count = 16 if len(paths) < 8 else 8
    kind = shape(paths[0])
    lines = [_longer(centreline(body, posed, path, count), kind.before) for path in paths]
    if kind.pelvic:
        lines = [_to_pelvis(body, *each, kind.pelvic) for each in zip(paths, lines, strict=True)]
    if paths[0].startswith("Ps_"):
        own = centreline(body, posed, "psoas" + paths[0][-2:], 40)
        return [_even(np.concatenate([line, _after(own, line[-1])]), 16) for line in lines]
    if len(paths) > 1 or not kind.fan:
        return lines
    line = lines[0]
    turn = body.data.body(_ends(body, paths[0])[0]).xmat.reshape(3, 3)
    left = -1.0 if paths[0].endswith("_l") else 1.0
    fade = (1 - np.linspace(0, 1, len(line))[:, None]) ** 1.5
    spread = [line + fade * (turn @ (np.array(by) * [1, 1, left])) for by in kind.fan]
    return [*spread[:1], line, *spread[1:]]


def _longer(line: Array, by: float) -> Array:
    """The line with its first piece drawn out."""
    if not by:
        return line
    way = line[0] - line[2]
    return _even(np.concatenate([[line[0] + by * way / np.linalg.norm(way)], line]), len(line))


def _to_pelvis(body: Body, path: str, line: Array, by: float) -> Array:
    """The line drawn out at its pelvic end: the model's trunk ends a little above its pelvis."""
    first, last = _ends(body, path)
    if first == _PELVIC:
        return _longer(line, by)
    return _longer(line[::-1], by)[::-1] if last == _PELVIC else line


def _ends(body: Body, path: str) -> tuple[str, str]:
    """The bones that a path begins and ends on."""
    model, number = body.model, body.paths[path]
    sites = model.wrap_objid[model.tendon_adr[number] :][: model.tendon_num[number]]
    first, last = (model.body(model.site_bodyid[site]).name for site in (sites[0], sites[-1]))
    return first, last


def _after(line: Array, place: Array) -> Array:
    """The part of the line from a little after the place on."""
    nearest = int(((line - place) ** 2).sum(axis=1).argmin())
    return line[nearest + 3 :]


def _sheet(lines: list[Array]) -> list[Array]:
    """Few neighbouring fascicles become a closed sheet, a little wider than they are."""
    few = len(lines)
    if not 2 <= few <= 5:
        return lines
    stack = np.array(lines)
    wanted = np.linspace(-0.25, few - 0.75, 6 * few)
    cell = np.clip(np.floor(wanted).astype(int), 0, few - 2)
    part = (wanted - cell)[:, None, None]
    return list(stack[cell] * (1 - part) + stack[cell + 1] * part)


def _melted(lines: list[Array], radii: Array, *, blend: float, step: float) -> Solid:
    every = np.concatenate(lines)
    room = radii.max() + 0.02
    solid = Solid(every.min(axis=0) - room, every.max(axis=0) + room, step=step, blend=blend)
    for line in lines:
        for a, b, ra, rb in zip(line, line[1:], radii, radii[1:], strict=False):
            solid.tube(a, b, ra, rb)
    return solid


def tube(points: Array, radii: Array, sides: int = 10) -> Mesh:
    """A closed round tube along the points, as thick as `radii` tell."""
    along = np.gradient(points, axis=0)
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-12)
    aside = np.cross(along, _steady(along))
    aside /= np.maximum(np.linalg.norm(aside, axis=1, keepdims=True), 1e-12)
    third = np.cross(along, aside)
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)[None, :, None]
    out = np.cos(angle) * aside[:, None] + np.sin(angle) * third[:, None]
    rings = points[:, None] + radii[:, None, None] * out
    vertices = np.concatenate([rings.reshape(-1, 3), points[:1], points[-1:]])
    normals = np.concatenate([out.reshape(-1, 3), -along[:1], along[-1:]])
    return Mesh(vertices, _tube_faces(len(points), sides), normals)


def _steady(along: Array) -> Array:
    """A direction across the whole line, so that the rings do not twist."""
    mean = along.mean(axis=0)
    steady: Array = np.eye(3)[np.argmin(np.abs(mean))]
    return steady


def _tube_faces(count: int, sides: int) -> Faces:
    ring = np.arange(sides)
    after = (ring + 1) % sides
    faces = []
    for row in range(count - 1):
        low, high = row * sides, (row + 1) * sides
        faces.append(np.stack([low + ring, low + after, high + after], axis=1))
        faces.append(np.stack([low + ring, high + after, high + ring], axis=1))
    first, last = count * sides, count * sides + 1
    faces.append(np.stack([np.full(sides, first), after, ring], axis=1))
    top = (count - 1) * sides
    faces.append(np.stack([np.full(sides, last), top + ring, top + after], axis=1))
    return np.concatenate(faces).astype(np.int64)
