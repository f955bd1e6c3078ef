"""An import from end to end: paths to readings, readings to diary entries, and a result for each file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from pathlib import Path
from typing import Any, Final

from strideback.core.diary import AnyEvent, Diary, Ran
from strideback.formats.activity import FileRefused
from strideback.formats.run_history import next_batch
from strideback.formats.run_merge import DUPLICATE, IMPORTED, REFUSED, Merged, Outcome, merge
from strideback.formats.run_reading import Reading
from strideback.formats.run_same import base_sport
from strideback.formats.run_workers import Job, read_all
from strideback.formats.sayings import NOTHING, Saying, together

_STAND_IN: Final = "garmin-summary"

Told = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileResult:
    """What became of one file, or of one member of an archive."""

    file: str
    status: str
    reason: Saying = NOTHING
    notes: tuple[Saying, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The name of the import, the entries that the diary lacks, and the result of each file."""

    batch: str
    entries: tuple[AnyEvent, ...]
    results: tuple[FileResult, ...]


def read_paths(paths: Iterable[Path], told: Told = lambda _: None) -> tuple[Reading, ...]:
    """Everything under the paths, read in limited processes; `told` hears how many files are done."""
    readings: dict[int, Reading] = {}
    for place, reading in read_all(_jobs(paths, readings)):
        readings[place] = reading
        told(len(readings))
    return tuple(readings[place] for place in sorted(readings))


def _jobs(paths: Iterable[Path], readings: dict[int, Reading]) -> Iterator[Job]:
    """The files under the paths; those that cannot be opened are put down as refused at once."""
    from strideback.formats.archives import Refused, sources  # slow: while a worker gets ready

    place = 0
    for path in paths:
        for each in sources(path):
            place += 1
            if isinstance(each, Refused):
                readings[place] = Reading(file=each.name, refused=each.reason)
                continue
            stand_in = each.kind == _STAND_IN
            try:
                data = each.open()
            except FileRefused as why:
                readings[place] = Reading(file=each.name, refused=why.why, stand_in=stand_in)
                continue
            yield Job(place, each.name, data, stand_in)


def imported(diary: Diary, readings: Sequence[Reading], today: date) -> Imported:
    """What the readings add to the diary of today, under a new name for the import."""
    batch = next_batch(diary, today)
    recorded = [
        replace(each, run=replace(each.run, batch=batch))
        for reading in readings
        for each in reading.recorded
    ]
    merged = merge(diary, recorded, today)
    return Imported(batch=batch, entries=merged.entries, results=_results(readings, merged))


def _results(readings: Sequence[Reading], merged: Merged) -> tuple[FileResult, ...]:
    results: list[FileResult] = []
    outcomes = iter(merged.outcomes)
    for reading in readings:
        if reading.refused:
            results.append(FileResult(file=reading.file, status=REFUSED, reason=reading.refused))
            continue
        own = tuple(next(outcomes) for _ in reading.recorded)
        result = _result(reading.file, own)
        if not (reading.stand_in and result.status == DUPLICATE):  # it stood in for a file we have
            results.append(result)
    return tuple(results)


def _result(file: str, outcomes: tuple[Outcome, ...]) -> FileResult:
    """One result: imported where a part of the file was, else duplicate, else refused."""
    had = {each.status for each in outcomes}
    status = next(each for each in (IMPORTED, DUPLICATE, REFUSED) if each in had)
    reasons = dict.fromkeys(each.reason for each in outcomes if each.reason)
    notes = dict.fromkeys(note for each in outcomes for note in each.recorded.notes)
    return FileResult(
        file=file, status=status, reason=together(reasons), notes=tuple(notes), outcomes=outcomes
    )


# --- for other programs --------------------------------------------------------------------------


def result_json(result: FileResult) -> dict[str, Any]:
    """One file for other programs; figures are of the whole file, means by time, null if not known."""
    runs = [each.recorded.run for each in result.outcomes]
    sports = {base_sport(run.kind) for run in runs}
    starts = [run.at.astimezone(UTC) for run in runs if run.at is not None]
    told: dict[str, Any] = {
        "file": result.file,
        "status": result.status,
        "reason": str(result.reason),
        "sport": (sports.pop() if len(sports) == 1 else "multisport") if sports else None,
        "points": sum(each.recorded.points for each in result.outcomes),
        "start": min(starts).strftime("%Y-%m-%dT%H:%M:%SZ") if starts else None,
        "duration_s": _sum(run.duration_s for run in runs),
        "distance_m": _sum(run.distance_m for run in runs),
        "mean_heart_rate": _mean(runs, "heart_rate"),
        "cadence_spm": _mean(runs, "cadence_spm"),
        "balance_left_percent": _mean(runs, "balance_left_percent"),
        "notes": list(map(str, result.notes)),
    }
    if len(runs) > 1:
        told["activities"] = [
            result_json(replace(result, status=each.status, reason=each.reason, outcomes=(each,)))
            for each in result.outcomes
        ]
    return told


def _sum(values: Iterable[float | None]) -> float | None:
    known = [each for each in values if each is not None]
    return sum(known) if known else None


def _mean(runs: Sequence[Ran], field: str) -> float | None:
    """The mean over the parts of a file, by their time."""
    total = weight = 0.0
    for run in runs:
        value: float | None = getattr(run, field)
        if value is not None:
            span = run.duration_s or 1.0
            total, weight = total + value * span, weight + span
    return round(total / weight, 2) if weight else None
