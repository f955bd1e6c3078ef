"""The store: nothing is lost, nothing is rewritten, and what is forgotten is gone.  On both databases."""

import inspect
import re
import threading
from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import RestrictedError
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.conftest import NOW, new_runner
from tests.strategies import diaries as any_diary

from strideback.core.diary import Answered, Diary, Noted, PainLogged, Remark, Unread
from strideback.formats import diary_text
from strideback.store import diaries
from strideback.store.diaries import CannotKeep, Stale
from strideback.store.models import Account, Entry, Runner, Session
from strideback.store.sessions import SessionStore

DAY = date(2026, 3, 1)
AGE = Answered(on=DAY, question="age", value=34.0)
PAIN = PainLogged(on=DAY, now=4)
FEW = settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
"""The fixtures hold a database, not a state: each example begins with a runner of its own."""


def numbers(runner):
    return list(Entry.objects.filter(runner=runner).values_list("number", flat=True))


def append(runner, *told, after=None, key=None):
    return diaries.append(
        runner, told, after=runner.last if after is None else after, now=NOW, key=key
    )


# --- what is told is kept ------------------------------------------------------------------------


def test_what_was_told_comes_back_in_the_order_it_was_told(runner, knowledge):
    assert append(runner, AGE) == 1
    assert append(runner, PAIN, AGE) == 3
    kept = diaries.load(runner, knowledge)
    assert (kept.diary, kept.problems, kept.last) == (Diary((AGE, PAIN, AGE)), (), 3)


def test_a_diary_can_be_read_as_it_was(runner, knowledge):
    append(runner, AGE)
    append(runner, PAIN)
    kept = diaries.load(runner, knowledge, upto=1)
    assert (kept.diary, kept.last) == (Diary((AGE,)), 1)
    assert diaries.load(runner, knowledge, upto=2).last == 2


def test_an_empty_diary_is_one(runner, knowledge):
    assert diaries.text(runner) == ""
    assert diaries.load(runner, knowledge) == diaries.Kept(Diary(), (), 0)


def test_an_entry_knows_its_day_its_kind_and_when_it_was_told(runner):
    append(runner, PAIN, Remark("# on holiday"))
    first, second = Entry.objects.filter(runner=runner)
    assert (first.on, first.kind, first.form, first.told_at) == (DAY, "pain", 1, NOW)
    assert (second.on, second.kind) == (None, "")


def test_a_word_that_the_knowledge_does_not_know_is_named_by_its_line(runner, knowledge):
    lines = ["# mine", "2026-03-01 answered saddle-nubness no", "2026-03-01 answred age 34"]
    diaries.append_lines(runner, lines, after=0, now=NOW)
    kept = diaries.load(runner, knowledge)
    assert [each.line for each in kept.problems] == [2, 3]
    assert len(kept.diary.unread) == 2


@FEW
@given(diary=any_diary())
def test_any_diary_comes_out_as_it_went_in(database, diary):
    runner = new_runner()
    text = diary_text.write(diary)
    diaries.append_lines(runner, text.split("\n")[:-1], after=0, now=NOW)
    assert diaries.text(runner) == text
    assert diary_text.parse(diaries.text(runner)).diary == diary
    assert numbers(runner) == list(range(1, len(diary.entries) + 1))
    for entry, told in zip(Entry.objects.filter(runner=runner), diary.entries, strict=True):
        quiet = isinstance(told, (Remark, Unread))
        assert entry.on == (None if quiet else told.on)


@FEW
@given(parts=st.lists(any_diary(max_size=4), max_size=4))
def test_many_small_additions_make_the_same_diary_as_one(database, parts):
    runner = new_runner()
    for part in parts:
        lines = diary_text.write(part).split("\n")[:-1]
        diaries.append_lines(runner, lines, after=runner.last, now=NOW)
    assert diaries.text(runner) == "".join(diary_text.write(part) for part in parts)
    assert numbers(runner) == list(range(1, runner.last + 1))


# --- two writers ---------------------------------------------------------------------------------


def test_the_slower_of_two_writers_is_told(runner):
    other = Runner.objects.get(pk=runner.pk)
    append(runner, AGE)
    with pytest.raises(Stale) as stale:
        append(other, PAIN)
    assert stale.value.last == 1
    assert diaries.text(runner) == "2026-03-01 answered age 34\n"


@pytest.mark.parametrize("after", [-1, 1, 10**30])
def test_a_writer_that_has_seen_what_is_not_there_is_stale(runner, after):
    with pytest.raises(Stale):
        append(runner, AGE, after=after)
    assert numbers(runner) == []


def test_the_same_key_twice_adds_nothing(runner):
    assert append(runner, AGE, PAIN, key="phone-17") == 2
    assert append(runner, AGE, PAIN, after=0, key="phone-17") == 2
    assert append(runner, PAIN, key="phone-18") == 3
    assert numbers(runner) == [1, 2, 3]


def test_a_key_is_the_runners_own(runner):
    other = new_runner()
    append(runner, AGE, key="a")
    append(other, AGE, key="a")
    assert numbers(other) == [1]


