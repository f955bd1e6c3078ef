"""What the body chart promises: its regions, its grid, and the charts made of them."""

from __future__ import annotations

import math
from pathlib import Path
from xml.parsers import expat

import pytest

from strideback.formats.chart_grid import (
    CELL,
    COLUMNS,
    ROWS,
    VIEWS,
    Grid,
    digest,
    grid_text,
    rasterise,
    read_grid,
)
from strideback.formats.chart_svg import drawn_chart, zone_chart
from strideback.formats.chart_text import terminal_chart

CHART = Path(__file__).parents[2] / "knowledge" / "chart"
SVGS = {view: (CHART / f"{view}.svg").read_text(encoding="utf-8") for view in VIEWS}
MIDLINE = {"lumbar-midline", "sacrum", "coccyx"}
PAIRED = {
    "lumbar-paraspinal",
    "flank",
    "iliac-crest-posterior",
    "iliac-crest-lateral",
    "sacroiliac",
    "buttock-upper-outer",
    "buttock-middle",
    "buttock-lower",
    "gluteal-cleft",
    "greater-trochanter",
    "hip-front",
    "groin",
    "abdomen-lower-side",
    "thigh-lateral",
    "thigh-anterolateral",
    "thigh-front",
    "thigh-back",
    "knee-lateral",
    "knee-front",
    "leg-lateral",
    "calf",
    "foot",
}
IDS = MIDLINE | {f"{name}.{side}" for name in PAIRED for side in ("left", "right")}


@pytest.fixture(scope="module")
def grid() -> Grid:
    return read_grid((CHART / "grid.toml").read_text(encoding="utf-8"))


def picture(path_data: str) -> str:
    return f'<svg><path id="shape" class="region" d="{path_data}"/></svg>'


def mirrored(bits: int) -> int:
    flags = f"{bits:0{COLUMNS * ROWS}b}"
    rows = [flags[at : at + COLUMNS][::-1] for at in range(0, len(flags), COLUMNS)]
    return int("".join(rows), 2)


def other_side(name: str) -> str:
    stem, _, side = name.partition(".")
    return f"{stem}.{'left' if side == 'right' else 'right'}" if side else name


def columns(bits: int) -> float:
    """The mean column of a bitmap's cells."""
    cells = [at % COLUMNS for at in range(bits.bit_length()) if bits >> at & 1]
    return sum(cells) / len(cells)


def test_the_views_hold_every_region_and_no_other(grid: Grid) -> None:
    assert {name for regions in grid.views.values() for name in regions} == IDS


@pytest.mark.parametrize("view", VIEWS)
def test_no_region_is_empty(grid: Grid, view: str) -> None:
    assert all(grid.views[view].values())


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_side_view_shows_only_its_own_side(grid: Grid, side: str) -> None:
    assert all(name.endswith(f".{side}") for name in grid.views[side])


def test_left_and_right_are_the_runners_own(grid: Grid) -> None:
    for name in PAIRED & {name.partition(".")[0] for name in grid.views["back"]}:
        assert columns(grid.views["back"][f"{name}.left"]) < columns(
            grid.views["back"][f"{name}.right"]
        )
    for name in PAIRED & {name.partition(".")[0] for name in grid.views["front"]}:
        assert columns(grid.views["front"][f"{name}.right"]) < columns(
            grid.views["front"][f"{name}.left"]
        )


@pytest.mark.parametrize("view", VIEWS)
def test_no_cell_belongs_to_two_regions(grid: Grid, view: str) -> None:
    taken = 0
    for name, bits in grid.views[view].items():
        assert not taken & bits, name
        taken |= bits


@pytest.mark.parametrize("view", VIEWS)
def test_regions_leave_no_gap_in_the_body_below_the_lumbar_border(grid: Grid, view: str) -> None:
    covered = 0
    for bits in grid.views[view].values():
        covered |= bits
    below = -1 << COLUMNS * 30
    body = grid.bodies[view] & below
    assert (body & ~covered).bit_count() <= 0.03 * body.bit_count()
    assert not covered & ~grid.bodies[view]


@pytest.mark.parametrize("view", ["back", "front"])
def test_left_and_right_mirror_each_other(grid: Grid, view: str) -> None:
    for name, bits in grid.views[view].items():
        difference = (mirrored(bits) ^ grid.views[view][other_side(name)]).bit_count()
        assert difference <= 0.02 * bits.bit_count(), name


def test_the_side_views_mirror_each_other(grid: Grid) -> None:
    for name, bits in grid.views["right"].items():
        difference = (mirrored(bits) ^ grid.views["left"][other_side(name)]).bit_count()
        assert difference <= 0.02 * bits.bit_count(), name


def test_the_grid_file_is_what_the_views_give(grid: Grid) -> None:
    assert dict(grid.made_from) == {view: digest(svg) for view, svg in SVGS.items()}
    assert (CHART / "grid.toml").read_text(encoding="utf-8") == grid_text(SVGS)
    assert grid.views["back"] == rasterise(SVGS["back"], COLUMNS, ROWS, CELL)


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_small_well_formed_and_needs_nothing_from_outside(view: str) -> None:
    svg = SVGS[view]
    expat.ParserCreate().Parse(svg, True)
    assert len(svg.encode()) < 40_000
    assert 'viewBox="0 0 400 720"' in svg
    assert not any(word in svg for word in ("<script", "href", "<text", "@import", "<image"))


