"""Words that the knowledge does not know, and what a runner may want to look at."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from tests.strategies import diaries

from strideback.core.diary import Answered, Corrected, Drew, Remark, Unread, corrected
from strideback.core.knowledge import (
    Evidence,
    Exercise,
    Flag,
    Is,
    Muscle,
    Option,
    Programme,
    Question,
    Region,
    SelfTest,
    Sentence,
)
from strideback.core.terms import Dose, Grade, Level
from strideback.formats import knowledge_toml
from strideback.formats.diary_checks import misfits, notices, reading
from strideback.formats.diary_text import parse, write

EVIDENCE = Evidence(sources=("design",), grade=Grade.CHOICE)
SAID = Sentence("said", EVIDENCE)


def ask(id_, kind, **more):
    return Question(id=id_, group="g", order=1, kind=kind, asks=SAID, **more)


def by_id(*things):
    return {each.id: each for each in things}


def exercise(id_):
    return Exercise(
        id=id_,
        name=id_,
        kind="massage",
        order=1,
        targets=(),
        steps=(),
        dose=Dose(),
        ladder=(),
        mistakes=(),
        stop=(),
    )


def muscle(id_):
    return Muscle(
        id=id_,
        code="GM",
        name=id_,
        order=1,
        listed="guide",
        plain=SAID,
        where=SAID,
        job=SAID,
        points=(),
    )


def selftest(id_, measures, per_side):
    return SelfTest(
        id=id_, name=id_, order=1, measures=measures, per_side=per_side, steps=(), use=SAID
    )


def region(id_, paired):
    return Region(
        id=id_,
        code=id_,
        name=id_,
        plain=id_,
        order=1,
        views=("back",),
        paired=paired,
        evidence=EVIDENCE,
    )


@pytest.fixture(scope="module")
def knowledge():
    """A few words of every kind, by hand, in place of the real ones."""
    flag = Flag(id="fever", name="f", when=Is("fever"), level=Level.SOON, tell=SAID, why=SAID)
    options = tuple(Option(id=id_, says=SAID) for id_ in ("hills", "camber", "no"))
    return replace(
        knowledge_toml.load(),
        questions=by_id(
            ask("saddle-numbness", "yes-no"),
            ask("age", "number", minimum=5, maximum=110, unit="years"),
            ask("weight", "number"),
            ask("worse-with", "choices", options=options),
            ask("eased-by", "choices", options=options[:2]),
            ask("last-period", "date"),
            ask("anything-else", "text"),
        ),
        regions=by_id(region("iliac-crest-posterior", True), region("sacrum", False)),
        muscles=by_id(muscle("gluteus-medius")),
        selftests=by_id(
            selftest("side-bridge-hold", "seconds", True), selftest("stork", "yes-no", False)
        ),
        exercises=by_id(exercise("massage-tfl"), exercise("fire-hydrant")),
        flags=by_id(flag),
        programmes=by_id(Programme(id="guide", name="g", order=1, about=SAID, stages=())),
        codes={
            "E03": "saddle-numbness",
            "IC_POST": "iliac-crest-posterior",
            "GM": "gluteus-medius",
        },
    )


FITTING = """
answered saddle-numbness no
answered E03 not-sure
answered age 34
answered age not-sure
answered weight -3.5
answered worse-with hills,camber
answered worse-with none
answered worse-with no
answered eased-by no
answered last-period 2026-02-20
answered anything-else "my words"
drew back iliac-crest-posterior.right=3 IC_POST.left=2 sacrum=2
drew back nothing
inspected GM.left tender=3
tested side-bridge-hold.left 45s
tested stork yes
did massage-tfl.right 6min
skipped fire-hydrant
skipped session "ill"
seen fever cleared
seen all limits
plan-issued guide massage edition=1
preferred programme=guide also=fire-hydrant,guide
pain now=3
corrected 2 removed
""".strip().splitlines()

MISFITTING = {
    "answered sadle-numbness no": "'sadle-numbness' is not a question we know; did you mean 'saddle-numbness'?",
    "answered E3 no": "'E3' is not a question we know; did you mean 'E03'?",
    "answered saddle-numbness 3": "'saddle-numbness' asks for yes, no or not-sure.",
    "answered saddle-numbness nope": "'saddle-numbness' asks for yes, no or not-sure.",
    'answered saddle-numbness "no idea"': "'saddle-numbness' asks for yes, no or not-sure.",
    "answered age 140": "'age' asks for a number from 5 up to 110 (years).",
    "answered age yes": "'age' asks for a number from 5 up to 110 (years).",
    "answered worse-with hils": "'worse-with' has no option 'hils'; did you mean 'hills'?",
    "answered worse-with 3": "'worse-with' asks for options: none, or hills, camber, no.",
    "answered last-period yes": "'last-period' asks for a day, as in 2026-03-01.",
    "answered anything-else fine": "'anything-else' asks for words; write them as \"…\".",
    "drew bakc sacrum=2": "'bakc' is not a view we know; did you mean 'back'?",
    "drew back sacrm=2": "'sacrm' is not a region we know; did you mean 'sacrum'?",
    "drew back iliac-crest-posterior=2": (
        "'iliac-crest-posterior' has two sides; "
        "write iliac-crest-posterior.left or iliac-crest-posterior.right."
    ),
    "drew back sacrum.left=2": "'sacrum.left' has no sides; write sacrum.",
    "inspected gluteus-medus.left tender=3": (
        "'gluteus-medus' is not a muscle we know; did you mean 'gluteus-medius'?"
    ),
    "tested side-bridge.left 45s": (
        "'side-bridge' is not a self-test we know; did you mean 'side-bridge-hold'?"
    ),
    "tested side-bridge-hold 45s": (
        "'side-bridge-hold' has two sides; write side-bridge-hold.left or side-bridge-hold.right."
    ),
    "tested stork 7": "'stork' asks for yes or no.",
    "did masage-tfl.right 6min": (
        "'masage-tfl' is not an exercise we know; did you mean 'massage-tfl'?"
    ),
    "skipped fire-hydrnt": "'fire-hydrnt' is not an exercise we know; did you mean 'fire-hydrant'?",
    "seen fevr cleared": "'fevr' is not a flag we know; did you mean 'fever'?",
    "plan-issued guid massage edition=1": (
        "'guid' is not a programme we know; did you mean 'guide'?"
    ),
    "preferred programme=guid": "'guid' is not a programme we know; did you mean 'guide'?",
    "preferred also=xyz": (
        "'xyz' is not a programme or an exercise we know; it can be guide, massage-tfl, fire-hydrant."
    ),
    "corrected 2 answered sadle-numbness no": (
        "'sadle-numbness' is not a question we know; did you mean 'saddle-numbness'?"
    ),
    "corrected 7 removed": (
        "'corrected 7' names an event that is not above it; "
        "count the events from the top, without comments and lines not understood."
    ),
}


def diary_of(*said):
    diary, problems = parse("".join(f"2026-03-01 {each}\n" for each in said))
    assert problems == ()
    return diary


def test_words_that_the_knowledge_knows_are_no_problem(knowledge):
    assert misfits(diary_of(*FITTING), knowledge) == ()


@pytest.mark.parametrize(("said", "says"), MISFITTING.items(), ids=MISFITTING)
def test_a_word_that_does_not_fit_is_named_and_not_read(knowledge, said, says):
    diary = diary_of("pain now=3", "pain now=4", said, "pain now=5")
    assert misfits(diary, knowledge) == ((3, says),)
    read = reading(diary, knowledge)
    assert read.unread == (
        Unread(
            f"2026-03-01 {said}".replace("45s", "value=45").replace("stork 7", "stork value=7"), 3
        ),
    )
    assert read.entries[3] == diary.entries[3]


def test_the_core_reads_ids_where_the_runner_wrote_codes(knowledge):
    read = reading(diary_of("answered E03 no", "drew back IC_POST.left=2"), knowledge)
    answered, drew = read.events
    assert isinstance(answered, Answered)
    assert answered.question == "saddle-numbness"
    assert isinstance(drew, Drew)
    assert drew.marks[0].region == "iliac-crest-posterior"


def test_an_option_named_no_is_an_option(knowledge):
    (read,) = reading(diary_of("answered worse-with no"), knowledge).events
    assert read.value == ("no",)


def test_corrections_still_meet_their_events_after_a_misfit(knowledge):
    diary = diary_of(
        "answered sadle-numbness no", "pain now=3", "pain now=9", "corrected 3 pain now=2"
    )
    read = reading(diary, knowledge)
    assert read.entries[3] == replace(diary.entries[3], number=2)
    assert [each.now for each in corrected(read, date(2026, 3, 1))] == [3, 2]


def test_a_misfit_that_was_corrected_is_no_problem_any_more(knowledge):
    diary, _ = parse(
        "2026-03-01 answered sadle-numbness no\n"
        "2026-03-01 pain now=3\n"
        "2026-03-02 corrected 1 answered saddle-numbness yes\n"
        "2026-03-02 corrected 2 pain now=4\n"
        "2026-03-03 corrected 1 answered saddle-numbness no\n"
    )
    assert misfits(diary, knowledge) == ()
    read = reading(diary, knowledge)
    assert read.unread == ()
    assert isinstance(read.entries[0], Remark)
    assert read.entries[2] == Answered(on=date(2026, 3, 1), question="saddle-numbness", value="yes")
    assert read.entries[3].number == 1
    assert read.entries[4].number == 2
    told = corrected(read, date(2026, 3, 3))
    assert {getattr(each, "value", None) for each in told} == {"no", None}


def test_a_misfit_that_was_taken_back_is_no_problem_any_more(knowledge):
    diary = diary_of("answered sadle-numbness no", "corrected 1 removed", "pain now=3")
    assert misfits(diary, knowledge) == ()
    assert reading(diary, knowledge).unread == ()
    assert len(reading(diary, knowledge).events) == 1


@given(diary=diaries())
def test_any_diary_is_read_line_by_line(knowledge, diary):
    read = reading(diary, knowledge)
    assert len(read.entries) == len(diary.entries)
    assert all(read.entries[each.line - 1] is each for each in read.unread)
    assert {each.line for each in read.unread} == {each.line for each in diary.unread} | {
        problem.line for problem in misfits(diary, knowledge)
    }
    assert misfits(read, knowledge) == ()
    for number, event in enumerate(read.events, 1):
        assert not isinstance(event, Corrected) or event.number < number
    assert len(parse(write(read)).diary.entries) == len(diary.entries)


# --- notices -------------------------------------------------------------------------------------

TODAY = date(2026, 3, 5)


def test_days_to_come_do_not_count_yet():
    diary = parse("2026-03-05 pain now=3\n2026-03-06 pain now=3\n").diary
    assert notices(diary, TODAY) == (
        (2, "This is dated 2026-03-06, which is after 2026-03-05: it does not count yet."),
    )


def test_exact_repeats_count_once_but_a_second_bout_is_a_second_bout():
    diary = diary_of("pain now=3", "did squats 3x10", "pain now=3", "did squats 3x10")
    assert notices(diary, TODAY) == ((3, "This repeats line 1: it counts once."),)


def test_lines_out_of_date_order_are_read_by_their_date():
    diary = parse(
        "2026-03-03 pain now=3\n# x\n2026-03-01 pain now=3\n2026-03-02 pain now=3\n"
    ).diary
    assert notices(diary, TODAY) == (
        (3, "This is dated 2026-03-01, before the line above it: it is read by its date."),
    )


def test_a_plain_diary_has_nothing_to_notice():
    assert notices(diary_of("pain now=3", "pain now=4"), TODAY) == ()


def test_a_session_moved_too_late_does_not_count_and_is_named():
    late = diary_of("preferred moved=2026-02-26>2026-03-07")
    assert [each.says for each in notices(late, TODAY)] == [
        "This moves a session, but 2026-02-26 had passed: it does not count."
    ]
    assert notices(diary_of("preferred moved=2026-03-01>2026-03-07"), TODAY) == ()
