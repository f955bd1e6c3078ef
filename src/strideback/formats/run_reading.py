"""One file from a stranger as runs for the diary, in words that can be sent between processes."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final

from strideback.core.diary import Ran
from strideback.formats.activity import FileRefused
from strideback.formats.diary_line import read_line
from strideback.formats.diary_write import format_event
from strideback.formats.run_merge import Recorded
from strideback.formats.sayings import NOTHING, Saying, as_json, from_json, saying

BROKEN: Final = saying("It could not be read; it may be damaged, so export it again.")
NO_MEMORY: Final = saying("It needs more memory than any activity should, and was not read.")
_DIGEST = 16  # letters; enough to tell the files of many lives apart
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one file gave: recordings, or one sentence that says why there are none."""

    file: str
    recorded: tuple[Recorded, ...] = ()
    refused: Saying = NOTHING
    stand_in: bool = False


def answer(name: str, data: bytes) -> bytes:
    """What is in the file, as one line of JSON; never raises for what the file holds."""
    try:
        told: dict[str, Any] = {"found": _found(name, data)}
    except FileRefused as refused:
        told = {"refused": as_json(refused.why)}
    except MemoryError:
        told = {"refused": as_json(NO_MEMORY)}
    except Exception:  # noqa: BLE001 - one file must never take down the others
        told = {"refused": as_json(BROKEN)}
    return json.dumps(told).encode("ascii") + b"\n"


def _found(name: str, data: bytes) -> list[dict[str, Any]]:
    from strideback.formats.archives import read_source
    from strideback.formats.run_features import notes_of, to_event

    digest = sha256(data).hexdigest()[:_DIGEST]
    found: list[dict[str, Any]] = []
    refused = saying("It holds no activity.")
    for each in read_source(name, data):
        try:
            line = format_event(to_event(each, "", digest, ""))
        except FileRefused as why:
            refused = why.why
            continue
        notes = [as_json(note) for note in notes_of(each)]
        found.append({"line": line, "points": each.points, "notes": notes})
    if not found:
        raise FileRefused(refused)
    return found


def understood(name: str, line: bytes, *, stand_in: bool = False) -> Reading:
    """The answer about a file, read with care: what wrote it had a stranger's file in its hands."""
    try:
        told = json.loads(line)
        if "refused" in told:
            says = from_json(told["refused"]) or BROKEN
            return Reading(file=name, refused=says, stand_in=stand_in)
        recorded = tuple(_recorded(name, each, stand_in) for each in told["found"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Reading(file=name, refused=BROKEN, stand_in=stand_in)
    return Reading(file=name, recorded=recorded, stand_in=stand_in)


def _recorded(name: str, each: dict[str, Any], stand_in: bool) -> Recorded:
    run = read_line(str(each["line"]))
    if not isinstance(run, Ran):
        raise ValueError("This is no run.")
    return Recorded(
        file=name,
        run=replace(run, file=short(name)),
        points=int(each["points"]),
        notes=tuple(map(from_json, each["notes"])),
        stand_in=stand_in,
    )


def short(name: str) -> str:
    """The last part of a file's name: where it lay is nobody's business.

    >>> short("my watch/2026/2026-03-01.fit")
    '2026-03-01.fit'
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return last[-_LONGEST_NAME:].encode("utf-8", "replace").decode("utf-8")
