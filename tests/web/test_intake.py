"""The questions in the browser: safety first, one a page, nothing lost, and danger shown at once."""

import re
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from tests.web.pages import lines_of as told

from strideback.cli.intake_diary import DiaryFile
from strideback.cli.intake_items import other_items as cli_other_items
from strideback.cli.intake_items import screen_items as cli_screen_items
from strideback.core.terms import Level
from strideback.formats import knowledge_toml
from strideback.web.questionnaire import asking_of, open_items
from strideback.web.runners import OPENED, seen_by

DAY = date(2026, 3, 6)
KNOWLEDGE = knowledge_toml.load()
QUESTIONS = KNOWLEDGE.questions
EXAMPLE = Path("examples/first-week.diary").read_text(encoding="utf-8")
SCREEN = "\n".join(
    line.replace("2026-03-01", "2026-03-06")
    for line in EXAMPLE.splitlines()
    if line.startswith("2026-03-01 answered")
    and (line.split()[2] == "consent" or QUESTIONS[line.split()[2]].screen)
)
"""Every question of the screen, with a no."""
STRICT = [
    question.id
    for question in QUESTIONS.values()
    if question.group == "emergency" and question.ask_when is None
]


def page_of(client, address="/screen", **more):
    response = client.get(address, follow=True, **more)
    assert response.status_code == 200
    return response


