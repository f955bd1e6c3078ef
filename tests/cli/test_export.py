"""`strideback export` and `strideback convert`: every form, out and back, and nothing overwritten."""

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from strideback.cli import export as export_module
from strideback.cli import main
from strideback.formats.diary_forms import FORMS

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "first-week.diary"
DAY = "2026-03-06"
PLANLESS = EXAMPLE.read_text(encoding="utf-8").replace("saddle-numbness no", "saddle-numbness yes")


def ran(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def exported(form, *more, diary=EXAMPLE, output="-"):
    return ran("export", diary, "--to", form, "-o", output, "--on", DAY, *more)


def spelled(data):
    """The diary in the one spelling that strideback writes."""
    return FORMS["text"].write(FORMS["text"].read(data))


def refused(result, says):
    assert result.exit_code == 2
    assert result.stderr.startswith("strideback: ")
    assert result.stderr.count("\n") == 1
    assert says in result.stderr
    assert "Traceback" not in result.stderr
    return True


# --- out and back --------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["text", "jsonl", "csv", "parquet"])
def test_a_diary_goes_out_and_comes_back_with_everything(form, tmp_path):
    mine = tmp_path / "my.diary"
    odd = b'# m\xc3\xb6re\n2026-03-07 pian\n2026-03-07 noted "=1+1"\nhalf \xe4\n2026-03-08 corrected 1 removed\n'
    mine.write_bytes(EXAMPLE.read_bytes() + odd)
    out, back = tmp_path / f"out.{form}", tmp_path / "back.diary"
    done = exported(form, diary=mine, output=out)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    assert ran("convert", out, "-o", back).exit_code == 0
    assert back.read_bytes() == spelled(mine.read_bytes())
    assert {stat.S_IMODE(each.stat().st_mode) for each in (out, back)} == {0o600}
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(
        [mine.name, out.name, back.name]
    )


@pytest.mark.parametrize("form", ["text", "jsonl", "csv", "ics", "fhir"])
def test_a_text_form_may_go_to_a_pipe(form):
    done = exported(form)
    assert done.exit_code == 0
    begins = {"text": b"# An example", "jsonl": b'{"line": 1', "csv": b"\xef\xbb\xbfentry,", "ics": b"BEGIN:VCALENDAR", "fhir": b"{"}  # fmt: skip
    assert done.stdout_bytes.startswith(begins[form])


def test_a_diary_read_from_a_pipe_may_be_converted_back(tmp_path):
    told = tmp_path / "told.jsonl"
    told.write_text('{"kind": "pain", "on": "2026-03-01", "now": 4}\n', encoding="utf-8")
    assert ran("convert", told, "-o", "-").stdout == "2026-03-01 pain now=4\n"


# --- what follows from a review ------------------------------------------------------------------


def test_the_report_is_a_pdf_for_the_days_that_were_asked_for(tmp_path):
    pytest.importorskip("typst")
    out = tmp_path / "report.pdf"
    done = exported(
        "pdf", "--since", "2026-03-01", "--until", "2026-03-05", "--whole-log", output=out
    )
    assert done.exit_code == 0, done.stderr
    assert out.read_bytes().startswith(b"%PDF")
    plan = tmp_path / "plan.pdf"
    assert exported("pdf", "--kind", "plan", output=plan).exit_code == 0


def test_a_referred_runner_gets_no_plan_on_paper_and_no_session_in_the_calendar(tmp_path):
    pytest.importorskip("typst")
    mine = tmp_path / "my.diary"
    mine.write_text(PLANLESS, encoding="utf-8")
    assert refused(
        exported("pdf", "--kind", "plan", diary=mine, output=tmp_path / "plan.pdf"), "plan"
    )
    assert not (tmp_path / "plan.pdf").exists()
    told = exported("ics", diary=mine).stdout
    assert told.count("BEGIN:VEVENT") == 1
    assert "please open it first" in told
    assert "CarePlan" not in exported("fhir", diary=mine).stdout


def test_sessions_begin_when_the_runner_likes(tmp_path):
    told = exported("ics", "--at", "18:30", "--alarm", "10").stdout
    assert "DTSTART:20260306T183000\n" in told.replace("\r", "")
    assert "TRIGGER:-PT10M" in told
    assert "DTSTART;VALUE=DATE:20260306" in exported("ics").stdout
    assert exported("ics").stdout.count("UID:") == told.count("UID:")


def test_fhir_is_one_bundle():
    pytest.importorskip("fhir.resources")
    told = json.loads(exported("fhir").stdout)
    assert (told["resourceType"], told["type"]) == ("Bundle", "collection")


def test_problems_of_the_diary_are_named_where_they_matter(tmp_path):
    mine = tmp_path / "my.diary"
    mine.write_text("2026-03-01 pian\n", encoding="utf-8")
    done = exported("ics", diary=mine)
    assert done.exit_code == 2
    assert "BEGIN:VCALENDAR" in done.stdout
    assert "line 1" in done.stderr
    assert exported("csv", diary=mine).exit_code == 0


# --- nothing is overwritten ----------------------------------------------------------------------


@pytest.mark.parametrize("command", ["export", "convert"])
def test_a_file_that_is_there_stays_unless_forced(command, tmp_path):
    told = tmp_path / "told.jsonl"
    exported("jsonl", output=told)
    there = tmp_path / "there"
    there.write_text("mine", encoding="utf-8")
    words = ["export", EXAMPLE, "--to", "text", "-o", there] if command == "export" else ["convert", told, "-o", there]  # fmt: skip
    assert refused(ran(*words), "--force")
    assert there.read_text(encoding="utf-8") == "mine"
    assert ran(*words, "--force").exit_code == 0
    assert there.read_bytes() == spelled(EXAMPLE.read_bytes())


def test_what_is_read_is_never_written_over_not_even_with_force(tmp_path):
    mine = tmp_path / "my.diary"
    mine.write_bytes(EXAMPLE.read_bytes())
    (link := tmp_path / "link").symlink_to(mine)
    for output in (mine, link, tmp_path / "." / "my.diary"):
        assert refused(exported("pdf", diary=mine, output=output), "stays as it is")
        assert refused(exported("pdf", "--force", diary=mine, output=output), "stays as it is")
    told = tmp_path / "told.jsonl"
    exported("jsonl", diary=mine, output=told)
    assert refused(ran("convert", told, "-o", told, "--force"), "stays as it is")
    assert mine.read_bytes() == EXAMPLE.read_bytes()
    assert told.read_bytes().startswith(b"{")


# --- one sentence --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--to", "pdf", "-o", "-"], "name a file after -o"),
        (["--to", "parquet", "-o", "-"], "name a file after -o"),
        (["--to", "docx", "-o", "-"], "docx"),
        (["--to", "csv", "-o", "-", "--since", DAY], "--since is for --to pdf"),
        (["--to", "csv", "-o", "-", "--kind", "plan"], "--kind is for --to pdf"),
        (["--to", "csv", "-o", "-", "--alarm", "0"], "--alarm is for --to ics"),
        (["--to", "ics", "-o", "-", "--alarm", "5"], "add --at"),
        (["--to", "ics", "-o", "-", "--at", "late"], "as in 18:30"),
        (["--to", "ics", "-o", "-", "--at", "24:00"], "as in 18:30"),
        (["--to", "ics", "-o", "-", "--at", "18:30+02:00"], "as in 18:30"),
        (["--to", "pdf", "-o", "x.pdf", "--since", "soon"], "soon"),
        (["--to", "csv", "-o", "no/such/folder/x.csv"], "no folder"),
        (["--to", "csv", "-o", "."], "is a folder"),
        (["--to", "csv"], "-o"),
        (["-o", "-"], "--to"),
    ],
)
def test_what_cannot_be_is_answered_in_one_sentence(words, says):
    assert refused(ran("export", EXAMPLE, *words), says)


