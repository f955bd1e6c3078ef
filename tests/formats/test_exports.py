"""The archives that Strava, Garmin and Apple give a runner, built here from real files."""

import shutil
from pathlib import Path

import pytest
from tests.formats.run_archives import APPLE, apple, garmin, strava
from tests.formats.run_files import (
    CORPUS,
    both_forms,
    handed,
    needs_corpus,
    outcome,
)

from strideback.formats.activity import FileRefused
from strideback.formats.archives import Source, read_path, read_source, sources

# ---------------------------------------------------------------- Strava


@both_forms
def test_strava_s_export_gives_the_files_and_the_rows_without_one(tmp_path, form):
    found = {
        each.name.partition("/")[2]: each.open()
        for each in sources(handed(tmp_path, strava(), form))
    }
    assert set(found) == {
        "activities/12866632127.fit.gz",
        "activities/77.gpx",
        *(f"activities.csv activity {each}" for each in "1234"),
    }
    read = {
        name: read_source(name, data)[0] for name, data in found.items() if not name.endswith(" 4")
    }
    row = read["activities.csv activity 1"]
    assert (row.sport, row.start.isoformat()) == ("run", "2022-05-29T15:53:35+00:00")
    assert (row.distance_m, row.moving_s, row.elapsed_s) == (pytest.approx(3322.95), 1411, 1428)
    file = read["activities/12866632127.fit.gz"]
    assert abs(file.start - row.start).total_seconds() < 1
    assert file.distance_m == pytest.approx(row.distance_m, rel=0.001)
    german = read["activities.csv activity 2"]
    assert (german.sport, german.distance_m) == ("run", 9440.5)
    assert german.start.isoformat() == "2022-12-09T15:24:49+00:00"
    assert read["activities.csv activity 3"].points == 0
    with pytest.raises(FileRefused, match="'gestern'"):
        read_source("x", found["activities.csv activity 4"])


@needs_corpus
def test_strava_s_table_alone_stands_for_its_missing_files():
    ((name, (found,)),) = read_path(CORPUS / "bundle" / "strava")
    assert (name, found.distance_m) == (
        "strava/activities.csv activity 12070555079",
        pytest.approx(3322.95),
    )


# ---------------------------------------------------------------- Garmin


@both_forms
def test_garmin_s_export_gives_activities_from_the_zips_inside_and_summaries_to_stand_in(
    tmp_path, form
):
    found = []
    for each in sources(handed(tmp_path, garmin(), form)):
        assert isinstance(each, Source), each
        found.append((each, read_source(each.name, each.open())[0]))
    assert [each.points for _, each in found] == [60, 363, 0]
    source, summary = found[-1]
    assert (source.kind, source.start) == ("garmin-summary", summary.start)
    assert (summary.sport, summary.indoor, summary.utc_offset_s) == ("run", True, 3600)
    assert (summary.distance_m, summary.elapsed_s, summary.moving_s) == (5123.45, 1860, 1790)
    assert summary.ascent_m == 12


def test_a_broken_zip_inside_garmin_s_loses_only_itself(tmp_path):
    files = garmin()
    files["DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part2.zip"] = b"PK\3\4 broken"
    files["DI_CONNECT/DI-Connect-Fitness/b_summarizedActivities.json"] = b"{"
    found = outcome(handed(tmp_path, files, "zip"))
    assert [each for each in found.values() if isinstance(each, list)] == [[60], [363], [0]]
    assert sum(isinstance(each, str) for each in found.values()) == 2


# ---------------------------------------------------------------- Apple


@both_forms
def test_apple_s_export_gives_its_workouts_in_any_language(tmp_path, form):
    found = outcome(handed(tmp_path, apple(), form))
    assert found == {"apple_health_export/Exportación.xml workout 2016-11-14 14:25 UTC": [0]}


def test_an_export_xml_alone_finds_the_routes_beside_it(tmp_path):
    folder = Path(shutil.copytree(APPLE, tmp_path / "health"))
    later = (folder / "export.xml").read_text("utf-8")
    later = later.replace("2016-11-14 07:25:41 -0700", "2019-06-11 15:00:00 -0700")
    later = later.replace("2016-11-14 07:30:52 -0700", "2019-06-11 15:20:00 -0700")
    (folder / "export.xml").write_text(later, "utf-8")
    ((_, (found,)),) = read_path(folder / "export.xml")
    assert (found.points, found.notes) == (3, ())


def test_a_route_that_no_workout_names_is_matched_by_its_time_or_stands_alone(tmp_path):
    files = apple()
    name = "apple_health_export/Exportación.xml"
    export = files[name].decode()
    at, end = (
        export.index("<WorkoutRoute"),
        export.index("</WorkoutRoute>") + len("</WorkoutRoute>"),
    )
    unnamed = export[:at] + export[end:]
    files[name] = unnamed.encode()
    alone = outcome(handed(tmp_path / "a", files, "folder"))
    assert sorted(map(str, alone.values())) == ["[0]", "[3]"]
    unnamed = unnamed.replace("2016-11-14 07:25:41 -0700", "2019-06-11 15:00:00 -0700")
    files[name] = unnamed.replace("2016-11-14 07:30:52 -0700", "2019-06-11 15:20:00 -0700").encode()
    assert list(outcome(handed(tmp_path / "b", files, "folder")).values()) == [[3]]
