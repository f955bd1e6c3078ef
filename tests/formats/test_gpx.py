"""GPX: what independent parsers found, what a runner exports, and what is made to do harm."""

import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from tests.formats.run_files import SMALL, content, expected, needs_corpus
from tests.formats.xml_damage import damaged
from tests.formats.xml_expected import agree

from strideback.formats.activity import FileRefused
from strideback.formats.gpx import read_gpx
from strideback.formats.xml_safe import MAX_BYTES

RUN = content("gpx/py-activityreaders__testdata.gpx", SMALL)

# Refused on purpose, where lenient parsers read points: an entity of its own, no (believable) time.
REFUSED = {
    "gpx/made__entity-local-file.gpx": "entities",
    "gpx/gpxgo__gpx-without-root-attributes.gpx": "no times",
    "gpx/gpxpy__track-with-extremes.gpx": "no times",
    "gpx/goldencheetah__MetadataOnly.gpx": "no track points",
    "gpx/gpxpy__unicode_with_bom.gpx": "no track points",
}


def gpx(points: str, front: str = "<?xml version='1.0'?>", type_: str = "running") -> bytes:
    return f"{front}<gpx creator='watch'><trk><type>{type_}</type>{points}</trk></gpx>".encode()


def segment(start: int, count: int, step: float = 0.00003, latitude: float = 50.0) -> str:
    """So many points, one a second, each 3.3 m north of the last."""
    points = "".join(
        f"<trkpt lat='{latitude + each * step}' lon='8'>"
        f"<time>2026-03-01T08:{(start + each) // 60:02}:{(start + each) % 60:02}Z</time></trkpt>"
        for each in range(count)
    )
    return f"<trkseg>{points}</trkseg>"


@needs_corpus
@pytest.mark.parametrize("row", expected("gpx"), ids=lambda row: row["file"])
def test_every_file_of_the_corpus_is_read_as_others_read_it_or_refused_with_a_reason(row):
    data = content(row["file"])
    if row["file"] in REFUSED:
        with pytest.raises(FileRefused, match=REFUSED[row["file"]]):
            read_gpx(data)
    else:
        agree(read_gpx(data), row)


@needs_corpus
def test_the_distance_from_positions_is_near_what_the_watch_counted():
    (found,) = read_gpx(content("gpx/sports-lib__2067489619.gpx"))
    assert found.distance_m == pytest.approx(4489.4, rel=0.03)


def test_a_run_has_sport_device_positions_heart_rate_and_height():
    (found,) = read_gpx(RUN)
    assert (found.sport, found.device, found.points) == ("run", "Garmin Connect", 46)
    assert {"time_s", "latitude", "longitude", "altitude_m", "distance_m", "heart_rate"} <= set(
        found.columns
    )
    assert {len(each) for each in found.columns.values()} == {46}


def test_strides_are_doubled_and_steps_are_not():
    def median(cadence: int) -> float:
        points = segment(0, 20).replace("</time>", f"</time><cad>{cadence}</cad>")
        return float(np.median(read_gpx(gpx(points))[0].columns["cadence_spm"]))

    assert (median(86), median(172)) == (172, 172)


def test_a_gap_between_segments_is_a_pause_without_time_or_distance():
    (found,) = read_gpx(gpx(segment(0, 60) + segment(300, 60, latitude=50.01)))
    assert len(found.pauses) == 1
    assert (found.pauses[0][1] - found.pauses[0][0]).total_seconds() == 241
    assert found.moving_s == found.elapsed_s - 241
    assert found.distance_m == pytest.approx(2 * 59 * 3.336, rel=0.01)


def test_standing_still_without_a_point_is_a_pause_and_running_on_is_none():
    still = segment(0, 60) + segment(180, 60, latitude=50.0 + 60 * 0.00003)
    still = still.replace("</trkseg><trkseg>", "")
    running = segment(0, 60) + segment(180, 60, latitude=50.0 + 180 * 0.00003)
    running = running.replace("</trkseg><trkseg>", "")
    assert len(read_gpx(gpx(still))[0].pauses) == 1
    assert len(read_gpx(gpx(running))[0].pauses) == 0


def test_tracks_that_follow_closely_are_one_run_and_others_are_their_own():
    one = segment(0, 30) + "</trk><trk><type>running</type>" + segment(120, 30)
    assert [each.points for each in read_gpx(gpx(one))] == [60]
    two = one.replace("<trk><type>running", "<trk><type>cycling")
    assert [each.sport for each in read_gpx(gpx(two))] == ["run", "ride"]


def test_a_file_without_a_sport_is_judged_by_its_pace_and_says_so():
    (found,) = read_gpx(gpx(segment(0, 60), type_=""))
    assert found.sport == "run"
    assert "pace is that of a run" in found.notes[0]


def test_a_leap_of_the_device_is_not_distance():
    (found,) = read_gpx(gpx(segment(0, 30) + segment(30, 30, latitude=51.0)))
    assert found.distance_m < 250
    assert "Leaps" in found.notes[0]


