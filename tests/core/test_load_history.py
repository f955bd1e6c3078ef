"""The load over a whole history: spikes, weeks, the cap, what changed, and runs from files."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strideback.core.diary import Answered, Diary, PainLogged, Ran
from strideback.core.load import PainAround, longest_before, rated_runs
from strideback.core.load.changes import changes_of
from strideback.core.load.weeks import weeks_of
from strideback.core.review import Reviewer
from strideback.formats import knowledge_toml

KNOWLEDGE = knowledge_toml.load()
RULES = KNOWLEDGE.running
REVIEWER = Reviewer(KNOWLEDGE)
TODAY = date(2026, 6, 1)
QUIET = PainAround({}, lambda _on: None)
_NUMBERS = {"age": 34.0, "weeks-of-pain": 3.0}


def back(days):
    return TODAY - timedelta(days=days)


def cleared(*events):
    """A diary with a clean screen of today behind the events."""
    screen = [Answered(on=TODAY, question="consent", value="yes")]
    for question in sorted(KNOWLEDGE.questions.values(), key=lambda each: each.order):
        if question.screen and question.ask_when is None:
            value = {"yes-no": "no", "choices": ()}.get(
                question.kind, _NUMBERS.get(question.id, 1.0)
            )
            screen.append(Answered(on=TODAY, question=question.id, value=value))
    check = [q for q in KNOWLEDGE.questions.values() if q.group == "check-in"]
    screen += [Answered(on=TODAY, question=each.id, value="no") for each in check]
    return Diary((*sorted(events, key=lambda each: each.on), *screen))


def load_of(*events):
    review = REVIEWER.review(cleared(*events), TODAY)
    assert review.triage.outcome == "cleared"
    return review.load


distances = st.none() | st.integers(1, 420).map(lambda tenths: tenths * 100.0)
histories = st.lists(
    st.builds(
        lambda days, metres, pain: Ran(on=back(days), distance_m=metres, pain=pain),
        st.integers(0, 90),
        distances,
        st.none() | st.integers(0, 10).map(float),
    ),
    max_size=40,
).map(lambda runs: sorted(runs, key=lambda run: run.on))


# --- spikes and weeks ----------------------------------------------------------------------------


@given(histories)
def test_the_queue_finds_the_spikes_that_looking_everywhere_finds(runs):
    rated = rated_runs(KNOWLEDGE, runs, QUIET)
    for place, each in enumerate(rated):
        longest = longest_before(RULES, runs[:place], each.on)
        metres = each.run.distance_m
        assert each.spike == (metres / longest if metres and longest else None)


def test_a_run_leaves_the_window_after_thirty_days():
    old, new = Ran(on=back(31), distance_m=20_000.0), Ran(on=back(0), distance_m=10_000.0)
    kept = Ran(on=back(30), distance_m=8_000.0)
    spikes = [each.spike for each in rated_runs(KNOWLEDGE, [old, kept, new], QUIET)]
    assert spikes == [None, 0.4, 1.25]


@given(histories)
def test_the_weeks_hold_every_run_once(runs):
    weeks = weeks_of(runs, TODAY)
    assert sum(week.runs for week in weeks) == len(runs)
    assert sum(week.distance_m for week in weeks) == pytest.approx(
        sum(run.distance_m or 0.0 for run in runs)
    )
    assert all(b.on - a.on == timedelta(days=7) for a, b in pairwise(weeks))
    if weeks:
        assert weeks[-1].on == back(6)
        assert weeks[0].on <= runs[0].on
        assert all(week.days <= min(week.runs, 7) for week in weeks)


def test_the_review_shows_twelve_weeks_and_keeps_all():
    load = load_of(*(Ran(on=back(days), distance_m=5000.0, pain=1.0) for days in range(0, 400, 5)))
    assert len(load.weeks) == 12
    assert len(load.all_weeks) == 57
    assert load.all_weeks[-12:] == load.weeks


def test_a_run_in_the_year_one_is_no_reason_to_fail():
    runs = [Ran(on=date(1, 1, 3), distance_m=5000.0), Ran(on=TODAY, distance_m=5000.0)]
    assert weeks_of(runs, TODAY)[0].on <= date(1, 1, 3)
    assert rated_runs(KNOWLEDGE, runs, QUIET)[0].spike is None


# --- the cap -------------------------------------------------------------------------------------


@given(histories)
def test_the_cap_is_never_over_110_percent_of_the_longest(runs):
    load = REVIEWER.review(cleared(*runs), TODAY).load
    recent = [r.distance_m for r in runs if r.distance_m and r.on >= back(30)]
    if load.cap_m:
        assert load.cap_m <= 1.1 * max(recent) + 1e-6
    if load.light == "unknown":
        assert load.cap_m <= max(recent)


@given(histories, distances)
def test_another_green_run_never_lifts_the_cap_over_110_percent(runs, metres):
    load = REVIEWER.review(cleared(*runs, Ran(on=TODAY, distance_m=metres, pain=0.0)), TODAY).load
    recent = [r.distance_m for r in runs if r.distance_m and r.on >= back(30)]
    if load.cap_m:
        assert load.cap_m <= 1.1 * max([*recent, metres or 0.0]) + 1e-6


# --- runs from files -----------------------------------------------------------------------------

FILE = {"file": "a.fit", "source": "abc", "batch": "b1"}


def test_a_run_from_a_file_holds_the_cap_at_the_longest_and_asks_for_its_pain():
    review = REVIEWER.review(
        cleared(
            Ran(on=back(9), distance_m=12_000.0, pain=1.0),
            Ran(on=back(1), distance_m=8000.0, **FILE),
        ),
        TODAY,
    )
    assert review.load.light == "unknown"
    assert review.load.cap_m == 12_000
    asks = [each.text.says for each in review.advice if each.id == "run-pain-missing"]
    assert len(asks) == 1
    assert back(1).isoformat() in asks[0]


def test_the_pain_told_later_for_that_day_is_the_pain_of_the_run():
    runs = [Ran(on=back(1), distance_m=8000.0, **FILE)]
    green = load_of(*runs, PainLogged(on=back(1), during=2.0))
    assert (green.light, green.runs[-1].pain) == ("green", 2.0)
    assert green.cap_m == pytest.approx(8800)
    red = REVIEWER.review(cleared(*runs, PainLogged(on=back(1), during=7.0)), TODAY).load
    assert (red.light, red.cap_m) == ("red", 0)


def test_less_pain_told_for_that_day_does_not_overrule_the_run():
    runs = Ran(on=back(1), distance_m=8000.0, pain=4.0), PainLogged(on=back(1), during=1.0)
    assert load_of(*runs).runs[-1].pain == 4.0


def test_more_pain_told_for_that_day_is_not_hidden_by_the_run():
    runs = [Ran(on=back(1), distance_m=metres, pain=1.0) for metres in (3000.0, 4000.0)]
    found = load_of(*runs, PainLogged(on=back(1), during=5.0), PainLogged(on=back(1), during=2.0))
    assert [each.pain for each in found.runs[-2:]] == [1.0, 5.0]
    assert found.light == "amber"


def test_pain_told_for_that_day_belongs_to_the_run_that_says_nothing():
    silent = Ran(on=back(1), distance_m=8000.0, **FILE)
    told = Ran(on=back(1), distance_m=3000.0, pain=1.0)
    found = load_of(silent, told, PainLogged(on=back(1), during=5.0))
    assert [each.pain for each in found.runs[-2:]] == [5.0, 1.0]


def test_a_spike_from_a_file_is_told_though_a_short_run_followed_that_day():
    load = load_of(
        Ran(on=back(9), distance_m=10_000.0),
        Ran(on=back(1), distance_m=14_000.0, at=datetime(2026, 5, 31, 8, tzinfo=UTC), **FILE),
        Ran(on=back(1), distance_m=2000.0, at=datetime(2026, 5, 31, 18, tzinfo=UTC)),
    )
    assert load.spike == RULES.spike_words[2]


def test_no_spike_is_told_inside_the_cap():
    assert (
        load_of(Ran(on=back(9), distance_m=10_000.0), Ran(on=back(1), distance_m=11_000.0)).spike
        is None
    )


# --- what has changed ----------------------------------------------------------------------------


def _rated(*runs):
    return rated_runs(KNOWLEDGE, sorted(runs, key=lambda run: run.on), QUIET)


def test_a_change_of_cadence_is_told_from_both_spans():
    before = [Ran(on=back(days), cadence_spm=166.0) for days in (40, 45, 50)]
    recent = [Ran(on=back(days), cadence_spm=172.0) for days in (1, 5, 9)]
    (change,) = changes_of(RULES, _rated(*before, *recent), TODAY)
    assert (change.what, change.before, change.recent) == ("cadence_spm", 166, 172)
    assert (change.runs_before, change.runs) == (3, 3)


def test_too_few_runs_tell_of_no_change():
    runs = [Ran(on=back(days), cadence_spm=170.0) for days in (1, 5, 40, 45, 50)]
    assert changes_of(RULES, _rated(*runs), TODAY) == ()


def test_the_surface_habit_is_a_share_of_runs():
    before = [Ran(on=back(days)) for days in (40, 44, 48, 52)]
    recent = [Ran(on=back(1)), *(Ran(on=back(days), kind="trail") for days in (2, 3, 4))]
    (change,) = changes_of(RULES, _rated(*before, *recent), TODAY)
    assert (change.what, change.before, change.recent) == ("kind_share:trail", 0, 0.75)


def test_new_ground_is_a_route_not_run_in_the_weeks_before():
    before = [Ran(on=back(days), route="home") for days in range(30, 84, 4)]
    recent = [
        Ran(on=back(days), route=route) for days, route in ((2, "home"), (4, "hill"), (6, "home"))
    ]
    (change,) = [
        each for each in changes_of(RULES, _rated(*before, *recent), TODAY) if "new" in each.what
    ]
    assert (change.before, round(change.recent, 2)) == (0, 0.33)


def test_shoes_add_up_by_pair():
    load = load_of(
        Ran(on=back(3), distance_m=5000.0, shoes="blue"),
        Ran(on=back(2), distance_m=7000.0, shoes="old"),
        Ran(on=back(1), distance_m=6000.0, shoes="blue"),
    )
    assert load.shoes_m == (("blue", 11_000), ("old", 7000))
