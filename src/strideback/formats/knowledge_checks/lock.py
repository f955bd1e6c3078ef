"""The lock of ids: an id that was published is never taken away or used for something else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from strideback.core.knowledge import Knowledge
from strideback.formats.knowledge_checks.rule import rule
from strideback.formats.knowledge_toml import FOLDERS
from strideback.formats.problems import Problem

FILE: Final = "ids.lock"
FIX: Final = "run `strideback knowledge check --write-lock`"


def ids_of(knowledge: Knowledge) -> set[str]:
    """Every id that a diary or a link may hold: `muscles/psoas`, `questions/surface.trail`."""
    ids = {f"{folder}/{name}" for folder in FOLDERS for name in getattr(knowledge, folder)}
    for folder, key in (
        ("questions", "options"),
        ("exercises", "ladder"),
        ("programmes", "stages"),
        ("poses", "poses"),
    ):
        for thing in getattr(knowledge, folder).values():
            ids.update(f"{folder}/{thing.id}.{each.id}" for each in getattr(thing, key))
    return ids


def _locked(folder: Path) -> list[str] | None:
    try:
        return (folder / FILE).read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError):
        return None


@rule("ids-locked", "Every id is in ids.lock, and none that was there has vanished.")
def ids_locked(knowledge: Knowledge, folder: Path) -> Iterator[Problem]:
    """Compare the ids with the lock."""
    locked = _locked(folder)
    if locked is None:
        yield Problem(FILE, "", f"is missing or not text; {FIX}")
        return
    ids = ids_of(knowledge)
    if locked != sorted(set(locked)):
        yield Problem(FILE, "", f"is not sorted, or names an id twice; {FIX}")
    for number, name in enumerate(locked, start=1):
        if name not in ids:
            says = f"'{name}' was published and has vanished; bring it back, diaries may hold it"
            yield Problem(FILE, f"line {number}", says)
    new = sorted(ids - set(locked))
    if new:
        few = ", ".join(new[:5]) + (f" and {len(new) - 5} more" if len(new) > 5 else "")
        yield Problem(FILE, "", f"does not have {few}; {FIX}")


def write_lock(knowledge: Knowledge, folder: Path) -> int:
    """Add the new ids to the lock; returns how many.  What is there is never taken away."""
    locked = set(_locked(folder) or ())
    new = ids_of(knowledge) - locked
    lines = sorted(locked | new)
    (folder / FILE).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return len(new)
