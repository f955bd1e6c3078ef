"""The plan's page: the weeks, what was done in them, and what fits the runner's life."""

from datetime import date
from pathlib import Path

import pytest

from strideback.store import diaries
from strideback.web.calendar_weeks import weeks
from strideback.web.runners import seen_by

DAY = date(2026, 3, 6)
FIRST_WEEK = (Path(__file__).parents[2] / "examples/first-week.diary").read_text()
REFERRED = FIRST_WEEK.replace("saddle-numbness no", "saddle-numbness yes")


@pytest.fixture
def client(client_of):
    return client_of(FIRST_WEEK, on=DAY)


def days(client, on=DAY):
    client.runner.refresh_from_db()
    return {each.on.day: each for week in weeks(seen_by(client.runner, on)) for each in week.days}


def post(client, path, **told):
    client.runner.refresh_from_db()
    return client.post(path, {"after": client.runner.last, **told})


def test_each_day_says_what_was_done_left_out_missed_and_planned(client):
    found = days(client)
    assert [found[day].state for day in (2, 3, 4, 5, 6, 7, 14)] == ["done", "done", "done", "missed", "planned", "planned", "rest"]  # fmt: skip
    assert found[3].left_out[0].exercise == "massage-tensor-fasciae-latae"
    assert found[6].is_today


def test_the_weeks_begin_on_monday_and_reach_as_far_as_the_plan(client):
    found = weeks(seen_by(client.runner, DAY))
    assert all(week.starts.weekday() == 0 for week in found)
    assert found[0].ago == 1
    assert found[-1].days[-1].on == date(2026, 3, 19)


def test_a_day_before_the_plan_began_was_not_missed(client):
    page = client.get("/plan").content.decode()
    assert days(client)[1].state == "rest"
    assert page.count("missed") >= 1


def test_the_gates_ahead_are_told_in_words(client):
    assert "from stretching to strength" in client.get("/plan").content.decode()


def test_a_referred_runner_gets_no_plan(client_of):
    page = client_of(REFERRED, on=DAY).get("/plan").content.decode()
    assert "Pigeon stretch" not in page
    assert "daylist" not in page
    assert "referral" in page


def test_a_runner_with_open_questions_gets_no_plan(client_of):
    page = client_of("2026-03-06 answered consent yes", on=DAY).get("/plan").content.decode()
    assert "daylist" not in page


def test_wishes_are_kept_and_change_the_plan(client):
    told = {"days": ["0", "2", "4"], "minutes": "20", "equipment": ["ball"], "floor": "no"}
    assert post(client, "/plan/preferences", **told).status_code == 303
    assert diaries.text(client.runner).splitlines()[-1] == (
        "2026-03-06 preferred days=mon,wed,fri minutes=20 equipment=ball floor=no"
    )
    assert days(client)[7].state == "rest"


@pytest.mark.parametrize(
    "told",
    [
        {"days": [], "floor": "yes"},
        {"days": ["9"], "floor": "yes"},
        {"days": ["0"], "floor": "yes", "minutes": "900"},
        {"days": ["0"], "floor": "yes", "minutes": "a few"},
        {"days": ["0"], "floor": "yes", "equipment": ["hammer"]},
    ],
)
def test_a_wish_that_makes_no_sense_is_asked_again(client, told):
    before = diaries.text(client.runner)
    assert post(client, "/plan/preferences", **told).status_code == 422
    assert diaries.text(client.runner) == before


def test_a_day_that_does_not_suit_is_kept_free_and_the_plan_goes_on_around_it(client):
    assert post(client, "/plan/away", first="2026-03-08").status_code == 303
    found = days(client)
    assert found[8].state == "away"
    assert found[8].kept_free
    assert "fire-hydrant" in {each.exercise for each in found[9].session.items}


def test_a_day_kept_free_can_be_taken_back(client):
    post(client, "/plan/away", first="2026-03-08")
    post(client, "/plan/away", first="2026-03-20", last="2026-03-25")
    assert post(client, "/plan/home", first="2026-03-08", last="2026-03-08").status_code == 303
    assert days(client)[8].state == "planned"
    assert diaries.text(client.runner).splitlines()[-1].endswith("removed")
    assert post(client, "/plan/home", first="2026-03-08", last="2026-03-08").status_code == 404


def test_only_the_day_taken_back_goes_from_what_was_said_in_one_breath(client_of):
    both = f"{FIRST_WEEK}2026-03-06 preferred minutes=30 away=2026-03-08,2026-03-20..2026-03-25\n"
    client = client_of(both, on=DAY)
    post(client, "/plan/home", first="2026-03-08", last="2026-03-08")
    last = diaries.text(client.runner).splitlines()[-1]
    assert last.endswith("preferred minutes=30 away=2026-03-20..2026-03-25")
    assert days(client)[8].state == "planned"


@pytest.mark.parametrize(
    "told", [{}, {"first": "soon"}, {"first": "2026-03-09", "last": "2026-03-08"}]
)
def test_days_away_that_are_none_are_asked_again(client, told):
    assert post(client, "/plan/away", **told).status_code == 422


def test_today_can_be_left_out_whole_with_a_reason(client):
    post(client, "/plan/skip", reason="a cold")
    assert diaries.text(client.runner).splitlines()[-1] == '2026-03-06 skipped session "a cold"'
    assert days(client)[6].state == "skipped"


def test_a_wish_on_an_old_page_changes_nothing(client):
    answer = client.post("/plan/away", {"after": client.runner.last - 1, "first": "2026-03-08"})
    assert answer.status_code == 409
    assert "2026-03-08" not in diaries.text(client.runner)