@pytest.mark.parametrize("key", ["k" * 5000, "a\0b", "ü" * 65, "half \ud83d"])
def test_a_key_of_any_kind_counts_once(runner, key):
    append(runner, AGE, key=key)
    append(runner, AGE, after=0, key=key)
    assert numbers(runner) == [1]


def facts(runner, *told):
    return diaries.append_facts(runner, told, now=NOW)


def test_facts_go_behind_the_last_entry_whatever_was_told_meanwhile(runner):
    other = Runner.objects.get(pk=runner.pk)
    append(runner, AGE)
    assert facts(other, ("phone-1", PAIN), ("phone-2", AGE)) == 3
    assert (other.last, numbers(runner)) == (3, [1, 2, 3])
    assert diaries.text(runner).splitlines()[1] == "2026-03-01 pain now=4"


def test_a_fact_counts_once_in_one_sending_and_in_the_next(runner):
    assert facts(runner, ("a" * 99, PAIN), ("b", AGE), ("a" * 99, PAIN)) == 2
    assert facts(runner, ("b", AGE), ("c", PAIN), ("a" * 99, PAIN)) == 3
    assert facts(runner, ("c", PAIN)) == 3
    assert facts(runner) == 3
    assert append(runner, PAIN, key="c") == 3
    other = new_runner()
    assert facts(other, ("c", PAIN)) == 1


def test_something_else_under_a_key_is_not_passed_over_in_silence(runner):
    append(runner, AGE, PAIN, key="form")
    older = Answered(on=DAY, question="age", value=64.0)
    for other in ([older], [older, PAIN], [AGE, AGE], [AGE, PAIN, PAIN]):
        for after in (0, 2):
            with pytest.raises(Stale) as stale:
                append(runner, *other, after=after, key="form")
            assert stale.value.last == 2
    assert numbers(runner) == [1, 2]


def test_another_fact_under_a_key_is_added_and_counts_once_too(runner):
    worse, better = PainLogged(on=DAY, now=9), PainLogged(on=DAY, now=2)
    assert facts(runner, ("phone-1", worse)) == 1
    assert facts(runner, ("phone-1", better)) == 2
    assert facts(runner, ("phone-1", better), ("phone-1", worse), ("phone-1", better)) == 2
    assert facts(runner, ("phone-2", better), ("phone-2", worse)) == 4
    assert [each.now for each in diary_text.parse(diaries.text(runner)).diary.events] == [
        9,
        2,
        2,
        9,
    ]


def test_a_fact_without_a_key_is_always_added(runner):
    assert facts(runner, (None, PAIN), (None, PAIN)) == 2
    assert facts(runner, (None, PAIN)) == 3


def test_facts_are_kept_all_or_none(runner):
    with pytest.raises(CannotKeep, match="0 to 10"):
        facts(runner, ("a", AGE), ("b", PainLogged(on=DAY, now=11)))
    assert numbers(runner) == []
    assert facts(runner, ("a", AGE)) == 1


def test_the_same_facts_sent_by_many_at_once_count_once(runner):
    told = [(f"fact-{number}", Noted(on=DAY, text=f"{number}")) for number in range(10)]

    def send(first):
        facts(Runner.objects.get(pk=runner.pk), *told[first:], *told[:first])
        connections["default"].close()

    senders = [threading.Thread(target=send, args=(number,)) for number in range(10)]
    for each in senders:
        each.start()
    for each in senders:
        each.join()
    assert numbers(runner) == list(range(1, 11))
    assert len(set(diaries.text(runner).splitlines())) == 10


def test_fifty_writers_at_once_lose_nothing(runner):
    def write(number):
        mine = Noted(on=DAY, text=f"writer {number}")
        while True:
            seen = Runner.objects.get(pk=runner.pk).last
            try:
                diaries.append(runner, [mine], after=seen, now=NOW, key=f"w{number}")
            except Stale:
                continue
            break
        connections["default"].close()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(50)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert numbers(runner) == list(range(1, 51))
    told = diary_text.parse(diaries.text(runner)).diary.events
    assert {each.text for each in told} == {f"writer {number}" for number in range(50)}


def test_fifty_runners_at_once_do_not_wait_in_vain(database):
    runners = [new_runner() for _ in range(50)]
    failed = []

    def write(runner):
        try:
            for _ in range(3):
                append(runner, PAIN)
        except DatabaseError as why:
            failed.append(why)
        finally:
            connections["default"].close()

    writers = [threading.Thread(target=write, args=(each,)) for each in runners]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert failed == []
    assert [each.last for each in runners] == [3] * 50


# --- what cannot be kept -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line", ["one\ntwo", "one\rtwo", "2026-03-01 noted a\0b", "2026-03-01 noted \udce4"]
)
def test_what_is_no_line_of_text_is_refused_with_a_sentence(runner, line):
    with pytest.raises(CannotKeep, match=r"\w\."):
        diaries.append_lines(runner, ["2026-03-01 pain now=4", line], after=0, now=NOW)
    assert numbers(runner) == []


