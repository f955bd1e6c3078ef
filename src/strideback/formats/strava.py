"""Strava's bulk export: a table of all activities, and a folder with the files of most of them.

The table's headers repeat and come in the runner's language, so columns are found by where they
stand, counted from the one that names the file.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from strideback.formats.activity import Activity, FileRefused
from strideback.formats.sayings import Saying, saying
from strideback.formats.sports import is_indoor, sport_of

INDEX: Final = "activities.csv"
_FILES: Final = "activities/"
_USUAL_FILE_AT: Final = 12
_DATE_AT, _NAME_AT, _TYPE_AT = 1, 2, 3
# Counted from the column of the file.
_ELAPSED, _MOVING, _METRES, _UP, _DOWN = 3, 4, 5, 8, 9
_MOST_ROWS: Final = 50_000
_TOO_LONG: Final = saying("a field of it is longer than any real one")
_NUMBERS: Final = re.compile(r"\d+")
_AFTERNOON: Final = re.compile(r"(?i)\d\s*p\.?\s?m")
_MORNING: Final = re.compile(r"(?i)\d\s*a\.?\s?m")
_MONTHS: Final = (
    "jan|gen|ene|janv",
    "feb|fév|fev",
    "mar|mär|mrt",
    "apr|avr|abr",
    "may|mai|mag|mei",
    "jun|juin|giu",
    "jul|juil|lug",
    "aug|aoû|aou|ago",
    "sep|set",
    "oct|okt|ott|out",
    "nov",
    "dec|dez|déc|dic",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One activity of the table; `document` says the row in a form that `read_row` reads."""

    id: str
    file: str
    start: datetime | None
    document: bytes


def rows(table: bytes) -> Iterator[Row]:
    """The activities of the table, in its order; raises `FileRefused` when it is no such table."""
    text = table.decode("utf-8-sig", "replace").replace("\0", "")
    try:
        lines = [line for line in csv.reader(io.StringIO(text, newline="")) if line]
    except csv.Error as bad:
        # `csv` names its limit, which belongs to the whole process and may be any.
        why = _TOO_LONG if "field limit" in str(bad) else Saying(str(bad))
        raise FileRefused(
            saying("The table {table} cannot be read ({why}).", table=INDEX, why=why)
        ) from bad
    body = lines[1 : _MOST_ROWS + 1]
    at = _file_column(body)
    day_first = _day_first([line[_DATE_AT] for line in body if len(line) > _DATE_AT])
    for line in body:
        if len(line) > max(at + _METRES, _TYPE_AT):
            start = _date(line[_DATE_AT], day_first=day_first)
            yield Row(line[0], line[at].strip(), start, _document(line, at, start))


def _file_column(body: Sequence[Sequence[str]]) -> int:
    for line in body:
        for at, cell in enumerate(line):
            if cell.startswith(_FILES):
                return at
    return _USUAL_FILE_AT


def _document(line: Sequence[str], at: int, start: datetime | None) -> bytes:
    def number(offset: int) -> float | None:
        return _number(line[at + offset]) if at + offset < len(line) else None

    told = {
        "date": line[_DATE_AT],
        "start": start and start.isoformat(),
        "name": line[_NAME_AT],
        "type": line[_TYPE_AT],
        "elapsed_s": number(_ELAPSED),
        "moving_s": number(_MOVING),
        "distance_m": number(_METRES),
        "ascent_m": number(_UP),
        "descent_m": number(_DOWN),
    }
    return json.dumps({"strava": told}).encode()


def read_row(told: dict[str, object]) -> Activity:
    """The activity of a row that has no file: its numbers, without points."""
    start = told.get("start")
    if not isinstance(start, str):
        words = str(told.get("date", ""))[:60]
        raise FileRefused(
            saying(
                "Its date {words} in {table} is in a form that strideback does not know.",
                words=repr(words),
                table=INDEX,
            )
        )
    kind = str(told.get("type", ""))

    def number(key: str) -> float | None:
        value = told.get(key)
        return value if isinstance(value, float) and math.isfinite(value) else None

    return Activity(
        sport=sport_of(kind) or "other",
        sub_sport=kind.lower(),
        start=datetime.fromisoformat(start),
        elapsed_s=number("elapsed_s"),
        moving_s=number("moving_s"),
        distance_m=number("distance_m"),
        ascent_m=number("ascent_m"),
        descent_m=number("descent_m"),
        indoor=is_indoor(kind),
        points=0,
        notes=(saying("It has no file in the export; its numbers come from Strava's table."),),
    )


def _number(cell: str) -> float | None:
    """A number as any language writes it; None when it is none or is negative.

    >>> _number("3322.949951"), _number("9,44"), _number("")
    (3322.949951, 9.44, None)
    """
    cell = cell.strip().replace(" ", "").replace("\u202f", "").replace("\u00a0", "")
    if "," in cell:
        cell = cell.replace(",", ".") if "." not in cell else cell.replace(",", "")
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if 0 <= value < 1e8 else None


def _day_first(dates: Sequence[str]) -> bool:
    """Whether 03/04 is the third of April, by all the dates of the table together."""
    seen = [[int(each) for each in _NUMBERS.findall(date[:40])[:2]] for date in dates]
    if any(len(each) == 2 and each[1] > 12 for each in seen if each[:1] and each[0] <= 12):
        return False
    return not any(_AFTERNOON.search(date) or _MORNING.search(date) for date in dates) or any(
        12 < each[0] <= 31 for each in seen if each
    )


def _date(text: str, *, day_first: bool) -> datetime | None:
    """A date as any of Strava's languages writes it; its tables are in UTC.

    >>> _date("May 29, 2022, 3:53:35 PM", day_first=False)
    datetime.datetime(2022, 5, 29, 15, 53, 35, tzinfo=datetime.timezone.utc)
    >>> _date("09.12.2022, 15:24:49", day_first=True)
    datetime.datetime(2022, 12, 9, 15, 24, 49, tzinfo=datetime.timezone.utc)
    """
    numbers = [int(each) for each in _NUMBERS.findall(text[:60])]
    words = re.findall(r"[^\W\d_]{3,}", text.lower())
    month = next(
        (at for word in words for at, names in enumerate(_MONTHS, 1) if re.match(names, word)), None
    )
    if month is not None:
        numbers.insert(1, month)
        day_first = True
    if len(numbers) < 5:
        return None
    first, second, third, hour, minute = numbers[:5]
    second_of = numbers[5] if len(numbers) > 5 else 0
    if first > 31:
        year, month, day = first, second, third
    else:
        year, month, day = third, *((second, first) if day_first else (first, second))
    if _AFTERNOON.search(text) and hour < 12:
        hour += 12
    elif _MORNING.search(text) and hour == 12:
        hour = 0
    try:
        found = datetime(year, month, day, hour, minute, second_of, tzinfo=UTC)
    except ValueError:
        return None
    return found if 2000 <= year < 2100 else None
