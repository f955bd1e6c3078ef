"""Readers of whole records, made from their type hints."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from strideback.core import knowledge as core
from strideback.core.knowledge import Evidence, Sentence
from strideback.formats.shapes import plain, sentences
from strideback.formats.shapes.plain import Reader, Trouble, Troubles, at, must_be


@cache
def record_of(record: type, *, cites: bool = False) -> Reader:
    """A reader of a table as this record.

    `cites`: the table may hold `evidence` for all its sentences though the record has no such
    field.  A record that has the field inherits it where the table leaves it out.
    """
    readers = {name: _reader_of(hint) for name, hint in get_type_hints(record).items()}
    has_evidence = readers.pop("evidence", None) is not None
    needed = _needed_by(record) - {"evidence"}

    def read(value: object, evidence: Evidence | None, troubles: Troubles) -> object:
        if type(value) is not dict:
            troubles.append(must_be("a table", value))
            return None
        start = len(troubles)
        given: dict[str, Any] = {}
        table = value
        if (cites or has_evidence) and "evidence" in value:
            table = dict(value)
            evidence = sentences.evidence(table.pop("evidence"), evidence, troubles)
            at("evidence", troubles, start)
        if has_evidence:
            given["evidence"] = evidence
            if evidence is None and len(troubles) == start:
                troubles.append(Trouble("evidence", "is missing"))
        plain.read_keys(table, readers, given, evidence, troubles)
        if not needed <= table.keys():
            missing = sorted(needed - table.keys())
            troubles.extend(Trouble(key, "is missing") for key in missing)
        return record(**given) if len(troubles) == start else None

    return read


def _needed_by(record: type) -> frozenset[str]:
    """The fields that have no default."""
    return frozenset(
        each.name
        for each in fields(record)
        if each.default is MISSING and each.default_factory is MISSING
    )


@cache
def _reader_of(hint: Any) -> Reader:  # noqa: ANN401 - because a hint may be any form of type
    """The reader for the type hint of a field."""
    hint = getattr(hint, "__supertype__", hint)  # a NewType is read as what it is made of
    if hint in _READERS:
        return _READERS[hint]
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        some = tuple(each for each in parts if each is not types.NoneType)
        return sentences.formula if core.Is in some else _reader_of(some[0])
    if origin is tuple:
        return plain.array_of(_reader_of(parts[0]))
    if origin is not None and issubclass(origin, Mapping):
        return plain.table_of(_reader_of(parts[1]))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return plain.word_of(hint)
    if is_dataclass(hint):
        return record_of(hint)  # type: ignore[arg-type]  # because: never an instance
    raise TypeError(f"no reader for {hint!r}; add one here")


_READERS: dict[object, Reader] = {
    str: plain.text,
    int: plain.whole,
    bool: plain.yes_no,
    float: plain.number,
    Sentence: sentences.sentence,
}
