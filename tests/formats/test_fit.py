"""FIT: every odd way to write a file that we know of, on files written for the test."""

import contextlib
import struct
import time
import tracemalloc
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from tests.formats.fit_bytes import (
    BYTE,
    ENUM,
    I32,
    T0,
    TEXT,
    U8,
    U16,
    U32,
    checksum,
    definition,
    event,
    file_id,
    fit,
    message,
    records,
    run,
    session,
)

import strideback.formats.fit as fit_package
from strideback.formats.activity import FileRefused
from strideback.formats.fit import read_fit
from strideback.formats.fit.crc import intact

START = datetime(2026, 6, 1, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def one(data: bytes, **limits):
    (found,) = read_fit(data, now=NOW, **limits)
    return found


def stamped(fields, rows: bytes) -> bytes:
    return fit(file_id(), definition(1, 20, ((253, 4, U32), *fields)), rows, session())


def test_a_run_has_start_sums_sport_device_and_columns():
    found = one(run())
    assert (found.sport, found.start, found.device) == ("run", START, "Garmin Forerunner 965")
    assert (found.elapsed_s, found.moving_s, found.distance_m) == (60, 60, 180)
    assert (found.points, found.notes, found.indoor) == (60, (), False)
    assert found.columns["time_s"][0] == START.timestamp()
    assert found.columns["speed_mps"][7] == 3
    assert found.columns["distance_m"][-1] == 177


def test_cadence_is_in_steps_whether_the_device_counts_strides_or_steps():
    assert set(one(run()).columns["cadence_spm"]) == {170}
    row = b"".join(b"\x01" + struct.pack("<IB", T0 + at, 171) for at in range(9))
    assert set(one(stamped([(4, 1, U8)], row)).columns["cadence_spm"]) == {171}


def test_fractional_cadence_is_added_before_doubling():
    row = b"".join(b"\x01" + struct.pack("<IBB", T0 + at, 84, 64) for at in range(9))
    assert set(one(stamped([(4, 1, U8), (53, 1, U8)], row)).columns["cadence_spm"]) == {169}


def test_a_ride_keeps_its_cadence_in_turns_of_the_pedals():
    found = one(fit(file_id(), records(), session(sport=2)))
    assert found.sport == "ride"
    assert set(found.columns["cadence_spm"]) == {85}


def test_both_byte_orders_give_the_same():
    little, big = one(run()), one(fit(file_id(), records(big=True), session()))
    assert little.columns.keys() == big.columns.keys()
    for name, values in little.columns.items():
        np.testing.assert_array_equal(values, big.columns[name])


def test_a_header_of_twelve_bytes_is_read():
    assert one(fit(file_id(), records(), session(), header=12)).points == 60


def test_a_local_type_may_mean_another_message_later():
    again = [records(T0 + at, 1, metres=3 * at) + event(T0 + at, 0) for at in range(5)]
    mixed = [part.replace(b"\x43", b"\x41", 1).replace(b"\x03", b"\x01", 1) for part in again]
    assert one(fit(file_id(), *again, session())).points == 5
    assert one(fit(file_id(), *mixed, session())).points >= 1


def test_messages_of_several_layouts_come_out_in_the_order_of_the_file():
    other = definition(4, 20, ((253, 4, U32), (7, 2, U16)))
    body = records(T0, 10)
    for at in range(10, 30):
        body += b"\x04" + struct.pack("<IH", T0 + at, 200 + at)
        body += b"\x01" + struct.pack("<IBBIH", T0 + at, 140, 85, 300 * at, 3000)
    found = one(fit(file_id(), other, body, session()))
    assert found.points == 50
    assert (np.diff(found.columns["time_s"]) >= 0).all()
    power = found.columns["power_w"]
    assert power[~np.isnan(power)].tolist() == list(range(210, 230))


def test_what_means_nothing_is_not_a_number():
    fields = [(0, 4, I32), (1, 4, I32), (2, 2, U16), (3, 1, U8), (7, 2, U16)]
    nothing = b"\x01" + struct.pack("<IiiHBH", T0, 0x7FFFFFFF, 0x7FFFFFFF, 0xFFFF, 0xFF, 0xFFFF)
    some = b"\x01" + struct.pack("<IiiHBH", T0 + 1, 2**29, -(2**28), 2600, 150, 250)
    columns = one(stamped(fields, nothing + some)).columns
    for name, value in [
        ("latitude", 45),
        ("longitude", -22.5),
        ("altitude_m", 20),
        ("heart_rate", 150),
        ("power_w", 250),
    ]:
        assert np.isnan(columns[name][0])
        assert columns[name][1] == pytest.approx(value)


def test_the_enhanced_fields_win():
    row = b"".join(b"\x01" + struct.pack("<IHI", T0 + at, 2000, 2500) for at in range(3))
    assert set(one(stamped([(6, 2, U16), (73, 4, U32)], row)).columns["speed_mps"]) == {2.5}


def test_the_first_of_two_fields_of_one_number_that_has_a_value_counts():
    row = b"".join(b"\x01" + struct.pack("<III", T0 + at, 100 * at, 2**32 - 1) for at in range(3))
    found = one(stamped([(5, 4, U32), (5, 4, U32)], row))
    assert found.columns["distance_m"].tolist() == [0, 1, 2]


def test_a_number_of_a_size_that_is_not_its_types_is_read_at_the_size_it_has():
    row = b"".join(b"\x01" + struct.pack("<IBB", T0 + at, 150, 0xFF) for at in range(3))
    columns = one(stamped([(3, 1, U32), (5, 1, U32)], row)).columns  # as COROS writes them
    assert set(columns["heart_rate"]) == {150}
    assert "distance_m" not in columns


def test_a_time_kept_as_loose_bytes_is_a_time():
    rows = b"".join(b"\x01" + struct.pack("<IB", T0 + at, 140) for at in range(4))
    data = fit(file_id(), definition(1, 20, ((253, 4, BYTE), (3, 1, U8))), rows, session())
    assert one(data).columns["time_s"][-1] == START.timestamp() + 3


def test_compressed_times_go_on_from_the_last_whole_one():
    whole = b"\x01" + struct.pack("<IB", T0, 140)
    short = definition(2, 20, ((3, 1, U8),))
    bits = T0 & 0x1F
    rows = b"".join(bytes([0x80 | 2 << 5 | (bits + 7 * at) & 0x1F, 140 + at]) for at in range(1, 9))
    body = definition(1, 20, ((253, 4, U32), (3, 1, U8))) + whole + short + rows
    found = one(fit(file_id(), body, session()))
    assert (found.columns["time_s"] - START.timestamp()).tolist() == [7 * at for at in range(9)]
    assert found.columns["heart_rate"].tolist() == [140 + at for at in range(9)]


def test_packed_speed_and_distance_roll_over():
    rows = b""
    for at in range(100):
        counted, speed = (16 * 3 * at) & 0xFFF, 300
        rows += b"\x01" + struct.pack("<I", T0 + at)
        rows += bytes([speed & 0xFF, speed >> 8 | (counted & 0xF) << 4, counted >> 4])
    columns = one(stamped([(8, 3, BYTE)], rows)).columns
    np.testing.assert_allclose(columns["distance_m"], 3.0 * np.arange(100))
    np.testing.assert_allclose(columns["speed_mps"], 3.0)


def described(number: int, name: bytes, units: bytes, developer: int = 0) -> bytes:
    return message(
        5,
        206,
        {
            0: (U8, developer),
            1: (U8, number),
            2: (U8, U16),
            3: (TEXT, name.ljust(24, b"\0")),
            8: (TEXT, units.ljust(12, b"\0")),
        },
    )


def with_app(*before: bytes, native: bool = False, after: bytes = b"") -> bytes:
    fields = ((253, 4, U32), *([(7, 2, U16)] if native else []))
    body = definition(1, 20, fields, developer=((9, 2, 0),))
    for at in range(4):
        body += b"\x01" + struct.pack("<I", T0 + at)
        body += (struct.pack("<H", 300) if native else b"") + struct.pack("<H", 250 + at)
    return fit(file_id(), *before, body, after, session())


def test_a_described_app_field_fills_its_column_even_if_described_late_and_without_its_app():
    for data in (
        with_app(described(9, b"Power", b"Watts")),
        with_app(after=described(9, b"Power", b"Watts")),
    ):
        assert one(data).columns["power_w"].tolist() == [250, 251, 252, 253]


def test_the_devices_own_field_wins_over_the_apps():
    columns = one(with_app(described(9, b"Power", b"Watts"), native=True)).columns
    assert set(columns["power_w"]) == {300}


def test_app_units_are_converted_and_undescribed_fields_are_stepped_over():
    columns = one(with_app(described(9, b"Vertical Oscillation", b"cm"))).columns
    assert "vertical_oscillation_mm" not in columns  # 2.5 m is no step
    plain = one(with_app())
    assert plain.points == 4
    assert set(plain.columns) == {"time_s"}


def test_an_app_field_number_may_mean_something_else_later():
    first = with_app(described(9, b"Power", b"Watts"))[14:-2]
    body = first + described(9, b"Core Temperature", b"C") + records(T0 + 10, 3)
    again = definition(1, 20, ((253, 4, U32),), developer=((9, 2, 0),))
    later = b"\x01" + struct.pack("<IH", T0 + 20, 371)
    power = one(fit(body, again, later)).columns["power_w"]
    assert np.nanmax(power) == 253


def test_each_session_of_a_triathlon_is_an_activity_with_its_own_distance():
    swim, bike, foot = T0, T0 + 100, T0 + 200
    sessions = [session(swim, 99, 5), session(bike, 99, 2), session(foot, 99, 1)]
    found = read_fit(fit(file_id(), records(T0, 300), *sessions), now=NOW)
    assert [each.sport for each in found] == ["swim", "ride", "run"]
    assert [each.points for each in found] == [100, 100, 100]
    assert found[2].start == START + timedelta(seconds=200)
    assert found[2].columns["distance_m"][0] == pytest.approx(3)
    assert found[2].columns["distance_m"][-1] == pytest.approx(300)


def test_chained_files_are_all_read_and_a_part_that_comes_twice_once():
    other = fit(file_id(), records(T0 + 3600), session(T0 + 3600))
    assert [each.points for each in read_fit(run() + other, now=NOW)] == [60, 60]
    (found,) = read_fit(run() + run(), now=NOW)
    assert "twice" in found.notes[0]


def test_pauses_are_between_the_stops_and_starts_of_the_timer_and_a_last_stop_is_none():
    stops = [event(T0 + 20, 4), event(T0 + 30, 0), event(T0 + 59, 4)]
    assert one(run(stops)).pauses == (
        (START + timedelta(seconds=20), START + timedelta(seconds=30)),
    )


def test_laps_are_kept_even_those_of_no_length():
    laps = [
        message(4, 19, {253: (U32, T0 + end), 2: (U32, T0 + at), 7: (U32, (end - at) * 1000)})
        for at, end in ((0, 30), (30, 30), (30, 60))
    ]
    assert [lap.elapsed_s for lap in one(run(laps)).laps] == [30, 0, 30]


def test_the_runners_own_clock_is_known_and_a_wrong_one_is_not_believed():
    for local, offset in ((T0 + 7200, 7200), (T0 - 34_200, -34_200), (0, None), (2**32 - 1, None)):
        told = message(4, 34, {253: (U32, T0), 5: (U32, local)})
        assert one(run([told])).utc_offset_s == offset


def test_times_since_switching_on_become_dates_where_the_file_tells_them():
    told = message(4, 34, {253: (U32, 5060), 5: (U32, T0 + 7200)})
    found = one(fit(file_id(created=5000), records(5000), session(5000), told))
    assert found.start == START + timedelta(seconds=7140)
    assert found.utc_offset_s is None
    assert one(fit(file_id(), records(5000), session(5000))).start == START
    with pytest.raises(FileRefused, match="lost the date"):
        read_fit(fit(file_id(created=5000), records(5000), session(5000)))


def test_a_treadmill_run_and_a_summary_without_records_are_activities():
    found = one(fit(file_id(), records(), session(sub_sport=1)))
    assert (found.sport, found.sub_sport, found.indoor) == ("run", "treadmill", True)
    summary = one(fit(file_id(), session(seconds=3600)))
    assert (summary.points, summary.elapsed_s, dict(summary.columns)) == (0, 3600, {})
    gym = one(fit(file_id(), records(), session(sport=4, sub_sport=1)))
    assert gym.sport == "run"


def test_nothing_that_cannot_be_comes_out_of_a_damaged_file():
    fields = [(0, 4, I32), (1, 4, I32), (5, 4, U32), (6, 2, U16), (84, 2, U16)]
    rows = b""
    for at in range(40):
        wild = at == 20
        rows += b"\x01" + struct.pack(
            "<IiiIHH",
            T0 + at + (10**8 if at == 30 else 0),
            2**30 + 2**29 if wild else 2**29,
            2**29,
            4_294_967_000 if wild else 300 * at,
            30_000 if wild else 3000,
            9000 if wild else 5010,
        )
    found = one(stamped(fields, rows))
    columns = found.columns
    assert (found.points, len(columns["time_s"])) == (40, 39)
    for name in ("latitude", "distance_m", "speed_mps", "balance_left_percent"):
        assert np.isnan(columns[name]).sum() == 1
    assert np.nanmax(columns["distance_m"]) == 117
    assert any("impossible" in note for note in found.notes)
    assert any("believable time" in note for note in found.notes)


def test_an_odometer_that_begins_anew_counts_on():
    body = records(T0, 100) + records(T0 + 100, 100)[len(definition(1, 20, [(0, 0, 0)] * 5)) :]
    found = one(fit(file_id(), body, message(2, 18, {2: (U32, T0), 5: (ENUM, 1)})))
    assert found.distance_m == pytest.approx(594)


def test_times_after_now_and_before_2000_are_not_believed():
    for start in (T0 + 3 * 31_536_000, 300_000_000):
        with pytest.raises(FileRefused):
            read_fit(fit(file_id(created=start), records(start), session(start)), now=NOW)


def test_a_file_is_read_up_to_its_damage_and_says_so():
    whole = run()
    cut = one(whole[: len(whole) // 2])
    assert 20 < cut.points < 40
    assert "cut off" in cut.notes[0]
    torn = fit(file_id(), records(count=30), b"\x0b\x00", records(T0 + 30), session())
    assert one(torn).points == 30
    assert "damaged" in one(torn).notes[0]
    wrong = bytearray(whole)
    wrong[200] ^= 1
    assert "checksum" in one(bytes(wrong)).notes[0]


def test_a_message_longer_than_what_is_left_ends_the_reading():
    longer = definition(5, 20, [(253, 4, U32)] + 250 * [(3, 255, U8)]) + b"\x05"
    found = one(fit(file_id(), session(), records(), longer))
    assert found.points == 60
    assert "damaged" in found.notes[0]


def test_a_header_that_claims_too_much_or_nothing_does_no_harm():
    for size in (2**32 - 1, 0):
        found = one(fit(file_id(), records(), session(), size=size))
        assert found.points == 60


def test_bytes_after_the_end_are_left_with_a_note():
    assert "after its end" in one(run() + b"junk" * 9).notes[0]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b'{"error": "login"}', "JSON"),
        (b"<?xml version='1.0'?><gpx creator='x'>", "GPX"),
        (b"<?xml version='1.0'?><TrainingCenterDatabase>", "TCX"),
        (b"PK\x03\x04....", "zip"),
        (b"\x1f\x8b\x08...", "gzip"),
        (b"\x00" * 64, "not a FIT file"),
        (fit(file_id(kind=5)), "a workout plan"),
        (fit(file_id(kind=6), records()), "a course"),
        (fit(file_id(kind=15)), "daily monitoring"),
        (fit(file_id(kind=2)), "device settings"),
        (fit(file_id()), "no activity"),
        (fit(), "no activity"),
    ],
)
def test_what_is_no_activity_is_refused_by_its_name(data, says):
    with pytest.raises(FileRefused, match=says) as refused:
        read_fit(data)
    assert str(refused.value).count(".") <= 2
    assert "\n" not in str(refused.value)


