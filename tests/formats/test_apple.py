"""Apple Health: workouts with and without routes, picked out of an export of any size."""

import time
import tracemalloc
from itertools import repeat

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from tests.formats.run_files import SMALL
from tests.formats.xml_damage import damaged

from strideback.formats.activity import FileRefused
from strideback.formats.apple import read_apple
from strideback.formats.apple_export import Export

EXPORT = (SMALL / "apple_health_export" / "export.xml").read_bytes()
ROUTE = (SMALL / "apple_health_export/workout-routes/route_2019-06-11_3.00pm.gpx").read_bytes()
RECORD = (
    '<Record type="HKQuantityTypeIdentifier{}" sourceName="Watch" unit="{}" creationDate="x" '
    'startDate="2026-03-01 08:{:02}:{:02} +0100" endDate="2026-03-01 08:30:00 +0100" value="{}"/>\n'
)


def workout(inside: str = "", kind: str = "Running", more: str = "") -> str:
    return (
        f'<Workout workoutActivityType="HKWorkoutActivityType{kind}" duration="25" '
        f'durationUnit="min" sourceName="Watch" startDate="2026-03-01 08:00:00 +0100" '
        f'endDate="2026-03-01 08:30:00 +0100"{more}>{inside}</Workout>\n'
    )


def export(*parts: str) -> bytes:
    return f"<HealthData locale='de_DE'>{''.join(parts)}</HealthData>".encode()


def route(start: int = 0, count: int = 60) -> bytes:
    points = "".join(
        f"<trkpt lat='{50 + each * 3e-5}' lon='8'><ele>100</ele>"
        f"<time>2026-03-01T07:{each // 60:02}:{each % 60:02}Z</time></trkpt>"
        for each in range(start, start + count)
    )
    return f"<?xml version='1.0'?><gpx><trk><trkseg>{points}</trkseg></trk></gpx>".encode()


def test_the_example_of_a_real_export_is_a_run_without_its_route_of_another_year():
    (found,) = read_apple([EXPORT], lambda _: ROUTE)
    assert (found.sport, found.start.isoformat()) == ("run", "2016-11-14T14:25:41+00:00")
    assert found.distance_m == pytest.approx(0.4971749504535062 * 1609.344)
    assert (found.utc_offset_s, found.points) == (-25200, 0)
    assert "another time" in found.notes[0]


def test_a_workout_is_matched_with_its_route_by_path():
    asked = []

    def files(path: str) -> bytes:
        asked.append(path)
        return route()

    told = '<WorkoutRoute><FileReference path="/workout-routes/route_1.gpx"/></WorkoutRoute>'
    (found,) = read_apple([export(workout(told))], files)
    assert asked == ["/workout-routes/route_1.gpx"]
    assert (found.points, found.elapsed_s, found.moving_s) == (60, 1800, 1500)
    assert found.distance_m == pytest.approx(59 * 3.336, rel=0.01)
    assert found.notes == ()


@pytest.mark.parametrize(
    ("file", "note"),
    [
        (None, "missing"),
        (b"<!DOCTYPE gpx [<!ENTITY x 'y'>]><gpx/>", "entities"),
        (b"\x89PNG", "no XML element"),
    ],
)
def test_a_route_that_cannot_be_read_leaves_the_workout(file, note):
    told = '<WorkoutRoute><FileReference path="/workout-routes/route_1.gpx"/></WorkoutRoute>'
    (found,) = read_apple([export(workout(told))], lambda _: file)
    assert note in found.notes[0]


