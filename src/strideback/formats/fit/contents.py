"""What one FIT file (one of those chained in the bytes) holds, before it is made sense of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from strideback.formats.fit.columns import (
    Row,
    gathered,
    header_times,
    record_columns,
    table,
)
from strideback.formats.fit.crc import intact
from strideback.formats.fit.developer import developer_columns, meanings
from strideback.formats.fit.devices import device
from strideback.formats.fit.gates import measured
from strideback.formats.fit.profile import (
    ACTIVITY,
    DEVICE_INFO,
    EVENT,
    FIELD_DESCRIPTION,
    FILE_ID,
    LAP,
    RECORD,
    SESSION,
    SPORT,
)
from strideback.formats.fit.scan import Found, Part, Scan, scan
from strideback.formats.language import marked
from strideback.formats.sayings import Saying, saying

if TYPE_CHECKING:
    from strideback.formats.activity import Column

MOST = {
    FILE_ID: 1,
    SPORT: 1,
    SESSION: 50,
    LAP: 5000,
    EVENT: 50_000,
    DEVICE_INFO: 10,
    ACTIVITY: 5,
    FIELD_DESCRIPTION: 500,
}
"""How many messages are read of those that come a few to a file."""


_IF_NEEDED = {DEVICE_INFO, FIELD_DESCRIPTION}
MOST_RECORDS = 400_000
"""More than four days, a record a second."""
_TOO_LONG = saying(
    "It holds more than {most} records; the first of them were read.", most=MOST_RECORDS
)
_WRONG_SUM = saying("Its checksum does not fit; a few values may be wrong.")
_CUT = saying("It was cut off; what is there was read.")
_DAMAGED = marked("It is damaged; it was read up to byte {byte}.")
_STOPPED = {
    "too many messages": marked("It holds too many messages; it was read up to byte {byte}."),
    "too many kinds of messages": marked(
        "It holds too many kinds of messages; it was read up to byte {byte}."
    ),
}
"""Why reading stopped, where that is no damage."""


@dataclass(slots=True, kw_only=True)
class Contents:
    """The records as columns (times in seconds since FIT's own epoch) and the rare messages."""

    columns: dict[str, Column] = field(default_factory=dict)
    records: int = 0
    tables: dict[int, list[Row]] = field(default_factory=dict)
    notes: list[Saying] = field(default_factory=list)
    used: int = 0

    def first(self, message: int) -> Row:
        """The first message of this number, empty if there is none."""
        return next(iter(self.tables.get(message, [])), {})


def contents(data: bytes, part: Part, limit: int) -> Contents:
    """Read one part of the bytes, up to the damage if there is some."""
    scanned = scan(data, part, limit)
    clocks = header_times(data, scanned)
    found: dict[int, list[Found]] = {}
    for each in scanned.plain + scanned.timed:
        if each.lone or each.runs:
            found.setdefault(each.layout.message, []).append(each)
    tables = {
        message: [row for _, row in table(data, found[message], clocks, MOST[message])]
        for message in MOST.keys() & found.keys() - _IF_NEEDED
    }
    if not any(map(device, tables.get(FILE_ID, []))):
        tables[DEVICE_INFO] = [
            row for _, row in table(data, found.get(DEVICE_INFO, []), clocks, MOST[DEVICE_INFO])
        ]
    total, rows = gathered(data, found.get(RECORD, []), clocks, MOST_RECORDS)
    columns = record_columns(total, rows)
    merge_twins(columns)
    if any(group.layout.developer for group in rows):
        described = table(data, found.get(FIELD_DESCRIPTION, []), clocks, MOST[FIELD_DESCRIPTION])
        own = {name for name, values in columns.items() if measured(values)}
        columns.update(developer_columns(total, rows, meanings(described), own))
    return Contents(
        columns=columns,
        records=total,
        tables=tables,
        notes=_notes(data, part, scanned, total),
        used=scanned.used,
    )


def merge_twins(columns: dict[str, Column]) -> None:
    """Prefer the enhanced speed and altitude, which have more bits, to the plain ones."""
    for name in ("speed", "altitude"):
        best = columns.pop(f"enhanced_{name}", None)
        if best is not None:
            plain = columns.get(name)
            columns[name] = best if plain is None else np.where(np.isnan(best), plain, best)


def _notes(data: bytes, part: Part, scanned: Scan, total: int) -> list[Saying]:
    """What the runner should know about how far the reading came."""
    if total >= MOST_RECORDS:
        return [_TOO_LONG]
    at = scanned.stopped_at
    whole = data[part.start : part.after]
    if at is None and not part.cut:
        # A sum of zero was never written; else one that does not fit tells of a few wrong values.
        damaged = part.summed and any(whole[-2:]) and not intact(whole)
        return [_WRONG_SUM] if damaged else []
    if part.cut and at is not None and part.end - at <= 2 and intact(whole):
        return []  # a whole file whose header claims more than there is
    if part.cut and (at is None or scanned.why == "cut"):
        return [_CUT]
    return [saying(_STOPPED.get(scanned.why, _DAMAGED), byte=at or 0)]
