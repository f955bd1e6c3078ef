"""`strideback runs`: the runs, the weeks, the cap, and what stood out, on a terminal and in a pipe."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from tests.long_diaries import runs_and_flares

from strideback.cli.review import review
from strideback.cli.runs import runs, sparkline
from strideback.core.load import Week
from strideback.formats.knowledge_toml import load
from strideback.formats.run_words import clock_time, pace
from strideback.formats.runs_json import stood_out_json

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "first-week.diary"
DAY = "2026-03-06"
RUN = [sys.executable, "-c", "from strideback.cli.runs import runs; runs()"]
SCHEMA = json.loads((ROOT / "docs" / "review.schema.json").read_text(encoding="utf-8"))


def shown(path, *args, on=DAY, **env):
    given = ["--on", on, *map(str, args)] if on else [*map(str, args)]
    return CliRunner().invoke(runs, [str(path), *given], env=env)


@pytest.fixture
def written(tmp_path):
    def write(*lines, example=True):
        path = tmp_path / "my.diary"
        text = EXAMPLE.read_text(encoding="utf-8") if example else ""
        path.write_text(text + "".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    return write


# --- what is shown -------------------------------------------------------------------------------


def test_the_example_shows_every_section():
    result = shown(EXAMPLE)
    assert (result.exit_code, result.stderr) == (0, "")
    wanted = [
        "strideback runs",
        "3 runs",
        "The next run",
        "at most 13.2 km",
        "Longest of the last 30 days  12 km",
        "Weeks",
        "a bar a week",
        "pace",
        "  5.2  ",
        "33:00",
        "6:21",
        "green",
        "Shoes",
        "blue ones",
        "Before the pain",
        "Too little to compare yet",
        "Nothing you told us needs urgent care",
        "When to get help",
        "add --sources",
    ]
    places = [result.stdout.index(each) for each in wanted]
    assert places == sorted(places)


def test_what_stood_out_is_shown_with_counts_and_with_the_word_on_chance(written):
    result = shown(written(*runs_and_flares(), example=False), on="2026-02-18", COLUMNS="100")
    text = " ".join(result.stdout.split())
    assert "Before 4 of 4 flares there was a run more than a tenth longer" in text
    assert "chance alone can make one stand out" in text
    assert "1.8×" not in text  # the last fortnight had no spike


def test_a_spike_stands_out_in_its_column(written):
    path = written("2026-03-06 ran 18km 1h48min pain=1")
    result = shown(path)
    assert "1.5×" in result.stdout
    assert "! Your last run was 30 to 100 %" in result.stdout


def test_a_run_without_a_word_on_pain_asks_for_it(written):
    text = shown(written("2026-03-06 ran 4km 24min file=a.fit")).stdout
    assert "How much did your run of 2026-03-06 hurt" in text
    assert "pain during=" in text
    assert "not rated" in text


def test_a_run_from_two_sources_counts_once_and_says_so(written):
    lines = (
        "2026-03-06 ran 4km 24min pain=1",
        "2026-03-07 ran 5km 30min file=a.gpx source=aa batch=b1",
        "2026-03-07 corrected 1 ran 4.1km 24min pain=1 file=b.fit source=bb batch=b1",
        "2026-03-08 corrected 2 ran 5km 30min file=c.fit hr=150 source=cc batch=b2",
    )
    path = written(*lines, example=False)
    text = " ".join(shown(path, on="2026-03-08").stdout.split())
    said = "1 run that you typed in took up a file, 1 run took up a file that tells more"
    assert f"Never twice: {said}; each counts once." in text
    result = CliRunner().invoke(review, [str(path), "--on", "2026-03-08"])
    assert f"Never twice: {said}" in " ".join(result.stdout.split())
    assert "Never twice" not in shown(EXAMPLE).stdout


def test_an_unscreened_runner_gets_the_questions_and_no_cap(written):
    text = shown(written("2026-03-06 ran 4km 24min pain=1", example=False)).stdout
    assert "on hold" in text
    assert "at most" not in text


def test_whoever_should_be_seen_first_reads_that_first(written):
    text = shown(written("2026-03-06 answered saddle-numbness yes")).stdout
    assert text.index("EMERGENCY NOW") < text.index("The next run")
    assert "Before the pain" not in text


def test_a_diary_without_runs_says_how_to_bring_them(written):
    result = shown(written(example=False))
    assert result.exit_code == 0
    assert "strideback import" in result.stdout
    assert "Before the pain" not in result.stdout


@pytest.mark.parametrize("columns", [40, 60, 80, 100, 140])
def test_no_line_is_wider_than_the_terminal(columns, written, monkeypatch):
    monkeypatch.chdir(written(*runs_and_flares()).parent)
    for args in ([], ["--sources"]):
        lines = shown("my.diary", *args, COLUMNS=str(columns)).stdout.splitlines()
        text = [line for line in lines if not line.startswith("  strideback ")]  # to be copied
        assert max(map(len, text)) <= min(columns, 100)


def test_sources_are_named_when_wanted():
    assert "Frandsen" not in shown(EXAMPLE).stdout
    assert "Frandsen" in shown(EXAMPLE, "--sources").stdout


def test_a_year_of_weeks_is_drawn_where_there_is_room(written):
    path = written(*runs_and_flares(), example=False)
    wide, narrow = (shown(path, on="2026-02-18", COLUMNS=str(each)).stdout for each in (80, 50))
    assert "the last 42 weeks" in wide
    assert "the last 12 weeks" in narrow


# --- small things --------------------------------------------------------------------------------


def test_a_bar_a_week_and_a_dot_for_none():
    weeks = [
        Week(on=date(2026, 1, 5), runs=min(metres, 1), distance_m=float(metres), duration_s=0.0)
        for metres in (0, 1, 40, 79, 80)
    ]
    assert sparkline(weeks) == "·▁▅██"
    assert sparkline([]) == ""


def test_times_and_paces_read_as_on_a_watch():
    assert clock_time(2765) == "46:05"
    assert clock_time(4325) == "1:12:05"
    assert clock_time(None) == ""
    assert pace(8200, 2755) == "5:36"
    assert pace(None, 2755) == ""


# --- for other programs --------------------------------------------------------------------------


def test_json_holds_every_run_every_week_and_what_stood_out(written):
    result = shown(written(*runs_and_flares(), example=False), "--json", on="2026-02-18")
    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (len(told["runs"]), len(told["weeks"])) == (145, 42)
    assert told["runs"][-1]["distance_m"] == 8000
    assert told["runs"][-1]["shoes"] == "blue ones"
    assert told["stood_out"]["status"] == "found"
    assert told["stood_out"]["found"][0]["id"] == "spike"
    assert "fra25" in told["stood_out"]["found"][0]["sources"]
    assert told["safety_net"]


def test_what_stood_out_keeps_to_the_schema():
    from strideback.core.review import review
    from strideback.formats.diary_text import parse

    part = {**SCHEMA["properties"]["load"]["properties"]["stood_out"], "$schema": SCHEMA["$schema"]}
    for lines in ([], runs_and_flares()):
        found = review(load(), parse("\n".join(lines)).diary, date(2026, 2, 18))
        assert (
            list(Draft202012Validator(part).iter_errors(stood_out_json(found.load.stood_out))) == []
        )


# --- in a pipe -----------------------------------------------------------------------------------


def test_a_pipe_gets_plain_text_and_a_bad_diary_a_sentence(tmp_path):
    env = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    good = subprocess.run([*RUN, EXAMPLE, "--on", DAY], capture_output=True, env=env, check=False)
    assert good.returncode == 0
    assert b"\x1b" not in good.stdout
    missing = subprocess.run([*RUN, tmp_path / "no.diary"], capture_output=True, check=False)
    assert missing.returncode == 2
    assert b"Traceback" not in missing.stderr


def test_a_line_that_cannot_be_read_is_named_and_the_rest_is_shown(written):
    result = shown(written("2026-03-06 rann 5km"))
    assert result.exit_code == 2
    assert "When to get help" in result.stdout
    assert "did you mean" in result.stderr
