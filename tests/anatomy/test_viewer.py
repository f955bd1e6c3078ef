"""The 3D view as a person meets it: in Chromium, with the viewer that is shipped."""

import functools
import http.server
import shutil
import threading
from pathlib import Path

import pytest
from tests.chromium import NEEDED, WEBGL, chromium, listened

ROOT = Path(__file__).parents[2]
VIEWER = ROOT / "src" / "strideback" / "_viewer" / "model-viewer.min.js"
SIDES = ("left", "right")

pytestmark = NEEDED


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The address of a server on this machine with the page, the viewer and the body."""
    assert VIEWER.is_file(), "the viewer is missing: run tools/setup"
    folder = tmp_path_factory.mktemp("view")
    for source in (VIEWER, ROOT / "figures" / "body.glb", Path(__file__).parent / "viewer.html"):
        shutil.copy(source, folder)
    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def seen(served):
    """The page with the body loaded, and what it asked for and complained of."""
    with chromium(*WEBGL) as browser:
        page = listened(browser.new_page(viewport={"width": 480, "height": 480}))
        page.set_default_timeout(120_000)
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(served + "viewer.html")
        page.wait_for_function("window.ready === true")
        yield page, asked, page.wrong


@pytest.fixture(scope="module")
def page(seen):
    return seen[0]


def shown(page, series, seconds, around=None):
    page.evaluate("given => show(...given)", [series, seconds, around])
    return page.screenshot()


def test_each_series_can_be_played(page, knowledge):
    assert sorted(page.evaluate("view.availableAnimations")) == sorted(knowledge.poses)


def test_each_of_the_nine_muscles_is_there_on_both_sides(page, knowledge):
    names = set(page.evaluate("view.model.materials.map((each) => each.name)"))
    assert {f"{m.name}, {side}" for m in knowledge.muscles.values() for side in SIDES} <= names


@pytest.mark.parametrize("series", ["pigeon-stretch", "couch-stretch", "running-stride"])
def test_playing_moves_the_body(page, series):
    first = shown(page, series, 0)
    assert shown(page, series, 0) == first, "a still picture should be still"
    assert shown(page, series, 0.6 if series == "running-stride" else 2) != first


@pytest.mark.parametrize(
    ("series", "seconds", "around", "muscle"),
    [
        ("standing", 0, 180, "Gluteus maximus, right"),
        ("pigeon-stretch", 2, 250, "Gluteus medius, right"),
        ("side-plank", 2, None, "Gluteus medius, right"),
    ],
)
def test_a_tap_on_a_muscle_tells_its_name(page, series, seconds, around, muscle):
    shown(page, series, seconds, around)
    assert page.evaluate("name => tapped(name)", muscle) == muscle


def test_a_muscle_takes_another_colour(page):
    before = shown(page, "squat", 2)
    page.evaluate("""() => view.model.materials.find((each) => each.name === "Gluteus maximus, right")
        .pbrMetallicRoughness.setBaseColorFactor([0, 0, 1, 1])""")
    page.wait_for_timeout(300)
    assert page.screenshot() != before


def test_nothing_leaves_this_machine_and_nothing_is_wrong(seen, served):
    page, asked, complaints = seen
    shown(page, "clam", 1)
    assert {url.removeprefix(served) for url in asked} == {
        "viewer.html",
        "model-viewer.min.js",
        "body.glb",
    }
    assert complaints == []
