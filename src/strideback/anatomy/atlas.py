"""The muscle atlas: each muscle of the group alone in its place, from the back, the right and the front."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from PIL import Image

from strideback.anatomy.body import Body, Posed
from strideback.anatomy.bones import bones
from strideback.anatomy.layers import AZIMUTHS, View, directions
from strideback.anatomy.muscles import fascicles, muscle
from strideback.anatomy.painting import look, painted
from strideback.anatomy.pictures import FINE, image
from strideback.anatomy.scene import Scene
from strideback.anatomy.skin import skin
from strideback.anatomy.solid import Mesh
from strideback.anatomy.themes import THEMES
from strideback.anatomy.things import Things
from strideback.core.knowledge import Muscle, Pose
from strideback.core.terms import Side

VIEWS: Final = {"back": "back", "side": "right", "front": "front"}
"""The names of the views, and where the camera stands."""

SAYS: Final = {
    "back": "seen from behind",
    "side": "seen from the right",
    "front": "seen from the front",
}

PIXELS: Final = 640
_LOW, _TOP, _WIDTH = 0.36, 1.52, 0.76
"""What a picture takes in, in metres above the floor: from the knees to the shoulders."""

_ARMS: Final = {
    "back": {"shoulder_elv": 28.0, "elv_angle": 0.0},
    "front": {"shoulder_elv": 28.0, "elv_angle": 0.0},
    "side": {"shoulder_elv": 62.0, "elv_angle": 90.0},
}
"""The arms are held aside, so that they hide nothing."""


@dataclass(frozen=True, slots=True)
class Plate:
    """One muscle in one view, in every theme, and what the picture shows in words."""

    muscle: Muscle
    view: str
    says: str
    images: dict[str, Image.Image]


def plates(body: Body, each: Muscle, standing: Pose) -> Iterator[Plate]:
    """The muscle of the right side from all views, on a body that is `standing`."""
    for name, place in VIEWS.items():
        posed, whole, skeleton = _stood(body, name, standing)
        red = muscle(body, posed, fascicles(each, Side.RIGHT))
        scene = Scene(whole, skeleton, (red,), (), (), Things())
        seen = look(scene, _view(body, posed, place))
        images = {theme: image(painted(seen, colours)) for theme, colours in THEMES.items()}
        yield Plate(each, name, f"{each.name} of the right side, {SAYS[name]}.", images)


_STOOD: Final[dict[tuple[int, str], tuple[Posed, Mesh, tuple[Mesh, ...]]]] = {}


def _stood(body: Body, view: str, standing: Pose) -> tuple[Posed, Mesh, tuple[Mesh, ...]]:
    """The body standing with its arms aside; its skin and bones.  Made once for all muscles."""
    key = (id(body), view)
    if key not in _STOOD:
        posed = body.posed(replace(standing, angles=_ARMS[view]))
        _STOOD[key] = posed, skin(body, posed), tuple(bones(body, posed).values())
    return _STOOD[key]


def _view(body: Body, posed: Posed, place: str) -> View:
    right, up, back = directions(AZIMUTHS[place], 0)
    middle = posed.position[body.bodies["femur_r"]] + posed.position[body.bodies["femur_l"]]
    middle = middle / 2
    level = np.array([middle[0], middle[1], (_LOW + _TOP) / 2])
    return View(right, up, back, level, _WIDTH, _TOP - _LOW, PIXELS * FINE / (_TOP - _LOW))
