"""The report: its facts are the diary's, its days are those chosen, and a referral holds no plan."""

import re
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from strideback.core.review import Reviewer
from strideback.core.triage import Refer
from strideback.formats import knowledge_toml, words
from strideback.formats.diary_text import parse
from strideback.formats.report import report

KNOWLEDGE = knowledge_toml.load()
REVIEWER = Reviewer(KNOWLEDGE)
DAY = date(2026, 3, 6)
EXAMPLE = (Path(__file__).parents[2] / "examples" / "first-week.diary").read_text("utf-8")
EMERGENCY = EXAMPLE + "2026-03-06 answered saddle-numbness yes\n"
YES = re.sub(r"(answered (?!consent|none-fits)[a-z-]+) no\n", r"\1 yes\n", EXAMPLE)


def made(text=EXAMPLE, kind="visit", on=DAY, since=None, until=None, whole_log=False):
    diary = parse(text).diary
    review = REVIEWER.review(diary, on)
    return report(
        KNOWLEDGE, diary, review, since=since, until=until or on, kind=kind, whole_log=whole_log
    )


def section(given, name):
    return next((each for each in given.sections if each.id == name), None)


def read(thing):
    """Every word of a report or a section."""
    match thing:
        case str():
            return thing
        case dict():
            return " ".join(read(each) for name, each in thing.items() if "svg" not in name)
        case list() | tuple():
            return " ".join(map(read, thing))
        case None | date() | float() | int():
            return ""
    return read(asdict(thing))


# --- what is in it -------------------------------------------------------------------------------


def test_the_runner_is_told_in_their_own_words_and_without_a_name():
    given = made()
    facts = dict(section(given, "who").blocks[0].facts)
    assert facts["Age"] == "34 years"
    assert facts["This episode"] == "3 weeks, told on 1 March 2026"
    assert facts["Wants to do again"] == "run 10 km along the river"
    assert given.blanks == ("Name", "Date of birth")


def test_an_age_that_was_not_answered_is_not_there():
    given = made(EXAMPLE.replace("2026-03-01 answered age 34\n", ""))
    assert "Age" not in dict(section(given, "who").blocks[0].facts)


def test_the_drawing_is_there_with_its_words():
    picture = section(made(), "drawing").blocks[0].pictures[0]
    assert picture.svg.startswith("<svg")
    assert 'class="own"' in picture.svg
    assert "Back rim of the pelvis, right: 6 of 10" in picture.says


@pytest.mark.parametrize(
    ("marks", "box"),
    [
        ("sacrum=2", "60 60 280 350"),
        ("calf.left=4", "60 0 280 720"),
        ("stroke=190,640;200,650@8:5", "60 0 280 720"),
    ],
)
def test_as_much_of_the_body_is_shown_as_the_drawing_needs(marks, box):
    text = EXAMPLE.replace(
        "drew back iliac-crest-posterior.right=6 sacroiliac.right=5 buttock-upper-outer.right=4 sacrum=2",
        f"drew back {marks}",
    )
    assert not parse(text).problems
    assert f'viewBox="{box}"' in section(made(text), "drawing").blocks[0].pictures[0].svg


def test_what_was_asked_is_told_with_what_was_answered():
    facts = section(made(), "asked").blocks[0]
    told = dict(facts.facts)
    assert told["Emergency signs"] == "No to all 14."
    assert told["Same-day signs"] == "No to all 12."
    assert facts.small[0].startswith("Change in the bladder; change in the bowels; numbness ")
    assert len(facts.small) == len(facts.facts)


def test_medicines_and_conditions_that_were_told_come_first_and_with_what_is_left_out():
    given = made(EXAMPLE.replace("blood-thinners no", "blood-thinners yes"))
    asked = section(given, "asked")
    told = dict(asked.blocks[0].facts)["Medicines and conditions"]
    assert told.startswith("Yes: “Do you take blood thinners")
    assert "No to the other 12" in told
    assert dict(asked.blocks[-1].facts)["Left out by strideback"] == "All massage"


