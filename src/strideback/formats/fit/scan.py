"""Where the messages of a FIT file lie: the one loop that walks the bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from strideback.formats.fit.layout import Block, Layout, layout

MAX_LAYOUTS = 2000
"""Different definitions in one part; real files have some tens."""
MAX_PARTS = 200
"""Files chained in one; real ones have up to four."""
_DEFINITION_COSTS = 8
"""Messages that a definition counts for in the limit, as it takes that much longer to read."""
_WINDOW = 1 << 14


class Part(NamedTuple):
    """One FIT file in the bytes (several may be chained): where its messages start and end."""

    start: int
    messages: int
    end: int
    cut: bool
    """Whether the header claims more bytes than there are."""
    summed: bool
    """Whether the checksum follows at `end`."""

    @property
    def after(self) -> int:
        """Where a chained file would start."""
        return self.end + 2 if self.summed else self.end


def is_fit(data: bytes, at: int = 0) -> bool:
    """Whether a FIT header starts here."""
    return data[at + 8 : at + 12] == b".FIT" and data[at] >= 12


def parts(data: bytes) -> Iterator[Part]:
    """The chained files in turn; bytes after the last that are no FIT file are left."""
    at = 0
    for _ in range(MAX_PARTS):
        if not is_fit(data, at):
            return
        messages = min(at + data[at], len(data))
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        end = messages + size if size else len(data)
        part = Part(at, messages, min(end, len(data)), end > len(data), end + 2 <= len(data))
        yield part
        at = part.after


@dataclass(slots=True)
class Found:
    """The messages of one layout: the bytes at which lone ones start, and runs of neighbours."""

    layout: Layout
    lone: list[int] = field(default_factory=list)
    runs: list[tuple[int, int]] = field(default_factory=list)
    """Where a run starts, and of how many messages."""

    def __len__(self) -> int:
        return len(self.lone) + sum(count for _, count in self.runs)

    def offsets(self) -> NDArray[np.int64]:
        """The byte at which each message starts, in the file's order."""
        lone = np.array(self.lone, dtype=np.int64)
        if not self.runs:
            return lone
        starts, counts = np.array(self.runs, dtype=np.int64).T
        first = np.cumsum(counts) - counts
        steps = np.arange(int(counts.sum())) - np.repeat(first, counts)
        offsets: NDArray[np.int64] = np.repeat(starts, counts) + steps * self.layout.size
        if self.lone:
            offsets = np.concatenate((lone, offsets))
            offsets.sort(kind="stable")  # quick, as these are two that are sorted
        return offsets

    def first(self, most: int) -> list[int]:
        """Where the first messages start, at most so many, in the file's order."""
        found = self.lone[:most]
        for start, count in self.runs[:most]:
            size = self.layout.size
            found += range(start, start + min(count, most) * size, size)
        return sorted(found)[:most]

    def block(self, data: bytes, offsets: NDArray[np.int64]) -> Block:
        """The messages' bytes, one message a row."""
        size = self.layout.size
        if len(self.runs) == 1 and not self.lone:
            start, shape = self.runs[0][0], (len(offsets),)
            return np.ndarray(shape, f"V{size}", buffer=data, offset=start, strides=(size,))
        anywhere = np.ndarray((len(data) - size + 1,), f"V{size}", buffer=data, strides=(1,))
        return anywhere[offsets]


@dataclass(slots=True)
class Scan:
    """What one part holds, and where and why reading stopped early, if it did."""

    plain: list[Found] = field(default_factory=list)
    timed: list[Found] = field(default_factory=list)
    """Messages that carry five bits of time in their header byte."""
    used: int = 0
    """How much of the limit is spent: 1 for a message, more for a definition."""
    stopped_at: int | None = None
    why: str = ""

    def stop(self, at: int, why: str) -> None:
        """Remember the first thing that could not be read."""
        if self.stopped_at is None:
            self.stopped_at, self.why = at, why


