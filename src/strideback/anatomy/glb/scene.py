"""The scene: nodes, materials, the skin that binds muscles to bones, and one animation a series."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pygltflib as gltf

from strideback.anatomy.body import Posed
from strideback.anatomy.glb.container import Container, Grid
from strideback.anatomy.glb.flesh import Flesh
from strideback.anatomy.glb.movement import Film
from strideback.anatomy.glb.props import Props
from strideback.anatomy.glb.skeleton import Skeleton
from strideback.anatomy.glb.turning import quaternions
from strideback.anatomy.solid import Mesh

Array = npt.NDArray[np.float64]

UP: Final = np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]])
"""From the model's axes (z up, facing -y) to those of glTF (y up, facing z)."""

FLOOR: Final = 1.25
"""Half the side of the floor, in metres."""

BONE, MUSCLE, OTHER, GROUND, THING, WALL = (
    (0.72, 0.65, 0.52, 1.0),
    (0.34, 0.11, 0.09, 1.0),
    (0.45, 0.22, 0.18, 0.26),
    (0.40, 0.41, 0.40, 1.0),
    (0.36, 0.29, 0.22, 1.0),
    (0.42, 0.40, 0.37, 0.25),
)
"""Colours, as light adds up: red, green, blue, and how much they cover."""

_TURNED: Final = 2e-4
_SHIFTED: Final = 5e-5
"""From which turn (as a quaternion) and shift (metres) on something moves."""


