"""`strideback why`: muscles, exercises, flags, questions and claims, for any runner."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from strideback.cli import main
from strideback.formats.knowledge_toml import load

EXAMPLE = Path(__file__).parents[2] / "examples" / "first-week.diary"
KNOWLEDGE = load()


def why(name, *args, diary=EXAMPLE, on="2026-03-06"):
    return CliRunner().invoke(main, ["why", str(diary), name, "--on", on, *args])


def test_a_ranked_muscle_shows_points_reasons_zones_and_claims():
    result = why("gluteus-medius")
    assert result.exit_code == 0
    wanted = [
        "For you, on the right: 14 points, most worth checking",
        "that is my pain",
        "Where its pain is felt",
        "# most often, o sometimes",
        "###",
        "What the guide's author claims",
        "Verdict",
        "We say",
        "More claims",
        "When to get help",
    ]
    places = [result.stdout.index(each) for each in wanted]
    assert places == sorted(places)


@pytest.mark.parametrize("name", ["psoas", "iliacus"])
def test_a_muscle_set_aside_says_why_not(name):
    text = why(name).stdout
    assert "considered and set aside" in text
    assert "Why not?" in text
    assert "For you" not in text
    assert "no evidence found" in text


@pytest.mark.parametrize("name", ["GMED", "Gluteus medius", "gluteus_medius", " gluteus-medius "])
def test_codes_and_names_are_understood(name):
    assert "Gluteus medius" in why(name).stdout


def test_a_near_miss_gets_the_nearest():
    result = why("psoa")
    assert result.exit_code == 2
    assert "did you mean psoas" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", ["running-stride", "Running Stride", "ng59"])
def test_what_is_the_same_for_everybody_is_shown_elsewhere(name):
    result = why(name)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    command = result.stderr.split("`")[1].removeprefix("strideback ").split()
    assert CliRunner().invoke(main, command).exit_code == 0


def test_a_far_miss_gets_the_muscles():
    result = why("\x1bzzzz")
    assert result.exit_code == 2
    assert "the muscles are gluteus-medius" in result.stderr
    assert "\x1b" not in result.stderr


def test_no_ranking_before_the_screen(tmp_path):
    empty = tmp_path / "new.diary"
    empty.write_text("", encoding="utf-8")
    text = why("gluteus-medius", diary=empty).stdout
    assert "waits for the safety questions" in text
    assert "For you" not in text
    assert "worth checking" not in text
    assert "What the guide's author claims" in text
    told = json.loads(why("gluteus-medius", "--json", diary=empty).stdout)
    assert told["outcome"] == "ask"
    assert told["ranking"] is None
    assert told["claims"]


def test_json_of_a_ranked_muscle():
    told = json.loads(why("GMED", "--json").stdout)
    assert told["kind"] == "muscle"
    assert told["ranking"][0]["points"] == 14
    assert told["zones"][0]["essential"]


def test_a_raised_flag_names_the_answer_behind_it(tmp_path):
    path = tmp_path / "my.diary"
    text = EXAMPLE.read_text(encoding="utf-8") + "2026-03-06 answered fever yes\n"
    path.write_text(text, encoding="utf-8")
    shown = why("fever", diary=path).stdout
    assert "Raised by your answers." in shown
    assert "Fri 6 March" in shown
    assert "Not raised by your answers." in why("fever").stdout


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["muscles", "exercises", "flags", "questions", "claims"])
def test_everything_has_a_page(kind, monkeypatch):
    # from its own folder: a command to copy names the file as it was given, and is never folded
    monkeypatch.chdir(EXAMPLE.parent)
    for name in getattr(KNOWLEDGE, kind):
        result = why(name, diary=EXAMPLE.name)
        assert result.exit_code == 0, (name, result.output)
        assert max(map(len, result.stdout.splitlines())) <= 100
        assert json.loads(why(name, "--json", diary=EXAMPLE.name).stdout)["claims"] is not None


@pytest.mark.parametrize(
    ("name", "claim"),
    [
        ("psoas", "psoas-and-iliacus-do-not-cause-runners-back-pain"),
        ("iliacus", "sitting-tightens-the-psoas-running-frees-it"),
        ("pigeon-stretch", "pigeon-and-couch-reach-the-right-muscles"),
        ("couch-stretch", "pigeon-and-couch-reach-the-right-muscles"),
    ],
)
def test_a_claim_has_the_measured_line_beside_it(name, claim):
    result = why(name, "--sources")
    said = result.stdout[result.stdout.index("What the guide's author claims") :]
    assert "Measured" in said
    assert said.index("Verdict") < said.index("Measured")
    assert "myofullbody" in said
    told = {each["id"]: each for each in json.loads(why(name, "--json").stdout)["claims"]}
    measured = told[claim]["measured"]
    assert measured
    assert {each["grade"] for each in measured} == {"C"}
    assert all("{" not in each["text"] and "%" in each["text"] for each in measured)


def test_a_stretch_tells_what_was_measured_at_its_end():
    said = why("pigeon-stretch").stdout
    assert "Measured on a model of the body" in said
    assert "% longer at the end than in standing" in said
