"""Reminders in both databases: when they are due, that they are there once, and that none is lost."""

import sqlite3
from datetime import UTC, date, datetime, time, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from django.core import signing
from django.db import connection

from strideback.store import consent, outbox, reminder_planning
from strideback.store.models import Account, Reminder, Reminders, Runner
from strideback.store.reminder_planning import make_due
from strideback.store.reminder_times import Hours

from .conftest import NOW, new_runner

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = Hours(time(18), time(21), time(7))
LEASE = timedelta(seconds=90)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def nobody_else(request):
    """Each test has the outbox for itself."""
    if "database" in request.fixturenames:
        request.getfixturevalue("database")
        Reminder.objects.all().delete()
        Reminders.objects.all().delete()


def wishes_of(runner, *, at=time(10), said_yes=True, **wanted):
    made = Reminders.objects.create(runner=runner, at=at, **wanted)
    if said_yes:
        consent.say_yes(made, NOW - 10 * DAY)
    return made


def due_now(runner, number=1, at=NOW):
    return [
        Reminder.objects.create(runner=runner, key=f"tip:{each}", due_at=at)
        for each in range(number)
    ]


def keys():
    return sorted(Reminder.objects.values_list("key", flat=True))


# --- times of day --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [
        (time(20, 59), False), (time(21), True), (time(23, 59), True), (time(0), True),
        (time(6, 59), True), (time(7), False), (time(12), False),
    ],
)  # fmt: skip
def test_quiet_hours_go_over_midnight(clock, quiet):
    assert NIGHT.quiet(clock) is quiet


@pytest.mark.parametrize("hours", [Hours(), Hours(quiet_from=time(9), quiet_until=time(9)), Hours(quiet_from=time(9))])  # fmt: skip
def test_without_both_ends_no_hour_is_quiet(hours):
    assert not any(hours.quiet(time(each)) for each in range(24))


@pytest.mark.parametrize(
    ("day", "utc"), [(date(2026, 3, 28), 17), (date(2026, 3, 29), 16), (date(2026, 10, 25), 17)]
)
def test_the_time_is_that_of_the_runners_clock_in_summer_and_in_winter(day, utc):
    assert NIGHT.on(day, BERLIN) == datetime.combine(day, time(utc), UTC)


def test_a_time_that_the_clocks_jump_over_comes_just_after_the_jump():
    spring = Hours(time(2, 30)).on(date(2026, 3, 29), BERLIN)
    assert spring.astimezone(BERLIN).time() == time(3, 30)


def test_a_time_within_the_quiet_hours_waits_for_their_end_or_leaves_the_day_out():
    assert Hours(time(6), time(21), time(7)).on(date(2026, 3, 6), BERLIN).hour == 6
    assert Hours(time(22), time(21), time(7)).on(date(2026, 3, 6), BERLIN) is None


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-03-06 23:00", "2026-03-07 07:00"),
        ("2026-03-07 02:00", "2026-03-07 07:00"),
        ("2026-03-07 07:00", None),
        ("2026-03-28 23:00", "2026-03-29 07:00"),
        ("2026-10-24 23:00", "2026-10-25 07:00"),
    ],
)
def test_quiet_hours_end_by_the_runners_clock(now, ends):
    there = lambda text: datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)  # noqa: E731
    assert NIGHT.quiet_ends(there(now), BERLIN) == (ends and there(ends))


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_end_is_never_quiet_and_less_than_a_day_away_whatever_the_clocks_do(day):
    hours = Hours(time(12), time(22), time(2, 30))  # an end that is not there, or is there twice
    instant = datetime.combine(day, time(0), BERLIN).astimezone(UTC) - timedelta(hours=3)
    for _ in range(8 * 12):
        end = hours.quiet_ends(instant, BERLIN)
        if end is not None:
            assert instant < end <= instant + timedelta(hours=7)
            assert not hours.quiet(end.astimezone(BERLIN).time())
        instant += timedelta(minutes=5)


# --- what is due ---------------------------------------------------------------------------------


