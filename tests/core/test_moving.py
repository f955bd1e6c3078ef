"""A session moved to another day: what the plan makes of it, and which moves it refuses."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.core.realistic import KNOWLEDGE, stories

from strideback.core.choosing import refused_move
from strideback.core.diary import Preferred
from strideback.core.plan import HORIZON_DAYS
from strideback.core.progress import preferences
from strideback.formats import diary_text

FIRST_WEEK = (Path(__file__).parents[2] / "examples/first-week.diary").read_text()
TODAY = date(2026, 3, 6)


def on(day):
    """A day of March 2026."""
    return date(2026, 3, day)


@pytest.fixture
def plan_with(reviewer):
    """`plan_with(lines, today)`: the sessions of the example's runner, by their day in March."""

    def made(*lines, today=TODAY):
        text = FIRST_WEEK + "".join(f"{line}\n" for line in lines)
        read = diary_text.parse(text)
        assert not read.problems
        plan = reviewer.review(read.diary, today).plan
        return {each.on.day: each for each in plan.sessions}

    return made


@pytest.fixture
def refused(reviewer):
    """`refused(planned, to, *lines)`: why a move is refused, in a word; None when it is not."""

    def asked(planned, to, *lines, today=TODAY):
        read = diary_text.parse(FIRST_WEEK + "".join(f"{line}\n" for line in lines))
        review = reviewer.review(read.diary, today)
        found = refused_move(KNOWLEDGE, review, planned, to)
        return found and found.why

    return asked


def names(session):
    return [item.exercise for item in session.items] if session else []


# --- what the plan makes of it --------------------------------------------------------------------


def test_a_session_comes_on_its_new_day_and_its_old_day_is_free(plan_with):
    before, after = plan_with(), plan_with("2026-03-06 preferred moved=2026-03-08>2026-03-10")
    assert "fire-hydrant" in names(before[8])
    assert 8 not in after
    assert after[10].moved_from == on(8)
    assert set(names(before[8])) <= set(names(after[10]))


def test_what_is_moved_does_not_come_on_a_day_between(plan_with):
    after = plan_with("2026-03-06 preferred moved=2026-03-08>2026-03-10")
    assert "fire-hydrant" not in names(after.get(9))


def test_the_days_after_keep_their_rest(plan_with):
    after = plan_with("2026-03-06 preferred moved=2026-03-08>2026-03-10")
    days = [day for day, each in after.items() if "fire-hydrant" in names(each)]
    assert days[0] == 10
    assert all(later - earlier >= 3 for earlier, later in pairwise(days))


def test_what_is_done_on_the_new_day_anyway_is_done_once(plan_with):
    after = plan_with("2026-03-06 preferred moved=2026-03-06>2026-03-07")
    assert names(after[7]).count("pigeon-stretch") == 1
    assert after[7].moved_from == on(6)


def test_a_later_move_of_the_same_day_replaces_the_earlier_one(plan_with):
    after = plan_with(
        "2026-03-06 preferred moved=2026-03-08>2026-03-10",
        "2026-03-06 preferred moved=2026-03-08>2026-03-09",
    )
    assert after[9].moved_from == on(8)
    assert after[10].moved_from is None


def test_back_to_the_first_day_makes_the_plan_as_it_was(plan_with):
    back = "2026-03-08>2026-03-10", "2026-03-08>2026-03-08"
    assert plan_with(*(f"2026-03-06 preferred moved={each}" for each in back)) == plan_with()


def test_a_session_may_come_on_a_weekday_that_is_no_usual_one(plan_with):
    days = "2026-03-06 preferred days=fri,sun"
    assert 10 not in plan_with(days)
    after = plan_with(days, "2026-03-06 preferred moved=2026-03-08>2026-03-10")
    assert after[10].moved_from == on(8)
    assert 8 not in after


def test_once_its_old_day_has_passed_it_still_waits_for_its_new_day(plan_with):
    moved = "2026-03-06 preferred moved=2026-03-06>2026-03-08"
    after = plan_with(moved, "2026-03-07 pain morning=3", today=on(7))
    assert after[8].moved_from == on(6)
    assert {"pigeon-stretch", "couch-stretch"} <= set(names(after[8]))


def test_a_day_away_wins_over_a_move_and_the_session_stays_where_it_was(plan_with):
    moved = "2026-03-06 preferred moved=2026-03-08>2026-03-10"
    after = plan_with(moved, "2026-03-06 preferred away=2026-03-10")
    assert after[8] == plan_with("2026-03-06 preferred away=2026-03-10")[8]
    assert 10 not in after


def test_being_away_on_the_old_day_later_on_leaves_the_move_as_it_is(plan_with):
    moved = "2026-03-06 preferred moved=2026-03-08>2026-03-10"
    after = plan_with(moved, "2026-03-06 preferred away=2026-03-08..2026-03-09")
    assert after[10].moved_from == on(8)
    assert "fire-hydrant" in names(after[10])


