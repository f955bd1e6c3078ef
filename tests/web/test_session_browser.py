"""The guided session in a real Chromium, with its clock in our hands."""

import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests import chromium as browsers
from tests.web.end_to_end.playing import soon

from strideback.store import diaries

pytestmark = browsers.NEEDED
DAY = date(2026, 3, 6)
NOON = datetime(2026, 3, 6, 12, tzinfo=UTC)
FIRST_WEEK = (Path(__file__).parents[2] / "examples/first-week.diary").read_text()


@pytest.fixture
def db(db_in_a_file):
    """The phone talks to another thread."""


@pytest.fixture
def phone(chromium, server, client_of):
    """A phone on today's session; `phone.lines()` are the diary's new lines, `phone.issued()` its plans."""
    client = client_of(FIRST_WEEK, on=DAY)
    context = chromium.new_context(
        viewport=browsers.PHONE,
        timezone_id="UTC",
        base_url=server.url,
        reduced_motion="reduce",
    )
    context.set_default_timeout(8000)
    browsers.let_in(context, client, server.url)
    page = browsers.listened(context.new_page())
    page.clock.install(time=NOON)
    new = slice(len(FIRST_WEEK.splitlines()), None)
    page.issued = lambda: [
        each for each in diaries.text(client.runner).splitlines()[new] if " plan-issued " in each
    ]
    page.lines = lambda: [
        each
        for each in diaries.text(client.runner).splitlines()[new]
        if " plan-issued " not in each
    ]
    page.runner = client.runner
    page.goto("/session/2026-03-06")
    page.locator("#begin").wait_for()
    yield page
    context.close()
    assert page.wrong == []


def test_without_javascript_the_session_is_a_list_and_can_be_told(chromium, server, client_of):
    client = client_of(FIRST_WEEK, on=DAY)
    with chromium.new_context(java_script_enabled=False, base_url=server.url) as context:
        browsers.let_in(context, client, server.url)
        page = context.new_page()
        page.goto("/session/2026-03-06")
        note = page.locator("noscript p")
        assert note.is_visible()
        assert "The timer needs JavaScript, which is off here." in note.inner_text()
        assert not page.locator("#begin").is_visible()
        pigeon = page.locator('[data-exercise="pigeon-stretch"]')
        pigeon.get_by_text("Tell it without the timer").click()
        pigeon.get_by_role("button", name="Keep it in my diary").click()
        page.get_by_text("done today").first.wait_for()
    assert " did pigeon-stretch.left " in diaries.text(client.runner)


def test_after_a_tap_the_button_for_pain_keeps_its_colours(chromium, server, client_of):
    """A touch screen goes on hovering over what was tapped last."""
    client = client_of(FIRST_WEEK, on=DAY)
    touch = {"has_touch": True, "is_mobile": True, "viewport": browsers.PHONE}
    with chromium.new_context(base_url=server.url, timezone_id="UTC", **touch) as context:
        browsers.let_in(context, client, server.url)
        page = context.new_page()
        page.clock.install(time=NOON)
        page.goto("/session/2026-03-06")
        page.emulate_media(reduced_motion="reduce")
        page.locator('#begin [name=before][value="3"]').check(force=True)
        page.get_by_role("button", name="Start the session").tap()
        page.locator('[data-act="start"]:visible').tap()
        colours = "each => [getComputedStyle(each).color, getComputedStyle(each).backgroundColor]"
        hurts = page.locator(".hurts")
        before = hurts.evaluate(colours)
        hurts.tap()
        page.get_by_role("button", name="It was nothing").tap()
        hurts.hover()
        assert hurts.evaluate(colours) == before


