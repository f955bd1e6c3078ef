"""What can be said of each run against the runner's own usual: longer, steeper, faster.

Every trait is a list beside the runs: yes, no, or None where the diary does not tell.  Nothing here
looks at pain, so that the flares can be set against it afterwards.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence
from itertools import pairwise

from strideback.core.knowledge import RunningRules, StoodOutRules
from strideback.core.load.runs import RatedRun

Figures = Sequence[float | None]
Marks = list[bool | None]


def traits_of(rules: RunningRules, runs: Sequence[RatedRun]) -> dict[str, Marks]:
    """Each trait with its mark for every run; `runs` are in order."""
    told = rules.stood_out
    days = [each.on.toordinal() for each in runs]
    usual = _Usual(days, 7 * told.weeks_before, told.least_usual)
    spike_over = rules.spike_bands[0]
    spikes = [each.spike for each in runs]
    return {
        "spike": [None if each is None else each > spike_over for each in spikes],
        **_ground(told, runs, usual),
        "new-route": new_routes(days, [each.run.route for each in runs], usual.window, usual.least),
        **_way(told, runs, usual),
        "long-break": usual.against(
            [None, *(float(b - a) for a, b in pairwise(days))][: len(days)],
            lambda gap, often: gap >= told.break_from_days and gap > told.break_times * often,
        ),
    }


def _ground(told: StoodOutRules, runs: Sequence[RatedRun], usual: _Usual) -> dict[str, Marks]:
    """Downhill, and over the same ground."""
    repeats = [each.run.repeat_share for each in runs]
    return {
        "descent": usual.against(
            [each.run.descent_m for each in runs],
            lambda down, often: down >= told.descent_from_m and down > told.descent_times * often,
        ),
        "steepest": usual.against(
            [each.run.steepest_percent for each in runs],
            lambda steep, often: (
                steep >= told.steepest_from_percent and steep > told.steepest_times * often
            ),
        ),
        "downhill": usual.against(
            [each.run.downhill_share for each in runs],
            lambda share, often: share > often + told.downhill_over,
        ),
        "repetition": [None if each is None else each >= told.repeat_from for each in repeats],
    }


def _way(told: StoodOutRules, runs: Sequence[RatedRun], usual: _Usual) -> dict[str, Marks]:
    """How the run was run: when, how fast, how it began, and the steps."""
    at = [each.run.at for each in runs]
    return {
        "early-start": [
            None if each is None else each.hour < told.early_before_hour for each in at
        ],
        "fast-start": usual.against(
            [each.run.early_share for each in runs],
            lambda share, often: share > often + told.early_share_over,
        ),
        "faster": usual.against(
            [speed_of(each) for each in runs],
            lambda speed, often: speed > told.faster_share * often,
        ),
        "cadence": usual.against(
            [each.run.cadence_spm or None for each in runs],
            lambda steps, often: abs(steps - often) > told.cadence_share * often,
        ),
    }


def speed_of(each: RatedRun) -> float | None:
    """Metres a second of moving; None where one of the two is not known."""
    run = each.run
    return run.distance_m / run.duration_s if run.distance_m and run.duration_s else None


class _Usual:
    """The runner's own usual for each run: the median of the runs of the weeks before it."""

    def __init__(self, days: Sequence[int], window: int, least: int) -> None:
        self.window, self.least = window, least
        self._since: list[int] = []
        first = 0
        for day in days:
            while days[first] < day - window:
                first += 1
            self._since.append(first)

    def against(self, values: Figures, is_more: Callable[[float, float], bool]) -> Marks:
        """Whether each value is out of the usual; None where it, or a usual, is not known.

        One pass: the window is kept in order, values come in at one end and leave at the other.
        """
        if not any(value is not None for value in values):
            return [None] * len(values)
        window: list[float] = []
        least, gone = self.least, 0
        marks: Marks = []
        for since, value in zip(self._since, values, strict=True):
            while gone < since:
                old = values[gone]
                gone += 1
                if old is not None:
                    del window[bisect_left(window, old)]
            if value is None:
                marks.append(None)
                continue
            size = len(window)
            if size < least:
                marks.append(None)
            else:
                usual = (window[(size - 1) // 2] + window[size // 2]) / 2
                marks.append(is_more(value, usual))
            insort(window, value)
        return marks


def new_routes(days: Sequence[int], routes: Sequence[str], window: int, least: int) -> Marks:
    """Whether each route was not run in the days before; None while too few routes are known."""
    last: dict[str, int] = {}
    known: list[int] = []
    marks: Marks = []
    for day, route in zip(days, routes, strict=True):
        if not route:
            marks.append(None)
            continue
        if len(known) - bisect_left(known, day - window) < least:
            marks.append(None)
        else:
            marks.append(route not in last or last[route] < day - window)
        last[route] = day
        known.append(day)
    return marks