class Scene:
    """Fills a container with the body as it stands and moves."""

    def __init__(self, file: Container, skeleton: Skeleton, standing: Posed) -> None:
        self._file, self._skeleton = file, skeleton
        self._rest = _local(skeleton, standing.position[None], standing.turn[None])
        self._standing = standing
        self._materials: dict[str, int] = {}
        self._body = self._node(
            gltf.Node(name="Runner", rotation=_rounded(quaternions(UP[None])[0]))
        )
        self._nodes = self._bones()
        file.root.scenes = [gltf.Scene(name="Runner", nodes=[self._body])]
        file.root.scene = 0

    def skeleton(self, meshes: Mapping[int, Mesh]) -> None:
        """Hangs the mesh of each bone to its node."""
        material = self._material("Bone", BONE)
        for place, mesh in meshes.items():
            grid = Grid.around(mesh.vertices)
            primitive = self._primitive(grid, mesh, material)
            name = f"{self._skeleton.bones[place].name}: mesh"
            number = self._mesh(name, primitive)
            size = [round(grid.step, 12)] * 3
            shift = _rounded(grid.origin)
            node = self._node(gltf.Node(name=name, mesh=number, translation=shift, scale=size))
            self._child(self._nodes[place], node)

    def muscles(self, fleshes: list[Flesh]) -> None:
        """Binds the muscles to the bones that they follow."""
        every = np.concatenate([flesh.mesh.vertices for flesh in fleshes])
        grid = Grid.around(np.concatenate([every, _stage()]))
        self._file.root.skins.append(self._skin(grid))
        for flesh in fleshes:
            material = self._material(flesh.name, MUSCLE if flesh.own else OTHER)
            primitive = self._bound(grid, flesh, material)
            node = gltf.Node(name=flesh.name, mesh=self._mesh(flesh.name, primitive), skin=0)
            self._file.root.scenes[0].nodes.append(self._node(node))

    def floor(self) -> None:
        """A square of ground at the height of zero."""
        corners = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]]) * FLOOR
        up = np.tile([0.0, 0, 1], (4, 1))
        square = Mesh(corners, np.array([[0, 1, 2], [0, 2, 3]]), up)
        grid = Grid.around(corners)
        primitive = self._primitive(grid, square, self._material("Floor", GROUND))
        number = self._mesh("Floor", primitive)
        step = [grid.step] * 3
        self._child(self._body, self._node(gltf.Node(name="Floor", mesh=number, scale=step)))

    def animation(self, name: str, film: Film, props: Props, extras: dict[str, Any]) -> None:
        """Adds a movement with what stands around; only what moves gets a channel."""
        found = gltf.Animation(name=name, extras=extras)
        self._stand(found, f"{name}: things", props.solid, self._material("Thing", THING))
        self._stand(found, f"{name}: wall", props.walls, self._material("Wall", WALL))
        shifts, turns = _local(self._skeleton, film.position, film.turn)
        for place, node in enumerate(self._nodes):
            turned = np.abs(turns[place] - self._rest[1][place]).max() > _TURNED
            shifted = np.abs(shifts[place] - self._rest[0][place]).max() > _SHIFTED
            if turned:
                rows, times = _few(turns[place], film.times, _TURNED)
                self._channel(found, node, "rotation", times, self._file.turns(rows))
            if shifted:
                rows, times = _few(shifts[place], film.times, _SHIFTED)
                self._channel(found, node, "translation", times, self._file.lengths(rows))
        if not found.channels:  # because: an animation must have one; here nothing moves
            shift = self._rest[0][0][:1]
            self._channel(
                found, self._nodes[0], "translation", np.zeros(1), self._file.lengths(shift)
            )
        self._file.root.animations.append(found)

    def _stand(self, into: gltf.Animation, name: str, mesh: Mesh | None, material: int) -> None:
        """A thing that is there in this movement alone: in all others it has no size."""
        if mesh is None:
            return
        grid = Grid.around(mesh.vertices)
        number = self._mesh(name, self._primitive(grid, mesh, material))
        shift = _rounded(grid.origin)
        thing = gltf.Node(name=name, mesh=number, translation=shift, scale=[0.0, 0.0, 0.0])
        node = self._node(thing)
        self._child(self._body, node)
        size = self._file.lengths(np.full((1, 3), grid.step))
        self._channel(into, node, "scale", np.zeros(1), size)

    def _channel(
        self, into: gltf.Animation, node: int, path: str, times: Array, output: int
    ) -> None:
        into.samplers.append(
            gltf.AnimationSampler(
                input=self._file.scalars(times), output=output, interpolation=None
            )
        )
        target = gltf.AnimationChannelTarget(node=node, path=path)
        into.channels.append(gltf.AnimationChannel(sampler=len(into.samplers) - 1, target=target))

    def _bones(self) -> list[int]:
        nodes: list[int] = []
        shifts, turns = self._rest
        for place, bone in enumerate(self._skeleton.bones):
            rotation, shift = _rounded(turns[place][0]), _rounded(shifts[place][0])
            node = self._node(gltf.Node(name=bone.name, rotation=rotation, translation=shift))
            nodes.append(node)
            self._child(self._body if bone.parent is None else nodes[bone.parent], node)
        return nodes

    def _skin(self, grid: Grid) -> gltf.Skin:
        rows = []
        for bone in self._skeleton.bones:
            world = np.eye(4)
            world[:3, :3] = self._standing.turn[bone.body]
            world[:3, 3] = self._standing.position[bone.body]
            rows.append(np.linalg.inv(world) @ grid.matrix)
        number = self._file.matrices(np.array(rows))
        return gltf.Skin(joints=self._nodes, inverseBindMatrices=number, skeleton=self._body)

    def _bound(self, grid: Grid, flesh: Flesh, material: int) -> gltf.Primitive:
        """A mesh that follows the bones, with two vertices more that no triangle uses.

        They lie at far corners of the stage and follow the root: a viewer measures a mesh once, and
        a tap would not find it where it moves to.
        """
        stage = _stage()
        mesh = Mesh(
            np.concatenate([flesh.mesh.vertices, stage]),
            flesh.mesh.faces,
            np.concatenate([flesh.mesh.normals, np.tile([0.0, 0, 1], (2, 1))]),
        )
        primitive = self._primitive(grid, mesh, material)
        bones = np.concatenate([flesh.bones, np.zeros((2, 4), np.uint8)])
        weights = np.concatenate([flesh.weights, np.array([[255, 0, 0, 0]] * 2, np.uint8)])
        primitive.attributes.JOINTS_0 = self._file.bytes_of_four(bones, shares=False)
        primitive.attributes.WEIGHTS_0 = self._file.bytes_of_four(weights, shares=True)
        return primitive

    def _primitive(self, grid: Grid, mesh: Mesh, material: int) -> gltf.Primitive:
        attributes = gltf.Attributes(
            POSITION=self._file.places(grid, mesh.vertices),
            NORMAL=self._file.directions(mesh.normals),
        )
        corners = self._file.corners(mesh.faces)
        return gltf.Primitive(attributes=attributes, indices=corners, material=material, mode=None)

    def _mesh(self, name: str, primitive: gltf.Primitive) -> int:
        self._file.root.meshes.append(gltf.Mesh(name=name, primitives=[primitive]))
        return len(self._file.root.meshes) - 1

    def _material(self, name: str, colour: tuple[float, ...]) -> int:
        if name not in self._materials:
            shine = gltf.PbrMetallicRoughness(
                baseColorFactor=list(colour), metallicFactor=0.0, roughnessFactor=0.62
            )
            mode = "BLEND" if colour[3] < 1 else None
            made = gltf.Material(name=name, pbrMetallicRoughness=shine, alphaMode=mode)
            made.alphaCutoff = None
            self._materials[name] = len(self._file.root.materials)
            self._file.root.materials.append(made)
        return self._materials[name]

    def _node(self, node: gltf.Node) -> int:
        self._file.root.nodes.append(node)
        return len(self._file.root.nodes) - 1

    def _child(self, parent: int, node: int) -> None:
        children = self._file.root.nodes[parent].children or []
        self._file.root.nodes[parent].children = [*children, node]


def _stage() -> Array:
    """Two opposite corners of the box in which everything happens."""
    return np.array([[-FLOOR, -FLOOR, 0.0], [FLOOR, FLOOR, 1.9]])


def _local(skeleton: Skeleton, position: Array, turn: Array) -> tuple[list[Array], list[Array]]:
    """Shifts and turns (as quaternions) of each bone as its parent sees it, for each moment."""
    shifts, turns = [], []
    for bone in skeleton.bones:
        shift, own = position[:, bone.body], turn[:, bone.body]
        if bone.parent is not None:
            above = skeleton.bones[bone.parent].body
            back = turn[:, above].transpose(0, 2, 1)
            shift = np.einsum("tij,tj->ti", back, shift - position[:, above])
            own = back @ own
        shifts.append(shift)
        turns.append(quaternions(own))
    return shifts, turns


def _few(rows: Array, times: Array, least: float) -> tuple[Array, Array]:
    """One moment where nothing changes, otherwise all."""
    if np.abs(rows - rows[0]).max() <= least:
        return rows[:1], np.zeros(1)
    return rows, times


def _rounded(values: Array) -> list[float]:
    return [round(float(value), 7) for value in values]
