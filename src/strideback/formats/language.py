"""The language that words are said in: English, until a face asks for another one.

A face that speaks another language gives its catalogue with `speaking`; `say` and `counted` then
find every text there.  What the catalogue does not hold is said in English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import TypeVar

_K = TypeVar("_K")


@dataclass(frozen=True, slots=True)
class Language:
    """How a language finds its words: a text, or one of its forms by a count.

    `decimal` stands before the tenths of a number, `thousands` between its thousands; `small_names`:
    a name within a sentence begins with a small letter, as English has it.
    """

    code: str
    text: Callable[[str], str] = str
    of_count: Callable[[str, str, int], str] = NullTranslations().ngettext
    decimal: str = "."
    thousands: str = ","
    small_names: bool = True

    def with_words(
        self, text: Callable[[str], str], of_count: Callable[[str, str, int], str]
    ) -> Language:
        """The same language with words to say."""
        return replace(self, text=text, of_count=of_count)


ENGLISH = Language("en")
LANGUAGES = {"en": ENGLISH, "de": Language("de", decimal=",", thousands=".", small_names=False)}
_spoken: ContextVar[Language] = ContextVar("language", default=ENGLISH)


def read(folder: Path, code: str) -> Language:
    """The language with the words of `CODE.mo` in the folder; in English where there is no such file."""
    try:
        with (folder / f"{code}.mo").open("rb") as file:
            found = GNUTranslations(file)
            return LANGUAGES[code].with_words(found.gettext, found.ngettext)
    except (FileNotFoundError, KeyError):
        return ENGLISH


def spoken() -> str:
    """The code of the language that is said just now: `en` or `de`."""
    return _spoken.get().code


def marked(text: str) -> str:
    """The text itself: a mark that it has to be translated, for texts that are said later."""
    return text


def say(text: str, **values: object) -> str:
    """The text in the language of the face, its `{placeholders}` filled in.

    >>> say("{side} side", side="left")
    'left side'
    """
    said = _spoken.get().text(text)
    return said.format(**values) if values else said


def counted(number: int, one: str, more: str) -> str:
    """The text for this number, in which `{count}` stands for it.

    >>> counted(1, "{count} day", "{count} days"), counted(3, "{count} day", "{count} days")
    ('1 day', '3 days')
    """
    return _spoken.get().of_count(one, more, number).format(count=number)


def quoted(words: str) -> str:
    """Somebody's own words, in the quotation marks of the language: `“so”`, in German `„so“`."""
    return say("“{words}”", words=words)


def number(value: float) -> str:
    """A number as short as it can be: `5`, `1.5`, in German `1,5`."""
    return f"{value:g}".replace(".", _spoken.get().decimal)


def whole(value: int) -> str:
    """A whole number with its thousands apart: `12,345`, in German `12.345`."""
    return f"{value:,}".replace(",", _spoken.get().thousands)


class Spoken(dict[_K, str]):
    """Texts by a key, each said in the language of the face when it is looked up."""

    def __getitem__(self, key: _K) -> str:
        return say(super().__getitem__(key))

    def get(self, key: _K, default: str = "") -> str:  # type: ignore[override]  # because: a text, always
        """The text said, or the default as it is."""
        return self[key] if key in self else default  # noqa: SIM401 - which would call itself


SIDES = Spoken({"left": marked("left"), "right": marked("right")})
_SIDES = re.compile(
    r"\b(?:left\b|right\b|link(?=(?:s|e[nrms]?)\b)|recht(?=(?:s|e[nrms]?)\b))", re.IGNORECASE
)
_OTHER = {"left": "right", "right": "left", "link": "recht", "recht": "link"}


def mirrored(text: str) -> str:
    """The text of the mirror image: left and right change places, in English and in German.

    >>> mirrored("The left knee is right of it."), mirrored("Das linke Knie, rechts")
    ('The right knee is left of it.', 'Das rechte Knie, links')
    """

    def other(found: re.Match[str]) -> str:
        word = _OTHER[found[0].lower()]
        return word.capitalize() if found[0][0].isupper() else word

    return _SIDES.sub(other, text)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Within it, everything is said in this language."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)
