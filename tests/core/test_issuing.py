"""The plan as it was shown is kept in the diary, and a later edition never rewrites it (law 8)."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from tests.core.realistic import KNOWLEDGE, stories

from strideback.core.diary import Did, PlanIssued
from strideback.core.issuing import issued_at_start, issued_with
from strideback.core.plan import Shown, read_shown, shown_words
from strideback.core.review import Reviewer
from strideback.core.terms import Side
from strideback.formats import diary_text
from strideback.formats.shown_words import shown_items

FIRST_WEEK = diary_text.parse(
    (Path(__file__).parents[2] / "examples/first-week.diary").read_text()
).diary
TODAY = date(2026, 3, 6)
PIGEON = Did(on=TODAY, exercise="pigeon-stretch", side=Side.LEFT, sets=2, hold_s=30.0)


@pytest.fixture
def review(reviewer):
    return reviewer.review(FIRST_WEEK, TODAY)


def test_the_plan_is_kept_with_its_edition_its_stage_and_what_to_do(review):
    assert issued_at_start(review) == PlanIssued(
        on=TODAY,
        programme="guide",
        stage="stretch",
        edition=KNOWLEDGE.edition,
        items=(
            "pigeon-stretch.left+right/2/2x30s",
            "couch-stretch.left+right/2/2x30s",
            "easy-walk/2/15min",
        ),
    )


def test_the_same_plan_is_kept_once_a_day(reviewer, review):
    kept = FIRST_WEEK.plus(issued_at_start(review))
    assert issued_at_start(reviewer.review(kept, TODAY)) is None
    assert issued_at_start(reviewer.review(kept, date(2026, 3, 7))) is not None


def test_another_edition_on_the_same_day_is_kept_beside_it(review):
    kept = FIRST_WEEK.plus(issued_at_start(review))
    later = Reviewer(replace(KNOWLEDGE, edition="2027.1"))
    assert issued_at_start(later.review(kept, TODAY)).edition == "2027.1"


def test_it_is_kept_with_the_first_exercise_of_the_session_alone(reviewer, review):
    assert issued_with(review, [PIGEON]) == issued_at_start(review)
    assert issued_with(review, [replace(PIGEON, exercise="side-plank")]) is None
    assert issued_with(review, [replace(PIGEON, on=date(2026, 3, 5))]) is None
    told = reviewer.review(FIRST_WEEK.plus(issued_at_start(review), PIGEON), TODAY)
    assert issued_with(told, [PIGEON]) is None


def test_a_day_without_a_session_keeps_none(reviewer):
    rest = diary_text.parse("2026-03-06 preferred days=mon\n").diary
    review = reviewer.review(FIRST_WEEK.plus(*rest.entries), TODAY)
    assert issued_at_start(review) is None


def test_with_a_new_edition_yesterdays_plan_reads_as_it_was(reviewer, review):
    kept = FIRST_WEEK.plus(issued_at_start(review), PIGEON)
    tomorrow = date(2026, 3, 7)
    before = reviewer.review(kept, tomorrow).progress.shown_on(TODAY)
    pigeon = KNOWLEDGE.exercises["pigeon-stretch"]
    longer = replace(pigeon.dose, sets=4, hold_s=60)
    rungs = tuple(replace(each, dose=longer) for each in pigeon.ladder)
    new = replace(pigeon, dose=longer, ladder=rungs)
    exercises = {**KNOWLEDGE.exercises, "pigeon-stretch": new}
    changed = replace(KNOWLEDGE, edition="2027.1", exercises=exercises)
    after = Reviewer(changed).review(kept, tomorrow)
    shown = after.progress.shown_on(TODAY)
    assert shown == before
    assert shown.edition == KNOWLEDGE.edition
    assert next(shown_items(changed, shown)) == "Pigeon stretch: 2 × 30 s on each side (step 2)"
    today = next(each for each in after.plan.sessions if each.on == tomorrow)
    assert "4x60s" in shown_words(today)[0]


def test_a_word_of_another_form_is_said_as_it_is():
    assert list(read_shown(("easy-walk", "pigeon-stretch.right/2/2x30s"))) == [
        "easy-walk",
        Shown(exercise="pigeon-stretch", sides=(Side.RIGHT,), rung=2, amount="2x30s"),
    ]
    old = PlanIssued(
        on=TODAY, programme="guide", stage="stretch", edition="x", items=("easy-walk",)
    )
    assert list(shown_items(KNOWLEDGE, old)) == ["easy-walk"]


@given(stories())
def test_every_plan_can_be_kept_and_read_and_keeping_it_changes_no_session(reviewer, story):
    diary, today = story
    review = reviewer.review(diary, today)
    event = issued_at_start(review)
    if event is None:
        return
    session = next(each for each in review.plan.sessions if each.on == today)
    shown = list(read_shown(event.items))
    assert [each.exercise for each in shown] == [each.exercise for each in session.items]
    assert [each.sides for each in shown] == [each.sides for each in session.items]
    assert diary_text.parse(diary_text.format_event(event)).diary.events == (event,)
    after = reviewer.review(diary.plus(event), today)
    if after.plan is not None:
        assert next(s for s in after.plan.sessions if s.on == today).items == session.items
