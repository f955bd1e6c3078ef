"""The diary as CSV, for spreadsheets: a row an entry, a column a field (`diary_table`).

A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, and runs it.  Such a cell
gets a `'` in front, which reading takes away again, so that nothing is lost and nothing runs.  The same
holds within a cell behind a semicolon, a tab or a line end, where some spreadsheets begin a new cell.
"""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

from strideback.core.diary import Diary
from strideback.formats.diary_table import COLUMNS, Row, diary_of, rows
from strideback.formats.diary_text import DiaryUnreadable

_BEGINS = r"(?:^|(?<=[;\t\r\n]))"
_FORMULA = r"[ ]*[=+\-@\t\r\n＝＋－＠]"
_RISKY = re.compile(rf"{_BEGINS}(?='*{_FORMULA})")
_GUARDED = re.compile(rf"{_BEGINS}'(?='*{_FORMULA})")
_LONGEST_CELL = 64 * 1024 * 1024


def write(diary: Diary) -> str:
    """The whole diary; the first row has the names of the columns."""
    out = io.StringIO()
    told = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    told.writeheader()
    told.writerows({name: _cell(value) for name, value in row.items()} for row in rows(diary))
    return out.getvalue()


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula.

    >>> guarded("=1+1"), unguarded("'=1+1"), guarded("a - b"), guarded("a;-b")
    ("'=1+1", '=1+1', 'a - b', "a;'-b")
    """
    return _RISKY.sub("'", text)


def unguarded(cell: str) -> str:
    """The text that the cell was made of."""
    return _GUARDED.sub("", cell)


def _cell(value: Any) -> str:  # noqa: ANN401 - a field of any type
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, list):
        return guarded(json.dumps(value, ensure_ascii=False))
    return guarded(value) if isinstance(value, str) else str(value)


def read(text: str) -> Diary:
    """The diary in CSV, with commas or, as some spreadsheets save it, semicolons or tabs between cells.

    Raises `DiaryUnreadable` where a row is missing or not understood.
    """
    text = text.removeprefix("\ufeff")
    heads = re.match(r'"?entry"?([,;\t])', text)
    if heads is None:
        raise DiaryUnreadable("This is no diary in CSV: its first row does not begin with entry.")
    csv.field_size_limit(_LONGEST_CELL)
    told = csv.DictReader(io.StringIO(text, newline=""), delimiter=heads[1])
    try:
        return diary_of([_row(row, told.line_num) for row in told])
    except csv.Error as why:
        raise DiaryUnreadable(f"Line {told.line_num} is not CSV: {why}.") from None


def _row(row: dict[str, str], number: int) -> Row:
    try:
        return Row(int(row["entry"]), row["kind"], unguarded(row["line"]))
    except (KeyError, TypeError, ValueError):
        raise DiaryUnreadable(
            f"Line {number} lacks what every row has: entry, a number, then kind and line."
        ) from None
