"""Finding things in the knowledge by id, code or kind, and giving them as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from enum import Enum
from typing import Any

from strideback.core.knowledge import All, AtLeast, Is, Knowledge, Not
from strideback.core.knowledge import Any as AnyOf
from strideback.core.terms import Level
from strideback.formats.knowledge_toml import FOLDERS

Thing = tuple[str, Any]
"""The kind, which is the folder's name, and the record."""


def kind_of(name: str) -> str | None:
    """The kind that a word names, in the singular or the plural, such as `self-tests`."""
    word = name.lower().replace("-", "").replace("_", "")
    for kind in FOLDERS:
        if word in {kind, kind.removesuffix("s")}:
            return kind
    return {"question": "questions", "advices": "advice", "faqs": "faq"}.get(word)


def found(knowledge: Knowledge, name: str) -> list[Thing]:
    """Everything with this id or code; a question's option leads to the question."""
    wanted = name.strip().removesuffix(".toml").rsplit("/", 1)[-1].lower()
    return [
        (kind, thing)
        for kind, thing in things(knowledge)
        if wanted in {thing.id, *(code.lower() for code in codes(thing))}
        or (kind == "questions" and wanted in {f"{thing.id}.{o.id}" for o in thing.options})
    ]


def things(knowledge: Knowledge) -> Iterator[Thing]:
    """Everything there is, kind by kind."""
    for kind in FOLDERS:
        for thing in getattr(knowledge, kind).values():
            yield kind, thing


def codes(thing: Any) -> tuple[str, ...]:  # noqa: ANN401 - records of every kind
    """The short codes of a record, such as `E03`, and a claim's rows of the source protocol."""
    rows = tuple(getattr(thing, "rows", ()))
    code = getattr(thing, "code", "")
    return (code, *rows) if code else rows


def near(knowledge: Knowledge, name: str) -> list[str]:
    """The ids, codes and kinds that look most like the name."""
    known: dict[str, str] = {kind: kind for kind in FOLDERS}
    for _, thing in things(knowledge):
        for each in (thing.id, *codes(thing)):
            known.setdefault(each.lower(), each)
    wanted = name.lower()
    close = get_close_matches(wanted, known, 5, 0.6)
    within = [each for each in known if len(wanted) > 2 and wanted in each and each not in close]
    return [known[each] for each in (*close, *within)][:5]


def titled(thing: Any) -> str:  # noqa: ANN401 - records of every kind
    """What a record is called in a list."""
    for name in ("name", "title", "question"):
        if getattr(thing, name, ""):
            return str(getattr(thing, name))
    text = getattr(thing, "asks", None) or getattr(thing, "word_it", None) or thing.says
    return str(text)


def plain(value: Any) -> Any:  # noqa: ANN401 - any value to what JSON can say
    """A record as lists and tables, with levels, grades and formulas as the files write them."""
    match value:
        case Level():
            return value.word
        case Enum():
            return value.value
        case Is(finding):
            return finding
        case Not(part):
            return {"not": plain(part)}
        case All(parts):
            return {"all": [plain(each) for each in parts]}
        case AnyOf(parts):
            return {"any": [plain(each) for each in parts]}
        case AtLeast(count, parts):
            return {"at_least": count, "of": [plain(each) for each in parts]}
        case Mapping():
            return {key: plain(each) for key, each in value.items()}
        case tuple() | list():
            return [plain(each) for each in value]
    if is_dataclass(value):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    return value