def test_an_event_that_no_line_can_say_is_refused_whole(runner):
    with pytest.raises(CannotKeep, match="0 to 10"):
        append(runner, AGE, PainLogged(on=DAY, now=11))
    assert numbers(runner) == []


# --- nothing is rewritten ------------------------------------------------------------------------


def test_the_database_refuses_to_change_an_entry(runner):
    append(runner, AGE)
    entry = Entry.objects.get(runner=runner)
    entry.line = "2026-03-01 answered age 64"
    for change in (
        entry.save,
        lambda: Entry.objects.filter(runner=runner).update(line="# nothing"),
        lambda: Entry.objects.filter(runner=runner).update(number=7),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()
    assert diaries.text(runner) == "2026-03-01 answered age 34\n"


def test_the_database_refuses_to_delete_an_entry_of_a_diary_that_is_there(runner):
    append(runner, AGE, PAIN)
    with pytest.raises(DatabaseError, match="whole diary"), transaction.atomic():
        Entry.objects.filter(runner=runner, number=2).delete()
    with pytest.raises(RestrictedError):
        runner.delete()
    with pytest.raises(RestrictedError):
        runner.account.delete()
    assert numbers(runner) == [1, 2]


def test_the_database_refuses_a_second_entry_in_a_place(runner):
    append(runner, AGE)
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.create(runner=runner, number=1, line="", told_at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.create(runner=runner, number=0, line="", told_at=NOW)


READS = {"filter", "only", "order_by", "values_list"}


def test_only_forget_deletes_entries_and_nothing_changes_them():
    package = Path(diaries.__file__).parents[1]
    code = {path: path.read_text(encoding="utf-8") for path in package.rglob("*.py")}
    used = {
        str(path.relative_to(package)): re.findall(r"Entry\.objects.*\.(\w+)\(", text)
        for path, text in code.items()
        if "Entry.objects" in text
    }
    ours = used.pop("store/diaries.py")
    assert set(ours) == {"bulk_create", "delete", "order_by"}
    assert ours.count("delete") == 1
    assert {each for other in used.values() for each in other} <= READS
    assert "Entry.objects.filter(runner_id=kept.pk).delete()" in inspect.getsource(diaries.forget)


def test_without_an_account_there_is_one_runner(database):
    Runner.objects.filter(account=None).delete()
    first, made = Runner.objects.get_or_create(account=None)
    assert made
    with pytest.raises(DatabaseError), transaction.atomic():
        Runner.objects.create(account=None)
    assert Runner.objects.get_or_create(account=None) == (first, False)
    diaries.forget(first)


# --- forgetting ----------------------------------------------------------------------------------


def signed_in(runner):
    session = SessionStore()
    session[SESSION_KEY] = str(runner.account_id)
    session.save()
    return session.session_key


def test_a_session_comes_with_its_account_and_its_runner_in_one_question(runner):
    key = signed_in(runner)
    with CaptureQueriesContext(connection) as asked:
        session = SessionStore(key)
        assert session[SESSION_KEY] == str(runner.account_id)
        assert session.account.runner == runner
    assert len(asked) == 1
    assert SessionStore().account is None
    Account.objects.filter(pk=runner.account_id).update(is_active=False)
    assert SessionStore(key).account.is_active is False  # as the database says now
    session.flush()
    assert session.account is None
    assert SessionStore(key).account is None


def test_forgotten_is_gone_and_nobody_elses(runner):
    other = new_runner()
    append(runner, AGE, PAIN)
    append(other, AGE)
    mine, theirs = signed_in(runner), signed_in(other)
    diaries.forget(runner)
    assert not Runner.objects.filter(pk=runner.pk).exists()
    assert not Account.objects.filter(pk=runner.account_id).exists()
    assert not Entry.objects.filter(runner_id=runner.pk).exists()
    assert not Session.objects.filter(pk=mine).exists()
    assert Session.objects.filter(pk=theirs).exists()
    assert diaries.text(other) == "2026-03-01 answered age 34\n"


def test_in_local_mode_forgetting_ends_every_session(database):
    alone, _ = Runner.objects.get_or_create(account=None)
    session = SessionStore()
    session["opened"] = True
    session.save()
    other = signed_in(new_runner())
    append(alone, AGE)
    diaries.forget(alone)
    assert not Session.objects.filter(pk=session.session_key).exists()
    assert Session.objects.filter(pk=other).exists()


def test_a_number_of_a_forgotten_runner_is_never_given_again(database):
    first = new_runner()
    diaries.forget(first)
    assert new_runner().pk > first.pk


def test_forgotten_words_are_in_no_file_any_more(database):
    if database != "sqlite":
        pytest.skip("PostgreSQL cleans its files by itself, later")
    runner = new_runner()
    append(runner, Noted(on=DAY, text="a very particular sentence"))
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file = Path(connection.settings_dict["NAME"])
    assert b"very particular sentence" in file.read_bytes()
    diaries.forget(runner)
    for each in file.parent.iterdir():
        assert b"very particular sentence" not in each.read_bytes(), each.name
