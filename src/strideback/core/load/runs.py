"""Every run with its light, and how long it was against the longest of the 30 days before."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from strideback.core.diary import AnyEvent, PainLogged, Ran, Seen
from strideback.core.knowledge import Knowledge, RunningRules

_RED_SIGNS = frozenset({"limp", "sharp", "leg-symptoms", "night-pain"})
_OTHER_SPORTS = frozenset({"walk", "hike", "ride", "swim", "row", "elliptical", "ski", "other"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedRun:
    """A run with its light, green, amber, red or unknown, why, and the day on which that showed.

    `pain` is what was told with the run, or of that day's running where that is more.  `spike` is its
    distance divided by the longest of the 30 days before.
    """

    run: Ran
    light: str
    why: tuple[str, ...]
    spike: float | None
    known_on: date
    pain: float | None = None

    @property
    def on(self) -> date:
        """The day of the run."""
        return self.run.on


@dataclass(frozen=True, slots=True)
class PainAround:
    """Pain round a run, 0 to 10: on waking by day, and a function to the last level before a day."""

    on_waking: Mapping[date, float]
    level_before: Callable[[date], float | None]


def rated_runs(
    knowledge: Knowledge, events: Iterable[AnyEvent], pain: PainAround
) -> tuple[RatedRun, ...]:
    """Every run with its light; walks and rides are kept in the diary but are no running load.

    A kind of run that nobody knows counts as running: too much load is the safer mistake.  A run
    from a file says nothing of pain; `pain during=…` on its day does.  Where every run of the day
    says its own, the last of them takes the word of the day if that is higher: neither hides the other.
    """
    runs: list[Ran] = []
    during: dict[date, float] = {}
    for each in events:
        if isinstance(each, Ran):
            if each.kind not in _OTHER_SPORTS:
                runs.append(each)
        elif isinstance(each, PainLogged) and each.during is not None:
            during[each.on] = max(each.during, during.get(each.on, each.during))
    silent = {run.on for run in runs if run.pain is None}
    last = {run.on: run for run in runs}
    waking = {on.toordinal(): level for on, level in pain.on_waking.items()}
    rated: list[RatedRun] = []
    for run, longest in zip(runs, _longest_so_far(knowledge.running, runs), strict=True):
        felt, of_day = run.pain, during.get(run.on)
        hidden = run.on not in silent and last[run.on] is run
        if of_day is not None and (felt is None or (hidden and of_day > felt)):
            felt = of_day
        before = pain.level_before(run.on)
        if before is None:
            before = waking.get(run.on.toordinal())  # the day's own word is better than none
        light, why, known_on = _light(knowledge, run, felt, waking, before)
        spike = run.distance_m / longest if run.distance_m and longest else None
        rated.append(
            RatedRun(run=run, light=light, why=why, spike=spike, known_on=known_on, pain=felt)
        )
    return tuple(rated)


def _longest_so_far(rules: RunningRules, runs: Iterable[Ran]) -> Iterator[float | None]:
    """For each run the longest of the runs before it, 30 days back, in a single pass.

    The queue holds the runs that can still be the longest, each shorter than the one before it.
    """
    queue: deque[tuple[int, float]] = deque()
    for run in runs:
        day = run.on.toordinal()
        while queue and queue[0][0] < day - rules.cap_window_days:
            queue.popleft()
        yield queue[0][1] if queue else None
        if run.distance_m:
            while queue and queue[-1][1] <= run.distance_m:
                queue.pop()
            queue.append((day, run.distance_m))


def longest_before(rules: RunningRules, runs: Sequence[Ran], on: date) -> float | None:
    """Metres of the longest of these runs, in order, in the 30 days before a day."""
    since = on.toordinal() - rules.cap_window_days
    longest = 0.0
    for run in reversed(runs):
        if run.on.toordinal() < since:
            break
        longest = max(longest, run.distance_m or 0.0)
    return longest or None


def _light(
    knowledge: Knowledge,
    run: Ran,
    felt: float | None,
    waking: Mapping[int, float],
    before: float | None,
) -> tuple[str, tuple[str, ...], date]:
    """The traffic light of one run: what was felt on it, and how the next days went."""
    rules, words = knowledge.running, knowledge.words
    known_on = run.on
    red = [sign for sign in run.signs if sign in _RED_SIGNS]
    amber: list[str] = []
    if felt is not None and felt > rules.amber_up_to:
        red.append(words.pain_running.format(pain=words.figure(felt)))
    elif felt is not None and felt > rules.green_up_to:
        amber.append(words.pain_running.format(pain=words.figure(felt)))
    if "rising" in run.signs:
        amber.append(words.pain_rose)
    if before is not None:
        day = run.on.toordinal()
        next_day, day_after = waking.get(day + 1), waking.get(day + 2)
        if day_after is not None and day_after > before:
            known_on = known_on if red else run.on + timedelta(days=2)
            red.append(words.still_worse)
        elif next_day is not None and next_day > before:
            amber.append(words.next_morning)
    if red:
        return "red", tuple(red), known_on
    if amber:
        return "amber", tuple(amber), known_on
    return ("unknown" if felt is None else "green"), (), known_on


def two_reds(rules: RunningRules, runs: Sequence[RatedRun], since: date | None) -> date | None:
    """The day of a second red run within a week, after the last time a clinician looked at it."""
    reds = [run.on for run in runs if run.light == "red" and (since is None or run.on > since)]
    span = rules.reds_to_refer - 1
    for first, last in zip(reds, reds[span:], strict=False):
        if (last - first).days < rules.reds_window_days:
            return last
    return None


def last_seen(events: Iterable[AnyEvent], flag: str, *outcomes: str) -> date | None:
    """The last day on which a clinician saw the runner about a flag, with one of these outcomes."""
    about = {flag, "all"}
    seen = (e for e in events if isinstance(e, Seen) and e.flag in about)
    days = (each.on for each in seen if not outcomes or each.outcome in outcomes)
    return max(days, default=None)
