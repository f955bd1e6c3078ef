"""The diary as a table: a row an entry, a column for each field.  CSV and Parquet are made of it.

The columns are for other programs.  The last one, `line`, is the entry in the words of a text diary,
and it alone is read back: what a spreadsheet makes of days and numbers does no harm, nor does another
order of the rows.  A row that is missing does, and is named.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from strideback.core.diary import Answered, Corrected, Diary, Entry, Mark, Stroke, Unread
from strideback.core.terms import Side
from strideback.formats import diary_text
from strideback.formats.diary_grammar import KINDS
from strideback.formats.diary_jsonl import numbered
from strideback.formats.diary_text import DiaryUnreadable
from strideback.formats.event_fields import ANSWERS, fields_of

DAMAGED = "damaged"
"""The kind of a line with bytes that are no text: `line` holds it as a JSON string."""

_ODD = re.compile("[\0\ud800-\udfff]")
_PLAIN = {str: "text", float: "number", int: "whole", bool: "yes-no", Side: "text", date: "day"}
_OF_ALL = {
    "entry": "whole",
    "event": "whole",
    "kind": "text",
    "on": "day",
    "at": "text",
    "form": "whole",
    "corrects": "whole",
    "replacement": "text",
    "question": "text",
}
_PARTS = {Mark: "marks", Stroke: "strokes"}


@dataclass(frozen=True, slots=True)
class Row:
    """What is read back of a row: its place in the diary, its kind, its line."""

    entry: int
    kind: str
    line: str


def _columns() -> dict[str, str]:
    """Each column with its type, in order: text, number, whole, yes-no, day, or a list of them."""
    found = _OF_ALL | {name: _type(each) for name, each in ANSWERS.items()}
    for kind in KINDS.values():
        if isinstance(kind.makes, type) and kind.makes not in {Answered, Corrected}:
            found |= {each.called: _type(each.type) for each in fields_of(kind.makes)}
    return {**found, "line": "text"}


def _type(of: Any) -> str:  # noqa: ANN401 - a type as an annotation says it
    origin, inner = get_origin(of), get_args(of)
    if origin in (Union, UnionType):
        return _type(next(each for each in inner if each is not NoneType))
    if origin is tuple:
        return _PARTS.get(inner[0]) or f"list of {_type(inner[0])}"
    return _PLAIN[of]


COLUMNS = _columns()
"""Every column with the type of what stands in it."""


def rows(diary: Diary) -> Iterator[dict[str, Any]]:
    """The rows; a column that an entry does not fill is left out."""
    for entry, told in zip(diary.entries, numbered(diary), strict=True):
        row = {"entry": told.pop("line"), **told, **_line(entry)}
        if isinstance(entry, Corrected):
            row |= _replaced(told.get("replacement"))
        elif "event" not in told:
            row.pop("text")  # a remark: it stands in `line`
        yield row


def _replaced(told: dict[str, Any] | None) -> dict[str, Any]:
    """What a correction says instead, in the columns of its kind."""
    if told is None:
        return {"replacement": "removed"}
    body = {name: value for name, value in told.items() if name not in {"kind", "form"}}
    return {**body, "replacement": told["kind"]}


def _line(entry: Entry) -> dict[str, str]:
    line = diary_text.line_of(entry)
    if isinstance(entry, Unread) and _ODD.search(line):
        return {"kind": DAMAGED, "line": json.dumps(line)}
    return {"line": line}


def diary_of(found: Iterable[Row]) -> Diary:
    """The diary of the rows, in any order; `DiaryUnreadable` where one is missing or cannot be read."""
    ordered = sorted(found, key=lambda row: row.entry)
    lines = []
    for place, row in enumerate(ordered, 1):
        if row.entry != place:
            what = (
                f"Entry {place} is missing"
                if row.entry > place
                else f"Entry {row.entry} is there twice"
            )
            raise DiaryUnreadable(f"{what}; only a whole diary can be read back.")
        lines.append(_line_of(row))
    return diary_text.parse("".join([f"{line}\n" for line in lines])).diary


def _line_of(row: Row) -> str:
    line: object = row.line
    if row.kind == DAMAGED:
        try:
            line = json.loads(row.line)
        except (ValueError, RecursionError):
            line = None
    if isinstance(line, str) and not {"\n", "\r"} & set(line):
        return line
    raise DiaryUnreadable(
        f"The column line of entry {row.entry} is not one line; take it as it was."
    )
