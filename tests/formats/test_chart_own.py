"""The runner's own drawing as SVG: in colour with numbers, or as dots over a muscle's zones."""

from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from strideback.core.diary import Drew, Mark, Stroke
from strideback.core.terms import Side
from strideback.formats.chart_own import LOW_BACK, cropped, laid_over, painted
from strideback.formats.chart_svg import zone_chart

BACK = Path("knowledge/chart/back.svg").read_text(encoding="utf-8")
DRAWING = Drew(
    on=date(2026, 3, 6),
    view="back",
    marks=(
        Mark(region="sacroiliac", side=Side.RIGHT, intensity=6),
        Mark(region="groin", side=Side.LEFT, intensity=4),
    ),
    strokes=(Stroke(points=((10, 20),), brush=5, intensity=3),),
)


def read(svg):
    return ET.fromstring(svg)  # noqa: S314 - our own


def group(svg):
    return next(each for each in read(svg).iter() if each.get("class") == "own")


def test_every_part_shows_how_strong_it_is_as_a_number_too():
    svg = painted(BACK, DRAWING, "Your body", "Marked: <here>.")
    assert [each.text for each in group(svg).iter() if each.tag.endswith("text")] == ["6", "3"]
    assert "Marked: &lt;here&gt;." in svg


def test_a_region_that_the_view_does_not_show_is_left_out():
    paths = [e for e in group(painted(BACK, DRAWING, "", "")).iter() if e.tag.endswith("path")]
    assert len(paths) == 2


def test_a_dot_can_be_seen():
    assert 'd="M10,20L10,20"' in painted(BACK, DRAWING, "", "")


@pytest.mark.parametrize("prefix", ["", "first-"])
def test_every_reference_has_its_target(prefix):
    zones = zone_chart(BACK, {"sacroiliac.right"}, {"flank.right"}, "", prefix=prefix)
    for svg in (
        laid_over(zones, BACK, DRAWING, "", prefix=prefix),
        painted(BACK, DRAWING, "", "", prefix=prefix),
    ):
        ids = {e.get("id") for e in read(svg).iter() if e.get("id")}
        used = {part.split(")")[0] for part in svg.split("url(#")[1:]}
        assert used <= ids
        assert set(read(svg).get("aria-labelledby").split()) <= ids


def test_a_crop_changes_nothing_but_what_is_seen():
    assert cropped(BACK, LOW_BACK).replace("60 60 280 350", "0 0 400 720") == BACK