def test_points_out_of_order_are_put_in_order():
    (found,) = read_gpx(gpx(segment(60, 30) + segment(0, 30)))
    assert (np.diff(found.columns["time_s"]) >= 0).all()


def test_a_local_clock_is_kept_as_an_offset():
    points = segment(0, 5).replace("Z</time>", "+02:00</time>")
    (found,) = read_gpx(gpx(points))
    assert (found.start.isoformat(), found.utc_offset_s) == ("2026-03-01T06:00:00+00:00", 7200)


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + gpx(segment(0, 5)),
        b" \r\n\t" + gpx(segment(0, 5)),
        gpx(segment(0, 5)).decode().encode("utf-16"),
        gpx(segment(0, 5) + "<desc>fa\u00dfl</desc>", "<?xml version='1.0' encoding='ISO-8859-1'?>")
        .decode()
        .encode("latin-1"),
        gpx(segment(0, 5)).replace(b"<trkseg>", b"<trkseg>\0\x0b"),
        gpx(segment(0, 5), "<!DOCTYPE gpx [<!ELEMENT gpx (trk*)> <!ATTLIST oops]>"),
        gpx(segment(0, 5)).replace(b"<gpx ", b"<gpx xmlns='http://elsewhere' "),
        gpx(segment(0, 5) + "<desc>\xff</desc>").replace("\xff".encode(), b"\xff"),
    ],
    ids=["bom", "blanks", "utf-16", "latin-1", "controls", "doctype", "namespace", "not-utf-8"],
)
def test_odd_wrappings_do_not_matter(data):
    assert [each.points for each in read_gpx(data)] == [5]


_LAUGHS = "".join(f"<!ENTITY {chr(98 + each)} '{f'&{chr(97 + each)};' * 10}'>" for each in range(9))
BOMB = f"<!DOCTYPE gpx [<!ENTITY a 'aaaaaaaaaa'>{_LAUGHS}]>"


@pytest.mark.parametrize(
    "data",
    [
        gpx("<name>&j;</name>" + segment(0, 5), BOMB),
        gpx(segment(0, 5), "<!DOCTYPE gpx [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>"),
        gpx(segment(0, 5), "<!DOCTYPE gpx [<!ENTITY % x SYSTEM 'http://example.org/x'> %x;]>"),
        gpx("<!DOCTYPE gpx [<!ENTITY x 'y'>]>" + segment(0, 5)),
        gpx("<a>" * 200_000 + segment(0, 5)),
        gpx(f"<a b='{'c' * 5_000_000}'/>" + segment(0, 5)),
        gpx("".join(f"<a{each}/>" for each in range(100_000)) + segment(0, 5)),
        gpx("".join(f"<a b{each}=''/>" for each in range(100_000)) + segment(0, 5)),
        b" " * (MAX_BYTES + 1),
        b"<!-- " * 1_000_000,
        b"",
    ],
    ids=[
        "billion-laughs",
        "file",
        "network",
        "late-doctype",
        "deep",
        "long",
        "many-names",
        "many-attributes",
        "large",
        "comment",
        "empty",
    ],
)
def test_what_is_made_to_do_harm_is_refused_at_once(data):
    before = time.perf_counter()
    with pytest.raises(FileRefused, match=r"\.$"):
        read_gpx(data)
    assert time.perf_counter() - before < 2


def test_a_file_that_breaks_off_is_read_up_to_there_and_says_so():
    (found,) = read_gpx(RUN[: len(RUN) // 2])
    assert 15 < found.points < 30
    assert "damaged at line" in found.notes[0]


def test_damage_before_the_first_point_is_a_reason():
    with pytest.raises(FileRefused, match="damaged"):
        read_gpx(RUN[:900])


def test_endless_points_stop_at_the_limit(monkeypatch):
    monkeypatch.setattr("strideback.formats.points.MOST", 20)
    (found,) = read_gpx(RUN)
    assert found.points == 20
    assert "more than 20 points" in found.notes[0]


def test_endless_tracks_stop_at_the_limit():
    (found,) = read_gpx(gpx(segment(0, 5) + "</trk>" + "<trk></trk>" * 6_000 + "<trk>"))
    assert found.points == 5
    assert "more than 5,000 tracks" in found.notes[0]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged(RUN, [b"<trk>", b"</trkpt>", b"9" * 400, b"-", b"nan", b"&x;", b"<![CDATA["]))
def test_a_mutated_file_is_read_or_refused_and_nothing_else(data):
    try:
        found = read_gpx(data)
    except FileRefused:
        return
    for each in found:
        assert {len(numbers) for numbers in each.columns.values()} <= {len(each.columns["time_s"])}
        assert each.elapsed_s >= each.moving_s >= 0
        assert each.distance_m is None or 0 <= each.distance_m < 1e6
