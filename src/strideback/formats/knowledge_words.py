"""The words of the knowledge in another language: which texts there are, and the same things with others.

A catalogue is `text/LANGUAGE.po` in the knowledge folder: gettext, which translators know.  A text is
looked up by its whole English wording, so a sentence that was changed since is shown in English until
it is translated anew, never with the words of before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, Final, TypeVar

from strideback.core import knowledge as core
from strideback.core.knowledge import Knowledge
from strideback.formats.language import Language

_OURS: Final = ("own", "guide")
_NO_WORDS: Final = ("decimal", "small_names")
WORDED: Final[Mapping[type, tuple[str, ...]]] = {
    core.Sentence: ("says",),
    core.Question: ("unit",),
    core.FindingRule: ("name",),
    core.Flag: ("name", "within"),
    core.Region: ("name", "plain"),
    core.Point: ("where",),
    core.Muscle: ("name",),
    core.SelfTest: ("name",),
    core.Exercise: ("name",),
    core.Stage: ("name",),
    core.Programme: ("name",),
    core.PoseSeries: ("name",),
    core.Claim: ("says",),
    core.Faq: ("question",),
    core.Tip: ("name",),
    core.Source: ("interest", "note"),
    core.Words: tuple(each.name for each in fields(core.Words) if each.name not in _NO_WORDS),
}
"""The fields that are words, of every record that has some."""

_T = TypeVar("_T")


def texts(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Every text with its place, in the order of the files: `exercises/clam.steps.2`, its words."""
    for each in fields(Knowledge):
        value = getattr(knowledge, each.name)
        rules = not isinstance(value, Mapping)
        top = f"rules/{each.name}" if rules else each.name
        yield from _of(value, top, "/" if not rules else ".")


def _of(value: object, place: str, joint: str = ".") -> Iterator[tuple[str, str]]:
    if is_dataclass(value) and not isinstance(value, type):
        worded = _worded_of(value)
        for name in _inside(type(value)):
            part = getattr(value, name)
            if name in worded:
                yield from _plain(part, place if name == "says" else f"{place}.{name}")
            else:
                yield from _of(part, f"{place}.{name}")
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _of(part, f"{place}{joint}{key}")
    elif isinstance(value, tuple):
        for number, part in enumerate(value, 1):
            yield from _of(part, f"{place}.{number}")


def _worded_of(value: object) -> tuple[str, ...]:
    """A source keeps its title and who wrote it, unless those are words of our own."""
    if isinstance(value, core.Source) and value.kind in _OURS:
        return *WORDED[core.Source], "title", "by", "where"
    return WORDED.get(type(value), ())


def _plain(value: object, place: str) -> Iterator[tuple[str, str]]:
    for text in value if isinstance(value, tuple) else (value,):
        if text:
            yield place, text


def in_language(knowledge: Knowledge, language: Language) -> Knowledge:
    """The same knowledge with every text in this language; ids, numbers and formulas stay."""
    said = _said(knowledge, language.text)
    words = replace(said.words, decimal=language.decimal, small_names=language.small_names)
    return said if words == said.words else replace(said, words=words)


def _said(value: _T, say: Callable[[str], str]) -> _T:
    """The value itself where nothing in it is said in other words."""
    found: Any = value
    if is_dataclass(value) and not isinstance(value, type):
        worded = _worded_of(value)
        changed = {}
        for name in _inside(type(value)):
            before = getattr(value, name)
            after = _worded(before, say) if name in worded else _said(before, say)
            if after is not before:
                changed[name] = after
        found = replace(value, **changed) if changed else value
    elif isinstance(value, tuple):
        parts = tuple(_said(each, say) for each in value)
        found = parts if any(a is not b for a, b in zip(parts, value, strict=True)) else value
    elif isinstance(value, Mapping):
        table = {key: _said(each, say) for key, each in value.items()}
        found = table if any(table[key] is not each for key, each in value.items()) else value
    return found  # type: ignore[no-any-return]


def _worded(value: Any, say: Callable[[str], str]) -> Any:  # noqa: ANN401 - a text or a row of texts
    if isinstance(value, tuple):
        row = tuple(say(each) for each in value)
        return value if row == value else row
    said = say(value) if value else value
    return value if said == value else said


@cache
def _inside(record: type) -> tuple[str, ...]:
    """The fields in which words may stand."""
    return tuple(each.name for each in fields(record) if each.name not in _WORDLESS)


_WORDLESS: Final = frozenset({"evidence", "when", "ask_when", "only_when", "codes", "chart"})
