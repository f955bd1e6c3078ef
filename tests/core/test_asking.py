"""What is asked next: the screen first, then what the ranking and the plan can use, each once."""

from datetime import timedelta

import pytest
from tests.core.realistic import CHECK_IN, clean_check_in, clean_screen, day

from strideback.core.asking import (
    PREFERENCES,
    asking,
    follow_ups,
    group_questions,
    inspected,
    none_fits,
    pain_open,
    preferences_open,
    pressing,
    screen_questions,
    stops,
    views_open,
)
from strideback.core.diary import (
    Answered,
    Corrected,
    Diary,
    Drew,
    Inspected,
    Mark,
    PainLogged,
    Preferred,
    Unread,
)
from strideback.core.terms import Side

GUIDE = {"gluteus-medius", "tensor-fasciae-latae", "quadratus-lumborum"}
RELAPSE = 40


def _answer(number, question, value):
    return Answered(on=day(number), question=question, value=value)


def _pressed(number, tender=4.0, side=Side.LEFT, muscle="gluteus-medius", **told):
    return Inspected(on=day(number), muscle=muscle, side=side, tender=tender, **told)


def _ids(found):
    return [each.id for each in found]


@pytest.fixture
def ask(reviewer):
    """What is known of these events on a day."""

    def ask(*events, on=0, reading=None):
        diary = Diary(tuple(events))
        return asking(reviewer, diary, reading or diary, day(on))

    return ask


@pytest.fixture
def clean():
    return clean_screen(day(0))


@pytest.fixture
def relapsed(clean):
    """Pain that went, and came back after weeks: a second episode."""
    quiet = [PainLogged(on=day(number), now=0.0) for number in range(5, RELAPSE - 3)]
    back = [PainLogged(on=day(number), now=6.0) for number in range(RELAPSE - 3, RELAPSE + 1)]
    return [*clean, PainLogged(on=day(0), now=6.0), *quiet, *back]


# --- what is known -------------------------------------------------------------------------------


def test_the_last_answer_counts_by_its_id_and_as_corrected(ask, knowledge):
    code, name = next((code, name) for code, name in knowledge.codes.items() if name == "fever")
    it = ask(
        _answer(0, "age", 43.0),
        _answer(0, code, "no"),
        Corrected(on=day(1), number=1, replacement=_answer(1, "age", 34.0)),
        on=1,
    )
    assert {n: e.value for n, e in it.last_answers().items()} == {"age": 34.0, name: "no"}


def test_a_line_that_does_not_fit_is_no_answer_but_keeps_its_number(ask):
    told = (_answer(0, "age", "old"), PainLogged(on=day(0), now=3.0))
    it = ask(*told, reading=Diary((Unread("answered age old", 1), told[1])))
    assert it.last_answers() == {}
    assert [number for number, _ in it.numbered(PainLogged)] == [2]


def test_events_have_their_numbers_the_newest_first_and_corrected(ask):
    it = ask(
        _pressed(0, 1.0),
        _pressed(0, 2.0, Side.RIGHT),
        Corrected(on=day(0), number=1, replacement=_pressed(0, 7.0)),
        _pressed(0, 3.0, muscle="quadratus-lumborum"),
    )
    assert [(n, e.tender) for n, e in it.numbered(Inspected)] == [(4, 3.0), (2, 2.0), (1, 7.0)]


def test_what_was_taken_back_and_what_comes_later_is_not_there(ask):
    it = ask(_pressed(0), Corrected(on=day(0), number=1, replacement=None), _pressed(3))
    assert list(it.numbered(Inspected)) == []


def test_a_relapse_starts_a_new_episode(ask, relapsed):
    it = ask(*relapsed, on=RELAPSE)
    assert it.review.progress.episode_start > day(0)
    assert not it.current(_pressed(0))
    assert it.current(_pressed(RELAPSE))


def test_without_an_episode_everything_counts(ask):
    assert ask().current(_pressed(-30))


