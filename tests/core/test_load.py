"""The traffic light of a run, the longest run, two reds, and the way back to full running."""

import pytest
from tests.core.realistic import clean_check_in, clean_screen, day

from strideback.core.diary import Diary, PainLogged, Ran
from strideback.core.diary import Tested as _Tested
from strideback.core.load import PainAround, longest_before, rated_runs, two_reds
from strideback.core.review import Reviewer
from strideback.core.terms import Side

QUIET = PainAround(on_waking={}, level_before=lambda _on: None)


def _ran(number, km=5.0, pain=1.0, **told):
    return Ran(on=day(number), distance_m=None if km is None else km * 1000, pain=pain, **told)


@pytest.fixture
def rules(knowledge):
    return knowledge.running


def _light(knowledge, run, pain=QUIET):
    (rated,) = rated_runs(knowledge, [run], pain)
    return rated.light


# --- the light -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pain", "light"),
    [(0.0, "green"), (3.0, "green"), (4.0, "amber"), (5.0, "amber"), (6.0, "red"), (10.0, "red")],
)
def test_pain_on_the_run_gives_the_light(knowledge, pain, light):
    assert _light(knowledge, _ran(0, pain=pain)) == light


@pytest.mark.parametrize("sign", ["limp", "sharp", "leg-symptoms", "night-pain"])
def test_a_stop_sign_is_red_at_any_pain(knowledge, sign):
    assert _light(knowledge, _ran(0, pain=0.0, signs=(sign,))) == "red"


def test_rising_pain_is_amber(knowledge):
    assert _light(knowledge, _ran(0, pain=1.0, signs=("rising",))) == "amber"


def test_pain_not_told_is_not_green(knowledge):
    assert _light(knowledge, _ran(0, pain=None)) == "unknown"


@pytest.mark.parametrize(
    ("mornings", "light"),
    [
        ({1: 2.0}, "green"),
        ({1: 3.0}, "amber"),
        ({1: 3.0, 2: 2.0}, "amber"),
        ({1: 3.0, 2: 3.0}, "red"),
        ({2: 3.0}, "red"),
    ],
)
def test_the_mornings_after_change_the_light(knowledge, mornings, light):
    pain = PainAround(
        on_waking={day(number): level for number, level in mornings.items()},
        level_before=lambda _on: 2.0,
    )
    assert _light(knowledge, _ran(0, pain=1.0), pain) == light


def test_a_walk_and_a_ride_are_no_runs(knowledge):
    events = [_ran(0, kind="walk"), _ran(0, kind="ride"), _ran(0, kind="trail")]
    assert [rated.run.kind for rated in rated_runs(knowledge, events, QUIET)] == ["trail"]


# --- the longest run -----------------------------------------------------------------------------


def test_the_longest_of_thirty_days(rules):
    runs = [_ran(0, 21.0), _ran(1, 12.0), _ran(20, 8.0)]
    assert longest_before(rules, runs, day(30)) == 21_000.0
    assert longest_before(rules, runs, day(31)) == 12_000.0
    assert longest_before(rules, runs, day(60)) is None


def test_a_run_without_a_distance_is_no_longest(rules):
    assert longest_before(rules, [_ran(0, None)], day(1)) is None


def test_a_spike_compares_with_the_runs_before(knowledge):
    rated = rated_runs(knowledge, [_ran(0, 10.0), _ran(3, 14.0), _ran(6, 7.0)], QUIET)
    assert [each.spike for each in rated] == [None, 1.4, 0.5]


# --- two reds ------------------------------------------------------------------------------------


def test_two_reds_within_a_week(knowledge, rules):
    rated = rated_runs(knowledge, [_ran(0, pain=7.0), _ran(6, pain=7.0)], QUIET)
    assert two_reds(rules, rated, None) == day(6)
    assert two_reds(rules, rated, day(3)) is None
    assert two_reds(rules, rated, day(6)) is None


