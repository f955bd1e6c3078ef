"""Folds over the diary: pain, flares, gaps, responses, preferences."""

import pytest
from tests.core.realistic import day

from strideback.core.diary import Answered, Did, Function, PainLogged, Preferred, Seen
from strideback.core.progress import fold, pain_days, preferences, responses
from strideback.core.terms import Side


def _pain(number, now=None, **told):
    return PainLogged(on=day(number), now=now, **told)


def _did(number, exercise="massage-gluteus-medius", side=Side.RIGHT, **told):
    return Did(on=day(number), exercise=exercise, side=side, **told)


@pytest.fixture
def progress(knowledge):
    def progress(*events, today):
        return fold(knowledge, sorted(events, key=lambda event: event.on), day(today))

    return progress


# --- pain ----------------------------------------------------------------------------------------


def test_pain_not_told_is_not_known(progress):
    found = progress(_did(0), today=3)
    assert (found.latest, found.baseline, found.fell_by) == (None, None, None)


def test_pain_at_rest_goes_before_the_morning_and_the_worst():
    (only,) = pain_days([_pain(0, 3.0, worst=8.0, morning=5.0)])
    assert (only.level, only.on_waking, only.worst) == (3.0, 5.0, 8.0)


def test_the_later_word_of_a_day_wins():
    (only,) = pain_days([_pain(0, 3.0), _pain(0, 6.0), _pain(0, worst=7.0)])
    assert (only.level, only.worst) == (6.0, 7.0)


def test_what_an_exercise_says_stands_in_for_the_day():
    (only,) = pain_days([_did(0, before=4.0, after=2.0)])
    assert only.level == 4.0


def test_pain_during_a_run_alone_is_no_reading_of_the_day():
    assert pain_days([_pain(0, during=7.0)]) == ()


def test_the_baseline_is_the_last_reading_up_to_the_start(progress):
    found = progress(_pain(0, 7.0), _pain(3, 6.0), _did(4), _pain(6, 3.0), today=6)
    assert found.baseline.level == 6.0
    assert (found.fell_by, found.fell_percent) == (3.0, 50.0)


def test_a_baseline_of_nothing_has_no_percentage(progress):
    assert progress(_pain(0, 0.0), _did(0), today=1).fell_percent is None


# --- flares and relapses -------------------------------------------------------------------------


def test_two_points_above_the_week_is_a_flare(progress):
    found = progress(_pain(0, 3.0), _pain(2, 3.0), _pain(4, 5.0), _pain(5, 3.0), today=6)
    (flare,) = found.flares
    assert (flare.start, flare.until, flare.reference) == (day(4), day(5), 3.0)
    assert flare.lasted_over_limit is None


def test_one_point_is_no_flare(progress):
    assert progress(_pain(0, 3.0), _pain(2, 4.0), today=3).flares == ()


def test_a_flare_that_is_still_up_after_48_hours(progress):
    found = progress(_pain(0, 3.0), _pain(4, 6.0), _pain(7, 6.0), today=7)
    assert found.flares[0].lasted_over_limit is not None
    assert found.flares[0].until is None


def test_a_flare_blames_what_left_the_pain_higher(progress):
    found = progress(
        _pain(0, 3.0),
        _did(3, "fire-hydrant", before=3.0, after=5.0),
        _did(3, "side-plank", before=3.0, after=3.0),
        _pain(4, 6.0),
        today=4,
    )
    assert found.flares[0].provoked_by == ("fire-hydrant",)


def test_a_flare_blames_everything_near_when_nothing_stands_out(progress):
    found = progress(
        _pain(0, 3.0), _did(3, "fire-hydrant"), _did(3, "side-plank"), _pain(4, 6.0), today=4
    )
    assert set(found.flares[0].provoked_by) == {"fire-hydrant", "side-plank"}


def test_a_rise_that_another_word_would_hide_is_a_flare(progress):
    found = progress(_pain(0, 4.0), _pain(2, 4.0), _pain(4, 4.0, morning=9.0), today=4)
    (flare,) = found.flares
    assert (flare.start, flare.until, flare.reference) == (day(4), None, 4.0)


def test_a_good_word_of_another_kind_ends_a_flare_only_after_two_days(progress):
    told = _pain(0, 4.0, morning=4.0), _pain(4, 4.0, morning=9.0), _pain(5, 4.0)
    assert progress(*told, today=5).flares[0].until is None
    assert progress(*told, _pain(6, 4.0), today=6).flares[0].until == day(6)
    again = progress(*told, _pain(6, 4.0, morning=9.0), today=6).flares
    assert [each.lasted_over_limit for each in again] == [day(6)]


def test_a_first_worst_is_the_like_of_the_next_one(progress):
    found = progress(_pain(0, 3.0), _pain(4, 3.0, worst=8.0), _pain(5, 3.0, worst=8.0), today=5)
    (flare,) = found.flares
    assert (flare.start, flare.until) == (day(4), day(5))


def test_what_an_exercise_says_beforehand_is_not_hidden(progress):
    found = progress(_pain(0, 3.0), _pain(4, 3.0), _did(4, before=8.0), today=4)
    assert [each.start for each in found.flares] == [day(4)]


def test_mornings_alone_are_not_compared_with_the_moment(progress):
    told = [_pain(number, 2.0, morning=5.0) for number in range(4)]
    assert progress(*told, _pain(4, morning=5.0), today=4).flares == ()


