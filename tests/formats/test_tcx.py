"""TCX: what independent parsers found, laps and their totals, treadmills, and damage."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from tests.formats.run_files import SMALL, content, expected, needs_corpus
from tests.formats.xml_damage import damaged
from tests.formats.xml_expected import agree

from strideback.formats.activity import FileRefused
from strideback.formats.tcx import read_tcx

RUN = content("tcx/py-activityreaders__testdata.tcx", SMALL)
REFUSED = {"tcx/kaiord__WorkoutRepeatBlocks.tcx": "plan"}
BROKEN = "tcx/made__cut-mid-element.tcx"


def lap(
    points: str = "", start: str = "08:00:00", seconds: float = 600, metres: float = 2000
) -> str:
    return (
        f"<Lap StartTime='2026-03-01T{start}Z'><TotalTimeSeconds>{seconds}</TotalTimeSeconds>"
        f"<DistanceMeters>{metres}</DistanceMeters><Track>{points}</Track></Lap>"
    )


def point(at: str, inside: str = "") -> str:
    return f"<Trackpoint><Time>2026-03-01T{at}Z</Time>{inside}</Trackpoint>"


def tcx(laps: str, sport: str = "Running") -> bytes:
    return (
        f"<TrainingCenterDatabase><Activities><Activity Sport='{sport}'>{laps}</Activity>"
        "</Activities></TrainingCenterDatabase>"
    ).encode()


@needs_corpus
@pytest.mark.parametrize("row", expected("tcx"), ids=lambda row: row["file"])
def test_every_file_of_the_corpus_is_read_as_others_read_it_or_refused_with_a_reason(row):
    data = content(row["file"])
    if row["file"] in REFUSED:
        with pytest.raises(FileRefused, match=REFUSED[row["file"]]):
            read_tcx(data)
    elif row["file"] == BROKEN:
        (found,) = read_tcx(data)
        assert (found.points, "damaged" in found.notes[0]) == (33, True)
    else:
        agree(read_tcx(data), row)


@needs_corpus
@pytest.mark.parametrize("row", expected("tcx"), ids=lambda row: row["file"])
def test_the_moving_time_is_the_timer_of_the_laps(row):
    if row["file"] in {*REFUSED, BROKEN}:
        return
    (found,) = read_tcx(content(row["file"]))
    timer = sum(each.elapsed_s for each in found.laps)
    if timer:
        assert found.moving_s == pytest.approx(min(timer, found.elapsed_s), abs=1)


def test_a_run_has_laps_device_and_its_distance():
    (found,) = read_tcx(RUN)
    assert (found.sport, found.device, len(found.laps)) == ("run", "Garmin Forerunner 220", 4)
    assert found.distance_m == pytest.approx(158.71)
    assert found.laps[0].distance_m == 52.8


def test_a_treadmill_run_without_a_single_point_counts():
    (found,) = read_tcx(tcx(lap() + lap(start="08:10:00")))
    assert (found.points, found.indoor, found.distance_m, found.elapsed_s) == (0, True, 4000, 1200)


def test_a_treadmill_run_with_points_and_no_distance_takes_that_of_its_laps():
    points = point("08:00:00") + point(
        "08:09:00", "<HeartRateBpm><Value>140</Value></HeartRateBpm>"
    )
    (found,) = read_tcx(tcx(lap(points)))
    assert (found.points, found.indoor, found.distance_m) == (2, True, 2000)


def test_the_totals_of_a_lap_never_leak_into_a_point():
    points = point("08:00:00", "<DistanceMeters>0</DistanceMeters>") + point(
        "08:00:10", "<DistanceMeters>30</DistanceMeters>"
    )
    (found,) = read_tcx(tcx(lap(points)))
    assert found.columns["distance_m"].tolist() == [0, 30]


def test_a_device_that_counts_each_lap_from_nothing_is_added_up():
    def run(start: int) -> str:
        return "".join(
            point(
                f"08:{minute:02}:00", f"<DistanceMeters>{(minute - start) * 200}</DistanceMeters>"
            )
            for minute in range(start, start + 10)
        )

    (found,) = read_tcx(tcx(lap(run(0)) + lap(run(10), start="08:10:00")))
    assert found.distance_m == 3600


def test_a_track_that_goes_on_after_a_stop_has_a_pause():
    (found,) = read_tcx(tcx(lap(point("08:00:00") + "</Track><Track>" + point("08:05:00"))))
    assert [(b - a).total_seconds() for a, b in found.pauses] == [300]


def test_two_activities_in_a_file_are_two():
    both = tcx(
        lap(point("08:00:00")) + "</Activity><Activity Sport='Biking'>" + lap(point("09:00:00"))
    )
    assert [each.sport for each in read_tcx(both)] == ["run", "ride"]


def test_a_plan_or_course_is_named_as_one():
    with pytest.raises(FileRefused, match="a plan or a course"):
        read_tcx(
            b"<TrainingCenterDatabase><Courses><Course><Track/></Course></Courses></TrainingCenterDatabase>"
        )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged(RUN, [b"<Lap>", b"</Trackpoint>", b"<Trackpoint>", b"9" * 400, b"</Activity>"]))
def test_a_mutated_file_is_read_or_refused_and_nothing_else(data):
    try:
        found = read_tcx(data)
    except FileRefused:
        return
    for each in found:
        assert {len(numbers) for numbers in each.columns.values()} <= {
            each.points,
            len(each.columns.get("time_s", ())),
        }
        assert each.distance_m is None or 0 <= each.distance_m < 1e8
        assert np.isfinite(each.start.timestamp())
