"""How things are said: days, doses, blocks, sessions, and the words of the questionnaire."""

import re
from dataclasses import replace
from datetime import date

import pytest

from strideback.cli.words import LIGHT_STYLES, STYLES
from strideback.core.plan import Item, Plan, Session, shared_stops
from strideback.core.terms import Dose, Level, Side
from strideback.formats import intake_words, knowledge_toml, words

KNOWLEDGE = knowledge_toml.load()
BOTH = (Side.LEFT, Side.RIGHT)
FRIDAY = date(2026, 3, 6)


def _item(exercise="pigeon-stretch", sides=BOTH, **dose):
    return Item(exercise=exercise, role="main", sides=sides, dose=Dose(**dose), step=0)


# --- small words ---------------------------------------------------------------------------------


def test_days_are_said_in_full_or_in_a_column():
    assert words.day(FRIDAY) == "Fri 6 March"
    assert words.day(FRIDAY, year=True) == "Fri 6 March 2026"
    assert words.short_day(FRIDAY) == "Fri  6 Mar"


@pytest.mark.parametrize(
    ("row", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), ("abc", "a, b and c")]
)
def test_words_in_a_row(row, said):
    assert words.joined(row) == said


def test_a_count_has_its_word():
    assert [words.plural(n, "day") for n in (0, 1, 2)] == ["0 days", "1 day", "2 days"]
    assert words.plural(2, "entry", "entries") == "2 entries"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0 s"),
        (30, "30 s"),
        (120, "2 min"),
        (150, "2 min 30 s"),
        (615, "10 min"),
        (4200, "1 h 10 min"),
    ],
)
def test_durations(value, said):
    assert words.seconds(value) == said


def test_a_distance_is_rounded_down_so_that_no_cap_is_passed():
    assert words.kilometres(5299) == "5.2 km"
    assert words.kilometres(5300) == "5.3 km"
    assert words.kilometres(8000) == "8 km"


def test_figures_are_short():
    assert (words.figure(5.0), words.figure(1.54)) == ("5", "1.5")


@pytest.mark.parametrize(
    ("dose", "said"),
    [
        (Dose(minutes=20), "20 min"),
        (Dose(sets=2, hold_s=30), "2 × 30 s"),
        (Dose(sets=3, reps=8, hold_s=2), "3 × 8, held 2 s"),
        (Dose(sets=3, reps=8), "3 × 8"),
        (Dose(sets=2, bout_s=120), "2 × 2 min"),
        (Dose(sets=4, distance_m=20), "4 × 20 m"),
        (Dose(sets=1), "1 set"),
    ],
)
def test_doses(dose, said):
    assert words.dose(dose) == said


def test_sides():
    assert [words.sides(each) for each in (BOTH, BOTH[:1], ())] == ["both", "left", ""]


def test_every_level_and_light_has_its_word_and_in_the_terminal_its_colour():
    assert set(words.LEVELS) == set(STYLES) == set(Level)
    assert set(words.LIGHTS) == set(LIGHT_STYLES)


def test_every_block_of_the_knowledge_is_said_in_words():
    for flag in KNOWLEDGE.flags.values():
        for each in flag.blocks:
            assert not re.search(r"[a-z]-[a-z]+:|:", words.block(KNOWLEDGE, each)), each
    assert words.block(KNOWLEDGE, "massage-deep") == "deep massage"
    assert words.block(KNOWLEDGE, "massage:gluteus-medius") == "massage of the gluteus medius"
    assert words.block(KNOWLEDGE, "exercise:pigeon-stretch") == "pigeon stretch"
    assert words.block(KNOWLEDGE, "never-heard-of") == "never-heard-of"


# --- a session -----------------------------------------------------------------------------------


def test_how_much_names_sides_rest_and_limits():
    item = _item(sets=2, hold_s=30, rest_s=15, pain_cap=4)
    said = "2 × 30 s on each side, 15 s rest between, pain up to 4 of 10"
    assert words.how_much(item) == said
    alone = _item(sides=(Side.LEFT,), sets=1, reps=8, rest_s=15, effort_cap=7)
    assert words.how_much(alone) == "1 × 8 on the left, effort up to 7 of 10"
    assert words.how_much(_item(sides=(), minutes=20)) == "20 min"


