"""What a runner may choose beside the plan: another exercise, another rung."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from tests.core.realistic import KNOWLEDGE, stories

from strideback.core.choosing import alternatives, rungs
from strideback.formats import diary_text

FIRST_WEEK = (Path(__file__).parents[2] / "examples/first-week.diary").read_text()
TODAY = date(2026, 3, 6)


def every_item(review):
    plan = review.plan
    return [(each, item) for each in (plan.sessions if plan else ()) for item in each.items]


def stand_ins(review):
    """Each item of the plan, and what may stand in for it."""
    for session, item in every_item(review):
        for other in alternatives(KNOWLEDGE, review, session, item):
            yield session, item, KNOWLEDGE.exercises[other.exercise], other


@pytest.fixture
def review_of(reviewer):
    def made(*lines, today=TODAY):
        read = diary_text.parse(FIRST_WEEK + "".join(f"{line}\n" for line in lines))
        assert not read.problems
        return reviewer.review(read.diary, today)

    return made


# --- laws -----------------------------------------------------------------------------------------


@given(stories())
def test_nothing_blocked_ever_stands_in(reviewer, story):
    review = reviewer.review(*story)
    for _, _, exercise, _ in stand_ins(review):
        assert not exercise.names & review.triage.blocks


@given(stories())
def test_nothing_that_rests_and_nothing_twice_stands_in(reviewer, story):
    review = reviewer.review(*story)
    for session, _, exercise, _ in stand_ins(review):
        at_rest = {part for part, until in review.course.resting.items() if session.on < until}
        assert not exercise.names & at_rest
        assert exercise.id not in {each.exercise for each in session.items}


@given(stories())
def test_massage_stands_in_for_massage_alone(reviewer, story):
    for _, item, exercise, _ in stand_ins(reviewer.review(*story)):
        if exercise.kind == "massage":
            assert KNOWLEDGE.exercises[item.exercise].kind == "massage"


@given(stories())
def test_no_muscle_has_other_strength_within_the_days_after_strength(reviewer, story):
    review = reviewer.review(*story)
    rest = timedelta(days=KNOWLEDGE.gates.strength_rest_days)
    for session, _, exercise, _ in stand_ins(review):
        if exercise.kind != "strength":
            continue
        for name, days in review.course.done.items():
            done = KNOWLEDGE.exercises.get(name)
            if done and done.kind == "strength" and set(done.targets) & set(exercise.targets):
                assert not any(session.on - rest <= each < session.on for each in days)


@given(stories())
def test_what_stands_in_fits_the_floor_and_what_is_at_hand(reviewer, story):
    review = reviewer.review(*story)
    told = review.preferences
    for _, _, exercise, other in stand_ins(review):
        assert told.floor or not exercise.floor
        if told.equipment is not None:
            assert set(exercise.needs) <= told.equipment
            assert not exercise.needs_any or told.equipment & set(exercise.needs_any)
            assert other.step == 0 or set(exercise.ladder[other.step].needs) <= told.equipment
        assert other.step <= exercise.start


@given(stories())
def test_a_rung_is_never_more_than_one_above_the_plan_and_a_lower_one_never_more(reviewer, story):
    review = reviewer.review(*story)
    held = "stage-progression" in review.triage.blocks
    for _, item in every_item(review):
        found = [each for each, _ in rungs(KNOWLEDGE, review, item)]
        assert found[item.step] == item
        assert len(found) <= item.step + 1 + (0 if held else KNOWLEDGE.gates.choose_rungs_up)
        for lower in found[: item.step]:
            assert lower.dose.sets <= item.dose.sets
            assert (lower.dose.minutes or 0) <= (item.dose.minutes or 0)


# --- and so ---------------------------------------------------------------------------------------


def test_something_stands_in_for_what_the_plan_has(review_of):
    assert list(stand_ins(review_of()))


def test_without_a_clearance_there_is_nothing_to_choose(review_of):
    cleared = review_of()
    referred = review_of("2026-03-06 answered saddle-numbness yes")
    session, item = every_item(cleared)[0]
    assert list(alternatives(KNOWLEDGE, referred, session, item)) == []
    assert list(rungs(KNOWLEDGE, referred, item)) == []


def test_what_was_done_today_does_not_stand_in_today(review_of):
    review = review_of()
    session, item, exercise, _ = next(
        each for each in stand_ins(review) if each[0].on == TODAY and each[2].kind != "massage"
    )
    side = ".left" if exercise.per_side else ""
    again = review_of(f"2026-03-06 did {exercise.id}{side}")
    found = {each.exercise for each in alternatives(KNOWLEDGE, again, session, item)}
    assert exercise.id not in found
