"""The 3D view in a real browser: it comes when it is asked for, and the rules of the page allow it."""

from contextlib import contextmanager
from pathlib import Path

import pytest
from tests import chromium as browsers

from strideback.formats.figures import figures_folder, viewer_folder

EXAMPLE = Path("examples/first-week.diary").read_text(encoding="utf-8")
HEAVY = ("model-viewer.min.js", "body.glb")

pytestmark = [
    *browsers.NEEDED,
    pytest.mark.skipif(
        not (viewer_folder() / HEAVY[0]).is_file() or not (figures_folder() / HEAVY[1]).is_file(),
        reason="the viewer or the body is missing (tools/setup, make figures)",
    ),
]


@pytest.fixture
def db(db_in_a_file):
    """The browser talks to another thread."""


@pytest.fixture
def opened(server, client_of):
    """`with opened(path) as page`: a page of a runner who is let in; it keeps what went wrong."""

    @contextmanager
    def at(path, *, flags=browsers.WEBGL):
        client = client_of(EXAMPLE)
        with (
            browsers.chromium(*flags) as browser,
            browser.new_context(viewport=browsers.PHONE, reduced_motion="reduce") as context,
        ):
            browsers.let_in(context, client, server.url)
            page = browsers.listened(context.new_page())
            page.set_default_timeout(60_000)
            page.asked = []
            page.on("request", lambda request: page.asked.append(request.url))
            page.goto(server.url + path)
            yield page

    return at


def brought(page):
    return [name for name in HEAVY if any(url.endswith(name) for url in page.asked)]


def tapped(page):
    """The names that a few taps on the view tell."""
    box = page.locator("model-viewer").bounding_box()
    for across in (0.44, 0.48, 0.52, 0.56, 0.6, 0.64):
        for down in (0.5, 0.55, 0.6):
            page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
            yield page.locator(".tapped").inner_text()


def test_it_is_brought_only_when_asked_for_and_tells_the_names_of_muscles(opened, server):
    with opened("/library/exercises/pigeon-stretch") as page:
        assert brought(page) == []
        page.get_by_role("button", name="Turn it in 3D").click()
        page.get_by_role("button", name="Close the 3D view").wait_for()
        assert brought(page) == list(HEAVY)
        assert page.evaluate("document.querySelector('model-viewer').animationName") == (
            "pigeon-stretch"
        )
        assert page.locator(".moments").is_hidden()
        assert all(url.startswith((server.url, "blob:")) for url in page.asked)
        assert any(name.endswith((", left", ", right")) for name in tapped(page))
        assert page.wrong == []
        page.get_by_role("button", name="Close the 3D view").click()
        assert page.locator(".moments").is_visible()
        assert page.locator("model-viewer").count() == 0


def test_without_webgl_the_picture_stays_and_says_why(opened):
    with opened("/library/exercises/pigeon-stretch", flags=["--disable-3d-apis"]) as page:  # fmt: skip
        page.get_by_role("button", name="Turn it in 3D").click()
        page.get_by_text("The 3D view does not work here").wait_for()
        assert page.locator(".moments").is_visible()
        assert brought(page) == []