def test_a_diary_that_is_not_there_is_named(tmp_path):
    for form in ("csv", "ics"):
        assert refused(exported(form, diary=tmp_path / "none.diary"), "There is no diary")


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"{", "Line 1"), (b"entry,kind\n1,pain\n", "lacks"), (b"PAR1", "damaged"), (b"\xff\xfea\0", "UTF-16")],
)  # fmt: skip
def test_what_is_no_exported_diary_is_named(data, says, tmp_path):
    (file := tmp_path / "x").write_bytes(data)
    assert refused(ran("convert", file, "-o", "-"), says)
    assert refused(ran("convert", tmp_path, "-o", "-"), "is a folder")
    assert refused(ran("convert", tmp_path / "y", "-o", "-"), "There is no file")


@pytest.mark.parametrize(("form", "extra"), [("pdf", "report"), ("ics", "calendar"), ("fhir", "fhir"), ("parquet", "parquet")])  # fmt: skip
def test_what_is_not_installed_is_said_with_the_command_that_brings_it(form, extra, tmp_path, monkeypatch):  # fmt: skip
    monkeypatch.setattr(export_module, "find_spec", lambda _: None)
    said = exported(form, output=tmp_path / "x")
    assert refused(said, f"pip install 'strideback[{extra}]'")


def test_a_reader_that_leaves_early_is_no_mistake():
    run = [sys.executable, "-c", "from strideback.cli import main; main()"]
    words = f"export {EXAMPLE} --to jsonl -o -"
    line = f"{run[0]} -c 'from strideback.cli import main; main()' {words} | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith('{"line": 1')
