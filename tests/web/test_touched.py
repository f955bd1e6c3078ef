"""Charts that are touched, and files that are chosen, in a real Chromium."""

from datetime import date
from pathlib import Path

import pytest
from tests import chromium as browsers

pytestmark = browsers.NEEDED
EXAMPLE = (Path(__file__).parents[2] / "examples/first-week.diary").read_text(encoding="utf-8")


@pytest.fixture
def db(db_in_a_file):
    """The browser talks to another thread."""


@pytest.fixture
def phone(server, client_of):
    """A page on a phone whose runner is let in."""
    client = client_of(EXAMPLE, on=date(2026, 3, 6))
    with (
        browsers.chromium() as browser,
        browser.new_context(viewport=browsers.PHONE, has_touch=True) as context,
    ):
        browsers.let_in(context, client, server.url)
        page = browsers.listened(context.new_page())
        page.url_of = lambda path: server.url + path
        yield page
        assert page.wrong == []


def test_a_touch_on_the_chart_tells_the_point_that_is_nearest(phone):
    phone.goto(phone.url_of("/progress"))
    says = phone.locator("[data-touched]").first
    assert says.inner_text() == "Touch the chart to read a value."
    dots = phone.locator(".drawn.narrow .reading .dot")
    dots.last.scroll_into_view_if_needed()
    place = dots.last.bounding_box()
    phone.touchscreen.tap(place["x"] + 6, place["y"] + 9)
    assert says.inner_text() == "6 March 2026: pain 3 of 10"
    assert phone.locator(".picked").count() == 1


def test_chosen_files_are_listed_with_their_size_before_they_are_sent(phone, tmp_path):
    for number in range(8):
        (tmp_path / f"run-{number}.gpx").write_bytes(b" " * 3000)
    phone.goto(phone.url_of("/runs/upload"))
    phone.set_input_files("#files", sorted(tmp_path.glob("*.gpx")))
    lines = phone.locator("#files-chosen li").all_inner_texts()
    assert lines[0].split() == ["run-0.gpx", "3", "kB"]
    assert [line.split()[:3] for line in lines[6:]] == [["and", "2", "more"]]
