"""The letters that the fonts of the PDF have; PDF/UA allows none without a glyph.

They are Latin, Greek, Cyrillic, Hebrew, the commonest of Arabic and many signs (`letters.txt`, made by
`tools/report_letters.py`).  The page in the browser shows every letter.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import cache
from pathlib import Path

_MISSING = "\N{WHITE SQUARE}"
_BLANK = {"Zs", "Zl", "Zp", "Cc"}
_SELECTORS = range(0xFE00, 0xFE10)
_PLAIN_BELOW = 0x500


def shown(text: str) -> str:
    """The text as the fonts can show it: a box for a letter that they lack, no marks of control.

    >>> shown("to the park \N{BICYCLE}")
    'to the park □'
    """
    return "".join(map(_shown, unicodedata.normalize("NFC", text)))


def plainest(text: str) -> str:
    """The text without accents that stand alone, in the letters that every font of ours has.

    >>> plainest("na\N{LATIN SMALL LETTER I WITH DIAERESIS}ve \N{COMBINING TILDE OVERLAY}x → y")
    'naïve x □ y'
    """
    kept = (each for each in shown(text) if not unicodedata.combining(each))
    return "".join(
        each if ord(each) < _PLAIN_BELOW or each == _MISSING else _MISSING for each in kept
    )


@cache
def _shown(letter: str) -> str:
    kind, code = unicodedata.category(letter), ord(letter)
    if kind in _BLANK:
        return letter if letter == "\N{NO-BREAK SPACE}" else " "
    if kind == "Cf" or code in _SELECTORS:
        return ""
    starts, ends = _ranges()
    place = bisect_right(starts, code) - 1
    return letter if place >= 0 and code <= ends[place] else _MISSING


@cache
def _ranges() -> tuple[list[int], list[int]]:
    lines = (Path(__file__).parent / "letters.txt").read_text(encoding="ascii").split()
    ends = [line.partition("-") for line in lines]
    return [int(low, 16) for low, _, _ in ends], [int(high or low, 16) for low, _, high in ends]
