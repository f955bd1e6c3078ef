"""Messages to numbers: the records as columns, the rarer messages as small tables."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from strideback.formats.fit.layout import Block, Layout
from strideback.formats.fit.profile import (
    COMPRESSED,
    RECORD_FIELDS,
    TEXTS,
    TIMESTAMP,
    Measure,
)
from strideback.formats.fit.scan import Found, Scan

if TYPE_CHECKING:
    from strideback.formats.activity import Column

_PACKED = 3
"""Bytes of the field that packs speed and distance."""

Row = dict[str, int | float | str]
"""One message by the names of its fields; a field without a value is absent."""


Clocks = Mapping[int, "Column"]
"""The times of the messages of a `Found` (by its `id`), where header bytes carry them."""


class Rows(NamedTuple):
    """The messages of one layout, and where they come among all messages of their number."""

    layout: Layout
    offsets: NDArray[np.int64]
    block: Block
    where: NDArray[np.int64] | None
    """None: they are all that there are."""
    clock: Column | None
    """Times from the header bytes, where they carry them."""


def gathered(data: bytes, found: list[Found], clocks: Clocks, most: int) -> tuple[int, list[Rows]]:
    """How many messages there are in all, at most so many, and their bytes, layout by layout."""
    offsets = [each.offsets() for each in found]
    total = sum(map(len, offsets))
    if total > most:
        end = np.sort(np.concatenate(offsets))[most]
        offsets = [at[at < end] for at in offsets]
        total = most
    wheres: list[NDArray[np.int64] | None] = [None] * len(found)
    if len(found) > 1:
        place = np.empty(total, dtype=np.int64)
        place[np.concatenate(offsets).argsort(kind="stable")] = np.arange(total)
        stops = np.cumsum([len(each) for each in offsets]).tolist()
        wheres = [place[stop - len(at) : stop] for at, stop in zip(offsets, stops, strict=True)]
    return total, [
        Rows(each.layout, at, each.block(data, at), where, _cut(clocks.get(id(each)), len(at)))
        for each, at, where in zip(found, offsets, wheres, strict=True)
    ]


def _cut(clock: Column | None, most: int) -> Column | None:
    return None if clock is None else clock[:most]


def record_columns(total: int, rows: Iterable[Rows]) -> dict[str, Column]:
    """Every field of the records that has a use, as the device stored it, in the file's order."""
    columns: dict[str, Column] = {}
    packed: NDArray[np.uint8] | None = None
    for group in rows:
        values = group.block.view(group.layout.rows)
        filled: set[str] = set()
        if group.clock is not None:
            fill(columns, "timestamp", total, group.where, group.clock, filled)
        for place, field in enumerate(group.layout.fields):
            raw = values[str(place)]
            if field.number == COMPRESSED:
                if packed is None:
                    packed = np.full((total, _PACKED), 0xFF, dtype=np.uint8)
                loose = np.ascontiguousarray(raw).view(np.uint8).reshape(-1, _PACKED)
                packed[slice(None) if group.where is None else group.where] = loose
                continue
            measure = RECORD_FIELDS[field.number]
            stored = numbers(raw, field.nothing, measure)
            fill(columns, measure.name, total, group.where, stored, filled)
    if packed is not None:
        unpack_speed_and_distance(columns, packed)
    return columns


def fill(
    columns: dict[str, Column],
    name: str,
    total: int,
    where: NDArray[np.int64] | None,
    values: Column,
    filled: set[str],
) -> None:
    """Put one layout's values into a column; `where` is None if they are all that there are.

    `filled` holds the columns that this layout has filled already: there, what has a value stays.
    """
    if name in filled:
        there = columns[name] if where is None else columns[name][where]
        values = np.where(np.isnan(there), values, there)
    filled.add(name)
    if where is None:
        columns[name] = values
        return
    if name not in columns:
        columns[name] = np.full(total, np.nan)
    columns[name][where] = values


