"""Letting a body down on what holds it: its turn and height so that the resting landmarks touch.

The joints keep their angles.  What is left over (a hand that hovers) is told as gaps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import mujoco
import numpy as np
import numpy.typing as npt

from strideback.anatomy.landmarks import points
from strideback.core.knowledge import Pose, Support

Array = npt.NDArray[np.float64]

RAISED: Final = ("floor", "step", "chair", "table", "cushion")
"""Things that carry the body from below; the others only touch it."""

_LIES: Final[Mapping[str, tuple[tuple[float, float, float], float]]] = {
    "upright": ((1, 0, 0), 0),
    "prone": ((1, 0, 0), 90),
    "supine": ((1, 0, 0), -90),
    "left-side": ((0, 1, 0), 90),
    "right-side": ((0, 1, 0), -90),
}
"""The axis and angle that lay a standing body down.  Its head then points to -y, +y, +x and -x."""

_STIFF: Final = 1e-3
_STEPS: Final = 40


@dataclass(frozen=True, slots=True)
class Rest:
    """Where the root came to rest, and how far each resting landmark is from what carries it."""

    position: Array
    quaternion: Array
    gaps: Mapping[str, float]


def settled(pose: Pose, where: Mapping[str, Array], *, origin: Array) -> Rest:
    """The resting place for landmarks that are `where` while the body stands with its root at `origin`.

    Least squares over the height and the turns about the two level axes, beginning as the pose says
    that the body lies; a body without supports only takes that turn and has its root at one metre.
    """
    start = _turn(pose)
    rests = [
        (name, number, support)
        for number, support in enumerate(pose.supports)
        if support.thing in RAISED
        for name in points(support.at)
    ]
    if not rests:
        return Rest(np.array([origin[0], origin[1], origin[2]]), _quaternion(start), {})
    local = np.array([where[name] - origin for name, _, _ in rests])
    groups = np.array([number for _, number, _ in rests])
    known = [_height(pose.supports[number]) for _, number, _ in rests]
    x = np.zeros(3)  # two small turns and the height
    x[2] = -(start @ local.T)[2].min()

    def misses(x: Array) -> Array:
        level = (_small(x[0], x[1]) @ start @ local.T)[2] + x[2]
        targets = np.array(
            [
                level[groups == group].mean() if height is None else height
                for height, group in zip(known, groups, strict=True)
            ]
        )
        return np.concatenate([level - targets, _STIFF * x[:2]])

    for _ in range(_STEPS):
        now = misses(x)
        slope = np.stack([(misses(x + step) - now) / 1e-6 for step in np.eye(3) * 1e-6], axis=1)
        x = x - np.clip(np.linalg.lstsq(slope, now, rcond=None)[0], -0.3, 0.3)
    gaps = dict(zip([name for name, _, _ in rests], misses(x)[:-2], strict=True))
    turn = _small(x[0], x[1]) @ start
    return Rest(np.array([origin[0], origin[1], x[2]]), _quaternion(turn), gaps)


def _height(support: Support) -> float | None:
    if support.height_m is not None:
        return support.height_m
    return 0.0 if support.thing == "floor" else None


def _turn(pose: Pose) -> Array:
    axis, degrees = _LIES[pose.lies]
    lean = pose.lean
    first = _about((1, 0, 0), lean.get("forward", 0)) @ _about((0, 1, 0), -lean.get("right", 0))
    return _about((0, 0, 1), -lean.get("turn", 0)) @ first @ _about(axis, degrees)


def _about(axis: tuple[float, float, float], degrees: float) -> Array:
    quaternion, matrix = np.zeros(4), np.zeros(9)
    mujoco.mju_axisAngle2Quat(quaternion, np.array(axis, float), np.radians(degrees))
    mujoco.mju_quat2Mat(matrix, quaternion)
    return matrix.reshape(3, 3)


def _small(about_x: float, about_y: float) -> Array:
    angle = float(np.hypot(about_x, about_y))
    if angle < 1e-12:
        return np.eye(3)
    return _about((about_x / angle, about_y / angle, 0), np.degrees(angle))


def _quaternion(turn: Array) -> Array:
    quaternion = np.zeros(4)
    mujoco.mju_mat2Quat(quaternion, turn.reshape(9))
    return quaternion
