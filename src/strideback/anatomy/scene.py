"""What is in a picture: the body's surfaces in a pose, the things around it, and the camera's view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from strideback.anatomy.body import Body, Posed
from strideback.anatomy.bones import bones
from strideback.anatomy.layers import AZIMUTHS, View, directions
from strideback.anatomy.muscles import centreline, fascicles, muscle, tube
from strideback.anatomy.skin import skin
from strideback.anatomy.solid import Mesh
from strideback.anatomy.things import Things, pressed, things
from strideback.core.knowledge import Knowledge, Pose, PoseSeries
from strideback.core.terms import Side

MARGIN = 0.13
"""Around the bones, in metres: flesh and some air."""


COARSE = 0.0065
"""The grid of muscles that are only seen faintly, in metres."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Surfaces in the world, by what they are."""

    skin: Mesh
    bones: tuple[Mesh, ...]
    target: tuple[Mesh, ...]
    near: tuple[Mesh, ...]
    others: tuple[Mesh, ...]
    around: Things


def scene(body: Body, posed: Posed, pose: Pose, series: PoseSeries, knowledge: Knowledge) -> Scene:
    """Everything in the pose, with the series' target muscles apart from the others."""
    group = [*knowledge.muscles.values()]
    sides = (posed.side,) if series.sided else tuple(Side)
    target: list[Mesh] = []
    near: list[Mesh] = []
    drawn: set[str] = set()
    for each in group:
        for side in (Side.RIGHT, Side.LEFT):
            paths = fascicles(each, side)
            drawn.update(paths)
            if each.id in series.targets and side in sides:
                target.append(muscle(body, posed, paths))
            else:
                near.append(muscle(body, posed, paths, COARSE))
    whole = skin(body, posed)
    around = things(body, posed, pose, whole)
    return Scene(
        skin=pressed(whole, around.tops),
        bones=tuple(bones(body, posed).values()),
        target=tuple(target),
        near=tuple(near),
        others=tuple(_others(body, posed, drawn)),
        around=around,
    )


def _others(body: Body, posed: Posed, drawn: set[str]) -> list[Mesh]:
    """Every path that belongs to no muscle of the group, as a slender tube."""
    found = []
    for path in body.paths:
        if path not in drawn and not path.startswith(("psoas", "Ps_")) and "ligament" not in path:
            line = centreline(body, posed, path, 12)
            thick = 0.0025 + 0.0045 * np.sin(np.pi * np.linspace(0, 1, 12))
            found.append(tube(line, thick, 6))
    return found


def view(
    body: Body, series: PoseSeries, every: Sequence[Posed], number: int, side: Side, *, pixels: int
) -> View:
    """The camera for one pose of a series: the same scale and level for all of them.

    `pixels`: of the picture's longer side.
    """
    azimuth = AZIMUTHS[series.seen_from] * (1 if side is Side.RIGHT else -1)
    right, up, back = directions(azimuth, series.from_above)
    boxes = []
    for posed, pose in zip(every, series.poses, strict=True):
        places = np.concatenate([mesh.vertices[::7] for mesh in bones(body, posed).values()])
        if any(support.thing in {"chair", "table", "step"} for support in pose.supports):
            foot = posed.position[body.bodies["pelvis"]] * [1, 1, 0]  # the legs of what carries it
            places = np.concatenate([places, foot[None, :]])
        across, high = places @ right, places @ up
        boxes.append((across.min(), across.max(), high.min(), high.max()))
    lows = np.array(boxes)
    width = float((lows[:, 1] - lows[:, 0]).max() + 2 * MARGIN)
    low, top = float(lows[:, 2].min() - MARGIN), float(lows[:, 3].max() + MARGIN)
    height = max(top - low, width * 0.62)
    width = max(width, height * 0.62)
    at = (lows[number, 0] + lows[number, 1]) / 2
    ground = every[number].position[1:].mean(axis=0)
    middle = right * at + up * (low + top) / 2 + back * (ground @ back)
    return View(right, up, back, middle, width, height, pixels / max(width, height))
