"""The second decoder: the same contents through fitdecode, for bytes that ours did not foresee.

About two hundred times slower, so only ever called when our decoder raised.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from strideback.formats.activity import FileRefused
from strideback.formats.fit.columns import Row, unpack_speed_and_distance
from strideback.formats.fit.contents import MOST, Contents, merge_twins
from strideback.formats.fit.profile import COMPRESSED, FIELDS, RECORD, RECORD_FIELDS, TEXTS
from strideback.formats.sayings import saying

if TYPE_CHECKING:
    from strideback.formats.activity import Column

_PACKED = 3


def contents_by_fitdecode(data: bytes, limit: int) -> Contents:
    """What one FIT file holds, up to where fitdecode stops; app fields are left out."""
    held = Contents(tables={message: [] for message in MOST})
    records: list[dict[int, Any]] = []
    for message in _messages(data, limit):
        held.used += 1
        number = message.global_mesg_num
        stored = {
            each.def_num: each.raw_value
            for each in reversed(message.fields)
            if each.field_def is not None and each.raw_value is not None
        }
        if number == RECORD:
            records.append(stored)
        elif number in MOST and len(held.tables[number]) < MOST[number]:
            held.tables[number].append(_row(number, stored))
    held.records = len(records)
    held.columns = _columns(records)
    return held


def _messages(data: bytes, limit: int) -> Iterator[Any]:
    """The data messages, until the end, the limit or an error of the decoder."""
    try:
        import fitdecode  # type: ignore[import-untyped, import-not-found, unused-ignore]
    except ImportError:
        raise FileRefused(
            saying("The file's bytes are unlike any we know: install fitdecode and try again.")
        ) from None
    reader = fitdecode.FitReader(
        data,
        check_crc=fitdecode.CrcCheck.DISABLED,
        error_handling=fitdecode.ErrorHandling.IGNORE,
    )
    try:
        with reader:
            for frame in reader:
                if isinstance(frame, fitdecode.FitDataMessage):
                    limit -= 1
                    yield frame
                if limit <= 0:
                    return
    except (fitdecode.FitError, ArithmeticError, LookupError, TypeError, ValueError):
        return


def _row(message: int, stored: dict[int, Any]) -> Row:
    row: Row = {}
    for number, name in FIELDS[message].items():
        value = stored.get(number)
        value = value[0] if isinstance(value, tuple) and value else value
        if name in TEXTS:
            if isinstance(value, str) and value:
                row[name] = value
        elif isinstance(value, int | float) and math.isfinite(value):
            row[name] = value
    return row


def _columns(records: list[dict[int, Any]]) -> dict[str, Column]:
    columns: dict[str, Column] = {}
    for number, measure in RECORD_FIELDS.items():
        values = np.array([_number(record.get(number)) for record in records], dtype=np.float64)
        if not np.isnan(values).all():
            columns[measure.name] = values / measure.scale - measure.offset
    packed = [record.get(COMPRESSED) for record in records]
    if any(packed):
        nothing = (0xFF,) * _PACKED
        rows = [each if each and len(each) == _PACKED else nothing for each in packed]
        full = [[0xFF if value is None else value for value in row] for row in rows]
        unpack_speed_and_distance(columns, np.array(full, dtype=np.uint8))
    merge_twins(columns)
    return columns


def _number(value: object) -> float:
    if isinstance(value, tuple):
        value = value[0] if value else None
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else math.nan
