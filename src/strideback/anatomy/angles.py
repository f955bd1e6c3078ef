"""Angles told in a pose to all coordinates of the model: limits, mirror image, joints that follow others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from strideback.core.knowledge import AnatomyRules, Pose, Support

Array = npt.NDArray[np.float64]

SIDES: Final = ("_r", "_l")
MIRRORED: Final = ("lat_bending", "axial_rotation")
"""Joints of the middle that change their sign in the mirror image."""

_LIES: Final = {"left-side": "right-side", "right-side": "left-side"}


class Angles:
    """From angles in degrees, by joint, to the coordinates `qpos` of the model."""

    def __init__(self, model: Any, rules: AnatomyRules) -> None:  # noqa: ANN401 - untyped library
        self._rules = rules
        self._start: Array = model.qpos0.copy()
        self._at = {model.joint(n).name: int(model.jnt_qposadr[n]) for n in range(model.njnt)}
        self._follow = tuple(_followers(model))

    def qpos(self, angles: Mapping[str, float]) -> Array:
        """The coordinates, the root as in standing.  `ValueError` names every angle that cannot be."""
        told = self._told(angles)
        qpos = self._start.copy()
        for joint, degrees in told.items():
            qpos[self._at[joint]] = np.radians(degrees)
        for joint, leader, shape in self._follow:
            by = 0.0 if leader is None else qpos[self._at[leader]] - self._start[self._at[leader]]
            qpos[self._at[joint]] = self._start[self._at[joint]] + np.polyval(shape[::-1], by)
        for leader, shares in self._rules.spine.items():
            whole = qpos[self._at[leader]]
            for joint, share in shares.items():
                qpos[self._at[joint]] = whole * share
        return qpos

    def _told(self, angles: Mapping[str, float]) -> dict[str, float]:
        told: dict[str, float] = {}
        wrong: list[str] = []
        for name, degrees in angles.items():
            stem = name[:-2] if name.endswith(SIDES) else name
            limits = self._rules.joints.get(stem)
            joints = [name] if name in self._at else [stem + side for side in SIDES]
            if limits is None or joints[0] not in self._at:
                wrong.append(f"'{name}' is not a joint that a pose may name")
            elif not limits[0] <= degrees <= limits[1]:
                wrong.append(f"{name} = {degrees:g} is outside {limits[0]:g} to {limits[1]:g}")
            else:
                told.update(dict.fromkeys(joints, degrees))
        if wrong:
            raise ValueError("; ".join(wrong))
        return told


def _followers(model: Any) -> list[tuple[str, str | None, Array]]:  # noqa: ANN401 - untyped library
    """Each joint that follows another one, its leader, and the coefficients, lowest power first."""
    found = []
    for number in range(model.neq):
        if model.eq_type[number] == 2:  # a joint tied to a joint
            joint, leader = model.eq_obj1id[number], model.eq_obj2id[number]
            name = None if leader < 0 else model.joint(leader).name
            found.append((model.joint(joint).name, name, model.eq_data[number][:5].copy()))
    return found


def sided(pose: Pose) -> Pose:
    """The mirror image of a pose: written for the right side, it becomes one for the left."""
    angles = {_other(name): _turned(name, value) for name, value in pose.angles.items()}
    lean = {key: value if key == "forward" else -value for key, value in pose.lean.items()}
    supports = tuple(
        Support(thing=each.thing, at=tuple(map(mirrored, each.at)), height_m=each.height_m)
        for each in pose.supports
    )
    lies = _LIES.get(pose.lies, pose.lies)
    return replace(pose, lies=lies, lean=lean, angles=angles, supports=supports)


def mirrored(landmark: str) -> str:
    """The same landmark on the other side: `sole-right` becomes `sole-left`."""
    for side, other in (("-right", "-left"), ("-left", "-right")):
        if landmark.endswith(side):
            return landmark.removesuffix(side) + other
    return landmark


def _other(joint: str) -> str:
    for side, other in (SIDES, SIDES[::-1]):
        if joint.endswith(side):
            return joint.removesuffix(side) + other
    return joint


def _turned(joint: str, degrees: float) -> float:
    return -degrees if joint in MIRRORED else degrees
