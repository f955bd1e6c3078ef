"""Words with a fixed vocabulary, ids inside a file, and short codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from strideback.core import knowledge as core
from strideback.core.knowledge import Knowledge
from strideback.formats.knowledge_checks.rule import rule
from strideback.formats.knowledge_checks.walk import parts, things
from strideback.formats.knowledge_toml import CODED, FOLDERS
from strideback.formats.problems import Problem

WORDS: Final[Mapping[tuple[type, str], tuple[str, ...]]] = {
    (core.Source, "seen"): ("whole", "abstract", "excerpt", "secondary", "memory", "own"),
    (core.Question, "kind"): ("yes-no", "number", "choices", "date", "text"),
    (core.Question, "not_sure"): ("yes", "unknown"),
    (core.Question, "unanswered"): ("yes", "unknown"),
    (core.FindingRule, "drawn_sides"): ("any", "both"),
    (core.Muscle, "listed"): ("guide", "outside", "excluded"),
    (core.SelfTest, "measures"): ("seconds", "degrees", "pain", "reps", "yes-no"),
    (core.Exercise, "kind"): ("massage", "stretch", "strength", "mobility", "walk", "comfort"),
    (core.StageItem, "role"): ("main", "gentle-start", "optional"),
    (core.Stage, "exit_gate"): ("", "G1", "G2", "G3", "G4", "G5", "G6", "G7"),
    (core.PoseSeries, "shows"): ("exercise", "selftest", "stride", "reference"),
    (core.PoseSeries, "seen_from"): (
        *("front", "back", "left", "right"),
        *("front-right", "front-left", "back-right", "back-left"),
    ),
    (core.Pose, "lies"): ("upright", "prone", "supine", "left-side", "right-side"),
    (core.Support, "thing"): (
        *("floor", "wall", "door-frame", "chair", "table", "step", "cushion"),
        *("ball", "band", "weight", "pole"),
    ),
    (core.Claim, "verdict"): (
        "supported",
        "partly-supported",
        "contested",
        "unsupported",
        "contradicted",
        "unsafe",
        "opinion",
    ),
}
"""The words that a field may hold."""

_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LISTS: Final = ("options", "points", "ladder", "stages", "worse", "poses")


@rule("words-known", "A field with a fixed vocabulary holds one of its words.")
def words_known(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look up each such field."""
    for file, thing in things(knowledge):
        for place, value in parts(thing):
            for (record, name), words in WORDS.items():
                if isinstance(value, record) and (word := getattr(value, name)) not in words:
                    inner = f"{place}.{name}" if place else name
                    listed = ", ".join(each or '""' for each in words)
                    yield Problem(file, inner, f"'{word}' is not one of: {listed}")


@rule("inner-ids", "Ids inside a file are small letters and hyphens, each once.")
def inner_ids(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look at options, points, rungs, stages, factors and poses."""
    for file, thing in things(knowledge):
        for key in _LISTS:
            seen: set[str] = set()
            for number, each in enumerate(getattr(thing, key, ()), start=1):
                place = f"{key}#{number}.id"
                if not _ID.fullmatch(each.id):
                    says = f"'{each.id}' is not an id: small letters, digits and single hyphens"
                    yield Problem(file, place, says)
                if each.id in seen:
                    yield Problem(file, place, f"'{each.id}' is there twice")
                seen.add(each.id)


@rule("codes-once", "A short code stands for one thing, and is not the id of another.")
def codes_once(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Compare the codes of questions, regions and muscles with each other and with all ids."""
    ids = {name for folder in FOLDERS for name in getattr(knowledge, folder)}
    taken: dict[str, str] = {}
    for folder in CODED:
        for thing in getattr(knowledge, folder).values():
            file = f"{folder}/{thing.id}.toml"
            if not thing.code:
                continue
            if (first := taken.setdefault(thing.code, file)) != file:
                yield Problem(file, "code", f"'{thing.code}' is already the code of {first}")
            if thing.code in ids:
                yield Problem(file, "code", f"'{thing.code}' is already an id")