class _Slots:
    """The definitions in force, by header byte; a size of 0 says that none is known yet."""

    def __init__(self, scan: Scan) -> None:
        self.sizes = [0] * 256
        self.found = [_NOWHERE] * 256
        self.lone: list[Callable[[int], None]] = [_NOWHERE.lone.append] * 256
        self._scan = scan
        self._local: list[Layout | None] = [None] * 16
        self._known: dict[tuple[Layout, bool], Found] = {}
        self._set: list[list[int]] = [[] for _ in range(16)]
        """The header bytes that stand for each local type so far."""

    @property
    def full(self) -> bool:
        return len(self._known) > MAX_LAYOUTS

    def define(self, local: int, shape: Layout) -> None:
        """From here on, messages of this local type have this layout."""
        self._local[local] = shape
        for header in self._set[local]:
            self.sizes[header] = 0
        self._set[local].clear()

    def learn(self, header: int) -> int:
        """The size of messages with this header byte, 0 if nothing defines them."""
        timed = header >= 0x80
        local = header >> 5 & 3 if timed else header & 0x0F  # bits 4 and 5 say nothing
        shape = self._local[local]
        if shape is None:
            return 0
        found = self._known.get((shape, timed))
        if found is None:
            found = self._known[shape, timed] = Found(shape)
            (self._scan.timed if timed else self._scan.plain).append(found)
        self._set[local].append(header)
        self.sizes[header] = shape.size
        self.found[header] = found
        self.lone[header] = found.lone.append
        return shape.size


_NOWHERE = Found(layout(bytes(5), False))


def scan(data: bytes, part: Part, limit: int) -> Scan:
    """Walk the messages of one part, at most `limit` of them, up to the first damage."""
    result = Scan()
    slots = _Slots(result)
    at, end, left = part.messages, part.end, limit
    body = data[:end]
    while at < end and left > 0:
        at, left = _walk(body, at, left, slots)
        if left <= 0:
            break
        at, taken = _step(data, at, end, left, slots, result)
        if not taken:
            break
        left -= taken
    if at < end and left <= 0:
        result.stop(at, "too many messages")
    result.used = limit - left
    return result


def _walk(body: bytes, at: int, left: int, slots: _Slots) -> tuple[int, int]:
    """Note single messages until something else comes; the hot loop, so as bare as can be."""
    sizes, lone = slots.sizes, slots.lone
    header, now = body[at], left
    try:
        for now in range(left, 0, -1):  # counts down what is left
            size = sizes[header]
            after = at + size
            following = body[after]
            # Two or three of a kind are quicker one by one; so look further ahead for a run.
            if following == header and (not size or body[after + 3 * size] == header):
                return at, now
            lone[header](at)
            at, header = after, following
    except IndexError:  # the last messages go the careful way
        return at, now
    return at, 0


def _step(
    data: bytes, at: int, end: int, most: int, slots: _Slots, result: Scan
) -> tuple[int, int]:
    """One definition, or a run of messages: where it ends, and how many messages it was."""
    header = data[at]
    if header & 0xC0 == 0x40:
        after = _define(data, at, end, slots)
        if after > end:
            result.stop(at, "cut")
        return after, _DEFINITION_COSTS if after <= end else 0
    size = slots.sizes[header] or slots.learn(header)
    if not size or slots.full:
        result.stop(at, "too many kinds of messages" if size else "damage")
        return at, 0
    if at + size > end:
        result.stop(at, "cut")
        return at, 0
    count = _run(data, at, size, min(most, (end - at) // size))
    slots.found[header].runs.append((at, count))
    return at + count * size, count


def _run(data: bytes, at: int, size: int, most: int) -> int:
    """How many messages with the same header byte follow each other from here."""
    header = data[at : at + 1]
    count, window = 0, 16
    while count < most:
        window = min(window, most - count)
        start = at + count * size
        heads = data[start : start + window * size : size]
        same = window - len(heads.lstrip(header))
        count += same
        if same < window:
            break
        window = min(4 * window, _WINDOW)
    return count


def _define(data: bytes, at: int, end: int, slots: _Slots) -> int:
    """Take in a definition message; gives where it ends, which may be past the end."""
    header = data[at]
    with_developer = bool(header & 0x20)
    after = at + 6
    if after <= end:
        after += 3 * data[at + 5]
    if with_developer and after < end:
        after += 1 + 3 * data[after]
    elif with_developer:
        after = end + 1
    if after <= end:
        shape = layout(data[at + 1 : after], with_developer)
        slots.define(header & 0x0F, shape)
    return after
