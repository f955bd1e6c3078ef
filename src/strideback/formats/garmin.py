"""Garmin's account export: zips of FIT files inside the zip, and a summary of every activity."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from strideback.formats.activity import Activity, FileRefused
from strideback.formats.sayings import saying
from strideback.formats.sports import is_indoor, sport_of

ROOT: Final = "DI_CONNECT/"
SUMMARIES: Final = "summarizedActivities.json"
_KEY: Final = "summarizedActivitiesExport"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ACTIVITY: Final = 4
_LARGEST: Final = 16 << 20
_FILE_ID: Final = 0


def is_other_fit(data: bytes) -> bool:
    """Whether a FIT file says of itself that it is no activity: steps of a day, settings, a course.

    Garmin exports thousands of those beside the activities.
    """
    at = data[0] if data else 0
    if len(data) < at + 12 or data[8:12] != b".FIT" or data[at] & 0xC0 != 0x40:
        return False
    little = data[at + 2] == 0
    message = int.from_bytes(data[at + 3 : at + 5], "little" if little else "big")
    fields = data[at + 5]
    values = at + 6 + 3 * fields + 1
    if data[at] & 0x20 or message != _FILE_ID or len(data) < values:
        return False
    for field in range(fields):
        number, size, _ = data[at + 6 + 3 * field : at + 9 + 3 * field]
        if number == 0 and size == 1 and values < len(data):
            return data[values] != _ACTIVITY
        values += size
    return False


def documents(summary: bytes) -> Iterator[tuple[str, datetime | None, bytes]]:
    """Each activity of a summary file: its id, its start, and a document for `read_summary`."""
    try:
        told = parsed(summary)
    except FileRefused:
        raise
    except (ValueError, RecursionError) as bad:
        raise FileRefused(
            saying("Garmin's {file} is not whole; ask Garmin for the export again.", file=SUMMARIES)
        ) from bad
    for each in _entries(told):
        document = json.dumps([{_KEY: [each]}]).encode()
        yield str(each.get("activityId", "")), _start(each), document


def parsed(document: bytes) -> object:
    """The JSON document; raises `ValueError` when it is none and `FileRefused` when it is huge."""
    if len(document) > _LARGEST:
        raise FileRefused(
            saying(
                "The JSON file is larger than {most} MB; give the FIT files.", most=_LARGEST >> 20
            )
        )
    told: object = json.loads(document)
    return told


def _entries(told: object) -> Iterator[dict[str, object]]:
    groups = told if isinstance(told, list) else [told]
    for group in groups:
        entries = group.get(_KEY) if isinstance(group, dict) else None
        if isinstance(entries, list):
            yield from (each for each in entries if isinstance(each, dict))


def read_summary(told: object) -> tuple[Activity, ...]:
    """The activities of Garmin's summary: centimetres and milliseconds, without points."""
    found = tuple(_activity(each) for each in _entries(told) if _start(each) is not None)
    if not found:
        raise FileRefused(saying("The JSON file is no summary of activities; give the FIT files."))
    return found


def _number(entry: Mapping[str, object], key: str, per: float) -> float | None:
    value = entry.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e13:
        return None
    return value / per


def _start(entry: Mapping[str, object]) -> datetime | None:
    for key in ("startTimeGmt", "beginTimestamp"):
        seconds = _number(entry, key, 1000.0)
        if seconds is not None and math.isfinite(seconds):
            start = _EPOCH + timedelta(seconds=seconds)
            return start if start.year >= 2000 else None
    return None


def _activity(entry: Mapping[str, object]) -> Activity:
    start = _start(entry) or _EPOCH
    kind = str(entry.get("activityType") or entry.get("sportType") or "")
    local = _number(entry, "startTimeLocal", 1000.0)
    offset_s = None if local is None else round(local - (start - _EPOCH).total_seconds())
    return Activity(
        sport=sport_of(kind) or "other",
        sub_sport=kind.lower(),
        start=start,
        utc_offset_s=offset_s if offset_s is not None and abs(offset_s) <= 50_400 else None,
        elapsed_s=_number(entry, "elapsedDuration", 1000.0) or _number(entry, "duration", 1000.0),
        moving_s=_number(entry, "movingDuration", 1000.0),
        distance_m=_number(entry, "distance", 100.0),
        ascent_m=_number(entry, "elevationGain", 100.0),
        descent_m=_number(entry, "elevationLoss", 100.0),
        indoor=is_indoor(kind),
        points=0,
        notes=(saying("Only Garmin's summary of it was read, without points."),),
    )
