"""The session's page, and telling what was done: once, for this runner, whatever was told meanwhile."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client

from strideback.store import diaries
from strideback.web.offline import mark_of
from strideback.web.runners import reviewer, seen_by
from strideback.web.swaps import Choices

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


def test_pain_of_seven_changes_the_plan_of_the_next_day(client):
    send(client, did(during=7, after=6))
    client.runner.refresh_from_db()
    tomorrow = seen_by(client.runner, date(2026, 3, 7)).review.plan.sessions[0]
    assert tomorrow.on != date(2026, 3, 7) or "pigeon-stretch" not in [
        each.exercise for each in tomorrow.items
    ]


def test_a_sign_asks_for_the_check_in_before_there_is_a_plan_again(client):
    send(client, did(signs=["tingling"]))
    page = client.get(TODAY).content.decode()
    assert "session-data" not in page


def test_after_pain_of_six_today_cannot_be_started_again(client):
    send(client, did(during=6))
    page = client.get(TODAY).content.decode()
    assert "session-data" not in page
    assert "You stopped today" in page


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


# --- what may stand in ----------------------------------------------------------------------------


@pytest.mark.parametrize("block", ["knee-problem", "recent-fracture-or-surgery", "heart-or-pressure", "skin-problem", "blood-thinners", "shoulder-pain", "lateral-hip-pain"])  # fmt: skip
@pytest.mark.parametrize("day", [3, 6, 8])
def test_nothing_blocked_ever_stands_in_and_nothing_blocked_is_on_a_rung(client_of, block, day):
    on = date(2026, 3, day)
    client = client_of(FIRST_WEEK.replace(f"answered {block} no", f"answered {block} yes"), on=on)
    seen, knowledge = seen_by(client.runner, on), reviewer().knowledge
    for item, session in _items(seen):
        for other in Choices(seen, knowledge).instead_of(session, item):
            assert not knowledge.exercises[other.exercise].names & seen.review.triage.blocks


def _items(seen):
    plan = seen.review.plan
    return [(item, each) for each in (plan.sessions if plan else ()) for item in each.items]


def test_what_stands_in_fits_the_floor_and_what_is_at_hand(client_of):
    client = client_of(f"{FIRST_WEEK}2026-03-06 preferred floor=no equipment=none\n", on=DAY)
    seen, knowledge = seen_by(client.runner, DAY), reviewer().knowledge
    assert _items(seen)
    for item, session in _items(seen):
        for other in Choices(seen, knowledge).instead_of(session, item):
            exercise = knowledge.exercises[other.exercise]
            assert not exercise.floor
            assert not (exercise.needs + exercise.needs_any)


def test_massage_never_stands_in_for_anything_else(client):
    seen, knowledge = seen_by(client.runner, DAY), reviewer().knowledge
    for item, session in _items(seen):
        if knowledge.exercises[item.exercise].kind != "massage":
            instead = Choices(seen, knowledge).instead_of(session, item)
            assert "massage" not in {knowledge.exercises[each.exercise].kind for each in instead}


def test_a_lower_rung_is_never_more_than_the_plan_and_a_higher_one_at_most_one_above(client_of):
    client = client_of(f"{FIRST_WEEK}2026-03-06 preferred minutes=5\n", on=DAY)
    seen, knowledge = seen_by(client.runner, DAY), reviewer().knowledge
    for item, _ in _items(seen):
        assert Choices(seen, knowledge).highest(item) <= item.step + 1
        for lower, _at_hand in list(Choices(seen, knowledge).rungs(item))[: item.step]:
            assert lower.dose.sets <= item.dose.sets
            assert (lower.dose.minutes or 0) <= (item.dose.minutes or 0)