def test_each_is_due_at_its_time_and_is_made_once(runner):
    wishes_of(runner, tips=True, sessions=True, by_email=True, by_push=True)
    assert make_due(NOW.replace(hour=9, minute=59)) == 0
    assert make_due(NOW.replace(hour=10)) == 3
    assert make_due(NOW.replace(hour=10)) == make_due(NOW.replace(hour=13)) == 0
    assert keys() == ["push:2026-03-06", "session:2026-03-06", "tip:2026-03-06"]


def test_nothing_by_mail_is_due_before_the_address_has_said_yes(runner):
    wishes = wishes_of(runner, said_yes=False, tips=True, sessions=True, by_email=True)
    assert make_due(NOW) == 0
    consent.say_yes(wishes, NOW - DAY)
    assert make_due(NOW) == 2


def test_another_address_has_to_say_yes_itself(runner):
    wishes_of(runner, tips=True)
    Account.objects.filter(pk=runner.account_id).update(email=f"new.{runner.account.email}")
    assert make_due(NOW) == 0


def test_a_tip_comes_every_three_days_and_not_on_the_day_of_the_yes(runner):
    wishes = wishes_of(runner, said_yes=False, tips=True)
    consent.say_yes(wishes, NOW.replace(hour=9))
    days = [day for day in range(8) if make_due(NOW + day * DAY)]
    assert days == [1, 4, 7]


def test_the_day_is_that_of_the_runner(runner):
    Runner.objects.filter(pk=runner.pk).update(time_zone="Pacific/Auckland")
    wishes_of(runner, sessions=True, by_push=True, at=time(8))
    assert make_due(datetime(2026, 3, 5, 19, 30, tzinfo=UTC)) == 1
    assert keys() == ["push:2026-03-06"]


def test_where_no_worker_ran_for_hours_the_day_goes_without(runner):
    wishes_of(runner, sessions=True, by_push=True)
    assert make_due(NOW.replace(hour=14)) == 0


def test_many_are_made_while_others_write(database, monkeypatch):
    """SQLite lets nobody write who is in the middle of reading what is old by now."""
    monkeypatch.setattr(reminder_planning, "_AT_ONCE", 2)
    for _ in range(7):
        wishes_of(new_runner(), sessions=True, by_push=True)
    put = outbox.put

    def after_another(rows):
        if connection.vendor == "sqlite":
            other = sqlite3.connect(connection.settings_dict["NAME"])
            with other:
                other.execute("UPDATE store_runner SET language = 'en'")
            other.close()
        return put(rows)

    monkeypatch.setattr(outbox, "put", after_another)
    assert make_due(NOW) == 7


# --- the outbox ----------------------------------------------------------------------------------


def test_what_was_taken_is_nobody_elses_until_its_time_is_over(runner):
    due_now(runner)
    row = outbox.take(NOW, LEASE)
    assert outbox.take(NOW + LEASE / 2, LEASE) is None
    assert outbox.take(NOW + LEASE, LEASE).pk == row.pk  # whoever had it died
    outbox.sent(row, NOW)
    assert outbox.take(NOW + 2 * LEASE + DAY, LEASE) is None


