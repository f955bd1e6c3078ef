"""The model of the body, and the body in a pose.

    body = Body(knowledge.anatomy)
    posed = body.posed(series.poses[0])
    body.lengths(posed)                      metres, one for each muscle path

Everything is kinematics: no forces, no time, no chance.  The world's z is up; the body faces -y and
its right is -x.  A bone's own frame is x forward, y up, z to the right, on both sides.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Any, Final

import mujoco
import numpy as np
import numpy.typing as npt
from myo_sim.build.compose import build_spec

from strideback.anatomy.angles import Angles, sided
from strideback.anatomy.landmarks import LANDMARKS, Landmark, points
from strideback.anatomy.settling import Rest, settled
from strideback.core.knowledge import AnatomyRules, Pose
from strideback.core.terms import Side

Array = npt.NDArray[np.float64]

MODEL: Final = "myofullbody"
ROOT: Final = "root"


@dataclass(frozen=True, slots=True)
class Posed:
    """The body in a pose, resting on its supports.

    `qpos`: the model's coordinates.  `position` (bodies x 3, metres) and `turn` (bodies x 3 x 3): where
    each bone is.  `gaps`: how far each resting landmark is above (or below) what it rests on, in
    metres.
    """

    side: Side
    qpos: Array
    position: Array
    turn: Array
    gaps: Mapping[str, float]


class Body:
    """The model, loaded once (about three seconds)."""

    def __init__(self, rules: AnatomyRules) -> None:
        self.model = _built()
        self.data = mujoco.MjData(self.model)
        self.angles = Angles(self.model, rules)

    @property
    def name(self) -> str:
        """The model's name with the version of the package that carries it."""
        return f"MyoFullBody, myo-sim {version('myo-sim')}"

    @cached_property
    def bodies(self) -> dict[str, int]:
        """The number of each bone in the arrays of a `Posed`."""
        return {self.model.body(number).name: number for number in range(self.model.nbody)}

    @cached_property
    def paths(self) -> dict[str, int]:
        """The number of each muscle path, by its name without `_tendon`: `glmed1_r`."""
        names = (self.model.tendon(number).name for number in range(self.model.ntendon))
        return {_path(name): number for number, name in enumerate(names)}

    def posed(self, pose: Pose, side: Side = Side.RIGHT) -> Posed:
        """The body in the pose, or in its mirror image for the left side.

        Raises `ValueError` for a joint or landmark that the model does not have.
        """
        pose = pose if side is Side.RIGHT else sided(pose)
        qpos = self.angles.qpos(pose.angles)
        self._place(qpos)
        where = {name: self.landmark(name) for each in pose.supports for name in points(each.at)}
        rest = settled(pose, where, origin=self.data.body("Full Body").xpos.copy())
        qpos[:3], qpos[3:7] = rest.position, rest.quaternion
        self._place(qpos)
        return self._posed(side, qpos, rest)

    def lengths(self, posed: Posed) -> Array:
        """The length of every muscle path in metres, in the order of `paths`."""
        self._place(posed.qpos)
        lengths: Array = self.data.ten_length.copy()
        return lengths

    def landmark(self, name: str, posed: Posed | None = None) -> Array:
        """Where a landmark is, in metres, as the body stands now or in the pose."""
        if name not in LANDMARKS:
            raise ValueError(f"'{name}' is not a landmark of the body")
        mark: Landmark = LANDMARKS[name]
        number = self.bodies[mark.bone]
        position = self.data.xpos[number] if posed is None else posed.position[number]
        turn = self.data.xmat[number].reshape(3, 3) if posed is None else posed.turn[number]
        place: Array = position + turn @ np.array(mark.place)
        return place

    def _place(self, qpos: Array) -> None:
        self.data.qpos[:] = qpos
        mujoco.mj_fwdPosition(self.model, self.data)

    def _posed(self, side: Side, qpos: Array, rest: Rest) -> Posed:
        turn = self.data.xmat.reshape(-1, 3, 3).copy()
        return Posed(side, qpos, self.data.xpos.copy(), turn, rest.gaps)


def _built() -> Any:  # noqa: ANN401 - untyped library
    """The compiled model.  MuJoCo would write its warnings into a file in the runner's folder."""
    before = mujoco.get_mju_user_warning()
    mujoco.set_mju_user_warning(lambda _: None)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # because: the parts are attached without a prefix
            return build_spec(MODEL).compile()
    finally:
        mujoco.set_mju_user_warning(before)


def _path(tendon: str) -> str:
    """`glmed1_r_tendon` and `DELT1_tendon_l` as `glmed1_r` and `DELT1_l`."""
    return tendon.replace("_tendon", "")