# --- being seen first ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "value", "stopped"),
    [("fever", "yes", True), ("both-legs", "yes", True), ("age", 16.0, False)],
)
def test_only_what_is_urgent_stops_the_questions(ask, knowledge, clean, question, value, stopped):
    review = ask(*clean, _answer(0, question, value)).review
    assert review.triage.outcome == "refer"
    assert stops(knowledge, review) is stopped


def test_nothing_stops_a_runner_who_is_cleared_or_asked(ask, knowledge, clean):
    assert not stops(knowledge, ask(*clean).review)
    assert not stops(knowledge, ask().review)


# --- the screen ----------------------------------------------------------------------------------


def test_an_empty_diary_asks_for_consent_then_in_order(ask):
    asked = list(screen_questions(ask()))
    assert asked[0].id == "consent"
    assert asked[1].id == "age"
    assert [each.order for each in asked[1:]] == sorted(each.order for each in asked[1:])
    assert len(_ids(asked)) == len(set(_ids(asked)))


def test_a_clean_screen_asks_nothing(ask, clean):
    assert _ids(screen_questions(ask(*clean))) == []


@pytest.mark.parametrize("value", ["no", "not-sure"])
def test_without_consent_it_is_asked_again(ask, clean, value):
    assert _ids(screen_questions(ask(*clean, _answer(0, "consent", value)))) == ["consent"]


def test_one_open_question_is_asked_alone(ask):
    assert _ids(screen_questions(ask(*clean_screen(day(0), without=["fever"])))) == ["fever"]


def test_beside_a_referral_the_rest_stays_open(ask):
    events = [*clean_screen(day(0), without=["flank-urine"]), _answer(0, "fever", "yes")]
    assert _ids(screen_questions(ask(*events))) == ["flank-urine"]


def test_a_check_in_that_is_due_is_asked_whole_even_after_a_yes(ask, clean):
    told = [*clean, PainLogged(on=day(0), now=3.0)]
    names = sorted(each.id for each in CHECK_IN)
    assert sorted(_ids(screen_questions(ask(*told, on=7)))) == names
    found = _answer(7, "check-new-risk", "yes")
    after = _ids(screen_questions(ask(*told, found, on=7)))
    assert set(names) - {"check-new-risk"} <= set(after)
    assert "check-new-risk" not in after


def test_a_check_in_that_was_answered_is_not_due(ask, clean):
    told = [*clean, PainLogged(on=day(0), now=3.0), *clean_check_in(day(7))]
    assert _ids(screen_questions(ask(*told, on=7))) == []


def test_a_follow_up_is_asked_until_it_is_answered_after_its_question(ask, clean):
    numb = _answer(0, "numb-skin", "yes")
    where = _answer(0, "numb-skin-where", ())
    assert _ids(follow_ups(ask(*clean))) == []
    assert _ids(follow_ups(ask(*clean, numb))) == ["numb-skin-where"]
    assert _ids(follow_ups(ask(*clean, numb, where))) == []
    again = _answer(2, "numb-skin", "yes")
    assert _ids(follow_ups(ask(*clean, numb, where, again, on=2))) == ["numb-skin-where"]


# --- what the ranking and the plan can use -------------------------------------------------------


def test_the_questions_of_a_group_are_asked_once(ask, knowledge, clean):
    names = _ids(group_questions(ask(*clean), ["pain-pattern"]))
    assert names
    assert {knowledge.questions[each].group for each in names} == {"pain-pattern"}
    answered = _answer(0, names[0], ())
    assert _ids(group_questions(ask(*clean, answered), ["pain-pattern"])) == names[1:]


def test_groups_come_in_the_order_given_without_the_screen_and_consent(ask, knowledge):
    found = list(group_questions(ask(), ["runner", "about-you"]))
    groups = [each.group for each in found]
    assert groups == sorted(groups, key=["runner", "about-you"].index)
    assert not any(each.screen or each.id in {"consent", "none-fits"} for each in found)
    assert knowledge.questions["consent"].group == "about-you"


