"""`python -m benchmarks.fit CORPUS`: FIT files to columns, against the pure Python libraries.

Every library reads the same real files in the same run and gives the same columns of float64, so
that the ratios carry over to other machines.  Ours does more: sessions, laps, pauses, checksum and
gates.  Before anything is measured, the numbers of records and the heart rates have to agree.
Needs fitdecode, fitparse and garmin-fit-sdk (`pip install` them to measure; none is ours to ship).
"""

from __future__ import annotations

import gc
import gzip
import importlib
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from time import process_time
from warnings import simplefilter

import numpy as np

from strideback.formats.fit import read_fit

COLUMNS = {
    "position_lat": "latitude",
    "position_long": "longitude",
    "altitude": "altitude_m",
    "distance": "distance_m",
    "speed": "speed_mps",
    "heart_rate": "heart_rate",
    "cadence": "cadence_spm",
    "power": "power_w",
    "stance_time": "ground_contact_ms",
    "stance_time_balance": "balance_left_percent",
    "vertical_oscillation": "vertical_oscillation_mm",
    "vertical_ratio": "vertical_ratio_percent",
    "step_length": "step_length_mm",
}
ROUNDS = 2
TARGET = 50
LARGEST = 1_000_000
"""Larger files are left out: the slowest library would take minutes for one."""

Columns = dict[str, np.ndarray]
Reader = Callable[[bytes], Columns]


def columns(records: Iterable[Mapping[str, object]]) -> Columns:
    """Columns of float64 from a dict a record."""
    rows = list(records)
    found = {}
    for name, ours in {"timestamp": "time_s", **COLUMNS}.items():
        enhanced = f"enhanced_{name}"
        values = [number(row.get(enhanced, row.get(name))) for row in rows]
        found[ours] = np.array(values, dtype=np.float64)
    return found


def number(value: object) -> float:
    if isinstance(value, int | float):
        return value
    return value.timestamp() if hasattr(value, "timestamp") else np.nan


def ours(data: bytes) -> Columns:
    found = read_fit(data)
    if len(found) == 1:
        return dict(found[0].columns)
    names = {name for each in found for name in each.columns}
    return {
        name: np.concatenate(
            [
                each.columns.get(name, np.full(len(each.columns["time_s"]), np.nan))
                for each in found
                if each.columns
            ]
        )
        for name in names
    }


def with_fitdecode(data: bytes) -> Columns:
    import fitdecode

    with fitdecode.FitReader(data) as reader:
        return columns(
            {each.name: each.value for each in reversed(frame.fields)}
            for frame in reader
            if isinstance(frame, fitdecode.FitDataMessage) and frame.global_mesg_num == 20
        )


def with_fitparse(data: bytes) -> Columns:
    import fitparse

    messages = fitparse.FitFile(data).get_messages("record")
    return columns({each.name: each.value for each in message} for message in messages)


def sdk(**options: bool) -> Reader:
    def read(data: bytes) -> Columns:
        from garmin_fit_sdk import Decoder, Stream

        decoder = Decoder(Stream.from_byte_array(bytearray(data)))
        messages, _ = decoder.read(**options)
        return columns(messages.get("record_mesgs", []))

    return read


_BARE = dict.fromkeys(
    [
        "enable_crc_check",
        "expand_components",
        "expand_sub_fields",
        "convert_types_to_strings",
        "convert_datetimes_to_dates",
        "merge_heart_rates",
    ],
    False,
)
PEERS: dict[str, tuple[str, Reader]] = {
    "garmin-fit-sdk, all extras off": ("garmin_fit_sdk", sdk(**_BARE)),
    "garmin-fit-sdk, checksum off": ("garmin_fit_sdk", sdk(enable_crc_check=False)),
    "garmin-fit-sdk": ("garmin_fit_sdk", sdk()),
    "fitdecode": ("fitdecode", with_fitdecode),
    "fitparse": ("fitparse", with_fitparse),
}


def real_files(corpus: Path) -> dict[str, bytes]:
    """The corpus' recorded activities that every library reads whole."""
    found = {}
    for path in sorted((corpus / "fit").iterdir()):
        synthetic = path.name.startswith(("made__", "chiptime__"))
        if synthetic or path.stat().st_size > LARGEST:
            continue
        data = path.read_bytes()
        found[path.name] = gzip.decompress(data) if path.suffix == ".gz" else data
    return found


def present() -> dict[str, Reader]:
    """The libraries that are installed; says which are not."""
    found = {}
    for name, (module, reader) in PEERS.items():
        try:
            importlib.import_module(module)
        except ImportError:
            print(f"{name}: not installed, so not measured (pip install {module})")
        else:
            found[name] = reader
    return found


def agreeing(files: dict[str, bytes], peers: dict[str, Reader]) -> dict[str, bytes]:
    """The files of which everybody finds as many records and the same heart rates."""
    kept = {}
    for name, data in files.items():
        mine = ours(data)
        try:
            others = [reader(data) for reader in peers.values()]
        except Exception as error:  # noqa: BLE001  # whatever a library raises, it is left out
            print(f"left out: {name}: {type(error).__name__}")
            continue
        if all(agree(mine, each) for each in others):
            kept[name] = data
        else:
            print(f"left out: {name}: the libraries do not agree")
    return kept


def agree(mine: Columns, theirs: Columns) -> bool:
    if len(mine.get("time_s", ())) != len(theirs["time_s"]):
        return False
    beats = theirs["heart_rate"]
    beats = beats[beats > 0]
    known = mine.get("heart_rate", np.empty(0))
    return np.array_equal(known[~np.isnan(known)], beats)


def seconds(reader: Reader, files: Iterable[bytes], times: int = 1) -> float:
    """CPU seconds for all files."""
    gc.collect()
    start = process_time()
    for _ in range(times):
        for data in files:
            reader(data)
    return (process_time() - start) / times


def main() -> None:
    """Measure and print the table."""
    simplefilter("ignore")  # fitdecode warns of every oddity
    told = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("STRIDEBACK_CORPUS", "")
    corpus = Path(told or Path(__file__).parents[2] / "shared" / "data" / "runs")
    if not (corpus / "fit").is_dir():
        raise SystemExit(f"No corpus at {corpus}: name its folder, or set STRIDEBACK_CORPUS.")
    peers = present()
    files = list(agreeing(real_files(corpus), peers).values())
    size = sum(map(len, files)) / 1e6
    print(f"{len(files)} real files, {size:.2f} MB; CPU time, best of {ROUNDS} rounds\n")
    spent = {"strideback": [], **{name: [] for name in peers}}
    for _ in range(ROUNDS):  # every library in every round, for other work may share the machine
        spent["strideback"].append(seconds(ours, files, 5))
        for name, reader in peers.items():
            spent[name].append(seconds(reader, files))
    mine = min(spent["strideback"])
    print(f"{'library':<32}{'files/s':>10}{'MB/s':>10}{'ours is faster by':>20}")
    for name, rounds in sorted(spent.items(), key=lambda each: min(each[1])):
        best = min(rounds)
        ratio = f"{best / mine:.0f}x" if name != "strideback" else ""
        print(f"{name:<32}{len(files) / best:>10.1f}{size / best:>10.2f}{ratio:>20}")
    if peers:
        fastest = min(min(rounds) for name, rounds in spent.items() if name != "strideback") / mine
        verdict = "met" if fastest >= TARGET else "MISSED"
        print(f"\ntarget: {TARGET}x the fastest pure Python one: {fastest:.0f}x, {verdict}")


if __name__ == "__main__":
    main()
