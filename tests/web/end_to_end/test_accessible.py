"""Every screen in a real browser: axe finds nothing, it fits, it is light, it holds still, it asks nobody else."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.accessible import HALF, NARROW, faults, too_wide
from tests.chromium import DESKTOP, PHONE
from tests.formats.run_archives import GPX
from tests.web.end_to_end.playing import begun, to_the_end

HEAVIEST = 150_000
"""Bytes of a page as they are sent, without its pictures, with nothing kept from before."""

SCREENS = {
    "first visit": ("/", "/screen/consent", "/plan", "/progress", "/runs", "/erased", "/closed", "/nowhere"),
    "open": ("/", "/screen/fever", "/screen/knee-problem", "/muscles"),
    "emergency": ("/", "/screen", "/plan", "/screen/seen", "/session/{today}", "/report"),
    "soon": ("/",),
    "cleared: to do": ("/", "/plan", "/session/{today}", "/muscles", "/chart", "/chart/back", "/feel/gluteus-medius", "/check-in"),
    "cleared: to tell": (
        "/runs", "/runs/new", "/runs/1", "/runs/upload", "/progress", "/report", "/report?show=log", "/account", "/screen/age?mistake=1",
        "/screen/health-conditions?mistake=1", "/screen/saddle-numbness?mistake=1",
    ),
    "cleared: to read": (
        "/library", "/library?q=glute", "/library/exercises", "/library/muscles/psoas", "/library/exercises/pigeon-stretch",
        "/why/muscles/gluteus-medius", "/why/flags/fever",
    ),
    "cleared: to take along": ("/calendar", "/share", "/share/card", "/account/keys", "/account/sharing", "/account/reminders"),
}  # fmt: skip
LOOKED_AT = {"today", "intake", "plan", "progress", "report", "runs", "account", "chart", "charts", "ranking", "inspection", "check", "session", "library", "why", "closed", "stale", "calendar", "share", "keys", "sharing", "reminders", "shared"}  # fmt: skip
"""The templates of these screens; what is shared, in tests/web/test_sharing_browser.py."""

SHIFTS = """
    window.shifted = 0;
    new PerformanceObserver((list) => {
        for (const each of list.getEntries()) if (!each.hadRecentInput) window.shifted += each.value;
    }).observe({ type: "layout-shift", buffered: true });
