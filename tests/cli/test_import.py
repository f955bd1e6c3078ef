"""`strideback import`: a history comes in, nothing comes in twice, and all of it can go again."""

import gzip
import json
import os
import shutil
import subprocess
import sys
import zipfile

import pytest
from click.testing import CliRunner
from tests.formats.run_files import CORPUS, SMALL, needs_corpus

from strideback.cli import main
from strideback.core.diary import Ran, corrected
from strideback.formats import diary_text
from strideback.formats.run_history import standing

ON = "2026-11-20"
RUN = SMALL / "fit" / "connectstats__activity_2545022458.fit"
KEYS = {
    *("file", "status", "reason", "sport", "points", "start", "duration_s", "distance_m"),
    *("mean_heart_rate", "cadence_spm", "balance_left_percent", "notes"),
}


@pytest.fixture
def diary(tmp_path):
    return tmp_path / "my.diary"


def bring(*words):
    return CliRunner().invoke(main, ["import", *map(str, words), "--on", ON])


def told(*words):
    result = bring(*words, "--json")
    return json.loads(result.stdout)


def runs(path):
    return list(standing(diary_text.read_file(path).diary).values())


# --- in ------------------------------------------------------------------------------------------


def test_a_file_becomes_a_line(diary):
    result = bring(diary, RUN)
    assert result.exit_code == 0, result.output
    assert "imported  1" in result.stdout
    (run,) = runs(diary)
    assert (run.distance_m, run.file, run.batch) == (998, RUN.name, f"{ON}-1")
    assert run.at.isoformat() == "2018-03-06T07:29:32+08:00"
    assert run.balance_left_percent == pytest.approx(49.6, abs=0.2)


def test_json_has_one_object_a_file(diary):
    (one,) = told(diary, RUN)
    assert set(one) == KEYS
    assert (one["status"], one["sport"], one["points"]) == ("imported", "run", 363)
    assert one["start"] == "2018-03-05T23:29:32Z"
    assert one["cadence_spm"] == pytest.approx(173.9, abs=0.5)


def test_dry_run_writes_nothing(diary):
    result = bring(diary, RUN, "--dry-run")
    assert "nothing was written" in result.stdout
    assert not diary.exists()


def test_again_is_a_duplicate_and_leaves_the_diary_as_it_is(diary):
    bring(diary, RUN)
    before = diary.read_bytes()
    result = bring(diary, RUN)
    assert result.exit_code == 0
    assert "duplicate  1" in result.stdout
    assert diary.read_bytes() == before


def test_a_folder_with_good_and_bad_files_imports_the_good_ones(diary, tmp_path):
    folder = tmp_path / "runs"
    shutil.copytree(SMALL / "fit", folder)
    (folder / "empty.fit").touch()
    (folder / "cut.fit.gz").write_bytes(gzip.compress(RUN.read_bytes())[:20])
    statuses = {each["file"]: each for each in told(diary, folder)}
    assert statuses["runs/empty.fit"]["reason"] == "The file is empty."
    assert statuses["runs/cut.fit.gz"]["status"] == "refused"
    assert sum(each["status"] == "imported" for each in statuses.values()) == 3


def test_an_archive_gives_one_object_a_member(diary, tmp_path):
    archive = tmp_path / "export.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.write(RUN, "activities/1.fit")
        file.write(SMALL / "fit" / "chiptime__clean__run-basic.fit", "activities/2.fit")
        file.writestr("activities/3.fit", b"")
    found = told(diary, archive)
    assert [each["status"] for each in found] == ["imported", "imported", "refused"]
    assert len(runs(diary)) == 2


def test_a_run_typed_in_is_completed(diary):
    diary.write_text('2018-03-06 ran 1km 6min pain=4 shoes="Old blue"\n')
    result = bring(diary, RUN)
    assert "completes the run that you typed in on 2018-03-06" in " ".join(result.stdout.split())
    (run,) = runs(diary)
    assert (run.pain, run.shoes, run.distance_m) == (4, "Old blue", 998)
    assert diary.read_text().startswith("2018-03-06 ran 1km 6min pain=4")


def test_lines_that_are_not_understood_stay_and_do_not_hinder(diary):
    diary.write_text("2018-03-06 flew 1km\n")
    assert bring(diary, RUN).exit_code == 0
    assert diary.read_text().startswith("2018-03-06 flew 1km\n")
    assert len(runs(diary)) == 1


# --- back ----------------------------------------------------------------------------------------


