"""Files on their way into a diary: where they wait, who reads them, and what was found in them.

Each upload is a folder with a name made by chance, under `DATA/uploads`, which nobody serves:

    00001.fit …     as they were sent, under numbers; gone once they are read
    sent.json       the names that the runner knows them by
    read            how many are read so far
    readings.json   what was found, or `failed`
    lock            held by the process that reads

A thread reads, through the same limited processes as the command line.  If the server stops in the
middle, the system lets go of the lock, and whoever looks next begins to read again.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from threading import Thread
from typing import Any

from django.conf import settings

from strideback.formats.diary_write import format_event
from strideback.formats.run_import import read_paths
from strideback.formats.run_reading import Reading, understood
from strideback.formats.run_workers import TURN
from strideback.formats.sayings import as_json
from strideback.formats.unpack import shown

MOST_BYTES = 2 << 30
"""What one runner may have waiting."""
_SUFFIXES = (".fit", ".gpx", ".tcx", ".zip", ".gz", ".xml", ".json")
_TOKEN = re.compile(r"[0-9a-f]{32}")
_KEPT_S = 7 * 24 * 3600
_OFTEN_S = 0.25
_log = logging.getLogger(__name__)


class _Gone(Exception):  # noqa: N818 - it says what is the matter
    """The files were thrown away while they were read."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An upload of a runner, by its folder."""

    folder: Path

    @property
    def token(self) -> str:
        """Its name in addresses: by chance, and of no file."""
        return self.folder.name

    @property
    def names(self) -> tuple[str, ...]:
        """The files as the runner knows them, by their numbers from 1."""
        return tuple(json.loads((self.folder / "sent.json").read_text("utf-8")))

    @property
    def phase(self) -> str:
        """reading, ready or failed."""
        for name, phase in (("readings.json", "ready"), ("failed", "failed")):
            if (self.folder / name).exists():
                return phase
        return "reading"

    @property
    def read(self) -> int:
        """How many activities are read so far."""
        try:
            return int((self.folder / "read").read_text("ascii"))
        except (OSError, ValueError):
            return 0

    @property
    def counted(self) -> bool:
        """Whether it is known how many there are: nobody knows of an archive before it is read."""
        return not any(name.lower().endswith((".zip", ".xml")) for name in self.names)

    def readings(self) -> tuple[Reading, ...]:
        """What was found in the files, read with care."""
        told = json.loads((self.folder / "readings.json").read_text("utf-8"))
        return tuple(
            understood(each["name"], json.dumps(each).encode(), stand_in=each["stand_in"])
            for each in told
        )


# --- folders -------------------------------------------------------------------------------------


def begin(runner_id: int) -> Waiting:
    """A new, empty place for files of a runner; what was left lying for a week goes."""
    folder = _of(runner_id) / token_hex(16)
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700)
    _sweep(folder.stat().st_mtime - _KEPT_S)
    return Waiting(folder)


def find(runner_id: int, token: str) -> Waiting | None:
    """The upload of that name, if it is this runner's and still there."""
    folder = _of(runner_id) / token
    sent = _TOKEN.fullmatch(token) and (folder / "sent.json").is_file()
    return Waiting(folder) if sent else None


def waiting_of(runner_id: int) -> tuple[Waiting, ...]:
    """The uploads of a runner that wait to be looked at, the oldest first."""
    found = sorted(_of(runner_id).glob("*/sent.json"), key=lambda each: each.stat().st_mtime)
    return tuple(Waiting(each.parent) for each in found)


def room(runner_id: int) -> int:
    """How many bytes this runner may still send."""
    files = (each for each in _of(runner_id).glob("*/*") if each.is_file())
    return MOST_BYTES - sum(each.stat().st_size for each in files)


def throw_away(waiting: Waiting) -> None:
    """The upload is gone; a reader that is at it stops."""
    shutil.rmtree(waiting.folder, ignore_errors=True)


