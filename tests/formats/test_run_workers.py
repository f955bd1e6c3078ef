"""A poisoned file takes down nothing: processes that die, hang, eat memory or lie."""

import sys
from pathlib import Path

import pytest
from tests.formats.run_files import SMALL

from strideback.formats import run_workers
from strideback.formats.run_reading import BROKEN, understood
from strideback.formats.run_workers import NOT_STARTED, STOPPED, Job, read_all

GOOD = (SMALL / "fit" / "chiptime__clean__run-basic.fit").read_bytes()

POISON = """
import sys, json, os
sys.path[:] = json.loads(sys.argv[1])
import strideback.formats.run_reading as reading
honest = reading.answer
def answer(name, data):
    if data.startswith(b"DIE"):
        os._exit(1)
    if data.startswith(b"HANG"):
        while True: pass
    if data.startswith(b"EAT"):
        try:
            bytearray(3 << 30)
        except MemoryError:
            return b'{"refused": "no memory"}\\n'
    if data.startswith(b"SPEND"):
        return json.dumps({"refused": " ".join(sorted(os.environ)) or "nothing"}).encode() + b"\\n"
    if data.startswith(b"WRITE"):
        try:
            with open(data[6:], "wb") as file: file.write(b"x" * 100)
        except OSError:
            return b'{"refused": "no writing"}\\n'
    if data.startswith(b"LIE"):
        return b'{"found": [{"line": "2026-01-01 noted hello", "points": 1, "notes": []}]}\\n'
    return honest(name, data)
reading.answer = answer
from strideback.formats.run_worker import main
main()
"""


@pytest.fixture
def poison(monkeypatch):
    monkeypatch.setattr(run_workers, "_START", POISON)


def read(*contents, **options):
    jobs = [Job(place, f"{place}.fit", data) for place, data in enumerate(contents)]
    found = dict(read_all(jobs, **options))
    assert sorted(found) == list(range(len(contents)))
    return [found[place] for place in range(len(contents))]


def test_bytes_go_in_and_runs_come_out():
    (reading,) = read(GOOD)
    assert (reading.refused, len(reading.recorded)) == ("", 1)
    assert reading.recorded[0].run.distance_m == 180
    assert reading.recorded[0].points == 60
    assert reading.recorded[0].run.file == "0.fit"


def test_many_files_come_out_once_each_in_any_order():
    found = read(*([GOOD, b"nonsense"] * 20))
    assert [bool(each.recorded) for each in found] == [True, False] * 20


@pytest.mark.usefixtures("poison")
def test_a_file_that_kills_its_process_is_refused_and_the_others_are_read():
    found = read(*[GOOD] * 6, b"DIE", *[GOOD] * 6, b"DIE")
    assert [each.refused for each in found] == [""] * 6 + [STOPPED] + [""] * 6 + [STOPPED]


@pytest.mark.usefixtures("poison")
def test_a_file_that_hangs_is_refused_and_the_others_are_read():
    found = read(GOOD, b"HANG", GOOD, longest_s=2.0)
    assert [each.refused for each in found] == ["", STOPPED, ""]


@pytest.mark.usefixtures("poison")
@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such limits")
def test_memory_and_files_are_out_of_reach(tmp_path):
    target = tmp_path / "stolen"
    found = read(b"EAT", b"WRITE " + bytes(target))
    assert [each.refused for each in found] == ["no memory", "no writing"]
    assert not target.exists() or target.stat().st_size == 0


@pytest.mark.usefixtures("poison")
def test_no_secret_of_ours_is_handed_down(monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "hush")
    (reading,) = read(b"SPEND")
    assert "SECRET" not in reading.refused
    assert "HOME" not in reading.refused


@pytest.mark.usefixtures("poison")
def test_an_answer_that_is_no_run_is_not_believed():
    assert [each.refused for each in read(b"LIE")] == [BROKEN]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"x\n",
        b"[]\n",
        b"{}\n",
        b'{"found": 3}\n',
        b'{"found": [{"line": 4}]}\n',
        b"3\n",
        b'{"refused": 3}\n',
        b'{"refused": " "}\n',
        b'{"refused": ["{a.__class__}", {"a": "x"}]}\n',
        b'{"refused": ["{a:1000000000}", {"a": 1}]}\n',
        b'{"found": [{"line": "2026-03-01 ran 5km 30min", "points": 1, "notes": [["{0}", {}], 4]}]}',
        b"[" * 100_000,
    ],
)
def test_no_answer_makes_the_reader_stumble(line):
    assert understood("a.fit", line).refused == BROKEN


def test_a_reading_that_an_older_version_laid_down_is_understood():
    line = b'{"found": [{"line": "2026-03-01 ran 5km 30min", "points": 1, "notes": ["Odd, so."]}]}'
    assert understood("a.fit", line).recorded[0].notes == ("Odd, so.",)
    assert understood("a.fit", b'{"refused": "It is  empty."}').refused == "It is empty."


def test_a_system_without_processes_is_said(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert [each.refused for each in read(GOOD)] == [NOT_STARTED]


def test_leaving_early_ends_the_processes():
    before = children()
    for _ in read_all([Job(n, "a.fit", GOOD) for n in range(40)]):
        break
    assert children() <= before


def children():
    found = set()
    for task in Path("/proc/self/task").glob("*/children"):
        found |= set(task.read_text().split())
    return found
