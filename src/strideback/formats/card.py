"""The card that is passed on to somebody whom strideback may help, as a sheet to print and cut."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What stands on it: finished words in one language, and nothing of whoever passes it on."""

    language: str
    title: str
    says: tuple[str, ...]
    address: str
    """Empty where there is no page that everybody can open."""
    help: str
    net: tuple[str, ...]
    foot: str


def pdf(card: Card, code: str, *, on: date) -> bytes:
    """Four of it on A4, as PDF/UA-1; `code` is its address as an SVG, or nothing.

    Raises RuntimeError where typst is not installed.
    """
    try:
        import typst
    except ImportError as why:
        says = "The PDF needs typst: install it with `pip install strideback[report]`."
        raise RuntimeError(says) from why
    made = typst.compile(
        (Path(__file__).parent / "card.typ").read_bytes(),
        font_paths=[],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"card": json.dumps({**asdict(card), "code": code}, ensure_ascii=False)},
        timestamp=datetime.combine(on, time(12), UTC),
    )
    return bytes(made)
