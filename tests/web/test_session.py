"""The session's page, and telling what was done: once, for this runner, whatever was told meanwhile."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client

from strideback.core.review import Reviewer
from strideback.store import diaries
from strideback.store.marks import mark_of
from strideback.web import runners
from strideback.web.runners import reviewer, seen_by

DAY = date(2026, 3, 6)
FIRST_WEEK = (Path(__file__).parents[2] / "examples/first-week.diary").read_text()
REFERRED = FIRST_WEEK.replace("saddle-numbness no", "saddle-numbness yes")
TODAY = "/session/2026-03-06"


@pytest.fixture
def client(client_of):
    return client_of(FIRST_WEEK, on=DAY)


def data_of(answer):
    found = re.search(r'id="session-data">(.*?)</script>', answer.content.decode(), re.DOTALL)
    return json.loads(found[1]) if found else None


def send(client, *entries, runner=None):
    told = {"runner": runner or mark_of(client.runner), "entries": list(entries)}
    return client.post("/session/told", json.dumps(told), content_type="application/json")


def did(key="a" * 32 + "-1", **more):
    return {"key": key, "kind": "did", "on": "2026-03-06", "exercise": "pigeon-stretch", "side": "left", "sets": 2, "hold_s": 30, "before": 3, "after": 2, **more}  # fmt: skip


def test_today_can_be_started_with_the_sets_that_the_core_says(client):
    data = data_of(client.get(TODAY))
    plan = seen_by(client.runner, DAY).review.plan
    items = plan.sessions[0].items
    assert [each["exercise"] for each in data["items"]] == [each.exercise for each in items]
    for each, item in zip(data["items"], items, strict=True):
        told = [
            (s["number"], s["side"], s["seconds"], s["rest_s"])
            for s in each["rungs"][each["step"]]["sets"]
        ]
        assert told == [(s.number, s.side and s.side.value, s.seconds, s.rest_s) for s in item.sets]


def test_the_numbers_for_pain_are_those_of_the_knowledge(client):
    rules = reviewer().knowledge.gates
    told = data_of(client.get(TODAY))["rules"]
    assert told == {"lighter_from": rules.regress_pain_from, "stop_from": rules.stop_pain_from}


def test_another_day_shows_what_it_holds_and_cannot_be_started(client):
    ahead = client.get("/session/2026-03-08")
    assert ahead.status_code == 200
    assert data_of(ahead) is None
    assert "Fire hydrant" in ahead.content.decode()
    past = client.get("/session/2026-03-02")
    assert data_of(past) is None
    assert "Massage of the gluteus medius" in past.content.decode()


@pytest.mark.parametrize(
    ("on", "status"), [("2025-01-01", 404), ("2026-02-30", 404), ("tomorrow", 404)]
)
def test_a_day_that_holds_nothing_or_is_none_is_not_found(client, on, status):
    assert client.get(f"/session/{on}").status_code == status


def test_a_referred_runner_gets_no_session_and_no_data_for_one(client_of):
    client = client_of(REFERRED, on=DAY)
    for path in (TODAY, "/session/2026-03-08"):
        page = client.get(path).content.decode()
        assert "session-data" not in page
        assert "Pigeon stretch" not in page
    assert "referral" in client.get(TODAY).content.decode()


def test_what_was_done_is_added_and_sending_it_twice_adds_it_once(client):
    answer = send(client, did())
    assert answer.json()["kept"] == [did()["key"]]
    assert send(client, did()).json()["kept"] == [did()["key"]]
    lines = diaries.text(client.runner).splitlines()
    line = "2026-03-06 did pigeon-stretch.left sets=2 hold=30s before=3 after=2"
    assert lines.count(line) == 1


def test_other_facts_under_a_key_are_added_and_not_dropped(client):
    for during in (2, 9, 9, 2):
        assert send(client, did(during=during)).json()["kept"] == [did()["key"]]
    line = "2026-03-06 did pigeon-stretch.left sets=2 hold=30s before=3 during={} after=2"
    kept = diaries.text(client.runner).splitlines()
    lines = [each for each in kept if "2026-03-06 did pigeon" in each]
    assert lines == [line.format(2), line.format(9)]


def test_a_form_sent_again_with_other_answers_asks_again(client):
    client.runner.refresh_from_db()
    form = {"after": client.runner.last, "key": "k", "exercise": "pigeon-stretch", "side": "left", "sets": "2", "hold_s": "30"}  # fmt: skip
    for _ in range(2):
        assert client.post(f"{TODAY}/tell", form).status_code == 303
    response = client.post(f"{TODAY}/tell", {**form, "pain-during": "9"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "did pigeon-stretch.left sets=2 hold=30s" in page
    assert "<dd>9</dd>" in page
    lines = diaries.text(client.runner).splitlines()
    assert lines.count("2026-03-06 did pigeon-stretch.left sets=2 hold=30s") == 1


def test_another_device_does_not_make_what_was_done_stale(client):
    client.get(TODAY)
    noon = datetime(2026, 3, 6, 12, tzinfo=UTC)
    diaries.append_lines(
        client.runner, ["2026-03-06 pain now=4"], after=client.runner.last, now=noon
    )
    assert send(client, did()).json()["kept"]


def test_what_cannot_be_read_is_refused_by_its_key_and_the_rest_is_kept(client):
    bad = [
        did("b" * 32 + "-1", after=11),
        did("b" * 32 + "-2", exercise="belly-massage"),
        did("b" * 32 + "-3", on="2026-03-07"),
        did("b" * 32 + "-7", on="0001-01-01"),
        did("b" * 32 + "-4", signs=["joy"]),
        did("b" * 32 + "-5", kind="flew"),
        did("b" * 32 + "-6", side="middle"),
    ]
    answer = send(client, *bad, did()).json()
    assert answer["kept"] == [did()["key"]]
    assert [each["key"] for each in answer["refused"]] == [each["key"] for each in bad]
    assert all(each["why"] for each in answer["refused"])


def test_what_was_kept_for_somebody_else_is_not_taken(client):
    before = diaries.text(client.runner)
    assert send(client, did(), runner="0" * 24).status_code == 403
    assert diaries.text(client.runner) == before


@pytest.mark.parametrize("body", ["", "[]", "{", '{"entries": 1}', '{"entries": [1]}', "[" * 5000])
def test_what_is_no_message_is_refused(client, body):
    answer = client.post("/session/told", body, content_type="application/json")
    assert answer.status_code == 400


def test_a_phone_that_keeps_too_much_is_asked_to_send_it_in_parts(client):
    many = [did(f"{'c' * 32}-{number}") for number in range(501)]
    assert send(client, *many).status_code == 413


@pytest.mark.usefixtures("db")
def test_nobody_unknown_tells_anything():
    assert Client().post("/session/told", "{}", content_type="application/json").status_code in (
        302,
        403,
    )


def test_pain_of_six_changes_the_plan_of_the_next_day(client):
    send(client, did(during=6, after=5))
    client.runner.refresh_from_db()
    plan = seen_by(client.runner, date(2026, 3, 7)).review.plan
    tomorrow = next(each for each in plan.sessions if each.on == date(2026, 3, 7))
    assert "pigeon-stretch" not in [each.exercise for each in tomorrow.items]


def test_pain_of_seven_asks_the_safety_questions_first(client):
    send(client, did(during=7, after=6))
    client.runner.refresh_from_db()
    review = seen_by(client.runner, date(2026, 3, 7)).review
    assert (review.triage.outcome, review.plan) == ("ask", None)


def test_a_sign_asks_for_the_check_in_before_there_is_a_plan_again(client):
    send(client, did(signs=["tingling"]))
    page = client.get(TODAY).content.decode()
    assert "session-data" not in page


def test_after_pain_of_six_today_cannot_be_started_again(client):
    send(client, did(during=6))
    page = client.get(TODAY).content.decode()
    assert "session-data" not in page
    assert "You stopped today" in page


def test_after_pain_of_six_the_first_page_says_the_same_and_offers_no_start(client):
    assert "You stopped today" not in client.get("/").content.decode()
    send(client, did(during=6))
    page = client.get("/").content.decode()
    assert page.count("You stopped today") == 1
    assert "Stop here for today" in page
    assert "Go on" not in page


# --- without JavaScript ---------------------------------------------------------------------------


def form(client, **more):
    client.runner.refresh_from_db()
    return client.post(f"{TODAY}/tell", {"after": more.pop("seen", client.runner.last), **more})


def test_an_exercise_can_be_told_without_the_timer_on_both_sides(client):
    told = {
        "what": "did",
        "exercise": "pigeon-stretch",
        "side": ["left", "right"],
        "sets": 2,
        "hold_s": 30,
        "pain-before": 4,
        "pain-after": 3,
    }
    answer = form(client, **told)
    assert answer.status_code == 303
    lines = diaries.text(client.runner).splitlines()[-2:]
    assert lines == [
        f"2026-03-06 did pigeon-stretch.{side} sets=2 hold=30s before=4 after=3"
        for side in ("left", "right")
    ]


def test_it_can_be_left_out_with_a_reason(client):
    form(client, what="skipped", exercise="easy-walk", reason="no time")
    assert diaries.text(client.runner).splitlines()[-1] == '2026-03-06 skipped easy-walk "no time"'


def test_what_was_typed_stays_when_something_is_wrong(client):
    answer = form(client, what="did", exercise="easy-walk", minutes="lots")
    assert answer.status_code == 422
    assert 'value="lots"' in answer.content.decode()


# --- the plan as it was shown ---------------------------------------------------------------------

SHOWN = "2026-03-06 plan-issued guide stretch edition=2026.1 items=pigeon-stretch.left+right/2/2x30s,couch-stretch.left+right/2/2x30s,easy-walk/2/15min"


def began(key="d" * 32 + "-0", on="2026-03-06"):
    return {"key": key, "kind": "began", "on": on}


def shown(client):
    return [each for each in diaries.text(client.runner).splitlines() if "plan-issued" in each]


def test_beginning_a_session_keeps_the_plan_as_it_was_shown_once(client):
    assert send(client, began()).json()["kept"] == [began()["key"]]
    assert send(client, began()).json()["kept"] == [began()["key"]]
    assert send(client, began("e" * 32 + "-0")).json()["kept"]
    assert shown(client) == [SHOWN]


def test_looking_at_a_session_keeps_nothing(client):
    before = diaries.text(client.runner)
    for path in ("/", "/plan", TODAY, "/progress"):
        client.get(path)
    assert diaries.text(client.runner) == before


def test_without_a_word_that_it_began_the_first_exercise_keeps_the_plan(client):
    send(client, did(), did("b" * 32 + "-2", side="right"))
    assert shown(client) == [SHOWN]
    lines = diaries.text(client.runner).splitlines()
    assert lines.index(SHOWN) == len(lines) - 3


def test_what_stops_the_session_does_not_change_what_was_shown(client):
    send(client, did(during=7))
    send(client, did("b" * 32 + "-2", exercise="couch-stretch"))
    assert shown(client) == [SHOWN]


def test_told_without_the_timer_the_plan_is_kept_too(client):
    form(client, what="skipped", exercise="easy-walk")
    assert shown(client) == []
    form(client, what="did", exercise="easy-walk", minutes="15")
    form(client, what="did", exercise="easy-walk", minutes="15")
    assert shown(client) == [SHOWN]


def test_something_that_is_not_in_the_session_keeps_no_plan(client):
    send(client, did(exercise="side-plank"))
    assert shown(client) == []


def test_a_referred_runner_begins_nothing(client_of):
    client = client_of(REFERRED, on=DAY)
    send(client, began(), did())
    assert shown(client) == []


def test_a_runner_who_is_referred_later_sees_no_plan_of_an_earlier_day(client_of):
    told = f"{FIRST_WEEK}{SHOWN}\n2026-03-07 answered saddle-numbness yes\n"
    client = client_of(told, on=date(2026, 3, 7))
    for path in (TODAY, "/progress"):
        page = client.get(path).content.decode()
        assert "As it was shown" not in page
        assert "Pigeon stretch" not in page
        assert "under edition" not in page


def test_with_a_new_edition_yesterdays_page_reads_as_it_was(client, it_is, monkeypatch):
    send(client, began())
    tomorrow = date(2026, 3, 7)
    it_is(tomorrow)
    runners.forget_reviews()
    knowledge = replace(reviewer().knowledge, edition="2027.1")
    monkeypatch.setattr(runners, "_reviewer", lambda _language: Reviewer(knowledge))
    page = client.get(TODAY).content.decode()
    assert "As it was shown, under edition 2026.1" in page
    assert "Pigeon stretch: 2 × 30 s on each side (step 2)" in page
