"""Runs from files: sent, read, looked at, added, taken back; and nobody's file takes down anything."""

import io
import logging
import os
import stat
import time
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.formats.run_archives import DYNAMICS as FIT
from tests.formats.run_archives import GPX, STRAVA_FILE, TCX, strava
from tests.formats.run_files import zipped
from tests.web.pages import runs_of

from strideback.formats import run_workers
from strideback.store import diaries
from strideback.web import incoming

DAY_AFTER = "2026-03-06"


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.DATA = tmp_path
    return tmp_path / "uploads"


def send(client, *files, field="files", **more):
    client.runner.refresh_from_db()
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post("/runs/upload", {field: sent, "after": client.runner.last, **more})


def looked(client, *files):
    """The page with what was found, and its address."""
    address = send(client, *files)["Location"]
    for _ in range(400):
        page = client.get(address).content.decode()
        if "are being read" not in page:
            return page, address
        time.sleep(0.05)
    raise AssertionError("the reading does not end")


def added(client, *files):
    _page, address = looked(client, *files)
    client.runner.refresh_from_db()
    return client.post(f"{address}/take", {"after": client.runner.last})


def counts(page):
    found = page.partition('<dl class="counts">')[2].partition("</dl>")[0]
    return [int(each.partition("</dd>")[0]) for each in found.split("<dd>")[1:]]


# --- sent and looked at --------------------------------------------------------------------------


def test_many_files_are_looked_at_before_anything_is_added(client_of, folder):
    client = client_of()
    files = [
        ("a.fit", FIT),
        ("b.gpx", GPX),
        ("c.tcx", TCX),
        ("d.fit.gz", STRAVA_FILE),
        ("a2.fit", FIT),
    ]
    page, _ = looked(client, *files, ("notes.txt", b"hello"))
    new, already, refused = counts(page)
    assert (already >= 1, refused) == (True, 1)
    assert new + already + refused == 6
    assert "notes.txt" in page
    assert "not a FIT, GPX or TCX file" in page
    assert diaries.text(client.runner) == ""
    assert not list(folder.glob("*/*/0*"))  # the files themselves are gone once they are read


def test_what_was_looked_at_is_added_with_the_names_that_the_runner_knows(client_of, folder):
    client = client_of()
    answer = added(client, ("my morning.fit", FIT))
    assert answer["Location"] == "/runs"
    (run,) = runs_of(client).values()
    assert run.file == "my morning.fit"
    assert run.batch == "2026-03-06-1"
    assert not list(folder.glob("*/*"))
    assert "1 activity was added" in client.get("/runs").content.decode()


def test_a_whole_archive_comes_in_at_once(client_of):
    client = client_of()
    page, _ = looked(client, ("export_1.zip", zipped(strava())))
    assert counts(page)[0] >= 3
    assert "export_1.zip/" in page  # those that were refused, by their place in the archive


def test_the_same_run_is_never_taken_twice(client_of):
    client = client_of()
    added(client, ("a.fit", FIT))
    page, _ = looked(client, ("b.fit", FIT))
    assert counts(page) == [0, 1, 0]
    assert "It is in your diary already" in page
    assert "/take" not in page


def test_what_completes_a_run_that_was_typed_in_is_told_apart_from_what_is_new(client_of):
    client = client_of()
    added(client, ("a.fit", FIT))
    (run,) = runs_of(client).values()
    typed = f"{run.on} ran {run.distance_m / 1000:.1f}km {run.duration_s / 60:.0f}min pain=1\n"
    client = client_of(typed)
    page, address = looked(client, ("a.fit", FIT))
    assert counts(page) == [0, 0, 0]
    assert "1 run that is in your diary already gets what it lacks" in page
    assert "Complete 1 run" in page
    client.runner.refresh_from_db()
    client.post(f"{address}/take", {"after": client.runner.last})
    told = client.get("/runs").content.decode()
    assert "1 run was completed" in told
    assert "activity was added" not in told
    page, address = looked(client_of(typed), ("a.fit", FIT), ("b.gpx", GPX))
    assert counts(page) == [1, 0, 0]
    assert "Add 1 activity" in page