def test_two_reds_far_apart_and_a_red_with_an_amber(knowledge, rules):
    far = rated_runs(knowledge, [_ran(0, pain=7.0), _ran(9, pain=7.0)], QUIET)
    mixed = rated_runs(knowledge, [_ran(0, pain=7.0), _ran(2, pain=5.0)], QUIET)
    assert two_reds(rules, far, None) is None
    assert two_reds(rules, mixed, None) is None


# --- what is allowed next ------------------------------------------------------------------------


def _load(reviewer: Reviewer, today, *events):
    screen = (*clean_screen(day(today)), *clean_check_in(day(today)))
    told = sorted(events, key=lambda event: event.on)
    return reviewer.review(Diary((*told, *screen)), day(today)).load


def test_green_allows_a_tenth_more_than_the_longest(reviewer):
    load = _load(reviewer, 3, _ran(0, 10.0), _ran(2, 6.0))
    assert (load.light, load.cap_m) == ("green", pytest.approx(11_000))


def test_amber_cuts_the_last_run_by_30_to_50_percent(reviewer):
    load = _load(reviewer, 3, _ran(2, 10.0, pain=4.0))
    assert load.light == "amber"
    assert 5_000 <= load.cap_m <= 7_000


def test_red_allows_none(reviewer):
    load = _load(reviewer, 1, _ran(0, 10.0, pain=8.0))
    assert (load.light, load.cap_m) == ("red", 0.0)


def test_no_run_at_all_names_no_distance(reviewer):
    load = _load(reviewer, 0)
    assert (load.light, load.cap_m, load.days_off) == ("none", None, None)


def test_a_squat_that_hurts_or_is_missing_keeps_from_full_running(reviewer):
    back = [
        _ran(0, pain=7.0),
        _Tested(on=day(3), test="brisk-walk-30-min", value=1.0),
        _Tested(on=day(3), test="single-leg-squat-10", side=Side.LEFT, value=1.0),
        _ran(4, 3.0, duration_s=1200.0),
        _ran(6, 3.0, duration_s=1200.0),
    ]
    fine = _Tested(on=day(3), test="single-leg-squat-10", side=Side.RIGHT, value=2.0)
    sore = _Tested(on=day(3), test="single-leg-squat-10", side=Side.RIGHT, value=3.0)
    assert not _load(reviewer, 7, *back).full_running
    assert not _load(reviewer, 7, *back, sore).full_running
    assert _load(reviewer, 7, *back, fine).full_running


def test_two_green_run_walks_in_a_row_are_needed(reviewer):
    tests = [
        _Tested(on=day(1), test="brisk-walk-30-min", value=0.0),
        *(_Tested(on=day(1), test="single-leg-squat-10", side=side, value=0.0) for side in Side),
    ]
    red = _ran(0, pain=7.0)
    one = _ran(3, 3.0, duration_s=1200.0)
    short = _ran(5, 2.0, duration_s=600.0)
    amber = _ran(5, 3.0, pain=4.0, duration_s=1200.0)
    two = _ran(6, 3.0, duration_s=1200.0)
    assert not _load(reviewer, 7, red, *tests, one).full_running
    assert not _load(reviewer, 7, red, *tests, one, short).full_running
    assert not _load(reviewer, 7, red, *tests, one, amber, two).full_running
    assert _load(reviewer, 7, red, *tests, one, two).full_running


def test_weeks_end_today_and_begin_with_the_first_run(reviewer):
    load = _load(reviewer, 13, _ran(0, 5.0), _ran(6, 3.0), _ran(13, 8.0))
    assert [(week.on, week.runs, week.distance_m) for week in load.weeks] == [
        (day(0), 2, 8_000.0),
        (day(7), 1, 8_000.0),
    ]


def test_shoes_add_up(reviewer):
    load = _load(reviewer, 3, _ran(0, 5.0, shoes="blue"), _ran(2, 6.0, shoes="blue"))
    assert load.shoes_m == (("blue", 11_000.0),)


def test_a_bad_morning_from_the_diary_reaches_the_light(reviewer):
    load = _load(
        reviewer,
        3,
        PainLogged(on=day(1), now=2.0),
        _ran(2, 5.0, pain=1.0),
        PainLogged(on=day(3), morning=3.0),
    )
    assert load.light == "amber"
