"""Sentences about files: in English when they are made, in any language when they are shown.

The processes that read files know no language, and the page knows it only at the end.  A `Saying` is
its English, a text like any other, and keeps what it takes to say it anew: the text with its
`{placeholders}`, and the values for them.  As JSON it is `[text, values]`, and is read with care.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, Union

from strideback.formats.language import say, spoken, whole

Value = Union[str, int, date, "Saying"]

_DEEPEST: Final = 5  # a reason, in a reason, among several
_LARGEST: Final = 10**15
_LONGEST: Final = 8_000
_HOLE: Final = re.compile(r"\{([a-z][a-z0-9_]{0,30})\}")


class Saying(str):
    """A sentence in English that can be said in the language of the face."""

    __slots__ = ("text", "values")
    text: str
    values: Mapping[str, Value]

    def __new__(cls, text: str = "", values: Mapping[str, Value] | None = None) -> Saying:
        """The text with its placeholders filled in; without values it stays as it is."""
        english = {name: _english(value) for name, value in (values or {}).items()}
        made = super().__new__(cls, text.format(**english) if english else text)
        made.text, made.values = text, values or {}
        return made

    def said(self) -> str:
        """The sentence in the language of the face."""
        words = say(self.text) if self.text else ""
        filled = {name: _said(value) for name, value in self.values.items()}
        return words.format(**filled) if filled else words


NOTHING: Final = Saying()


def saying(text: str, /, **values: Value) -> Saying:
    """The sentence, its `{placeholders}` filled in; whole numbers get their separators.

    >>> saying("It holds more than {most} files.", most=50_000)
    'It holds more than 50,000 files.'
    """
    return Saying(text, values)


def together(sayings: Iterable[Saying], between: str = " ") -> Saying:
    """Several sentences, or words, one after the other; those that say nothing are left out."""
    parts = [each for each in sayings if each]
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    named = {f"part{place}": each for place, each in enumerate(parts)}
    return Saying(between.join(f"{{{name}}}" for name in named), named)


def _english(value: Value) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _said(value: Value) -> str:
    if isinstance(value, Saying):
        return value.said()
    if isinstance(value, int):
        return whole(value)
    if isinstance(value, date) and spoken() != "en":
        from strideback.formats.words import date_of  # slow: no process that reads needs it

        return date_of(value)
    return str(value)


# --- between processes ---------------------------------------------------------------------------


def as_json(told: Saying) -> list[object]:
    """The sentence for another process: its text, and its values by name."""
    return [told.text, {name: _as_json(value) for name, value in told.values.items()}]


def _as_json(value: Value) -> object:
    if isinstance(value, Saying):
        return as_json(value)
    return str(value) if isinstance(value, date) else value


def from_json(told: object, *, deep: int = _DEEPEST) -> Saying:
    """The sentence that another process told; raises `ValueError` where it is none.

    That process had a stranger's file in its hands: a placeholder is a plain name, filled in once,
    and nothing else is ever asked of a value.  A bare text is a sentence without values.
    """
    if isinstance(told, str):
        return _checked(told, {})
    match told:
        case [str() as text, dict() as values] if deep:
            return _checked(text, {name: _value(each, deep - 1) for name, each in values.items()})
    raise ValueError("This is no sentence.")


def _value(told: object, deep: int) -> Value:
    if isinstance(told, str):
        return _plain(told)
    if isinstance(told, int) and not isinstance(told, bool) and abs(told) <= _LARGEST:
        return told
    return from_json(told, deep=deep)


def _plain(text: str) -> str:
    """The text on one line, and such that it can be written."""
    return " ".join(text.encode("utf-8", "replace").decode().split())


def _checked(text: str, values: dict[str, Value]) -> Saying:
    text = _plain(text)
    if values:
        names, rest = _HOLE.findall(text), _HOLE.sub("", text)
        if sorted(names) != sorted(values) or "{" in rest or "}" in rest:
            raise ValueError("The placeholders of the sentence are not those of its values.")
    made = Saying(text, values)
    if len(made) > _LONGEST:
        raise ValueError("The sentence is too long.")
    return made