def test_taken_twice_it_counts_once(client_of):
    client = client_of()
    _page, address = looked(client, ("a.fit", FIT))
    for _ in range(2):
        assert client.post(f"{address}/take", {"after": 0})["Location"] == "/runs"
    assert len(runs_of(client)) == 1


def test_a_diary_that_has_grown_meanwhile_is_looked_at_again(client_of, it_is):
    client = client_of()
    _page, address = looked(client, ("a.fit", FIT))
    diaries.append_lines(
        client.runner, [f"{DAY_AFTER} pain now=3"], after=0, now=it_is(client_of.day)
    )
    answer = client.post(f"{address}/take", {"after": 0})
    assert answer["Location"] == address
    assert "grown meanwhile" in client.get(address).content.decode()
    assert not runs_of(client)
    client.post(f"{address}/take", {"after": 1})
    assert len(runs_of(client)) == 1


def test_what_is_left_out_leaves_no_trace(client_of, folder):
    client = client_of()
    _page, address = looked(client, ("a.fit", FIT))
    assert client.post(f"{address}/leave")["Location"] == "/runs"
    assert not list(folder.glob("*/*"))
    assert diaries.text(client.runner) == ""
    assert client.get(address)["Location"] == "/runs"


def test_a_browser_that_goes_away_finds_its_files_again(client_of):
    client = client_of()
    _page, address = looked(client, ("a.fit", FIT))
    assert f'href="{address}"' in client.get("/runs").content.decode()


# --- long readings -------------------------------------------------------------------------------


@pytest.fixture
def not_read(monkeypatch):
    """Nothing is read until `go()`: as with many files, or a server that stopped in the middle."""
    start = incoming.start
    monkeypatch.setattr(incoming, "start", lambda _: None)
    monkeypatch.setattr("strideback.web.screens.uploads.PATIENCE_S", 0.0)
    return lambda: monkeypatch.setattr(incoming, "start", start)


def test_while_it_is_read_the_page_says_how_far_it_is_and_asks_again_by_itself(client_of, not_read):
    client = client_of()
    address = send(client, ("a.fit", FIT), ("b.gpx", GPX))["Location"]
    page = client.get(address).content.decode()
    assert "are being read" in page
    assert '<meta http-equiv="refresh"' in page
    assert 'hx-trigger="every 1s"' in page
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "0 of 2 files are read" in part
    assert "<html" not in part


def test_a_server_that_stopped_in_the_middle_reads_on_when_somebody_looks(client_of, not_read):
    client = client_of()
    address = send(client, ("a.fit", FIT))["Location"]
    not_read()
    for _ in range(400):
        answer = client.get(address, headers={"HX-Request": "true"})
        if "HX-Redirect" in answer:
            break
        time.sleep(0.05)
    assert answer["HX-Redirect"] == address
    assert counts(client.get(address).content.decode()) == [1, 0, 0]


def test_two_who_look_at_once_do_not_read_twice(client_of, not_read, monkeypatch):
    client = client_of()
    send(client, ("a.fit", FIT))
    not_read()
    (waiting,) = incoming.waiting_of(client.runner.pk)
    read = []
    monkeypatch.setattr(incoming, "_read", lambda _, lock: read.append(lock))
    incoming.start(waiting)
    incoming.start(waiting)
    for _ in range(100):
        if read:
            break
        time.sleep(0.01)
    assert len(read) == 1
    os.close(read[0])


def test_thrown_away_while_it_is_read_it_stays_away(client_of, not_read, folder, caplog):
    client = client_of()
    address = send(client, *((f"{n}.fit", FIT) for n in range(3)))["Location"]
    not_read()
    (waiting,) = incoming.waiting_of(client.runner.pk)
    incoming.start(waiting)
    client.post(f"{address}/leave")
    time.sleep(1.5)
    assert not list(folder.glob("*/*"))
    assert not caplog.records


# --- hostile files -------------------------------------------------------------------------------


