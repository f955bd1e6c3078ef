"""What a process remembers goes in time, and what was erased is remembered by nobody."""

import gc
import time
from datetime import timedelta

import pytest

from strideback.store import diaries
from strideback.store.models import Runner
from strideback.web import runners
from strideback.web.remembered import Remembered

LONG_S, SHORT_S = 60, 0.05


def until(true, within_s=10):
    for _ in range(int(within_s / 0.01)):
        if true():
            return True
        time.sleep(0.01)
    return False


@pytest.fixture
def remembered():
    made = []

    def begin(most=3, for_s=LONG_S):
        made.append(Remembered(most=most, for_s=for_s))
        return made[-1]

    yield begin
    for each in made:
        each.clear()


def test_a_value_is_remembered_and_the_newest_of_a_key_counts(remembered):
    kept = remembered()
    assert kept.get("a") is None
    assert kept.put("a", 1) == 1
    kept.put("a", 2)
    assert (kept.get("a"), len(kept)) == (2, 1)


def test_there_are_never_more_than_so_many_and_the_oldest_goes(remembered):
    kept = remembered(most=2)
    for each in "abac":
        kept.put(each, each)
    assert [kept.get(each) for each in "abc"] == ["a", None, "c"]


def test_large_values_count_for_more_and_the_newest_always_stays(remembered):
    kept = remembered(most=10)
    for each, size in (("a", 4), ("b", 4), ("b", 6), ("c", 1)):
        kept.put(each, each, size)
    assert [kept.get(each) for each in "abc"] == [None, "b", "c"]
    kept.put("d", "d", 99)
    assert [kept.get(each) for each in "bcd"] == [None, None, "d"]
    kept.put("e", "e", 9)
    assert [kept.get(each) for each in "de"] == [None, "e"]


def test_what_is_old_is_not_given_and_goes_though_nobody_asks(remembered):
    kept = remembered(for_s=SHORT_S)
    kept.put("a", 1)
    time.sleep(SHORT_S / 2)
    kept.put("b", 2)
    assert until(lambda: len(kept) == 0)
    assert (kept.get("a"), kept.get("b")) == (None, None)
    kept.put("c", 3)  # and so again
    assert until(lambda: len(kept) == 0)


def test_a_value_goes_after_its_time_however_often_it_is_asked_for(remembered):
    kept = remembered(for_s=SHORT_S)
    kept.put("a", 1)
    assert until(lambda: kept.get("a") is None, within_s=1)


# --- reviews -------------------------------------------------------------------------------------


def test_another_process_drops_an_erased_diary_in_time(client_of, monkeypatch):
    short = Remembered(most=9, for_s=SHORT_S), Remembered(most=9, for_s=SHORT_S)
    monkeypatch.setattr(runners, "_reviews", short[0])
    monkeypatch.setattr(runners, "_diaries", short[1])
    client = client_of("2026-03-05 noted a very private thing")
    assert client.get("/").status_code == 200
    diaries.forget(client.runner)  # as another worker does; this one is told nothing
    assert until(lambda: not any(len(each) for each in short))
    gc.collect()
    lines = (each for each in gc.get_objects() if type(each).__name__ == "Noted")
    assert not any("private" in each.text for each in lines)


def test_an_erased_runners_review_serves_nobody_else(client_of):
    first = client_of("2026-03-05 noted a very private thing").runner
    seen = runners.seen_by(first, client_of.day)
    diaries.forget(first)
    other = Runner.objects.create(account=None)
    assert other.pk != first.pk
    assert runners.seen_by(other, client_of.day).kept.diary.events == ()
    runners.forget_reviews()
    with pytest.raises(Runner.DoesNotExist):
        _ = seen.kept


def test_the_diary_of_a_review_is_the_one_that_was_reviewed(client_of, it_is):
    runner = client_of("2026-03-05 pain now=4").runner
    seen = runners.seen_by(runner, client_of.day)
    now = it_is(client_of.day)
    diaries.append_lines(runner, ["2026-03-06 pain now=5"], after=1, now=now)
    runners.forget_reviews()
    assert (seen.last, seen.kept.last, len(seen.kept.diary.events)) == (1, 1, 1)
    newer = runners.seen_by(runner, client_of.day)
    assert (newer.last, len(newer.told), len(newer.kept.diary.events)) == (2, 1, 2)


def test_a_review_is_made_once_a_day_and_entry(client_of, monkeypatch):
    made = []
    own = runners._reviewed
    monkeypatch.setattr(runners, "_reviewed", lambda *told: made.append(told) or own(*told))
    runner = client_of("2026-03-05 pain now=4").runner
    for on in (client_of.day, client_of.day, client_of.day + timedelta(days=1)):
        assert runners.seen_by(runner, on).today == on
    assert len(made) == 2
    assert [runners.seen_by(runner, client_of.day).once("it", lambda: made.append(0)) for _ in "ab"]
    assert made.count(0) == 1
