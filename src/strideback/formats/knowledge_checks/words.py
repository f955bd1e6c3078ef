"""Plain and kind words: what a runner never reads here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from strideback.core.knowledge import Knowledge, Sentence
from strideback.formats.knowledge_checks.rule import rule
from strideback.formats.knowledge_checks.walk import parts, things
from strideback.formats.problems import Problem

_QUOTING: Final = ("claims/",)
"""Where an author's own words are quoted."""

_ABOUT_SIGNS: Final = (
    "claims/",
    "questions/",
    "findings/",
    "flags/",
    "rules/screen.toml",
    "advice/",
)
"""Where weakness is a sign to ask about plainly, not a word about the runner's body."""

_UNKIND: Final = re.compile(
    r"\b(damag\w*|out of place|wear and tear|degenerat\w*"
    r"|worn[- ]out (?:back|spine|disc|joint)\w*)\b",
    re.IGNORECASE,
)
_WEAK: Final = re.compile(r"(?<!new )\bweak(?:ness(?:es)?|er|est|en\w*)?\b", re.IGNORECASE)
_CHANCE: Final = re.compile(
    r"\d\s?%\s+(?:chance|probability|likelihood|risk)"
    r"|\b(?:chance|probability|likelihood) of (?:having|cancer|a (?:fracture|tumour|disc))"
    r"|\b(?:you probably have|you have a \d)",
    re.IGNORECASE,
)
_PRODUCTS: Final = re.compile(
    r"\b(ql[- ]claw|thera[- ]?cane|thera[- ]?band|thera[- ]?gun|hypervolt|back[- ]?nobber"
    r"|body back buddy|back buddy|pso[- ]?rite|triggerpoint grid|voltar(?:en|ol)|nurofen|advil"
    r"|tylenol|panadol|aleve|biofreeze|deep heat|tiger balm|kinesio ?tape|strava|garmin)\b",
    re.IGNORECASE,
)
_SHOWN: Final = frozenset(("name", "plain", "where", "question", "within"))


def texts(knowledge: Knowledge) -> Iterator[tuple[str, str, str]]:
    """Every text that a runner may read, with its file and place."""
    for file, thing in things(knowledge):
        if file.startswith("sources/"):
            continue
        for place, value in parts(thing):
            if isinstance(value, Sentence):
                yield file, place, value.says
            elif isinstance(value, str) and place.rpartition(".")[2] in _SHOWN:
                yield file, place, value


def _problems(
    knowledge: Knowledge, banned: re.Pattern[str], spared: tuple[str, ...], says: str
) -> Iterator[Problem]:
    for file, place, text in texts(knowledge):
        if not file.startswith(spared):
            for found in dict.fromkeys(match[0].lower() for match in banned.finditer(text)):
                yield Problem(file, place, says.format(found))


@rule("kind-words", "No damage, wear, or bodies out of place: sensitive, capacity, build up.")
def kind_words(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look for the words that frighten."""
    says = "'{}' frightens and is rarely true; say sensitive, sore, or what was seen"
    yield from _problems(knowledge, _UNKIND, _QUOTING, says)


@rule("no-weakness", "The runner is not weak; only signs and quoted claims speak of weakness.")
def no_weakness(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look for the word outside the screen and the claims ("new weakness" is a sign)."""
    says = "say less strength, less capacity or build up instead of '{}'"
    yield from _problems(knowledge, _WEAK, _ABOUT_SIGNS, says)


@rule("no-probability", "Nobody is told the chance of having a disease.")
def no_probability(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look for chances in per cent and for probable diagnoses."""
    says = "'{}' reads as the chance of a disease; we never give one"
    yield from _problems(knowledge, _CHANCE, (), says)


@rule("no-products", "No product is named, except in claims about the guide author's tool.")
def no_products(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look for the names of products."""
    says = "'{}' is a product; name the kind of thing instead"
    yield from _problems(knowledge, _PRODUCTS, _QUOTING, says)
