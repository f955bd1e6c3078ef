"""FIT files written byte by byte, for the tests: a session of a run unless told otherwise."""

import struct
from collections.abc import Iterable, Sequence

T0 = 1_149_238_800
"""2026-06-01 09:00 UTC in seconds since FIT's epoch."""

ENUM, U8, TEXT, BYTE, U16, I32, U32 = 0x00, 0x02, 0x07, 0x0D, 0x84, 0x85, 0x86
_SIZES = {ENUM: "B", U8: "B", U16: "H", I32: "i", U32: "I"}

Fields = Sequence[tuple[int, int, int]]


def definition(
    local: int, message: int, fields: Fields, *, big: bool = False, developer: Fields = ()
) -> bytes:
    """A definition message; fields are number, size, type, developer fields number, size, index."""
    head = bytes([0x40 | local | 0x20 * bool(developer), 0, big])
    text = head + struct.pack(">H" if big else "<H", message) + bytes([len(fields)])
    text += b"".join(map(bytes, fields))
    if developer:
        text += bytes([len(developer)]) + b"".join(map(bytes, developer))
    return text


def message(local: int, number: int, values: dict[int, tuple[int, object]]) -> bytes:
    """A definition and one data message, little-endian; values are type and value by number."""
    fields, body = [], b""
    for field, (kind, value) in values.items():
        raw = value if isinstance(value, bytes) else struct.pack("<" + _SIZES[kind], value)
        fields.append((field, len(raw), kind))
        body += raw
    return definition(local, number, fields) + bytes([local]) + body


def file_id(kind: int = 4, created: int = T0) -> bytes:
    """Of a Forerunner 965."""
    return message(0, 0, {0: (ENUM, kind), 1: (U16, 1), 2: (U16, 4315), 4: (U32, created)})


def session(start: int = T0, seconds: int = 60, sport: int = 1, **more: int) -> bytes:
    """A session's sums; `sub_sport` and `metres` may be told."""
    return message(
        2,
        18,
        {
            253: (U32, start + seconds),
            2: (U32, start),
            5: (ENUM, sport),
            6: (ENUM, more.get("sub_sport", 0)),
            7: (U32, seconds * 1000),
            8: (U32, seconds * 1000),
            9: (U32, more.get("metres", 3 * seconds) * 100),
        },
    )


def event(at: int, kind: int) -> bytes:
    """The timer stops (4) or starts (0)."""
    return message(3, 21, {253: (U32, at), 0: (ENUM, 0), 1: (ENUM, kind)})


RECORD = ((253, 4, U32), (3, 1, U8), (4, 1, U8), (5, 4, U32), (6, 2, U16))


def records(start: int = T0, count: int = 60, *, metres: float = 0, big: bool = False) -> bytes:
    """Heart rate 140, 85 strides a minute, 3 m/s, a record a second."""
    order = ">" if big else "<"
    text = definition(1, 20, RECORD, big=big)
    for second in range(count):
        distance = int((metres + 3 * second) * 100)
        text += b"\x01" + struct.pack(f"{order}IBBIH", start + second, 140, 85, distance, 3000)
    return text


def checksum(data: bytes) -> int:
    """CRC-16 as FIT wants it, bit by bit."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def fit(*messages: bytes, size: int | None = None, header: int = 14) -> bytes:
    """A whole file: header, messages, checksum; `size` is what the header claims."""
    body = b"".join(messages)
    claimed = len(body) if size is None else size
    head = struct.pack("<BBHI4s", header, 0x20, 2100, claimed, b".FIT")
    whole = head.ljust(header, b"\0") + body
    return whole + checksum(whole).to_bytes(2, "little")


def run(parts: Iterable[bytes] = ()) -> bytes:
    """A minute's run, with what else is given before the session."""
    return fit(file_id(), records(), *parts, session())
