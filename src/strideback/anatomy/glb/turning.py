"""Turns in space: matrices, vectors (axis times angle) and unit quaternions x y z w."""

from __future__ import annotations

import mujoco
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def quaternions(turns: Array) -> Array:
    """One quaternion for each matrix (n x 3 x 3), each on the same side as the one before."""
    found = np.empty((len(turns), 4))
    for number, turn in enumerate(turns):
        w_first = np.zeros(4)
        mujoco.mju_mat2Quat(w_first, np.ascontiguousarray(turn).reshape(9))
        found[number] = w_first[[1, 2, 3, 0]]
        if number and found[number] @ found[number - 1] < 0:
            found[number] *= -1
    return found


def vector(turn: Array) -> Array:
    """The axis times the angle in radians."""
    w_first, found = np.zeros(4), np.zeros(3)
    mujoco.mju_mat2Quat(w_first, np.ascontiguousarray(turn).reshape(9))
    mujoco.mju_quat2Vel(found, w_first, 1.0)
    return found


def blended(axis_angle: Array) -> Array:
    """The matrix of an axis times an angle."""
    angle = float(np.linalg.norm(axis_angle))
    if angle < 1e-12:
        return np.eye(3)
    w_first, found = np.zeros(4), np.zeros(9)
    mujoco.mju_axisAngle2Quat(w_first, axis_angle / angle, angle)
    mujoco.mju_quat2Mat(found, w_first)
    return found.reshape(3, 3)


def slerped(one: Array, other: Array, share: float) -> Array:
    """The turn part of the way from one to the other."""
    found: Array = blended(vector(other @ one.T) * share) @ one
    return found


def about_z(angle: float) -> Array:
    """A turn about the upright axis, in radians."""
    return blended(np.array([0.0, 0.0, angle]))
