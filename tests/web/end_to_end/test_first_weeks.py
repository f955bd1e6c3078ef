"""A runner from the first visit into the third week, in a real browser, on a phone and on a desktop."""

import re
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

import pytest
from tests.chromium import DESKTOP, PHONE, listened
from tests.web.end_to_end.playing import begun, soon, to_the_end

from strideback.core.diary import Did
from strideback.core.terms import Side
from strideback.formats import diary_text
from strideback.formats.diary_checks import reading
from strideback.store import diaries
from strideback.web.runners import reviewer, seen_by
from strideback.web.screens.entrance import TOKEN

DAY = date(2026, 3, 2)
OVER_THE_RIGHT_HIP = [(236, 190), (250, 200), (262, 214), (270, 230), (258, 240)]
TO_SCREEN = """([x, y]) => {
    const at = new DOMPoint(x, y).matrixTransform(document.querySelector("#frame svg").getScreenCTM());
    return [at.x, at.y];
}"""


class Weeks:
    """The app on a day that can be turned, and a browser whose clock goes with it."""

    def __init__(self, page, client, it_is):
        self.page, self.client, self.it_is = page, client, it_is
        self.day = DAY

    def turn_to(self, day, at=time(12)):
        """It is noon of another day, for the app and for the browser."""
        self.day = day
        self.page.context.clock.set_system_time(self.it_is(day, at))

    def open(self, path):
        self.page.goto(path)

    @property
    def path(self):
        return urlsplit(self.page.url).path

    @property
    def review(self):
        self.client.runner.refresh_from_db()
        return seen_by(self.client.runner, self.day).review

    def told(self):
        """The diary as the runner downloads it, without the days."""
        answer = self.page.request.get("/account/strideback.diary")
        return [
            line.partition(" ")[2]
            for line in answer.text().splitlines()
            if line.startswith(str(self.day))
        ]


@pytest.fixture
def db(db_in_a_file):
    """The browser talks to another thread."""


@pytest.fixture
def weeks(server, client_of, it_is, chromium, monkeypatch):
    """`weeks(size)`: the address was printed a moment ago, and nobody has opened it yet."""
    opened = []
    monkeypatch.setenv(TOKEN, "printed")

    def made(size):
        client = client_of("", on=DAY)
        context = chromium.new_context(
            viewport=size, timezone_id="UTC", service_workers="block", base_url=server.url
        )
        opened.append(context)
        context.set_default_timeout(20_000)
        context.clock.install(time=datetime.combine(DAY, time(12), UTC))
        return Weeks(listened(context.new_page()), client, it_is)

    yield made
    for context in opened:
        context.close()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_from_the_first_visit_into_the_third_week(weeks, size):
    w = weeks(size)
    let_in(w)
    screened(w)
    drawn(w)
    felt(w)
    ranked_and_planned(w)
    first_session(w)
    checked_in(w)
    the_next_morning(w)
    into_the_third_week(w)
    a_run(w)
    progress(w)
    assert w.page.wrong == []


def let_in(w):
    """The door is closed for who comes without the token; with it the runner is welcome."""
    answer = w.page.request.get("/")
    assert answer.status == 403
    w.open("/open?token=printed")
    assert w.path == "/"
    assert "token" not in w.page.url


def screened(w):
    """Consent and the whole screen, each with a no; then how much it hurts."""
    w.page.get_by_role("link", name="Begin").click()
    for _ in range(90):
        w.page.locator("#question h1").wait_for()
        key = w.path.removeprefix("/screen/")
        if ":" in key and not w.page.locator("#question input[name=answer]").count():
            break
        answer(w.page, key)
    known = reviewer().knowledge
    asked = {line.split()[1]: line.split()[2] for line in w.told() if line.startswith("answered")}
    assert asked["consent"] == "yes"
    assert asked["age"] == "34"
    no = {name for name, value in asked.items() if value in {"no", "none"}}
    strict = [
        each.id
        for each in known.questions.values()
        if each.group == "emergency" and each.ask_when is None
    ]
    assert set(strict) <= no
    assert w.review.triage.outcome == "cleared"


