"""The skin: a body around the bones in any pose, so that a lay person sees a person.

It is made anew in every pose from the measures in `flesh.py`, so that hips and knees bend well.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from strideback.anatomy.body import Body, Posed
from strideback.anatomy.flesh import MIDDLE, SIDE, Cord, Flesh, Limb, Lump, Place
from strideback.anatomy.muscles import centreline
from strideback.anatomy.solid import Array, Cut, Mesh, Section, Solid, across

STEP: Final = 0.007
_ROOM: Final = 0.16
"""How far the skin may be from the nearest bone's origin, in metres."""
_FINE: Final = 4
"""Pieces between two ovals."""


def skin(body: Body, posed: Posed, step: float = STEP) -> Mesh:
    """The surface of the whole body."""
    places = posed.position[1:]
    solid = Solid(places.min(axis=0) - _ROOM, places.max(axis=0) + _ROOM, step=step, blend=0.03)
    for middle in MIDDLE:
        _add(solid, body, posed, middle, 1.0)
    for part in SIDE:
        for side in (1.0, -1.0):
            _add(solid, body, posed, part, side)
    return solid.mesh()


def _add(solid: Solid, body: Body, posed: Posed, part: object, side: float) -> None:
    match part:
        case Limb():
            _limb(solid, body, posed, part, side)
        case Lump():
            centre, turn = _at(body, posed, part.bone, part.centre, side)
            solid.ellipsoid(centre, turn, np.array(part.radii), blend=part.blend)
        case Cord():
            ends = [(_at(body, posed, bone, place, side)[0], r) for bone, place, r in part.ends]
            with solid.part(part.blend):
                for (a, ra), (b, rb) in pairwise(ends):
                    solid.tube(a, b, ra, rb)
        case Flesh():
            line = centreline(body, posed, _path(body, part.path, side), 14)
            thick = part.radius * (0.35 + 0.65 * np.sin(np.pi * np.linspace(0.05, 0.95, 14)))
            with solid.part(part.blend):
                for a, b, ra, rb in zip(line, line[1:], thick, thick[1:], strict=False):
                    solid.tube(a, b, ra, rb)


def _at(body: Body, posed: Posed, bone: str, place: Place, side: float) -> tuple[Array, Array]:
    """Where a place on a bone is now, and the bone's axes."""
    if side < 0 and bone.endswith("_r"):
        bone = bone.removesuffix("_r") + "_l"
    number = body.bodies[bone]
    turn: Array = posed.turn[number]
    return posed.position[number] + turn @ (np.array(place) * [1, 1, side]), turn


def _path(body: Body, path: str, side: float) -> str:
    if side > 0:
        return path
    left = path.removesuffix("_r") + "_l"
    return left if left in body.paths else path


def _limb(solid: Solid, body: Body, posed: Posed, limb: Limb, side: float) -> None:
    rows = []
    for oval in limb.ovals:
        centre, turn = _at(body, posed, oval.bone, oval.centre, side)
        rows.append(
            np.concatenate([centre, oval.radii, turn[:, 1 if limb.sole is not None else 0]])
        )
    fine = _curved(np.array(rows))
    last = len(fine) - 1
    cuts = [_sole(body, posed, limb, side, number / last) for number in range(last + 1)]
    reach = _reach(fine)
    with solid.part(limb.blend):
        for number in range(last):
            a, b = _section(fine[number]), _section(fine[number + 1])
            solid.rod(a, b, reach=(reach[number], reach[number + 1]), cut=cuts[number])
        for end, inner, cap in ((0, 1, limb.caps[0]), (last, last - 1, limb.caps[1])):
            section, axis = _section(fine[end]), fine[end][:3] - fine[inner][:3]
            frame = across(axis, section.across)
            radii = np.array([cap, *section.radii])
            solid.ellipsoid(section.centre, frame.T, radii, cut=cuts[end])


def _reach(fine: Array) -> Array:
    """How far two pieces pass into one another where the limb bends, so that no gap opens outside."""
    along = np.diff(fine[:, :3], axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    bend = np.arccos(np.clip((along[1:] * along[:-1]).sum(axis=1), -1, 1))
    reach = np.tan(bend / 2) * fine[1:-1, 3:5].max(axis=1)
    return np.concatenate([[0.0], reach, [0.0]])


def _sole(body: Body, posed: Posed, limb: Limb, side: float, share: float) -> Cut | None:
    if limb.sole is None:
        return None
    oval = limb.ovals[round(share * (len(limb.ovals) - 1))]
    place, turn = _at(body, posed, oval.bone, (oval.centre[0], limb.sole, 0.0), side)
    return place, -turn[:, 1]


def _section(row: Array) -> Section:
    return Section(row[:3], (float(row[3]), float(row[4])), row[5:8])


def _curved(rows: Array) -> Array:
    """The rows with more between them, on smooth curves through them (Hermite, by distance)."""
    gaps = np.linalg.norm(np.diff(rows[:, :3], axis=0), axis=1)[:, None]
    slopes = np.diff(rows, axis=0) / gaps
    inner = (slopes[:-1] * gaps[1:] + slopes[1:] * gaps[:-1]) / (gaps[:-1] + gaps[1:])
    tangents = np.concatenate([slopes[:1], inner, slopes[-1:]])
    found = []
    for a, b, at_a, at_b, gap in zip(rows, rows[1:], tangents, tangents[1:], gaps, strict=False):
        for t in np.arange(_FINE) / _FINE:
            start, end = (1 + 2 * t) * (1 - t) ** 2, t * t * (3 - 2 * t)
            lift = gap * (t * (1 - t) ** 2 * at_a + t * t * (t - 1) * at_b)
            found.append(start * a + end * b + lift)
    return np.array([*found, rows[-1]])
