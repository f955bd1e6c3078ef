"""The diary as JSON lines: one object an entry, with plain fields for other programs.

    {"line": 3, "event": 1, "kind": "pain", "on": "2026-03-02", "now": 4.0}

`line` is the entry's place in the diary and `event` its number among the events, by which corrections
name it.  Whoever writes such a file may leave both out; where they stand they have to be true, so that
a file with a piece missing is not taken for a whole one.  The law is `read(write(diary)) == diary`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from strideback.core.diary import Diary, Entry, Remark, Unread
from strideback.formats.diary_text import DiaryUnreadable
from strideback.formats.event_fields import NotAnEntry, entry_of, plain


def write(diary: Diary) -> str:
    """The whole diary, an object a line."""
    return "".join([f"{json_of(each)}\n" for each in numbered(diary)])


def numbered(diary: Diary) -> Iterator[dict[str, Any]]:
    """Each entry as plain fields, with its place and, where it is an event, its number."""
    events = 0
    for line, entry in enumerate(diary.entries, 1):
        number = {}
        if not isinstance(entry, Remark | Unread):
            events += 1
            number = {"event": events}
        yield {"line": line, **number, **plain(entry)}


def json_of(told: dict[str, Any]) -> str:
    """The object on one line, in UTF-8 but for what no UTF-8 can hold."""
    said = json.dumps(told, ensure_ascii=False, allow_nan=False)
    try:
        said.encode()
    except UnicodeEncodeError:
        return json.dumps(told, allow_nan=False)
    return said


def read(text: str) -> Diary:
    """The diary in JSON lines; `DiaryUnreadable` names the first line that is not understood."""
    entries: list[Entry] = []
    events = 0
    for place, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if not line.strip():
            continue
        try:
            told = _object(line)
            entry = entry_of(_without_numbers(told), len(entries) + 1)
            events += not isinstance(entry, Remark | Unread)
            _check(told, "line", len(entries) + 1)
            _check(told, "event", events)
        except NotAnEntry as why:
            raise DiaryUnreadable(f"Line {place} cannot be read: {why}") from None
        entries.append(entry)
    return Diary(tuple(entries))


def _object(line: str) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        raise NotAnEntry("it is no JSON.") from None
    if not isinstance(told, dict):
        raise NotAnEntry("it is no object with fields.")
    return told


def _without_numbers(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name not in {"line", "event"}}


def _check(told: dict[str, Any], name: str, number: int) -> None:
    if told.get(name) not in (None, number):
        raise NotAnEntry(
            f"it says that it is {name} {told[name]} and is {number}; something before it is missing."
        )