def test_of_many_takers_each_gets_another_one(runner, database):
    if database == "sqlite":
        pytest.skip("its writers wait for each other: tests/server/test_jobs.py has many processes")
    due_now(runner, 30)
    got, wrong = [], []

    def taker():
        try:
            while row := outbox.take(NOW, LEASE):
                got.append(row.pk)
        except Exception as why:  # noqa: BLE001 - told by the assertion
            wrong.append(why)
        finally:
            connection.close()

    threads = [Thread(target=taker) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not wrong
    assert len(got) == len(set(got)) == 30


def test_what_fails_is_tried_again_ever_later_and_not_for_ever(runner):
    due_now(runner)
    now, tries = NOW, 0
    while row := outbox.take(now, LEASE):
        tries += 1
        outbox.again(row, now)
        row.refresh_from_db()
        now = row.due_at
    assert tries == len(outbox.BACK_OFF) + 1
    assert row is None
    assert Reminder.objects.get().dropped_at is not None
    assert now - NOW == sum(outbox.BACK_OFF, LEASE)


def test_what_was_put_off_counts_as_no_try(runner):
    due_now(runner)
    for hour in range(20):
        row = outbox.take(NOW + timedelta(hours=hour), LEASE)
        outbox.later(row, NOW + timedelta(hours=hour + 1))
    row.refresh_from_db()
    assert row.tries == 0


def test_what_comes_back_three_times_in_a_row_is_told(runner):
    told = []
    for number, went_out in enumerate([False, False, True, False, False, False]):
        Reminder.objects.create(runner=runner, key=f"session:{number}", due_at=NOW)
        row = outbox.take(NOW + number * DAY, LEASE)
        if went_out:
            outbox.sent(row, NOW)
        else:
            told.append(outbox.came_back(row, NOW))
    assert told == [False, False, False, False, True]


def test_what_is_long_past_is_forgotten_but_no_tip_that_was_sent(runner):
    for key, ended in {
        "tip:2026-01-01": {"sent_at": NOW}, "tip:2026-01-04": {"dropped_at": NOW},
        "session:2026-01-01": {"sent_at": NOW}, "push:2026-01-01": {"dropped_at": NOW}, "session:2026-01-02": {},
    }.items():  # fmt: skip
        Reminder.objects.create(runner=runner, key=key, due_at=NOW - 40 * DAY, **ended)
    Reminder.objects.create(runner=runner, key="push:2026-03-05", due_at=NOW - DAY, sent_at=NOW)
    outbox.tidy(NOW)
    assert keys() == ["push:2026-03-05", "session:2026-01-02", "tip:2026-01-01"]


# --- the yes of the address ----------------------------------------------------------------------


def test_a_question_is_put_once_in_ten_minutes(runner):
    wishes = wishes_of(runner, said_yes=False, tips=True)
    assert consent.ask(wishes, NOW)
    assert not consent.ask(wishes, NOW + timedelta(minutes=9))
    assert consent.ask(wishes, NOW + timedelta(minutes=10))


def test_only_the_newest_question_of_this_address_can_be_answered(runner):
    wishes = wishes_of(runner, said_yes=False, tips=True)
    consent.ask(wishes, NOW)
    first = consent.yes_link(wishes)
    assert consent.asked_by(first) == wishes
    consent.ask(wishes, NOW + timedelta(hours=1))
    second = consent.yes_link(wishes)
    assert consent.asked_by(first) is None
    Account.objects.filter(pk=runner.account_id).update(email=f"new.{runner.account.email}")
    assert consent.asked_by(second) is None


def test_after_the_end_of_all_mail_an_old_question_begins_nothing(runner):
    wishes = wishes_of(runner, said_yes=False, tips=True)
    consent.ask(wishes, NOW)
    link = consent.yes_link(wishes)
    consent.say_yes(wishes, NOW)
    consent.stop(wishes, NOW)
    assert consent.asked_by(link) is None
    wishes.tips = True
    wishes.save()
    assert consent.asked_by(link) is None
    assert not consent.confirmed(wishes)


def test_what_is_no_longer_wanted_needs_no_yes(runner):
    wishes = wishes_of(runner, said_yes=False, tips=True)
    consent.ask(wishes, NOW)
    link = consent.yes_link(wishes)
    Reminders.objects.update(tips=False)
    assert consent.asked_by(link) is None


def test_a_second_yes_changes_nothing(runner):
    wishes = wishes_of(runner, tips=True)
    before = wishes.confirmed_at
    consent.say_yes(wishes, NOW)
    wishes.refresh_from_db()
    assert wishes.confirmed_at == before


@pytest.mark.parametrize("token", ["", "nothing", "a:b:c", "🦵", signing.dumps(1), signing.dumps([1, "x"], salt="strideback.reminders.yes"), signing.dumps("1", salt="strideback.reminders.yes")], ids=["empty", "word", "parts", "leg", "unsalted", "list", "text"])  # fmt: skip
def test_a_link_that_is_not_ours_is_nobodys(runner, token):
    wishes_of(runner, tips=True)
    assert consent.asked_by(token) is None
    assert consent.stopped_by(token) is None


def test_one_link_is_not_the_other(runner):
    wishes = wishes_of(runner, said_yes=False, tips=True)
    consent.ask(wishes, NOW)
    assert consent.asked_by(consent.stop_link(wishes)) is None
    assert consent.stopped_by(consent.yes_link(wishes)) is None