def test_a_treadmill_run_has_its_distance_and_the_watch_s_numbers():
    told = (
        '<MetadataEntry key="HKIndoorWorkout" value="1"/>'
        '<MetadataEntry key="HKElevationAscended" value="1234 cm"/>'
        '<WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" sum="5.1" unit="km"/>'
    )
    records = [RECORD.format("HeartRate", "count/min", 0, each, 140 + each) for each in range(10)]
    records += [RECORD.format("RunningGroundContactTime", "ms", 0, 4, 250)]
    records += [RECORD.format("RunningVerticalOscillation", "cm", 0, 4, 8.5)]
    records += [RECORD.format("RunningSpeed", "km/hr", 0, 5, 10.8)]
    records += [RECORD.format("HeartRate", "count/min", 45, 0, 60)]
    (found,) = read_apple([export(*records, workout(told))])
    assert (found.indoor, found.distance_m, found.ascent_m, found.points) == (True, 5100, 12.34, 10)
    assert found.columns["heart_rate"].tolist() == list(range(140, 150))
    assert np.nanmean(found.columns["ground_contact_ms"]) == 250
    assert np.nanmean(found.columns["vertical_oscillation_mm"]) == 85
    assert np.nanmean(found.columns["speed_mps"]) == pytest.approx(3)


def test_the_heart_rate_is_laid_onto_the_route():
    records = [
        RECORD.format("HeartRate", "count/min", 0, each, 100 + each) for each in range(0, 60, 5)
    ]
    told = '<WorkoutRoute><FileReference path="/r.gpx"/></WorkoutRoute>'
    (found,) = read_apple([export(*records, workout(told))], lambda _: route())
    assert len(found.columns["heart_rate"]) == 60
    assert np.abs(found.columns["heart_rate"] - (100 + np.arange(60))).max() <= 4


def test_pauses_come_from_the_workout_s_events():
    told = "".join(
        f'<WorkoutEvent type="HKWorkoutEventType{kind}" date="2026-03-01 08:{minute}:00 +0100"/>'
        for kind, minute in (("Pause", 10), ("Resume", 15), ("Pause", 20))
    )
    (found,) = read_apple([export(workout(told))])
    assert [(b - a).total_seconds() for a, b in found.pauses] == [300, 600]


def test_other_workouts_stay_what_they_are():
    kinds = ("Walking", "Cycling", "Hiking", "Swimming", "Yoga", "Running")
    found = read_apple([export(*(workout(kind=kind) for kind in kinds))])
    assert [each.sport for each in found] == ["walk", "ride", "hike", "swim", "other", "run"]


def test_the_broken_document_type_of_ios_16_does_not_matter():
    broken = b"<?xml version='1.0'?>\n<!DOCTYPE HealthData [\n<!ELEMENT HealthData (Me,\n<!ATTLIST x>\n]>\n"
    (found,) = read_apple([broken + export(workout('<MetadataEntry key="a" value="\x0b"/>'))])
    assert (found.sport, found.notes) == ("run", ())


@pytest.mark.parametrize("size", [1, 7, 100, 4096])
def test_chunks_may_end_anywhere(size):
    data = export(RECORD.format("HeartRate", "count/min", 0, 1, 120), workout("<a/>"), workout())
    found = list(read_apple(data[at : at + size] for at in range(0, len(data), size)))
    assert [each.points for each in found] == [1, 1]


def test_a_workout_that_is_cut_off_or_without_end_is_counted_and_the_rest_is_read():
    cut = Export([export(workout(), workout())[:-100]])
    assert (len(cut.workouts), cut.skipped) == (1, 1)
    endless = Export([export(workout(), workout("<a/>" * 4_000_000).replace("</Workout>", ""))])
    assert (len(endless.workouts), endless.skipped) == (1, 1)


def test_an_export_of_any_size_is_read_in_little_memory_and_fast():
    records = RECORD.format("StepCount", "count", 1, 1, 17) * 4_000
    chunk = records.encode()
    tracemalloc.start()
    before = time.perf_counter()
    found = Export([b"<HealthData>", *repeat(chunk, 100), workout().encode()])
    seconds = time.perf_counter() - before
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found.workouts) == 1
    assert peak < 20e6
    assert len(chunk) * 100 / seconds > 20e6


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged(EXPORT, [b"<Workout ", b"</Workout>", b">", b'"'], most=8, longest=500))
def test_a_mutated_export_is_read_or_refused_and_nothing_else(data):
    try:
        found = list(read_apple([data], lambda _: ROUTE))
    except FileRefused:
        return
    assert all(each.elapsed_s >= 0 for each in found)
