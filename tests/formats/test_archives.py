"""Files, folders, zips and the services' exports: everything in them comes out, or says why not."""

import gzip
import struct
import tracemalloc
import zipfile
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.formats.run_archives import FIT, GPX, PNG, TCX, apple, garmin, strava
from tests.formats.run_files import (
    CORPUS,
    both_forms,
    handed,
    laid_out,
    needs_corpus,
    outcome,
    zipped,
)

from strideback.formats.activity import FileRefused
from strideback.formats.archives import Refused, read_path, read_source, sniff, sources
from strideback.formats.unpack import MAX_MEMBERS, gunzip

# ---------------------------------------------------------------- single files


@pytest.mark.parametrize(
    ("data", "points"),
    [
        (FIT, 60),
        (GPX, 46),
        (TCX, 49),
        (gzip.compress(TCX), 49),
        (gzip.compress(gzip.compress(FIT)), 60),
        (zipped({"a.bin": GPX}), 46),
        (b"\xef\xbb\xbf\n " + GPX, 46),
    ],
    ids=["fit", "gpx", "tcx", "gz", "gz-in-gz", "zip", "bom"],
)
def test_a_file_is_known_by_its_content_whatever_its_name(tmp_path, data, points):
    path = tmp_path / "photo.jpg"
    path.write_bytes(data)
    ((_, got),) = read_path(path)
    assert [each.points for each in got] == [points]
    assert [each.points for each in read_source("photo.jpg", data)] == [points]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html>Please sign in</html>", "web page"),
        (b'{"error": "not found"}', "no summary"),
        (b"[" * 100_000, "not a FIT"),
        (PNG, "not a FIT"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a FIT"),
        (gzip.compress(gzip.compress(gzip.compress(FIT))), "gzip inside a gzip inside"),
        (zipped({}), "no activity"),
        (b"PK\3\4 and nothing more", "damaged"),
        (zipped({"a.zip": zipped({"b.fit": FIT})}), "zip inside a zip"),
    ],
    ids=[
        "empty",
        "html",
        "json",
        "deep-json",
        "png",
        "svg",
        "gz3",
        "empty-zip",
        "broken-zip",
        "zip3",
    ],
)
def test_what_is_no_activity_is_refused_with_one_sentence(data, reason):
    with pytest.raises(FileRefused, match=reason) as refused:
        read_source("x", data)
    assert str(refused.value).count(". ") == 0


