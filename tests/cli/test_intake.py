"""The questionnaire in the terminal: what it asks, what it stores, and how it stops."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
from datetime import date

import pytest
from click.testing import CliRunner

from strideback.cli import main
from strideback.cli.intake_drawing import matching
from strideback.cli.talk import Talk
from strideback.core.diary import Answered, Corrected, Drew, Inspected
from strideback.core.review import Reviewer
from strideback.formats import diary_text
from strideback.formats.diary_checks import misfits
from strideback.formats.knowledge_toml import load

ON = "2026-03-01"
TODAY = date(2026, 3, 1)
KNOWLEDGE = load()
STRIDEBACK = [sys.executable, "-c", "from strideback.cli import main; main()"]
NO = {
    "y / n": "n",
    "numbers": "0",
    "years": "34",
    "weeks": "3",
    "minutes": "20",
    "words": "s",
    "where?": "",
    "as in mon": "all",
}
# Where the tests themselves run in the background, a child is born deaf to Ctrl-C.
HEARS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "


class Runner:
    """Answers every prompt: by words of the question, else by the form of the prompt."""

    def __init__(self, monkeypatch, path):
        self.path = path
        self.answers = {}
        self.typed = []
        self.asked = []
        self.last = ""
        monkeypatch.setattr(Talk, "line", lambda _talk, prompt: self._line(prompt))
        say = Talk.say

        def hear(talk, text="", style="", **how):
            if style == "bold":
                self.last = text
                self.asked.append(text)
            say(talk, text, style, **how)

        monkeypatch.setattr(Talk, "say", hear)

    def _line(self, prompt):
        assert len(self.typed) < 400, "the questionnaire goes round in circles"
        typed = self._reply(prompt)
        self.typed.append(typed)
        if typed == "^C":
            raise KeyboardInterrupt
        return typed

    def _reply(self, prompt):
        for words, reply in self.answers.items():
            if words in self.last or words in prompt:
                if isinstance(reply, list):
                    if not reply:
                        continue
                    return reply.pop(0)
                return reply
        return next((reply for form, reply in NO.items() if form in prompt), "3")

    def run(self, answers=None, on=ON):
        self.answers = {"Have you read": "y", **(answers or {})}
        self.typed, self.asked = [], []
        return CliRunner().invoke(main, ["intake", str(self.path), "--on", on])

    @property
    def diary(self):
        return diary_text.read_file(self.path).diary

    def value(self, question):
        told = [e for e in self.diary.events if isinstance(e, Answered)]
        return next((e.value for e in reversed(told) if e.question == question), None)

    def review(self, on=TODAY):
        return Reviewer(KNOWLEDGE).review(self.diary, on)


@pytest.fixture
def runner(monkeypatch, tmp_path):
    return Runner(monkeypatch, tmp_path / "my.diary")


def piped(path, lines, *more):
    return subprocess.run(
        [*STRIDEBACK, "intake", str(path), "--on", ON, *more],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


# --- the whole of it -----------------------------------------------------------------------------


def test_a_whole_intake_is_cleared_and_every_line_fits(runner):
    answers = {"Gluteus medius, right side: how tender": "6", "is that your pain": "y"}
    result = runner.run({"back of your body": ["back rim right 5", "sacrum 3", ""], **answers})
    assert result.exit_code == 0, result.output
    assert runner.review().triage.outcome == "cleared"
    assert misfits(runner.diary, KNOWLEDGE) == ()
    assert "Nothing you told us needs urgent care" in result.output
    assert "strideback review" in result.output
    assert "When to get help" in result.output


def test_it_asks_in_the_order_of_the_screen_then_of_the_ranking_then_of_the_plan(runner):
    runner.run()
    firsts = [
        "Have you read",
        "How old are you",
        "trouble starting to pee",
        "temperature of 38",
        "go below the knee",
        "blood thinners",
        "hurt right now",
        "What makes your pain worse",
        "back of your body",
        "Gluteus medius",
        "On which days",
    ]
    places = [next(n for n, said in enumerate(runner.asked) if each in said) for each in firsts]
    assert places == sorted(places)


def test_all_the_questions_are_asked_once_and_a_second_run_asks_nothing(runner):
    runner.run()
    repeats = {each for each in runner.asked if runner.asked.count(each) > 1}
    assert repeats <= {q.asks.says for q in KNOWLEDGE.questions.values()}  # two share their words
    before = runner.path.read_bytes()
    result = runner.run()
    assert result.exit_code == 0
    skipped = [
        said for said in runner.asked if "anything else" not in said and "one thing" not in said
    ]
    assert runner.typed == ["s", "s"], skipped
    assert runner.path.read_bytes() == before


def test_conditional_questions_are_asked_only_where_their_condition_holds(runner):
    runner.run()
    assert not any("after a massage" in said.lower() for said in runner.asked)
    runner.path.unlink()
    runner.run({"blood thinners": "y"})
    assert any("after a massage" in said.lower() for said in runner.asked)


def test_where_massage_is_left_out_nobody_is_asked_to_press(runner):
    result = runner.run({"blood thinners": "y"})
    assert not any("how tender" in said for said in runner.asked)
    assert "We left out feeling for the muscles" in result.output


def test_the_drawing_is_stored_mark_by_mark_and_can_be_taken_back(runner):
    runner.run({"back of your body": ["flank r 5", "dimple both 4", "b", "sacrum 0", "coc 2", ""]})
    drawings = [e for e in runner.diary.events if isinstance(e, Drew)]
    corrections = [e for e in runner.diary.events if isinstance(e, Corrected)]
    assert [str(mark.region) for mark in drawings[0].marks] == ["flank"]
    last = [e.replacement for e in corrections if isinstance(e.replacement, Drew)][-1]
    assert {(m.region, m.side.value if m.side else "") for m in last.marks} == {
        ("flank", "right"),
        ("sacroiliac", "left"),
        ("coccyx", ""),
    }


def test_a_region_can_be_named_by_its_beginning_a_word_its_id_or_its_code():
    regions = KNOWLEDGE.regions.values()
    assert {r.id for r in matching("sacr", regions)} == {"sacrum", "sacroiliac"}
    assert [r.id for r in matching("sacrum", regions)] == ["sacrum"]
    assert [r.id for r in matching("ic_post", regions)] == ["iliac-crest-posterior"]
    assert [r.id for r in matching("iliac-crest-post", regions)] == ["iliac-crest-posterior"]
    assert len(matching("buttock", regions)) > 1
    assert matching("elbow", regions) == []


def test_an_unclear_place_gets_numbered_suggestions(runner):
    result = runner.run({"which number": "2", "back of your body": ["buttock l 6", ""]})
    assert "  1  " in result.output
    drawn = next(e for e in runner.diary.events if isinstance(e, Drew))
    assert drawn.marks[0].region.startswith("buttock")
    assert drawn.marks[0].intensity == 6


def test_pressing_asks_for_that_pain_only_where_it_is_tender(runner):
    runner.run(
        {"Gluteus medius, right side: how tender": "7", "how tender": "0", "is that your pain": "y"}
    )
    last = {}
    for event in runner.diary.events:
        now = event.replacement if isinstance(event, Corrected) else event
        if isinstance(now, Inspected):
            last[now.muscle, now.side.value] = now
    assert last["gluteus-medius", "right"].familiar is True
    assert last["gluteus-medius", "left"].familiar is None
    assert len(last) == 6


# --- the commands at every prompt ----------------------------------------------------------------


def test_back_asks_again_and_the_new_answer_counts(runner):
    runner.run({"How old": ["34", "43"], "For how many weeks": ["b", "3"]})
    assert runner.value("age") == 34
    lines = runner.path.read_text().splitlines()
    assert any(line.endswith("corrected 2 answered age 43") for line in lines)
    assert runner.review().triage.outcome == "cleared"


def test_enter_keeps_the_answer_that_back_came_to(runner):
    runner.run({"How old": ["34", ""], "For how many weeks": ["b", "3"]})
    assert "corrected 2" not in runner.path.read_text()


def test_back_at_the_first_question_stays_there(runner):
    result = runner.run({"Have you read": ["b", "y"], "How old": "q"})
    assert "first question" in result.output
    assert runner.value("consent") == "yes"


def test_skip_leaves_it_unknown_and_says_that_the_plan_waits(runner):
    result = runner.run({"temperature of 38": "s"})
    assert "Left open. The plan waits for it." in result.output
    assert runner.value("fever") is None
    assert runner.review().triage.ask == ("fever",)
    assert "1 question is still open" in result.output


def test_a_skipped_question_comes_back_the_next_time(runner):
    runner.run({"temperature of 38": "s"})
    runner.run()
    assert "temperature of 38" in runner.asked[0]
    assert runner.review().triage.outcome == "cleared"


def test_why_gives_the_reason_its_grade_and_its_sources(runner):
    result = runner.run({"How old": ["w", "34"], "For how many weeks": "q"})
    assert "Some causes of back pain belong to certain ages" in result.output
    assert "Grade B" in result.output
    assert "[hen09]" in result.output


def test_quit_saves_and_the_next_run_goes_on_from_there(runner):
    result = runner.run({"For how many weeks": "q"})
    assert result.exit_code == 0
    assert "Saved in" in result.output
    runner.run({"For how many weeks": "q"})
    assert len(runner.typed) == 1


def test_every_answer_is_on_the_disk_before_the_next_question(runner, monkeypatch):
    seen = []
    line = Talk.line

    def look(talk, prompt):
        seen.append(len(runner.path.read_text().splitlines()))
        return line(talk, prompt)

    monkeypatch.setattr(Talk, "line", look)
    runner.run({"For how many weeks": "q"})
    assert seen == [1, 2, 3]


def test_not_understood_is_asked_again_with_a_hint(runner):
    result = runner.run({"How old": ["old", "340", "34"], "For how many weeks": "q"})
    assert "'old' is not a number" in result.output
    assert "outside 5 to 110" in result.output
    assert runner.value("age") == 34


def test_an_unsure_number_stays_open_and_is_not_asked_in_circles(runner):
    result = runner.run({"How old": "?"})
    assert "stays open" in result.output
    assert "age" in runner.review().triage.ask


def test_no_consent_ends_it(runner):
    result = runner.run({"Have you read": "n"})
    assert "we stop here" in result.output
    assert len(runner.typed) == 1


# --- danger --------------------------------------------------------------------------------------


@pytest.mark.parametrize("reply", ["y", "?"])
def test_an_emergency_stops_at_once(runner, reply):
    result = runner.run({"serious accident": reply})
    assert result.exit_code == 0
    assert "Emergency now" in result.output
    assert "Call your local emergency number" in result.output
    assert "serious accident" in runner.asked[-1 - len(_after(runner, "serious accident"))]
    assert not any("chest" in said for said in runner.asked)
    assert not any("hurt right now" in said for said in runner.asked)
    assert runner.review().triage.outcome == "refer"


def _after(runner, words):
    place = next(n for n, said in enumerate(runner.asked) if words in said)
    return runner.asked[place + 1 :]


def test_a_referral_has_no_way_past_it(runner):
    runner.run({"temperature of 38": "y"})
    size = runner.path.stat().st_size
    result = runner.run()
    assert runner.typed == []
    assert "Same day" in result.output
    assert "seen fever cleared" in result.output
    assert runner.path.stat().st_size == size


def test_the_question_that_belongs_to_an_answer_is_still_asked(runner):
    runner.run({"trouble starting to pee": "y", "Is any of this new": "y"})
    assert any("Is any of this new" in said for said in runner.asked)
    assert runner.value("cauda-changed") == "yes"
    assert not any("control of your bowels" in said for said in runner.asked)


def test_old_signs_that_a_doctor_has_checked_let_the_screen_go_on_and_the_plan_wait(runner):
    result = runner.run({"trouble starting to pee": "y", "Is any of this new": "n"})
    assert any("serious accident" in said for said in runner.asked)
    assert not any("hurt right now" in said for said in runner.asked)
    assert "See a professional soon" in result.output


def test_leaving_the_question_that_belongs_to_it_is_an_emergency(runner):
    result = runner.run({"trouble starting to pee": "y", "Is any of this new": "q"})
    assert "Emergency now" in result.output


def test_a_flag_that_stops_the_plan_but_is_not_urgent_lets_the_screen_go_on(runner):
    result = runner.run({"How old": "16"})
    assert any("serious accident" in said for said in runner.asked)
    assert not any("hurt right now" in said for said in runner.asked)
    assert "See a professional soon" in result.output


def test_after_being_seen_the_screen_asks_again(runner):
    runner.run({"temperature of 38": "y"})
    done = CliRunner().invoke(
        main, ["log", str(runner.path), "--on", "2026-03-03", "seen", "fever", "cleared"]
    )
    assert done.exit_code == 0, done.output
    assert "strideback intake" in done.output
    runner.run(on="2026-03-03")
    assert runner.review(date(2026, 3, 3)).triage.outcome == "cleared"


def test_a_check_in_asks_the_check_in_only(runner):
    runner.run()
    result = runner.run(on="2026-03-08")
    assert "A short check-in" in result.output
    checks = [q for q in KNOWLEDGE.questions.values() if q.group == "check-in"]
    assert len([each for each in runner.typed if each == "n"]) == len(checks)
    assert runner.review(date(2026, 3, 8)).triage.outcome == "cleared"


def test_a_check_in_that_finds_something_new_opens_the_full_screen(runner):
    runner.run()
    runner.run({"a new medicine": "y"}, on="2026-03-08")
    assert any("serious accident" in said for said in runner.asked)
    assert runner.review(date(2026, 3, 8)).triage.outcome == "cleared"


# --- files and pipes -----------------------------------------------------------------------------


def test_piped_lines_give_the_same_diary(runner, tmp_path):
    runner.run()
    other = tmp_path / "piped.diary"
    result = piped(other, runner.typed)
    assert result.returncode == 0, result.stderr
    assert "\x1b" not in result.stdout
    assert other.read_text() == runner.path.read_text()


def test_the_end_of_the_input_quits_and_saves(tmp_path):
    path = tmp_path / "my.diary"
    result = piped(path, ["y", "34"])
    assert result.returncode == 0
    assert "still open" in result.stdout
    assert path.read_text().count("answered") == 2


def test_a_reader_that_leaves_is_no_mistake(tmp_path):
    path = tmp_path / "my.diary"
    command = f'printf "y\\n34\\n" | "$0" -c "$1" intake {path} --on {ON} | head -1'
    result = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}", sys.executable, STRIDEBACK[2]],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in result.stderr


def test_interrupting_saves_what_was_said(runner):
    result = runner.run({"For how many weeks": "^C"})
    assert result.exit_code == 130
    assert "saved" in result.output
    assert runner.value("age") == 34


def test_ctrl_c_in_a_real_terminal_ends_quietly(tmp_path):
    path = tmp_path / "my.diary"
    end, theirs = pty.openpty()
    owns = HEARS + "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    running = subprocess.Popen(
        [sys.executable, "-c", owns + STRIDEBACK[2], "intake", str(path), "--on", ON],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    _until(end, b"not sure >")
    os.write(end, b"y\n")
    _until(end, b"years, or ? >")
    time.sleep(0.5)  # a signal in the instant before it waits for a key is seen at the next key
    os.write(end, b"\x03")
    said = _until(end, b"saved")
    assert b"Traceback" not in said
    assert running.wait(20) == 130
    assert "consent yes" in path.read_text()


def _until(end, words, seconds=20):
    said = b""
    stop = time.monotonic() + seconds
    while words not in said and time.monotonic() < stop:
        if not select.select([end], [], [], 1)[0]:
            continue
        try:
            said += os.read(end, 4096)
        except OSError:
            break
    assert words in said, said
    return said


def test_a_signal_ends_it_with_130(tmp_path):
    path = tmp_path / "my.diary"
    running = subprocess.Popen(
        [sys.executable, "-c", HEARS + STRIDEBACK[2], "intake", str(path), "--on", ON],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    running.stdin.write(b"y\n")
    running.stdin.flush()
    for _ in range(200):
        if path.exists() and "consent" in path.read_text():
            break
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=20)
    assert running.returncode == 130
    assert b"Traceback" not in errors


@pytest.mark.parametrize("place", [".", "nowhere/my.diary", "x" * 300])
def test_a_place_that_cannot_hold_a_diary_is_one_sentence(tmp_path, place):
    result = CliRunner().invoke(main, ["intake", f"{tmp_path}/{place}", "--on", ON])
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_diary_that_may_not_be_written_is_said_before_the_first_question(runner, monkeypatch):
    runner.path.write_text("# mine\n")
    monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)
    result = runner.run()
    assert result.exit_code == 2
    assert "may not be written" in result.stderr
    assert runner.typed == []


def test_a_disk_that_fails_in_the_middle_keeps_what_was_said(runner, monkeypatch):
    append = diary_text.append

    def full(path, entries, **how):
        if any(getattr(each, "question", "") == "age" for each in entries):
            raise diary_text.DiaryNotWritten("Nothing was added: the disk is full.")
        append(path, entries, **how)

    monkeypatch.setattr(diary_text, "append", full)
    result = runner.run()
    assert result.exit_code == 2
    assert "disk is full" in result.stderr
    assert runner.value("consent") == "yes"


def test_a_damaged_diary_is_kept_and_named_and_clears_nobody(runner):
    runner.path.write_text("2026-02-28 answred age 34\n")
    result = runner.run()
    assert result.exit_code == 2
    assert "line 1" in result.stderr
    assert "answred" in result.stderr
    assert "not understood" in result.output
    assert runner.path.read_text().startswith("2026-02-28 answred age 34\n")
    assert runner.review().triage.outcome == "ask"


def test_words_of_somebody_else_in_the_meantime_are_kept(runner, monkeypatch):
    line = Talk.line

    def other(talk, prompt):
        if "years" in prompt:
            with runner.path.open("a") as file:
                file.write("2026-03-01 pain now=4\n")
        return line(talk, prompt)

    monkeypatch.setattr(Talk, "line", other)
    runner.run({"For how many weeks": "q"})
    assert [line.split(" ", 1)[1] for line in runner.path.read_text().splitlines()[1:]] == [
        "answered consent yes",
        "pain now=4",
        "answered age 34",
    ]


def test_odd_characters_do_no_harm(tmp_path):
    path = tmp_path / "my.diary"
    result = subprocess.run(
        [*STRIDEBACK, "intake", str(path), "--on", ON],
        input=b"y\n\xff\xfe\x00\n\x1b[A\n34\n",
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert b"Traceback" not in result.stderr
    assert "age 34" in path.read_text()


@pytest.mark.parametrize("coding", ["ascii", "latin-1", "utf-8"])
def test_any_terminal_can_show_it(tmp_path, coding):
    result = subprocess.run(
        [*STRIDEBACK, "intake", str(tmp_path / "my.diary"), "--on", ON],
        input=b"y\n",
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": coding, "PYTHONUTF8": "0"},
    )
    assert result.returncode == 0, result.stderr
