"""The plan's page: the weeks, what was done in them, and what fits the runner's life."""

from datetime import date
from pathlib import Path

import pytest
from tests.web.pages import post

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


def test_a_referred_runner_is_offered_no_days_and_no_tools(client_of):
    page = client_of(REFERRED, on=DAY).get("/plan").content.decode()
    assert "What fits your life" not in page
    assert "Days away" not in page


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


# --- moving a session -----------------------------------------------------------------------------


def test_a_session_can_be_moved_to_another_day_and_says_where_it_came_from(client):
    answer = post(client, "/plan/move", planned="2026-03-08", to="2026-03-10")
    assert answer.status_code == 303
    assert diaries.text(client.runner).splitlines()[-1] == (
        "2026-03-06 preferred moved=2026-03-08>2026-03-10"
    )
    found = days(client)
    assert found[8].state == "moved"
    assert found[8].moved_to == date(2026, 3, 10)
    assert found[10].session.moved_from == date(2026, 3, 8)
    page = client.get("/plan").content.decode()
    assert "Moved from Sunday 8 March" in page
    assert "Moved to Tuesday 10 March" in page


def test_on_its_new_day_it_says_where_it_came_from(client, it_is):
    post(client, "/plan/move", planned="2026-03-06", to="2026-03-07")
    it_is(date(2026, 3, 7))
    for path in ("/", "/session/2026-03-07"):
        assert "Moved from Friday 6 March" in client.get(path).content.decode()


def test_a_moved_session_can_be_moved_on_and_back(client):
    before = days(client)
    post(client, "/plan/move", planned="2026-03-08", to="2026-03-10")
    post(client, "/plan/move", planned="2026-03-08", to="2026-03-09")
    assert days(client)[9].session.moved_from == date(2026, 3, 8)
    assert 'Move it back<span class="sr">: Sunday 8 March' in client.get("/plan").content.decode()
    assert post(client, "/plan/move", planned="2026-03-08", to="2026-03-08").status_code == 303
    assert days(client) == before


def test_todays_session_can_be_moved_and_nobody_says_that_it_was_missed(client):
    assert post(client, "/plan/move", planned="2026-03-06", to="2026-03-08").status_code == 303
    assert days(client)[6].state == "moved"
    assert "Nothing to do today" in client.get("/").content.decode()
    assert days(client, on=date(2026, 3, 9))[6].state == "moved"


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"planned": "2026-03-08", "to": "2026-03-07"}, "choose a later day"),
        ({"planned": "2026-03-08", "to": "2026-03-05"}, "has passed"),
        ({"planned": "2026-03-08", "to": "2026-03-30"}, "too far ahead"),
        ({"planned": "2026-03-08", "to": "soon"}, "Choose a day to move it to"),
        ({"planned": "2026-03-08"}, "Choose a day to move it to"),
        ({"planned": "2026-03-05", "to": "2026-03-08"}, "not caught up"),
        ({"to": "2026-03-08"}, "Choose a session of your plan"),
    ],
)
def test_a_move_that_the_plan_cannot_have_is_refused_with_the_reason(client, told, says):
    before = diaries.text(client.runner)
    answer = post(client, "/plan/move", **told)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert diaries.text(client.runner) == before


def test_a_referred_runner_moves_nothing(client_of):
    client = client_of(REFERRED, on=DAY)
    before = diaries.text(client.runner)
    assert post(client, "/plan/move", planned="2026-03-08", to="2026-03-10").status_code == 422
    assert diaries.text(client.runner) == before
