"""`strideback review`: what a runner sees, on a terminal and in a pipe, with good and bad diaries."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from strideback.cli import main
from strideback.cli.screens.course import sparkline
from strideback.core.progress import fold
from strideback.formats.knowledge_toml import load

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "first-week.diary"
DAY = "2026-03-06"
CHECKS = ("nerves", "fever", "bone", "below-knee", "new-risk", "calf", "much-worse", "mood")
RUN = [sys.executable, "-c", "from strideback.cli import main; main()"]


@pytest.fixture
def written(tmp_path):
    """Writes a diary: the example, with lines replaced and added."""

    def write(*more, without="", name="my.diary", **instead):
        text = EXAMPLE.read_text(encoding="utf-8")
        for question, answer in instead.items():
            key = question.replace("_", "-")
            text, count = re.subn(rf"answered {key} \S+", f"answered {key} {answer}", text)
            assert count == 1
        if without:
            text = "".join(line for line in text.splitlines(True) if without not in line)
        path = tmp_path / name
        path.write_text(text + "".join(f"{line}\n" for line in more), encoding="utf-8")
        return path

    return write


def run(*args, **env):
    return CliRunner().invoke(main, [str(each) for each in args], env=env)


def reviewed(path, *args, on=DAY):
    return run("review", path, "--on", on, *args)


# --- cleared -------------------------------------------------------------------------------------


def test_the_example_is_cleared_and_shows_every_section():
    result = reviewed(EXAMPLE)
    assert result.exit_code == 0
    assert result.stderr == ""
    wanted = [
        "Nothing you told us needs urgent care",
        "Muscles worth checking",
        "Gluteus medius, right",
        "Considered and set aside: psoas and iliacus",
        "strideback why",
        "This week: stretch",
        "Fri 6 March (today)",
        "Pigeon stretch",
        "if G2 opens",
        "5 → 3 of 10",
        "▅▅▄▄▃▃",
        "about 2 points off, 3 times out of 3",
        "next run at most 13.2 km",
        "Advice",
        "When to get help",
        "Knowledge edition",
    ]
    places = [result.stdout.index(each) for each in wanted]
    assert places == sorted(places)


def test_a_clean_screen_never_says_that_the_runner_is_fine():
    text = reviewed(EXAMPLE).stdout.lower()
    assert "you are fine" not in text
    assert "probability" not in text
    assert "diagnosis" in text


@pytest.mark.parametrize("columns", [60, 80, 100, 140])
def test_no_line_is_wider_than_the_terminal(columns, monkeypatch):
    # from its own folder: a command to copy names the file as it was given, and is never folded
    monkeypatch.chdir(EXAMPLE.parent)
    result = run("review", EXAMPLE.name, "--on", DAY, "--sources", COLUMNS=str(columns))
    assert max(len(line) for line in result.stdout.splitlines()) <= min(columns, 100)


def test_sources_are_named_when_wanted():
    plain, named = reviewed(EXAMPLE).stdout, reviewed(EXAMPLE, "--sources").stdout
    assert "add --sources" in plain
    assert "njo94" not in plain
    assert "njo94" in named
    assert "Interest: sells a massage tool" in named.replace("\n", " ")


def test_unverified_claims_are_marked():
    assert "D unverified" in reviewed(EXAMPLE).stdout


def test_a_block_is_said_in_words_and_shown_with_what_came_instead(written):
    path = written(shoulder_pain="yes")
    later = reviewed(path, on="2026-03-06").stdout
    assert "Left out for now: weight on the forearm" in later
    assert "Side plank" in later[later.index("Left out\n") :]
    assert "instead: side plank against a wall" in later or "instead:" in later


def test_two_flags_are_shown_with_the_answers_and_days_behind_them(written):
    path = written(
        "2026-03-01 answered below-knee-both-legs no",
        "2026-03-01 answered after-massage-bleeding no",
        below_knee="yes",
        blood_thinners="yes",
    )
    text = reviewed(path).stdout
    assert "See a professional soon" in text
    assert "Said  Sun 1 March: Does pain, tingling or numbness go below the knee" in text
    assert "all massage" in text
    assert "massage of the gluteus medius" not in text.lower().partition("muscles worth")[0]
    assert "Running is on hold" in text


def test_no_cap_is_named_after_a_red_run(written):
    path = written(
        f"{DAY} ran 6km 40min pain=7",
        f"{DAY} pain morning=3 now=3",
        *(f"{DAY} answered check-{each} no" for each in CHECKS),
    )
    text = reviewed(path).stdout
    assert "Red: stop running for now" in text
    assert "next run at most" not in text


def test_what_a_clinician_said_opens_the_way_to_the_questions(written):
    path = written(f"{DAY} answered fever yes", f'{DAY} seen fever cleared by=gp "a cold"')
    text = reviewed(path).stdout
    assert "SAME DAY" not in text
    assert "still open" in text


def test_none_of_them_fits(written):
    text = reviewed(written(none_fits="yes")).stdout
    assert "No muscle is picked for you" in text
    assert "Gluteus medius: most worth checking" not in text


# --- be seen first, or answer first --------------------------------------------------------------


def test_an_emergency_comes_alone_and_says_what_to_write_afterwards(written):
    path = written(
        f"{DAY} answered saddle-numbness yes",
        f"{DAY} answered cauda-changed yes",
        f"{DAY} answered fever not-sure",
    )
    result = reviewed(path)
    assert result.exit_code == 0
    text = result.stdout
    assert "\n\n┏━ EMERGENCY NOW ━" in text
    assert "Call your local emergency number" in text
    assert "Numbness between the legs · now" in text
    assert "Fever with back pain · today" in text
    assert 'seen saddle-numbness cleared by=gp "what was said"' in text
    assert "touches a saddle? yes." in text
    assert "back pain? not sure." in text
    for word in ("Muscles worth checking", "This week", "Massage of", "next run"):
        assert word not in text
    assert "When to get help" in text


def test_an_empty_diary_asks_and_shows_no_plan(tmp_path):
    path = tmp_path / "new.diary"
    path.write_text("", encoding="utf-8")
    text = reviewed(path).stdout
    assert "A few questions come first" in text
    assert "signs that need help now" in text
    assert f"strideback intake {path}" in text.replace("\n", "")
    assert "This week" not in text


def test_few_open_questions_are_listed_in_full(written):
    text = reviewed(written(without="answered cough-pain")).stdout
    assert "1 question still open" in text
    assert "coughing, sneezing or straining" in text
    assert "answered cough-pain yes|no|not-sure" in text
    assert "Muscles worth checking" not in text


def test_without_consent_nothing_is_planned(written):
    text = reviewed(written(without="consent")).stdout
    assert "Have you read what strideback is" in text
    assert "something has changed" not in text


# --- diaries with problems -----------------------------------------------------------------------


def test_a_damaged_diary_is_shown_never_cleared_and_ends_with_2(written):
    path = written(*[f"{DAY} answred fever no"] * 24, f"{DAY} did pigeon-strech before=3")
    result = reviewed(path)
    assert result.exit_code == 2
    assert "of your diary could not be read" in result.stdout
    assert "Muscles worth checking" not in result.stdout
    assert "pigeon-strech" not in result.stderr  # after the first twenty
    lines = result.stderr.splitlines()
    assert "my.diary has 25 problems" in lines[0]
    assert "did you mean 'answered'?" in lines[1]
    assert len(lines) == 22
    assert lines[-1].strip() == "… and 5 more"


def test_a_misfit_is_a_problem_with_its_line(written):
    path = written(f"{DAY} answered nosuch-question yes")
    result = reviewed(path)
    count = len(path.read_text(encoding="utf-8").splitlines())
    assert result.exit_code == 2
    assert f"line {count}: " in result.stderr


def test_a_notice_is_no_problem(written):
    result = reviewed(written("2026-03-20 pain now=2"))
    assert result.exit_code == 0
    assert "Worth a look in my.diary" in result.stderr
    assert "does not count yet" in result.stderr


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda folder: folder / "none.diary", "There is no diary at"),
        (lambda folder: folder, "is a folder"),
        (lambda folder: folder / "no\0name", "not the name of a file"),
    ],
)
def test_no_diary_is_one_sentence_and_2(tmp_path, make, says):
    result = reviewed(make(tmp_path))
    assert result.exit_code == 2
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""


def test_a_diary_that_may_not_be_read(tmp_path):
    path = tmp_path / "closed.diary"
    path.write_text("")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert reviewed(path).exit_code == 2


def test_bytes_that_are_no_text(tmp_path):
    path = tmp_path / "bytes.diary"
    path.write_bytes(bytes(range(256)) * 40)
    result = reviewed(path)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert "\x1b" not in result.output


def test_words_of_the_runner_cannot_steer_the_terminal(written):
    path = written(f'{DAY} ran 5km shoes="\x1b[31mred\x07" pain=1', f'{DAY} noted "\x1b]0;x\x07"')
    assert "\x1b" not in reviewed(path).output


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31", "1899-12-31"])
def test_a_year_that_no_diary_has(on):
    result = reviewed(EXAMPLE, on=on)
    assert result.exit_code == 2
    assert f"'{on}' is outside the years 1900 to 2200; check the year." in result.stderr


def test_a_week_is_no_day():
    assert reviewed(EXAMPLE, on="2026-W10-1").exit_code == 2


def test_a_name_cannot_steer_the_terminal(tmp_path):
    result = reviewed(tmp_path / "\x1b[2J")
    assert result.exit_code == 2
    assert "\x1b" not in result.stderr


def test_a_day_that_is_none():
    result = run("review", EXAMPLE, "--on", "6 March")
    assert result.exit_code == 2
    assert "write it as year-month-day, as in" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_the_clock_is_asked_without_on(monkeypatch):
    from datetime import date

    monkeypatch.setattr("strideback.cli.clock.today", lambda: date(2026, 3, 6))
    assert "Fri 6 March 2026" in run("review", EXAMPLE).stdout


# --- json ----------------------------------------------------------------------------------------


def test_json_is_json_also_with_problems(written):
    told = json.loads(reviewed(EXAMPLE, "--json").stdout)
    assert told["triage"]["outcome"] == "cleared"
    result = reviewed(written("what is this"), "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 2
    assert told["triage"]["outcome"] == "ask"
    assert told["plan"] is None
    assert [each["line"] for each in told["problems"]] == [
        len((EXAMPLE).read_text(encoding="utf-8").splitlines()) + 1
    ]


# --- real processes ------------------------------------------------------------------------------


def process(*args, **options):
    env = {**os.environ, **options.pop("env", {})}
    return subprocess.run(
        [*RUN, *map(str, args)], capture_output=True, env=env, timeout=60, check=False, **options
    )


def test_piped_output_is_plain_and_the_same_each_time():
    first, second = (process("review", EXAMPLE, "--on", DAY) for _ in range(2))
    assert first.returncode == 0
    assert first.stdout == second.stdout
    assert b"\x1b" not in first.stdout


def test_a_reader_that_leaves_is_no_mistake():
    command = f'"{sys.executable}" -c "from strideback.cli import main; main()"'
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f'{command} review "{EXAMPLE}" --on {DAY} | head -1'],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == b""
    assert done.stdout.startswith(b"strideback review")
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        gone = subprocess.run(
            [*RUN, "review", str(EXAMPLE), "--on", DAY],
            stdout=closed,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert gone.stderr == b""
    assert gone.returncode == 0


@pytest.mark.parametrize("closed", [">&-", "<&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_mistake(closed):
    command = f'exec "$0" "$@" {closed}'
    done = subprocess.run(
        ["bash", "-c", command, *RUN, "review", str(EXAMPLE), "--on", DAY],
        check=False,
        capture_output=True,
    )
    assert done.returncode == 0
    assert done.stderr == b""


def test_the_diary_never_takes_the_place_of_a_closed_stream(tmp_path):
    path = tmp_path / "my.diary"
    path.write_text("# mine\n", encoding="utf-8")
    words = ["log", str(path), "pain", "now=3", "--on", DAY]
    done = subprocess.run(["bash", "-c", 'exec "$0" "$@" <&- >&- 2>&-', *RUN, *words], check=False)
    assert done.returncode == 0
    assert path.read_text(encoding="utf-8") == f"# mine\n{DAY} pain now=3\n"


def test_a_group_without_a_command_shows_its_help():
    result = run("knowledge")
    assert result.exit_code == 2
    assert result.stderr.startswith("Usage:")
    assert "\n  check " in result.stderr


def test_a_terminal_that_is_not_utf_8_gets_near_characters():
    done = process("review", EXAMPLE, "--on", DAY, env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    text = done.stdout.decode("ascii")
    assert "?" not in "".join(text.split("Sources")[0].split("strideback why")[0]).replace("-?", "")
    assert "+- Safety questions" in text


def on_a_terminal(*args, **env):
    """What the command writes to a terminal of 80 columns."""
    main_end, other_end = pty.openpty()
    child = subprocess.Popen(
        [*RUN, *map(str, args)],
        stdout=other_end,
        stderr=other_end,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", **env},
    )
    os.close(other_end)
    written = b""
    while True:
        try:
            more = os.read(main_end, 65536)
        except OSError:
            break
        if not more:
            break
        written += more
    os.close(main_end)
    assert child.wait(30) == 0
    return written.decode()


def test_a_terminal_gets_colour_and_the_same_text():
    env = {"NO_COLOR": ""}
    coloured = on_a_terminal("review", EXAMPLE, "--on", DAY, **env)
    assert "\x1b[" in coloured
    bare = re.sub(r"\x1b\[[0-9;]*m", "", coloured).replace("\r\n", "\n")
    plain = process("review", EXAMPLE, "--on", DAY).stdout.decode()
    assert [line.rstrip() for line in bare.splitlines()] == plain.splitlines()


def test_no_color_is_kept_on_a_terminal():
    assert "\x1b[" not in on_a_terminal("review", EXAMPLE, "--on", DAY, NO_COLOR="1")


# --- the group -----------------------------------------------------------------------------------


def test_help_names_every_command_without_importing_one():
    code = (
        "import sys\nfrom strideback.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'rich', 'numpy', 'django', 'strideback.core', 'strideback.formats'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    for name in ("review", "today", "intake", "log", "why", "knowledge"):
        assert f"  {name} ".encode() in done.stdout


def test_an_unknown_command_is_answered_with_the_nearest():
    result = run("reviw")
    assert result.exit_code == 2
    assert "did you mean 'review'?" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_the_version():
    from strideback import __version__

    assert run("--version").stdout == f"strideback {__version__}\n"


def test_an_interrupt_ends_quietly_with_130(monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("strideback.cli.screens.load_knowledge", interrupted)
    result = reviewed(EXAMPLE)
    assert result.exit_code == 130
    assert result.output.strip() == ""


def test_broken_knowledge_is_one_sentence(monkeypatch):
    from strideback.formats import knowledge_toml
    from strideback.formats.problems import KnowledgeError, Problem

    def broken(*_):
        raise KnowledgeError((Problem("flags/fever.toml", "level", "'emergncy' is not a level."),))

    monkeypatch.setattr(knowledge_toml, "load", broken)
    result = reviewed(EXAMPLE)
    assert result.exit_code == 2
    assert "strideback knowledge check" in result.stderr


def test_the_sparkline_leaves_a_dot_for_a_day_without_a_word():
    from datetime import date

    from strideback.core.diary import PainLogged

    events = [PainLogged(on=date(2026, 3, 1), now=10), PainLogged(on=date(2026, 3, 3), now=0)]
    progress = fold(load(), events, date(2026, 3, 4))
    assert sparkline(progress, date(2026, 3, 4)) == "█·▁·"
