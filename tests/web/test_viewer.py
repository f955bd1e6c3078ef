"""The 3D view in a real browser: it comes when it is asked for, and the rules of the page allow it."""

import os
from contextlib import contextmanager
from pathlib import Path

import pytest

from strideback.formats.figures import figures_folder, viewer_folder
from strideback.store import diaries

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
EXAMPLE = Path("examples/first-week.diary").read_text(encoding="utf-8")
HEAVY = ("model-viewer.min.js", "body.glb")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's Chromium"),
    pytest.mark.skipif(
        not (viewer_folder() / HEAVY[0]).is_file() or not (figures_folder() / HEAVY[1]).is_file(),
        reason="the viewer or the body is missing (tools/setup, make figures)",
    ),
]


@pytest.fixture
def opened(live_server, client_of, monkeypatch):
    """`with opened(path) as page`: a page of a runner who is let in; it keeps what went wrong."""
    from playwright.sync_api import sync_playwright

    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")

    @contextmanager
    def at(path, *, flags=FLAGS):
        client = client_of(EXAMPLE)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=flags)
            try:
                context = browser.new_context(
                    viewport={"width": 390, "height": 844}, reduced_motion="reduce"
                )
                cookies = client.cookies.items()
                context.add_cookies(
                    [{"name": n, "value": c.value, "url": live_server.url} for n, c in cookies]
                )
                page = context.new_page()
                page.set_default_timeout(60_000)
                page.asked, page.wrong = [], []
                page.on("request", lambda request: page.asked.append(request.url))
                page.on("pageerror", lambda error: page.wrong.append(str(error)))
                page.on(
                    "console",
                    lambda told: page.wrong.append(told.text) if told.type == "error" else None,
                )
                page.goto(live_server.url + path)
                yield page
            finally:
                browser.close()
        diaries.forget(client.runner)

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


def test_it_is_brought_only_when_asked_for_and_tells_the_names_of_muscles(opened, live_server):
    with opened("/library/exercises/pigeon-stretch") as page:
        assert brought(page) == []
        page.get_by_role("button", name="Turn it in 3D").click()
        page.get_by_role("button", name="Close the 3D view").wait_for()
        assert brought(page) == list(HEAVY)
        assert page.evaluate("document.querySelector('model-viewer').animationName") == (
            "pigeon-stretch"
        )
        assert page.locator(".moments").is_hidden()
        assert all(url.startswith((live_server.url, "blob:")) for url in page.asked)
        assert any(name.endswith((", left", ", right")) for name in tapped(page))
        assert page.wrong == []
        page.get_by_role("button", name="Close the 3D view").click()
        assert page.locator(".moments").is_visible()
        assert page.locator("model-viewer").count() == 0


def test_without_webgl_the_picture_stays_and_says_why(opened):
    with opened("/library/exercises/pigeon-stretch", flags=["--no-sandbox", "--disable-3d-apis"]) as page:  # fmt: skip
        page.get_by_role("button", name="Turn it in 3D").click()
        page.get_by_text("The 3D view does not work here").wait_for()
        assert page.locator(".moments").is_visible()
        assert brought(page) == []
