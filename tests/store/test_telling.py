"""Lines that a program sends, on both databases: once, whole, and only what a page would take."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, connections
from tests.store.conftest import NOW, new_runner

from strideback.store import diaries
from strideback.store.diaries import Stale
from strideback.store.models import Entry, Runner
from strideback.store.reviewing import reviewer
from strideback.store.telling import Refused, Sent, tell

CLEARED = (Path(__file__).parents[2] / "examples/first-week.diary").read_text(encoding="utf-8")
DAY = "2026-03-06"
PAIN = f"{DAY} pain now=4"


def sent(runner, *lines, now=NOW, **more):
    told = [each if isinstance(each, Sent) else Sent(each) for each in lines]
    return tell(runner, told, now=now, reviewer=reviewer("en"), **more)


def refused(runner, *lines, **more):
    """Why nothing was added: the places, with a sentence each."""
    before = diaries.text(runner)
    with pytest.raises(Refused) as why:
        sent(runner, *lines, **more)
    assert diaries.text(runner) == before
    return [(each.place, each.says) for each in why.value.problems]


@pytest.fixture
def cleared(runner):
    diaries.append_lines(runner, CLEARED.splitlines(), after=0, now=NOW)
    return runner


def review(runner):
    kept = diaries.load(runner, reviewer("en").knowledge)
    return reviewer("en").review(kept.diary, NOW.date())


# --- at once -------------------------------------------------------------------------------------


def all_at_once(count, work):
    failed = []

    def run(number):
        try:
            work(number)
        except DatabaseError as why:
            failed.append(why)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failed == []


def test_the_same_message_sent_by_ten_at_once_counts_once(runner):
    lines = [f"{DAY} noted one", f"{DAY} noted two"]
    answers = []
    all_at_once(
        10, lambda _: answers.append(sent(Runner.objects.get(pk=runner.pk), *lines, key="a"))
    )
    assert diaries.text(runner).splitlines() == lines
    assert [[each.number for each in told.placed] for told in answers] == [[1, 2]] * 10
    assert sum(each.added for told in answers for each in told.placed) == 2


def test_twenty_programs_at_once_lose_nothing_and_break_no_order(runner):
    def write(number):
        sent(Runner.objects.get(pk=runner.pk), f"{DAY} noted a{number}", f"{DAY} noted b{number}")

    all_at_once(20, write)
    lines = diaries.text(runner).splitlines()
    assert len(lines) == 40
    assert all(lines[n].replace("a", "b") == lines[n + 1] for n in range(0, 40, 2))
    assert list(Entry.objects.filter(runner=runner).values_list("number", flat=True)) == list(
        range(1, 41)
    )


def test_of_ten_who_all_saw_the_same_last_entry_one_is_first(runner):
    first, late = [], []

    def write(number):
        try:
            first.append(sent(Runner.objects.get(pk=runner.pk), f"{DAY} noted {number}", after=0))
        except Stale:
            late.append(number)

    all_at_once(10, write)
    assert (len(first), len(late)) == (1, 9)


def test_the_key_of_one_runner_is_no_key_of_another(database):
    mine, other = new_runner(), new_runner()
    sent(mine, PAIN, key="a")
    assert sent(other, PAIN, key="a").placed[0].added


# --- days to come --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "2026-03-07 answered saddle-numbness yes",
        "2026-03-07 seen all cleared",
        "2099-01-01 pain now=4",
        "2026-03-07T08:00+01:00 pain now=4",
        "2026-03-07 corrected 1 removed",
    ],
)
def test_what_would_not_count_today_is_refused_and_not_passed_over(cleared, line):
    ((place, says),) = refused(cleared, PAIN, line)
    assert place == 1
    assert "it would not count" in says
    assert "2026-03-06" in says


def test_the_day_is_the_runners_own(runner):
    evening = datetime(2026, 3, 6, 12, tzinfo=UTC)
    tomorrow = "2026-03-07 pain now=4"
    assert refused(runner, tomorrow, now=evening)
    Runner.objects.filter(pk=runner.pk).update(time_zone="Pacific/Kiritimati")
    assert sent(runner, tomorrow, now=evening).placed[0].added


# --- what a page would not take ------------------------------------------------------------------


def test_a_session_is_moved_only_to_where_the_plan_can_have_it(cleared):
    moves = f'{DAY} preferred moved="{DAY}>2026-03-07"'
    ((place, says),) = refused(cleared, PAIN, f'{DAY} preferred moved="{DAY}>2026-03-01"')
    assert place == 1
    assert "has passed" in says
    referred = new_runner()
    diaries.append_lines(referred, [f"{DAY} answered saddle-numbness yes"], after=0, now=NOW)
    ((_place, says),) = refused(referred, moves)
    assert "no session planned" in says


def test_a_move_is_judged_by_what_the_same_message_told_before_it(cleared):
    away = f"{DAY} preferred away=2026-03-08..2026-03-12"
    move = f'{DAY} preferred moved="{DAY}>2026-03-08"'
    ((place, says),) = refused(cleared, away, move)
    assert place == 1
    assert "away" in says


def test_with_the_first_exercise_of_a_day_the_plan_is_kept_as_it_was_shown(cleared):
    session = review(cleared).plan.sessions[0]
    assert session.on == NOW.date()
    item = session.items[0]
    side = f".{item.sides[0].value}" if item.sides else ""
    line = f"{DAY} did {item.exercise}{side} before=3 after=2"
    told = sent(cleared, line, PAIN, key="a")
    before = len(CLEARED.splitlines())
    assert [each.number for each in told.placed] == [before + 1, before + 2]
    lines = diaries.text(cleared).splitlines()[before:]
    assert lines[:2] == [line, PAIN]
    assert lines[2].startswith(f"{DAY} plan-issued ")
    assert told.last == len(lines) + before == before + 3
    assert [each.items for each in review(cleared).progress.issued if each.on == NOW.date()]
    again = sent(cleared, line, PAIN, key="a")
    assert again.last == told.last
    assert sent(cleared, f"{DAY} did easy-walk 20min").last == told.last + 1


def test_an_exercise_of_a_runner_without_a_plan_keeps_none(runner):
    diaries.append_lines(runner, [f"{DAY} answered saddle-numbness yes"], after=0, now=NOW)
    assert sent(runner, f"{DAY} did easy-walk 20min").last == 2


def test_a_plan_that_was_taken_back_is_no_failure(cleared):
    item = review(cleared).plan.sessions[0].items[0]
    side = f".{item.sides[0].value}" if item.sides else ""
    line = f"{DAY} did {item.exercise}{side}"
    sent(cleared, line)
    number = sum(
        not each.startswith("#") and bool(each.strip())
        for each in diaries.text(cleared).splitlines()
    )
    sent(cleared, f"{DAY} corrected {number} removed", f"{DAY} corrected {number - 1} removed")
    last = diaries.text(cleared).count("plan-issued")
    sent(cleared, line)
    assert diaries.text(cleared).count("plan-issued") == last == 1


# --- no way around -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        f"{DAY} answered saddle-numbness no",
        f"{DAY} corrected 1 answered saddle-numbness no",
        f"{DAY} corrected 1 removed",
        "2026-03-01 seen all cleared",
        f"{DAY} seen all not-cleared",
        f"{DAY} plan-issued guide massage edition=2026.1 items=easy-walk",
        f"{DAY} answered consent yes",
    ],
)
def test_nothing_but_a_clinicians_word_of_now_ends_an_emergency(runner, line):
    begin = ["2026-03-05 answered saddle-numbness yes", *CLEARED.splitlines()]
    diaries.append_lines(runner, begin, after=0, now=NOW)
    sent(runner, line)
    found = review(runner)
    assert found.triage.outcome == "refer"
    assert found.plan is None


def test_after_a_clinicians_word_the_screen_is_asked_again_before_there_is_a_plan(runner):
    begin = ["2026-03-05 answered saddle-numbness yes", *CLEARED.splitlines()]
    diaries.append_lines(runner, begin, after=0, now=NOW)
    sent(runner, f"{DAY} seen all cleared")
    found = review(runner)
    assert found.triage.outcome == "ask"
    assert found.plan is None


@pytest.mark.parametrize("consent", ["no", "not-sure", None])
def test_without_consent_there_is_no_plan(runner, consent):
    lines = [each for each in CLEARED.splitlines() if "answered consent" not in each]
    diaries.append_lines(runner, lines, after=0, now=NOW)
    if consent:
        sent(runner, f"2026-03-01 answered consent {consent}")
    found = review(runner)
    assert (found.triage.outcome, found.plan) == ("ask", None)
    assert "consent" in found.triage.ask
