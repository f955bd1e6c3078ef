"""What a diary line says of an activity: figures that are right, and none that cannot be."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.made_runs import START, activity, event, laps

from strideback.core.diary import Diary
from strideback.formats import diary_text
from strideback.formats.activity import Activity, FileRefused
from strideback.formats.diary_runs import RUN_KEYS
from strideback.formats.run_features import GUESSED_ZONE, NO_ZONE, TOO_FAST, notes_of, to_event


def test_time_distance_and_day_are_those_of_the_runner():
    run = event(start=START.replace(hour=23), utc_offset_s=7200)
    assert (run.on, run.at.hour, run.distance_m, run.duration_s) == (
        date(2026, 3, 2),
        1,
        5400,
        1800,
    )


def test_a_file_without_a_time_zone_says_so():
    made = activity(utc_offset_s=None, columns={"longitude": None})
    assert NO_ZONE in notes_of(made)
    assert event(made).at.utcoffset() == timedelta(0)
    assert NO_ZONE not in notes_of(activity())


@pytest.mark.parametrize(
    ("east", "on", "hour"), [(-122.4, 1, 18), (16.37, 2, 3), (0.1, 2, 2), (174.8, 2, 14)]
)
def test_without_a_time_zone_the_place_gives_the_hour(east, on, hour):
    """By UTC, a run after work in San Francisco would be one of the next day."""
    made = activity(
        start=START.replace(day=2, hour=2),
        utc_offset_s=None,
        columns={"longitude": np.full(1801, east)},
    )
    run = event(made)
    assert (run.on, run.at.hour) == (date(2026, 3, on), hour)
    assert GUESSED_ZONE in notes_of(made)
    assert NO_ZONE not in notes_of(made)


def test_no_position_comes_into_the_diary():
    line = diary_text.format_event(event())
    assert "48.2" not in line
    assert "16.3" not in line


def test_means_are_by_time_and_not_by_point():
    heart = np.concatenate((np.full(300, 100.0), np.full(151, 160.0)))
    time = np.concatenate((np.arange(300.0), 300 + np.arange(151) * 10.0))
    made = activity(
        columns={
            "time_s": START.timestamp() + time,
            "heart_rate": heart,
            "distance_m": time * 3,
            **dict.fromkeys(("latitude", "longitude", "altitude_m")),
        }
    )
    assert event(made).heart_rate == pytest.approx((300 * 100 + 1500 * 160) / 1800, abs=0.5)


def test_pauses_are_in_no_split_and_in_no_mean():
    time = np.concatenate((np.arange(600.0), 1200 + np.arange(600.0)))
    way = np.arange(1200.0) * 3
    heart = np.full(1200, 150.0)
    made = activity(
        elapsed_s=1799.0,
        moving_s=1199.0,
        columns={
            "time_s": START.timestamp() + time,
            "distance_m": way,
            "heart_rate": heart,
            **dict.fromkeys(("latitude", "longitude", "altitude_m")),
        },
        pauses=((START + timedelta(seconds=599), START + timedelta(seconds=1200)),),
    )
    run = event(made)
    assert run.splits == pytest.approx((333, 333, 333), abs=1)
    assert run.heart_rate == 150
    assert (run.elapsed_s, run.duration_s) == (1799, 1199)


def test_balance_outside_of_35_to_65_is_no_balance():
    wild = np.where(np.arange(1801) % 2, 49.0, 90.0)
    assert event(columns={"balance_left_percent": wild}).balance_left_percent == 49
    none = np.full(1801, 100.0)
    assert event(columns={"balance_left_percent": none}).balance_left_percent is None


def test_standing_still_does_not_lower_the_cadence():
    cadence = np.where(np.arange(1801) < 600, 0.0, 170.0)
    assert event(columns={"cadence_spm": cadence}).cadence_spm == 170


def test_up_and_down_a_hill():
    along = np.arange(1801) * 3.0
    height = 200 + np.where(along < 2700, along * 0.05, (5400 - along) * 0.05)
    run = event(columns={"altitude_m": height})
    assert run.ascent_m == pytest.approx(135, abs=3)
    assert run.descent_m == pytest.approx(135, abs=3)
    assert run.longest_descent_m == pytest.approx(135, abs=3)
    assert run.steepest_percent == pytest.approx(5, abs=0.2)
    assert run.downhill_share == pytest.approx(0.5, abs=0.03)


def test_noise_and_leaps_of_the_height_are_no_climb():
    noise = 200 + np.random.default_rng(1).normal(0, 1.0, 1801)
    noise[:300] = 0.0
    run = event(columns={"altitude_m": noise})
    assert run.ascent_m < 10
    assert run.descent_m < 10
    assert run.steepest_percent < 3


def test_what_the_device_counted_of_the_climb_is_believed():
    run = event(ascent_m=88.0, descent_m=77.4)
    assert (run.ascent_m, run.descent_m) == (88, 77)


@pytest.mark.parametrize(("count", "share"), [(1, 0.0), (2, 0.5), (10, 0.9)])
def test_laps_repeat_themselves(count, share):
    track = laps(count)
    seconds = len(track["latitude"]) - 1
    assert event(seconds=seconds, columns=track).repeat_share == pytest.approx(share, abs=0.05)


def test_there_and_back_is_no_repetition():
    time = np.arange(1801.0)
    north = np.where(time < 900, time, 1800 - time) * 3.0
    run = event(columns={"latitude": 48.2 + north / 111_195.0})
    assert run.repeat_share < 0.05


def test_the_first_ten_minutes_are_compared_with_the_rest():
    speed = np.where(np.arange(1801) < 600, 3.3, 3.0)
    run = event(columns={"distance_m": np.cumsum(speed)})
    assert run.early_share == pytest.approx(1.1, abs=0.01)
    assert event(seconds=700).early_share is None


def test_the_same_ground_has_the_same_letters():
    clean = event().route
    noise = np.random.default_rng(2).normal(0, 5 / 111_195.0, 1801)
    again = event(columns={"latitude": 48.2 + np.arange(1801) * 3 / 111_195.0 + noise}).route
    other = event(columns={"latitude": 48.3 + np.arange(1801) * 3 / 111_195.0}).route
    assert sum(a == b for a, b in zip(clean, again, strict=True)) >= 10
    assert sum(a == b for a, b in zip(clean, other, strict=True)) <= 5


def test_a_treadmill_has_no_ground_but_counts():
    nothing = dict.fromkeys(("latitude", "longitude"))
    run = event(sub_sport="treadmill", indoor=True, columns=nothing)
    assert (run.kind, run.distance_m, run.route, run.repeat_share) == ("treadmill", 5400, "", None)
    assert len(run.splits) == 5


@pytest.mark.parametrize(
    ("sport", "sub_sport", "kind"),
    [("run", "trail", "trail"), ("run", "street", "run"), ("ride", "track_cycling", "ride")],
)
def test_kinds(sport, sub_sport, kind):
    assert event(sport=sport, sub_sport=sub_sport).kind == kind


def test_other_sports_have_no_cadence_and_no_splits():
    run = event(sport="ride", columns={"cadence_spm": np.full(1801, 90.0)})
    assert (run.cadence_spm, run.splits, run.route) == (None, (), "")


def test_a_distance_that_nobody_can_run_is_left_out():
    made = activity(distance_m=42_950_000.0)
    assert event(made).distance_m is None
    assert TOO_FAST not in notes_of(made)  # it is no distance at all
    fast = activity(distance_m=40_000.0)
    assert event(fast).distance_m is None
    assert TOO_FAST in notes_of(fast)


def test_nothing_told_is_refused_with_one_sentence():
    empty = Activity(sport="run", start=START, points=0)
    with pytest.raises(FileRefused, match="neither a believable time nor a distance"):
        to_event(empty, "x.fit", "d", "b")


def test_sums_alone_are_a_run():
    run = event(Activity(sport="run", start=START, moving_s=1800.4, distance_m=6000.2, points=0))
    assert (run.distance_m, run.duration_s, run.heart_rate) == (6000, 1800, None)


columns = st.fixed_dictionaries(
    {
        name: st.lists(
            st.floats(allow_nan=True, allow_infinity=True, width=32), min_size=40, max_size=40
        )
        for name in ("distance_m", "latitude", "longitude", "altitude_m", "heart_rate")
    }
)


@given(columns, st.sampled_from(["run", "ride", "other"]))
def test_nonsense_gives_a_line_that_reads_back(values, sport):
    made = activity(39, sport=sport)
    nonsense = {name: np.array(column) for name, column in values.items()}
    with np.errstate(all="ignore"):
        run = event(replace(made, columns={**made.columns, **nonsense}))
    parsed = diary_text.parse(diary_text.write(Diary((run,))))
    assert parsed.diary.entries == (run,)


def test_every_key_of_the_table_is_a_field_once():
    fields = [each.field for each in RUN_KEYS.values()]
    assert len(set(fields)) == len(fields)
