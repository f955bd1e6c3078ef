"""Flags through time: what is held, what a clinician lifts, and what has to be asked again."""

from datetime import timedelta

import pytest
from tests.core.realistic import clean_check_in, clean_screen, day

from strideback.core.diary import Answered, Corrected, Diary, Did, Drew, Mark, Noted, Seen
from strideback.core.terms import EVERYTHING, Level, Side
from strideback.core.triage import Circumstances, screen_diary


def _answer(number, question, value):
    return Answered(on=day(number), question=question, value=value)


def _seen(number, flag, outcome="cleared", *without):
    return Seen(on=day(number), flag=flag, outcome=outcome, without=without)


@pytest.fixture
def decide(reviewer):
    def decide(*events, as_told=None, **now):
        circumstances = Circumstances(observed=now.pop("observed", {}), **now)
        screened = screen_diary(reviewer.screen, as_told or events, events, circumstances)
        return screened.triage

    return decide


@pytest.fixture
def clean():
    return clean_screen(day(0))


def test_a_clean_screen_is_cleared(decide, clean):
    triage = decide(*clean)
    assert (triage.outcome, triage.level, triage.blocks) == ("cleared", Level.NONE, frozenset())


def test_an_empty_diary_asks_in_the_order_of_the_questions(decide, knowledge):
    asked = decide().ask
    order = [(knowledge.questions[each].order) for each in asked]
    assert order == sorted(order)
    assert asked[0] == "age"


def test_the_strictest_flag_comes_first(decide, clean):
    triage = decide(
        *clean,
        _answer(0, "knee-problem", "yes"),
        _answer(0, "fever", "yes"),
        _answer(0, "both-legs", "yes"),
    )
    assert triage.because == ("both-legs", "fever", "knee-problem")
    assert triage.level == Level.EMERGENCY


def test_a_passing_reason_passes_with_its_answer(decide, clean):
    knee = (_answer(0, "knee-problem", "yes"), _answer(1, "knee-problem", "no"))
    assert decide(*clean, *knee).because == ()


@pytest.mark.parametrize("question", ["both-legs", "fever", "night-pain"])
def test_a_reason_to_be_seen_stays(decide, clean, question):
    told = (_answer(0, question, "yes"), _answer(1, question, "no"))
    assert decide(*clean, *told).because == (question,)


def test_since_when_a_flag_is_raised_is_kept(reviewer, clean):
    events = (*clean, _answer(3, "night-pain", "yes"), _answer(5, "night-pain", "yes"))
    screened = screen_diary(reviewer.screen, events, events, Circumstances(observed={}))
    assert screened.raised_on == {"night-pain": day(3)}


def test_a_drawing_is_held_like_an_answer(decide, clean):
    calves = tuple(Mark(region="calf", side=side, intensity=4.0) for side in Side)
    drawn = Drew(on=day(0), view="back", marks=calves)
    rubbed_out = Drew(on=day(1), view="back")
    assert "both-legs" in decide(*clean, drawn, rubbed_out).because


def test_being_seen_closes_a_referral_and_starts_the_screen_again(decide, clean):
    triage = decide(*clean, _answer(0, "both-legs", "yes"), _seen(2, "both-legs"))
    assert triage.outcome == "ask"
    assert {"both-legs", "fever", "past-clot"} <= set(triage.ask)
    assert "age" not in triage.ask


def test_a_code_names_its_flag(decide, clean):
    triage = decide(*clean, _answer(0, "both-legs", "yes"), _seen(2, "E04"))
    assert triage.outcome == "ask"


@pytest.mark.parametrize("flag", ["fever", "knee-problem", "E03"])
def test_being_seen_about_something_else_closes_nothing(decide, clean, flag):
    triage = decide(*clean, _answer(0, "both-legs", "yes"), _seen(2, flag))
    assert triage.because == ("both-legs",)


def test_not_cleared_closes_nothing(decide, clean):
    triage = decide(*clean, _answer(0, "fever", "yes"), _seen(1, "all", "not-cleared"))
    assert triage.because == ("fever",)


