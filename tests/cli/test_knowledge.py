"""Looking at the knowledge from the command line: check, show and prove."""

import json
import shutil

import pytest
from click.testing import CliRunner

from strideback.cli import main
from strideback.formats import proof
from strideback.formats.knowledge_checks import write_lock
from strideback.formats.knowledge_toml import FOLDERS, default_folder, load

KNOWLEDGE = load()


def knowledge(*words):
    return CliRunner().invoke(main, ["knowledge", *words])


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "knowledge"
    shutil.copytree(default_folder(), place)
    write_lock(load(place), place)
    return place


# --- check ---------------------------------------------------------------------------------------


def test_knowledge_without_problems_is_one_line(folder):
    result = knowledge("check", str(folder))
    assert result.exit_code == 0, result.output
    assert len(result.output.splitlines()) == 1
    assert "no problems" in result.output


def test_all_problems_are_told_at_once_by_file_with_their_number(folder):
    (folder / "flags" / "fever.toml").write_text('level = "emergncy"\n')
    (folder / "regions" / "groin.toml").write_text("not toml")
    result = knowledge("check", str(folder))
    assert result.exit_code == 2
    lines = result.stdout.splitlines()
    assert "flags/fever.toml" in lines
    assert "regions/groin.toml" in lines
    assert "problems" in lines[-1]
    assert "mend" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_write_lock_adds_new_ids(folder):
    (folder / "ids.lock").write_text("")
    result = knowledge("check", str(folder), "--write-lock")
    assert result.exit_code == 0, result.output
    assert "added" in result.output
    again = knowledge("check", str(folder), "--write-lock")
    assert "0 ids added" in again.output


def test_the_lock_is_left_alone_where_the_files_cannot_be_read(folder):
    lock = (folder / "ids.lock").read_bytes()
    (folder / "regions" / "groin.toml").write_text("not toml")
    result = knowledge("check", str(folder), "--write-lock")
    assert result.exit_code == 2
    assert (folder / "ids.lock").read_bytes() == lock


def test_a_folder_that_is_none_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    for place in ("nowhere", "file"):
        result = knowledge("check", str(tmp_path / place))
        assert result.exit_code == 2
        assert "edition.toml" in result.stderr


def test_an_empty_folder_has_problems(tmp_path):
    assert knowledge("check", str(tmp_path)).exit_code == 2


# --- show ----------------------------------------------------------------------------------------


def everything():
    for kind in FOLDERS:
        yield from ((kind, name) for name in getattr(KNOWLEDGE, kind))


def test_every_single_thing_has_a_page():
    from strideback.cli.knowledge_pages import write_page
    from strideback.cli.paper import Paper

    for kind, name in everything():
        paper = Paper(60)
        write_page(paper, KNOWLEDGE, kind, getattr(KNOWLEDGE, kind)[name])
        assert len(paper.plain()) > 20, name


@pytest.mark.parametrize("kind", FOLDERS)
def test_one_of_each_kind_can_be_shown_and_given_as_json(kind):
    name = next(iter(getattr(KNOWLEDGE, kind)))
    shown = knowledge("show", name)
    assert shown.exit_code == 0, shown.output
    told = json.loads(knowledge("show", name, "--json").output)
    assert any(each["folder"] == kind and each["id"] == name for each in told)


@pytest.mark.parametrize("kind", [*FOLDERS, "muscle", "self-tests", "Exercise"])
def test_a_kind_is_a_list(kind):
    shown = knowledge("show", kind)
    assert shown.exit_code == 0
    assert len(shown.output.splitlines()) > 3


def test_a_kind_as_json_holds_all_of_it():
    told = json.loads(knowledge("show", "exercises", "--json").output)
    assert [each["id"] for each in told] == list(KNOWLEDGE.exercises)


def test_codes_find_the_question_and_its_flag():
    shown = knowledge("show", "e03").output
    assert "questions · E03" in shown
    assert "Numbness between the legs" in shown
    assert "Emergency now" in shown


def test_an_exercise_says_what_rules_it_out_and_what_replaces_it():
    shown = " ".join(knowledge("show", "side-plank").output.split())
    assert "shoulder-pain" in shown.partition("ruled out by")[2]
    assert "wall-side-plank" in shown.partition("replaced by")[2]
    assert "3 × 10 s" in shown
    assert "start here" in shown


def test_an_unsafe_claim_is_shown_with_its_verdict_and_never_acted_on():
    shown = knowledge("show", "structural-is-rare-try-massage-anyway").output
    assert shown.index("Verdict: unsafe") < shown.index("guide's author says")
    assert "never acts on this" in shown


def test_psoas_answers_why_not():
    shown = knowledge("show", "psoas").output
    assert "Why not?" in shown
    assert "never a target" in shown


def test_every_claim_has_its_grade_and_sources_where_wanted():
    shown = knowledge("show", "fever", "--sources").output
    assert "In the margin" in shown
    assert "Sources" in shown
    assert "nhsbp" in shown


def test_unverified_is_marked():
    assert "unverified" in knowledge("show", "gluteus-medius").output


def test_a_near_miss_names_what_was_meant():
    result = knowledge("show", "gluteus-medus")
    assert result.exit_code == 2
    assert "did you mean 'gluteus-medius'" in result.stderr
    assert "try a kind" in knowledge("show", "zzzzzz").stderr


def test_an_option_leads_to_its_question():
    assert "worse-with" in knowledge("show", "worse-with.hills").output


# --- prove ---------------------------------------------------------------------------------------


def _verdict(holds):
    return proof.Verdict("law 1", "Nothing urgent is cleared.", holds, None, "3 answer sets")


@pytest.mark.parametrize(("holds", "code"), [(True, 0), (False, 2)])
def test_the_verdicts_are_told_and_a_broken_law_is_a_problem(monkeypatch, holds, code):
    def prove(_knowledge, on_law):
        on_law("law 1")
        return (_verdict(holds),)

    monkeypatch.setattr(proof, "prove", prove)
    result = knowledge("prove")
    assert result.exit_code == code
    assert "proving law 1" in result.stderr
    assert "law 1 holds" in result.stdout or "law 1 BROKEN" in result.stdout
    assert ("1 law is broken (law 1)" in result.stderr) is not holds


def test_without_the_library_it_is_one_sentence(monkeypatch):
    def prove(_knowledge, _on_law):
        raise proof.ProofUnavailable("The proof needs dd: pip install 'strideback[prove]'.")

    monkeypatch.setattr(proof, "prove", prove)
    result = knowledge("prove")
    assert result.exit_code == 2
    assert "strideback[prove]" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_the_laws_hold():
    result = knowledge("prove")
    assert result.exit_code == 0, result.output
    assert result.stdout.count("holds:") == len(proof.LAWS)
