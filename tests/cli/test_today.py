"""`strideback today`: today's session, a rest day, or what comes first."""

import json
from pathlib import Path

from click.testing import CliRunner

from strideback.cli import main

EXAMPLE = Path(__file__).parents[2] / "examples" / "first-week.diary"
DAY = "2026-03-06"


def today(path, *args, on=DAY):
    return CliRunner().invoke(main, ["today", str(path), "--on", on, *args])


def with_lines(tmp_path, *lines):
    path = tmp_path / "my.diary"
    more = "".join(f"{line}\n" for line in lines)
    path.write_text(EXAMPLE.read_text(encoding="utf-8") + more, encoding="utf-8")
    return path


def test_the_session_says_how_much_how_what_to_feel_and_when_to_stop():
    result = today(EXAMPLE)
    assert result.exit_code == 0
    text = result.stdout
    wanted = [
        "Stretch: 3 exercises, about 21 minutes",
        "Stop signs for today's exercises",
        "Stop at once if you feel tingling",
        "1. Pigeon stretch",
        "2 × 30 s on each side, 15 s rest between, pain up to 4 of 10",
        "Step 2 of 5",
        "1. Start on hands and knees",
        "Feel   A broad pull",
        "Timer  left 30 s, 30 s · right 30 s, 30 s",
        "2. Couch stretch",
        "did pigeon-stretch.left before=4 after=3",
        "Nothing you told us needs urgent care",
        "When to get help",
        "no mark our own choice",
    ]
    assert [each for each in wanted if each not in text] == []
    places = [text.index(each) for each in wanted]
    assert places == sorted(places)


def test_a_stop_sign_of_several_exercises_is_said_once():
    text = " ".join(today(EXAMPLE).stdout.replace("│", " ").split())
    assert text.count("tingling, numbness or pain that shoots") == 1


def test_what_is_done_today_is_ticked_off(tmp_path):
    path = with_lines(tmp_path, f"{DAY} did pigeon-stretch.left before=3 after=2")
    assert "1. Pigeon stretch · done today ✓" in today(path).stdout


def test_pain_that_stops_ends_the_session_for_today(tmp_path):
    path = with_lines(tmp_path, f"{DAY} did pigeon-stretch.left before=3 during=6 after=3")
    text = today(path).stdout
    assert "Stop here for today" in text
    assert "Leave the rest of today's session" in " ".join(text.replace("│", " ").split())
    assert "Afterwards, tell your diary" not in text
    assert json.loads(today(path, "--json").stdout)["stopped"] is True
    assert json.loads(today(EXAMPLE, "--json").stdout)["stopped"] is False
    assert "Stop here for today" not in today(path, on="2026-03-07").stdout


def test_a_rest_day_names_the_next_session(tmp_path):
    path = with_lines(tmp_path, f"{DAY} preferred days=mon,wed")
    text = today(path).stdout
    assert "A rest day" in text
    assert "The next session is on Mon 9 March" in text
    assert "Keep moving" in text


def test_away_for_weeks_has_no_session(tmp_path):
    path = with_lines(tmp_path, f"{DAY} preferred away=2026-03-06..2026-04-06")
    text = today(path).stdout
    assert "There is no session in the next two weeks." in text


def test_never_a_session_while_someone_should_look_first(tmp_path):
    path = with_lines(tmp_path, f"{DAY} answered fever yes")
    text = today(path).stdout
    assert "SAME DAY" in text
    assert "Pigeon" not in text
    assert "When to get help" in text


def test_never_a_session_while_questions_are_open():
    text = today(EXAMPLE, on="2026-03-17").stdout
    assert "Time for a short check-in" in text
    assert "Pigeon" not in text


def test_never_a_session_on_a_diary_that_was_not_understood(tmp_path):
    result = today(with_lines(tmp_path, "what is this"))
    assert result.exit_code == 2
    assert "Pigeon" not in result.stdout
    assert "has a problem" in result.stderr


def test_json_holds_the_session_or_null(tmp_path):
    told = json.loads(today(EXAMPLE, "--json").stdout)
    assert told["session"]["items"][0]["exercise"] == "pigeon-stretch"
    assert told["session"]["items"][0]["sets"][0] == {
        "side": "left",
        "set": 1,
        "seconds": 30,
        "rest_s": 15,
    }
    assert told["next"] == "2026-03-07"
    told = json.loads(today(with_lines(tmp_path, f"{DAY} answered fever yes"), "--json").stdout)
    assert told["session"] is None
    assert told["next"] is None
    assert told["triage"]["outcome"] == "refer"
    assert told["safety_net"]
