"""`python -m benchmarks.archive [COUNT] [FOLDER]`: an archive of 3,000 activities, end to end.

Small real FIT files, each shifted in time to a day of its own, packed as a zip and imported into an
empty diary by the command itself.  FOLDER has the real files; else STRIDEBACK_CORPUS, `../shared`,
or the few files in tests/data/runs.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from threading import Thread
from time import perf_counter, sleep

from strideback.formats.diary_text import read_file

ROOT = Path(__file__).parent.parent
SMALLEST, LARGEST = 20_000, 125_000
DAY_S = 86_400
FIRST_S = 978_350_400 - 631_065_600  # noon of the first day of 2001, in FIT's seconds
TARGET_S, TARGET_MB = 10.0, 500.0
COMMAND = "import sys; from strideback.cli.import_files import import_files; import_files()"


def main(count: int = 3000, folder: str = "") -> None:
    kinds = real_files(folder)
    with tempfile.TemporaryDirectory() as where:
        archive, diary = Path(where, "export.zip"), Path(where, "my.diary")
        megabytes = pack(archive, kinds, count)
        print(f"{count:,} activities from {len(kinds)} real files, {megabytes:.0f} MB of FIT")
        seconds, cpu_s, most_mb, told = imported(diary, archive)
        runs = len(read_file(diary).diary.events)
        statuses = [each["status"] for each in told]
        print("  ".join(f"{each}: {statuses.count(each):,}" for each in sorted(set(statuses))))
        assert len(told) == count, (len(told), count)
        assert runs == statuses.count("imported") == count, (runs, statuses.count("imported"))
        size_mb = diary.stat().st_size / 1e6
        say("end to end", f"{seconds:.2f} s", f"< {TARGET_S:g} s", met=seconds < TARGET_S)
        say("processor time of all processes", f"{cpu_s:.2f} s", "-", met=True)
        say(
            "memory of all processes",
            f"{most_mb:.0f} MB",
            f"< {TARGET_MB:g} MB",
            met=most_mb < TARGET_MB,
        )
        say("files a second", f"{count / seconds:,.0f}", "-", met=True)
        say("megabytes a second", f"{megabytes / seconds:.1f}", "-", met=True)
        say("the diary", f"{size_mb:.2f} MB", "-", met=True)


def say(what: str, figure: str, target: str, *, met: bool) -> None:
    print(f"{what:<46} {figure:>16}   target {target:<18} {'met' if met else 'MISSED'}", flush=True)


def real_files(folder: str) -> list[bytes]:
    """Small FIT files of one activity whose every time can be found."""
    shared = os.environ.get("STRIDEBACK_CORPUS") or ROOT.parent / "shared" / "data" / "runs"
    for place in (folder, shared, ROOT / "tests" / "data" / "runs"):
        found = [
            path.read_bytes()
            for path in sorted(Path(place or "/nowhere").rglob("*.fit"))
            if SMALLEST <= path.stat().st_size <= LARGEST and not path.name.startswith("made__")
        ]
        found = [each for each in found if usable(each)]
        if found:
            return found
    raise SystemExit("There are no FIT files; name a folder that has some.")


def usable(data: bytes) -> bool:
    from strideback.formats.activity import FileRefused
    from strideback.formats.archives import read_source

    try:
        shifted = move(data, FIRST_S)
        activities = read_source("one.fit", shifted)
    except (FileRefused, struct.error, KeyError, ValueError):
        return False
    return len(activities) == 1 and activities[0].start.year == 2001 and activities[0].points > 100


def pack(archive: Path, kinds: list[bytes], count: int) -> float:
    """The archive, as a service would pack it; the megabytes in it."""
    total = 0
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for number in range(count):
            data = move(kinds[number % len(kinds)], FIRST_S + number * DAY_S)
            total += len(data)
            file.writestr(f"activities/{number}.fit", data)
    return total / 1e6


def move(data: bytes, to_s: int) -> bytes:
    """The file with all of its times shifted, so that it was made at `to_s`, in FIT's seconds."""
    moved = bytearray(data)
    places = times_of(data)
    first = min(
        each for at in places if (each := struct.unpack_from("<L", data, at)[0]) < 2**32 - 1
    )
    for at in places:
        seconds = struct.unpack_from("<L", data, at)[0]
        if seconds < 2**32 - 1:
            struct.pack_into("<L", moved, at, seconds - first + to_s)
    end = data[0] + struct.unpack_from("<L", data, 4)[0]
    struct.pack_into("<H", moved, end, checksum(bytes(moved[:end])))
    return bytes(moved)


def times_of(data: bytes) -> list[int]:
    """Where the times of the messages stand; little-endian files without compressed times only."""
    at, end = data[0], data[0] + struct.unpack_from("<L", data, 4)[0]
    kinds: dict[int, tuple[int, list[int]]] = {}
    found: list[int] = []
    while at < end:
        head = data[at]
        if head & 0x80:
            raise ValueError("compressed times")
        local, at = head & 15, at + 1
        if head & 0x40:
            at = learn(data, at, kinds, local, developer=bool(head & 0x20))
            continue
        size, times = kinds[local]
        found += [at + each for each in times]
        at += size
    return found


def learn(data: bytes, at: int, kinds: dict, local: int, *, developer: bool) -> int:
    """Read a definition: the size of its messages and where their times stand."""
    if data[at + 1]:
        raise ValueError("big-endian")
    message = struct.unpack_from("<H", data, at + 2)[0]
    fields, at, size, times = data[at + 4], at + 5, 0, []
    wanted = {253} | {18: {2}, 19: {2}, 21: set(), 0: {4}, 34: {5}}.get(message, set())
    for _ in range(fields):
        if data[at] in wanted and data[at + 1] == 4:
            times.append(size)
        size, at = size + data[at + 1], at + 3
    if developer:
        count, at = data[at], at + 1
        for _ in range(count):
            size, at = size + data[at + 1], at + 3
    kinds[local] = size, times
    return at


def _table() -> list[int]:
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)  # noqa: PLW2901
        table.append(value)
    return table


TABLE = _table()


def checksum(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc = crc >> 8 ^ TABLE[(crc ^ byte) & 255]
    return crc


def imported(diary: Path, archive: Path) -> tuple[float, float, float, list]:
    """Seconds, processor seconds and the most megabytes of the command, and what it told."""
    arguments = [sys.executable, "-c", COMMAND, str(diary), str(archive), "--json"]
    before = os.times()
    start = perf_counter()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(arguments, stdout=out)
        most = [0.0]
        watch = Thread(target=watched, args=(process, most), daemon=True)
        watch.start()
        code = process.wait()
        seconds = perf_counter() - start
        watch.join()
        assert code == 0, code
        out.seek(0)
        told = json.load(out)
    after = os.times()
    cpu = sum(after[2:4]) - sum(before[2:4])
    return seconds, cpu, most[0], told


def watched(process: subprocess.Popen, most: list[float]) -> None:
    """The most memory of the command and its workers together, looked at often."""
    while process.poll() is None:
        most[0] = max(most[0], sum(map(resident, [process.pid, *children(process.pid)])) / 1e6)
        sleep(0.02)


def children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, task.read_text().split())
        except OSError:
            continue
    return found


def resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


if __name__ == "__main__":
    main(*(int(each) if each.isdigit() else each for each in sys.argv[1:]))
