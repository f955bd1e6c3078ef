"""What the body leans against: walls, door-frames, and the balls in between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from strideback.anatomy.around import UP, Around, level
from strideback.anatomy.shapes import box, rod
from strideback.anatomy.solid import Array, Mesh
from strideback.core.knowledge import Pose, Support

BALL: Final = 0.034
"""Radius of a tennis ball."""

Touch = tuple[Array, Array, float]
"""Where a ball touches the skin, the way to its middle, and its radius."""


def balls_of(around: Around, pose: Pose) -> list[Touch]:
    """Where each ball touches the skin, the way to its middle, and its radius."""
    marks = [mark for each in pose.supports if each.thing == "ball" for mark in around.marks(each)]
    return [(*around.outward(mark), BALL) for mark in marks]


def ball(place: Array, way: Array, radius: float) -> Mesh:
    """A ball between the skin and the wall, as large as the room between them, within reason."""
    radius = float(np.clip(radius + 0.004, 0.8 * BALL, 1.6 * BALL))
    middle = place + way * (radius - 0.006)
    return rod(middle - 1e-4 * UP, middle + 1e-4 * UP, radius)


def wall_of(around: Around, support: Support, balls: Sequence[Touch]) -> tuple[Mesh, Array, float]:
    """An upright slab as square to its marks and the balls as can be.

    With it comes the way to it and how far it is that way.
    """
    marks = around.marks(support)
    ends = np.array([*marks, *(place for place, _, _ in balls)])
    room = np.array([0.0] * len(marks) + [1.8 * BALL] * len(balls))
    skin = around.skin.vertices[::23]

    def far(way: Array) -> Array:
        found: Array = ends @ way + room
        return found

    def touch(way: Array) -> float:
        """As far as the skin, but hardly further than the marks."""
        least = float(far(way).mean())
        return float(np.clip((skin @ way).max() - 0.006, least, least + (0.04 if balls else 0.015)))

    way = _towards(ends.mean(axis=0), around)
    if balls:  # because: a body may stand at any angle to a wall that it leans on
        first = balls[0][0] - around.middle()
        start = np.arctan2(first[1], first[0])
        turns = [start + np.radians(off) for off in sorted(range(-60, 61, 2), key=abs)]
        ways = [np.array([np.cos(turn), np.sin(turn), 0.0]) for turn in turns]
        way = min(ways, key=lambda each: float(((touch(each) - far(each)) ** 2).sum()))
    turn = level(way)
    reach = around.skin.vertices @ turn
    aside = (reach[:, 1].min() + reach[:, 1].max()) / 2
    half = np.array([0.03, np.ptp(reach[:, 1]) / 2 + 0.16, (reach[:, 2].max() + 0.14) / 2])
    middle = way * (touch(way) + half[0]) + turn[:, 1] * aside + UP * half[2]
    return box(middle, turn, half, 0.02), way, touch(way)


def door_frame(around: Around, support: Support) -> list[Mesh]:
    """The post of a door-frame, on the side of the body where its marks are."""
    marks = around.marks(support)
    way = _towards(marks.mean(axis=0), around)
    turn = level(way)
    top = max(2.05, float(around.skin.vertices[:, 2].max()) + 0.1)
    middle = marks.mean(axis=0) * [1, 1, 0] + way * 0.045 + UP * top / 2
    return [box(middle, turn, np.array([0.045, 0.05, top / 2]), 0.012)]


def _towards(place: Array, around: Around) -> Array:
    """The level way from the trunk to the place, along the body or across it."""
    way = (place - around.middle()) * [1, 1, 0]
    ahead = around.ahead
    aside = np.cross(UP, ahead)
    choices = [ahead, -ahead, aside, -aside]
    return max(choices, key=lambda each: float(each @ way))