def test_the_limits_stop_the_reading_and_keep_what_was_read():
    found = one(run(), limit_messages=40)
    assert 10 < found.points < 40
    assert "too many messages" in found.notes[0]
    short = one(run(), limit_bytes=400)
    assert 0 < short.points < 40
    assert any("Only the first" in note for note in short.notes)


def unsummed(body: bytes) -> bytes:
    """A file with no checksum, as summing it bit by bit would take longest."""
    return struct.pack("<BBHI4sH", 14, 0x20, 2100, len(body), b".FIT", 0) + body + b"\0\0"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(unsummed(definition(1, 233, ()) + b"\x01" * 2**23), id="empty messages"),
        pytest.param(
            unsummed((definition(1, 20, ((3, 1, U8),)) + b"\x01\x01") * 50_000), id="redefined"
        ),
        pytest.param(
            unsummed(
                b"".join(
                    definition(1, 20, ((3, 1 + at % 255, U8), (4, 1 + at // 255, U8)))
                    + b"\x01".ljust(3 + at % 255 + at // 255, b"a")
                    for at in range(4000)
                )
            ),
            id="every definition new",
        ),
        pytest.param(fit() * 100_000, id="chained"),
        pytest.param(unsummed(session() * 20_000), id="sessions"),
        pytest.param(
            unsummed(
                definition(1, 20, ((253, 4, U32),))
                + b"".join(
                    b"\x01" + struct.pack("<I", T0 + at * 7919 % 400_000) for at in range(200_000)
                )
            ),
            id="no order in time",
        ),
    ],
)
def test_a_file_made_to_be_slow_is_read_in_seconds_and_little_memory(data):
    tracemalloc.start()
    begun = time.perf_counter()
    with contextlib.suppress(FileRefused):
        read_fit(data, now=NOW)
    assert time.perf_counter() - begun < 20
    assert tracemalloc.get_traced_memory()[1] < 300e6
    tracemalloc.stop()


def test_the_checksum_is_that_of_the_format():
    random = np.random.default_rng(3)
    for size in [*range(1, 200), 1791, 4096, 5001]:
        data = random.bytes(size)
        whole = data + checksum(data).to_bytes(2, "little")
        assert intact(whole)
        at = int(random.integers(len(whole)))
        assert not intact(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])


def test_the_second_decoder_steps_in_where_the_first_breaks(monkeypatch):
    pytest.importorskip("fitdecode")
    stops = [event(T0 + 20, 4), event(T0 + 30, 0)]
    first = one(run(stops))

    def breaks(*_args):
        raise IndexError

    monkeypatch.setattr(fit_package, "contents", breaks)
    second = one(run(stops))
    assert "second decoder" in second.notes[0]
    assert (first.start, first.pauses, first.device) == (second.start, second.pauses, second.device)
    assert first.columns.keys() == second.columns.keys()
    for name, values in first.columns.items():
        np.testing.assert_array_equal(values, second.columns[name])