def test_being_seen_about_a_flag_closes_what_refines_it(decide, clean):
    events = (
        *clean,
        _answer(0, "health-conditions", ("diabetes",)),
        _answer(0, "fever", "yes"),
    )
    assert decide(*events).because == ("fever", "fever-with-risk")
    assert decide(*events, _seen(1, "fever")).because == ()


def test_a_standing_reason_is_lifted_while_the_answer_stands(decide, clean):
    events = (*clean, _answer(0, "past-cancer", "yes"), _seen(1, "past-cancer"))
    triage = decide(*events)
    assert (triage.outcome, triage.because) == ("cleared", ())


def test_a_standing_reason_with_limits_keeps_its_blocks(decide, clean):
    events = (*clean, _answer(0, "past-cancer", "yes"))
    assert decide(*events, _seen(1, "past-cancer", "limits", "running")).blocks == {
        "massage",
        "running",
    }


@pytest.mark.parametrize("question", ["fever", "both-legs", "past-cancer", "past-surgery", None])
@pytest.mark.parametrize("without", [(), ("something-else",)])
def test_limits_that_name_no_part_close_the_plan(decide, clean, question, without):
    told = () if question is None else (_answer(0, question, "yes"),)
    about = question or "all"
    events = (*clean, *told, _seen(1, about, "limits", *without), *clean_screen(day(2)))
    triage = decide(*events)
    assert triage.outcome == "refer"
    assert "limits-not-named" in triage.because
    assert EVERYTHING in triage.blocks


@pytest.mark.parametrize("about", ["fever", "S01", "all", "limits-not-named", "clinician-limits"])
def test_limits_that_were_missing_may_be_named_later(decide, clean, about):
    events = (*clean, _answer(0, "fever", "yes"), _seen(1, "fever", "limits"))
    later = (*clean_screen(day(2)), _seen(2, about, "limits", "running", "stretch"))
    triage = decide(*events, *later)
    assert (triage.outcome, triage.because) == ("cleared", ("clinician-limits",))
    assert triage.blocks == {"running", "stretch"}


@pytest.mark.parametrize("about", ["fever", "S01", "all", "clinician-limits"])
def test_limits_hold_until_they_are_cleared(decide, clean, about):
    limits = _seen(1, "fever", "limits", "running")
    events = (*clean, _answer(0, "fever", "yes"), limits, *clean_screen(day(2)))
    assert decide(*events, _seen(3, about, "not-cleared")).blocks == {"running"}
    assert decide(*events, _seen(3, about)).blocks == frozenset()


@pytest.mark.parametrize("about", ["knee-problem", "both-legs", "limits-not-named"])
def test_limits_are_not_ended_by_a_clearance_of_something_else(decide, clean, about):
    events = (*clean, _answer(0, "fever", "yes"), _seen(1, "fever", "limits", "running"))
    assert decide(*events, *clean_screen(day(2)), _seen(3, about)).blocks == {"running"}


def test_limits_about_two_things_add_up_and_new_ones_about_one_replace_its_own(decide, clean):
    first = (_seen(1, "fever", "limits", "running"), _seen(1, "all", "limits", "massage"))
    assert decide(*clean, *first).blocks == {"running", "massage"}
    newer = (*first, _seen(2, "fever", "limits", "stretch"))
    assert decide(*clean, *newer).blocks == {"stretch", "massage"}
    assert decide(*clean, *newer, _seen(3, "clinician-limits", "limits", "walk")).blocks == {"walk"}


def test_limits_in_free_words_do_not_make_those_that_were_named_forgotten(decide, clean):
    events = (*clean, _seen(1, "fever", "limits", "running"), _seen(2, "fever", "limits"))
    assert decide(*events).blocks == {EVERYTHING, "running"}
    assert decide(*events, _seen(3, "limits-not-named")).blocks == {"running"}


def test_what_limits_name_takes_the_place_of_a_block_of_everything(decide, clean):
    events = (*clean, _answer(0, "past-surgery", "yes"))
    triage = decide(*events, _seen(1, "past-surgery", "limits", "end-range-twist"))
    assert (triage.outcome, triage.blocks) == ("cleared", {"end-range-twist"})
    assert decide(*events).blocks == {EVERYTHING}


