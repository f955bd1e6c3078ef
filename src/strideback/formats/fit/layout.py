"""How the bytes of one kind of message lie, as a definition message in the file says."""

from __future__ import annotations

from functools import cached_property, lru_cache
from struct import Struct, calcsize
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from strideback.formats.fit.profile import (
    BASES,
    COMPRESSED,
    FIELDS,
    RECORD,
    RECORD_FIELDS,
    TEXTS,
    TIMESTAMP,
    Base,
)

Block = NDArray[Any]
"""One message a row, each row the message's bytes with its header byte."""


class Field(NamedTuple):
    """A field with a use: its number, where it lies, and how it is stored."""

    number: int
    at: int
    format: str
    nothing: int | None


class DeveloperField(NamedTuple):
    """A field that an app added; what it means is said elsewhere in the file."""

    developer: int
    number: int
    at: int
    size: int


class Layout:
    """The message number, the size with the header byte, and the fields with a use."""

    def __init__(
        self,
        message: int,
        size: int,
        order: str,
        fields: tuple[Field, ...],
        developer: tuple[DeveloperField, ...],
    ) -> None:
        self.message = message
        self.size = size
        self.order = order
        self.fields = fields
        self.developer = developer

    @cached_property
    def rows(self) -> np.dtype[np.void]:
        """For many messages: the fields as a NumPy record type, named `0`, `1`, ... in order."""
        return np.dtype(
            {
                "names": [str(place) for place in range(len(self.fields))],
                "formats": [field.format for field in self.fields],
                "offsets": [field.at for field in self.fields],
                "itemsize": self.size,
            }
        )

    @cached_property
    def one(self) -> Struct:
        """For single messages: what unpacks the same fields from its bytes."""
        text, at = self.order, 0
        for field in self.fields:
            kind = field.format.lstrip("<>")
            code = f"{kind[1:]}s" if kind[0] in "SV" else _CODES[kind]
            text += f"{field.at - at}x{code}"
            at = field.at + calcsize(self.order + code)
        return Struct(text)

    @cached_property
    def names(self) -> tuple[tuple[str | None, int | None], ...]:
        """For each field its name in the small tables, and what means `nothing`."""
        known = FIELDS.get(self.message, {})
        return tuple((known.get(field.number), field.nothing) for field in self.fields)


_CODES = {
    "u1": "B",
    "i1": "b",
    "u2": "H",
    "i2": "h",
    "u4": "I",
    "i4": "i",
    "u8": "Q",
    "i8": "q",
    "f4": "f",
    "f8": "d",
}


@lru_cache(maxsize=1024)
def layout(definition: bytes, with_developer: bool) -> Layout:  # a hot path
    """The layout that a definition message describes.

    `definition` starts after the header byte and is complete; `with_developer` says that a list
    of developer fields follows the list of fields.
    """
    order = ">" if definition[1] == 1 else "<"
    message = int.from_bytes(definition[2:4], "big" if order == ">" else "little")
    wanted = {*RECORD_FIELDS, COMPRESSED} if message == RECORD else FIELDS.get(message, {})
    after = 5 + 3 * definition[4]
    at, fields = 1, []
    for place in range(5, after, 3):
        number, size, base = definition[place : place + 3]
        if size and (number in wanted or number == TIMESTAMP):
            field = _field(message, number, at, size, BASES.get(base & 0x1F), order)
            if field is not None:
                fields.append(field)
        at += size
    developer = []
    if with_developer:
        for place in range(after + 1, after + 1 + 3 * definition[after], 3):
            number, size, index = definition[place : place + 3]
            developer.append(DeveloperField(index, number, at, size))
            at += size
    return Layout(message, at, order, tuple(fields), tuple(developer))


def _field(
    message: int, number: int, at: int, size: int, base: Base | None, order: str
) -> Field | None:
    """The field, or None where its bytes cannot be the value that its number promises."""
    if message == RECORD and number == COMPRESSED:
        return Field(number, at, "V3", None) if size == 3 else None
    text = number != TIMESTAMP and FIELDS.get(message, {}).get(number) in TEXTS
    if base is None or (base.kind == "S") != text:
        return None
    if text:
        return Field(number, at, f"S{size}", None)
    stored = stored_as(base, size, order)
    return None if stored is None else Field(number, at, *stored)


def stored_as(base: Base, size: int, order: str) -> tuple[str, int | None] | None:
    """NumPy's name for a value of this size, and what means `nothing`; None if there is none.

    An array gives its first value.  A field whose size is no multiple of its type's (COROS writes
    a uint32 of one byte), or a number kept as loose bytes, is an integer of the size it has.
    """
    loose = base == BASES[0x0D] and size > 1
    if size % base.width == 0 and not loose:
        return f"{order}{base.kind}{base.width}", base.nothing
    if size not in {1, 2, 4, 8} or base.kind == "f":
        return None
    if base.kind == "i":
        return f"{order}i{size}", (1 << (8 * size - 1)) - 1
    return f"{order}u{size}", (1 << (8 * size)) - 1
