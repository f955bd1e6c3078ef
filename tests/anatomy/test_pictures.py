"""Pictures: the same bytes each time, the muscle seen in red, both themes, a start beside its end."""

import json

import numpy as np
import pytest
from PIL import ImageOps

from strideback.anatomy.figures import figures, listed, names
from strideback.anatomy.layers import AZIMUTHS, directions
from strideback.anatomy.pictures import pictures, webp
from strideback.core.terms import Side

PIXELS = 360  # half the usual size, to be quick
SEEN = ("pigeon-stretch", "glute-bridge", "massage-paraspinals")


@pytest.fixture(scope="module")
def drawn(body, knowledge):
    return {
        name: pictures(
            body, knowledge.poses[name], knowledge.poses[name].poses[-1], knowledge, pixels=PIXELS
        )
        for name in SEEN
    }


def red(image):
    """How many pixels are of the target muscle's colour."""
    r, g, b = np.asarray(image, int).transpose(2, 0, 1)
    return int(((r > 140) & (r - g > 90) & (r - b > 90)).sum())


def test_the_target_muscle_is_seen_in_both_themes(drawn):
    for name, images in drawn.items():
        for theme, image in images.items():
            assert red(image) > 250, f"{name} {theme}"


def test_light_and_dark_differ_and_have_the_same_size(drawn):
    for images in drawn.values():
        light, dark = np.asarray(images["light"], float), np.asarray(images["dark"], float)
        assert light.shape == dark.shape
        assert max(light.shape) == pytest.approx(PIXELS, abs=1)
        assert light.mean() > dark.mean() + 80


def test_the_muscle_stands_out_from_the_skin_and_the_ground(drawn):
    def bright(colours):
        share = np.asarray(colours, float) / 255
        linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
        return linear @ [0.2126, 0.7152, 0.0722]

    for theme, ground in (("light", 0), ("dark", 0)):
        pixels = np.asarray(drawn["glute-bridge"][theme], int)
        r, g, b = pixels.transpose(2, 0, 1)
        muscle = (r > 150) & (r - g > 90) & (r - b > 90)
        ours, paper = np.median(bright(pixels[muscle])), bright(pixels[ground, ground])
        high, low = max(ours, paper), min(ours, paper)
        assert (high + 0.05) / (low + 0.05) >= 3, theme


def test_the_same_pose_gives_the_same_bytes(body, knowledge, drawn):
    series = knowledge.poses["glute-bridge"]
    again = pictures(body, series, series.poses[-1], knowledge, pixels=PIXELS)
    assert webp(again["light"]) == webp(drawn["glute-bridge"]["light"])
    assert webp(again["dark"]) == webp(drawn["glute-bridge"]["dark"])


def test_a_picture_is_small(drawn):
    for images in drawn.values():
        for image in images.values():
            assert 1_500 < len(webp(image)) < 20_000


def test_start_and_end_can_lie_side_by_side(body, knowledge, drawn):
    series = knowledge.poses["glute-bridge"]
    start = pictures(body, series, series.poses[0], knowledge, pixels=PIXELS)["light"]
    assert start.size == drawn["glute-bridge"]["light"].size


def test_the_camera_stands_on_the_side_that_it_is_told():
    for place, way in (("front", (0, -1, 0)), ("back", (0, 1, 0)), ("right", (-1, 0, 0))):
        assert directions(AZIMUTHS[place], 0)[2] == pytest.approx(way)
    assert directions(AZIMUTHS["front-right"], 0)[2] == pytest.approx((-(0.5**0.5), -(0.5**0.5), 0))


def test_the_left_is_the_mirror_image(body, knowledge, drawn):
    series = knowledge.poses["pigeon-stretch"]
    left = pictures(body, series, series.poses[-1], knowledge, Side.LEFT, pixels=PIXELS)["light"]
    right = drawn["pigeon-stretch"]["light"]
    assert left.size == pytest.approx(right.size, abs=2)  # because: bones are not quite alike
    left = left.resize(right.size)

    def off(one):
        return np.abs(np.asarray(one, float) - np.asarray(right, float)).mean()

    assert off(ImageOps.mirror(left)) < off(left) / 2


def test_the_list_tells_every_picture(body, knowledge):
    found = list(figures(body, knowledge, "gluteus-minimus"))
    rows = json.loads(listed(body, found))
    assert rows["model"] == body.name
    assert len(rows["figures"]) == 6
    assert rows["figures"][0]["file"] == "atlas/gluteus-minimus.back.dark.webp"
    assert all(row["says"] and row["bytes"] > 2000 for row in rows["figures"])
    assert set(names(knowledge)) == {*knowledge.poses, *knowledge.muscles}
