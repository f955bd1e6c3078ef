"""The whole body at one moment, and what stands on the ground meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from strideback.anatomy.body import Body
from strideback.anatomy.glb.turning import about_z
from strideback.anatomy.landmarks import LANDMARKS

Array = npt.NDArray[np.float64]

SLIP: Final = 0.06
"""Metres by which what is held may move against each other and still be told to stand."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Where all bodies of the model are: `position` (n x 3, metres) and `turn` (n x 3 x 3)."""

    position: Array
    turn: Array

    def moved(self, turn: Array, shift: Array) -> Moment:
        """Turned about the root, and shifted."""
        root = self.position[1]
        position = (self.position - root) @ turn.T + root + shift
        return Moment(position, turn @ self.turn)

    def place(self, body: Body, landmark: str) -> Array:
        """Where a landmark is."""
        mark = LANDMARKS[landmark]
        number = body.bodies[mark.bone]
        found: Array = self.position[number] + self.turn[number] @ np.array(mark.place)
        return found


@dataclass(frozen=True, slots=True)
class Planted:
    """Landmarks that stand where they stood in the `anchor`."""

    body: Body
    held: list[str]
    anchor: Moment

    def stands(self, later: Moment) -> bool:
        """Whether they stay as they are to each other; the feet of one who walks do not."""
        if len(self.held) < 2:
            return False
        found, wanted = self._places(later), self._places(self.anchor)
        turn = self._turn(found, wanted)[:2, :2]
        off = (found - found.mean(axis=0)) @ turn.T - (wanted - wanted.mean(axis=0))
        return float(np.abs(off).max()) < SLIP

    def back(self, now: Moment, *, turns: bool) -> tuple[Array, Array]:
        """The turn about the upright axis, if it `turns`, and the level shift, that put them back."""
        if not self.held:
            return np.eye(3), np.zeros(3)
        found, wanted = self._places(now), self._places(self.anchor)
        turn = self._turn(found, wanted) if turns else np.eye(3)
        root = now.position[1][:2]
        after = (found - root) @ turn[:2, :2].T + root
        return turn, np.array([*(wanted - after).mean(axis=0), 0.0])

    def _places(self, moment: Moment) -> Array:
        return np.array([moment.place(self.body, name)[:2] for name in self.held])

    @staticmethod
    def _turn(found: Array, wanted: Array) -> Array:
        one, other = found - found.mean(axis=0), wanted - wanted.mean(axis=0)
        across = (one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]).sum()
        return about_z(float(np.arctan2(across, (one * other).sum())))