def test_what_is_cleared_is_raised_again_after_a_no_and_a_new_yes(decide, clean):
    events = (
        *clean,
        _answer(0, "blood-thinners", "yes"),
        _answer(0, "after-massage-bleeding", "no"),
        _seen(1, "blood-thinners"),
        _answer(5, "blood-thinners", "no"),
        _answer(9, "blood-thinners", "yes"),
    )
    assert decide(*events).because == ("blood-thinners",)


def test_an_emergency_is_read_as_first_told(decide, clean):
    yes, no = _answer(0, "both-legs", "yes"), _answer(0, "both-legs", "no")
    correction = Corrected(on=day(1), number=1, replacement=no)
    triage = decide(*clean, no, as_told=(*clean, yes, correction))
    assert triage.because == ("both-legs",)


def test_a_milder_flag_is_read_as_corrected(decide, clean):
    yes, no = _answer(0, "night-pain", "yes"), _answer(0, "night-pain", "no")
    correction = Corrected(on=day(1), number=1, replacement=no)
    assert decide(*clean, no, as_told=(*clean, yes, correction)).outcome == "cleared"


def test_the_full_screen_goes_stale_from_a_day_on(decide, clean):
    assert decide(*clean, full_since=(day(3),)).outcome == "ask"
    assert decide(*clean, *clean_screen(day(3)), full_since=(day(3),)).outcome == "cleared"


def test_a_stale_screen_forgets_no_yes(decide, clean):
    triage = decide(*clean, _answer(0, "knee-problem", "yes"), full_since=(day(3),))
    assert triage.because == ("knee-problem",)
    assert "knee-problem" not in triage.ask


def test_a_due_check_in_asks_its_eight_questions(decide, clean):
    triage = decide(*clean, observed={"check-in-due": True}, check_in_since=day(7))
    assert triage.outcome == "ask"
    assert len(triage.ask) == 8
    assert all(question.startswith("check-") for question in triage.ask)


def test_a_check_in_from_before_does_not_count(decide, clean):
    due = {"observed": {"check-in-due": True}, "check_in_since": day(7)}
    assert decide(*clean, *clean_check_in(day(6)), **due).outcome == "ask"
    assert decide(*clean, *clean_check_in(day(7)), **due).outcome == "cleared"


def test_a_check_in_that_is_not_due_asks_nothing(decide, clean):
    assert decide(*clean, observed={"check-in-due": False}).outcome == "cleared"


@pytest.mark.parametrize("question", ["check-new-risk", "check-much-worse"])
def test_some_answers_of_the_check_in_open_the_full_screen(decide, clean, question):
    events = (*clean, *clean_check_in(day(7)), _answer(7, question, "yes"))
    triage = decide(*events, observed={"check-in-due": True}, check_in_since=day(7))
    assert {"saddle-numbness", "blood-thinners"} <= set(triage.ask)


def test_what_the_diary_shows_raises_its_flag(decide, clean):
    triage = decide(*clean, observed={"two-red-runs": True})
    assert (triage.level, triage.blocks) == (Level.SOON, {"running"})


def test_a_block_of_everything_refers_at_any_level(decide, clean):
    triage = decide(*clean, _answer(0, "acute-illness", "yes"))
    assert (triage.outcome, triage.level) == ("refer", Level.ADAPT)
    assert EVERYTHING in triage.blocks


def test_a_review_reads_the_diary_up_to_today_only(reviewer, clean):
    diary = Diary((*clean, _answer(2, "both-legs", "yes")))
    assert reviewer.review(diary, day(1)).triage.outcome == "cleared"
    assert reviewer.review(diary, day(1) + timedelta(days=1)).triage.outcome == "refer"


def test_a_correction_beside_what_the_diary_shows(reviewer, clean):
    diary = Diary(
        (
            *clean,
            _answer(0, "blood-thinners", "yes"),
            _answer(0, "after-massage-bleeding", "no"),
            Did(
                on=day(0), exercise="massage-gluteus-medius", side=Side.LEFT, before=2.0, after=8.0
            ),
            Noted(on=day(0), text="a slip"),
            Corrected(on=day(0), number=len(clean) + 4),
        )
    )
    assert reviewer.review(diary, day(0)).triage.because[0] == "bleeding-after-massage"
