"""Two devices at once, no network, and danger: nothing is lost, sent twice, or left to be followed."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from playwright.sync_api import Error
from tests.accessible import faults
from tests.web.end_to_end.playing import begun, soon, to_the_end

KEPT = """async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith("strideback-pages-"));
    const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return all.flat().map((request) => new URL(request.url).pathname);
}"""
"""The addresses of the pages that the browser keeps for when there is no network."""

A_PLAN = re.compile(
    r"Start the session|\d × \d+ s|\d+ s rest|up to 13|[Mm]ost worth checking|about \d+ minutes|held \d"
)
"""Words that only a plan has."""

TYPED = (
    "/", "/plan", "/muscles", "/session/{today}", "/session/{next}", "/feel/gluteus-medius", "/check-in",
    "/screen", "/chart", "/progress", "/runs", "/library/exercises/pigeon-stretch", "/why/muscles/gluteus-medius",
)  # fmt: skip
HILLS = "no running before the hills are dry again"


def test_two_devices_at_once_lose_nothing_and_write_over_nothing(begin, browse):
    served = begin("cleared")
    with (
        browse(served, service_workers="block") as one,
        browse(served, service_workers="block") as other,
    ):
        other.goto("/screen/seen")
        other.locator("[name=flag][value=all]").check(force=True)
        other.locator("[name=outcome][value=limits]").check(force=True)
        other.locator("[name=said]").fill(HILLS)
        one.goto("/check-in")
        one.locator('[name=now][value="4"]').check(force=True)
        one.get_by_role("button", name="Save").click()
        one.wait_for_url(lambda url: "check-in" not in url)
        before = one.door.diary()
        with other.expect_response(lambda answer: answer.request.method == "POST") as answered:
            other.get_by_role("button", name="Save").click()
        assert answered.value.status == 409
        other.get_by_role("heading", name="Your diary has moved on").wait_for()
        assert HILLS in other.locator("main").inner_text()
        assert faults(other) == []
        assert one.door.diary() == before
        other.get_by_role("button", name="Save it now").click()
        other.wait_for_url(lambda url: "seen" not in url)
        *as_before, new = one.door.diary()
        assert as_before == before
        assert HILLS in new


def test_without_a_network_the_session_opens_and_what_was_done_is_sent_once(begin, browse, today):
    with browse(begin("cleared")) as page:
        page.context.clock.install()
        kept(page, "/")
        other = page.context.new_page()
        other.goto("/account")
        before = page.door.diary()
        page.context.set_offline(True)
        page.goto("/")
        page.get_by_text("No network: this page is as you last saw it").wait_for()
        page.get_by_role("link", name="Start").first.click()
        begun(page, before=3)
        to_the_end(page)
        page.locator("#kept-here").get_by_text("kept").wait_for()
        assert page.door.diary() == before
        page.context.set_offline(False)  # and both windows send at once
        soon(lambda: len(page.door.diary()) > len(before))
        for each in (page, other):
            each.goto(f"/session/{today}")
            each.wait_for_load_state("networkidle")
        told = page.door.diary()[len(before) :]
        did = Counter(line for line in told if line.startswith(f"{today} did"))
        assert did
        assert set(did.values()) == {1}
        assert page.locator("#kept-line").count() == 0
        assert page.wrong == []


def kept(page, path):
    """The page, when the browser has put away what it needs without a network."""
    page.goto(path)
    soon(lambda: "/kept-version" in page.evaluate(KEPT))
    assert "/plan" in page.evaluate(KEPT)


@pytest.fixture
def in_danger(begin, browse):
    """`with browse(…) as page`, whose runner just now gave an emergency answer; a plan was kept."""
    with browse(begin("cleared")) as page:
        kept(page, "/plan")
        assert A_PLAN.search(page.locator("main").text_content())
        page.goto("/screen/saddle-numbness?mistake=1")
        page.locator("[name=answer][value=yes]").check(force=True)
        page.get_by_role("button", name="Next").click()
        page.get_by_text("Call your local emergency number").first.wait_for()
        yield page


def test_after_an_emergency_answer_there_is_no_plan_with_a_network_or_without(in_danger, today):
    page, days = in_danger, {"today": today, "next": today + timedelta(days=2)}
    soon(lambda: "/plan" not in page.evaluate(KEPT))
    page.context.set_offline(True)
    for path in ("/plan", f"/session/{today}", "/"):
        try:
            page.goto(path)
        except Error:  # no network, and nothing kept: as it should be
            continue
        assert not A_PLAN.search(page.locator("body").text_content()), path
    page.context.set_offline(False)
    for path in TYPED:
        page.goto(path.format(**days))
        assert not A_PLAN.search(page.locator("main").text_content()), path
        if not path.startswith(("/library", "/why")):
            assert page.locator("#session-data").count() == 0
