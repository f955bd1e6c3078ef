"""Things around the body, drawn where its landmarks touch them: large ones, and gear on the body.

The floor is not among them; it is painted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from strideback.anatomy.around import UP, Around, level, looks
from strideback.anatomy.body import Body, Posed
from strideback.anatomy.landmarks import points
from strideback.anatomy.shapes import box, joined, ring, rod
from strideback.anatomy.solid import Array, Mesh
from strideback.anatomy.walls import ball, balls_of, door_frame, wall_of
from strideback.core.knowledge import Pose, Support

_HANDS: Final = ("palm", "fingertips", "heel-of-hand")
_TRUNK: Final = ("back-of-head", "upper-back", "sacrum", "chest", "forehead", "side-of-head-right")
_SOFT: Final = 0.075
"""How deep flesh gives way, in metres."""


@dataclass(frozen=True, slots=True)
class Top:
    """A level rectangle that carries the body: its middle, half its sides, its axes, its height."""

    middle: Array
    half: Array
    turn: Array
    height: float


@dataclass(frozen=True, slots=True)
class Things:
    """What the body rests on, what it leans against, and the gear that it holds or wears."""

    furniture: tuple[Mesh, ...] = ()
    walls: tuple[Mesh, ...] = ()
    gear: tuple[Mesh, ...] = ()
    tops: tuple[Top, ...] = ()


def things(body: Body, posed: Posed, pose: Pose, skin: Mesh) -> Things:
    """Everything around the body in the pose, but the floor."""
    around = Around(body, posed, skin, looks(body, posed))
    furniture: list[Mesh] = []
    walls: list[Mesh] = []
    gear: list[Mesh] = []
    tops: list[Top] = []
    for support in pose.supports:
        if support.thing in _FURNITURE:
            make, room, least = _FURNITURE[support.thing]
            top = _top(around, support, room, least)
            furniture += make(around, support, top)
            tops.append(top)
        elif support.thing == "door-frame":
            walls += door_frame(around, support)
        elif support.thing in _GEAR:
            gear += _GEAR[support.thing](around, support)
    balls = balls_of(around, pose)
    wall = next((each for each in pose.supports if each.thing == "wall"), None)
    if wall is not None:
        slab, way, touch = wall_of(around, wall, balls)
        walls.append(slab)
        balls = [(place, way, (touch - float(place @ way)) / 2) for place, _, _ in balls]
    gear += [ball(*each) for each in balls]
    return Things(tuple(furniture), tuple(walls), tuple(gear), tuple(tops))


def pressed(skin: Mesh, tops: Sequence[Top]) -> Mesh:
    """The skin made flat where it lies on the floor or on a top, as soft flesh is."""
    vertices = skin.vertices.copy()
    vertices[:, 2] = np.maximum(vertices[:, 2], 0)
    for top in tops:
        local = (vertices - top.middle) @ top.turn
        below = top.height - vertices[:, 2]
        inside = (np.abs(local[:, :2]) < top.half).all(axis=1) & (below > 0) & (below < _SOFT)
        vertices[inside, 2] = top.height
    return Mesh(vertices, skin.faces, skin.normals)


def _top(around: Around, support: Support, room: float, least: tuple[float, float]) -> Top:
    """The level rectangle that holds all marks of a support with some room around them."""
    marks, turn = around.marks(support), level(around.ahead)
    height = float(marks[:, 2].mean()) if support.height_m is None else support.height_m
    if support.thing == "table":  # because: it carries all of the trunk and head that lies on it
        lying = np.array([around.body.landmark(name, around.posed) for name in _TRUNK])
        flat = abs(around.posed.turn[around.body.bodies["torso"]][2, 0]) > 0.6
        lying[0] += around.ahead * (0.1 if flat else 0)
        marks = np.concatenate(
            [marks, lying[np.abs(lying[:, 2] - height) < (0.3 if flat else 0.1)]]
        )
    local = marks @ turn
    low, high = local[:, :2].min(axis=0) - room, local[:, :2].max(axis=0) + room
    half = np.maximum((high - low) / 2, np.array(least) / 2)
    middle = turn[:, :2] @ ((low + high) / 2)
    if _sits(support):
        middle = middle + around.ahead * 0.01
    return Top(middle, half, turn, height)


def _sits(support: Support) -> bool:
    return support.thing == "chair" and any(n.startswith(("seat", "sit-bone")) for n in support.at)


def _stood(top: Top, thick: float, radius: float) -> list[Mesh]:
    """A board on four legs."""
    centre = top.middle + UP * (top.height - thick / 2)
    size = np.array([*top.half, thick / 2])
    found = [box(centre, top.turn, size, min(0.018, thick / 2))]
    for x in (-1, 1):
        for y in (-1, 1):
            corner = np.array([x, y])
            at = top.middle + top.turn[:, :2] @ (corner * (top.half - 0.035))
            splay = top.turn[:, :2] @ (corner * 0.012)
            found.append(rod(at + splay + UP * radius, at + UP * (top.height - 0.03), radius))
    return found


def _chair(around: Around, support: Support, top: Top) -> list[Mesh]:
    if all(name.startswith(_HANDS) for name in support.at) and top.height > 0.65:
        return _chair_to_hold(around.marks(support), around)
    found = _stood(top, 0.04, 0.016)
    rear = top.middle - around.ahead * (top.half[0] - 0.012)
    back, size = rear + UP * (top.height + 0.30), np.array([0.014, top.half[1] - 0.02, 0.14])
    if _sits(support) and not around.cut_by(-size, size, top.turn, back):
        found.append(box(back, top.turn, size, 0.014))
        for y in (-1, 1):
            at = rear + top.turn[:, 1] * y * (top.half[1] - 0.05)
            found.append(rod(at + UP * (top.height - 0.02), at + UP * (top.height + 0.40), 0.014))
    return found


def _chair_to_hold(marks: Array, around: Around) -> list[Mesh]:
    """A chair with its back to the runner, who holds on to it."""
    place = marks.mean(axis=0)
    trunk = around.posed.position[around.body.bodies["pelvis"]]
    way = (place - trunk) * [1, 1, 0]
    way = way / max(float(np.linalg.norm(way)), 1e-9)
    turn, top = level(way), float(marks[:, 2].min()) - 0.012
    seat = Top((place + way * 0.20) * [1, 1, 0], np.array([0.2, 0.2]), turn, 0.45)
    back = (place * [1, 1, 0]) + UP * (top - 0.15)
    found = [*_stood(seat, 0.04, 0.016), box(back, turn, np.array([0.014, 0.19, 0.15]), 0.014)]
    for y in (-0.15, 0.15):
        at = place * [1, 1, 0] + turn[:, 1] * y
        found.append(rod(at + UP * 0.42, at + UP * (top - 0.02), 0.014))
    return found


def _table(_around: Around, _support: Support, top: Top) -> list[Mesh]:
    return _stood(top, 0.07, 0.022)


def _block(_around: Around, _support: Support, top: Top) -> list[Mesh]:
    size = np.array([*top.half, top.height / 2])
    return [box(top.middle + UP * top.height / 2, top.turn, size, min(0.02, top.height / 2))]


def _cushion(_around: Around, _support: Support, top: Top) -> list[Mesh]:
    thick = min(top.height, 0.12)
    size = np.array([*top.half, thick / 2])
    centre = top.middle + UP * (top.height - thick / 2)
    return [box(centre, top.turn, size, thick / 2 * 0.9)]


def _band(around: Around, support: Support) -> list[Mesh]:
    """A loop around both legs."""
    names = points(support.at)
    bones = [_shaft(around, name) for name in names]
    if len(bones) < 2:
        return []
    along = np.mean([way for _, way in bones], axis=0)
    return [ring([place for place, _ in bones], along / np.linalg.norm(along), around.skin, 0.016)]


def _shaft(around: Around, name: str) -> tuple[Array, Array]:
    """The middle of the leg at a landmark, and the way along its bone."""
    from strideback.anatomy.landmarks import LANDMARKS

    mark = LANDMARKS[name]
    number = around.body.bodies[mark.bone]
    turn = around.posed.turn[number]
    return around.posed.position[number] + turn[:, 1] * mark.place[1], turn[:, 1]


def _weight(around: Around, support: Support) -> list[Mesh]:
    """A dumb-bell in the hand."""
    found = []
    for name, mark in zip(points(support.at), around.marks(support), strict=True):
        hand = around.posed.turn[
            around.body.bodies["capitate_" + ("r" if name.endswith("right") else "l")]
        ]
        way = hand[:, 0]
        ends = [mark + way * along for along in (-0.06, 0.06)]
        found.append(rod(ends[0], ends[1], 0.013))
        for end, out in zip(ends, (-way, way), strict=True):
            found.append(rod(end, end + out * 0.05, 0.042, 0.01))
    return [joined(found)] if found else []


def _pole(around: Around, support: Support) -> list[Mesh]:
    """A broomstick: upright in one hand, or from hand to hand."""
    marks = around.marks(support)
    if len(marks) == 1:
        foot = marks[0] * [1, 1, 0]
        return [rod(foot + UP * 0.013, foot + UP * max(1.25, marks[0, 2] + 0.15), 0.013)]
    way = marks[-1] - marks[0]
    way = way / np.linalg.norm(way)
    return [rod(marks[0] - way * 0.25, marks[-1] + way * 0.25, 0.013)]


_FURNITURE: Final[
    dict[str, tuple[Callable[[Around, Support, Top], list[Mesh]], float, tuple[float, float]]]
] = {
    "chair": (_chair, 0.06, (0.42, 0.42)),
    "table": (_table, 0.05, (0.55, 0.64)),
    "step": (_block, 0.05, (0.30, 0.19)),
    "cushion": (_cushion, 0.09, (0.30, 0.34)),
}
"""How each is made, how far it passes its marks, and how large it is at least."""

_GEAR: Final[dict[str, Callable[[Around, Support], list[Mesh]]]] = {
    "band": _band,
    "weight": _weight,
    "pole": _pole,
}
