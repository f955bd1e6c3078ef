"""`python -m benchmarks.xml_files`: GPX, TCX and Apple Health against their peers, in one run, as ratios.

The peers (`pip install gpxpy tcxreader`) are no dependencies; a peer that is not there is left out.
Every reader has to end at the same: columns of numbers.  The rounds alternate.
"""

from __future__ import annotations

import gc
import gzip
import io
import os
import statistics
import tempfile
from collections.abc import Callable, Iterator
from itertools import repeat
from pathlib import Path
from time import process_time
from xml.etree import ElementTree

import numpy as np

from strideback.formats.apple_export import Export
from strideback.formats.gpx import read_gpx
from strideback.formats.tcx import read_tcx

_ROOT = Path(__file__).parents[1]
_CORPUS = Path(os.environ.get("STRIDEBACK_CORPUS", _ROOT.parent / "shared" / "data" / "runs"))
_FILES = _CORPUS if _CORPUS.is_dir() else _ROOT / "tests" / "data" / "runs"
_ROUNDS = 7
_RECORD = (
    b'<Record type="HKQuantityTypeIdentifier%s" sourceName="Watch" sourceVersion="10.1" '
    b'device="&lt;&lt;HKDevice: 0x282a45810&gt;, name:Apple Watch&gt;" unit="count/min" '
    b'creationDate="2026-03-01 09:00:00 +0100" startDate="2026-03-01 08:00:00 +0100" '
    b'endDate="2026-03-01 08:00:05 +0100" value="140"/>\n'
)


def files(kind: str) -> list[bytes]:
    """The whole, readable files of one kind, unpacked."""
    found = []
    for path in sorted((_FILES / kind).iterdir()):
        data = path.read_bytes()
        if path.suffix == ".gz":
            data = gzip.decompress(data)
        if len(data) > 20_000 and not path.name.startswith(("made", "runpandas")):
            found.append(data.strip())
    return found


def by_gpxpy(data: bytes) -> list[np.ndarray]:
    import gpxpy

    rows = []
    for track in gpxpy.parse(data).tracks:
        for segment in track.segments:
            for point in segment.points:
                told = {
                    leaf.tag.rpartition("}")[2]: leaf.text
                    for extension in point.extensions
                    for leaf in extension.iter()
                }
                time = point.time.timestamp() if point.time else np.nan
                hr, cad = (float(told.get(name) or "nan") for name in ("hr", "cad"))
                rows.append((time, point.latitude, point.longitude, point.elevation, hr, cad))
    return list(np.array(rows, dtype=np.float64).T)


def by_tcxreader(data: bytes) -> list[np.ndarray]:
    from tcxreader.tcxreader import TCXReader

    with tempfile.NamedTemporaryFile(suffix=".tcx") as file:
        file.write(data)
        file.flush()
        points = TCXReader().read(file.name).trackpoints
    rows = [
        (
            point.time.timestamp(),
            point.latitude,
            point.longitude,
            point.elevation,
            point.distance,
            point.hr_value,
            point.tpx_ext.get("RunCadence"),
        )
        for point in points
    ]
    return list(np.array(rows, dtype=np.float64).T)


def by_iterparse(chunks: list[bytes]) -> int:
    """Workouts found by the standard library, with what is done thrown away."""
    count = 0
    for _, element in ElementTree.iterparse(io.BytesIO(b"".join(chunks))):  # noqa: S314 - because it is the yardstick
        count += element.tag == "Workout"
        element.clear()
    return count


def seconds(readers: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The median CPU time of each, all in each round."""
    found: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(_ROUNDS):
        for name, reader in readers.items():
            gc.collect()
            start = process_time()
            reader()
            found[name].append(process_time() - start)
    return {name: statistics.median(each) for name, each in found.items()}


def report(what: str, size: int, readers: dict[str, Callable[[], object]]) -> None:
    """One line for each reader: megabytes a second, and how much faster ours is."""
    spent = seconds(readers)
    for name, each in spent.items():
        ratio = each / spent["strideback"]
        print(f"{what:<28} {name:<12} {size / 1e6 / each:>8.1f} MB/s {ratio:>6.1f} x", flush=True)


def present(name: str) -> bool:
    """Whether the peer is installed."""
    try:
        __import__(name)
    except ImportError:
        print(f"{name} is not installed: not measured")
        return False
    return True


def export(megabytes: int) -> Iterator[bytes]:
    """An export.xml of about this size, one in ten records of the heart."""
    block = (_RECORD % b"HeartRate" + _RECORD % b"StepCount" * 9) * 30
    yield b"<HealthData>"
    yield from repeat(block, megabytes * 1_000_000 // len(block))
    yield b"</HealthData>"


def main() -> None:
    """Measure everything and print it."""
    tracks, laps, health = files("gpx"), files("tcx"), list(export(40))
    readers: dict[str, Callable[[], object]] = {
        "strideback": lambda: [read_gpx(each) for each in tracks]
    }
    if present("gpxpy"):
        readers["gpxpy"] = lambda: [by_gpxpy(each) for each in tracks]
    report(f"GPX, {len(tracks)} files", sum(map(len, tracks)), readers)
    readers = {"strideback": lambda: [read_tcx(each) for each in laps]}
    if present("tcxreader"):
        readers["tcxreader"] = lambda: [by_tcxreader(each) for each in laps]
    report(f"TCX, {len(laps)} files", sum(map(len, laps)), readers)
    readers = {"strideback": lambda: Export(health), "iterparse": lambda: by_iterparse(health)}
    report("Apple export.xml", sum(map(len, health)), readers)


if __name__ == "__main__":
    main()
