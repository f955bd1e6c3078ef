"""One diary line, read by the grammar.  Everything wrong with a line is found in one go."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from strideback.core.diary import AnyEvent, Drew, Mark, Stroke
from strideback.formats.diary_figures import when, whole
from strideback.formats.diary_grammar import KINDS, Fields, Kind, Reader, read_stroke, scale
from strideback.formats.diary_words import Misread, nearest, parts_of, shown, sided, words

_DAY_LIKE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T|$)")
_FORM = re.compile(r"form=[0-9]+")
_FORM_KEY: Mapping[str, tuple[str, Reader]] = {"form": ("form", whole(1, 999))}
_EVENT_NUMBER = whole(1, 999_999_999)
_KIND_NAMES = tuple(KINDS)
_ENOUGH = 20  # sentences about one line; a line of noise could have thousands
_SOME_DAY = date(2000, 1, 1)
_NO_DAY = "The line begins with {}; begin it with its day as year-month-day, as in 2026-03-01."
_CURLY = re.compile("[“”„«»]")


def read_line(line: str) -> AnyEvent | tuple[str, ...]:
    """The event that the line says, or every sentence about what is wrong with it."""
    wrong: list[str] = []
    start, *rest = line.split(None, 1)
    try:
        on, at = when(start)
    except Misread as why:
        if not _DAY_LIKE.match(start):
            return (_NO_DAY.format(shown(start)),)
        wrong.append(_sentence(start, why))
        on, at = _SOME_DAY, None
    if not rest:
        wrong.append("The line has a day and nothing else; say what happened, as in 'pain now=4'.")
        return tuple(wrong)
    event = _read_body(rest[0], {"on": on, "at": at}, wrong)
    if wrong and _CURLY.search(line):
        wrong.append('The line has curly quotation marks; write straight ones, as in "…".')
    return tuple(wrong) if wrong or event is None else event


def _sentence(part: str, why: Misread) -> str:
    says = str(why)
    return f"{shown(part)} {says}{'' if says.endswith('?') else '.'}"


def _read_body(body: str, fields: Fields, wrong: list[str]) -> AnyEvent | None:
    """The event of a line without its day; what is wrong is added to `wrong`."""
    if "form=" in body:
        body = _read_form(body, fields, wrong)
    word, *rest = body.split(None, 1)
    kind = KINDS.get(word)
    if kind is None:
        wrong.append(_unknown_kind(word))
        return None
    told = rest[0] if rest else ""
    try:
        if word == "noted":
            fields["text"] = _note(told)
        elif word == "corrected":
            _read_correction(told, fields, wrong)
        else:
            _read_parts(kind, parts_of(told), fields, wrong)
    except Misread as why:
        wrong.append(_sentence(word, why))
    if kind.needs and fields.keys().isdisjoint(kind.needs) and not wrong:
        wrong.append(f"The line is not complete; write it as in '{kind.example}'.")
    return None if wrong else kind.makes(**fields)


def _read_form(body: str, fields: Fields, wrong: list[str]) -> str:
    """The body without the number of its form, which is the last part where it is not 1."""
    before, *last = body.rsplit(None, 1)
    if not (last and _FORM.fullmatch(last[0])):
        return body
    _read_key(last[0], _FORM_KEY, fields, wrong)
    return before


def _unknown_kind(word: str) -> str:
    if ":" in word and word[0] in "0123456789":
        return f"{shown(word)} stands apart from its day; write them as in 2026-03-01T07:30."
    hint = nearest(word, _KIND_NAMES)
    return (
        f"{shown(word)} is not something a diary line can say{hint}{'' if hint[-1] == '?' else '.'}"
    )


def _read_parts(kind: Kind, parts: list[str], fields: Fields, wrong: list[str]) -> None:
    if len(parts) < len(kind.first):
        raise Misread(f"needs more words; write it as in '{kind.example}'")
    for read, part in zip(kind.first, parts, strict=False):
        _add(part, read, fields, wrong)
    others = parts[len(kind.first) :]
    if kind.makes is Drew:
        _read_drawing(others, fields, wrong)
        return
    for part in others:
        if len(wrong) >= _ENOUGH:
            return
        if "=" in part and part[0] != '"':
            _read_key(part, kind.keys, fields, wrong)
        else:
            _add(part, kind.alone, fields, wrong)


def _read_key(
    part: str, keys: Mapping[str, tuple[str, Reader]], fields: Fields, wrong: list[str]
) -> None:
    key, _, value = part.partition("=")
    spec = keys.get(key)
    if spec is None:
        fix = nearest(key, tuple(keys)) if keys else '; leave it out, or put free words in "…"'
        wrong.append(f"{shown(key)} is not known in this line{fix}{'' if fix[-1] == '?' else '.'}")
        return
    named, reader = spec
    try:
        if not value:
            raise Misread("says nothing after the '='; write a value, or leave it out")
        given = reader(value)
    except Misread as why:
        wrong.append(_sentence(part, why))
        return
    if named and named not in fields:
        fields[named] = given
    else:
        _put({named: given} if named else given, part, fields, wrong)


def _add(part: str, read: Callable[[str], Fields], fields: Fields, wrong: list[str]) -> None:
    try:
        given = read(part)
    except Misread as why:
        wrong.append(_sentence(part, why))
        return
    _put(given, part, fields, wrong)


def _put(given: Fields, part: str, fields: Fields, wrong: list[str]) -> None:
    if not fields.keys().isdisjoint(given):
        wrong.append(f"{shown(part)} is one too many: the line has said this before; keep one.")
        return
    fields.update(given)


def _note(told: str) -> str:
    """The words of a note, with or without quotation marks around them."""
    said = told.strip()
    if not said:
        raise Misread(f"has no words; write it as in '{KINDS['noted'].example}'")
    if said[0] != '"':
        return said
    return words(said)


def _read_correction(told: str, fields: Fields, wrong: list[str]) -> None:
    number, *rest = told.split(None, 1) or ("",)
    word = rest[0].strip() if rest else ""
    if not word:
        raise Misread(f"needs more words; write it as in '{KINDS['corrected'].example}'")
    _add(number, lambda part: {"number": _EVENT_NUMBER(part)}, fields, wrong)
    if word == "removed":
        return
    if word.split(None, 1)[0] == "corrected":
        raise Misread("is said twice; correct the first event itself, by its number")
    inner: Fields = {"on": fields["on"], "at": fields["at"]}
    fields["replacement"] = _read_body(word, inner, wrong)


def _read_drawing(parts: list[str], fields: Fields, wrong: list[str]) -> None:
    """Regions and strokes; `nothing` says that nothing hurts in this view."""
    if parts == ["nothing"]:
        return
    if not parts:
        raise Misread("needs regions, strokes or 'nothing'; write it as in 'drew back sacrum=2'")
    marks: dict[str, Mark] = {}
    strokes: list[Stroke] = []
    for part in parts:
        if len(wrong) >= _ENOUGH:
            return
        key, equals, value = part.partition("=")
        try:
            if not equals:
                raise Misread(
                    "has no intensity; write it with a number from 0 to 10, as in sacrum=2"
                )
            if key == "stroke":
                strokes.append(read_stroke(value))
            elif key in marks:
                raise Misread("marks a region twice; keep one")
            else:
                region, side = sided(key)
                marks[key] = Mark(region=region, side=side, intensity=scale(value))
        except Misread as why:
            wrong.append(_sentence(part, why))
    fields["marks"] = tuple(marks.values())
    fields["strokes"] = tuple(strokes)