def test_a_gzip_that_is_cut_off_is_read_up_to_there_and_says_so():
    packed = gzip.compress(TCX)
    (found,) = read_source("x.tcx.gz", packed[: len(packed) // 2])
    assert 5 < found.points < 49
    assert any("gzip" in note for note in found.notes)


def test_a_huge_json_file_is_refused_unread():
    with pytest.raises(FileRefused, match="larger than 16 MB"):
        read_source("x", b"[" + b"[]," * 6_000_000 + b"[]]")


def test_a_missing_file_is_a_reason(tmp_path):
    (refused,) = sources(tmp_path / "gone.fit")
    assert "cannot be opened" in refused.reason


# ---------------------------------------------------------------- bombs


def test_a_gzip_bomb_is_refused_early():
    bomb = gzip.compress(bytes(200_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(FileRefused, match="grows more than"):
            gunzip(bomb)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 100_000_000  # it was not unpacked


def test_many_gzips_one_behind_the_other_meet_the_limit(monkeypatch):
    monkeypatch.setattr("strideback.formats.unpack.MAX_BYTES", 10_000)
    with pytest.raises(FileRefused, match="larger than"):
        gunzip(gzip.compress(TCX) * 40)


def test_a_zip_bomb_is_refused_and_the_rest_is_read(tmp_path):
    path = handed(tmp_path, {"a.gpx": b"<gpx>" + bytes(50_000_000), "b.fit": FIT}, "zip")
    found = outcome(path)
    assert "200 times" in found["a.gpx"]
    assert found["b.fit"] == [60]


def test_a_zip_whose_parts_overlap_is_refused(tmp_path):
    packed = bytearray(zipped({f"{each}.fit": b"x" * 50 for each in range(3)}, zipfile.ZIP_STORED))
    index = packed.index(b"PK\1\2")
    for _ in range(3):
        struct.pack_into("<LL", packed, index + 20, len(packed), len(packed))
        index = packed.find(b"PK\1\2", index + 4)
    (tmp_path / "overlap.zip").write_bytes(packed)
    (refused,) = sources(tmp_path / "overlap.zip")
    assert "overlap" in refused.reason


def test_a_zip_of_too_many_files_is_refused_before_they_are_listed(tmp_path, monkeypatch):
    path = tmp_path / "many.zip"
    path.write_bytes(zipped({f"{each}": b"" for each in range(30)}))
    monkeypatch.setattr("strideback.formats.unpack.MAX_MEMBERS", 20)
    assert "more than" in next(iter(sources(path))).reason
    monkeypatch.setattr("strideback.formats.unpack._MAX_INDEX", 500)
    monkeypatch.setattr("zipfile.ZipFile", None)
    assert "more than" in next(iter(sources(path))).reason
    assert MAX_MEMBERS == 50_000


def test_zips_nest_once_and_no_deeper(tmp_path):
    inner = zipped({"b.fit": FIT})
    path = handed(tmp_path, {"a.zip": zipped({"in.zip": inner, "c.gpx": GPX}), "d.tcx": TCX}, "zip")
    found = outcome(path)
    assert found["a.zip/c.gpx"] == [46]
    assert found["d.tcx"] == [49]
    assert "zip inside a zip inside a zip" in found["a.zip/in.zip"]


def test_a_zip_in_a_rare_packing_or_with_a_password_says_so(tmp_path):
    packed = bytearray(zipped({"a.fit": FIT}))
    packed[packed.index(b"PK\1\2") + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(packed)
    (tmp_path / "lzma.zip").write_bytes(zipped({"a.fit": FIT}, zipfile.ZIP_LZMA))
    assert "password" in outcome(tmp_path / "locked.zip")["a.fit"]
    assert "rare way" in outcome(tmp_path / "lzma.zip")["a.fit"]


def test_names_cannot_leave_the_archive_or_colour_the_terminal(tmp_path):
    path = handed(tmp_path, {"../../x\x1b[31m.fit": FIT, "/etc/y.fit": FIT}, "zip")
    found = [(each.name, read_source(each.name, each.open())) for each in sources(path)]
    assert all("\x1b" not in name for name, _ in found)
    assert [len(got) for _, got in found] == [1, 1]
    assert sorted(tmp_path.rglob("*")) == [path]


# ---------------------------------------------------------------- folders


@both_forms
def test_one_bad_file_loses_nothing_else(tmp_path, form):
    files = {
        "a.fit": FIT[:7],
        "b.gpx": GPX,
        "c.png": PNG,
        "sub/d.tcx.gz": gzip.compress(TCX),
        "e": b"",
    }
    found = outcome(handed(tmp_path, files, form))
    assert (found["b.gpx"], found["sub/d.tcx.gz"]) == ([46], [49])
    assert "not a FIT" in found["c.png"]
    assert "empty" in found["e"]
    assert isinstance(found["a.fit"], str)


def test_links_pipes_and_hidden_files_are_left_alone(tmp_path):
    import os

    laid_out(tmp_path, {"a/b.fit": FIT, ".DS_Store": PNG})
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    assert outcome(tmp_path) == {"a/b.fit": [60]}


# ---------------------------------------------------------------- everything


@needs_corpus
def test_every_file_of_the_corpus_is_read_or_refused_with_a_reason():
    found = list(read_path(CORPUS))
    files = [path for path in CORPUS.rglob("*") if path.suffix in {".fit", ".gpx", ".tcx", ".gz"}]
    assert len(found) >= len(files) - 1  # the route of the Apple export is part of its workout
    refused = [got for _, got in found if isinstance(got, Refused)]
    # EXPECTED.csv and SOURCES.md lie beside the files, and 18 of them hold no activity on purpose.
    assert len(refused) < 25
    assert all(each.reason.endswith(".") for each in refused)


MANY = zipped(
    {
        **garmin(),
        **strava(),
        **apple(),
        "in.zip": zipped({"a.gpx": GPX}),
        "b.tcx.gz": gzip.compress(TCX),
    }
)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_mutated_archive_is_read_or_refused_and_nothing_else(data, tmp_path_factory):
    damaged = bytearray(MANY)
    index = MANY.index(b"PK\1\2")
    for _ in range(data.draw(st.integers(1, 6))):
        low = data.draw(st.sampled_from([0, index, len(MANY) - 60]))
        at = min(data.draw(st.integers(low, len(MANY) - 1)), len(damaged) - 1)
        length = data.draw(st.sampled_from([0, 1, 1, 1, 4, 500]))
        damaged[at : at + length] = data.draw(st.binary(max_size=4))
    path = tmp_path_factory.getbasetemp() / "mutated.zip"
    path.write_bytes(damaged)
    for _, got in read_path(path):
        assert isinstance(got, tuple) or got.reason


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"\x1f\x8b\x08\0", b"PK\3\4", b"<", b"{", b"\xff\xfe<\0"]),
)
def test_any_bytes_are_sniffed_and_refused_in_words(data, front):
    sniff(front + data)
    with pytest.raises(FileRefused):
        read_source("x", front + data)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(TCX) // 20), st.binary(min_size=1, max_size=3))
def test_a_damaged_gzip_never_raises_anything_else(at, junk):
    packed = bytearray(gzip.compress(TCX))
    packed[at : at + len(junk)] = junk
    if not packed.startswith(b"\x1f\x8b"):
        return
    found, _ = gunzip(bytes(packed))
    assert len(found) <= len(TCX) + 40_000_000
    assert zlib.crc32(found) >= 0