def words(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def where(response):
    return response.request["PATH_INFO"]


def tell(client, key, *answer, follow=True, **more):
    client.runner.refresh_from_db()
    data = {"after": str(client.runner.last), "answer": list(answer), **more}
    return client.post(f"/screen/{key}", data, follow=follow)


def review_of(client, on=DAY):
    client.runner.refresh_from_db()
    return seen_by(client.runner, on).review


def skip(client, key):
    client.runner.refresh_from_db()
    return client.post(f"/screen/{key}", {"after": client.runner.last, "skip": "1"}, follow=True)


# --- the way through -----------------------------------------------------------------------------


def test_consent_comes_first_and_then_one_question_a_page(client_of):
    client = client_of(on=DAY)
    first = page_of(client)
    assert where(first) == "/screen/consent"
    assert words(first).count(QUESTIONS["consent"].asks.says) == 1
    assert QUESTIONS["age"].asks.says not in words(first)
    assert where(tell(client, "consent", "yes")) == "/screen/age"
    assert where(tell(client, "age", "34")) == "/screen/weeks-of-pain"
    assert told(client) == ["2026-03-06 answered consent yes", "2026-03-06 answered age 34"]


def test_without_consent_it_stops_and_asks_again_when_wanted(client_of):
    client = client_of(on=DAY)
    stopped = tell(client, "consent", "no")
    assert "Then we stop here. Come back when you have read it." in words(stopped)
    assert where(page_of(client)) == "/screen"
    again = client.post("/screen/again", follow=True)
    assert where(again) == "/screen/consent"
    assert where(tell(client, "consent", "yes")) == "/screen/age"


def test_it_goes_on_where_it_was_left_also_in_another_browser(client_of):
    client = client_of(on=DAY)
    tell(client, "consent", "yes")
    tell(client, "age", "34")
    client.session.flush()
    session = client.session
    session[OPENED] = True
    session.save()
    client.cookies["strideback"] = session.session_key
    assert where(page_of(client)) == "/screen/weeks-of-pain"


@pytest.mark.parametrize(
    "diary",
    ["", "2026-03-06 answered consent yes\n2026-03-06 answered age 71", SCREEN, EXAMPLE]
    + [f"{SCREEN}\n2026-03-06 answered {each} yes" for each in ("skin-problem", "below-knee")],
)
def test_everything_is_asked_in_the_order_of_the_terminal(diary, client_of, tmp_path):
    client = client_of(diary, on=DAY)
    file = DiaryFile(tmp_path / "a.diary", KNOWLEDGE, DAY)
    file.path.write_text(diary + "\n", encoding="utf-8")
    file.open(make=False)
    theirs = [each.key for each in cli_screen_items(file)]
    if file.review.triage.outcome != "refer":
        theirs += [each.key for each in cli_other_items(file)]
    muscles = [re.sub(r"^(press|familiar):([^.]+)\..*", r"press:\2", key) for key in theirs]
    seen = seen_by(client.runner, DAY)
    ours = [each.key for each in open_items(asking_of(client.runner, seen), [])]
    assert ours == list(dict.fromkeys(muscles))


def test_the_whole_way_can_be_walked_to_its_end(client_of):
    client = client_of(SCREEN, on=DAY)
    at, seen_on_the_way = page_of(client), []
    while (key := where(at).removeprefix("/screen").strip("/")) and len(seen_on_the_way) < 60:
        seen_on_the_way.append(key)
        form = re.search(r'name="answer" value="(\w[\w-]*)"', at.content.decode())
        if ":" in key and not key.startswith(("pain", "prefer")):
            at = skip(client, key)
        else:
            at = tell(client, key, form[1] if form else "5")
    assert seen_on_the_way[:2] == ["pain:now", "pain:worst"]
    assert {"draw:back", "draw:front", "prefer:days", "prefer:floor"} <= {*seen_on_the_way}
    assert "anything-else" in seen_on_the_way
    assert len(seen_on_the_way) == len(set(seen_on_the_way))
    assert "2026-03-06 pain now=0" in told(client)
    assert "Where you stand" in words(at)
    assert "questions left open" in words(at)  # the drawings and the pressing


def test_preferences_and_pain_are_kept_as_the_terminal_keeps_them(client_of):
    client = client_of(SCREEN, on=DAY)
    count = len(told(client))
    tell(client, "pain:now", "3")
    tell(client, "prefer:days", "sun", "mon")
    tell(client, "prefer:minutes", "45")
    tell(client, "prefer:equipment", "none")
    tell(client, "prefer:floor", "no")
    assert told(client)[count:] == [
        "2026-03-06 pain now=3",
        "2026-03-06 preferred days=mon,sun",
        "2026-03-06 preferred minutes=45",
        "2026-03-06 preferred equipment=none",
        "2026-03-06 preferred floor=no",
    ]


def test_progress_is_honest_about_follow_ups(client_of):
    client = client_of(on=DAY)
    assert re.search(r"\b1 of about \d\d\b", words(page_of(client)))
    client = client_of("\n".join(SCREEN.splitlines()[:-1]), on=DAY)
    (last,) = re.findall(r"Part 1 of 2: (\d+) of (\d+)\b", words(page_of(client)))
    assert last[0] == last[1]  # nothing can come after it: the number is exact


def test_drawing_and_pressing_lead_to_their_own_screens(client_of):
    client = client_of(SCREEN, on=DAY)
    if client.get("/chart/back").status_code == 404:
        pytest.skip("there is no chart yet")
    assert 'href="/chart/back?then=intake"' in page_of(client, "/screen/draw:back").content.decode()


# --- silence, skipping, going back ---------------------------------------------------------------


def test_silence_is_asked_again_and_nothing_is_kept(client_of):
    client = client_of(on=DAY)
    response = tell(client, "consent")
    assert response.status_code == 422
    assert "Choose yes, no or not sure." in words(response)
    assert told(client) == []


def test_bad_input_is_told_at_its_field_and_stays_as_it_was_typed(client_of):
    client = client_of(on=DAY)
    response = tell(client, "age", "<3oo>")
    assert response.status_code == 422
    assert "is not a number. Write digits" in words(response)
    assert 'value="&lt;3oo&gt;"' in response.content.decode()
    response = tell(client, "health-conditions", "none", "diabetes")
    assert response.status_code == 422
    for value in ("none", "diabetes"):
        assert f'value="{value}" checked' in response.content.decode()
    assert told(client) == []


def test_skipping_keeps_a_question_open_and_says_so(client_of):
    client = client_of("2026-03-06 answered consent yes", on=DAY)
    after = skip(client, "age")
    assert where(after) == "/screen/weeks-of-pain"
    assert "Left open. The plan waits for it." in words(after)
    assert told(client) == ["2026-03-06 answered consent yes"]
    assert "Left open" not in words(page_of(client))  # it is said once
    assert "age" in review_of(client).triage.ask


def test_what_was_left_open_is_named_at_the_end_and_asked_again_when_wanted(client_of):
    lines = SCREEN.splitlines()
    client = client_of("\n".join(each for each in lines if " fever " not in each), on=DAY)
    at = skip(client, "fever")
    for _ in range(60):
        if where(at) == "/screen":
            break
        at = skip(client, where(at).removeprefix("/screen/"))
    said = words(at)
    assert "1 question is still open, and the plan waits for it." in said
    assert QUESTIONS["fever"].asks.says in said
    assert "See your plan" not in said
    assert where(client.post("/screen/again", follow=True)) == "/screen/fever"


def test_going_back_shows_the_earlier_answer_and_corrects_it(client_of):
    client = client_of("2026-03-06 answered consent yes", on=DAY)
    after = tell(client, "age", "43")
    assert 'href="/screen/age"' in after.content.decode()
    back = page_of(client, "/screen/age")
    assert "Your answer was: 43 years." in words(back)
    assert 'value="43"' in back.content.decode()
    assert where(tell(client, "age", "34")) == "/screen/weeks-of-pain"
    assert told(client)[1:] == [
        "2026-03-06 answered age 43",
        "2026-03-06 corrected 2 answered age 34",
    ]


def test_the_same_answer_again_and_keeping_it_add_nothing(client_of):
    client = client_of("2026-03-06 answered consent yes", on=DAY)
    tell(client, "age", "43")
    tell(client, "age", "43")
    assert "Your earlier answer stays." in words(skip(client, "age"))
    assert len(told(client)) == 2


def test_a_correction_keeps_what_else_its_line_told(client_of):
    client = client_of(f"{SCREEN}\n2026-03-06 pain now=5 worst=7", on=DAY)
    tell(client, "pain:now", "4")
    number = len(SCREEN.splitlines()) + 1
    assert told(client)[-1] == f"2026-03-06 corrected {number} pain now=4 worst=7"


def test_another_answer_on_a_later_day_is_new_and_a_slip_is_a_correction(client_of):
    diary = SCREEN.replace("2026-03-06", "2026-03-05").replace("hip-pain no", "hip-pain yes")
    client = client_of(diary, on=DAY)
    tell(client, "knee-problem", "yes")
    assert told(client)[-1] == "2026-03-06 answered knee-problem yes"
    assert "Correct it here" in words(page_of(client, "/screen/lateral-hip-pain?mistake=1"))
    tell(client, "lateral-hip-pain", "no", mistake="1")
    assert re.fullmatch(r"2026-03-06 corrected \d+ answered lateral-hip-pain no", told(client)[-1])


def test_a_yes_after_going_back_is_told_anew_so_that_no_correction_takes_it_back(client_of):
    client = client_of(SCREEN, on=DAY)
    tell(client, "chest-pain", "yes")
    assert told(client)[-1] == "2026-03-06 answered chest-pain yes"
    after = tell(client, "chest-pain", "no", mistake="1")
    assert "corrected" in told(client)[-1]
    assert "corrected, and kept" in words(after)
    assert review_of(client).triage.level is Level.EMERGENCY


def test_not_sure_is_kept_and_its_meaning_is_said(client_of):
    client = client_of("2026-03-06 answered consent yes", on=DAY)
    after = tell(client, "age", "not-sure")
    assert where(after) == "/screen/weeks-of-pain"  # still open, and not asked over and over
    assert "the plan waits for it" in words(after)
    assert told(client)[-1] == "2026-03-06 answered age not-sure"


def test_a_slip_is_about_its_own_question_alone(client_of):
    diary = "\n".join(each for each in SCREEN.splitlines() if " knee-problem " not in each)
    client = client_of(diary, on=DAY)
    sent = {"after": len(told(client)), "answer": "yes", "mistake": "1"}
    response = client.post("/screen/shoulder-pain", sent, headers={"HX-Request": "true"})
    assert response["HX-Push-Url"] == "/screen/knee-problem"
    assert 'name="mistake"' not in response.content.decode()


# --- danger --------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["yes", "not-sure"])
@pytest.mark.parametrize("name", STRICT)
def test_an_emergency_answer_shows_what_to_do_at_once_and_no_plan_anywhere(name, answer, client_of):
    diary = "\n".join(each for each in SCREEN.splitlines() if f" {name} " not in each)
    client = client_of(diary, on=DAY)
    shown = tell(client, name, answer)
    review = review_of(client)
    assert review.triage.level is Level.EMERGENCY
    assert where(shown) == "/screen"
    for flag in review.raised:
        assert flag.tell.says in words(shown)
    assert "I have been seen" in words(shown)
    assert "Next" not in words(shown)
    assert "<nav" not in shown.content.decode()
    # this is what makes a phone drop the plan that it kept for offline
    assert 'name="strideback-keep"' in shown.content.decode()
    for address in ("/plan", "/muscles", "/session/2026-03-06", "/check-in"):
        _no_plan(client.get(address, follow=True))
    assert where(page_of(client, "/screen/age")) == "/screen"


@pytest.mark.parametrize(
    "name", [each.id for each in QUESTIONS.values() if each.group == "same-day"]
)
def test_a_same_day_answer_is_shown_at_once_where_it_refers(name, client_of):
    diary = "\n".join(each for each in SCREEN.splitlines() if f" {name} " not in each)
    client = client_of(diary, on=DAY)
    shown = tell(client, name, "yes")
    triage = review_of(client).triage
    if triage.level < Level.SAME_DAY:
        assert where(shown) != "/screen"
        return
    assert where(shown) == "/screen"
    assert "Be seen today" in words(shown)
    _no_plan(client.get("/plan", follow=True))


def _no_plan(response):
    said = words(response)
    assert "See your plan" not in said
    for exercise in KNOWLEDGE.exercises.values():
        assert exercise.name not in said


def test_a_question_that_belongs_to_the_answer_can_still_be_answered(client_of):
    client = client_of("2026-03-06 answered consent yes", on=DAY)
    shown = tell(client, "bladder-change", "yes")
    assert QUESTIONS["cauda-changed"].asks.says in words(shown)
    assert where(page_of(client, "/screen/cauda-changed")) == "/screen/cauda-changed"
    tell(client, "cauda-changed", "no")
    assert review_of(client).triage.level < Level.EMERGENCY


def test_a_correction_is_kept_and_never_takes_back_an_emergency(client_of):
    client = client_of(SCREEN.replace("chest-pain no", "chest-pain yes"), on=DAY)
    shown = page_of(client)
    assert 'href="/screen/chest-pain?mistake=1"' in shown.content.decode()
    after = tell(client, "chest-pain", "no", mistake="1")
    assert told(client)[-1].endswith("answered chest-pain no")
    assert "corrected" in told(client)[-1]
    assert where(after) == "/screen"
    assert "corrected, and kept" in words(after)
    assert review_of(client).triage.level is Level.EMERGENCY


def test_nothing_else_can_be_told_before_being_seen(client_of):
    client = client_of(SCREEN.replace("chest-pain no", "chest-pain yes"), on=DAY)
    count = len(told(client))
    for key, answer in (("age", "34"), ("pain:now", "3"), ("fever", "no")):
        assert where(tell(client, key, answer)) == "/screen"
    assert len(told(client)) == count


def test_a_milder_referral_is_shown_at_the_end_without_a_plan(client_of):
    client = client_of(SCREEN.replace("age 34", "age 15"), on=DAY)
    at = page_of(client)
    while where(at) != "/screen":
        at = skip(client, where(at).removeprefix("/screen/"))
    review = review_of(client)
    if review.triage.outcome != "refer":
        pytest.skip("this edition refers no young runner")
    assert review.raised[0].tell.says in words(at)
    _no_plan(at)


# --- having been seen ----------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["cleared", "limits", "not-cleared"])
def test_having_been_seen_is_kept_with_who_and_what_was_said(outcome, client_of):
    client = client_of(SCREEN.replace("chest-pain no", "chest-pain yes"), on=DAY)
    shown = page_of(client, "/screen/seen").content.decode()
    assert re.search(r'name="flag" value="chest-pain" checked', shown)
    client.runner.refresh_from_db()
    sent = {
        "after": client.runner.last,
        "flag": "chest-pain",
        "outcome": outcome,
        "by": "family doctor",
        "said": 'all "fine"',
    }
    if outcome == "limits":
        sent["without"] = "running"
    after = client.post("/screen/seen", sent, follow=True)
    assert told(client)[-1].startswith(f"2026-03-06 seen chest-pain {outcome} ")
    assert 'by="family doctor"' in told(client)[-1]
    if outcome == "not-cleared":
        assert where(after) == "/screen"
    else:
        assert where(after) != "/screen"  # the questions are asked again
        assert where(tell(client, "chest-pain", "no")).startswith("/screen/")
        assert told(client)[-1] == "2026-03-06 answered chest-pain no"  # new, and no correction


def _limits(client, **sent):
    client.runner.refresh_from_db()
    sent = {"after": client.runner.last, "flag": "fever", "outcome": "limits", **sent}
    return client.post("/screen/seen", sent, follow=True)


def test_limits_name_the_parts_and_the_plan_goes_by_them(client_of):
    runs = "2026-03-01 ran 12km 70min pain=0\n"
    client = client_of(runs + SCREEN.replace("fever no", "fever yes"), on=DAY)
    shown = page_of(client, "/screen/seen").content.decode()
    assert all(f'name="without" value="{each}"' in shown for each in ("running", "massage"))
    sent = {"without": ["running", "massage", "something-else"], "said": "no sauna"}
    assert where(_limits(client, **sent)).startswith("/screen/")
    line = "seen fever limits without=running,massage,something-else"
    assert told(client)[-1] == f'2026-03-06 {line} "no sauna"'
    client = client_of(
        f'{runs}2026-03-06 answered fever yes\n2026-03-06 {line} by=gp "no sauna"\n{SCREEN}',
        on=DAY,
    )
    review = review_of(client)
    assert review.triage.outcome == "cleared"
    assert review.load.light == "blocked"
    today = words(page_of(client, "/"))
    assert "Limits that your clinician set" in today
    assert "without running, all massage and something else" in today
    assert "no sauna" in today
    assert "13.2 km" not in today


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"said": "no running, no massage"}, "Choose all the parts to leave out."),
        ({"without": "something-else", "said": "no sauna"}, "Choose what comes closest."),
        ({"without": ["running", "something-else"]}, "Write what else they ruled out."),
        ({"without": "no-such-part"}, "Choose all that fit"),
        ({"without": "running", "outcome": "cleared"}, "You ticked parts to leave out."),
    ],
)
def test_limits_that_name_no_part_are_not_kept(client_of, sent, says):
    client = client_of(SCREEN.replace("fever no", "fever yes"), on=DAY)
    count = len(told(client))
    response = _limits(client, **sent)
    assert response.status_code == 422
    assert says in words(response)
    assert len(told(client)) == count


