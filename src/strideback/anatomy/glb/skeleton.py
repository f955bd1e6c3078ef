"""The bones: which move as one, what they are called, and their meshes, few triangles and smooth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, cast

import mujoco
import numpy as np
import numpy.typing as npt
import pyvista as pv

from strideback.anatomy.body import Body
from strideback.anatomy.shapes import joined
from strideback.anatomy.solid import Mesh, welded
from strideback.core.knowledge import AnatomyRules

Array = npt.NDArray[np.float64]

_NAMES: Final = {
    "Full Body": "Pelvis and sacrum",
    "lumbar1": "Chest, neck and head",
    "clavicle": "Collarbone",
    "scapula": "Shoulder blade",
    "humerus": "Upper arm bone",
    "ulna": "Forearm, on the little finger's side",
    "radius": "Forearm, on the thumb's side",
    "lunate": "Wrist and hand",
    "femur": "Thigh bone",
    "tibia": "Shin bone and calf bone",
    "talus": "Ankle bone",
    "calcn": "Foot",
    "toes": "Toes",
    "patella": "Kneecap",
    "Abdomen": "Front of the belly",
}

_SHARES: Final = (
    ("ribcage", 0.2),
    ("skull", 0.3),
    ("jaw", 0.4),
    ("cervical", 0.35),
    ("thoracic", 0.45),
    ("lumbar", 0.6),
    ("scapula", 0.45),
    ("foot", 0.38),
)
"""The share of its triangles that a mesh keeps, by a part of its name."""

_HAND: Final = 0.009
"""The same for wrist and fingers, which the model tells to the tenth of a millimetre."""


@dataclass(frozen=True, slots=True)
class Bone:
    """Bodies of the model that move as one.

    `body` is the number of the one that leads, `parent` its parent's place in the list of bones.
    """

    name: str
    body: int
    parent: int | None


class Skeleton:
    """The bones of the body, in an order in which parents come first."""

    def __init__(self, body: Body, rules: AnatomyRules) -> None:
        self._body = body
        self._leads = _leads(body, _moving(body, rules))

    @cached_property
    def bones(self) -> tuple[Bone, ...]:
        """Every bone that moves on its own."""
        found: list[Bone] = []
        at: dict[int, int] = {}
        for number in range(1, self._body.model.nbody):
            if number in self._leads:
                above = self._body.model.body_parentid[number]
                parent = at[self.leader(above)] if number > 1 else None
                at[number] = len(found)
                found.append(Bone(self._name(number), number, parent))
        return tuple(found)

    @cached_property
    def place_of(self) -> dict[int, int]:
        """The place in `bones` of whatever leads each body of the model."""
        at = {bone.body: place for place, bone in enumerate(self.bones)}
        return {n: at[self.leader(n)] for n in range(1, self._body.model.nbody)}

    def leader(self, number: int) -> int:
        """The body that this one moves with."""
        while number not in self._leads:
            number = int(self._body.model.body_parentid[number])
        return number

    def meshes(self) -> dict[int, Mesh]:
        """The mesh of each bone that has one, by its place, in the frame of the bone, in metres.

        The model must stand as it does without any angle.
        """
        parts: dict[int, list[Mesh]] = {}
        model = self._body.model
        for geom in range(model.ngeom):
            drawn = model.geom_type[geom] == mujoco.mjtGeom.mjGEOM_MESH
            if drawn and model.geom_group[geom] == 0:
                place = self.place_of[int(model.geom_bodyid[geom])]
                parts.setdefault(place, []).append(self._mesh(geom, self.bones[place].body))
        return {place: joined(meshes) for place, meshes in sorted(parts.items())}

    def _mesh(self, geom: int, leader: int) -> Mesh:
        model, data = self._body.model, self._body.data
        number = model.geom_dataid[geom]
        first, many = model.mesh_vertadr[number], model.mesh_vertnum[number]
        start, count = model.mesh_faceadr[number], model.mesh_facenum[number]
        places = model.mesh_vert[first : first + many].astype(float)
        faces = model.mesh_face[start : start + count].astype(np.int64)
        world = places @ data.geom_xmat[geom].reshape(3, 3).T + data.geom_xpos[geom]
        local = (world - data.xpos[leader]) @ data.xmat[leader].reshape(3, 3)
        hand = model.body(leader).name.startswith("lunate")
        return coarse(local, faces, _share(model.mesh(number).name, int(count), hand=hand))

    def _name(self, number: int) -> str:
        name = self._body.model.body(number).name
        stem, _, side = name.rpartition("_")
        if stem and side in {"r", "l"}:
            return f"{_NAMES[stem]}, {'right' if side == 'r' else 'left'}"
        return _NAMES.get(name) or f"Lower back, vertebra {name.removeprefix('lumbar')}"


def _moving(body: Body, rules: AnatomyRules) -> frozenset[int]:
    """The bodies with a joint that some angle of a pose moves, and the one that carries all."""
    still = body.angles.qpos({})
    places: set[int] = set()
    for joint, limits in rules.joints.items():
        for degrees in limits:
            moved = np.abs(body.angles.qpos({joint: degrees}) - still) > 1e-9
            places.update(np.flatnonzero(moved).tolist())
    joints = (n for n in range(body.model.njnt) if int(body.model.jnt_qposadr[n]) in places)
    return frozenset({1, *(int(body.model.jnt_bodyid[n]) for n in joints)})


def _leads(body: Body, moving: frozenset[int]) -> frozenset[int]:
    """Of the moving bodies, those that carry a mesh or a muscle; the others only help to count angles."""
    model = body.model
    carry = {int(model.geom_bodyid[g]) for g in range(model.ngeom) if model.geom_dataid[g] >= 0}
    sites = model.wrap_objid[model.wrap_type == mujoco.mjtWrap.mjWRAP_SITE]
    carry.update(int(model.site_bodyid[site]) for site in sites)
    found = {1}
    for start in carry:
        number = start
        while number not in moving:
            number = int(model.body_parentid[number])
            if number == 0:
                break
        found.add(number or 1)
    return frozenset(found)


def _share(name: str, faces: int, *, hand: bool) -> float:
    if hand:
        return max(_HAND, 40 / faces)
    return next((share for part, share in _SHARES if part in name), 1.0)


def coarse(places: Array, faces: npt.NDArray[np.int64], share: float) -> Mesh:
    """The same surface with about that share of its triangles, and smooth normals."""
    once, corners = welded(places, faces, 6)
    surface = pv.PolyData.from_regular_faces(once, cast("Any", corners))
    if share < 1:
        surface = surface.decimate(1 - share, volume_preservation=True)
    smooth = surface.compute_normals(
        cell_normals=False,
        split_vertices=False,
        auto_orient_normals=False,
        consistent_normals=False,
    )
    normals = np.asarray(smooth.point_data["Normals"], float)
    return Mesh(np.asarray(smooth.points, float), smooth.regular_faces.astype(np.int64), normals)