def answer(page, key):
    """What a runner with nothing but a sore back says."""
    here = page.url
    form = page.locator("#question form")
    kinds = form.locator("[name=answer]")
    kind = kinds.first.get_attribute("type")
    if kind == "text":
        kinds.first.fill({"age": "34", "weeks-of-pain": "3"}.get(key, "5"))
    elif kind == "checkbox" and form.get_by_label("None of these").count():
        form.get_by_label("None of these").check(force=True)
    elif kind == "radio":
        wanted = {"consent": "yes"}.get(key, "no")
        choice = form.locator(f"[name=answer][value={wanted}]")
        (choice if choice.count() else form.locator('[name=answer][value="5"]')).check(force=True)
    else:
        form.get_by_role("button", name="Skip").click()
        page.wait_for_url(lambda url: url != here)
        return
    form.get_by_role("button", name="Next").click()
    page.wait_for_url(lambda url: url != here, wait_until="commit")


def drawn(w):
    """Paint over the right hip, from behind; and nothing in front."""
    assert w.path == "/screen/draw:back"
    w.page.get_by_role("link", name="Open the picture").click()
    w.page.locator(".with-script").wait_for()
    w.page.get_by_label("How strong is it there?").fill("6")
    first, *more = OVER_THE_RIGHT_HIP
    w.page.mouse.move(*w.page.evaluate(TO_SCREEN, first))
    w.page.mouse.down()
    for point in more:
        w.page.mouse.move(*w.page.evaluate(TO_SCREEN, point), steps=4)
    w.page.mouse.up()
    w.page.locator("#found").get_by_text("6 of 10").first.wait_for()
    with w.page.expect_navigation():
        w.page.get_by_role("button", name="Save and go on").first.click()
    (line,) = [each for each in w.told() if each.startswith("drew back")]
    assert "stroke=" in line
    assert {side for _place, side in w.review.clues.places} == {Side.RIGHT}
    while "draw:" in w.path:
        w.page.locator("#question").get_by_role("button", name="Skip").click()
        w.page.wait_for_url(re.compile(r"/screen/(?!draw:front)"), wait_until="commit")


def felt(w):
    """Press on the gluteus medius: the right side is the pain that the runner knows."""
    w.open("/feel/gluteus-medius")
    for name, value in (("tender-left", "0"), ("tender-right", "7"), ("familiar-right", "yes")):
        w.page.locator(f'[name="{name}"][value="{value}"]').check(force=True)
    w.page.get_by_role("button", name="Save").first.click()
    w.page.wait_for_url(lambda url: "gluteus-medius" not in url)
    assert "inspected gluteus-medius.right tender=7 familiar=yes" in w.told()
    assert any(each.startswith("inspected gluteus-medius.left tender=0") for each in w.told())


def ranked_and_planned(w):
    """The ranking begins with that muscle, and the plan with its massage; both as the core says."""
    w.open("/muscles")
    first = w.review.ranking.muscles[0]
    assert (first.muscle, first.side) == ("gluteus-medius", Side.RIGHT)
    assert "Gluteus medius, right" in w.page.locator(".ranked > li").first.inner_text()
    w.open("/plan")
    names = reviewer().knowledge.exercises
    session = w.review.plan.sessions[0]
    assert session.on == DAY
    shown = w.page.locator("main").text_content()
    for item in session.items:
        assert names[item.exercise].name in shown


def first_session(w):
    """Today's session with the timer, every second of it."""
    w.open("/")
    w.page.get_by_role("link", name="Start").first.click()
    begun(w.page, before=5)
    items = w.review.plan.sessions[0].items
    to_the_end(w.page)
    w.page.get_by_text("Done for today").first.wait_for()
    soon(lambda: all(any(each.startswith(f"did {i.exercise}") for each in w.told()) for i in items))
    told = w.told()
    for item in items:
        assert any(each.startswith(f"did {item.exercise}") for each in told), item.exercise
    first = next(each for each in told if each.startswith(f"did {items[0].exercise}"))
    assert "before=5" in first
    assert "after=2" in first
    minutes = sum(each.seconds for each in items[0].sets) / 60
    assert f" {minutes:g}min" in first


def checked_in(w):
    """The pain afterwards, on the check-in."""
    w.open("/check-in")
    w.page.locator('[name=now][value="3"]').check(force=True)
    w.page.get_by_role("button", name="Save").click()
    w.page.wait_for_url(lambda url: "check-in" not in url)
    assert "pain now=3" in w.told()


