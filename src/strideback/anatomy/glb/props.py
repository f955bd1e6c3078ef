"""Chair, step, cushion, wall and ball, as plain shapes where the body of an exercise meets them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from strideback.anatomy.body import Body, Posed
from strideback.anatomy.glb.movement import STEPS, Film
from strideback.anatomy.glb.skeleton import coarse
from strideback.anatomy.shapes import joined
from strideback.anatomy.skin import skin
from strideback.anatomy.solid import Mesh
from strideback.anatomy.things import things
from strideback.core.knowledge import Pose, PoseSeries

Array = npt.NDArray[np.float64]

STILL: Final = frozenset({"chair", "table", "step", "cushion", "door-frame", "wall", "ball"})
"""What stays where it is; what a hand or a leg takes along is left out."""

TRIANGLES: Final = 100
"""How fine each part is drawn."""

_SKIN: Final = 0.016
"""The grid, in metres, of the skin that the shapes are fitted to."""


@dataclass(frozen=True, slots=True)
class Props:
    """What stands around, and what would hide the body if it were not seen through."""

    solid: Mesh | None
    walls: Mesh | None


def props(body: Body, series: PoseSeries, film: Film) -> Props:
    """The still things of a series, each as its last pose has it, where the film shows that pose."""
    solid: list[Mesh] = []
    walls: list[Mesh] = []
    left = STILL - _moving(series)
    for number in reversed(range(len(series.poses))):
        pose = series.poses[number]
        kinds = left & {support.thing for support in pose.supports}
        left = left - kinds
        if "wall" in kinds:
            kinds |= {"ball"}  # because: a wall lies behind the ball
        if kinds and series.shows != "stride":
            kept = tuple(support for support in pose.supports if support.thing in kinds)
            settled = body.posed(pose)
            found = _parts(body, settled, replace(pose, supports=kept))
            turn = film.turn[number * STEPS, 1] @ settled.turn[1].T
            shift = film.position[number * STEPS, 1] - turn @ settled.position[1]
            solid += [_moved(part, turn, shift) for part in found[0]]
            walls += [_moved(part, turn, shift) for part in found[1]]
    return Props(joined(solid) if solid else None, joined(walls) if walls else None)


def _moving(series: PoseSeries) -> set[str]:
    """Things that go up and down under the same foot, as the pedals of a machine."""
    height: dict[tuple[str, tuple[str, ...]], float | None] = {}
    found = set()
    for pose in series.poses:
        for each in pose.supports:
            if height.setdefault((each.thing, each.at), each.height_m) != each.height_m:
                found.add(each.thing)
    return found


def _parts(body: Body, posed: Posed, pose: Pose) -> tuple[list[Mesh], list[Mesh]]:
    found = things(body, posed, pose, skin(body, posed, step=_SKIN))
    solid = [_plain(part) for part in (*found.furniture, *found.gear)]
    return solid, [_plain(part) for part in found.walls]


def _plain(mesh: Mesh) -> Mesh:
    return coarse(mesh.vertices, mesh.faces, min(1.0, TRIANGLES / len(mesh.faces)))


def _moved(mesh: Mesh, turn: Array, shift: Array) -> Mesh:
    return Mesh(mesh.vertices @ turn.T + shift, mesh.faces, mesh.normals @ turn.T)
