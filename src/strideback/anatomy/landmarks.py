"""Named places on the body's surface, by the bone that carries them.

A place is in metres in the bone's own frame: x forward, y up, z to the runner's right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place on the surface of the body."""

    bone: str
    place: tuple[float, float, float]


_MIDDLE: Final[Mapping[str, Landmark]] = {
    "seat": Landmark("pelvis", (-0.06, -0.14, 0.0)),
    "sacrum": Landmark("sacrum", (-0.155, 0.0, 0.0)),
    "belly": Landmark("sacrum", (0.03, 0.06, 0.0)),
    "upper-back": Landmark("torso", (-0.115, 0.22, 0.0)),
    "chest": Landmark("torso", (0.12, 0.16, 0.0)),
    "back-of-head": Landmark("head", (-0.10, 0.06, 0.0)),
    "pillow": Landmark("head", (-0.19, 0.06, 0.0)),  # a pillow behind the head, its far side
    "forehead": Landmark("head", (0.11, 0.07, 0.0)),
}

_RIGHT: Final[Mapping[str, Landmark]] = {
    "heel": Landmark("calcn_r", (-0.02, -0.03, 0.0)),
    "big-toe-ball": Landmark("calcn_r", (0.18, -0.03, -0.03)),
    "small-toe-ball": Landmark("calcn_r", (0.15, -0.03, 0.05)),
    "toe-tip": Landmark("toes_r", (0.06, -0.02, 0.0)),
    "ankle": Landmark("talus_r", (0.05, 0.02, 0.0)),
    "outer-ankle": Landmark("talus_r", (0.0, 0.0, 0.045)),
    "inner-ankle": Landmark("talus_r", (0.0, 0.0, -0.045)),
    "shin": Landmark("tibia_r", (0.045, -0.2, 0.0)),
    "outer-shin": Landmark("tibia_r", (0.0, -0.2, 0.06)),
    "calf": Landmark("tibia_r", (-0.08, -0.15, 0.0)),
    "knee": Landmark("tibia_r", (0.045, -0.04, 0.0)),
    "outer-knee": Landmark("tibia_r", (0.0, 0.0, 0.06)),
    "inner-knee": Landmark("tibia_r", (0.0, 0.0, -0.06)),
    "outer-thigh": Landmark("femur_r", (0.0, -0.2, 0.09)),
    "front-of-thigh": Landmark("femur_r", (0.09, -0.2, 0.0)),
    "back-of-thigh": Landmark("femur_r", (-0.08, -0.2, 0.0)),
    "outer-hip": Landmark("femur_r", (0.0, 0.0, 0.09)),
    "sit-bone": Landmark("pelvis", (-0.06, -0.14, 0.06)),
    "buttock": Landmark("pelvis", (-0.155, -0.03, 0.08)),
    "upper-buttock": Landmark("pelvis", (-0.09, 0.05, 0.14)),
    "front-of-hip": Landmark("pelvis", (0.005, 0.0, 0.12)),
    "side-of-chest": Landmark("torso", (0.0, 0.15, 0.16)),
    "shoulder": Landmark("humerus_r", (0.0, 0.0, 0.06)),
    "back-of-shoulder": Landmark("humerus_r", (-0.07, 0.0, 0.0)),
    "elbow": Landmark("ulna_r", (-0.04, 0.0, 0.0)),
    "forearm": Landmark("ulna_r", (-0.03, -0.13, 0.0)),
    "palm": Landmark("capitate_r", (0.03, -0.02, 0.0)),
    "fingertips": Landmark("distph3_r", (0.0, -0.018, -0.008)),
    "heel-of-hand": Landmark("capitate_r", (0.0, 0.0, -0.025)),
    "above-knee": Landmark("femur_r", (0.0, -0.33, 0.065)),
    "side-of-head": Landmark("head", (0.0, 0.07, 0.075)),
    # On the skin over the middle of a muscle, where a massage presses.
    "over-gluteus-medius": Landmark("pelvis", (-0.1, -0.015, 0.14)),
    "over-gluteus-minimus": Landmark("pelvis", (-0.045, -0.03, 0.155)),
    "over-gluteus-maximus": Landmark("pelvis", (-0.165, -0.018, 0.078)),
    "over-piriformis": Landmark("pelvis", (-0.165, -0.028, 0.054)),
    "over-tensor-fasciae-latae": Landmark("pelvis", (0.005, -0.04, 0.147)),
    "over-quadratus-lumborum": Landmark("lumbar3", (-0.062, 0.019, 0.08)),
    "beside-spine": Landmark("lumbar3", (-0.09, 0.0, 0.035)),
}


def _both() -> Iterator[tuple[str, Landmark]]:
    for name, mark in _RIGHT.items():
        x, y, z = mark.place
        bone = f"{mark.bone[:-2]}_l" if mark.bone.endswith("_r") else mark.bone
        yield f"{name}-right", mark
        yield f"{name}-left", Landmark(bone, (x, y, -z))


LANDMARKS: Final[Mapping[str, Landmark]] = {**_MIDDLE, **dict(_both())}
"""Every landmark by name: `seat`, `knee-right`."""

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    f"sole-{side}": (f"heel-{side}", f"big-toe-ball-{side}", f"small-toe-ball-{side}")
    for side in ("right", "left")
}
"""Names for several landmarks at once."""


def points(names: tuple[str, ...]) -> tuple[str, ...]:
    """The single landmarks behind the names: `sole-right` is its heel and its two balls."""
    return tuple(point for name in names for point in GROUPS.get(name, (name,)))