def bomb():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as writer:
        writer.writestr("a.gpx", b"<gpx>" + bytes(80_000_000))
    return packed.getvalue()


def outside():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as writer:
        writer.writestr("../../../../escaped.fit", FIT)
    return packed.getvalue()


HOSTILE = {
    "empty.fit": b"",
    "cut.fit": FIT[:60],
    "noise.fit": bytes(range(256)) * 40,
    "bomb.zip": bomb(),
    "cut.zip": outside()[:-30],
    "laughs.gpx": b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><gpx>&b;</gpx>',
    "deep.tcx": b"<a>" * 100_000,
    "page.html": b"<!doctype html><html><script>alert(1)</script></html>",
}


def test_hostile_files_are_refused_each_with_a_sentence_and_the_good_one_comes_in(client_of):
    client = client_of()
    page, _ = looked(client, *HOSTILE.items(), ("good.fit", FIT))
    assert counts(page)[0] >= 1
    assert counts(page)[2] >= 6
    assert "<script>alert" not in page


def test_a_file_that_kills_its_reader_takes_down_nothing(client_of, monkeypatch):
    monkeypatch.setattr(run_workers._Process, "ask", lambda *_: b"")
    client = client_of()
    page, _ = looked(client, ("a.fit", FIT), ("b.fit", FIT))
    assert counts(page) == [0, 0, 2]
    assert client.get("/runs").status_code == 200


def test_a_reading_that_breaks_is_said_and_the_diary_stays(client_of, monkeypatch, caplog):
    def broken(*_):
        raise RuntimeError("/my/secret place/a.fit")

    monkeypatch.setattr(incoming, "read_paths", broken)
    client = client_of()
    page, _ = looked(client, ("my secret run.fit", FIT))
    assert "could not be read" in page
    assert [each.getMessage() for each in caplog.records] == [
        "an upload could not be read: RuntimeError"
    ]
    assert diaries.text(client.runner) == ""


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd.fit",
        "..\\..\\x.fit",
        "/abs.fit",
        "a" * 300 + ".fit",
        "\x1b[31m.fit",
        "<b>.fit",
    ],
)
def test_a_files_name_is_never_a_place_on_the_disk(client_of, folder, name, not_read):
    client = client_of()
    send(client, (name, FIT))
    names = sorted(each.name for each in folder.glob("*/*/*"))
    assert names == ["00001.fit", "sent.json"]
    page = client.get("/runs/upload").content.decode()
    assert "<b>" not in page


def test_a_zip_writes_nothing_outside(client_of, tmp_path):
    looked(client_of(), ("out.zip", outside()))
    assert not list(tmp_path.glob("**/escaped.fit"))


def test_the_files_are_for_the_owners_eyes(client_of, folder, not_read):
    send(client_of(), ("a.fit", FIT))
    assert stat.S_IMODE(next(folder.glob("*/*")).stat().st_mode) == 0o700


def test_no_name_and_no_place_gets_into_a_log_or_an_address(client_of, caplog):
    caplog.set_level(logging.DEBUG)
    client = client_of()
    _page, address = looked(client, ("Home to Alice.gpx", GPX), ("bad Alice.fit", b"x"))
    assert "Alice" not in caplog.text
    assert "Alice" not in address


# --- limits --------------------------------------------------------------------------------------


def test_no_file_at_all_asks_for_one(client_of, folder):
    client = client_of()
    answer = client.post("/runs/upload", {"after": 0})
    assert answer.status_code == 422
    assert "Choose one file or more" in answer.content.decode()
    assert not list(folder.glob("*/*"))


def test_files_in_a_field_that_is_not_asked_for_are_not_kept(client_of, folder):
    assert send(client_of(), ("a.fit", FIT), field="other").status_code == 422
    assert not list(folder.glob("*/*"))


def test_more_than_there_is_room_for_is_refused_before_it_is_read(client_of, monkeypatch, folder):
    monkeypatch.setattr(incoming, "MOST_BYTES", 1000)
    answer = send(client_of(), ("a.fit", bytes(5000)))
    assert answer.status_code == 413
    assert not list(folder.glob("*/*"))


