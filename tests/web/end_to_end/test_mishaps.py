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

KEPT_WORDS = """async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith("strideback-pages-"));
    const texts = await Promise.all(names.map(async (name) => {
        const cache = await caches.open(name);
        return Promise.all((await cache.keys()).map(async (each) => (await cache.match(each)).text()));
    }));
    return texts.flat().join(" ");
}"""
"""All that stands in them."""

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
        other.locator("[name=without][value=running]").check(force=True)
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
    assert not A_PLAN.search(page.evaluate(KEPT_WORDS))
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


YES, NEXT = "[name=answer][value=yes]", "Next"


def tell_yes(page):
    page.goto("/screen/saddle-numbness?mistake=1")
    page.locator(YES).check(force=True)
    page.get_by_role("button", name=NEXT).click()


NEVER_READY = """Object.defineProperty(ServiceWorkerContainer.prototype, "ready", {
    get: () => new Promise(() => {}),
});"""


def test_the_plan_that_was_kept_goes_before_anything_that_takes_time(begin, browse):
    with browse(begin("cleared")) as page:
        kept(page, "/plan")
        page.add_init_script(NEVER_READY)
        tell_yes(page)
        page.get_by_text("Call your local emergency number").first.wait_for()
        soon(lambda: "/plan" not in page.evaluate(KEPT))


def test_the_plan_that_was_kept_goes_though_the_next_page_never_comes(begin, browse):
    with browse(begin("cleared")) as page:
        kept(page, "/plan")
        page.goto("/screen/saddle-numbness?mistake=1")
        page.locator(YES).check(force=True)
        page.context.route("**/screen", lambda route: route.abort())
        page.get_by_role("button", name=NEXT).click()
        soon(lambda: page.door.diary()[-1].endswith("saddle-numbness yes"))
        other = page.context.new_page()
        other.goto("/static/web/icon.svg")
        soon(lambda: "/plan" not in other.evaluate(KEPT))


def test_a_session_in_another_window_closes_when_somebody_has_to_be_seen_first(
    begin, browse, today
):
    with browse(begin("cleared")) as page:
        page.goto(f"/session/{today}")
        begun(page, before=3)
        other = page.context.new_page()
        tell_yes(other)
        other.get_by_text("Call your local emergency number").first.wait_for()
        page.get_by_role("heading", name="Emergency: get help now").wait_for()
        assert page.locator("#player").count() == 0
        assert not A_PLAN.search(page.locator("main").text_content())


def test_a_question_that_is_open_in_another_window_stays(begin, browse):
    with browse(begin("cleared")) as page:
        page.goto("/screen/age?mistake=1")
        page.locator("[name=answer][type=text]").fill("41")
        other = page.context.new_page()
        tell_yes(other)
        other.get_by_text("Call your local emergency number").first.wait_for()
        page.wait_for_timeout(500)
        assert page.locator("[name=answer][type=text]").input_value() == "41"


def test_an_answer_whose_reply_is_lost_is_said_and_a_stricter_one_is_heard(begin, browse):
    """The server has kept a no, and the runner does not know; then it is a yes."""
    with browse(begin("open"), service_workers="block") as page:
        page.goto("/screen/fever")
        lost = []

        def lose(route):
            if route.request.method == "POST" and not lost:
                lost.append(route.fetch(max_redirects=0).status)
                route.abort()
            else:
                route.continue_()

        page.route("**/screen/*", lose)
        page.locator("[name=answer][value=no]").check(force=True)
        page.get_by_role("button", name=NEXT).click()
        page.get_by_role("alert").get_by_text("send it once more").wait_for()
        assert lost == [200]
        assert page.door.diary()[-1].endswith("answered fever no")
        assert faults(page) == []
        page.locator(YES).check(force=True)
        page.get_by_role("button", name=NEXT).click()
        page.get_by_role("heading", name="Be seen today").first.wait_for()
        assert page.door.diary()[-1].endswith("answered fever yes")
