"""The library's shelves: what stands where, what is found by words, and what cites a source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from strideback.core.knowledge import Knowledge, Muscle
from strideback.formats.language import LANGUAGES
from strideback.formats.why_json import sentences
from strideback.store.languages import spoken
from strideback.web.runners import reviewer

SHELVES: Mapping[str, str | Promise] = {
    "muscles": _("Muscles"),
    "exercises": _("Exercises"),
    "claims": _("Claims"),
    "faq": _("Questions and answers"),
    "sources": _("Sources"),
}
"""Everything that has a page in the library, by the name of its folder in the knowledge."""

VERDICTS: Mapping[str, tuple[str | Promise, str]] = {
    "supported": (_("supported"), "green"),
    "partly-supported": (_("partly supported"), "amber"),
    "contested": (_("contested"), "amber"),
    "unsupported": (_("no evidence found"), "amber"),
    "contradicted": (_("contradicted by evidence"), "red"),
    "unsafe": (_("unsafe: never acted on"), "red"),
    "opinion": (_("an opinion"), ""),
}
"""What we found about a claim, in words, and the colour that goes with it."""


@dataclass(frozen=True, slots=True)
class Book:
    """Something with a page of its own; `says` is a line about it."""

    kind: str
    id: str
    title: str
    says: str = ""


def titled(thing: Any) -> str:  # noqa: ANN401 - records of every kind
    """What a record is called."""
    for name in ("name", "question", "title"):
        if getattr(thing, name, ""):
            return str(getattr(thing, name))
    return str(getattr(thing, "asks", None) or thing.says)


def book(kind: str, thing: Any) -> Book:  # noqa: ANN401 - records of every kind
    """A record as it stands in a list."""
    says = ""
    if isinstance(thing, Muscle):
        says = thing.plain.says
    elif kind == "sources":
        says = f"{thing.by}, {thing.year}" if thing.year else thing.by
    elif kind == "faq":
        says = thing.answer[0].says if thing.answer else ""
    return Book(kind, thing.id, titled(thing), says)


def in_order(knowledge: Knowledge, kind: str) -> list[Any]:
    """The records of a shelf: by their order, their number or their title."""
    things = list(getattr(knowledge, kind).values())
    if kind == "claims":
        return sorted(things, key=lambda each: (each.number or 999, each.id))
    if kind == "sources":
        return sorted(things, key=lambda each: (each.by.lower(), each.year or 0, each.id))
    return sorted(things, key=lambda each: (each.order, each.id))


def named(knowledge: Knowledge, name: str) -> Book | None:
    """What an id names, where it has a page: claims and answers point at other things by it."""
    for kind in SHELVES:
        thing = getattr(knowledge, kind).get(name)
        if thing is not None:
            return book(kind, thing)
    return None


def found(words: str) -> tuple[Book, ...]:
    """Everything that holds all of these words, titles first."""
    wanted = [each for each in re.split(r"\W+", words.casefold()) if each][:8]
    if not wanted:
        return ()
    ranked: list[tuple[int, int, Book]] = []
    for place, (each, title, text) in enumerate(_index(spoken())):
        if all(word in text for word in wanted):
            ranked.append((-sum(word in title for word in wanted), place, each))
    return tuple(each for _score, _place, each in sorted(ranked, key=lambda row: row[:2]))


def cited_by(source: str) -> tuple[Book, ...]:
    """Everything that names a source among its evidence."""
    return _citing(spoken()).get(source, ())


@lru_cache(maxsize=len(LANGUAGES))
def _index(language: str) -> tuple[tuple[Book, str, str], ...]:
    """Each record with its title and all its words, in small letters."""
    knowledge = reviewer(language).knowledge
    rows = []
    for kind in SHELVES:
        for thing in in_order(knowledge, kind):
            each = book(kind, thing)
            title = f"{each.title} {thing.id.replace('-', ' ')}".casefold()
            said = (s.says for part in sentences(thing).values() for s in part)
            rows.append((each, title, " ".join((title, each.says, *said)).casefold()))
    return tuple(rows)


@lru_cache(maxsize=len(LANGUAGES))
def _citing(language: str) -> Mapping[str, tuple[Book, ...]]:
    knowledge = reviewer(language).knowledge
    citing: dict[str, dict[str, Book]] = {}
    for kind in SHELVES:
        for thing in in_order(knowledge, kind):
            for source in _sources(thing):
                citing.setdefault(source, {})[thing.id] = book(kind, thing)
    return {source: tuple(books.values()) for source, books in citing.items()}


def _sources(thing: object) -> Iterator[str]:
    for part in sentences(thing).values():
        for each in part:
            yield from each.evidence.sources
    for each in getattr(thing, "points", ()):
        yield from each.evidence.sources
