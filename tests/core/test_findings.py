"""Answers, drawing and self-tests become yes, no, or not known."""

from datetime import date

import pytest

from strideback.core.diary import Answered, Drew, Mark, Stroke
from strideback.core.diary import Tested as _Tested
from strideback.core.findings import Telling, marked
from strideback.core.knowledge import All, Any, AtLeast, Is, Not
from strideback.core.terms import Side

MON = date(2026, 3, 2)


@pytest.fixture
def telling(knowledge, reviewer):
    return Telling(knowledge, reviewer.screen.vocabulary)


def _answer(telling, question, value):
    telling.hear(Answered(on=MON, question=question, value=value))
    return telling.settled()


# --- answers -------------------------------------------------------------------------------------


def test_nothing_told_is_not_known(telling):
    assert telling.settled()["saddle-numbness"] is None


def test_yes_no_and_back(telling):
    assert _answer(telling, "knee-problem", "yes")["knee-problem"] is True
    assert _answer(telling, "knee-problem", "no")["knee-problem"] is False


@pytest.mark.parametrize("question", ["saddle-numbness", "fever", "below-knee", "blood-thinners"])
def test_not_sure_counts_as_yes(telling, question):
    assert _answer(telling, question, "not-sure")[question] is True


def test_not_sure_about_a_number_is_not_known(telling):
    _answer(telling, "age", 70.0)
    found = _answer(telling, "age", "not-sure")
    assert found["age-65-plus"] is None


@pytest.mark.parametrize(
    ("question", "finding", "below", "from_"),
    [
        ("age", "age-50-plus", 49.0, 50.0),
        ("age", "age-65-plus", 64.0, 65.0),
        ("age", "age-18-to-25", 17.0, 18.0),
        ("weeks-of-pain", "pain-6-weeks", 5.0, 6.0),
        ("weeks-of-pain", "pain-over-13-weeks", 12.0, 13.0),
    ],
)
def test_numbers_become_findings_at_their_thresholds(telling, question, finding, below, from_):
    assert _answer(telling, question, below)[finding] is False
    assert _answer(telling, question, from_)[finding] is True


@pytest.mark.parametrize(
    ("question", "finding", "last", "beyond"),
    [
        ("age", "under-18", 17.0, 18.0),
        ("age", "age-18-to-25", 25.0, 26.0),
        ("age-at-first-pain", "started-before-35", 34.0, 35.0),
        ("age-at-first-pain", "started-before-45", 44.0, 45.0),
    ],
)
def test_numbers_stop_being_findings_at_their_thresholds(telling, question, finding, last, beyond):
    assert _answer(telling, question, last)[finding] is True
    assert _answer(telling, question, beyond)[finding] is False


def test_a_list_decides_each_of_its_options(telling):
    found = _answer(telling, "low-energy", ("missed-periods",))
    assert found["low-energy.missed-periods"] is True
    assert found["low-energy.low-libido"] is False


def test_an_empty_list_is_a_no_to_every_option(telling):
    assert _answer(telling, "low-energy", ())["low-energy.missed-periods"] is False


def test_a_list_with_an_unknown_option_is_not_known(telling):
    assert _answer(telling, "low-energy", ("no-such-thing",))["low-energy.low-libido"] is None


def test_an_answer_to_an_unknown_question_is_left_alone(telling):
    before = telling.settled()
    after = _answer(telling, "no-such-question", "yes")
    assert (after.yes, after.no) == (before.yes, before.no)


def test_words_where_yes_or_no_was_asked_are_not_known(telling):
    _answer(telling, "fever", "no")
    assert _answer(telling, "fever", "a little")["fever"] is None


# --- hidden questions and silence ----------------------------------------------------------------


def test_a_hidden_question_is_no_only_when_the_reason_is_known(telling):
    assert telling.settled()["pregnancy-emergency"] is None
    assert _answer(telling, "could-be-pregnant", "no")["pregnancy-emergency"] is False
    assert _answer(telling, "could-be-pregnant", "yes")["pregnancy-emergency"] is None


def test_silence_about_what_is_new_counts_as_yes(telling):
    assert _answer(telling, "saddle-numbness", "yes")["cauda-changed"] is True
    assert _answer(telling, "cauda-changed", "no")["cauda-changed"] is False


def test_silence_about_where_the_rash_is_counts_for_every_place(telling):
    found = _answer(telling, "skin-problem", "yes")
    places = ("buttock", "low-back-side", "front-of-hip")
    assert all(found[f"skin-problem-where.{place}"] for place in places)


# --- formulas over three values ------------------------------------------------------------------


def test_a_formula_can_hold_fail_or_be_open(telling):
    _answer(telling, "fever", "yes")
    found = _answer(telling, "knee-problem", "no")
    yes, no, open_ = Is("fever"), Is("knee-problem"), Is("past-clot")
    assert found.holds(All((yes, Not(no)))) is True
    assert found.holds(All((yes, open_))) is None
    assert found.holds(All((no, open_))) is False
    assert found.holds(Any((no, open_))) is None
    assert found.holds(Any((yes, open_))) is True
    assert found.holds(AtLeast(2, (yes, no, open_))) is None
    assert found.holds(AtLeast(3, (yes, no, open_))) is False
    assert found.holds(AtLeast(1, (yes, no, open_))) is True
    assert found.holds(Not(open_)) is None