def numbers(raw: NDArray[Any], nothing: int | None, measure: Measure) -> Column:
    """Stored values in the unit they mean, NaN where there is nothing."""
    values = raw.astype(np.float64)
    none = values == nothing if nothing is not None else ~np.isfinite(values)
    if none.any():
        values[none] = np.nan
    if measure.scale != 1:
        values /= measure.scale
    if measure.offset:
        values -= measure.offset
    return values


def unpack_speed_and_distance(columns: dict[str, Column], packed: NDArray[np.uint8]) -> None:
    """Speed (12 bits, 1/100 m/s) and distance (12 bits, 1/16 m, rolling over) of old watches."""
    there = np.flatnonzero((packed != 0xFF).any(axis=1))
    low, middle, high = packed[there].astype(np.int64).T
    speed, distance = np.full((2, len(packed)), np.nan)
    speed[there] = (low | (middle & 0x0F) << 8) / 100
    counted = middle >> 4 | high << 4
    distance[there] = np.cumsum(np.diff(counted, prepend=0) & 0xFFF) / 16
    for name, values in (("speed", speed), ("distance", distance)):
        if name not in columns or np.isnan(columns[name]).all():
            columns[name] = values


def table(data: bytes, found: Iterable[Found], clocks: Clocks, most: int) -> list[tuple[int, Row]]:
    """The first messages of one number, at most so many, each with the byte where it starts."""
    listed: list[tuple[int, Row]] = []
    for each in found:
        unpack, names = each.layout.one.unpack_from, each.layout.names
        clock = clocks.get(id(each))
        for place, at in enumerate(each.first(most)):
            row = _row(names, unpack(data, at))
            if clock is not None and not math.isnan(clock[place]):
                row.setdefault("timestamp", float(clock[place]))
            listed.append((at, row))
    listed.sort(key=itemgetter(0))
    return listed[:most]


def _row(names: Iterable[tuple[str | None, int | None]], stored: tuple[Any, ...]) -> Row:
    row: Row = {}
    for (name, nothing), value in zip(names, stored, strict=True):
        if name is None or value == nothing or name in row:
            continue
        if name in TEXTS:
            text = value.split(b"\0")[0].decode("utf-8", "replace").strip()
            if text:
                row[name] = text
        elif math.isfinite(value):
            row[name] = value
    return row


def header_times(data: bytes, scan: Scan) -> Clocks:
    """The times of messages that carry only the last five bits of theirs, in the header byte."""
    timed = [found for found in scan.timed if len(found)]
    if not timed:
        return {}
    whole_at, whole = _whole_times(data, scan.plain)
    at = np.concatenate([found.offsets() for found in timed])
    bits = np.frombuffer(data, dtype=np.uint8)[at] & 0x1F
    order = np.argsort(np.concatenate((whole_at, at)), kind="stable")
    is_whole = order < len(whole)
    low = np.concatenate((whole & 0x1F, bits.astype(np.int64)))[order]
    base = np.concatenate((whole, np.zeros(len(at), dtype=np.int64)))[order]
    passed = np.cumsum(np.where(is_whole, 0, np.diff(low, prepend=0) & 0x1F))
    last = np.maximum.accumulate(np.where(is_whole, np.arange(len(order)), -1))
    times = np.where(last < 0, np.nan, base[last] + passed - passed[last])
    by_place = np.empty(len(order))
    by_place[order] = times
    stops = np.cumsum([len(found) for found in timed])[:-1]
    each = np.split(by_place[len(whole) :], stops)
    return {id(found): part for found, part in zip(timed, each, strict=True)}


def _whole_times(data: bytes, found: list[Found]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where a full timestamp is, and what it says, for messages of every number."""
    ats, values = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for each in found:
        for place, field in enumerate(each.layout.fields):
            if field.number == TIMESTAMP and field.format[1] in "iu" and len(each):
                at = each.offsets()
                stored = each.block(data, at).view(each.layout.rows)[str(place)]
                there = stored != field.nothing
                ats.append(at[there])
                values.append(stored[there].astype(np.int64))
    return np.concatenate(ats), np.concatenate(values)
