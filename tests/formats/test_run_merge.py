"""Never twice: the same run from two files is one, and an import can be taken back as a whole."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.made_runs import START, recorded

from strideback.core.diary import Corrected, Diary, PainLogged, Ran, Remark, corrected
from strideback.formats import diary_text
from strideback.formats.run_history import batches, joined, next_batch, standing, undo
from strideback.formats.run_merge import DUPLICATE, IMPORTED, REFUSED, merge

TODAY = date(2026, 3, 10)
DAY = date(2026, 3, 1)
EMPTY = Diary()


def taken(diary, *found, today=TODAY):
    """The diary after an import, the statuses, and the merge itself."""
    merged = merge(diary, found, today)
    return diary.plus(*merged.entries), [each.status for each in merged.outcomes], merged


def runs(diary, today=TODAY):
    return [each for each in corrected(diary, today) if isinstance(each, Ran)]


# --- the same run --------------------------------------------------------------------------------


def test_one_run_from_two_files_is_one_and_the_richer_one_wins():
    poor, rich = recorded("run.gpx"), recorded("run.fit", later_s=20, heart_rate=150.0)
    diary, statuses, merged = taken(EMPTY, poor, rich)
    assert statuses == [DUPLICATE, IMPORTED]
    assert "run.fit" in merged.outcomes[0].reason
    assert [run.file for run in runs(diary)] == ["run.fit"]


def test_of_two_files_that_tell_as_much_the_one_with_more_points_wins():
    few, many = recorded("few.fit", points=100), recorded("many.fit", points=900)
    assert taken(EMPTY, few, many)[1] == [DUPLICATE, IMPORTED]


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"later_s": 119}, True),
        ({"later_s": 180}, False),
        ({"duration_s": 1860.0, "distance_m": 6100.0}, True),
        ({"duration_s": 3600.0}, False),
        ({"duration_s": 900.0}, False),
        ({"distance_m": 6900.0}, True),  # a pod and a satellite disagree; the time is the same
        ({"distance_m": None}, True),
        ({"duration_s": None}, True),
        ({"later_s": 86_400}, False),
    ],
)
def test_when_two_recordings_are_of_one_run(change, same):
    statuses = taken(EMPTY, recorded("a.fit"), recorded("b.fit", **change))[1]
    assert (DUPLICATE in statuses) is same


def test_the_legs_of_a_triathlon_stay_apart():
    legs = (
        recorded("tri.fit", source="t", kind="swim", duration_s=99.0, distance_m=150.0),
        recorded(
            "tri.fit", source="t", kind="other", later_s=100, duration_s=29.0, distance_m=60.0
        ),
        recorded("tri.fit", source="t", kind="ride", later_s=130, duration_s=199.0),
    )
    assert taken(EMPTY, *legs)[1] == [IMPORTED] * 3


def test_importing_again_adds_nothing():
    found = [recorded(f"{n}.fit", later_s=n * 86_400) for n in range(3)]
    diary, _, _ = taken(EMPTY, *found)
    again, statuses, merged = taken(diary, *found)
    assert (again, statuses) == (diary, [DUPLICATE] * 3)
    assert {each.reason for each in merged.outcomes} == {"It is in your diary already."}


def test_a_richer_file_that_comes_later_replaces_what_told_less():
    diary, _, _ = taken(EMPTY, recorded("run.gpx"))
    rich = recorded("run.fit", later_s=5, heart_rate=150.0, batch="b2")
    diary, statuses, merged = taken(diary, rich)
    assert statuses == [IMPORTED]
    assert "run.gpx" in merged.outcomes[0].reason
    (run,) = runs(diary)
    assert (run.file, run.heart_rate, run.on) == ("run.fit", 150, DAY)


def test_a_poorer_file_that_comes_later_is_a_duplicate():
    diary, _, _ = taken(EMPTY, recorded("run.fit", heart_rate=150.0))
    assert taken(diary, recorded("run.gpx", later_s=5))[1] == [DUPLICATE]


def test_the_future_is_refused():
    _, statuses, merged = taken(EMPTY, recorded("odd.fit", later_s=30 * 86_400))
    assert statuses == [REFUSED]
    assert "2026-03-31" in merged.outcomes[0].reason


def test_runs_over_the_same_ground_share_the_first_ones_name():
    first = recorded("a.fit", route="0123456789ab")
    near = recorded("b.fit", later_s=86_400, route="0123456789ff")
    far = recorded("c.fit", later_s=2 * 86_400, route="ffff456fffff")
    diary, _, _ = taken(EMPTY, near, far, first)
    assert [run.route for run in runs(diary)] == ["0123456789ab", "0123456789ab", "ffff456fffff"]
    later = recorded("d.fit", later_s=3 * 86_400, route="ff23456789ab")
    diary, _, _ = taken(diary, later)
    assert runs(diary)[-1].route == "0123456789ab"


# --- typed in ------------------------------------------------------------------------------------

typed_in = Ran(
    on=DAY, distance_m=6200.0, duration_s=1860.0, pain=3.0, signs=("limp",), shoes="Blue"
)


def test_a_run_typed_in_takes_up_the_file_and_keeps_what_only_the_runner_knows():
    diary = Diary((Remark("# mine"), PainLogged(on=DAY, now=4), typed_in))
    diary, statuses, merged = taken(diary, recorded("run.fit", heart_rate=150.0))
    assert statuses == [IMPORTED]
    assert "typed in on 2026-03-01" in merged.outcomes[0].reason
    (run,) = runs(diary)
    assert (run.pain, run.signs, run.shoes) == (3, ("limp",), "Blue")
    assert (run.distance_m, run.heart_rate, run.on) == (6000, 150, DAY)
    assert typed_in in diary.entries  # nothing is lost
    assert taken(diary, recorded("run.fit", heart_rate=150.0))[1] == [DUPLICATE]


@pytest.mark.parametrize(
    ("told", "merges"),
    [
        ({}, True),
        ({"distance_m": None, "duration_s": None}, True),
        ({"distance_m": 9000.0}, False),
        ({"duration_s": 3000.0}, False),
        ({"on": DAY + timedelta(days=1)}, False),
        ({"kind": "walk"}, False),
        ({"kind": "run-walk"}, True),
        ({"distance_m": 12_000.0, "file": "old/run.fit"}, True),
    ],
)
def test_when_a_file_is_the_run_that_was_typed_in(told, merges):
    diary = Diary((replace(typed_in, **told),))
    after, _, _ = taken(diary, recorded("run.fit"))
    assert len(runs(after)) == (1 if merges else 2)
    assert merges == any(isinstance(each, Corrected) for each in after.events)


def test_each_run_typed_in_takes_the_file_that_fits_it_best():
    short = Ran(on=DAY, distance_m=5700.0, pain=1.0)
    long = Ran(on=DAY, distance_m=6300.0, pain=2.0)
    found = (
        recorded("long.fit", distance_m=6250.0),
        recorded("short.fit", later_s=30_000, distance_m=5750.0),
    )
    diary, _, _ = taken(Diary((long, short)), *found)
    assert {run.pain: run.file for run in runs(diary)} == {1: "short.fit", 2: "long.fit"}


def test_a_second_run_of_the_day_is_a_second_run():
    diary = Diary((typed_in,))
    evening = recorded("evening.fit", later_s=36_000, distance_m=5000.0, duration_s=1500.0)
    diary, _, _ = taken(diary, recorded("run.fit"), evening)
    assert len(runs(diary)) == 2


def test_a_run_typed_in_that_took_up_a_file_knows_the_other_file_of_it_again():
    found = recorded("run.fit", heart_rate=150.0), recorded("run.gpx", distance_m=6500.0)
    diary, statuses, _ = taken(Diary((typed_in,)), *found)
    assert statuses == [IMPORTED, DUPLICATE]
    again, statuses, _ = taken(diary, *found)
    assert (again, statuses) == (diary, [DUPLICATE, DUPLICATE])
    double = recorded("second.fit", later_s=36_000, heart_rate=150.0)  # the same again, at night
    assert len(runs(taken(diary, double)[0])) == 2


def test_a_file_in_utc_finds_the_run_of_the_evening_before():
    late = recorded("run.gpx", start=datetime(2026, 3, 2, 3, tzinfo=UTC))
    late = replace(late, run=replace(late.run, at=late.run.at.astimezone(UTC)))
    diary, _, _ = taken(Diary((typed_in,)), late)
    assert [run.on for run in runs(diary)] == [DAY]


# --- taking back ---------------------------------------------------------------------------------


def test_undo_takes_back_everything_that_an_import_did():
    before = Diary((typed_in, Ran(on=DAY, kind="walk", distance_m=2000.0)))
    diary, _, _ = taken(before, recorded("run.fit"), recorded("new.fit", later_s=86_400))
    assert batches(diary) == ("b1",)
    back = diary.plus(*undo(diary, "b1", TODAY))
    assert runs(back) == runs(before)
    assert batches(back) == ()
    assert undo(back, "b1", TODAY) == ()
    assert taken(back, recorded("run.fit", batch="b2"))[1] == [IMPORTED]


def test_runs_from_two_sources_are_counted_until_they_are_taken_back():
    diary, _, _ = taken(Diary((typed_in,)), recorded("run.gpx"))
    assert joined(diary) == (1, 0)
    rich = recorded("run.fit", heart_rate=150.0, batch="b2")
    diary, _, _ = taken(diary, rich, recorded("new.fit", later_s=86_400, batch="b2"))
    assert joined(diary) == (1, 1)
    diary = diary.plus(*undo(diary, "b2", TODAY))
    assert joined(diary) == (1, 0)
    assert joined(diary.plus(*undo(diary, "b1", TODAY))) == (0, 0)


def test_undo_leaves_other_imports_alone():
    first, _, _ = taken(EMPTY, recorded("run.gpx"))
    rich = recorded("run.fit", heart_rate=150.0, batch="b2")
    second, _, _ = taken(first, rich, recorded("new.fit", later_s=86_400, batch="b2"))
    assert batches(second) == ("b2",)
    back = second.plus(*undo(second, "b2", TODAY))
    assert runs(back) == runs(first)
    assert batches(back) == ("b1",)


def test_pain_that_was_told_of_an_imported_run_outlives_it():
    diary, _, _ = taken(EMPTY, recorded("run.fit"))
    told = replace(diary.events[0], pain=6.0, on=TODAY, at=None)
    diary = diary.plus(Corrected(on=TODAY, number=1, replacement=told))
    back = diary.plus(*undo(diary, "b1", TODAY))
    (run,) = runs(back)
    assert (run.pain, run.distance_m) == (6, None)


def test_imports_have_names_of_their_own():
    assert next_batch(EMPTY, TODAY) == "2026-03-10-1"
    diary, _, _ = taken(EMPTY, recorded("run.fit", batch="2026-03-10-1"))
    assert next_batch(diary, TODAY) == "2026-03-10-2"
    back = diary.plus(*undo(diary, "2026-03-10-1", TODAY))
    assert next_batch(back, TODAY) == "2026-03-10-2"


some = st.builds(
    lambda place, hours, metres, seconds, heart: recorded(
        f"{place}.fit",
        start=START + timedelta(hours=hours),
        distance_m=metres,
        duration_s=seconds,
        heart_rate=heart,
    ),
    st.integers(0, 4),
    st.integers(0, 60),
    st.none() | st.floats(100, 20_000),
    st.none() | st.floats(60, 7200),
    st.none() | st.just(150.0),
).filter(lambda each: (each.run.distance_m, each.run.duration_s) != (None, None))
told_runs = st.lists(
    st.builds(
        Ran,
        on=st.dates(DAY, DAY + timedelta(days=3)),
        distance_m=st.none() | st.floats(100, 20_000),
        pain=st.integers(0, 10).map(float),
    ),
    max_size=3,
)


@given(told_runs, st.lists(some, max_size=6))
def test_laws_of_the_merge(told, found):
    """Twice is once, undo is exact, no pain is lost, and the diary can be written and read."""
    before = Diary(tuple(told))
    diary, statuses, merged = taken(before, *found)
    assert len(statuses) == len(found)
    assert all(each.reason for each in merged.outcomes if each.status != IMPORTED)
    assert [each.pain for each in standing(diary).values() if each.pain is not None] == [
        each.pain for each in told
    ]
    assert diary_text.parse(diary_text.write(diary)).diary == diary
    assert taken(diary, *found)[0] == diary
    back = diary.plus(*undo(diary, "b1", TODAY))
    assert runs(back) == runs(before)
