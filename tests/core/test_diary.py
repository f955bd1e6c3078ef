"""The order of events, corrections, and what is kept."""

from datetime import UTC, date, datetime

from strideback.core.diary import (
    Answered,
    Corrected,
    Diary,
    Noted,
    PainLogged,
    Ran,
    Remark,
    Unread,
    by_number,
    corrected,
    told,
)

MON, TUE, WED = (date(2026, 3, number) for number in (2, 3, 4))


def _diary(*entries):
    return Diary(tuple(entries))


def _pain(on, now, hour=None):
    at = None if hour is None else datetime(on.year, on.month, on.day, hour, tzinfo=UTC)
    return PainLogged(on=on, at=at, now=now)


def test_events_are_counted_without_remarks_and_unread_lines():
    first, second = _pain(MON, 1.0), _pain(TUE, 2.0)
    diary = _diary(Remark("# hello"), first, Unread("??", 3), second)
    assert diary.events == (first, second)
    assert [each.line for each in diary.unread] == [3]


def test_a_diary_is_only_ever_added_to():
    diary = _diary(_pain(MON, 1.0))
    assert diary.plus(_pain(TUE, 2.0)).events[:1] == diary.events
    assert len(diary.events) == 1


def test_days_come_in_order_whatever_was_told_first():
    diary = _diary(_pain(WED, 3.0), _pain(MON, 1.0), _pain(TUE, 2.0))
    assert [each.now for each in told(diary, WED)] == [1.0, 2.0, 3.0]


def test_events_of_a_day_keep_their_order():
    diary = _diary(_pain(MON, 3.0), _pain(MON, 1.0), _pain(MON, 2.0))
    assert [each.now for each in told(diary, MON)] == [3.0, 1.0, 2.0]


def test_times_of_a_day_go_before_the_order_of_telling():
    diary = _diary(_pain(MON, 2.0, hour=18), _pain(MON, 1.0, hour=7))
    assert [each.now for each in told(diary, MON)] == [1.0, 2.0]


def test_an_event_without_a_time_follows_the_one_told_before_it():
    diary = _diary(_pain(MON, 2.0, hour=18), _pain(MON, 3.0), _pain(MON, 1.0, hour=7))
    assert [each.now for each in told(diary, MON)] == [1.0, 2.0, 3.0]


def test_what_comes_after_today_does_not_count():
    diary = _diary(_pain(MON, 1.0), _pain(WED, 3.0))
    assert [each.now for each in corrected(diary, TUE)] == [1.0]


def test_a_correction_replaces_an_event_on_its_own_day():
    diary = _diary(
        _pain(MON, 9.0),
        Corrected(on=WED, number=1, replacement=_pain(WED, 4.0)),
    )
    assert corrected(diary, WED) == (_pain(MON, 4.0),)


def test_a_correction_does_not_count_before_it_was_told():
    diary = _diary(
        _pain(MON, 9.0),
        Corrected(on=WED, number=1, replacement=_pain(WED, 4.0)),
    )
    assert corrected(diary, TUE) == (_pain(MON, 9.0),)


def test_an_event_can_be_taken_back():
    diary = _diary(_pain(MON, 9.0), _pain(MON, 3.0), Corrected(on=TUE, number=1))
    assert [each.now for each in corrected(diary, TUE)] == [3.0]


def test_the_last_correction_of_an_event_wins():
    diary = _diary(
        _pain(MON, 9.0),
        Corrected(on=TUE, number=1, replacement=_pain(TUE, 5.0)),
        Corrected(on=WED, number=1, replacement=_pain(WED, 6.0)),
    )
    assert [each.now for each in corrected(diary, WED)] == [6.0]


def test_a_correction_of_nothing_changes_nothing():
    diary = _diary(
        _pain(MON, 9.0),
        Corrected(on=MON, number=7, replacement=_pain(MON, 0.0)),
        Corrected(on=MON, number=2),
    )
    assert [each.now for each in corrected(diary, MON)] == [9.0]


def test_what_stands_has_the_number_of_its_event_and_its_day():
    diary = _diary(
        _pain(MON, 9.0),
        _pain(TUE, 3.0),
        Unread("??", 3),
        Corrected(on=WED, number=1, replacement=_pain(WED, 4.0)),
        Corrected(on=WED, number=2),
        _pain(WED, 1.0),
    )
    assert by_number(diary, TUE) == {1: _pain(MON, 9.0), 2: _pain(TUE, 3.0)}
    assert by_number(diary, WED) == {1: _pain(MON, 4.0), 5: _pain(WED, 1.0)}


def test_what_was_first_told_stays_told():
    yes = Answered(on=MON, question="both-legs", value="yes")
    no = Answered(on=TUE, question="both-legs", value="no")
    diary = _diary(yes, Corrected(on=TUE, number=1, replacement=no))
    assert yes in told(diary, TUE)
    assert yes not in corrected(diary, TUE)


def test_the_same_run_twice_is_one_run_and_the_same_note_stays_twice():
    run = Ran(on=MON, distance_m=5000.0)
    note = Noted(on=MON, text="stiff")
    assert corrected(_diary(run, note, run, note), MON) == (run, note, note)


def test_two_different_runs_of_a_day_are_two():
    runs = (Ran(on=MON, distance_m=5000.0), Ran(on=MON, distance_m=3000.0))
    assert corrected(_diary(*runs), MON) == runs
