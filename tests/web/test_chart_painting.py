"""The body chart in a real Chromium: painting, tapping, rubbing out, taking back, keyboard, fingers."""

from contextlib import contextmanager

import pytest
from tests import chromium as browsers

from strideback.core.diary import Drew
from strideback.core.terms import Side
from strideback.store import diaries
from strideback.web.runners import reviewer, seen_by

pytestmark = browsers.NEEDED
RIGHT_SACROILIAC = [(232, 205), (240, 215), (236, 230), (226, 240)]
TO_SCREEN = """([x, y]) => {
    const svg = document.querySelector("#frame svg");
    const at = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM());
    return [at.x, at.y];
}"""


class Chart:
    """A page with the chart, handled in chart units."""

    def __init__(self, page, address):
        self.page, self.address = page, address
        self.devices = page.context.new_cdp_session(page)

    def open(self, view="back"):
        self.page.goto(f"{self.address}/chart/{view}")
        self.page.wait_for_selector(".with-script")
        return self

    def at(self, x, y):
        return self.page.evaluate(TO_SCREEN, [x, y])

    def paint(self, points):
        self.page.mouse.move(*self.at(*points[0]))
        self.page.mouse.down()
        for point in points[1:]:
            self.page.mouse.move(*self.at(*point), steps=4)
        self.page.mouse.up()

    def touch(self, kind, *points):
        """A touch event with every finger that is down, in chart units."""
        found = [self.at(*point) for point in points]
        self.devices.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in found]},
        )

    def save(self):
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Save and go on").first.click()

    @property
    def strokes(self):
        return self.page.locator("#strokes").input_value().split()

    @property
    def ticked(self):
        return self.page.locator("[name=mark]:checked").evaluate_all("all => all.map(e => e.value)")


@pytest.fixture
def db(db_in_a_file):
    """The browser talks to another thread."""


@pytest.fixture
def chart(chromium, server, client_of):
    """`with chart(…) as c`: a browser whose runner is let in."""

    @contextmanager
    def opened(**context):
        client = client_of()
        with chromium.new_context(**context) as held:
            browsers.let_in(held, client, server.url)
            made = Chart(held.new_page(), server.url)
            made.client = client
            yield made

    return opened


def events(chart):
    chart.client.runner.refresh_from_db()
    kept = diaries.load(chart.client.runner, reviewer().knowledge)
    return [each for each in kept.diary.events if isinstance(each, Drew)]


def places(chart):
    chart.client.runner.refresh_from_db()
    return seen_by(chart.client.runner).review.clues.places


def test_painting_over_the_right_sacroiliac_area_is_found_there(chart):
    with chart() as c:
        c.open()
        c.page.get_by_label("How strong is it there?").fill("7")
        c.paint(RIGHT_SACROILIAC)
        c.page.get_by_text("Dimple at the back of the pelvis, your right: 7 of 10").wait_for()
        c.save()
        assert places(c)["sacroiliac", Side.RIGHT] == 7
        assert ("sacroiliac", Side.LEFT) not in places(c)
        (event,) = events(c)
        assert event.strokes[0].brush == 10
        assert len(event.strokes[0].points) < 10
        c.open()
        assert len(c.strokes) == 1


def test_undo_clear_and_rubbing_out(chart):
    with chart() as c:
        c.open()
        c.paint([(170, 120), (170, 240)])
        c.paint([(230, 120), (230, 240)])
        assert len(c.strokes) == 2
        c.page.keyboard.press("Control+z")
        assert len(c.strokes) == 1
        c.page.get_by_label("Rub out").check()
        c.paint([(150, 180), (190, 180)])
        assert len(c.strokes) == 2
        c.page.get_by_role("button", name="Undo").click()
        assert len(c.strokes) == 1
        c.page.get_by_role("button", name="Clear").click()
        assert c.strokes == []
        c.page.get_by_role("button", name="Undo").click()
        assert len(c.strokes) == 1


def test_tapping_a_place_ticks_it_in_the_list_and_again_unticks_it(chart):
    with chart() as c:
        c.open()
        c.page.get_by_label("Tap places").check()
        c.page.mouse.click(*c.at(200, 250))
        assert c.ticked == ["sacrum"]
        c.page.mouse.click(*c.at(200, 250))
        assert c.ticked == []


def test_the_keyboard_alone_is_enough(chart):
    with chart() as c:
        c.open()
        box = c.page.get_by_role("checkbox", name="Flank, your right")
        box.focus()
        c.page.keyboard.press("Space")
        c.page.keyboard.press("Tab")
        c.page.keyboard.press("8")
        c.page.get_by_role("button", name="Save and go on").first.focus()
        with c.page.expect_navigation():
            c.page.keyboard.press("Enter")
        assert places(c) == {("flank", Side.RIGHT): 8}


def test_going_to_another_view_keeps_what_was_painted(chart):
    with chart() as c:
        c.open()
        c.paint(RIGHT_SACROILIAC)
        with c.page.expect_navigation():
            c.page.get_by_role("link", name="Front").click()
        c.paint([(240, 300), (245, 330)])
        c.save()
        assert [each.view for each in events(c)] == ["back", "front"]
        assert ("sacroiliac", Side.RIGHT) in places(c)


def test_a_finger_paints_and_the_page_stays_where_it_is(chart):
    with chart(viewport=browsers.PHONE, has_touch=True, is_mobile=True) as c:
        c.open()
        c.touch("touchStart", (230, 150))
        for y in range(150, 230, 8):
            c.touch("touchMove", (230, y))
        c.touch("touchEnd")
        assert len(c.strokes) == 1
        assert c.page.evaluate("scrollY") == 0


def test_two_fingers_are_a_pinch_and_paint_nothing(chart):
    with chart(viewport=browsers.PHONE, has_touch=True, is_mobile=True) as c:
        c.open()
        c.touch("touchStart", (200, 150))
        c.touch("touchStart", (200, 150), (220, 200))
        c.touch("touchMove", (190, 140), (230, 220))
        c.touch("touchEnd")
        assert c.strokes == []


def test_without_scripts_the_list_does_it_all(chart):
    with chart(java_script_enabled=False) as c:
        c.page.goto(f"{c.address}/chart/back")
        c.page.get_by_role("checkbox", name="Sacrum, in the middle").check()
        c.page.get_by_label("How strong: Sacrum").select_option("6")
        c.save()
        assert places(c) == {("sacrum", None): 6}


def test_it_fits_a_narrow_screen(chart):
    with chart(viewport={"width": 320, "height": 640}) as c:
        c.open()
        assert c.page.evaluate("document.documentElement.scrollWidth") <= 320