def test_a_relapse_in_the_mornings_is_a_relapse(progress):
    told = _pain(0, 1.0, morning=1.0), _pain(20, 1.0, morning=6.0)
    assert progress(*told, today=20).relapses == (day(20),)


def test_stiff_mornings_in_quiet_weeks_are_no_relapse(progress):
    told = [_pain(number, 1.0, morning=4.0) for number in range(0, 40, 2)]
    assert progress(*told, today=40).relapses == ()


def test_pain_after_two_quiet_weeks_is_a_relapse_and_a_new_start(progress):
    found = progress(
        _pain(0, 5.0), _did(0), _pain(5, 1.0), _pain(20, 1.0), _pain(21, 5.0), today=22
    )
    assert found.relapses == (day(21),)
    assert (found.episode_start, found.start, found.day) == (day(21), None, 1)
    assert found.baseline.level == 5.0


def test_pain_after_thirteen_quiet_days_is_no_relapse(progress):
    assert progress(_pain(0, 5.0), _pain(5, 1.0), _pain(18, 5.0), today=18).relapses == ()


def test_a_twinge_after_quiet_weeks_is_no_relapse(progress):
    assert progress(_pain(0, 1.0), _pain(20, 3.0), today=20).relapses == ()


# --- days and gaps -------------------------------------------------------------------------------


def test_days_count_from_one(progress):
    assert progress(_did(0), today=0).day == 1
    assert progress(_did(0), _did(3), today=4).day == 5


def test_seven_days_missed_is_no_gap_and_eight_is(progress):
    assert progress(_did(0), today=8).gaps == ()
    assert progress(_did(0), today=9).gaps == ((day(0), day(9)),)


def test_the_plan_waits_in_a_gap(progress):
    found = progress(_did(0), _did(1), _did(21), today=21)
    assert found.gaps == ((day(1), day(21)),)
    assert found.day == 3


def test_massage_days_are_those_with_massage(progress):
    found = progress(_did(0), _did(1, "fire-hydrant"), _did(2), today=2)
    assert found.massage_days == (day(0), day(2))
    assert found.done_days == (day(0), day(1), day(2))


# --- responses -----------------------------------------------------------------------------------


def test_a_response_is_kept_for_each_muscle_and_side(knowledge):
    found = responses(
        knowledge,
        [
            _did(0, before=5.0, after=3.0),
            _did(1, before=5.0, after=3.0),
            _did(2, before=4.0, after=4.0),
            _did(0, side=Side.LEFT, before=5.0, after=6.0),
        ],
    )
    right, left = sorted(found, key=lambda each: -each.times)
    assert (right.side, right.times, right.better) == (Side.RIGHT, 3, 2)
    assert right.mean_off == pytest.approx(4 / 3)
    assert left.mean_off == -1.0


def test_one_lucky_try_counts_for_less_than_three(knowledge):
    (once,) = responses(knowledge, [_did(0, before=5.0, after=2.0)])
    (thrice,) = responses(knowledge, [_did(n, before=5.0, after=2.0) for n in range(3)])
    assert once.mean_off == thrice.mean_off == 3.0
    assert once.points_off < thrice.points_off < 3.0
    assert once.uncertainty > thrice.uncertainty


def test_strength_and_half_told_tries_are_no_response(knowledge):
    tries = [
        _did(0, "fire-hydrant", before=5.0, after=3.0),
        _did(0, before=5.0),
        _did(0, after=2.0),
    ]
    assert responses(knowledge, tries) == ()


# --- the rest ------------------------------------------------------------------------------------


def test_beliefs_are_those_of_the_last_word(progress):
    def told(number, value):
        return Answered(on=day(number), question="poor-sleep", value=value)

    assert progress(told(0, "yes"), today=1).beliefs == ("poor-sleep",)
    assert progress(told(0, "yes"), told(1, "no"), today=1).beliefs == ()


def test_function_is_kept_by_measure(progress):
    found = progress(
        Function(on=day(0), measure="rmdq", value=9.0),
        Function(on=day(5), measure="rmdq", value=4.0),
        Function(on=day(5), measure="activity", value=6.0),
        today=5,
    )
    assert [each.value for each in found.function["rmdq"]] == [9.0, 4.0]


def test_a_visit_counts_from_its_day_on(progress):
    found = progress(Seen(on=day(3), flag="long-lasting", outcome="cleared"), today=5)
    assert found.seen_about(("long-lasting",), day(3))
    assert not found.seen_about(("long-lasting",), day(4))
    assert not found.seen_about(("two-red-runs",), day(0))


def test_what_was_said_last_about_each_preference_holds():
    wanted = preferences(
        [
            Preferred(on=day(0), days=(0, 3), minutes=20, floor=False),
            Preferred(on=day(1), minutes=15, equipment=("ball",)),
            Preferred(on=day(2), equipment=()),
        ]
    )
    assert wanted.days == {0, 3}
    assert (wanted.minutes, wanted.floor, wanted.equipment) == (15, False, frozenset())


def test_trips_add_up_and_no_weekday_is_no_choice():
    wanted = preferences(
        [
            Preferred(on=day(0), away=((day(2), day(4)),)),
            Preferred(on=day(0), days=(), away=((day(8), day(8)),)),
        ]
    )
    allowed = [number for number in range(10) if wanted.allows(day(number))]
    assert allowed == [0, 1, 5, 6, 7, 9]