def test_not_sure_is_told_as_it_was_said():
    given = made(EXAMPLE.replace("answered fever no", "answered fever not-sure"))
    assert "shivering or sweats along with the back pain?” – not sure" in read(given)


def test_questions_without_an_answer_are_named():
    given = made(EXAMPLE.replace("2026-03-01 answered fever no\n", ""))
    assert "1 question is not answered: fever with back pain." in read(section(given, "asked"))


def test_what_was_tried_is_told_with_doses_and_the_response_of_each_muscle():
    tried, answers = section(made(), "tried").blocks
    assert ("Massage of the gluteus medius", "3", "6 min, right", "4.3 → 2.3") in tried.rows
    assert answers.rows[0] == (
        "Gluteus medius, right",
        "about 2 points off, 3 out of 3 times; still uncertain, give or take 0.8",
    )


def test_pain_runs_and_function_are_told_in_figures():
    lines = (
        '2026-03-02 function activity=3 "run 10 km along the river"\n2026-03-06 function rmdq=7\n'
    )
    text = read(section(made(EXAMPLE + lines), "course"))
    assert "3 of 10 on 6 Mar, down 2 points from 5 (1 Mar); at worst 7, on 1 Mar" in text
    assert "3 runs, 26.2 km, the longest 12 km" in text
    assert "3 (2 Mar); of 10, more is better." in text
    assert "7 (6 Mar); of 24, less is better." in text


def test_what_a_clinician_said_before_is_told():
    seen = '2026-03-05 seen all cleared by="Dr Finch" "carry on, gently"\n'
    told = parse(EXAMPLE + seen)
    assert not told.problems
    text = read(section(made(EXAMPLE + seen), "asked"))
    assert "Seen by a clinician, 5 March 2026" in text
    assert "by Dr Finch: may go on, “carry on, gently”" in text


def test_a_note_that_asks_is_a_question_and_the_others_are_notes():
    given = made(EXAMPLE + '2026-03-06 noted "Can I run in May?"\n2026-03-06 noted "Slept well."\n')
    assert section(given, "questions").blocks[0].points == ("Can I run in May?",)
    assert "6 Mar: Slept well." in section(given, "notes").blocks[0].points
    assert "May?" not in read(section(given, "notes"))


def test_without_a_question_there_are_lines_to_write_on():
    assert section(made(), "questions").blocks[0].look == "lines"


def test_the_colours_of_runs_are_explained_where_there_are_any():
    def caption(text):
        return section(made(text), "course").blocks[0].pictures[0].caption

    assert "Green: " in caption(EXAMPLE)
    assert "Red, a cross: " not in caption(EXAMPLE)
    assert "Red, a cross: " in caption(EXAMPLE + "2026-03-06 ran 8km 60min pain=8\n")
    assert "Green: " not in caption(EMERGENCY)


def test_of_many_visits_the_last_are_told_and_the_others_counted():
    seen = '2026-03-0{} seen all cleared by="Dr {}"\n'
    given = made(EXAMPLE + "".join(seen.format(1 + n % 5, n) for n in range(7)))
    told = section(given, "asked").blocks[-1].facts
    assert ("Seen by a clinician before that", "3 more times") in told
    assert len(told) == 1 + 4


def test_more_scores_and_flares_than_fit_are_not_told_one_by_one():
    scores = "".join(f'2026-03-06 function activity={n} "activity {n}"\n' for n in range(8))
    rows = section(made(EXAMPLE + scores), "course").blocks[1].facts
    assert sum(name.startswith("Function, ") for name, _ in rows) == 4


def test_the_report_says_when_it_was_made():
    assert made(until=date(2026, 3, 4)).lead.endswith("to 4 March 2026. Made on 6 March 2026.")


