"""Fields that apps added to the records: Stryd's power, a chest strap's ground contact, ..."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from strideback.formats.fit.columns import Row, Rows, fill, numbers
from strideback.formats.fit.layout import DeveloperField, stored_as
from strideback.formats.fit.profile import (
    BASES,
    DEVELOPER_NAMES,
    RECORD,
    RECORD_FIELDS,
    UNIT_FACTORS,
    Base,
    Measure,
)

if TYPE_CHECKING:
    from strideback.formats.activity import Column


class Meaning(NamedTuple):
    """What a developer field holds, from the byte where the file says so."""

    since: int
    base: Base
    measure: Measure
    factor: float


Meanings = Mapping[tuple[float, float], list[Meaning]]


def meanings(descriptions: Iterable[tuple[int, Row]]) -> Meanings:
    """What the described fields hold, by developer and field number.

    A field of no use here keeps its place in the list, so that an index that is given to another
    app later in the file is not taken for the first one.
    """
    found: dict[tuple[float, float], list[Meaning]] = {}
    for at, row in descriptions:
        developer, number, base = row.get("developer"), row.get("field"), row.get("base")
        known = BASES.get(base & 0x1F) if isinstance(base, int) else None
        if isinstance(developer, int) and isinstance(number, int) and known is not None:
            found.setdefault((developer, number), []).append(_meaning(at, row, known))
    return found


def _meaning(at: int, row: Row, base: Base) -> Meaning:
    name = ""
    native = row.get("native_field")
    if row.get("native_message", RECORD) == RECORD and isinstance(native, int):
        name = RECORD_FIELDS.get(native, Measure("")).name.removeprefix("enhanced_")
    if name not in DEVELOPER_NAMES.values():
        name = DEVELOPER_NAMES.get(str(row.get("name", "")).lower(), "")
    factor = UNIT_FACTORS.get(name, {}).get(str(row.get("units", "")).lower(), 1.0)
    measure = Measure(name, float(row.get("scale") or 1), float(row.get("offset") or 0))
    return Meaning(at, base, measure, factor)


def developer_columns(
    total: int, rows: Iterable[Rows], known: Meanings, own: Container[str]
) -> dict[str, Column]:
    """What the apps measured and the device did not (its `own` columns), as columns of all records.

    Undescribed fields are stepped over.
    """
    columns: dict[str, Column] = {}
    for group in rows:
        filled: set[str] = set()
        for field in group.layout.developer:
            meant = known.get((field.developer, field.number), [])
            if any(each.measure.name and each.measure.name not in own for each in meant):
                for name, values in _values(group, field, meant):
                    if name not in own:
                        fill(columns, name, total, group.where, values, filled)
    return columns


def _values(
    group: Rows, field: DeveloperField, known: list[Meaning]
) -> Iterable[tuple[str, Column]]:
    """The field's values, one column for each meaning that it has in the course of the file."""
    for place, meaning in enumerate(known):
        stored = stored_as(meaning.base, field.size, group.layout.order) if field.size else None
        if not meaning.measure.name or meaning.base.kind == "S" or stored is None:
            continue
        raw = group.block.view(_alone(stored[0], field.at, group.layout.size))["0"]
        values = numbers(raw, stored[1], meaning.measure) * meaning.factor
        if len(known) > 1:  # a late description still holds for what came before the first
            since = meaning.since if place else -1
            until = known[place + 1].since if place + 1 < len(known) else math.inf
            values[(group.offsets < since) | (group.offsets >= until)] = np.nan
        yield meaning.measure.name, values


@lru_cache(maxsize=1024)
def _alone(kind: str, at: int, size: int) -> np.dtype[np.void]:
    """One field of a message as a NumPy record type."""
    return np.dtype({"names": ["0"], "formats": [kind], "offsets": [at], "itemsize": size})
