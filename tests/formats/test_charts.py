"""The charts: whole SVG, a sentence at every point, nothing outside the picture, no style inside."""

import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strideback.formats.charts import (
    Bar,
    Course,
    Dot,
    Estimate,
    Mark,
    Span,
    course,
    estimates,
    weeks,
)

DAY = date(2026, 3, 1)
SVG = "{http://www.w3.org/2000/svg}"


def on(number):
    return DAY + timedelta(days=number)


def example(**more):
    told = {
        "first": DAY,
        "last": on(27),
        "title": "Pain & <runs>",
        "desc": "four weeks",
        "lanes": ("Pain", "Runs", "Sessions"),
        "pain": (
            Dot(on=on(0), value=5, worst=8, says="5 of 10"),
            Dot(on=on(1), value=4, says="4 of 10"),
            Dot(on=on(9), value=10, says="10 of 10"),
        ),
        "runs": (
            Bar(on=on(2), value=8.2, look="green", says="8.2 km"),
            Bar(on=on(4), value=12, look="amber", says="12 km"),
            Bar(on=on(27), value=0, look="red", says="a run"),
        ),
        "done": (Mark(on=on(3), says="2 exercises"),),
        "flares": (Span(start=on(9), last=on(11), says="a flare"),),
        "relapses": (Mark(on=on(20), says="back again"),),
        "ticks": (Mark(on=on(27), says="28 Mar"),),
    }
    return Course(**{**told, **more})


def parsed(svg):
    return ET.fromstring(svg)  # noqa: S314 - we wrote it ourselves


def titles(svg):
    return [each.text for each in parsed(svg).iter(f"{SVG}title")]


def test_every_point_has_its_sentence():
    told = titles(course(example(), name="c", width=340))
    wanted = {"5 of 10", "4 of 10", "10 of 10", "8.2 km", "12 km", "a run", "2 exercises"}
    assert wanted | {"a flare", "back again"} <= set(told)
    assert told[0] == "Pain & <runs>"


def test_the_picture_names_its_title_and_description():
    root = parsed(course(example(), name="narrow", width=340))
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "narrow-title narrow-desc")
    assert {each.get("id") for each in root if each.get("id")} == {"narrow-title", "narrow-desc"}


def test_colours_and_styles_are_the_pages():
    svg = course(example(), name="c", width=640)
    assert not re.search(r"style=|<style|fill=|stroke=|#[0-9a-f]{3,6}\b|onload|<script", svg)


def test_a_light_has_a_shape_beside_its_colour():
    root = parsed(course(example(), name="c", width=340))
    shapes = {}
    for group in root.iter(f"{SVG}g"):
        if group.get("class", "").startswith("bar"):
            shapes[group.get("class")] = [each.get("class") for each in group.iter(f"{SVG}path")]
    assert shapes == {"bar green": [], "bar amber": ["sign"], "bar red": ["cross"]}


def test_the_line_is_broken_where_nothing_was_told():
    root = parsed(course(example(), name="c", width=340))
    assert sum(each.get("class") == "pain" for each in root.iter(f"{SVG}line")) == 1


@pytest.mark.parametrize("days", [1, 10, 28, 180])
def test_the_words_of_the_axis_keep_off_each_other_and_the_last_one_stays(days):
    ticks = tuple(Mark(on=on(day), says=f"{day}. Nov.") for day in range(days - 1, -1, -7))
    root = parsed(course(example(last=on(days - 1), ticks=ticks), name="c", width=300))
    said = [each for each in root.iter(f"{SVG}text") if each.text.endswith(". Nov.")]
    assert said[0].text == ticks[0].says
    ends = sorted(
        (float(each.get("x")) - 3.4 * len(each.text), float(each.get("x")) + 3.4 * len(each.text))
        for each in said
    )
    assert ends[0][0] >= -0.1
    assert ends[-1][1] <= 300.1
    assert all(before[1] < after[0] for before, after in pairwise(ends))


@given(
    span=st.integers(0, 2000),
    days=st.sampled_from([1, 7]),
    width=st.sampled_from([340, 640]),
    values=st.lists(st.tuples(st.integers(0, 2000), st.floats(0, 10)), max_size=30),
    far=st.floats(0, 1000),
)
def test_nothing_is_drawn_outside_of_the_picture(span, days, width, values, far):
    last = span // days * days + days - 1
    inside = [(day % (last + 1) // days * days, value) for day, value in values]
    chart = example(
        last=on(last),
        days=days,
        pain=tuple(Dot(on=on(d), value=v, says="") for d, v in sorted(inside)),
        runs=tuple(Bar(on=on(d), value=far, says="") for d, _ in inside),
        done=(),
        flares=(),
        relapses=(),
        ticks=(),
    )
    root = parsed(course(chart, name="c", width=width))
    high = float(root.get("viewBox").split()[3])
    for each in root.iter(f"{SVG}circle"):
        assert 0 <= float(each.get("cx")) <= width
        assert 0 <= float(each.get("cy")) <= high
    for each in root.iter(f"{SVG}rect"):
        assert float(each.get("y")) >= 0
        assert float(each.get("height")) >= 0


def test_an_empty_course_is_a_picture_too():
    chart = example(pain=(), runs=(), done=(), flares=(), relapses=(), ticks=(), last=DAY)
    assert titles(course(chart, name="c", width=340)) == ["Pain & <runs>"]


def test_the_highest_week_is_the_highest_bar_and_a_week_without_a_run_has_none():
    bars = [
        Bar(on=on(7 * i), value=v, says=f"week {i}", under="x", also="1:00", look="week")
        for i, v in enumerate((10, 0, 40))
    ]
    svg = weeks(bars, name="w", width=340, title="Weeks", desc="d")
    heights = [float(each.get("height")) for each in parsed(svg).iter(f"{SVG}rect")]
    assert heights == sorted(heights)
    assert len(heights) == 2
    assert titles(svg)[1:] == ["week 0", "week 1", "week 2"]
    assert svg.count("1:00") == 3


@pytest.mark.parametrize("count", [1, 12, 52])
def test_words_below_weeks_never_run_into_each_other(count):
    bars = [Bar(on=on(7 * i), value=i, says="", under="10 Mar") for i in range(count)]
    root = parsed(weeks(bars, name="w", width=340, title="t", desc="d"))
    places = sorted(
        float(each.get("x")) for each in root.iter(f"{SVG}text") if each.text == "10 Mar"
    )
    assert places
    assert all(after - before >= 44 for before, after in pairwise(places))


def test_an_estimate_shows_how_far_off_it_may_be_and_when_tries_are_few():
    rows = [
        Estimate(name="Left", value=2, give=0.5, says="about 2"),
        Estimate(name="Right", value=-0.5, give=1, says="too few", firm=False),
    ]
    root = parsed(estimates(rows, name="e", width=340, title="t", desc="d"))
    looks = [each.get("class") for each in root.iter(f"{SVG}g")]
    assert looks == ["estimate", "estimate few"]
    lines = [each for each in root.iter(f"{SVG}line") if each.get("class") == "give"]
    spans = [float(each.get("x2")) - float(each.get("x1")) for each in lines]
    assert spans[1] == pytest.approx(2 * spans[0], abs=0.3)
    for each in lines:
        assert 0 <= float(each.get("x1")) < float(each.get("x2")) <= 340
