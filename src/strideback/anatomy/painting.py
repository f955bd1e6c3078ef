"""Light and colour: a scene's layers become a picture, in a light and in a dark theme."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from strideback.anatomy.ground import ground
from strideback.anatomy.layers import Canvas, Picture, View
from strideback.anatomy.light import Lit, flat, lit
from strideback.anatomy.scene import Scene
from strideback.anatomy.solid import Array
from strideback.anatomy.themes import Colour, Theme


@dataclass(frozen=True, slots=True)
class Look:
    """All that a camera sees of a scene, before any colour."""

    skin: Lit
    bones: Lit
    target: Lit
    near: Lit
    others: Lit
    things: Lit
    walls: Lit
    gear: Lit
    shadow: Picture
    """How deep the shadow on the floor is, 0 to 1, at each pixel."""
    stage: Picture
    """How much of the floor is seen, 0 to 1."""


def look(scene: Scene, view: View) -> Look:
    """What the camera sees of the scene."""
    canvas = Canvas(view)
    around = scene.around
    parts = (
        ([scene.skin], 0.035, 0.2), (scene.bones, 0.006, 0.2), (scene.target, 0.02, 0.2),
        (scene.near, 0, 0.2), (scene.others, 0, 0.2), (around.furniture, 0.02, 0.75),
        (around.walls, 0.02, 0.75), (around.gear, 0.01, 0.3),
    )  # fmt: skip
    layers = [lit(canvas.layer(meshes), view, jump, sky) for meshes, jump, sky in parts]
    canvas.close()
    shadow, stage = ground(scene.skin, [*around.furniture, *around.gear], view)
    skin, bones, target, near, others, things, walls, gear = layers
    return Look(skin, bones, target, near, others, things, walls, gear, shadow, stage)


def painted(look: Look, theme: Theme) -> Picture:
    """Rows x columns x 3, from 0 to 1."""
    skin, things, walls, gear = look.skin, look.things, look.walls, look.gear
    image = _back(look, theme)
    plaster = wood = image
    if walls.there.any():
        plaster = walls.colour(theme.thing_dark, theme.thing)
        image = _over(image, plaster, 0.45 * walls.there)
        image = _over(image, flat(theme.thing_dark), 0.4 * walls.edge)
    if things.there.any():
        wood = things.colour(theme.thing_dark, theme.thing, 0.05)
        image = _over(image, wood, things.there)
        image = _over(image, flat(theme.thing_dark), 0.5 * things.edge)
    image = _over(image, _body(look, theme, image), skin.there)
    image = _over(image, flat(theme.line), 0.75 * skin.edge)
    if things.there.any():
        front = things.there * (things.depth < skin.depth) * skin.there
        image = _over(image, wood, 0.4 * front)
        image = _over(image, flat(theme.thing_dark), 0.35 * things.edge * front)
    if walls.there.any():
        front = walls.there * (walls.depth < skin.depth) * skin.there
        image = _over(image, plaster, 0.16 * front)
    if gear.there.any():
        before = np.where(gear.depth < skin.depth, 1, 0.25).astype(np.float32)
        tool = gear.colour(theme.gear_dark, theme.gear, 0.3)
        image = _over(image, tool, gear.there * before)
    return np.clip(image, 0, 1)


def _body(look: Look, theme: Theme, behind: Picture) -> Picture:
    """The body's inside under its skin."""
    skin, target = look.skin, look.target
    front = np.where(np.isfinite(skin.depth), skin.depth, 0).astype(np.float32)

    def veil(part: Lit, most: float, reach: float, least: float) -> Picture:
        under = np.maximum(part.depth - front, 0)
        seen: Picture = (least + (most - least) * np.exp(-under / np.float32(reach))) * part.there
        return seen

    image = _over(behind, skin.colour(theme.flesh_dark, theme.flesh), theme.covers * skin.there)
    dim = _mixed(theme.muscle, theme.flesh_dark, 0.5)
    most = theme.faint
    image = _over(image, look.others.colour(dim, theme.muscle), veil(look.others, most, 0.09, 0))
    image = _over(
        image, look.near.colour(dim, theme.muscle), veil(look.near, 1.5 * most, 0.12, 0.05)
    )
    bones = look.bones
    image = _over(
        image, bones.colour(theme.bone_dark, theme.bone, 0.08), veil(bones, 0.95, 0.2, 0.2)
    )
    image = _over(image, flat(theme.bone_dark), 0.45 * bones.edge * veil(bones, 1, 0.12, 0.1))
    seen = veil(target, 1.0, 0.5, 0.7) * np.where(bones.depth < target.depth, 0.62, 1)
    image = _over(image, target.colour(theme.target_dark, theme.target, 0.4), seen)
    image = _over(image, flat(theme.target_dark), 0.5 * target.edge * seen)
    cover = (theme.glass + 0.75 * (1 - skin.facing) ** 2.2) * np.where(target.there > 0, 0.4, 1)
    return _over(image, skin.colour(theme.rim_dark, theme.rim, 0.1), cover)


def _back(look: Look, theme: Theme) -> Picture:
    """Paper, floor and shadow."""
    rows, columns = look.skin.depth.shape
    image = np.broadcast_to(flat(theme.paper), (rows, columns, 3))
    image = _over(image, flat(theme.ground), look.stage)
    return _over(image, flat(theme.shadow), theme.shade * look.shadow)


def _over(below: Picture, above: Picture, cover: Picture | Array) -> Picture:
    share = np.asarray(cover, np.float32)[..., None]
    found: Picture = below + (above - below) * share
    return found


def _mixed(a: Colour, b: Colour, share: float) -> Colour:
    return tuple((1 - share) * x + share * y for x, y in zip(a, b, strict=True))