"""


def settled(page):
    """The scripts of the page have run, and what they did has been painted."""
    page.wait_for_load_state("load")
    page.wait_for_timeout(150)


class Scales:
    """Weighs what a page brings, its pictures left out, with nothing kept from before."""

    def __init__(self, page):
        self.weights, self.kinds = {}, {}
        devices = page.context.new_cdp_session(page)
        devices.send("Network.enable")
        devices.send("Network.setCacheDisabled", {"cacheDisabled": True})
        devices.on(
            "Network.responseReceived",
            lambda told: self.kinds.update({told["requestId"]: told["type"]}),
        )
        devices.on(
            "Network.loadingFinished",
            lambda told: self.weights.update({told["requestId"]: told["encodedDataLength"]}),
        )

    def weigh(self):
        """The bytes since it was asked last."""
        each = [size for key, size in self.weights.items() if self.kinds.get(key) != "Image"]
        self.weights.clear()
        self.kinds.clear()
        return sum(each)


@pytest.mark.parametrize("state", SCREENS)
def test_every_screen_can_be_used_fits_is_light_and_still_and_asks_nobody_else(
    state, begin, browse, today
):
    wrong, asked = {}, set()
    with browse(begin(state.partition(":")[0]), service_workers="block") as page:
        page.add_init_script(SHIFTS)
        page.context.on("request", lambda request: asked.add(urlsplit(request.url)))
        scales = Scales(page)
        for address in (each.format(today=today) for each in SCREENS[state]):
            page.goto(address)
            settled(page)
            weight, shift = scales.weigh(), page.evaluate("window.shifted")
            found = faults(page)
            if weight > HEAVIEST:
                found.append(f"{weight} bytes")
            if shift:
                found.append(f"moved by {shift:.3f} while it loaded")
            scales.weigh()
            if found:
                wrong[address] = found
        expected = sum(address in {"/closed", "/nowhere"} for address in SCREENS[state])
        assert len(page.wrong) == expected, page.wrong
    here = urlsplit(page.door.url).netloc
    assert {each.netloc for each in asked if each.scheme not in {"data", "blob"}} == {here}
    assert wrong == {}


@pytest.mark.parametrize("state", SCREENS)
def test_every_screen_fits_in_german_too(state, begin, browse, today):
    """Its words are longer."""
    wrong = {}
    with browse(begin(state.partition(":")[0]), service_workers="block", locale="de-DE") as page:
        for address in (each.format(today=today) for each in SCREENS[state]):
            page.goto(address)
            assert page.locator("html").get_attribute("lang") == "de"
            if found := too_wide(page):
                wrong[address] = found
    assert wrong == {}


def test_a_running_session_fits_in_german_and_keeps_what_hurts_in_sight(begin, browse, today):
    with browse(begin("cleared"), service_workers="block", locale="de-DE") as page:
        page.goto(f"/session/{today}")
        page.locator("#begin [name=before][value='3']").check(force=True)
        page.locator("#begin [type=submit]").click()
        page.locator('[data-act="start"]:visible').click()
        for size, letters in ((NARROW, ""), (HALF, ""), (PHONE, "200%")):
            page.set_viewport_size(size)
            page.evaluate("size => document.documentElement.style.fontSize = size", letters)
            wide = page.locator("#player").evaluate("each => each.scrollWidth - each.clientWidth")
            assert wide <= 0, (size, letters)
            box = page.locator(".hurts").bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= size["width"]
            assert box["y"] + box["height"] <= size["height"]


@pytest.mark.parametrize("path", ["/", "/plan", "/session/{today}", "/progress", "/runs"])
def test_the_main_pages_hold_still_on_a_desktop_too(path, begin, browse, today):
    with browse(begin("cleared"), viewport=DESKTOP, service_workers="block") as page:
        page.add_init_script(SHIFTS)
        page.goto(path.format(today=today))
        settled(page)
        assert page.evaluate("window.shifted") == 0


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_running_session_can_be_used_in_every_phase(size, begin, browse, today):
    wrong = {}

    def look(stage):
        if stage not in wrong:
            wrong[stage] = faults(page, size=size)
        if stage == "clock":
            dialogs()

    def dialogs():
        for name in ("It hurts", "Stop signs", "Change it", "End the session"):
            if name not in wrong:
                page.get_by_role("button", name=name, exact=True).click()
                page.locator("dialog[open]").wait_for()
                wrong[name] = faults(page, size=size)
                page.keyboard.press("Escape")

    with browse(begin("cleared"), viewport=size, service_workers="block") as page:
        page.context.clock.install()
        page.goto(f"/session/{today}")
        begun(page, before=3)
        to_the_end(page, each_second=False, at=look)
        assert page.wrong == []
    assert {"intro", "clock", "how", "end", "It hurts"} <= set(wrong)
    assert not {stage: found for stage, found in wrong.items() if found}


def test_files_of_runs_can_be_looked_at(begin, browse):
    with browse(begin("cleared"), service_workers="block") as page:
        page.goto("/runs/upload")
        page.locator("input[type=file]").first.set_input_files(
            [
                {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"hello"},
                {"name": "a.gpx", "mimeType": "application/gpx+xml", "buffer": GPX},
            ]
        )
        page.get_by_role("button", name="Read").click()
        page.get_by_role("heading", name="A look before anything is added").wait_for()
        assert "notes.txt" in page.locator("main").inner_text()
        assert faults(page) == []
        page.get_by_role("button", name="Add 1 activity").click()
        page.get_by_text("1 activity was added").wait_for()
        assert faults(page) == []
        assert page.wrong == []


def test_every_screen_of_the_app_is_looked_at_here():
    """A screen that gets a template of its own is added above."""
    templates = Path(__file__).parents[3] / "src/strideback/web/templates"
    names = {each.stem.split("_")[0] for each in templates.glob("[a-z]*.html")}
    assert names - LOOKED_AT <= {"base", "mail"}  # no screens
