"""The words of a diary line, read: quoted text, lists, ids, and a few words out of which one is meant.

Every reader takes a part as written and gives its value.  When it cannot, it raises `Misread` with
the rest of a sentence that begins with the part: `'familiar=maybe'` "is neither yes nor no; …".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from functools import lru_cache
from sys import intern

from strideback.core.terms import Side

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_BLANKS = re.compile(r"\s*")
_PART = re.compile(r'(?:[^\s"]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")++')
_ITEM = re.compile(r'(?:[^,"]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+')
_QUOTED = re.compile(r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "r": "\r"}
_SIDES = {"left": Side.LEFT, "right": Side.RIGHT}
_YES_NO = {"yes": True, "no": False}
LONGEST_SHOWN = 40


class Misread(ValueError):  # noqa: N818 - a part is misread, which is no error of ours
    """Why a part is not understood: the rest of a sentence that begins with the part."""


# --- saying what is wrong ------------------------------------------------------------------------


def shown(part: str) -> str:
    """The part in quotation marks, short and safe to print on a terminal."""
    short = part if len(part) <= LONGEST_SHOWN else part[: LONGEST_SHOWN - 1] + "…"
    if not short.isprintable():
        short = "".join(each if each.isprintable() else "\ufffd" for each in short)
    return f"'{short}'"


@lru_cache(maxsize=4096)
def nearest(word: str, known: tuple[str, ...]) -> str:
    """The fix for an unknown word: `; did you mean '…'?`, or else the words there are."""
    if len(word) <= LONGEST_SHOWN:
        letters = set(word.lower())
        alike = [each for each in known if _share_letters(letters, each)]
        close = get_close_matches(word, alike, 1) or get_close_matches(word.lower(), alike, 1)
        if close:
            return f"; did you mean '{close[0]}'?"
    few = known[:15]
    return f"; it can be {', '.join(few)}{' …' if len(known) > len(few) else ''}"


def _share_letters(letters: set[str], word: str) -> bool:
    """Whether a slow comparison is worth its time: most of the word's letters are there."""
    own = set(word.lower())
    return 3 * len(own & letters) >= 2 * len(own)


# --- text ----------------------------------------------------------------------------------------


def parts_of(text: str) -> list[str]:
    """The parts between the blanks; quoted text stays whole, with its quotation marks."""
    if '"' not in text:
        return text.split()
    text = text.strip()
    parts: list[str] = []
    place = 0
    while place < len(text):
        found = _PART.match(text, place)
        if found is None or not (found.end() == len(text) or text[found.end()].isspace()):
            raise Misread('opens a quotation mark that is not closed; end the words with "')
        parts.append(found[0])
        blanks = _BLANKS.match(text, found.end())
        place = blanks.end() if blanks else len(text)
    return parts


def words(part: str) -> str:
    """Free words, which stand in quotation marks."""
    found = _QUOTED.fullmatch(part)
    if found is None:
        raise Misread('is not one text in quotation marks; write "…", and \\" for a mark inside')
    return _ESCAPE.sub(_unescaped, found[1]) if "\\" in part else found[1]


def _unescaped(found: re.Match[str]) -> str:
    try:
        return _ESCAPES[found[1]]
    except KeyError:
        raise Misread(f"holds '\\{found[1]}'; write '\\\\' for a backslash") from None


def text(part: str) -> str:
    """A word, or several in quotation marks."""
    return words(part) if '"' in part else part


def listing(part: str) -> tuple[str, ...]:
    """Words with commas between them; a word that holds a comma stands in quotation marks."""
    items = part.split(",") if '"' not in part else _items(part)
    if "" in items:
        raise Misread("has a comma too many; put one comma between two words")
    return tuple(map(text, items))


def _items(part: str) -> list[str]:
    items: list[str] = []
    place = 0
    while place <= len(part):
        found = _ITEM.match(part, place)
        items.append(found[0] if found else "")
        place += len(items[-1]) + 1
    return items


def maybe_none(read: Callable[[str], tuple[str, ...]]) -> Callable[[str], tuple[str, ...]]:
    """A reader of lists for which the bare word `none` is the empty list."""
    return lambda part: () if part == "none" else read(part)


def name(part: str) -> str:
    """An id or a code: letters, digits, hyphens."""
    if not _NAME.fullmatch(part):
        raise Misread("is not an id; ids are letters, digits and hyphens, as in gluteus-medius")
    return intern(part)  # hundreds of lines say the same few names; a long diary keeps each once


def names(part: str) -> tuple[str, ...]:
    """Ids with commas between them."""
    return tuple(map(name, listing(part)))


def sided(part: str) -> tuple[str, Side | None]:
    """An id with `.left` or `.right`, or without a side."""
    stem, dot, side = part.partition(".")
    if dot and side not in _SIDES:
        raise Misread(f"has the side {shown(side)}; write {shown(stem + '.left')[1:-1]} or .right")
    return name(stem), _SIDES.get(side)


def one_of(*known: str) -> Callable[[str], str]:
    """A reader of one word out of few."""

    def read(part: str) -> str:
        if part not in known:
            raise Misread(f"is not known here{nearest(part, known)}")
        return part

    return read


def some_of(*known: str) -> Callable[[str], tuple[str, ...]]:
    """A reader of a list of words out of few."""

    def read(part: str) -> tuple[str, ...]:
        given = listing(part)
        for each in given:
            if each not in known:
                raise Misread(f"says {shown(each)}, which is not known here{nearest(each, known)}")
        return given

    return read


def yes_no(part: str) -> bool:
    """`yes` or `no`."""
    if part not in _YES_NO:
        raise Misread("is neither yes nor no; write yes or no")
    return _YES_NO[part]
