"""Apple Health's export.xml, up to gigabytes, as one small document for each workout.

A search through the bytes picks out the workouts and those records that belong to runs; only what
it picks is ever parsed.  Memory holds the workouts and two numbers for each record picked.
"""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import quoteattr

import numpy as np

from strideback.formats.activity import FileRefused
from strideback.formats.points import EARLIEST, LATEST, instant, moment
from strideback.formats.sayings import as_json, saying, together
from strideback.formats.xml_safe import body, pieces

if TYPE_CHECKING:
    from strideback.formats.activity import Column

RECORDS: Final = {
    "HeartRate": "heart_rate",
    "RunningSpeed": "speed_mps",
    "RunningPower": "power_w",
    "RunningGroundContactTime": "ground_contact_ms",
    "RunningVerticalOscillation": "vertical_oscillation_mm",
    "RunningStrideLength": "step_length_mm",
}
_UNITS: Final = {
    b"count/min": 1.0,
    b"W": 1.0,
    b"ms": 1.0,
    b"s": 1000.0,
    b"m/s": 1.0,
    b"km/hr": 1 / 3.6,
    b"mi/hr": 0.44704,
    b"mm": 1.0,
    b"cm": 10.0,
    b"m": 1000.0,
    b"in": 25.4,
    b"ft": 304.8,
}
_PICKED: Final = re.compile(
    rb'<(?:Record type="HKQuantityTypeIdentifier(%s)"[^<>]*|Workout\s[^<>]*)>'
    % "|".join(RECORDS).encode()
)
_ATTRIBUTE: Final = re.compile(rb'\s(startDate|endDate|value|unit)="([^"<>]{1,80})"')
_ROUTE: Final = re.compile(rb'<FileReference\s[^<>]{0,400}?path="([^"<>]{1,400})"')
_FIRST_TIME: Final = re.compile(rb"<trkpt[^<>]*>.{0,200}?<time>([^<]{10,40})</time>", re.DOTALL)
_CLOSE: Final = b"</Workout>"
_READ: Final = 1 << 20
_LONGEST_TAG: Final = 1 << 16
_LONGEST_WORKOUT: Final = 8 << 20
_ALL_WORKOUTS: Final = 256 << 20
_MOST_RECORDS: Final = 10_000_000
_EDGE_S: Final = 5.0
_MOST_NOTES: Final = 20

Route = Callable[[str], bytes | None]


@dataclass(slots=True)
class Workout:
    """One workout as the export has it, with its times in seconds since 1970."""

    block: bytes
    start_s: float
    end_s: float
    routes: tuple[str, ...]

    @property
    def start(self) -> datetime:
        """Its start, in UTC."""
        return moment(self.start_s)


class Export:
    """What one pass through export.xml picks out."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.workouts: list[Workout] = []
        self.skipped = 0
        """Workouts that are damaged, or too many or too large to be real."""
        self._size = 0
        self._found = {name.encode(): (array("d"), array("d")) for name in RECORDS}
        self._through(chunks)
        self._records = {name: _in_order(*each) for name, each in self._found.items()}
        self._found.clear()

    def _through(self, chunks: Iterable[bytes]) -> None:
        held = bytearray()
        for chunk in chunks:
            held += chunk
            if len(held) >= _READ:
                held = bytearray(self._pick(bytes(held)))
        rest = self._pick(bytes(held))
        self.skipped += rest.startswith(b"<Workout") and _CLOSE not in rest

    def _pick(self, held: bytes) -> bytes:
        """Take what is whole; give back the end that is not."""
        done = 0
        for found in _PICKED.finditer(held):
            if found.start() < done:
                continue
            done = found.end()
            if found[1] is not None:
                self._record(found[1], found[0])
            elif found[0].endswith(b"/>"):
                self._workout(found[0])
            else:
                end = held.find(_CLOSE, done)
                if end < 0:
                    if len(held) - found.start() <= _LONGEST_WORKOUT:
                        return held[found.start() :]
                    self.skipped += 1
                    return b""
                done = end + len(_CLOSE)
                self._workout(held[found.start() : done])
        at = max(done, held.rfind(b"<"))
        return held[at:] if len(held) - at <= _LONGEST_TAG else b""

    def _record(self, name: bytes, tag: bytes) -> None:
        told = dict(_ATTRIBUTE.findall(tag))
        times, values = self._found[name]
        factor = _UNITS.get(told.get(b"unit", b""))
        if factor is None or len(times) >= _MOST_RECORDS:
            return
        try:
            value = float(told[b"value"])
        except (KeyError, ValueError):
            return
        times.append(apple_time(told.get(b"startDate", b"").decode("ascii", "replace"))[0])
        values.append(value * factor)

    def _workout(self, block: bytes) -> None:
        told = dict(_ATTRIBUTE.findall(block[: block.index(b">")]))
        start_s, end_s = (
            apple_time(told.get(key, b"").decode("ascii", "replace"))[0]
            for key in (b"startDate", b"endDate")
        )
        self._size += len(block)
        if self._size > _ALL_WORKOUTS or not EARLIEST <= start_s <= end_s < LATEST:
            self.skipped += 1
            return
        routes = (each.decode("utf-8", "replace") for each in _ROUTE.findall(block))
        self.workouts.append(Workout(block, start_s, end_s, tuple(routes)))

    def document(self, workout: Workout, route: Route) -> bytes:
        """The workout with its records and routes as one XML document, for `read_workout`."""
        parts, notes = [workout.block], []
        for name, (times, values) in self._records.items():
            first, last = np.searchsorted(
                times, (workout.start_s - _EDGE_S, workout.end_s + _EDGE_S)
            )
            parts.extend(
                b'<Record type="%s" at="%.3f" value="%.6g"/>' % (name, at, value)
                for at, value in zip(times[first:last], values[first:last], strict=True)
            )
        for path in workout.routes:
            try:
                gpx = route(path)
                parts.extend(body(pieces(gpx)) if gpx is not None else ())
            except FileRefused as refused:
                gpx = None
                notes.append(saying("Its route was not read: {why}", why=refused.why))
            else:
                if gpx is None:
                    notes.append(saying("The file of its route is missing from the export."))
        noted = together(notes[:_MOST_NOTES])
        note = json.dumps(as_json(noted)) if noted else ""
        head = f"<Workouts note={quoteattr(note)}>".encode()
        return b"\n".join([head, *parts, b"</Workouts>"])


def _in_order(times: array[float], values: array[float]) -> tuple[Column, Column]:
    time, value = np.array(times, dtype=np.float64), np.array(values, dtype=np.float64)
    known = np.flatnonzero((time >= EARLIEST) & (time < LATEST) & np.isfinite(value))
    order = known[np.argsort(time[known], kind="stable")]
    return time[order], value[order]


def apple_time(text: str) -> tuple[float, int | None]:
    """Seconds since 1970 and the offset, of Apple's way to write a time.

    >>> apple_time("2016-11-14 07:25:41 -0700")
    (1479133541.0, -25200)
    """
    return instant(text[:19] + text[19:].replace(" ", ""))


def first_time(gpx: bytes) -> float:
    """When a route begins, from the front of its file; NaN where that does not say."""
    found = _FIRST_TIME.search(gpx)
    return instant(found[1].decode("ascii", "replace"))[0] if found else float("nan")
