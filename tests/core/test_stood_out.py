"""What stood out before the pain: found when it is there, silent when it may be chance."""

from datetime import date, datetime, time, timedelta
from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strideback.core.diary import Diary, Noted, PainLogged, Ran
from strideback.core.load import PainAround, rated_runs, stood_out
from strideback.core.load.chance import holds_up, tail
from strideback.core.load.traits import traits_of
from strideback.core.review import Reviewer
from strideback.formats import knowledge_toml

KNOWLEDGE = knowledge_toml.load()
RULES = KNOWLEDGE.running
TOLD = RULES.stood_out
REVIEWER = Reviewer(KNOWLEDGE)
START = date(2025, 1, 6)
QUIET = PainAround({}, lambda _on: None)


def day(number):
    return START + timedelta(days=number)


class Dice:
    """The same throws for the same seed."""

    def __init__(self, seed):
        self.state = 7919 * seed + 13
        for _ in range(5):
            self.throw(2)

    def throw(self, sides):
        self.state = (1103515245 * self.state + 12345) % 2**31
        return (self.state >> 8) % sides


def looked_at(runs, flares, today, events=None):
    runs = sorted(runs, key=lambda run: run.on)
    told = [*runs] if events is None else events
    return stood_out(RULES, told, rated_runs(KNOWLEDGE, runs, QUIET), flares, today)


def spans(*starts, lasts=3):
    return [(day(start), day(start + lasts)) for start in starts]


def plain(number, **more):
    """A run like all others."""
    told = {"distance_m": 8000.0, "duration_s": 2700.0, "descent_m": 40.0, "route": "home"}
    return Ran(on=day(number), **{**told, **more})


def every_other_day(last, odd=(), **more):
    """A run every second day; those of the `odd` days have something to them."""
    return [plain(number, **(more if number in odd else {})) for number in range(0, last, 2)]


# --- what is there is found ----------------------------------------------------------------------

FLARES = (121, 163, 205, 247)
ODD = {start - 1 for start in FLARES}


@pytest.mark.parametrize(
    ("trait", "more"),
    [
        ("descent", {"descent_m": 300.0}),
        ("new-route", {"route": "never the same"}),
        ("faster", {"duration_s": 2100.0}),
        ("spike", {"distance_m": 12_000.0}),
    ],
)
def test_what_came_before_every_flare_stands_out(trait, more):
    runs = every_other_day(290, ODD, **more)
    if trait == "new-route":
        runs = [plain(n, route=f"r{n}" if n in ODD else "home") for n in range(0, 290, 2)]
    found = looked_at(runs, spans(*FLARES), day(290))
    assert found.status == "found"
    first = found.found[0]
    assert first.id == trait
    assert (first.flares_with, first.flares, first.runs_with) == (4, 4, 0)
    assert first.runs == found.runs > 60
    assert "4 of 4 flares" in first.says.says
    assert f"0 of {first.runs}" in first.says.says


@pytest.mark.parametrize(
    ("trait", "usual", "odd"),
    [
        ("steepest", {"steepest_percent": 5.0}, {"steepest_percent": 14.0}),
        ("downhill", {"downhill_share": 0.2}, {"downhill_share": 0.6}),
        ("repetition", {"repeat_share": 0.1}, {"repeat_share": 0.8}),
        ("fast-start", {"early_share": 0.94}, {"early_share": 1.08}),
        ("cadence", {"cadence_spm": 170.0}, {"cadence_spm": 158.0}),
    ],
)
def test_every_trait_of_a_file_can_stand_out(trait, usual, odd):
    runs = [plain(n, **(odd if n in ODD else usual)) for n in range(0, 290, 2)]
    found = looked_at(runs, spans(*FLARES), day(290))
    assert [each.id for each in found.found] == [trait]


def test_an_early_start_can_stand_out():
    runs = [
        plain(n, at=datetime.combine(day(n), time(5 if n in ODD else 18))) for n in range(0, 290, 2)
    ]
    assert [each.id for each in looked_at(runs, spans(*FLARES), day(290)).found] == ["early-start"]


def test_a_long_break_can_stand_out():
    gone = {n for start in FLARES for n in range(start - 13, start - 2)}
    runs = [plain(n) for n in range(0, 290, 2) if n not in gone]
    found = looked_at(runs, spans(*FLARES), day(290))
    assert "long-break" in [each.id for each in found.found]


def test_only_runs_before_the_pain_count():
    after = {start + 1 for start in FLARES}
    found = looked_at(every_other_day(290, after, descent_m=300.0), spans(*FLARES), day(290))
    assert found.status == "nothing"


def test_on_the_day_itself_the_order_of_the_diary_tells():
    starts = [start - 1 for start in FLARES]
    runs = every_other_day(290, set(starts), descent_m=300.0)
    hurts = [PainLogged(on=day(start), now=6.0) for start in starts]
    before = looked_at(runs, spans(*starts), day(290), [*runs, *hurts])
    after = looked_at(runs, spans(*starts), day(290), [*hurts, *runs])
    assert [each.id for each in before.found] == ["descent"]
    assert after.status == "nothing"


def test_a_habit_is_nothing_that_stands_out():
    runs = [plain(n, repeat_share=0.9) for n in range(0, 290, 2)]
    found = looked_at(runs, spans(*FLARES), day(290))
    assert (found.status, found.found) == ("nothing", ())
    assert "Nothing stood out" in found.says.says


