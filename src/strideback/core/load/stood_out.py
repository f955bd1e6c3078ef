"""What was different before the pain: the runs before each flare against the runner's other runs.

For every trait of a run (a spike, a long descent, a new route …) we count the flares with such a run
in the three days before, and the other runs of the weeks before that had it too.  A count is shown
only when it holds up: were each flare put on any other day of its own eight weeks, few of all the
ways to do that would give as many.  Days are bits of whole numbers, so that all days of a window are
counted at once.  Never a cause: things that went together, with their counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress

from strideback.core.diary import AnyEvent, Did, PainLogged, Ran
from strideback.core.knowledge import RunningRules, Sentence, StoodOutRules
from strideback.core.load.chance import holds_up
from strideback.core.load.runs import RatedRun
from strideback.core.load.traits import Marks, traits_of

_ONE = ord("1")

Span = tuple[date, date | None]
"""A flare: the day on which the pain was told to be up, and the day it was down again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """One thing that stood out, with its counts: flares with such a run before them, other runs."""

    id: str
    flares_with: int
    flares: int
    runs_with: int
    runs: int
    says: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class StoodOut:
    """What was different before the pain, shown as counts.

    `status`: too-little to compare, nothing stood out, or found.  `flares` are those with a run
    before them, `runs` the others they are compared with, `looked` the traits that could be told.
    """

    status: str
    flares: int
    runs: int
    looked: tuple[str, ...]
    found: tuple[Trait, ...]
    says: Sentence


def stood_out(
    rules: RunningRules,
    events: Sequence[AnyEvent],
    runs: Sequence[RatedRun],
    flares: Sequence[Span],
    today: date,
) -> StoodOut:
    """The runs of the days before the flares against the runner's own other runs.

    Silent with fewer than three flares or ten other runs.  `runs` and `events` are in order.
    """
    told = rules.stood_out
    flares = sorted(each for each in flares if each[0] <= today)
    if len(flares) < told.least_flares or not runs:
        return _verdict(told, "too-little", len(flares), 0)
    since = flares[0][0].toordinal() - 14 * told.weeks_before  # the usual looks back as well
    runs = [each for each in runs if each.on.toordinal() >= since]
    table = _Table(told, events, runs, flares, today)
    marks = traits_of(rules, runs)
    if table.flares < told.least_flares or len(table.others) < told.least_runs:
        return _verdict(told, "too-little", table.flares, len(table.others))
    drawn = {name: each for name, mark in marks.items() if (each := table.draw(mark)) is not None}
    if not drawn:
        return _verdict(told, "too-little", table.flares, len(table.others))
    found = tuple(
        table.trait(name, marks[name], len(drawn[name][0]), drawn[name][1])
        for name in holds_up(drawn, told.share_at_most)
    )
    status = "found" if found else "nothing"
    return _verdict(told, status, table.flares, len(table.others), tuple(drawn), found)


def _verdict(
    told: StoodOutRules,
    status: str,
    flares: int,
    runs: int,
    looked: tuple[str, ...] = (),
    found: tuple[Trait, ...] = (),
) -> StoodOut:
    says = {"too-little": told.too_little, "nothing": told.nothing, "found": told.by_chance}
    filled = says[status].filled(
        flares=flares,
        runs=runs,
        looked=len(looked),
        least_flares=told.least_flares,
        least_runs=told.least_runs,
        weeks=told.weeks_before,
    )
    return StoodOut(
        status=status, flares=flares, runs=runs, looked=looked, found=found, says=filled
    )


