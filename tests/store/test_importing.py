"""A text diary goes in whole or not at all, comes out the same, and never counts twice."""

import pytest
from hypothesis import HealthCheck, given, settings
from tests.store.conftest import NOW, new_runner
from tests.strategies import diaries as any_diary

from strideback.formats import diary_text
from strideback.store import diaries
from strideback.store.diaries import Stale
from strideback.store.importing import Refused, bring_in

FIRST = "# mine\n\n2026-03-01 answered age 34\n2026-03-01 did side-plank.left 3x10\n"
MORE = "2026-03-02 pain now=4\n2026-03-03 corrected 1 answered age 35\n"
FEW = settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)


@pytest.fixture
def bring(runner, knowledge):
    def bring(text, *, after=None, keep=False):
        after = runner.last if after is None else after
        done = bring_in(runner, text, after=after, now=NOW, knowledge=knowledge, keep_unread=keep)
        assert done.last == runner.last == diaries.text(runner).count("\n")
        return done.added

    return bring


@FEW
@given(diary=any_diary())
def test_any_text_diary_comes_out_as_it_went_in(database, knowledge, diary):
    runner = new_runner()
    text = diary_text.write(diary)
    bring_in(runner, text, after=0, now=NOW, knowledge=knowledge, keep_unread=True)
    assert diaries.text(runner) == text


def test_lines_are_kept_as_they_are_spelled(bring, runner):
    assert bring(FIRST) == 4
    assert diaries.text(runner) == FIRST


def test_line_ends_of_any_kind_are_line_ends(bring, runner):
    assert bring(FIRST.replace("\n", "\r\n").removesuffix("\r\n")) == 4
    assert diaries.text(runner) == FIRST


def test_the_same_text_again_adds_nothing(bring):
    bring("2026-02-01 pain now=2\n")
    assert bring(FIRST) == 4
    assert bring(FIRST) == 0
    assert bring(MORE.splitlines()[0]) == 1
    assert bring(FIRST) == 0


def test_an_export_that_was_written_on_adds_what_is_new(bring, runner):
    bring(FIRST)
    assert bring(diaries.text(runner) + MORE) == 2
    assert diaries.text(runner) == FIRST + MORE
    assert bring(FIRST) == 0


def test_corrections_of_another_diary_go_on_meaning_their_own_events(bring, runner):
    bring("2026-01-01 pain now=2\n# a remark is no event\n2026-01-02 pain now=3\n")
    bring("2026-03-01 answered age 34\n2026-03-02 corrected 1 answered age 35\n")
    assert diaries.text(runner).endswith("2026-03-02 corrected 3 answered age 35\n")


def test_a_text_with_a_line_that_is_not_understood_is_refused_whole(bring, runner):
    with pytest.raises(Refused) as refused:
        bring(FIRST + "2026-03-02 pian now=4\n2026-03-02 answered saddle-nubness no\n")
    assert [each.line for each in refused.value.problems] == [5, 6]
    assert diaries.text(runner) == ""


def test_lines_that_are_not_understood_are_kept_when_the_runner_asks_for_it(bring, runner):
    assert bring(FIRST + "2026-03-02 pian now=4\n", keep=True) == 5
    assert diaries.text(runner).endswith("2026-03-02 pian now=4\n")


@pytest.mark.parametrize("odd", ["a\0b", "half \udce4"])
def test_what_no_database_can_keep_is_refused_even_then(bring, runner, odd):
    with pytest.raises(Refused) as refused:
        bring(f"{FIRST}2026-03-02 noted {odd}\n2026-03-02 pian\n", keep=True)
    assert [each.line for each in refused.value.problems] == [5]
    assert diaries.text(runner) == ""


@pytest.mark.parametrize("text", ["", "\n", "# only a remark"])
def test_a_text_without_events_is_no_mistake(bring, runner, text):
    bring(text)
    assert diaries.text(runner) == (f"{text.strip(chr(10))}\n" if text else "")


def test_an_import_into_a_diary_that_has_grown_meanwhile_is_stale(bring):
    bring(FIRST)
    with pytest.raises(Stale):
        bring(MORE, after=0)