def test_undo_takes_the_last_import_back(diary):
    diary.write_text("2018-03-06 ran 1km 6min pain=4\n")
    bring(diary, RUN)
    bring(diary, SMALL / "fit" / "chiptime__clean__run-basic.fit")
    assert len(runs(diary)) == 2
    result = bring(diary, "--undo")
    assert result.stdout == f"Import {ON}-2: 1 run taken back.\n"
    result = bring(diary, "--undo", f"{ON}-1")
    assert result.exit_code == 0
    assert runs(diary) == [Ran(on=runs(diary)[0].on, distance_m=1000, duration_s=360, pain=4)]
    assert bring(diary, "--undo").exit_code == 2


def test_undo_can_be_tried_and_told_to_programs(diary):
    bring(diary, RUN)
    before = diary.read_bytes()
    result = bring(diary, "--undo", "--dry-run", "--json")
    assert json.loads(result.stdout) == {"undone": f"{ON}-1", "removed": 1, "restored": 0}
    assert diary.read_bytes() == before


def test_undo_before_the_diary_is_understood(diary):
    bring(diary, RUN)
    assert bring("--undo", diary).exit_code == 0
    assert runs(diary) == []


# --- mistakes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Name the diary"),
        (("{diary}",), "Name the files or folders"),
        (("{diary}", "nowhere.fit"), "There is no file or folder nowhere.fit"),
        (("{diary}", "{empty}"), "There are no activity files"),
        (("{diary}", "{bad}"), "The file could not be imported"),
        (("{folder}", str(RUN)), "is a folder"),
        (("{folder}/no/my.diary", str(RUN)), "There is no folder"),
        ((str(RUN), str(RUN)), "is not a diary"),
        (("{diary}", str(RUN), "--undo", "x"), "leave the files out"),
        (("{diary}", "--undo"), "There is no diary"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_2(diary, tmp_path, words, says):
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.fit").write_bytes(b"no run at all")
    names = {
        "diary": diary,
        "empty": tmp_path / "empty",
        "bad": tmp_path / "bad.fit",
        "folder": tmp_path,
    }
    result = bring(*(str(each).format(**names) for each in words))
    assert result.exit_code == 2
    assert says in result.stderr
    assert "Traceback" not in result.output
    assert not diary.exists()


def test_a_batch_that_is_not_there_is_named(diary):
    bring(diary, RUN)
    result = bring(diary, "--undo", "2020-01-01-1")
    assert result.exit_code == 2
    assert f"{ON}-1" in result.stderr


def test_the_command_runs_as_a_process_and_pipes_plain_text(diary):
    code = "from strideback.cli import main; main()"
    command = [sys.executable, "-c", code, "import", str(diary), str(RUN), "--on", ON]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert f"--undo {ON}-1" in done.stdout


# --- the corpus ----------------------------------------------------------------------------------


@needs_corpus
def test_every_file_of_the_corpus_is_taken_or_refused_with_a_reason(diary):
    found = told(diary, CORPUS)
    assert len(found) >= 160
    for each in found:
        assert set(each) - {"activities"} == KEYS
        assert each["status"] in {"imported", "duplicate", "refused"}
        assert each["status"] == "imported" or each["reason"].endswith(".")
    assert sum(each["status"] == "imported" for each in found) > 100
    parsed = diary_text.read_file(diary)
    assert not parsed.problems
    again = told(diary, CORPUS)
    assert {each["status"] for each in again} == {"duplicate", "refused"}


@needs_corpus
@pytest.mark.parametrize(
    "pair",
    [
        ("fit/connectstats__activity_234979239.fit", "tcx/connectstats__activity_234979239.tcx"),
        (
            "fit/goldencheetah__10kUNLP2014-Garmin15.fit",
            "tcx/goldencheetah__10kUNLP2014-Garmin15.tcx",
        ),
        ("gpx/py-activityreaders__testdata.gpx", "tcx/py-activityreaders__testdata.tcx"),
    ],
)
def test_one_run_in_two_formats_is_one(diary, pair):
    found = told(diary, *(CORPUS / name for name in pair))
    assert sorted(each["status"] for each in found) == ["duplicate", "imported"]
    events = corrected(diary_text.read_file(diary).diary, max(run.on for run in runs(diary)))
    assert sum(isinstance(each, Ran) for each in events) == 1


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "run.fit")
    result = CliRunner().invoke(
        main, ["import", str(tmp_path / "my.diary"), str(tmp_path / "run.fit")]
    )
    assert result.exit_code == 2
    assert "is a pipe; save what comes from it in a file" in result.stderr
