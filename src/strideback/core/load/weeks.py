"""The running of each week, over the whole history in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from strideback.core.diary import Ran


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Running of the seven days that start `on`; `days` of them had a run."""

    on: date
    runs: int
    distance_m: float
    duration_s: float
    days: int = 0


def weeks_of(runs: Sequence[Ran], today: date) -> tuple[Week, ...]:
    """The weeks from the first run to now, each ending on today's weekday, oldest first."""
    if not runs:
        return ()
    end = today.toordinal()
    back = (end - runs[0].on.toordinal()) // 7
    mine: list[list[Ran]] = [[] for _ in range(back + 1)]
    for run in runs:
        mine[back - (end - run.on.toordinal()) // 7].append(run)
    first = end - 7 * back - 6
    return tuple(_week(max(first + 7 * place, 1), each) for place, each in enumerate(mine))


def _week(start: int, runs: Iterable[Ran]) -> Week:
    count, metres, seconds, days = 0, 0.0, 0.0, set[date]()
    for run in runs:
        count += 1
        metres += run.distance_m or 0.0
        seconds += run.duration_s or 0.0
        days.add(run.on)
    return Week(
        on=date.fromordinal(start),
        runs=count,
        distance_m=metres,
        duration_s=seconds,
        days=len(days),
    )


def shoes_of(runs: Iterable[Ran]) -> tuple[tuple[str, float], ...]:
    """Metres run in each pair that was named."""
    found: dict[str, float] = {}
    for run in runs:
        if run.shoes:
            found[run.shoes] = found.get(run.shoes, 0.0) + (run.distance_m or 0.0)
    return tuple(sorted(found.items()))
