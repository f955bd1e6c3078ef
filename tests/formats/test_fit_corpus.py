"""FIT on real files: what independent parsers found, what fitdecode finds, and mutations."""

import contextlib
import time
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.formats.run_files import SMALL, content, expected, needs_corpus

from strideback.formats.activity import COLUMNS, FileRefused
from strideback.formats.fit import read_fit
from strideback.formats.fit.contents import contents
from strideback.formats.fit.profile import RECORD_FIELDS
from strideback.formats.fit.scan import parts

NOW = datetime(2026, 11, 23, tzinfo=UTC)

# Files that hold no activity, where lenient parsers read what there is.
REFUSED = {
    "fit/chiptime__container__gpx-renamed.fit": "GPX",
    "fit/chiptime__container__json-error.fit": "JSON",
    "fit/chiptime__container__zip-wrapped.fit": "zip",  # the archive reader opens it
    "fit/chiptime__structural__empty-file.fit": "empty",
    "fit/chiptime__routing__workout-file.fit": "a workout plan",
    "fit/chiptime__routing__course-file.fit": "a course",  # its 5 points have no times
    "fit/chiptime__routing__monitoring-file.fit": "daily monitoring",
    "fit/chiptime__protocol__array-fields.fit": "no activity",
    "fit/chiptime__protocol__float-nan-inf.fit": "no activity",
    "fit/chiptime__protocol__multi-string-arrays.fit": "a workout plan",
    "fit/chiptime__protocol__uint64-fields.fit": "no activity",
    "fit/chiptime__sensors__hr-event-timestamp-12.fit": "no activity",
}

ZEROS = "the device wrote 0 for `not measured`, which the others average in"
WILD = "two parsers agree on nonsense that damage left; ours is gated"
DYNAMICS = ("balance", "ratio", "step")
# Where we differ from EXPECTED.csv: which figures, ours where there is one, and why.
DIFFERENT = {
    "fit/chiptime__structural__chained-two-activities.fit": (
        {"last": "2026-06-01T09:01:59Z", "cadence": None, "distance": 180.0},
        "two sports in one file: the figures are of the ride and of the run",
    ),
    "fit/chiptime__sensors__hr-power-distance-anomalies.fit": (
        {"distance": 2727.2},
        "the odometer begins anew half-way; we count on",
    ),
    "fit/fit__TestEncode.fit": (
        {"distance": None, "heart_rate": None},
        "its one record has no time, so it has no place in a column",
    ),
    "fit/goldencheetah__Garmin920_withFirstbeat.fit": (dict.fromkeys(DYNAMICS), ZEROS),
    "fit/sports-lib__6916663933.fit": (dict.fromkeys(DYNAMICS), ZEROS),
    "fit/python-fitparse__sample_mulitple_header.fit": (
        {**dict.fromkeys(DYNAMICS), "distance": 9805.9},
        "a triathlon: each session counts its own distance; and " + ZEROS,
    ),
    "fit/peloton-to-garmin__Runn_Incline.fit": ({"heart_rate": None, "cadence": None}, ZEROS),
    "fit/python-fitparse__null_compressed_speed_dist.fit": ({"heart_rate": None}, ZEROS),
    "fit/made__twice-chained.fit": ({"points": 1079}, "the same activity twice is read once"),
    "fit/made__bitflips-40.fit": ({"points": 814, **dict.fromkeys(DYNAMICS)}, WILD),
    "fit/made__zero-block.fit": (
        {"distance": 12062.2, "heart_rate": None, **dict.fromkeys(DYNAMICS)},
        WILD,
    ),
    "fit/python-fitparse__strava-android-app-201.10-b1218918.fit": (
        {"last": "2021-09-27T14:18:24Z"},
        "the last record before the damage is of the year 2085",
    ),
    "fit/python-fitparse__compressed-speed-distance.fit": (
        {"first": "2012-02-13T11:16:16Z", "last": "2012-02-13T12:20:56Z"},
        "the watch counts from switching on; the file tells the date, which the others pass over",
    ),
}


