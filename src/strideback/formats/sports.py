"""The words that devices and services use for a sport, in our six."""

from __future__ import annotations

import re
from typing import Final

ON_FOOT: Final = ("run", "walk", "hike")

# Strava's files name a sport by number; its tables are in the runner's language.
_NUMBERS: Final = {"1": "ride", "4": "hike", "9": "run", "10": "walk", "16": "swim"}
_PARTS: Final = (
    ("swim", "swim|schwimm|natation|nataci|nuoto|zwem"),
    ("ride", r"cycl|bik|ride|riding|rad(fahr|tour)|v[eé]lo|cicl|bici|fiets"),
    ("hike", "hik|wander|randonn|senderis|escursion|mountaineer"),
    ("walk", "walk|spazier|gehen|marche|cam?min|passegg|wandel"),
    (
        "run",
        r"run(?!ch|k)|jog|lauf|course.{1,3}pied|carrera|corsa|corrida|hardloop|hardlopen|marathon",
    ),
)
_WORDS: Final = tuple((sport, re.compile(parts, re.IGNORECASE)) for sport, parts in _PARTS)
_INDOOR: Final = re.compile("treadmill|indoor|laufband|tapis|virtual", re.IGNORECASE)


def sport_of(word: str) -> str:
    """run, walk, hike, ride, swim or other; empty when the word says nothing.

    >>> sport_of("trail_running"), sport_of("Laufen"), sport_of("HKWorkoutActivityTypeYoga")
    ('run', 'run', 'other')
    """
    word = word.strip()
    if word in _NUMBERS:
        return _NUMBERS[word]
    if word.lower() in {"", "unknown", "default", "generic"}:
        return ""
    return next((sport for sport, parts in _WORDS if parts.search(word)), "other")


def is_indoor(word: str) -> bool:
    """Whether the word says that it was on a treadmill or under a roof."""
    return _INDOOR.search(word) is not None
