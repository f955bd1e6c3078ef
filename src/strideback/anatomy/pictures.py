"""A pose as a picture: the runner's body, what holds it, and the target muscle in red.

    picture(body, series, pose, knowledge, theme="dark", side=Side.LEFT)
    webp(image)

The same pose gives the same bytes.
"""

from __future__ import annotations

import io
from typing import Final

import numpy as np
from PIL import Image

from strideback.anatomy.body import Body
from strideback.anatomy.layers import Picture
from strideback.anatomy.painting import look, painted
from strideback.anatomy.scene import scene, view
from strideback.anatomy.themes import THEMES
from strideback.core.knowledge import Knowledge, Pose, PoseSeries
from strideback.core.terms import Side

PIXELS: Final = 720
"""The longer side of a picture."""

FINE: Final = 2
"""Each pixel is the mean of this many, across and down."""

QUALITY: Final = 80


def pictures(
    body: Body,
    series: PoseSeries,
    pose: Pose,
    knowledge: Knowledge,
    side: Side = Side.RIGHT,
    *,
    pixels: int = PIXELS,
) -> dict[str, Image.Image]:
    """The pose in every theme: one look, lit twice; `pixels` on the longer side.

    Raises `ValueError` as `Body.posed` does.
    """
    every = [body.posed(each, side) for each in series.poses]
    number = series.poses.index(pose)
    camera = view(body, series, every, number, side, pixels=pixels * FINE)
    seen = look(scene(body, every[number], pose, series, knowledge), camera)
    return {name: image(painted(seen, theme)) for name, theme in THEMES.items()}


def picture(
    body: Body,
    series: PoseSeries,
    pose: Pose,
    knowledge: Knowledge,
    theme: str = "light",
    side: Side = Side.RIGHT,
) -> Image.Image:
    """The pose in one theme, `light` or `dark`."""
    return pictures(body, series, pose, knowledge, side)[theme]


def image(colours: Picture) -> Image.Image:
    """A picture of the usual size from one `FINE` times as large."""
    rows, columns = (n // FINE * FINE for n in colours.shape[:2])
    cells = colours[:rows, :columns].reshape(rows // FINE, FINE, columns // FINE, FINE, 3)
    return Image.fromarray(np.round(cells.mean(axis=(1, 3)) * 255).astype(np.uint8))


def webp(image: Image.Image) -> bytes:
    """The picture as the bytes of a WebP file."""
    file = io.BytesIO()
    image.save(file, "WEBP", quality=QUALITY, method=6)
    return file.getvalue()