class _Table:
    """Runs and flares on one calendar: which runs are before a flare, which are for comparison."""

    def __init__(
        self,
        told: StoodOutRules,
        events: Sequence[AnyEvent],
        runs: Sequence[RatedRun],
        flares: Sequence[Span],
        today: date,
    ) -> None:
        self.told = told
        self._weeks = 7 * told.weeks_before
        starts = [start.toordinal() for start, _ in flares]
        self._base = min([starts[0], *(each.on.toordinal() for each in runs[:1])]) - self._weeks
        self._days = [each.on.toordinal() - self._base for each in runs]
        self._starts = [start - self._base for start in starts]
        painful = [
            (start, (until or today).toordinal() - self._base + (until is None))
            for start, (_, until) in zip(self._starts, flares, strict=True)
        ]
        self._pain = _union((start + 1, until + told.days_before) for start, until in painful)
        after = _told_after(events, {start for start, _ in flares})
        self._told_before = [id(each.run) not in after for each in runs]
        places = {day: place for place, day in reversed(list(enumerate(self._days)))}
        self._before = [list(self._before_flare(start, places)) for start in self._starts]
        self.flares = sum(map(bool, self._before))
        self.others = self._other_runs(painful)

    def _before_flare(self, start: int, places: dict[int, int]) -> Iterator[int]:
        """The places of the runs of the days before, and of that day where told before the pain."""
        for day in range(start - self.told.days_before, start + 1):
            place = places.get(day, len(self._days))
            while place < len(self._days) and self._days[place] == day:
                if day < start or self._told_before[place]:
                    yield place
                place += 1

    def _other_runs(self, painful: Sequence[tuple[int, int]]) -> list[int]:
        """The places of the runs of the weeks before a flare that are neither near nor during one."""
        weeks = _union((start - self._weeks, start) for start in self._starts)
        near = _union(
            (start - self.told.days_before, max(until, start + 1)) for start, until in painful
        )
        pool = weeks & ~near
        return [place for place, day in enumerate(self._days) if pool >> day & 1]

    def draw(self, marks: Marks) -> tuple[list[float], int] | None:
        """For each flare the chance that a day like it has the trait near; how many flares had it.

        None where too few flares or other runs tell about it.  A day is like the flare's own when it
        is one of the eight weeks up to it, no flare reaches into the days before it, and a run near
        it tells.
        """
        known = [
            tells
            for runs in self._before
            if (tells := [marks[place] for place in runs if marks[place] is not None])
        ]
        others = sum(marks[place] is not None for place in self.others)
        if len(known) < self.told.least_flares or others < self.told.least_runs:
            return None
        near_any = self._near([mark is not None for mark in marks])
        near_yes = self._near(marks)
        chances: list[float] = []
        for start, runs in zip(self._starts, self._before, strict=True):
            if any(marks[place] is not None for place in runs):
                days = _bits(start - self._weeks, start + 1) & ~self._pain | 1 << start
                all_of, with_it = (near_any & days).bit_count(), (near_yes & days).bit_count()
                chances.append(with_it / all_of)
        return chances, sum(any(tells) for tells in known)

    def _near(self, marks: Sequence[bool | None]) -> int:
        """The days with such a run on them or in the days before them, as bits."""
        digits = bytearray(b"0") * (self._days[-1] + 1)
        for day in compress(self._days, marks):
            digits[-1 - day] = _ONE
        with_run = int(digits, 2)
        near = with_run
        for later in range(1, self.told.days_before + 1):
            near |= with_run << later
        return near

    def trait(self, name: str, marks: Marks, flares: int, flares_with: int) -> Trait:
        """The trait with its counts, in words."""
        known = [marks[place] for place in self.others if marks[place] is not None]
        counts = {
            "flares_with": flares_with,
            "flares": flares,
            "runs_with": sum(map(bool, known)),
            "runs": len(known),
        }
        return Trait(id=name, says=self.told.traits[name].filled(**counts), **counts)


def _bits(first: int, end: int) -> int:
    """Ones for the days from the first up to, but not with, the end."""
    return (1 << max(end, 0)) - (1 << max(first, 0)) if end > first else 0


def _union(spans: Iterator[tuple[int, int]]) -> int:
    days = 0
    for first, end in spans:
        days |= _bits(first, end)
    return days


def _told_after(events: Sequence[AnyEvent], starts: set[date]) -> set[int]:
    """The runs of a flare's first day that were told after that day's first word about pain.

    On that day nobody can tell more than the order of the diary.
    """
    hurts: set[date] = set()
    after: set[int] = set()
    for each in events:
        if each.on not in starts:
            continue
        if isinstance(each, Ran):
            if each.on in hurts:
                after.add(id(each))
        elif isinstance(each, PainLogged) or (isinstance(each, Did) and each.before is not None):
            hurts.add(each.on)
    return after