def test_limits_of_an_older_diary_close_the_plan_and_lead_to_the_parts(client_of):
    told_ = '2026-03-06 answered fever yes\n2026-03-06 seen fever limits "no running"\n'
    client = client_of(told_ + SCREEN, on=DAY)
    assert review_of(client).plan is None
    page = page_of(client, "/")
    assert "Say which parts" in words(page)
    assert "no running" in words(page)
    _no_plan(page)
    _limits(client, flag="limits-not-named", without="running")
    assert review_of(client).triage.blocks == {"running"}


def test_a_form_of_having_been_seen_says_what_is_missing_and_keeps_the_rest(client_of):
    client = client_of(SCREEN.replace("chest-pain no", "chest-pain yes"), on=DAY)
    count = len(told(client))
    sent = {"after": "1", "flag": "chest-pain", "said": "rest & <ice>"}
    response = client.post("/screen/seen", sent)
    assert response.status_code == 422
    assert "Choose one of these." in words(response)
    assert (
        "rest & <ice>" in words(response) or "rest &amp; &lt;ice&gt;" in response.content.decode()
    )
    sent |= {"flag": "no-such-flag", "outcome": "cleared"}
    assert client.post("/screen/seen", sent).status_code == 422
    assert len(told(client)) == count


# --- HTMX, two devices, the door -----------------------------------------------------------------


