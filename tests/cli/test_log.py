"""Adding lines to a diary from the command line: by words, and by the menu."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from strideback.cli import main
from strideback.cli.log_line import line_from
from strideback.core.diary import Did, Inspected, PainLogged, PlanIssued, Ran, Seen, Skipped
from strideback.core.review import Reviewer
from strideback.formats import diary_text
from strideback.formats.diary_checks import misfits
from strideback.formats.knowledge_toml import load

ON = "2026-03-02"
KNOWLEDGE = load()
EXAMPLE = Path(__file__).parents[2] / "examples" / "first-week.diary"
ANSWERS = {"yes-no": "no", "number": "30", "choices": "none", "text": '"nothing"'}


def cleared(weeks="3"):
    """A diary of yesterday on a clear screen."""
    lines = ["2026-03-01 answered consent yes", f"2026-03-01 answered weeks-of-pain {weeks}"]
    lines += [
        f"2026-03-01 answered {question.id} {ANSWERS[question.kind]}"
        for question in KNOWLEDGE.questions.values()
        if question.group in {"about-you", "emergency", "same-day", "soon", "contraindication"}
        and question.ask_when is None
        and question.id not in {"consent", "weeks-of-pain"}
    ]
    lines += [
        "2026-03-01 pain now=5 worst=6",
        "2026-03-01 drew back iliac-crest-posterior.right=5",
        "2026-03-01 inspected gluteus-medius.right tender=7 familiar=yes",
    ]
    return "\n".join(lines) + "\n"


@pytest.fixture
def diary(tmp_path):
    path = tmp_path / "my.diary"
    path.write_text(cleared())
    return path


def log(path, *words, typed=None, on=ON):
    return CliRunner().invoke(main, ["log", str(path), "--on", on, *words], input=typed)


def added(path):
    """The lines that are new."""
    return path.read_text()[len(cleared()) :].splitlines()


def events(path):
    return diary_text.parse("\n".join(added(path))).diary.events


# --- by words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["pain", "now=3"], "pain now=3"),
        (
            ["did", "massage-gluteus-medius.right", "6min", "before=5", "after=3"],
            "did massage-gluteus-medius.right 6min before=5 after=3",
        ),
        (["ran", "8.2km", "46min", "pain=1"], "ran 8.2km 46min pain=1"),
        (["noted", "slept", "badly"], 'noted "slept badly"'),
        (["noted", 'he said "stop" and I did'], 'noted "he said \\"stop\\" and I did"'),
        (["noted", '"in quotes already"'], 'noted "in quotes already"'),
        (['noted "all in one"'], 'noted "all in one"'),
        (["pain now=3 worst=4"], "pain now=3 worst=4"),
        (["skipped", "fire-hydrant", "tired"], 'skipped fire-hydrant "tired"'),
        (["skipped", "fire-hydrant", "no time"], 'skipped fire-hydrant "no time"'),
        (["seen", "all", "cleared", "by=dr smith", "all", "fine"], None),
        (["function", "activity=6", "run 10 km"], 'function activity=6 "run 10 km"'),
        (["answered", "own-activity", "marathon"], 'answered own-activity "marathon"'),
        (["ran", "5km", "file=my run.fit"], 'ran 5km file="my run.fit"'),
        (["preferred", "days=mon,wed"], "preferred days=mon,wed"),
    ],
)
def test_whatever_the_shell_did_to_the_quotes(diary, words, line):
    result = log(diary, *words)
    assert result.exit_code == 0, result.output
    line = line or 'seen all cleared by="dr smith" "all fine"'
    told = [each for each in added(diary) if " plan-issued " not in each]
    assert told == [f"{ON} {line}"]
    assert f"{ON} {line}" in result.stdout


def test_the_day_can_come_first(diary):
    log(diary, "2026-03-01", "pain", "morning=4")
    log(diary, "2026-03-01T07:30", "pain", "now=4")
    assert added(diary) == ["2026-03-01 pain morning=4", "2026-03-01T07:30 pain now=4"]


def test_on_may_stand_anywhere(diary):
    result = CliRunner().invoke(main, ["log", str(diary), "pain", "now=3", "--on", ON])
    assert result.exit_code == 0
    assert added(diary) == [f"{ON} pain now=3"]


def test_the_words_of_a_real_shell(diary):
    command = f'"$0" -c "from strideback.cli import main; main()" log {diary} --on {ON} noted "a b"'
    subprocess.run(["bash", "-c", command, sys.executable], check=True, timeout=60)
    assert added(diary) == [f'{ON} noted "a b"']


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["pian", "now=3"], "did you mean 'pain'?"),
        (["pain", "now=13"], "outside 0 to 10"),
        (["pain", "now=3,5"], "decimal comma"),
        (["pain"], "not complete"),
        (["did", "masage-gluteus-medius.right", "6min"], "massage-gluteus-medius"),
        (["inspected", "gluteus-medius", "tender=3"], "has no side"),
        (["answered", "saddle-numbnes", "no"], "saddle-numbness"),
        (["2026-02-30", "pain", "now=3"], "no 30 February"),
        (["2026-03-01"], "nothing else"),
        (["drew", "back", "elbow=3"], "elbow"),
        (["noted"], "has no words"),
        (["# a comment"], "is not something a diary line can say"),
        (["pain now=3\n2026-03-02 pain now=4"], "written"),
    ],
)
def test_nothing_is_written_unless_all_of_it_is_understood(diary, words, says):
    result = log(diary, *words)
    assert result.exit_code == 2
    assert result.stderr.startswith("strideback: Nothing was written.")
    assert says in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert added(diary) == []


def test_all_that_is_wrong_is_said_at_once(diary):
    result = log(diary, "pain", "now=13", "wurst=3")
    assert "now=13" in result.stderr
    assert "wurst" in result.stderr


def test_there_has_to_be_a_diary(tmp_path):
    result = log(tmp_path / "none.diary", "pain", "now=3")
    assert result.exit_code == 2
    assert "strideback intake" in result.stderr
    assert not (tmp_path / "none.diary").exists()


def test_a_folder_is_no_diary(tmp_path):
    result = log(tmp_path, "pain", "now=3")
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_day_that_has_not_come_is_written_and_named(diary):
    result = log(diary, "2026-05-01", "pain", "now=3")
    assert result.exit_code == 0
    assert "does not count yet" in result.stderr


def test_damage_in_other_lines_is_named_and_the_line_is_added(diary):
    diary.write_text(cleared() + "2026-03-01 pian now=3\n")
    result = log(diary, "pain", "now=3")
    assert result.exit_code == 0
    assert "1 problem in other lines" in result.stderr
    assert diary.read_text().endswith(f"{ON} pain now=3\n")


def test_a_line_in_the_grammar_is_left_as_it_is():
    line = line_from(["pain", "now=3"], date(2026, 3, 2), KNOWLEDGE)
    assert line == "2026-03-02 pain now=3"


# --- what it changed -----------------------------------------------------------------------------


def test_an_ordinary_line_changes_nothing_and_says_no_more(diary):
    assert log(diary, "noted", "fine").output == f'{ON} noted "fine"\n'


def test_an_emergency_is_shown_at_once(diary):
    result = log(diary, "answered", "serious-accident", "yes")
    assert result.exit_code == 0
    assert "Emergency now" in result.output
    assert "When to get help" in result.output


def test_a_lesser_flag_says_its_level_and_what_to_do(diary):
    result = log(diary, "answered", "cough-pain", "yes")
    assert "See a professional soon" in result.output or "Adapt" in result.output
    tell = next(f for f in KNOWLEDGE.flags.values() if f.id == "cough-pain").tell.says
    assert tell.split()[0] in result.output


def test_a_stop_sign_asks_for_the_check_in(diary):
    result = log(
        diary,
        "did",
        "massage-gluteus-medius.right",
        "6min",
        "before=3",
        "after=4",
        "signs=numbness",
    )
    assert f"strideback intake {diary}" in result.output


def test_a_session_is_moved_by_words(diary):
    diary.write_text(EXAMPLE.read_text(encoding="utf-8"))
    result = log(diary, "preferred", "moved=2026-03-08>2026-03-10", on="2026-03-06")
    assert result.exit_code == 0, result.output
    shown = CliRunner().invoke(main, ["review", str(diary), "--on", "2026-03-06"]).output
    assert "Tue 10 March" in shown
    assert "moved from Sun 8 March" in " ".join(shown.split())
    told = CliRunner().invoke(main, ["review", str(diary), "--on", "2026-03-06", "--json"]).output
    sessions = {each["on"]: each for each in json.loads(told)["plan"]["sessions"]}
    assert sessions["2026-03-10"]["moved_from"] == "2026-03-08"
    assert sessions["2026-03-09"]["moved_from"] is None
    assert "2026-03-08" not in sessions
    on_the_day = CliRunner().invoke(main, ["today", str(diary), "--on", "2026-03-10"]).output
    assert "moved from Sun 8 March" in " ".join(on_the_day.split())


@pytest.mark.parametrize(
    ("move", "why"),
    [
        ("2026-03-08>2026-03-05", "Thu 5 March has passed: choose today or a later day."),
        ("2026-03-05>2026-03-08", "what was missed is not caught up"),
        ("2026-03-08>2026-03-07", "belongs to a later stage than Sat 7 March: choose a later day."),
        ("2026-03-08>2026-03-08", "The session is on Sun 8 March already: choose another day."),
        ("2026-03-08", "says no new day; write 2026-03-08>2026-03-10, in quotation marks"),
    ],
)
def test_a_move_that_the_plan_cannot_have_is_refused_in_one_sentence(diary, move, why):
    diary.write_text(EXAMPLE.read_text(encoding="utf-8"))
    before = diary.read_text()
    result = log(diary, "preferred", f"moved={move}", on="2026-03-06")
    assert result.exit_code == 2
    assert why in " ".join(result.output.split())
    assert diary.read_text() == before


# --- by the menu ---------------------------------------------------------------------------------


def test_the_menu_takes_pain_and_a_note(diary):
    result = log(diary, typed="1\n4\n7\nstiff today\nq\n")
    assert result.exit_code == 0, result.output
    assert added(diary) == [f"{ON} pain now=4", f'{ON} noted "stiff today"']


def test_the_menu_takes_the_next_morning_and_the_end_of_input_ends_it(diary):
    result = log(diary, typed="2\n3\n")
    assert result.exit_code == 0
    assert events(diary) == (PainLogged(on=date(2026, 3, 2), morning=3.0),)


def test_the_menu_takes_a_run(diary):
    log(diary, typed="4\n8.2 km\n46\n2\n1 3\n\n")
    run = events(diary)[0]
    assert isinstance(run, Ran)
    assert (run.distance_m, run.duration_s, run.pain) == (8200, 2760, 2)
    assert run.signs == ("rising", "sharp")


def test_the_menu_takes_what_was_done_of_the_plan(diary):
    result = log(diary, typed="3\n1\ny\n5\n3\nq\n")
    shown, done = events(diary)
    assert isinstance(done, Did), result.output
    assert isinstance(shown, PlanIssued)
    assert (shown.stage, shown.edition) == ("massage", KNOWLEDGE.edition)
    assert done.exercise in KNOWLEDGE.exercises
    assert (done.before, done.after) == (5, 3)


def test_the_menu_asks_how_hard_it_was_of_everything_that_can_climb(diary):
    week = EXAMPLE.read_text(encoding="utf-8")
    diary.write_text(week)
    result = log(diary, typed="3\n1\ny\n3\n2\n4\nq\n", on="2026-03-06")
    done = diary_text.parse(diary.read_text()[len(week) :]).diary.events[1]
    assert "How hard was it?" in result.output
    assert (done.exercise, done.effort) == ("pigeon-stretch", 4)


def test_two_easy_sessions_told_by_the_menu_climb_a_stretch(diary):
    diary.write_text(EXAMPLE.read_text(encoding="utf-8"))
    for day in (6, 7):
        for side in (1, 2):
            log(diary, typed=f"3\n{side}\ny\n3\n2\n4\nq\n", on=f"2026-03-0{day}")
        log(diary, typed="2\n2\nq\n", on=f"2026-03-0{day + 1}")
    read = diary_text.read_file(diary)[0]
    steps = Reviewer(KNOWLEDGE).review(read, date(2026, 3, 8)).course.steps
    assert steps["pigeon-stretch"] == KNOWLEDGE.exercises["pigeon-stretch"].start + 1


def test_the_menu_moves_a_session_to_another_day(diary):
    diary.write_text(EXAMPLE.read_text(encoding="utf-8"))
    result = log(diary, typed="8\n3\n2026-03-10\nq\n", on="2026-03-06")
    assert diary.read_text().endswith("2026-03-06 preferred moved=2026-03-08>2026-03-10\n"), result
    again = log(diary, typed="8\n4\n2026-03-08\nq\n", on="2026-03-06")
    assert "moved from Sun 8 March" in again.output
    assert diary.read_text().endswith("2026-03-06 preferred moved=2026-03-08>2026-03-08\n")


def test_the_menu_says_why_a_session_cannot_be_moved_there(diary):
    diary.write_text(EXAMPLE.read_text(encoding="utf-8"))
    before = diary.read_text()
    result = log(diary, typed="8\n3\n2026-03-30\n8\n3\nsoon\nb\nq\n", on="2026-03-06")
    assert "too far ahead: choose a day up to Thu 19 March" in " ".join(result.output.split())
    assert "'soon' is not a day" in result.output
    assert diary.read_text() == before


def test_the_menu_takes_what_was_left_out_of_the_plan(diary):
    log(diary, typed="3\n1\nn\nno time\nq\n")
    assert isinstance(events(diary)[0], Skipped)
    assert events(diary)[0].reason == "no time"


def test_the_menu_without_a_plan_says_how_else(tmp_path):
    path = tmp_path / "my.diary"
    path.write_text("2026-03-01 answered consent yes\n")
    assert "did easy-walk" in log(path, typed="3\nq\n").output


def test_the_menu_takes_pressing_and_a_clinician(diary):
    log(diary, typed="5\n1\n2\n6\ny\n6\n1\n1\ndoctor\ngo on\nq\n")
    pressed, seen = events(diary)
    assert isinstance(pressed, Inspected)
    assert (pressed.muscle, pressed.side.value, pressed.tender) == ("gluteus-medius", "right", 6)
    assert isinstance(seen, Seen)
    assert (seen.flag, seen.outcome, seen.by, seen.said) == ("all", "cleared", "doctor", "go on")


def test_the_menu_asks_which_parts_a_clinician_ruled_out(diary):
    result = log(diary, typed="6\n1\n2\n0\n16\n1 4 16\ndoctor\nno sauna\nq\n")
    seen = events(diary)[-1]
    assert isinstance(seen, Seen)
    assert (seen.outcome, seen.without) == ("limits", ("running", "massage", "something-else"))
    assert seen.said == "no sauna"
    assert result.output.count("Type the numbers of the parts") == 2
    assert "What else did they rule out?" in result.output


def test_limits_left_without_parts_close_the_plan_and_say_so(diary):
    result = log(diary, typed="6\n1\n2\ns\ns\ns\nq\n")
    assert events(diary)[-1].without == ()
    assert "Tell us which parts to leave out" in " ".join(result.output.split())


def test_limits_in_a_line_name_parts_that_exist(diary):
    before = diary.read_text()
    result = log(diary, "seen", "all", "limits", "without=runing")
    assert result.exit_code != 0
    assert (
        "'runing' is not a part that a plan can leave out; did you mean 'running'?" in result.output
    )
    cleared = log(diary, "seen", "all", "cleared", "without=running")
    assert "'without' does not go with cleared" in cleared.output
    assert diary.read_text() == before


def test_back_and_leave_out_lead_back_to_the_menu(diary):
    result = log(diary, typed="1\nb\n1\ns\n99\n4\nb\nb\n")
    assert result.exit_code == 0
    assert added(diary) == []
    assert "from 1 to 8" in result.output


def test_everything_the_menu_writes_fits(diary):
    log(diary, typed="1\n4\n2\n3\n3\n1\ny\n5\n3\n4\n5\n30\n1\n0\n5\n1\n1\n3\nn\nq\n")
    assert misfits(diary_text.read_file(diary).diary, KNOWLEDGE) == ()
    assert len(added(diary)) == 6