def test_a_question_told_after_the_last_day_is_still_asked_and_a_note_is_not():
    later = '2026-03-06 noted "Can I run in May?"\n2026-03-06 noted "Slept well."\n'
    given = made(EXAMPLE + later, until=date(2026, 3, 4))
    assert section(given, "questions").blocks[0].points == ("Can I run in May?",)
    assert "Slept well." not in read(given)


def test_every_short_form_stands_for_a_section_that_is_there():
    given = made(YES)
    assert given.brief
    assert {each.id for each in given.brief} <= {each.id for each in given.sections}
    assert all(len(read(each)) < len(read(section(given, each.id))) for each in given.brief)


def test_a_short_form_still_holds_every_yes():
    given = made(YES)
    short = read(next(each for each in given.brief if each.id == "asked"))
    flags = read(next(each for each in given.brief if each.id == "raised"))
    for question in KNOWLEDGE.questions.values():
        flag = KNOWLEDGE.flags.get(question.id)
        if flag and f"answered {question.id} yes" in YES:
            name = KNOWLEDGE.words.within(flag.name)
            assert name in short or flag.name in flags, question.id


def test_a_correction_counts():
    number = len(parse(EXAMPLE).diary.events)
    given = made(EXAMPLE + f"2026-03-06 corrected {number} pain morning=9 now=9\n")
    assert "9 of 10 on 6 Mar" in read(section(given, "course"))


def test_the_safety_net_and_what_this_is_stand_on_every_report():
    foot = " ".join(made("").foot)
    assert KNOWLEDGE.screen.safety_net[0].says in foot
    assert "it is no diagnosis" in foot


# --- the days ------------------------------------------------------------------------------------


def test_only_the_chosen_days_are_told():
    given = made(since=date(2026, 3, 3), until=date(2026, 3, 4), whole_log=True)
    assert (given.since, given.until) == (date(2026, 3, 3), date(2026, 3, 4))
    assert section(given, "tried").title.endswith("sessions on 2 days")
    text = read(section(given, "course")) + read(section(given, "log"))
    assert "5.2 km" not in text
    assert "Mon 2 March" not in text
    assert "Thu 5 March" not in text
    svg = section(given, "course").blocks[0].pictures[0].svg
    assert len(re.findall('class="reading"', svg)) == 2


def test_days_to_come_are_not_in_it():
    assert made(until=date(2027, 1, 1)).until == DAY


def test_the_full_log_tells_everything_and_only_when_wanted():
    assert section(made(), "log") is None
    log = section(made(whole_log=True), "log").blocks[0]
    told = {(name, says) for _, name, says in log.rows}
    assert ("Massage of the tensor fasciae latae", "left out: no time") in told
    assert ("Run", "5.2 km, 33:00, pain 2 of 10") in told
    assert any(name == "Drawing" and "Sacrum: 2 of 10" in says for name, says in told)
    assert ("Note", "“the long sit at the desk was the worst part of the day”") in told
    answers = section(made(whole_log=True), "answers")
    assert sum(len(each.rows) for each in answers.blocks) > 55


# --- a referral ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["visit", "referral"])
def test_a_raised_flag_makes_it_a_referral(kind):
    given = made(EMERGENCY, kind)
    assert given.kind == "referral"
    raised = section(given, "raised")
    assert raised.look == "alert"
    assert raised.title == "Why this runner comes to you: emergency now"
    assert raised.blocks[0].text == "Numbness between the legs (Now)"
    assert raised.blocks[1].points[0].startswith("6 March 2026: Do you have numbness")
    assert raised.blocks[1].points[0].endswith("saddle? Yes")


def test_a_referral_asks_something_of_its_reader():
    wanted = section(made(EMERGENCY), "wanted")
    assert wanted.blocks[0].text.startswith("Please see this runner now.")
    assert wanted.blocks[1].points == (
        "May go on",
        "May go on, but not with everything",
        "Should not go on yet",
    )