def test_a_reason_is_kept_as_one_word_and_read_in_the_language_of_the_page(
    chromium, server, client_of
):
    client = client_of(FIRST_WEEK, on=DAY)
    with chromium.new_context(base_url=server.url, timezone_id="UTC", locale="de-DE") as context:
        browsers.let_in(context, client, server.url)
        page = browsers.listened(context.new_page())
        page.clock.install(time=NOON)
        page.goto("/session/2026-03-06")
        page.locator('#begin [name=before][value="3"]').check(force=True)
        page.locator("#begin [type=submit]").click()
        page.locator('[data-do="change"]').click()
        page.get_by_role("button", name="Keine Zeit").click()
        page.locator('[data-do="leave"]').click()
        page.locator('[data-do="finish"]').click()
        told = page.locator("#told").inner_text()
        soon(lambda: '"ended the session early"' in diaries.text(client.runner))
        page.goto("/session/2026-03-06")
        read = page.locator("main").inner_text()
        assert page.wrong == []
    for words in ("ausgelassen (keine Zeit)", "ausgelassen (Einheit früher beendet)"):
        assert words in told
        assert words in read
    lines = diaries.text(client.runner)
    assert '"no time"' in lines
    assert '"ended the session early"' in lines


def seconds(phone, count):
    phone.clock.run_for(timedelta(seconds=count) // timedelta(milliseconds=1))


def choose(where, name, value):
    where.locator(f'[name="{name}"][value="{value}"]').check(force=True)


def begin(phone, before=3):
    choose(phone.locator("#begin"), "before", before)
    phone.get_by_role("button", name="Start the session").click()
    phone.get_by_role("button", name="Start", exact=True).click()


def tell_how(phone, after, effort=None):
    sheet = phone.locator('[data-screen="how"]')
    sheet.wait_for()
    choose(sheet, "after", after)
    if effort is not None:
        choose(sheet, "effort", effort)
    sheet.get_by_role("button", name="Next").click()


def hurts(phone, pain=None, sign=None):
    phone.get_by_role("button", name="It hurts").click()
    sheet = phone.locator("#hurt")
    if pain is not None:
        choose(sheet, "pain", pain)
    if sign is not None:
        choose(sheet, "pain-signs", sign)
    sheet.get_by_role("button", name="That is it").click()


def phase(phone):
    return phone.locator("#player").get_attribute("data-phase")


def eventually(what, wanted, tries=40):
    for _ in range(tries):
        found = what()
        if found == wanted:
            break
        time.sleep(0.1)
    assert what() == wanted


def test_once_a_session_is_begun_the_diary_keeps_the_plan_that_was_shown(phone):
    assert phone.issued() == []
    begin(phone)
    eventually(lambda: len(phone.issued()), 1)
    assert phone.issued()[0].startswith("2026-03-06 plan-issued guide stretch edition=")
    assert phone.lines() == []


def test_a_whole_session_is_led_timed_and_told(phone):
    begin(phone)
    assert phase(phone) == "ready"
    seconds(phone, 5.3)
    assert phase(phone) == "work"
    assert phone.locator("#side").inner_text() == "Your left"
    seconds(phone, 30)
    assert phase(phone) == "rest"
    seconds(phone, 46)
    assert phase(phone) == "switch"
    assert phone.locator("#side").inner_text() == "Your right"
    seconds(phone, 100)
    tell_how(phone, after=2, effort=4)
    for _ in range(2):
        phone.get_by_role("button", name="Start", exact=True).click()
        seconds(phone, 1200)
        tell_how(phone, after=1)
    assert phase(phone) == "end"
    told = [
        "2026-03-06 did pigeon-stretch.left sets=2 hold=30s before=3 after=2 effort=4",
        "2026-03-06 did pigeon-stretch.right sets=2 hold=30s before=3 after=2 effort=4",
        "2026-03-06 did couch-stretch.left sets=2 hold=30s before=2 after=1",
        "2026-03-06 did couch-stretch.right sets=2 hold=30s before=2 after=1",
        "2026-03-06 did easy-walk 15min before=1 after=1",
    ]
    eventually(phone.lines, told)
    phone.locator("#kept-here").get_by_text("In your diary").wait_for()
    phone.goto("/session/2026-03-06")
    phone.get_by_text("done today").first.wait_for()
    phone.locator("#begin").wait_for(state="hidden")


def test_a_phone_locked_for_two_minutes_in_a_hold_wakes_up_where_the_clock_is(phone):
    begin(phone)
    seconds(phone, 12)
    assert phase(phone) == "work"
    phone.clock.fast_forward(120_000)
    seconds(phone, 0.5)
    assert phase(phone) == "rest"
    assert phone.locator("#side").inner_text() == "Your right"
    assert phone.locator("#time").inner_text() in ("7", "8")
    phone.get_by_text("Your phone slept for 2 minutes").wait_for()
    phone.get_by_role("button", name="Back to where it was").click()
    assert phase(phone) == "ready"
    assert phone.locator("#side").inner_text() == "Your left"


def test_pain_of_seven_in_the_middle_stops_it_and_says_when_to_get_help(phone):
    begin(phone)
    seconds(phone, 15.2)
    hurts(phone, pain=7)
    assert phase(phone) == "stopped"
    phone.get_by_role("heading", name="Stop here for today").wait_for()
    assert phone.locator("#stopped-says li").count() >= 2
    eventually(
        phone.lines,
        [
            "2026-03-06 did pigeon-stretch.left sets=1 hold=10s before=3 during=7",
            '2026-03-06 skipped couch-stretch "stopped because of pain"',
            '2026-03-06 skipped easy-walk "stopped because of pain"',
        ],
    )
    phone.reload()
    phone.get_by_text("You stopped today because of pain").first.wait_for()
    assert phone.locator("#begin").count() == 0


def test_a_sign_without_a_number_stops_it_too(phone):
    begin(phone)
    seconds(phone, 8)
    hurts(phone, sign="tingling")
    assert phase(phone) == "stopped"
    told = "2026-03-06 did pigeon-stretch.left sets=1 hold=3s before=3 signs=tingling"
    eventually(lambda: phone.lines()[:1], [told])


def test_pain_of_four_makes_it_lighter_at_once(phone):
    begin(phone)
    seconds(phone, 10)
    hurts(phone, pain=4)
    phone.get_by_text("Lighter from here: With a thick cushion").wait_for()
    seconds(phone, 5.3)
    assert phase(phone) == "work"
    assert int(phone.locator("#time").inner_text()) <= 16


def test_pain_below_four_goes_on(phone):
    begin(phone)
    seconds(phone, 15)
    hurts(phone, pain=2)
    assert phase(phone) == "work"
    assert phone.locator("#time").inner_text() == "20"


def kept(phone):
    """Everything that is kept for when there is no network has been fetched."""
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    noted = """caches.keys().then(async (names) => {
      const name = names.find((each) => each.startsWith("strideback-pages-"));
      return Boolean(name && (await (await caches.open(name)).match("/kept-version")));
    })"""
    eventually(lambda: phone.evaluate(noted), True)


def test_offline_it_goes_on_is_kept_and_is_sent_once_when_there_is_a_network(phone):
    kept(phone)
    begin(phone)
    phone.context.set_offline(True)
    seconds(phone, 180)
    tell_how(phone, after=2)
    phone.get_by_role("button", name="End the session").click()
    phone.get_by_role("button", name="That was it for today").click()
    phone.locator("#kept-here").get_by_text("kept on this phone").wait_for()
    assert phone.lines() == []
    phone.context.set_offline(False)
    phone.evaluate("dispatchEvent(new Event('online'))")
    phone.evaluate("dispatchEvent(new Event('online'))")
    eventually(lambda: len(phone.lines()), 4)
    phone.reload()
    phone.get_by_text("done today").first.wait_for()
    assert len(phone.lines()) == 4
    assert len(set(phone.lines())) == 4


def test_a_kept_session_opens_without_a_network(phone):
    kept(phone)
    phone.reload()
    phone.context.set_offline(True)
    phone.goto("/library")
    assert phone.url.endswith("/")
    phone.get_by_text("No network").wait_for()
    phone.goto("/session/2026-03-06")
    phone.locator("#begin").wait_for()
    begin(phone)
    assert phase(phone) == "ready"


def test_what_was_kept_for_another_runner_is_neither_sent_nor_shown_and_their_pages_go(phone):
    phone.evaluate(
        """async () => {
          const cache = await caches.open("strideback-pages-somebodyelse");
          await cache.put("/plan", new Response("their plan"));
          const store = await import("/static/web/session-store.js");
          await store.keepTold("somebodyelse", [{ key: "x".repeat(32), kind: "did", on: "2026-03-06", exercise: "easy-walk" }]);
        }"""
    )
    phone.goto("/plan")
    theirs = "caches.keys().then((names) => names.includes('strideback-pages-somebodyelse'))"
    eventually(lambda: phone.evaluate(theirs), False)
    assert phone.lines() == []
    assert phone.locator("#kept-line").count() == 0


def test_pressed_twice_it_counts_once(phone):
    begin(phone)
    seconds(phone, 180)
    sheet = phone.locator('[data-screen="how"]')
    sheet.wait_for()
    choose(sheet, "after", 2)
    sheet.get_by_role("button", name="Next").dblclick()
    eventually(lambda: len(phone.lines()), 2)
    assert phase(phone) == "intro"
    assert phone.locator("#name").inner_text() == "Couch stretch"


def test_it_goes_on_where_it_was_after_the_page_was_closed(phone):
    begin(phone)
    seconds(phone, 8)
    phone.get_by_role("button", name="Pause").click()
    time.sleep(0.3)  # until the browser has kept it
    phone.goto("/session/2026-03-06")
    phone.get_by_role("button", name="Go on where you were").click()
    eventually(lambda: phone.locator("#phase").inner_text(), "Paused")


def test_an_old_page_cannot_be_started_on_another_day(phone):
    phone.clock.set_system_time(NOON + timedelta(days=1))
    phone.reload()
    phone.get_by_text("This page is of").wait_for()
    assert phone.get_by_role("button", name="Start the session").is_disabled()


def told_elsewhere(phone):
    """On another device, with nothing that this browser could hear."""
    runner = type(phone.runner).objects.get(pk=phone.runner.pk)
    yes = ["2026-03-06 answered saddle-numbness yes"]
    diaries.append_lines(runner, yes, after=runner.last, now=NOON)


def seen_first(phone):
    phone.get_by_role("heading", name="Emergency: get help now").wait_for()
    assert phone.locator("#player").count() == 0


def test_what_was_told_on_another_device_ends_the_session_with_the_next_exercise(phone):
    begin(phone)
    seconds(phone, 180)
    sheet = phone.locator('[data-screen="how"]')
    sheet.wait_for()
    told_elsewhere(phone)
    choose(sheet, "after", 2)
    sheet.get_by_role("button", name="Next").click()
    seen_first(phone)
    assert (
        sum(" did pigeon-stretch." in each for each in phone.lines()) == 2
    )  # it was done, and is kept


def test_what_was_told_on_another_device_ends_the_session_at_the_next_look_at_the_phone(phone):
    begin(phone)
    seconds(phone, 8)
    told_elsewhere(phone)
    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    seen_first(phone)


def test_a_session_that_is_begun_after_it_was_told_on_another_device_ends_at_once(phone):
    told_elsewhere(phone)
    phone.locator('#begin [name=before][value="3"]').check(force=True)
    phone.get_by_role("button", name="Start the session").click()
    seen_first(phone)


def test_skip_easier_and_another_one_are_a_tap_away(phone):
    begin(phone)
    seconds(phone, 7)
    phone.get_by_role("button", name="Change it").click()
    phone.locator("#change").get_by_text("Easier").click()
    phone.get_by_role("button", name="Change it").click()
    phone.locator("#change").get_by_text("Figure-four stretch lying down").click()
    assert phone.locator("#name").inner_text() == "Figure-four stretch lying down"
    phone.get_by_role("button", name="Change it").click()
    phone.locator("#change").get_by_text("No time").click()
    eventually(
        phone.lines,
        [
            '2026-03-06 skipped pigeon-stretch "did figure-four-lying instead"',
            '2026-03-06 skipped figure-four-lying "no time"',
        ],
    )


def test_the_stop_signs_hold_the_clock_while_they_are_read(phone):
    begin(phone)
    seconds(phone, 15)
    phone.get_by_role("button", name="Stop signs").click()
    seconds(phone, 60)
    phone.locator("#stops").get_by_role("button", name="Close").click()
    eventually(lambda: phase(phone), "work")
    assert phone.locator("#time").inner_text() == "20"


def test_a_session_left_open_overnight_is_told_the_next_day(phone, it_is):
    begin(phone)
    seconds(phone, 180)
    phone.locator('[data-screen="how"]').wait_for()
    time.sleep(0.3)  # until the browser has kept it
    it_is(DAY + timedelta(days=1))
    phone.goto("/plan")
    eventually(lambda: len(phone.lines()), 4)
    assert phone.lines()[0] == "2026-03-06 did pigeon-stretch.left sets=2 hold=30s before=3"
