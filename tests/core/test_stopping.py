"""When a session is over for the day: pain that stops, or a sign; the core says so for every face."""

from datetime import date

import pytest
from hypothesis import given
from tests.core.realistic import KNOWLEDGE, START, clean_screen, stories

from strideback.core.diary import Diary, Did, PainLogged
from strideback.core.terms import Side

STOP = KNOWLEDGE.gates.stop_pain_from


def stopped(reviewer, on=START, today=START, **told):
    did = Did(on=on, exercise="pigeon-stretch", side=Side.LEFT, **told)
    diary = Diary((*clean_screen(START), PainLogged(on=START, now=3.0), did))
    return reviewer.review(diary, today)


@pytest.mark.parametrize(
    ("told", "is_over"),
    [
        ({"during": STOP}, True),
        ({"during": STOP - 1}, False),
        ({"before": 2.0, "after": STOP}, True),
        ({"before": STOP + 2, "after": STOP}, False),
        ({"before": STOP + 2, "during": STOP}, True),
        ({}, False),
        ({"signs": ("bruise",)}, True),
    ],
)
def test_pain_that_stops_or_a_sign_ends_the_session_of_the_day(reviewer, told, is_over):
    assert stopped(reviewer, **told).stopped is is_over


def test_it_is_said_in_words_to_a_runner_with_a_plan(reviewer):
    review = stopped(reviewer, during=STOP)
    assert review.plan is not None
    assert [each.id for each in review.advice].count("stop-for-today") == 1


def test_the_next_day_has_its_own_session(reviewer):
    assert not stopped(
        reviewer, during=STOP, today=date(START.year, START.month, START.day + 1)
    ).stopped


@given(stories())
def test_the_words_and_the_fact_never_part(reviewer, story):
    review = reviewer.review(*story)
    said = "stop-for-today" in {each.id for each in review.advice}
    assert said == (review.stopped and review.plan is not None)