def test_a_flag_to_be_seen_about_soon_makes_it_a_referral_though_the_plan_goes_on():
    given = made(EXAMPLE.replace("cough-pain no", "cough-pain yes"))
    assert (given.kind, section(given, "raised").look) == ("referral", "soon")
    assert "(Within a few days)" in section(given, "raised").blocks[0].text


def test_where_nothing_is_raised_a_referral_is_a_visit():
    assert made(kind="referral").kind == "visit"


def test_many_flags_are_named_and_the_first_are_told_in_full():
    given = made(YES)
    blocks = section(given, "raised").blocks
    assert len(blocks) == 2 * 6 + 1
    assert blocks[-1].text.startswith("Also: ")


@pytest.mark.parametrize(
    "text",
    [
        EMERGENCY,
        EXAMPLE.replace("answered fever no", "answered fever yes"),
        EXAMPLE.replace("acute-illness no", "acute-illness yes"),
        EXAMPLE.replace("2026-03-01 answered foot-drop no\n", ""),
        "",
    ],
)
def test_without_a_clearance_nothing_of_a_plan_or_a_ranking_is_in_any_report(text):
    cleared = REVIEWER.review(parse(EXAMPLE).diary, DAY)
    given = read(made(text, whole_log=True))
    done = {each.exercise for each in parse(EXAMPLE).diary.events if hasattr(each, "exercise")}
    items = [item for each in cleared.plan.sessions for item in each.items]
    assert "Most worth checking" not in given
    assert words.kilometres(cleared.load.cap_m) not in given
    for item in items:
        assert words.how_much(item) not in given
        if item.exercise not in done:
            assert KNOWLEDGE.exercises[item.exercise].name not in given
    with pytest.raises(ValueError, match=r"^There is no plan to print: ") as refused:
        made(text, "plan")
    referred = isinstance(REVIEWER.review(parse(text).diary, DAY).triage, Refer)
    assert ("see someone first" in str(refused.value)) == referred
    assert ("safety questions come first" in str(refused.value)) != referred


# --- the plan ------------------------------------------------------------------------------------


def test_the_plan_holds_two_weeks_every_exercise_and_when_to_stop_and_get_help():
    given = made(kind="plan")
    review = REVIEWER.review(parse(EXAMPLE).diary, DAY)
    days = section(given, "days").blocks[0].weeks
    assert [len(week) for week in days] == [7, 7]
    planned = {each.on for each in review.plan.sessions if (each.on - DAY).days < 14}
    assert sum(bool(day.session) for week in days for day in week) == len(planned)
    cards = section(given, "exercises").blocks[0].cards
    assert {each.name for each in cards} == {
        KNOWLEDGE.exercises[item.exercise].name
        for each in review.plan.sessions
        if each.on in planned
        for item in each.items
    }
    assert all(each.doses and each.steps and each.picture and each.says for each in cards)
    assert section(given, "stop").blocks[0].points
    assert section(given, "help").blocks[0].points[0] == KNOWLEDGE.screen.safety_net[0].says
    assert all(each.evidence for each in cards)


def test_a_letter_stands_for_the_same_session_wherever_it_is():
    given = made(kind="plan")
    plan = REVIEWER.review(parse(EXAMPLE).diary, DAY).plan
    days = [day for week in section(given, "days").blocks[0].weeks for day in week if day.session]
    by_letter = {}
    for day, session in zip(days, plan.sessions, strict=False):
        assert by_letter.setdefault(day.session, session.items) == session.items


# --- anything at all -----------------------------------------------------------------------------


def test_an_empty_diary_makes_a_report_that_says_so():
    text = read(made(""))
    for told in (
        "Nothing was told.",
        "Nothing was drawn.",
        "No safety question has been answered.",
    ):
        assert told in text


def test_long_words_are_cut_and_the_log_has_them_whole():
    long = " ".join(["long"] * 200)
    given = made(EXAMPLE + f'2026-03-06 noted "{long}"\n', whole_log=True)
    assert section(given, "notes").blocks[0].points[-1].endswith("long …")
    assert f"“{long}”" in read(section(given, "log"))