def test_with_htmx_the_question_alone_is_swapped_and_has_an_address(client_of):
    client = client_of("2026-03-06 answered consent yes", on=DAY)
    htmx = {"HX-Request": "true"}
    sent = {"after": "1", "answer": "34"}
    response = client.post("/screen/age", sent, headers=htmx)
    assert response.status_code == 200
    assert response["HX-Push-Url"] == "/screen/weeks-of-pain"
    assert "<html" not in response.content.decode()
    assert 'hx-post="/screen/weeks-of-pain"' in response.content.decode()
    wrong = client.post("/screen/weeks-of-pain", {"after": "2", "answer": "x"}, headers=htmx)
    assert wrong.status_code == 422
    assert "<html" not in wrong.content.decode()
    back = client.get("/screen/age", headers=htmx | {"HX-History-Restore-Request": "true"})
    assert "<html" in back.content.decode()


def test_with_htmx_danger_is_a_whole_page(client_of):
    client = client_of("2026-03-06 answered consent yes", on=DAY)
    sent = {"after": "1", "answer": "yes"}
    response = client.post("/screen/chest-pain", sent, headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == "/screen"


def test_a_form_that_is_out_of_date_adds_nothing(client_of):
    client = client_of("2026-03-06 answered consent yes", on=DAY)
    tell(client, "age", "34")
    response = client.post("/screen/weeks-of-pain", {"after": "1", "answer": "77"})
    assert response.status_code == 409
    assert "77" in response.content.decode()
    assert len(told(client)) == 2


def test_a_form_sent_twice_counts_once(client_of):
    client = client_of("2026-03-06 answered consent yes", on=DAY)
    for _ in range(2):
        client.post("/screen/age", {"after": "1", "answer": "34", "key": "once"})
    assert told(client)[1:] == ["2026-03-06 answered age 34"]


FORM = {"after": "1", "key": "of-this-page"}


def test_a_page_that_is_sent_again_with_a_stricter_answer_is_heard(client_of):
    """The first answer to the page was lost on its way back, and nothing had told the runner."""
    client = client_of("2026-03-06 answered consent yes", on=DAY)
    client.post("/screen/saddle-numbness", {**FORM, "answer": "no"})
    response = client.post("/screen/saddle-numbness", {**FORM, "answer": "yes"}, follow=True)
    assert told(client)[1:] == [
        "2026-03-06 answered saddle-numbness no",
        "2026-03-06 answered saddle-numbness yes",
    ]
    assert "emergency" in words(response)
    assert review_of(client).triage.outcome == "refer"
    client.post("/screen/saddle-numbness", {**FORM, "answer": "yes"})
    client.post("/screen/saddle-numbness", {**FORM, "answer": "no"})
    assert len(told(client)) == 3
    assert review_of(client).triage.outcome == "refer"


@pytest.mark.parametrize("answers", [("no", "not-sure"), ("no", "yes", "no", "yes")])
def test_a_stricter_answer_is_the_last_word_however_often_a_page_is_sent(client_of, answers):
    client = client_of("2026-03-06 answered consent yes", on=DAY)
    for each in answers:
        client.post("/screen/fever", {**FORM, "answer": each})
    assert told(client)[-1] == f"2026-03-06 answered fever {answers[-1]}"


def test_a_page_that_is_sent_again_with_another_figure_asks_again_and_shows_both(client_of):
    client = client_of("2026-03-06 answered consent yes", on=DAY)
    client.post("/screen/weeks-of-pain", {**FORM, "answer": "3"})
    response = client.post("/screen/weeks-of-pain", {**FORM, "answer": "77"})
    assert response.status_code == 409
    shown = words(response)
    asks = " ".join(knowledge_toml.load().questions["weeks-of-pain"].asks.says.split())
    assert f"{asks} 3 weeks" in shown
    assert "77" in shown
    assert told(client)[1:] == ["2026-03-06 answered weeks-of-pain 3"]


def test_a_yes_from_a_page_that_is_out_of_date_is_heard(client_of):
    client = client_of("2026-03-06 answered consent yes", on=DAY)
    tell(client, "age", "34")
    client.post("/screen/bowel-change", {**FORM, "answer": "yes"})
    assert told(client)[-1] == "2026-03-06 answered bowel-change yes"


@pytest.mark.django_db
def test_nobody_unknown_sees_a_question(client):
    for address in ("/screen", "/screen/age", "/screen/seen", "/check-in"):
        assert client.get(address).status_code in {302, 403}


def test_what_there_is_not_to_ask_is_not_found(client_of):
    client = client_of(SCREEN, on=DAY)
    assert client.get("/screen/never-heard-of").status_code == 404
    assert where(page_of(client, "/screen/press:never-heard-of")) != "/screen/press:never-heard-of"
    assert client.get("/screen/again").status_code == 405


# --- later ---------------------------------------------------------------------------------------


def test_the_short_re_screen_is_asked_when_it_is_due(client_of):
    client = client_of(EXAMPLE, on=DAY + timedelta(days=20))
    assert review_of(client, DAY + timedelta(days=20)).check_in_since is not None
    at = page_of(client)
    assert where(at) == "/screen/check-nerves"
    assert "1 of 8" in words(at)


def test_something_new_opens_the_screen(client_of):
    client = client_of(EXAMPLE, on=DAY)
    at = client.post("/screen/again", {"new": "1"}, follow=True)
    assert where(at) == "/screen/check-nerves"
    for key in ("nerves", "fever", "bone", "below-knee", "new-risk", "calf"):
        at = tell(client, f"check-{key}", "no")
    assert where(at) == "/screen/check-much-worse"
    tell(client, "check-much-worse", "yes")
    review = review_of(client)
    assert review.plan is None
    assert "bladder-change" in review.triage.ask
    assert where(tell(client, "check-mood", "no")) == "/screen/weeks-of-pain" or review.triage.ask
