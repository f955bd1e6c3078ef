"""How much longer each muscle's path is in a pose than in standing, in percent.

A path is muscle and tendon together, as the model lays it over the bones; what the muscle's own
fibres do is not known from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Final

import numpy as np

from strideback.anatomy.body import Array, Body
from strideback.core.knowledge import Knowledge, Pose
from strideback.core.terms import MuscleId, Side

LETTERS: Final[Mapping[Side, str]] = {Side.RIGHT: "r", Side.LEFT: "l"}
"""How the model's names tell the sides."""


@dataclass(frozen=True, slots=True)
class Lengthened:
    """A muscle in a pose: percent of the standing length, for each fascicle and as their mean."""

    muscle: MuscleId
    side: Side
    fascicles: Mapping[str, float]

    @property
    def percent(self) -> float:
        """The mean of the fascicles, each counted alike."""
        return fmean(self.fascicles.values())


class Lengths:
    """The lengths of the nine muscles in any pose, against standing."""

    def __init__(self, body: Body, knowledge: Knowledge) -> None:
        self._body = body
        self._muscles = {
            (muscle.id, side): tuple(f"{path}_{LETTERS[side]}" for path in muscle.paths)
            for muscle in knowledge.muscles.values()
            if muscle.paths
            for side in (Side.LEFT, Side.RIGHT)
        }
        self._standing = body.lengths(body.posed(STANDING))

    def all_paths(self, pose: Pose, side: Side = Side.RIGHT) -> Array:
        """The change of every path of the model in percent, in the order of `Body.paths`."""
        now = self._body.lengths(self._body.posed(pose, side))
        return np.asarray(100 * (now / self._standing - 1))

    def of(self, pose: Pose, side: Side = Side.RIGHT) -> tuple[Lengthened, ...]:
        """Each muscle of the knowledge on both sides; `side` is the one that the pose is done on."""
        change, paths = self.all_paths(pose, side), self._body.paths
        return tuple(
            Lengthened(muscle, which, {name[:-2]: float(change[paths[name]]) for name in names})
            for (muscle, which), names in self._muscles.items()
        )


STANDING: Final = Pose(id="standing", says=None)  # type: ignore[arg-type]  # because: never shown
"""Every joint as the model has it: upright, the arms hanging."""