def forget(runner_id: int) -> None:
    """Every file of a runner that waits is gone."""
    shutil.rmtree(_of(runner_id), ignore_errors=True)


def _of(runner_id: int) -> Path:
    return Path(settings.DATA) / "uploads" / str(runner_id)


def _sweep(before: float) -> None:
    for folder in (Path(settings.DATA) / "uploads").glob("*/*"):
        if folder.stat().st_mtime < before:
            shutil.rmtree(folder, ignore_errors=True)


def path_of(waiting: Waiting, number: int, name: str) -> Path:
    """Where to put a file: under its number, with the end of its name where that is a known one."""
    suffix = next((each for each in _SUFFIXES if name.lower().endswith(each)), "")
    return waiting.folder / f"{number:05}{suffix}"


def sent(waiting: Waiting, names: list[str]) -> None:
    """All files are there; `names` are what the runner calls them."""
    _write(waiting.folder / "sent.json", json.dumps([shown(each) or "?" for each in names]))


# --- reading -------------------------------------------------------------------------------------


def start(waiting: Waiting) -> None:
    """Have the files read, unless somebody is at it or they are read."""
    if waiting.phase != "reading":
        return
    try:
        lock = os.open(waiting.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:  # thrown away a moment ago
        return
    if not _locked(lock):
        os.close(lock)
        return
    Thread(target=_read, args=(waiting, lock), daemon=True).start()


def finished(waiting: Waiting, within_s: float) -> bool:
    """Whether the reading comes to its end while one waits."""
    until = time.monotonic() + within_s
    while (reading := waiting.phase == "reading") and time.monotonic() < until:
        time.sleep(0.05)
    return not reading


def _locked(lock: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _read(waiting: Waiting, lock: int) -> None:
    """Read everything and lay the findings down; no name of a file and nothing of it is logged."""
    try:
        with TURN:
            if waiting.phase == "reading":
                _lay_down(waiting)
    except _Gone:
        pass
    except Exception as why:  # noqa: BLE001 - whatever it is, the runner is told and nobody waits
        if waiting.folder.exists():
            _log.error("an upload could not be read: %s", type(why).__name__)
            (waiting.folder / "failed").touch()
    finally:
        os.close(lock)


def _lay_down(waiting: Waiting) -> None:
    names = waiting.names
    paths = [path_of(waiting, number, name) for number, name in enumerate(names, 1)]
    told = [_as_told(each, names) for each in read_paths(paths, _counter(waiting))]
    _write(waiting.folder / "readings.json", json.dumps(told))
    for path in paths:
        path.unlink(missing_ok=True)


def _counter(waiting: Waiting) -> Any:  # noqa: ANN401 - a function that is told a number
    last = [0.0]

    def told(done: int) -> None:
        if time.monotonic() - last[0] > _OFTEN_S:
            last[0] = time.monotonic()
            if not waiting.folder.exists():
                raise _Gone
            _write(waiting.folder / "read", str(done))

    return told


def _as_told(reading: Reading, names: tuple[str, ...]) -> dict[str, Any]:
    """A reading as JSON, under the name that the runner knows."""
    number = int(reading.file[:5])
    own = names[number - 1]
    stored = path_of(Waiting(Path()), number, own).name
    told: dict[str, Any] = {
        "name": f"{own}{reading.file[len(stored) :]}",
        "stand_in": reading.stand_in,
    }
    if reading.refused:
        return {**told, "refused": as_json(reading.refused)}
    return {**told, "found": list(_found(reading))}


def _found(reading: Reading) -> Iterator[dict[str, Any]]:
    for each in reading.recorded:
        notes = [as_json(note) for note in each.notes]
        yield {"line": format_event(each.run), "points": each.points, "notes": notes}


def _write(path: Path, text: str) -> None:
    """All of it or nothing, also when the power goes."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, "utf-8")
    part.replace(path)