def test_a_new_episode_asks_again_what_does_not_last(ask, knowledge, relapsed):
    groups = ["pain-pattern", "belief", "runner"]
    names = _ids(group_questions(ask(*relapsed), groups))
    events = [*(_answer(0, name, "no") for name in names), *relapsed]
    lasting = {name for name in names if knowledge.questions[name].lasting}
    assert _ids(group_questions(ask(*events), groups)) == []
    assert set(_ids(group_questions(ask(*events, on=RELAPSE), groups))) == set(names) - lasting


def test_whether_none_fits_is_asked_once_something_was_pressed(ask, clean):
    assert _ids(none_fits(ask(*clean))) == []
    assert _ids(none_fits(ask(*clean, _pressed(0)))) == ["none-fits"]
    assert _ids(none_fits(ask(*clean, _pressed(0), _answer(0, "none-fits", "no")))) == []


def test_whether_none_fits_is_not_asked_after_one_was_said_to_be_that_pain(ask, clean):
    this = _pressed(0, familiar=True)
    other = _pressed(0, side=Side.RIGHT, familiar=False)
    assert _ids(none_fits(ask(*clean, this, other))) == []
    taken_back = _pressed(0, familiar=False)
    assert _ids(none_fits(ask(*clean, this, other, taken_back))) == ["none-fits"]


def test_pain_is_asked_where_nobody_told_it(ask, clean):
    assert list(pain_open(ask(*clean))) == ["now", "worst"]
    assert list(pain_open(ask(*clean, PainLogged(on=day(0), now=0.0)))) == ["worst"]
    assert list(pain_open(ask(*clean, PainLogged(on=day(0), now=0.0, worst=2.0)))) == []
    assert list(pain_open(ask(*clean, PainLogged(on=day(0), morning=1.0)))) == ["now", "worst"]


def test_each_view_is_drawn_once_in_an_episode(ask, relapsed):
    marks = (Mark(region="flank", side=Side.RIGHT, intensity=5.0),)
    back, front = Drew(on=day(0), view="back", marks=marks), Drew(on=day(0), view="front")
    assert list(views_open(ask(*relapsed))) == ["back", "front"]
    assert list(views_open(ask(back, *relapsed))) == ["front"]
    assert list(views_open(ask(back, front, *relapsed))) == []
    assert list(views_open(ask(back, front, *relapsed, on=RELAPSE))) == ["back", "front"]


def test_the_guides_muscles_are_pressed_in_order_on_a_clear_screen_only(ask, clean):
    muscles = pressing(ask(*clean))
    assert set(_ids(muscles)) == GUIDE
    assert [each.order for each in muscles] == sorted(each.order for each in muscles)
    assert pressing(ask()) == ()
    assert pressing(ask(*clean, _answer(0, "fever", "yes"))) == ()


def test_nobody_presses_where_massage_is_left_out(ask, clean):
    it = ask(*clean, _answer(0, "blood-thinners", "yes"), _answer(0, "after-massage-bleeding", ()))
    assert "massage" in it.review.triage.blocks
    assert pressing(it) == ()


def test_a_muscle_that_was_pressed_is_found_with_its_number(ask, knowledge, relapsed):
    code = next(code for code, name in knowledge.codes.items() if name == "gluteus-medius")
    first, second = _pressed(0, 2.0), _pressed(0, 6.0, muscle=code)
    it = ask(first, second, *relapsed)
    assert inspected(it, "gluteus-medius", Side.LEFT) == (2, second)
    assert inspected(it, "gluteus-medius", Side.RIGHT) is None
    assert inspected(it, "quadratus-lumborum", Side.LEFT) is None
    later = ask(first, second, *relapsed, on=RELAPSE)
    assert inspected(later, "gluteus-medius", Side.LEFT) is None


def test_preferences_are_asked_once_in_a_lifetime(ask, relapsed):
    days = Preferred(on=day(0) - timedelta(days=300), days=(0, 2), equipment=())
    assert tuple(preferences_open(ask(*relapsed))) == PREFERENCES
    assert list(preferences_open(ask(days, *relapsed, on=RELAPSE))) == ["minutes", "floor"]
