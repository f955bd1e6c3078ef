"""What has changed in the running: the last weeks against the weeks before them.

Numbers to look at, and no gate: nothing is decided by them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean, median

from strideback.core.knowledge import RunningRules
from strideback.core.load.runs import RatedRun
from strideback.core.load.traits import Figures, new_routes, speed_of

_PLAIN = "run"
_SHARES = ("new_route_share", "kind_share:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One figure, the last four weeks against the eight before.

    `what`: `speed_mps`, `cadence_spm`, `balance_left_percent`, `descent_share` (metres lost for each
    metre run), `downhill_share` and `repeat_share` are medians of runs; `new_route_share` and
    `kind_share:trail` (or another kind) are shares of runs.
    """

    what: str
    recent: float
    before: float
    runs: int
    runs_before: int


def changes_of(rules: RunningRules, runs: Sequence[RatedRun], today: date) -> tuple[Change, ...]:
    """The figures that both spans tell about with at least three runs each."""
    split = today.toordinal() - rules.recent_days
    start = split - rules.before_days
    near = _since(runs, start - 7 * rules.stood_out.weeks_before)
    days = [each.on.toordinal() for each in near]
    found: list[Change] = []
    for what, values in _figures(rules, near, days).items():
        told = [(d, value) for d, value in zip(days, values, strict=True) if value is not None]
        recent = [value for day, value in told if day > split]
        before = [value for day, value in told if start < day <= split]
        if min(len(recent), len(before)) < rules.least_runs_each:
            continue
        over = fmean if what.startswith(_SHARES) else median
        found.append(
            Change(
                what=what,
                recent=over(recent),
                before=over(before),
                runs=len(recent),
                runs_before=len(before),
            )
        )
    return tuple(found)


def _figures(
    rules: RunningRules, runs: Sequence[RatedRun], days: Sequence[int]
) -> Mapping[str, Figures]:
    """Each figure for every run, None where it does not tell."""
    told = rules.stood_out
    routes = [each.run.route for each in runs]
    new = new_routes(days, routes, 7 * told.weeks_before, told.least_usual)
    kinds = sorted({each.run.kind for each in runs} - {_PLAIN})
    return {
        "speed_mps": [speed_of(each) for each in runs],
        "cadence_spm": [each.run.cadence_spm or None for each in runs],
        "balance_left_percent": [each.run.balance_left_percent for each in runs],
        "descent_share": [_descent_share(each) for each in runs],
        "downhill_share": [each.run.downhill_share for each in runs],
        "repeat_share": [each.run.repeat_share for each in runs],
        "new_route_share": [None if mark is None else float(mark) for mark in new],
        **{f"kind_share:{k}": [float(each.run.kind == k) for each in runs] for k in kinds},
    }


def _since(runs: Sequence[RatedRun], first: int) -> Sequence[RatedRun]:
    """The last of the runs, from a day on; they are in order."""
    place = len(runs)
    while place and runs[place - 1].on.toordinal() >= first:
        place -= 1
    return runs[place:]


def _descent_share(each: RatedRun) -> float | None:
    run = each.run
    return run.descent_m / run.distance_m if run.descent_m is not None and run.distance_m else None
