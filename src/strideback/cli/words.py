"""What the terminal alone needs to say things: colours, and names as they are typed in a shell."""

from __future__ import annotations

import shlex
from pathlib import Path

from strideback.core.terms import Level

STYLES = {
    Level.EMERGENCY: "red",
    Level.SAME_DAY: "red",
    Level.SOON: "yellow",
    Level.ADAPT: "yellow",
    Level.NONE: "green",
}
LIGHT_STYLES = {
    "green": "green",
    "amber": "yellow",
    "red": "red",
    "none": "dim",
    "blocked": "red",
    "unknown": "dim",
}


def named(path: Path) -> str:
    """A file's name as it has to be typed in a shell, without anything a terminal would obey.

    >>> named(Path("my own.diary"))
    "'my own.diary'"
    """
    return shlex.quote("".join(each if each.isprintable() else "?" for each in str(path)))