def the_next_morning(w):
    """Another day: the morning's pain, and an exercise told without the timer."""
    w.turn_to(DAY + timedelta(days=1), time(7))
    w.open("/")
    w.page.locator('[name=morning][value="3"]').check(force=True)
    w.page.get_by_role("button", name="Save").click()
    w.page.get_by_text("You told us 3 of 10 today").wait_for()
    assert w.told() == ["pain morning=3"]
    item = w.review.plan.sessions[0].items[0]
    w.open(f"/session/{w.day}")
    card = w.page.locator(f"#x-{item.exercise}")
    card.get_by_text("Tell it without the timer").click()
    card.locator('[name="pain-after"][value="2"]').check(force=True)
    card.get_by_role("button", name="Keep it in my diary").click()
    card.get_by_text("done today").wait_for()
    assert any(each.startswith(f"did {item.exercise}") and "after=2" in each for each in w.told())


def into_the_third_week(w):
    """Two weeks told in a file, as from another device: the gates open one after the other."""
    lines, day, last = [], w.day + timedelta(days=1), DAY + timedelta(days=15)
    while day < last:
        lines += as_planned(w, lines, day)
        day += timedelta(days=1)
    w.turn_to(last)
    w.open("/account")
    told = {"name": "mine.diary", "mimeType": "text/plain", "buffer": "\n".join(lines).encode()}
    w.page.get_by_label("Your diary as a text file").set_input_files(told)
    w.page.get_by_role("button", name="Add these lines").click()
    w.page.get_by_text("lines were added").wait_for()
    assert all(line in diaries.text(w.client.runner) for line in lines)
    w.open("/")
    w.page.get_by_role(
        "link", name="Answer them"
    ).click()  # a week has gone by: the short re-screen
    for _ in range(12):
        w.page.locator("main h1").wait_for()
        if not w.page.locator("#question").count():
            break
        answer(w.page, w.path.removeprefix("/screen/"))
        if w.review.triage.outcome == "cleared":
            break
    assert {"answered check-nerves no", "answered check-fever no"} <= set(w.told())
    w.open("/")
    w.page.locator('[name=morning][value="1"]').check(force=True)
    w.page.get_by_role("button", name="Save").click()
    w.page.get_by_text("You told us 1 of 10 today").wait_for()
    assert "pain morning=1" in w.told()
    review = w.review
    assert review.triage.outcome == "cleared"
    passed = {
        each.id for each in reviewer().knowledge.exercises.values() if each.kind == "strength"
    }
    strong = [
        i
        for each in review.plan.sessions
        if not each.if_gate
        for i in each.items
        if i.exercise in passed
    ]
    assert strong  # massage and stretch lie behind
    w.open("/plan")
    assert (
        reviewer().knowledge.exercises[strong[0].exercise].name
        in w.page.locator("main").text_content()
    )


def a_run(w):
    """A run told by hand, with how the back was; the plan's cap on the next one follows."""
    w.open("/runs")
    w.page.get_by_role("link", name="Tell a run").first.click()
    w.page.get_by_label("Distance in km").fill("4.2")
    w.page.get_by_label("Time in minutes").fill("28:00")
    w.page.get_by_role("button", name="Save the run").click()
    w.page.wait_for_url(lambda url: not url.endswith("/new"))
    (line,) = [each for each in w.told() if each.startswith("ran ")]
    assert "4.2km" in line
    assert "28min" in line


def progress(w):
    """Pain over three weeks, and the run, in words as well as in pictures."""
    w.open("/progress")
    assert w.page.locator("h1").inner_text() == "Progress"
    said = w.page.locator("main").text_content()
    assert "1 of 10" in said


def as_planned(w, lines, day):
    """The lines of a day on which everything planned is done, with a little less pain every few days."""
    known = reviewer().knowledge
    text = diaries.text(w.client.runner) + "".join(f"{each}\n" for each in lines)
    kept = reading(diary_text.parse(text).diary, known)
    pain = max(1, 3 - (day - DAY).days // 4)
    told = [f"{day} pain morning={pain} now={pain}"]
    review = reviewer().review(kept, day)
    plan = review.plan
    if plan is None:
        told += [f"{day} answered {name} no" for name in review.triage.ask]
    session = next((each for each in plan.sessions if each.on == day), None) if plan else None
    for item in session.items if session else ():
        long = item.dose.minutes is not None or item.dose.bout_s is not None
        amount = (
            {"duration_s": item.dose.set_s * item.dose.sets}
            if long
            else {"sets": item.dose.sets, "reps": item.dose.reps, "hold_s": item.dose.hold_s}
        )
        for side in item.sides or (None,):
            did = Did(
                on=day,
                exercise=item.exercise,
                side=side,
                before=pain,
                during=pain,
                after=max(0, pain - 1),
                **amount,
            )
            told.append(diary_text.line_of(did))
    return told