def test_a_full_disk_is_said_and_leaves_nothing(client_of, monkeypatch, folder):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("strideback.web.to_folder.ToFolder.receive_data_chunk", full)
    answer = send(client_of(), ("a.fit", FIT))
    assert answer.status_code == 507
    assert not list(folder.glob("*/*"))


def test_uploads_that_nobody_looks_at_do_not_pile_up(client_of, not_read):
    client = client_of()
    for _ in range(5):
        assert send(client, ("a.fit", FIT)).status_code == 303
    answer = send(client, ("a.fit", FIT))
    assert (answer.status_code, len(incoming.waiting_of(client.runner.pk))) == (422, 5)


def test_what_lay_for_a_week_goes(client_of, not_read, folder):
    client = client_of()
    send(client, ("a.fit", FIT))
    (old,) = folder.glob("*/*")
    os.utime(old, (0, 0))
    send(client, ("b.fit", FIT))
    assert old not in set(folder.glob("*/*"))


def test_a_form_from_elsewhere_is_refused_and_nothing_of_it_stays(client_of, folder):
    client = client_of()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    answer = strict.post("/runs/upload", {"files": SimpleUploadedFile("a.fit", FIT), "after": 0})
    assert answer.status_code == 403
    assert not list(folder.glob("*/*"))


def test_a_stranger_can_send_nothing(db, folder):
    answer = Client().post("/runs/upload", {"files": SimpleUploadedFile("a.fit", FIT)})
    assert answer["Location"] == "/closed"
    assert not folder.exists()


@pytest.mark.parametrize("token", ["..", "x", "0" * 32, "%2e%2e%2fother"])
def test_an_upload_that_is_not_there_leads_back(client_of, token):
    client = client_of()
    for way in ("", "/take", "/leave"):
        address = f"/runs/upload/{token}{way}"
        answer = client.post(address, {"after": 0}) if way else client.get(address)
        assert answer.status_code in {302, 303, 404}


def test_nobody_sees_the_upload_of_another(client_of):
    client = client_of()
    _page, address = looked(client, ("a.fit", FIT))
    token = address.rpartition("/")[2]
    assert incoming.find(client.runner.pk, token)
    assert incoming.find(client.runner.pk + 1, token) is None


def test_erased_means_waiting_files_too(client_of, folder, not_read):
    client = client_of()
    send(client, ("a.fit", FIT))
    incoming.forget(client.runner.pk)
    assert not list(folder.glob("*/*"))


# --- taking back ---------------------------------------------------------------------------------


def test_an_import_is_taken_back_as_a_whole_and_what_was_told_stays(client_of):
    client = client_of(f"{DAY_AFTER} pain now=3\n")
    added(client, ("a.fit", FIT), ("b.gpx", GPX))
    number, run = next(iter(runs_of(client).items()))
    client.runner.refresh_from_db()
    client.post(f"/runs/{number}", {"pain": "4", "after": client.runner.last})
    page = client.get("/runs").content.decode()
    assert "2026-03-06-1" in page
    client.runner.refresh_from_db()
    form = {"batch": "2026-03-06-1", "after": client.runner.last}
    assert client.post("/runs/undo", form)["Location"] == "/runs"
    (left,) = runs_of(client).values()
    assert (left.pain, left.batch, left.distance_m, left.on) == (4, "", None, run.on)
    assert "Imports" not in client.get("/runs").content.decode()


def test_an_import_that_is_not_there_changes_nothing(client_of):
    client = client_of(f"{DAY_AFTER} pain now=3\n")
    client.post("/runs/undo", {"batch": "2026-03-06-9", "after": 1})
    assert diaries.text(client.runner) == f"{DAY_AFTER} pain now=3\n"


def test_a_referred_runner_can_bring_runs_and_gets_no_cap(client_of):
    client = client_of(f"{DAY_AFTER} answered saddle-numbness yes\n")
    assert added(client, ("a.fit", FIT)).status_code == 303
    page = client.get("/runs").content.decode()
    assert "The next run" not in page
    assert "no running here" in page
