"""Finds the letters that typst's own fonts have, for `src/strideback/formats/report/letters.txt`.

    python tools/report_letters.py      writes the file anew; needed after a new typst

PDF/UA allows no letter without a glyph, so typst is asked: it refuses a text with such a letter, and
halving the text finds it.  Takes a minute.
"""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import typst

FILE = Path(__file__).parents[1] / "src/strideback/formats/report/letters.txt"
FONTS = b"""#set document(title: "Letters")
#set text(lang: "en", font: ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono"))
#json(bytes(sys.inputs.letters))
"""
HAN = range(0x3040, 0xA640), range(0xA840, 0xFB00)
"""Blocks that none of the fonts has, and the surrogates and private letters behind them."""


def main() -> None:
    """Write the ranges."""
    letters = [each for each in range(0x20, 0x10000) if real(each)]
    found = [good for at in range(0, len(letters), 32) for good in had(letters[at : at + 32])]
    ranges: list[list[int]] = []
    for each in found:
        if ranges and not any(map(real, range(ranges[-1][1] + 1, each))):
            ranges[-1][1] = each
        else:
            ranges.append([each, each])
    told = (f"{low:x}-{high:x}" if low != high else f"{low:x}" for low, high in ranges)
    FILE.write_text("\n".join(told) + "\n", encoding="ascii")


def real(letter: int) -> bool:
    """True for a letter that is assigned, and is no mark of control."""
    if any(letter in block for block in HAN):
        return False
    return unicodedata.category(chr(letter)) not in {"Cc", "Cf", "Cn", "Co", "Cs"}


def had(letters: list[int]) -> list[int]:
    """Those of the letters that the fonts have."""
    if not letters or shows(letters):
        return letters
    half = len(letters) // 2
    return had(letters[:half]) + had(letters[half:]) if half else []


def shows(letters: list[int]) -> bool:
    """True when typst takes a text of these letters."""
    text = json.dumps("x " + " ".join(map(chr, letters)) + " x")
    try:
        typst.compile(
            FONTS,
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["ua-1"],
            sys_inputs={"letters": text},
        )
    except typst.TypstError:
        return False
    return True


if __name__ == "__main__":
    main()
