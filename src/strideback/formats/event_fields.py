"""Every entry of a diary as plain fields by name, and back: what JSON lines, CSV and Parquet share.

The names are those of `core/diary.py`, but for three: what a line answers is `answer` (words), `value`
(a number), `day` or `options`; the `kind` of a run is `run_kind`; a correction `corrects` an event.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from strideback.core.diary import Answered, AnyEvent, Corrected, Entry, Event, Ran, Remark, Unread
from strideback.core.terms import Side
from strideback.formats.diary_grammar import KINDS
from strideback.formats.diary_line import read_line
from strideback.formats.diary_write import format_event

Plain = dict[str, Any]
"""A name for each field: text, numbers, yes or no, lists and objects, as JSON has them."""

REMARK, UNREAD = "remark", "unread"
ANSWERS = {"answer": str, "value": float, "day": date, "options": tuple[str, ...]}
"""The four fields that an answer may stand in, each with its type."""

_WORDS = {kind.makes: word for word, kind in KINDS.items()}
_OF_ALL = {each.name for each in fields(Event)}
_SAID = "replacement"  # null takes an event back, so that it is never left out by mistake
_RENAMED = {(Ran, "kind"): "run_kind", (Corrected, "number"): "corrects"}


class NotAnEntry(ValueError):  # noqa: N818 - it says what is the matter
    """The fields are no entry of a diary; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind of event: its own name, the name it goes by outside, its type."""

    name: str
    called: str
    type: Any
    default: Any


@cache
def fields_of(makes: Any) -> tuple[Field, ...]:  # noqa: ANN401 - a class
    """The fields of a kind of event, or of a part of one, without its day, its time and its form."""
    types = get_type_hints(makes)
    return tuple(
        Field(
            each.name, _RENAMED.get((makes, each.name), each.name), types[each.name], each.default
        )
        for each in fields(makes)
        if not (issubclass(makes, Event) and each.name in _OF_ALL)
    )


# --- an entry as fields --------------------------------------------------------------------------


def plain(entry: Entry) -> Plain:
    """The entry as fields, the empty ones left out.

    >>> plain(read_line("2026-03-02 did side-plank.left 3x10"))["sets"]
    3
    """
    if isinstance(entry, Remark | Unread):
        return {"kind": REMARK if isinstance(entry, Remark) else UNREAD, "text": entry.text}
    told: Plain = {"kind": _WORDS[type(entry)], "on": entry.on.isoformat()}
    if entry.at is not None:
        told["at"] = entry.at.isoformat()
    if entry.form != 1:
        told["form"] = entry.form
    return told | _body(entry)


def _body(event: AnyEvent) -> Plain:
    if isinstance(event, Answered):
        return {"question": event.question, _answered_as(event.value): _plain(event.value)}
    told: Plain = {}
    makes: Any = type(event)
    for each in fields_of(makes):
        value = getattr(event, each.name)
        empty = value == each.default and value in (None, "", ())
        if not empty or each.name == _SAID:
            told[each.called] = _plain(value)
    return told


def _answered_as(value: object) -> str:
    if isinstance(value, str):
        return "answer"
    if isinstance(value, tuple):
        return "options"
    return "day" if isinstance(value, date) else "value"


def _plain(value: Any) -> Any:  # noqa: ANN401 - a field of any type
    """A value as JSON has it."""
    if isinstance(value, Side):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Event):
        inner = plain(value)  # type: ignore[arg-type]  # because: an event of any kind
        return {name: told for name, told in inner.items() if name not in {"on", "at"}}
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    return value


# --- and back ------------------------------------------------------------------------------------


def entry_of(told: Mapping[str, Any], line: int = 0) -> Entry:
    """The entry that the fields say; `NotAnEntry` says in one sentence why there is none.

    Only what a line of a text diary can say is an event: the same ranges hold.  `line` is the place of
    an entry that nobody understood.
    """
    kind = told.get("kind")
    if kind in (REMARK, UNREAD):
        _only(told, {"kind", "text"})
        text = _value(str, told.get("text"), "text")
        if "\n" in text or "\r" in text:
            raise NotAnEntry("text holds a line end; an entry is one line.")
        return Remark(text) if kind == REMARK else Unread(text, line)
    return _checked(_event(told, _when(told)))


def _event(told: Mapping[str, Any], when: Plain) -> AnyEvent:
    kind = told.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise NotAnEntry(f"kind is {_shown(kind)}; one of {', '.join(KINDS)} is wanted.")
    makes = KINDS[kind].makes
    if not isinstance(makes, type):
        raise TypeError(f"{kind} is made by no class")
    form = _value(int, told.get("form", 1), "form")
    known = {"kind", "on", "at", "form"}
    if makes is Answered:
        _only(told, {*known, "question", *ANSWERS})
        question = _value(str, told.get("question"), "question")
        return Answered(**when, form=form, question=question, value=_answer(told))
    _only(told, known | {each.called for each in fields_of(makes)})
    given = {
        each.name: _field(each, told, when) for each in fields_of(makes) if each.called in told
    }
    for each in fields_of(makes):
        if (each.default is MISSING or each.name == _SAID) and each.name not in given:
            raise NotAnEntry(f"{each.called} is missing in what is {kind}.")
    event: AnyEvent = makes(**when, form=form, **given)
    return event


def _field(field: Field, told: Mapping[str, Any], when: Plain) -> Any:  # noqa: ANN401 - of any type
    given = told[field.called]
    if field.name == _SAID:
        if given is None:
            return None
        if not isinstance(given, dict):
            raise NotAnEntry("replacement is no object with fields, and not null.")
        return _event(given, when)
    return _value(field.type, given, field.called)


def _answer(told: Mapping[str, Any]) -> Any:  # noqa: ANN401 - an answer is of several types
    given = [name for name in ANSWERS if told.get(name) is not None]
    if len(given) != 1:
        raise NotAnEntry(f"an answer stands in one of {', '.join(ANSWERS)}; here in {len(given)}.")
    return _value(ANSWERS[given[0]], told[given[0]], given[0])


def _when(told: Mapping[str, Any]) -> Plain:
    at = _value(datetime | None, told.get("at"), "at")
    on = _value(date | None, told.get("on"), "on")
    if on is None and at is None:
        raise NotAnEntry("on is missing: the day, as in 2026-03-01.")
    if at is not None and on not in (None, at.date()):
        raise NotAnEntry(f"on is {on} and at is another day.")
    return {"on": on or at.date(), "at": at}


def _checked(event: AnyEvent) -> AnyEvent:
    """The event, when a diary line can say it."""
    try:
        read = read_line(format_event(event))
    except (IndexError, OverflowError, ValueError) as why:
        raise NotAnEntry(f"no diary line can say this: {why}.") from None
    if isinstance(read, tuple):
        raise NotAnEntry(read[0])
    if read != event:
        raise NotAnEntry("no diary line can say this; look at its numbers and words.")
    return event


def _only(told: Mapping[str, Any], known: set[str]) -> None:
    if strange := sorted(set(told) - known):
        raise NotAnEntry(f"{_shown(strange[0])} is no field of what is {told.get('kind')}.")


def _shown(value: object) -> str:
    said = repr(value)
    return said if len(said) <= 40 else f"{said[:39]}…"


# --- values by their type ------------------------------------------------------------------------


def _value(wanted: Any, given: Any, name: str) -> Any:  # noqa: ANN401 - of any type
    """The value as the type wants it; `name` is for the sentence when it is not."""
    origin, inner = get_origin(wanted), get_args(wanted)
    if origin in (Union, UnionType):
        kinds = [each for each in inner if each is not NoneType]
        return None if given is None else _value(kinds[0], given, name)
    if origin is tuple:
        return _list(inner, given, name)
    if is_dataclass(wanted):
        return _part(wanted, given, name)
    try:
        return _READERS[wanted](given)
    except (TypeError, ValueError, OverflowError):
        raise NotAnEntry(f"{name} is {_shown(given)}; {_WANTED[wanted]} is wanted.") from None


def _list(inner: tuple[Any, ...], given: Any, name: str) -> tuple[Any, ...]:  # noqa: ANN401 - of any type
    pair = Ellipsis not in inner
    if not isinstance(given, list) or (pair and len(given) != len(inner)):
        raise NotAnEntry(f"{name} is {_shown(given)}; a list{' of two' * pair} is wanted.")
    types = inner if pair else (inner[0],) * len(given)
    return tuple(_value(each, one, name) for each, one in zip(types, given, strict=True))


def _part(makes: Any, given: Any, name: str) -> Any:  # noqa: ANN401 - a mark or a stroke
    wanted = {each.name: each.type for each in fields_of(makes)}
    if not isinstance(given, dict) or given.keys() != wanted.keys():
        raise NotAnEntry(
            f"{name} holds {_shown(given)}; an object with {', '.join(wanted)} is wanted."
        )
    return makes(**{each: _value(of, given[each], name) for each, of in wanted.items()})


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise TypeError
    return given


def _number(given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
        raise TypeError
    return float(given)


def _whole(given: object) -> int:
    if _number(given) != int(_number(given)):
        raise TypeError
    return int(_number(given))


def _yes_no(given: object) -> bool:
    if not isinstance(given, bool):
        raise TypeError
    return given


_READERS: Mapping[Any, Any] = {
    str: _text,
    float: _number,
    int: _whole,
    bool: _yes_no,
    Side: lambda given: Side(_text(given)),
    date: lambda given: date.fromisoformat(_text(given)),
    datetime: lambda given: datetime.fromisoformat(_text(given)),
}
_WANTED: Mapping[Any, str] = {
    str: "text",
    float: "a number",
    int: "a whole number",
    bool: "true or false",
    Side: "left or right",
    date: "a day as in 2026-03-01",
    datetime: "an instant as in 2026-03-01T07:30+01:00",
}
