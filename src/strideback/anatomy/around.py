"""The body that things are fitted to: where its skin is, and which way it looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from strideback.anatomy.body import Body, Posed
from strideback.anatomy.landmarks import points
from strideback.anatomy.solid import Array, Mesh
from strideback.core.knowledge import Support

UP: Final = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True, slots=True)
class Around:
    """The body that the things are fitted to: where its skin is, and which way it looks."""

    body: Body
    posed: Posed
    skin: Mesh
    ahead: Array

    def marks(self, support: Support) -> Array:
        """The landmarks of a support, n x 3."""
        names = points(support.at)
        return np.array([self.body.landmark(name, self.posed) for name in names])

    def middle(self) -> Array:
        """The middle of the trunk."""
        bones = [self.body.bodies[bone] for bone in ("pelvis", "torso")]
        middle: Array = self.posed.position[bones].mean(axis=0)
        return middle

    def outward(self, place: Array) -> tuple[Array, Array]:
        """The skin's nearest place and the way out of the body there."""
        nearest = np.argsort(((self.skin.vertices - place) ** 2).sum(axis=1))[:40]
        way = self.skin.normals[nearest].mean(axis=0)
        return self.skin.vertices[nearest[0]], way / np.linalg.norm(way)

    def cut_by(self, low: Array, high: Array, turn: Array, centre: Array) -> bool:
        """Whether the body reaches into a box."""
        inside = (self.skin.vertices - centre) @ turn
        return bool(((inside > low) & (inside < high)).all(axis=1).any())


def looks(body: Body, posed: Posed) -> Array:
    """The level direction in which the trunk looks; that of its head for one who lies."""
    turn = posed.turn[body.bodies["torso"]]
    way = turn[:, 0] if abs(turn[2, 0]) < 0.75 else turn[:, 1]
    way = way * [1, 1, 0]
    level: Array = way / np.linalg.norm(way)
    return level


def level(ahead: Array) -> Array:
    """Columns: ahead, to its left, up."""
    return np.stack([ahead, np.cross(UP, ahead), UP], axis=1)