# --- what may be chance is not -------------------------------------------------------------------


def _random_history(seed, flares):
    dice, runs, starts = Dice(seed), [], []
    for number in range(300):
        if dice.throw(10) < 5:
            metres = 5000.0 + 100 * dice.throw(90)
            runs.append(
                Ran(
                    on=day(number),
                    at=datetime.combine(day(number), time(5 + dice.throw(15))),
                    distance_m=metres,
                    duration_s=metres / (2.6 + dice.throw(100) / 100),
                    descent_m=float(dice.throw(60) + 150 * (dice.throw(12) == 0)),
                    steepest_percent=float(dice.throw(15)),
                    downhill_share=dice.throw(60) / 100,
                    repeat_share=dice.throw(100) / 100,
                    early_share=0.8 + dice.throw(40) / 100,
                    cadence_spm=160.0 + dice.throw(20),
                    route=f"r{dice.throw(12)}",
                )
            )
    while len(starts) < flares:
        start = 60 + dice.throw(235)
        if all(abs(start - other) > 6 for other in starts):
            starts.append(start)
    return runs, spans(*sorted(starts))


@pytest.mark.parametrize("flares", [4, 8])
def test_chance_alone_rarely_stands_out(flares):
    alarms = 0
    for seed in range(120):
        runs, told = _random_history(seed, flares)
        alarms += looked_at(runs, told, day(300)).status == "found"
    assert alarms <= 6  # 5 %: eleven traits were looked at in each


@given(st.lists(st.floats(0, 1), min_size=1, max_size=7), st.integers(0, 8))
def test_the_tail_is_what_counting_every_way_gives(chances, count):
    ways = (
        prod(c if yes else 1 - c for c, yes in zip(chances, drawn, strict=True))
        for drawn in product((False, True), repeat=len(chances))
        if sum(drawn) >= count
    )
    assert tail(chances, count) == pytest.approx(sum(ways), abs=1e-9)


def test_the_more_is_looked_at_the_more_it_takes():
    clear = ([0.2, 0.2, 0.2], 3)  # 0.008
    assert holds_up({"one": clear}, 0.05) == ("one",)
    others = {f"other-{number}": ([0.2, 0.2, 0.2], 1) for number in range(9)}
    assert holds_up({"one": clear, **others}, 0.05) == ()


def test_what_could_never_stand_out_takes_nothing_away():
    clear, always = ([0.2, 0.2, 0.2], 3), ([1.0, 1.0, 1.0], 3)
    assert holds_up({"one": clear, **dict.fromkeys("abcdefghij", always)}, 0.05) == ("one",)


# --- silence -------------------------------------------------------------------------------------


@given(st.integers(0, 2), st.integers(0, 60))
def test_fewer_than_three_flares_are_silent(count, runs):
    found = looked_at(
        every_other_day(2 * runs, ODD, descent_m=300.0), spans(*FLARES[:count]), day(290)
    )
    assert (found.status, found.found, found.looked) == ("too-little", (), ())
    assert "Too little to compare" in found.says.says


@given(st.sets(st.sampled_from(range(60, 250, 2)), max_size=9))
def test_fewer_than_ten_other_runs_are_silent(others):
    runs = [plain(number, descent_m=300.0) for number in sorted(others | ODD)]
    assert looked_at(runs, spans(*FLARES), day(290)).status == "too-little"


def test_no_runs_and_no_flares_are_silent():
    assert looked_at([], [], day(0)).status == "too-little"
    assert looked_at([], spans(*FLARES), day(290)).status == "too-little"


# --- in a review ---------------------------------------------------------------------------------


def _diary():
    pain = [
        PainLogged(on=day(n), now=6.0 if any(0 <= n - start < 3 for start in FLARES) else 1.0)
        for n in range(290)
    ]
    runs = every_other_day(290, ODD, descent_m=300.0)
    return sorted([*pain, *runs], key=lambda event: event.on)


def test_flares_of_earlier_episodes_count_too():
    """Two quiet weeks and each flare is a relapse, which begins a new episode."""
    found = REVIEWER.review(Diary(tuple(_diary())), day(290)).load.stood_out
    assert (found.status, found.flares) == ("found", 4)
    assert [each.id for each in found.found] == ["descent"]


@given(st.lists(st.integers(0, 289), min_size=1, max_size=12))
def test_unrelated_events_on_any_day_change_nothing(days):
    notes = [Noted(on=day(number), text="a word") for number in days]
    events = sorted([*_diary(), *notes], key=lambda event: event.on)
    assert REVIEWER.review(Diary(tuple(events)), day(290)).load.stood_out == _OF_DIARY


_OF_DIARY = REVIEWER.review(Diary(tuple(_diary())), day(290)).load.stood_out


def test_no_sentence_speaks_of_a_cause_or_of_a_probability():
    said = [
        *(each.says for each in TOLD.traits.values()),
        *(each.says for each in (TOLD.too_little, TOLD.nothing, TOLD.by_chance)),
    ]
    for says in said:
        for word in ("cause", "because", "p-value", "significan", "probab", "due to", "triggered"):
            assert word not in says.lower()


def test_every_trait_has_its_sentence_and_every_sentence_its_trait():
    assert set(traits_of(RULES, rated_runs(KNOWLEDGE, [plain(0)], QUIET))) == set(TOLD.traits)