def joined(found, name):
    values = [each.columns.get(name, np.full(len(each.columns["time_s"]), np.nan))
              for each in found if each.columns]  # fmt: skip
    return np.concatenate(values) if values else np.empty(0)


def mean(values):
    values = values[~np.isnan(values)]
    return float(values.mean()) if len(values) else None


def figures(found):
    """What EXPECTED.csv has, of our activities."""
    times, cadence, speed = (joined(found, name) for name in ("time_s", "cadence_spm", "speed_mps"))
    steps = np.concatenate(
        [np.full(len(each.columns.get("time_s", ())), 1 + (each.sport in {"run", "walk", "hike"}))
         for each in found])  # fmt: skip
    running = ~np.isnan(cadence) & (speed > 1.8)
    distances = [each.columns["distance_m"] for each in found if "distance_m" in each.columns]
    known = [values[~np.isnan(values)] for values in distances]
    return {
        "points": sum(each.points for each in found),
        "first": stamp(times.min()) if len(times) else None,
        "last": stamp(times.max()) if len(times) else None,
        "distance": float(known[-1][-1]) if known else None,
        "heart_rate": mean(joined(found, "heart_rate")),
        "cadence": float(np.median((cadence / steps)[running])) if running.any() else None,
        "balance": mean(joined(found, "balance_left_percent")),
        "ratio": mean(joined(found, "vertical_ratio_percent")),
        "step": mean(joined(found, "step_length_mm")),
    }


def stamp(second):
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# Half of the last digit that the table has; cadence there is without its fraction.
TOLERANCES = {
    "points": ("points", 0),
    "first": ("first_utc", None),
    "last": ("last_utc", None),
    "distance": ("last_distance_m", 0.06),
    "heart_rate": ("mean_heart_rate", 0.006),
    "cadence": ("median_raw_cadence_while_running", 0.51),
    "balance": ("mean_stance_time_balance_left", 0.0006),
    "ratio": ("mean_vertical_ratio", 0.0006),
    "step": ("mean_step_length_mm", 0.06),
}


def same(ours, told, tolerance):
    if tolerance is None or ours is None:
        return ours == told
    return abs(ours - float(told)) <= tolerance


@needs_corpus
@pytest.mark.parametrize("row", expected("fit"), ids=lambda row: row["file"])
def test_every_file_of_the_corpus_is_read_as_others_read_it_or_refused_with_a_reason(row):
    name = row["file"]
    if name == "fit/made__gz-truncated.fit.gz":
        pytest.skip("a cut archive is the archive reader's")
    if name in REFUSED:
        with pytest.raises(FileRefused, match=REFUSED[name]):
            read_fit(content(name), now=NOW)
        return
    ours = figures(read_fit(content(name), now=NOW))
    differ = {
        key
        for key, (column, tolerance) in TOLERANCES.items()
        if row[column] and not same(ours[key], row[column], tolerance)
    }
    known, _ = DIFFERENT.get(name, ({}, ""))
    assert differ <= known.keys(), ours
    for key, value in known.items():
        if value is not None and key in differ:
            assert same(ours[key], value, TOLERANCES[key][1])


@needs_corpus
def test_no_known_difference_is_stale():
    files = {row["file"] for row in expected("fit")}
    assert files >= DIFFERENT.keys() | REFUSED.keys()


# ------------------------------------------------------------------ fitdecode as the oracle

# Where fitdecode raises or stops early although nothing is wrong, or the file is torn.
NOT_CLEAN = ("made__", "no-developer-data-id", "lezyne", "strava-android", "truncated", "trailing")


def oracle(data):
    """The records' own fields by name, as fitdecode reads them: the first that has a value."""
    fitdecode = pytest.importorskip("fitdecode")
    with fitdecode.FitReader(data, check_crc=fitdecode.CrcCheck.DISABLED) as reader:
        for frame in reader:
            if isinstance(frame, fitdecode.FitDataMessage) and frame.global_mesg_num == 20:
                found = {}
                for each in frame.fields:
                    own = each.field_def is None or not each.field_def.is_dev
                    if own and isinstance(each.value, int | float | datetime):
                        found.setdefault(each.name, each.value)
                yield found