# --- the drawing ---------------------------------------------------------------------------------


def _drew(view, *marks, strokes=()):
    return Drew(on=MON, view=view, marks=marks, strokes=strokes)


def _mark(region, side=None, intensity=5.0):
    return Mark(region=region, side=side, intensity=intensity)


def test_nothing_drawn_raises_nothing(telling):
    assert telling.settled()["drawn-below-knee"] is False


def test_one_calf_is_below_the_knee_and_both_are_both(telling):
    telling.hear(_drew("back", _mark("calf", Side.LEFT)))
    assert telling.settled()["drawn-below-knee"] is True
    assert telling.settled()["drawn-below-knee-both"] is False
    telling.hear(_drew("front", _mark("foot", Side.RIGHT)))
    assert telling.settled()["drawn-below-knee-both"] is True


def test_a_drawing_replaces_the_earlier_one_of_its_view_only(telling):
    telling.hear(_drew("back", _mark("calf", Side.LEFT)))
    telling.hear(_drew("front", _mark("groin", Side.LEFT)))
    assert telling.settled()["drawn-below-knee"] is True
    telling.hear(_drew("back"))
    assert telling.settled()["drawn-below-knee"] is False


def test_a_mark_without_intensity_marks_nothing(knowledge):
    assert marked(knowledge, _drew("back", _mark("sacrum", intensity=0.0))) == {}


def test_the_short_code_of_a_region_is_the_region(knowledge):
    drawn = marked(knowledge, _drew("back", _mark("SAC")))
    assert drawn == {("sacrum", None): 5.0}


def test_of_two_marks_the_stronger_counts(knowledge):
    drawn = marked(
        knowledge, _drew("back", _mark("sacrum", intensity=2.0), _mark("SAC", intensity=6.0))
    )
    assert drawn == {("sacrum", None): 6.0}


def _middle(knowledge, view, name):
    """The middle of a region on the chart."""
    chart = knowledge.chart
    bitmap = chart.views[view][name]
    cells = [place for place in range(bitmap.bit_length()) if bitmap >> place & 1]
    x = sum(place % chart.columns + 0.5 for place in cells) / len(cells) * chart.cell
    y = sum(place // chart.columns + 0.5 for place in cells) / len(cells) * chart.cell
    return x, y


@pytest.mark.parametrize(
    ("view", "name"),
    [
        ("back", "sacrum"),
        ("back", "iliac-crest-posterior.right"),
        ("back", "buttock-middle.left"),
        ("back", "calf.left"),
        ("front", "groin.right"),
    ],
)
def test_a_dab_in_the_middle_of_a_region_marks_it(knowledge, view, name):
    dab = Stroke(points=(_middle(knowledge, view, name),), brush=6.0, intensity=4.0)
    region, _, side = name.partition(".")
    place = (region, Side(side) if side else None)
    assert marked(knowledge, _drew(view, strokes=(dab,)))[place] == 4.0


def test_right_on_the_back_is_the_runners_own_right(knowledge):
    x_left, _ = _middle(knowledge, "back", "calf.left")
    x_right, _ = _middle(knowledge, "back", "calf.right")
    assert x_left < x_right
    x_left, _ = _middle(knowledge, "front", "calf.left")
    x_right, _ = _middle(knowledge, "front", "calf.right")
    assert x_left > x_right


def test_a_thin_stroke_across_both_calves_marks_both(knowledge, telling):
    ends = tuple(_middle(knowledge, "back", f"calf.{side.value}") for side in Side)
    stroke = Stroke(points=ends, brush=12.0, intensity=5.0)
    telling.hear(_drew("back", strokes=(stroke,)))
    assert telling.settled()["drawn-below-knee-both"] is True


def test_a_broad_stroke_across_both_calves_marks_both(knowledge, telling):
    ends = tuple(_middle(knowledge, "back", f"calf.{side.value}") for side in Side)
    telling.hear(_drew("back", strokes=(Stroke(points=ends, brush=20.0, intensity=5.0),)))
    assert telling.settled()["drawn-below-knee-both"] is True


def test_a_stroke_beside_the_body_marks_nothing(knowledge):
    stroke = Stroke(points=((2.0, 2.0), (6.0, 6.0)), brush=4.0, intensity=9.0)
    assert marked(knowledge, _drew("back", strokes=(stroke,))) == {}


# --- self-tests ----------------------------------------------------------------------------------


def test_a_positive_slump_is_told_and_an_unknown_test_is_not(telling):
    telling.hear(_Tested(on=MON, test="no-such-test", side=Side.LEFT, value=1.0))
    assert telling.settled()["slump-positive"] is False
    telling.hear(_Tested(on=MON, test="slump", side=Side.LEFT, value=1.0))
    assert telling.settled()["slump-positive"] is True
