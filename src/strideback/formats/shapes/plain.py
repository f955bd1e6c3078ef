"""Readers of plain values, words, lists and tables, and how trouble is noted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from math import isfinite
from typing import Any

from strideback.core.knowledge import Evidence
from strideback.core.terms import Level


@dataclass(slots=True)
class Trouble:
    """Something wrong at a place, which grows outward: `sets`, then `dose.sets`."""

    place: str
    says: str


Troubles = list[Trouble]
Reader = Callable[[object, Evidence | None, Troubles], Any]
"""The value, the evidence it inherits, and where to note trouble; what comes back counts only if
no trouble was noted."""


def at(name: str, troubles: Troubles, since: int) -> None:
    """Put `name` before the place of every trouble noted `since`."""
    for trouble in troubles[since:]:
        inner = trouble.place
        trouble.place = f"{name}{'' if not inner or inner[0] == '#' else '.'}{inner}"


def described(value: object) -> str:
    """The value as a person would name it, to say what was found instead.

    >>> described(True), described(3), described("a"), described([])
    ('the yes-or-no value true', 'the number 3', "the text 'a'", 'a list')
    """
    match value:
        case bool():
            return f"the yes-or-no value {str(value).lower()}"
        case int() if abs(value) > 10**15:
            return "a number far too large"
        case int() | float():
            return f"the number {value}"
        case str():
            return f"the text '{value[:37] + '…' if len(value) > 40 else value}'"
        case list():
            return "a list"
        case dict():
            return "a table"
    return "a date or time"


def must_be(wanted: str, value: object) -> Trouble:
    """Trouble for a value of the wrong type."""
    return Trouble("", f"must be {wanted}, not {described(value)}")


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """The nearest known word as a question, or nothing.

    >>> did_you_mean("levl", ["level", "name"])
    "; did you mean 'level'?"
    """
    from difflib import get_close_matches  # late: needed only when something is wrong

    near = get_close_matches(word, list(words), n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def unknown_key(key: str, known: Iterable[str]) -> Trouble:
    """Trouble for a key that the record does not have."""
    return Trouble("", f"unknown key '{key}'{did_you_mean(key, known)}")


def _plain(kind: type, wanted: str) -> Reader:
    def read(value: object, _: Evidence | None, troubles: Troubles) -> object:
        if type(value) is not kind:
            troubles.append(must_be(wanted, value))
        return value

    return read


text = _plain(str, "text in quotes")
whole = _plain(int, "a whole number")
yes_no = _plain(bool, "true or false")


def number(value: object, _: Evidence | None, troubles: Troubles) -> float:
    """A decimal or whole number that is finite."""
    if type(value) is float and isfinite(value):
        return value
    if type(value) is int and abs(value) <= 10**15:
        return float(value)
    troubles.append(must_be("a number", value))
    return 0.0


def word_of(kind: type[Enum]) -> Reader:
    """A reader of one of the words of an enumeration."""
    words: dict[str, Enum] = {
        each.word if isinstance(each, Level) else str(each.value): each for each in kind
    }
    listed = f"one of: {', '.join(words)}"

    def read(value: object, _: Evidence | None, troubles: Troubles) -> Enum | None:
        if type(value) is not str:
            troubles.append(must_be(listed, value))
            return None
        if value not in words:
            troubles.append(Trouble("", f"'{value}' is not {listed}"))
        return words.get(value)

    return read


def array_of(part: Reader) -> Reader:
    """A reader of a list as a tuple; `#2` in a place is the second part."""

    def read(value: object, evidence: Evidence | None, troubles: Troubles) -> tuple[object, ...]:
        if type(value) is not list:
            troubles.append(must_be("a list in [brackets]", value))
            return ()
        given = []
        since = len(troubles)
        for each in value:
            given.append(part(each, evidence, troubles))
            if len(troubles) > since:
                at(f"#{len(given)}", troubles, since)
                since = len(troubles)
        return tuple(given)

    return read


def table_of(part: Reader) -> Reader:
    """A reader of a table with any keys, all its values alike."""

    def read(value: object, evidence: Evidence | None, troubles: Troubles) -> dict[str, object]:
        if type(value) is not dict:
            troubles.append(must_be("a table", value))
            return {}
        given: dict[str, object] = {}
        read_keys(value, dict.fromkeys(value, part), given, evidence, troubles)
        return given

    return read


def read_keys(
    table: Mapping[str, object],
    readers: Mapping[str, Reader],
    given: dict[str, Any],
    evidence: Evidence | None,
    troubles: Troubles,
) -> None:
    """Read every known key of the table into `given`, and note the unknown ones."""
    for key, value in table.items():
        reader = readers.get(key)
        if reader is None:
            troubles.append(unknown_key(key, readers))
            continue
        since = len(troubles)
        given[key] = reader(value, evidence, troubles)
        if len(troubles) > since:
            at(key, troubles, since)