def test_the_timer_tells_every_set_a_side_after_the_other():
    assert words.timer(_item(sets=2, hold_s=30).sets) == "left 30 s, 30 s · right 30 s, 30 s"
    assert words.timer(_item(sides=(), minutes=20).sets) == "20 min"


def test_a_minute_begun_counts_whole():
    session = Session(on=FRIDAY, stage="stretch", items=(_item(sides=(), sets=1, hold_s=61),))
    assert words.minutes(session) == "2 minutes"


def test_a_session_has_the_name_of_its_stage():
    stage = KNOWLEDGE.programmes["guide"].stages[0]
    plan = Plan(programme="guide", stage=stage.id, day=1, sessions=(), left_out=())
    session = Session(on=FRIDAY, stage=stage.id, items=())
    assert words.stage_name(KNOWLEDGE, plan, session) == stage.name
    assert words.stage_name(KNOWLEDGE, plan, replace(session, stage="other")) == "other"
    assert words.stage_name(KNOWLEDGE, None, session) == stage.id


def test_stop_signs_of_several_exercises_are_shared_and_each_is_there_once():
    names = ("pigeon-stretch", "couch-stretch")
    session = Session(on=FRIDAY, stage="stretch", items=tuple(_item(name) for name in names))
    first, second = (set(KNOWLEDGE.exercises[name].stop) for name in names)
    shared = shared_stops(KNOWLEDGE, session)
    assert shared
    assert set(shared) == first & second
    assert len(set(shared)) == len(shared)
    assert shared_stops(KNOWLEDGE, replace(session, items=session.items[:1])) == ()


# --- the questionnaire ---------------------------------------------------------------------------


def test_every_group_of_questions_has_its_title():
    groups = {each.group for each in KNOWLEDGE.questions.values()}
    assert groups <= set(intake_words.TITLES)
    assert intake_words.title("pain-pattern") == "What your pain does"
    assert intake_words.title("never-heard-of") == "Never heard of"


def test_equipment_is_what_exercises_need_the_known_things_first():
    things = intake_words.equipment(KNOWLEDGE)
    needed = {
        name for each in KNOWLEDGE.exercises.values() for name in (*each.needs, *each.needs_any)
    }
    assert needed <= set(things)
    assert next(iter(things)) == "ball"
    assert things["ball"] == "A soft ball, such as a tennis ball"
    pigeon = KNOWLEDGE.exercises["pigeon-stretch"]
    odd = {"pigeon-stretch": replace(pigeon, needs=("yoga-block", "band"), needs_any=())}
    things = intake_words.equipment(replace(KNOWLEDGE, exercises=odd))
    assert things == {"band": "An exercise band", "yoga-block": "Yoga block"}


def test_pressing_names_the_muscle_and_the_side():
    muscle = KNOWLEDGE.muscles["gluteus-medius"]
    assert intake_words.tender(muscle, Side.LEFT) == "Gluteus medius, left side: how tender?"
    familiar = "Gluteus medius, right side: is that your pain?"
    assert intake_words.familiar(muscle, Side.RIGHT) == familiar


def test_answers_are_said_in_the_runners_words():
    asked = KNOWLEDGE.questions
    ticked = asked["worse-with"]
    first, second = ticked.options[:2]
    said = f"{first.says.says}; {second.says.says}"
    assert intake_words.said(ticked, (first.id, second.id)) == said
    assert intake_words.said(ticked, ()) == "none of these"
    assert intake_words.said(asked["fever"], "not-sure") == "not sure"
    assert intake_words.said(asked["fever"], "no") == "no"
    assert intake_words.said(asked["age"], 34.0) == "34 years"


def test_not_sure_counts_as_yes_or_stays_open():
    asked = KNOWLEDGE.questions
    assert "counts as yes" in intake_words.when_not_sure(asked["fever"])
    assert "stays open" in intake_words.when_not_sure(asked["age"])