def cell(found, name):
    """fitdecode's value in our unit."""
    value = found.get(f"enhanced_{name}", found.get(name))
    if name in {"latitude", "longitude"}:
        value = found.get({"latitude": "position_lat", "longitude": "position_long"}[name])
        return np.nan if value is None else value * 180 / 2**31
    if name == "timestamp":
        value = found.get("timestamp")
        if isinstance(value, datetime):
            return value.timestamp() - 631_065_600
    return np.nan if value is None else float(value)


@needs_corpus
@pytest.mark.filterwarnings("ignore:no such field:UserWarning")
@pytest.mark.parametrize(
    "name",
    [
        row["file"]
        for row in expected("fit")
        if int(row["points"] or 0) > 0 and row["file"] not in REFUSED
        if row["parsers_that_agree_on_points"] == "4"
        if not any(part in row["file"] for part in NOT_CLEAN)
    ],
)
def test_records_and_fields_are_equal_to_fitdecodes_on_clean_files(name):
    data = content(name)
    if len(data) > 1_000_000:
        pytest.skip("fitdecode takes long")
    rows = list(oracle(data))
    ours = [contents(data, part, 10**6) for part in parts(data)]
    assert sum(each.records for each in ours) == len(rows)
    for field in {each.name.removeprefix("enhanced_") for each in RECORD_FIELDS.values()}:
        theirs = np.array([cell(row, field) for row in rows])
        if np.isnan(theirs).all():
            continue  # then ours is an app's, or nothing
        mine = np.concatenate(
            [each.columns.get(field, np.full(each.records, np.nan)) for each in ours]
        )
        np.testing.assert_allclose(mine, theirs, rtol=1e-12, atol=1e-9, err_msg=field)


# -------------------------------------------------------------------------------- mutations

SEEDS = [
    content("fit/chiptime__clean__run-basic.fit", SMALL),
    content("fit/connectstats__activity_2545022458.fit", SMALL)[:6000],
    content("fit/geo-activity-playground__12866632127.fit.gz", SMALL),
]


@st.composite
def mutated(draw):
    """A real file with bytes changed, cut out, put in or repeated; the header stays a header."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 12))):
        at = draw(st.integers(12, len(data)))
        match draw(st.integers(0, 4)):
            case 0:
                data[at : at + 1] = draw(st.binary(min_size=1, max_size=1))
            case 1:
                del data[at : at + draw(st.integers(1, 400))]
            case 2:
                data[at:at] = draw(st.binary(max_size=40))
            case 3:
                data[at:at] = data[at : at + draw(st.integers(1, 400))]
            case _:
                data[at : at + 60] = bytes([draw(st.integers(0, 255))]) * 60
    return bytes(data)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_a_mutated_file_gives_believable_activities_or_one_sentence(data):
    begun = time.perf_counter()
    with contextlib.suppress(FileRefused):
        for found in read_fit(data, now=NOW):
            believable(found)
    assert time.perf_counter() - begun < 5


def believable(found):
    lengths = {len(values) for values in found.columns.values()}
    assert len(lengths) <= 1
    assert set(found.columns) <= set(COLUMNS)
    assert found.points >= max(lengths, default=0)
    assert 2000 <= found.start.year <= 2027
    assert found.elapsed_s is None or found.elapsed_s >= 0
    assert all(start < end for start, end in found.pauses)
    assert not any("second decoder" in note for note in found.notes)
    for name, values in found.columns.items():
        known = values[~np.isnan(values)]
        assert np.isfinite(known).all()
        if name in {"time_s", "distance_m"}:
            assert all(before <= after for before, after in pairwise(known))
        if name == "speed_mps" and found.sport == "run":
            assert known.max(initial=0) <= 12
        if name == "latitude":
            assert np.abs(known).max(initial=0) <= 90


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_behind_a_header_are_read_or_refused(body):
    with contextlib.suppress(FileRefused):
        read_fit(b"\x0e\x20\x00\x00" + len(body).to_bytes(4, "little") + b".FIT\0\0" + body)
