"""Readers of sentences with their evidence, and of formulas over findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from strideback.core import knowledge as core
from strideback.core.knowledge import Evidence, Sentence
from strideback.core.terms import FindingId, Grade
from strideback.formats.shapes import plain
from strideback.formats.shapes.plain import Reader, Trouble, Troubles, at, must_be

_EVIDENCE: Final[Mapping[str, Reader]] = {
    "sources": plain.array_of(plain.text),
    "grade": plain.word_of(Grade),
    "checked": plain.yes_no,
}
_STAND_IN: Final = Evidence(sources=(), grade=Grade.X)
"""Goes on where the entry's own evidence is in trouble, so that each sentence need not say so."""

_NO_EVIDENCE: Final = (
    "has no evidence; give the file an `evidence = { sources = […], grade = … }`, "
    "or this sentence its own"
)


def evidence(value: object, inherited: Evidence | None, troubles: Troubles) -> Evidence:
    """The evidence in the table; keys that it leaves out are those of the entry."""
    start = len(troubles)
    if type(value) is not dict:
        troubles.append(must_be("a table", value))
        return _STAND_IN
    given: dict[str, Any] = {}
    if inherited is not None:
        given = {key: getattr(inherited, key) for key in _EVIDENCE}
    plain.read_keys(value, _EVIDENCE, given, None, troubles)
    missing = {"sources", "grade"} - given.keys()
    troubles.extend(Trouble(key, "is missing") for key in sorted(missing))
    return Evidence(**given) if len(troubles) == start else _STAND_IN


def sentence(value: object, inherited: Evidence | None, troubles: Troubles) -> Sentence | None:
    """A text with the entry's evidence, or a table with `says` and its own `evidence`."""
    if type(value) is str:
        if not (says := value.strip()):
            troubles.append(Trouble("", "is empty; write the sentence or leave the key out"))
        elif inherited is None:
            troubles.append(Trouble("", _NO_EVIDENCE))
        else:
            return Sentence(says, inherited)
        return None
    if type(value) is not dict:
        wanted = "text in quotes, or a table with `says` and `evidence`"
        troubles.append(must_be(wanted, value))
        return None
    start = len(troubles)
    given: dict[str, Any] = {"evidence": inherited}
    plain.read_keys(value, _SENTENCE, given, inherited, troubles)
    if "says" not in value:
        troubles.append(Trouble("says", "is missing"))
    if len(troubles) > start:
        return None
    return sentence(given["says"], given["evidence"], troubles)


_SENTENCE: Final[Mapping[str, Reader]] = {"says": plain.text, "evidence": evidence}


def formula(value: object, _: Evidence | None, troubles: Troubles) -> core.Formula | None:
    """A finding by its id, or a table with all, any, not, or at_least and of."""
    if type(value) is str:
        if not value:
            troubles.append(Trouble("", "is empty; write the id of a finding"))
        return core.Is(FindingId(value))
    if type(value) is not dict:
        troubles.append(must_be("the id of a finding, or a table", value))
        return None
    match sorted(value):
        case ["all"]:
            return core.All(_parts(value, "all", troubles))
        case ["any"]:
            return core.Any(_parts(value, "any", troubles))
        case ["not"]:
            start = len(troubles)
            part = formula(value["not"], None, troubles)
            at("not", troubles, start)
            return None if part is None else core.Not(part)
        case ["at_least", "of"]:
            return _at_least(value, troubles)
    wanted = "a formula has exactly one of `all`, `any`, `not`, or `at_least` with `of`"
    troubles.append(Trouble("", f"{wanted}; found: {', '.join(value) or 'nothing'}"))
    return None


_formulas = plain.array_of(formula)


def _parts(table: Mapping[str, object], key: str, troubles: Troubles) -> tuple[core.Formula, ...]:
    start = len(troubles)
    parts: tuple[core.Formula, ...] = _formulas(table[key], None, troubles)
    if not parts and len(troubles) == start:
        troubles.append(Trouble("", "is an empty list; name at least one finding"))
    at(key, troubles, start)
    return parts


def _at_least(table: Mapping[str, object], troubles: Troubles) -> core.Formula:
    parts = _parts(table, "of", troubles)
    wrong: Troubles = []
    count: int = plain.whole(table["at_least"], None, wrong)
    if not wrong and parts and not 1 <= count <= len(parts):
        wrong.append(Trouble("", f"must be between 1 and the {len(parts)} parts of `of`"))
    at("at_least", wrong, 0)
    troubles.extend(wrong)
    return core.AtLeast(count, parts)