@pytest.mark.parametrize("move", ["2026-03-05>2026-03-08", "2026-03-08>2026-03-05"])
def test_a_day_that_had_passed_when_it_was_told_moves_nothing(plan_with, move):
    assert plan_with(f"2026-03-06 preferred moved={move}") == plan_with()


def test_a_day_without_a_session_has_none_to_move(plan_with):
    free = next(day for day in range(7, 20) if day not in plan_with())
    moved = f"2026-03-06 preferred moved=2026-03-{free:02}>2026-03-15"
    assert plan_with(moved)[15].moved_from is None


# --- what is refused ------------------------------------------------------------------------------


def test_a_good_move_is_not_refused(refused):
    assert refused(on(8), on(10)) is None


def test_it_can_always_be_moved_back(refused):
    moved = "2026-03-06 preferred moved=2026-03-08>2026-03-10"
    assert refused(on(8), on(8), moved) is None
    assert refused(on(8), on(9), moved) is None


@pytest.mark.parametrize(
    ("planned", "to", "why"),
    [
        (on(8), on(5), "past"),
        (on(5), on(8), "missed"),
        (on(8), on(8), "same"),
        (on(8), on(20), "far"),
        (on(14), on(16), "none"),
        (on(8), on(7), "stage"),
        (on(11), on(10), "often"),
    ],
)
def test_each_move_that_does_not_fit_is_refused_with_its_reason(refused, planned, to, why):
    assert refused(planned, to) == why


def test_not_onto_a_day_away(refused):
    assert refused(on(8), on(10), "2026-03-06 preferred away=2026-03-10") == "away"


def test_not_onto_a_day_that_holds_a_moved_session_already(refused):
    moved = "2026-03-06 preferred moved=2026-03-08>2026-03-10"
    assert refused(on(9), on(10), moved) == "taken"
    assert refused(on(10), on(12), moved) == "moved-here"


def test_what_was_begun_today_stays_on_today(refused):
    did = "2026-03-06 did pigeon-stretch.left sets=2 hold=30s"
    assert refused(TODAY, on(7), did) == "begun"
    assert refused(TODAY, on(7)) is None


def test_massage_keeps_its_rest_days(reviewer):
    text = "\n".join(FIRST_WEEK.partition("# --- three days of massage")[0].splitlines())
    for day in (2, 3, 4):
        text += f"\n2026-03-0{day} pain morning=5 now=5\n"
        text += f"2026-03-0{day} did massage-gluteus-medius.right 6min before=5 after=4"
    review = reviewer.review(diary_text.parse(text).diary, on(5))
    massage = [
        each for each in review.plan.sessions
        if any(name.startswith("massage") for name in names(each))
    ]  # fmt: skip
    for each in massage:
        found = refused_move(KNOWLEDGE, review, each.on, on(5))
        assert each.on == on(5) or found is not None


def test_no_minutes_are_passed_by(refused):
    few = "2026-03-06 preferred minutes=12"
    assert refused(on(8), on(10), few) in (None, "time")


# --- laws -----------------------------------------------------------------------------------------


def _moving(data, today):
    days = st.integers(0, HORIZON_DAYS - 1).map(lambda ahead: today + timedelta(days=ahead))
    return data.draw(st.tuples(days, days))


@given(stories(corrections=False), st.data())
def test_a_move_that_is_not_refused_comes_true(reviewer, story, data):
    diary, today = story
    before = reviewer.review(diary, today)
    if before.plan is None or not before.plan.sessions:
        return
    session = data.draw(st.sampled_from(before.plan.sessions))
    planned, to = session.on, _moving(data, today)[1]
    if planned == to or refused_move(KNOWLEDGE, before, planned, to) is not None:
        return
    after = reviewer.review(diary.plus(Preferred(on=today, moved=((planned, to),))), today)
    sessions = {each.on: each for each in after.plan.sessions}
    assert planned not in sessions
    assert sessions[to].moved_from == planned
    main = {i.exercise for i in session.items if i.role == "main"}
    assert main <= {i.exercise for i in sessions[to].items}


@given(stories(corrections=False), st.data())
def test_moved_back_is_as_if_it_had_never_been_moved(reviewer, story, data):
    diary, today = story
    before = reviewer.review(diary, today)
    planned, to = _moving(data, today)
    told = preferences([e for e in diary.events if e.on <= today])
    assume(planned not in told.moved)
    there, back = (Preferred(on=today, moved=((planned, each),)) for each in (to, planned))
    assert reviewer.review(diary.plus(there, back), today) == before


@given(stories(corrections=False), st.data())
def test_no_move_brings_a_blocked_part_or_a_session_on_a_day_away(reviewer, story, data):
    diary, today = story
    moves = tuple(_moving(data, today) for _ in range(3))
    review = reviewer.review(diary.plus(Preferred(on=today, moved=moves)), today)
    assume(review.plan is not None)
    told = preferences([e for e in diary.events if e.on <= today])
    for session in review.plan.sessions:
        assert not told.is_away(session.on)
        for item in session.items:
            assert not KNOWLEDGE.exercises[item.exercise].names & review.triage.blocks