@pytest.mark.parametrize(
    "square",
    [
        "M4,4L12,4L12,12L4,12Z",
        "M4 4H12V12H4Z",
        "m4,4 8,0 0,8 -8,0z",
        "M4,4h8v8h-8z",
        "M 4 4 12 4 12 12 4 12 Z",
    ],
)
def test_a_square_gives_exactly_its_cells_however_it_is_written(square: str) -> None:
    assert rasterise(picture(square), 5, 5, 4) == {"shape": 0b00110_00110 << 5}


def test_a_shape_past_the_edge_of_the_picture_is_cut_at_the_edge() -> None:
    assert rasterise(picture("M-40-40H400V400H-40Z"), 5, 5, 4) == {"shape": (1 << 25) - 1}


@pytest.mark.parametrize(
    ("curved", "area"),
    [
        (
            "M10,100C10,50.3 50.3,10 100,10S0,0 0,0".partition("S")[0]
            + "C149.7,10 190,50.3 190,100C190,149.7 149.7,190 100,190c-49.7,0 -90,-40.3 -90,-90z",
            math.pi * 90**2,
        ),
        ("M0,100Q100,-100 200,100Z", 2 / 3 * 200 * 100),
        ("M0,100q100,-200 200,0z", 2 / 3 * 200 * 100),
    ],
)
def test_a_curved_shape_covers_its_area(curved: str, area: float) -> None:
    cells = rasterise(picture(curved), 100, 100, 2)["shape"].bit_count()
    assert cells * 4 == pytest.approx(area, rel=0.05)


@pytest.mark.parametrize("path", ["M0,0A5,5 0 0 1 10,10Z", "L1,1", "M0,0L1,1Z5"])
def test_a_path_we_do_not_draw_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="path"):
        rasterise(picture(path), 5, 5, 4)


def test_two_regions_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two paths"):
        rasterise(
            picture("M0,0H1V1Z").replace(
                "</svg>", '<path id="shape" class="region" d="M0,0Z"/></svg>'
            ),
            5,
            5,
            4,
        )


def test_the_region_under_a_finger_is_found(grid: Grid) -> None:
    assert grid.region_at("back", 200, 240) == "sacrum"
    assert grid.region_at("back", 290, 300) == "greater-trochanter.right"
    assert grid.region_at("front", 100, 300) == "greater-trochanter.right"
    assert grid.region_at("back", 5, 5) is None
    assert grid.region_at("back", -1, 9000) is None


def test_a_zone_chart_marks_the_zones_and_says_so() -> None:
    svg = zone_chart(
        SVGS["back"], ["sacroiliac.right", "sacrum"], ["thigh-back"], "Zones <of> one & all"
    )
    expat.ParserCreate().Parse(svg, True)
    assert '<title id="back-title">Zones &lt;of&gt; one &amp; all</title>' in svg
    assert "Essential zone: Dimple beside the sacrum, right; Sacrum." in svg
    assert "Spillover zone: Back of the thigh, left; Back of the thigh, right." in svg
    assert svg.count('stroke-dasharray="5 3.5"') == 2
    assert rasterise(svg, COLUMNS, ROWS, CELL) == rasterise(SVGS["back"], COLUMNS, ROWS, CELL)


def test_a_drawn_chart_is_darker_where_it_hurts_more() -> None:
    svg = drawn_chart(
        SVGS["back"], {"sacrum": 2, "flank.left": 9.5, "calf.right": 0}, "Drawn on 1 March"
    )
    assert "2 of 10: Sacrum." in svg
    assert "9.5 of 10: Flank, between the last rib and the pelvis, left." in svg
    assert "Calf, right:" not in svg
    assert "Nothing is marked in this view." in drawn_chart(SVGS["front"], {"sacrum": 2}, "Drawn")


@pytest.mark.parametrize("intensity", [-1, 10.5, math.nan])
def test_an_intensity_outside_the_scale_is_refused(intensity: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 10"):
        drawn_chart(SVGS["back"], {"sacrum": intensity}, "Drawn")


def test_two_charts_on_one_page_share_no_id() -> None:
    svg = zone_chart(SVGS["left"], ["flank"], [], "One", prefix="one-")
    assert svg.count('id="') == svg.count('id="one-')
    assert svg.count("url(#") == svg.count("url(#one-")
    assert 'aria-labelledby="one-left-title one-left-desc"' in svg


def test_the_terminal_chart_shows_every_mark_on_the_right_side(grid: Grid) -> None:
    text = terminal_chart({"sacroiliac.right": 7, "flank.left": "L", "coccyx": 10}, grid)
    assert {"7", "X"} <= set(text)
    assert all(line.index("L") < 10 for line in text.splitlines() if "L" in line)
    assert all(line.index("7") > 17 for line in text.splitlines()[1:] if "7" in line)


@pytest.mark.parametrize("name", sorted(IDS))
def test_no_mark_is_lost_in_a_small_terminal_chart(grid: Grid, name: str) -> None:
    view = next(view for view in VIEWS if name in grid.views[view])
    assert "#" in terminal_chart({name: "#"}, grid, view, 20)


def test_the_terminal_chart_keeps_to_its_width_and_grows_when_a_calf_is_marked(grid: Grid) -> None:
    short, tall = terminal_chart({}, grid), terminal_chart({"calf": 3}, grid)
    assert all(len(line) <= 34 for line in (short + tall).splitlines())
    assert tall.count("\n") > 1.4 * short.count("\n")


def test_the_terminal_chart_is_plain_unless_markup_is_asked_for(grid: Grid) -> None:
    assert "[" not in terminal_chart({"sacrum": 5}, grid)
    assert "[bold dark_orange]5[/]" in terminal_chart({"sacrum": 5}, grid, markup=True)
