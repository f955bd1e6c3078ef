"""Folds over the diary: running load, its traffic light, and the cap for the next run.

The cap is a share of the longest run of the last 30 days (clinical.md 7); the ratio of this week
to the last weeks is never used.  No advice here ever passes the cap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from strideback.core.diary import AnyEvent, Ran, Seen, Tested
from strideback.core.knowledge import Knowledge, RunningRules, Sentence
from strideback.core.terms import EVERYTHING, RUNNING, RUNNING_PROGRESSION, Side
from strideback.core.triage import Triage

_RED_SIGNS = frozenset({"limp", "sharp", "leg-symptoms", "night-pain"})
_OTHER_SPORTS = frozenset({"walk", "hike", "ride", "swim", "row", "elliptical", "ski", "other"})
_KM = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedRun:
    """A run with its light, green, amber, red or unknown, why, and the day on which that showed."""

    run: Ran
    light: str
    why: tuple[str, ...]
    spike: float | None
    known_on: date

    @property
    def on(self) -> date:
        """The day of the run."""
        return self.run.on


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Running of the seven days that start `on`."""

    on: date
    runs: int
    distance_m: float
    duration_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The running load and what it allows.

    `light` for the next run: green, amber, red, unknown (the last run's pain was not told: no more
    than before), none (nothing recent, or after a red run: start with run-walk), or blocked.  `cap_m`: metres, None where no distance can be named; 0 where running stops.
    """

    runs: tuple[RatedRun, ...]
    weeks: tuple[Week, ...]
    longest_m: float | None
    cap_m: float | None
    light: str
    says: Sentence
    spike: Sentence | None
    days_off: int | None
    reds: tuple[date, ...]
    full_running: bool
    shoes_m: tuple[tuple[str, float], ...]
    rests_until: date | None = None

    @property
    def resting(self) -> Mapping[str, date]:
        """The parts of a plan that rest after a red run, each with the day it is free again."""
        return {} if self.rests_until is None else {RUNNING: self.rests_until}


@dataclass(frozen=True, slots=True)
class PainAround:
    """Pain round a run, 0 to 10: on waking by day, and a function to the last level before a day."""

    on_waking: Mapping[date, float]
    level_before: Callable[[date], float | None]


def rated_runs(
    rules: RunningRules, events: Iterable[AnyEvent], pain: PainAround
) -> tuple[RatedRun, ...]:
    """Every run with its light; walks and rides are kept in the diary but are no running load.

    A kind of run that nobody knows counts as running: too much load is the safer mistake.
    """
    runs = [each for each in events if isinstance(each, Ran) and each.kind not in _OTHER_SPORTS]
    rated: list[RatedRun] = []
    for place, run in enumerate(runs):
        light, why, known_on = _light(rules, run, pain)
        longest = longest_before(rules, runs[:place], run.on)
        spike = run.distance_m / longest if run.distance_m and longest else None
        rated.append(RatedRun(run=run, light=light, why=why, spike=spike, known_on=known_on))
    return tuple(rated)


def longest_before(rules: RunningRules, runs: Sequence[Ran], on: date) -> float | None:
    """Metres of the longest of these runs, in order, in the 30 days before a day."""
    since = on - timedelta(days=rules.cap_window_days)
    longest = 0.0
    for run in reversed(runs):
        if run.on < since:
            break
        longest = max(longest, run.distance_m or 0.0)
    return longest or None


def _light(rules: RunningRules, run: Ran, pain: PainAround) -> tuple[str, tuple[str, ...], date]:
    """The traffic light of one run: what was felt on it, and how the next days went."""
    known_on = run.on
    red = [sign for sign in run.signs if sign in _RED_SIGNS]
    amber: list[str] = []
    if run.pain is not None and run.pain > rules.amber_up_to:
        red.append(f"pain {run.pain:g} of 10 while running")
    elif run.pain is not None and run.pain > rules.green_up_to:
        amber.append(f"pain {run.pain:g} of 10 while running")
    if "rising" in run.signs:
        amber.append("pain rose during the run")
    before = pain.level_before(run.on)
    if before is not None:
        next_day, day_after = (pain.on_waking.get(run.on + timedelta(days=n)) for n in (1, 2))
        if day_after is not None and day_after > before:
            known_on = known_on if red else run.on + timedelta(days=2)
            red.append("still worse after more than a day")
        elif next_day is not None and next_day > before:
            amber.append("worse on the next morning")
    if red:
        return "red", tuple(red), known_on
    if amber:
        return "amber", tuple(amber), known_on
    return ("unknown" if run.pain is None else "green"), (), known_on


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
    return max((each.on for each in seen if each.outcome in outcomes), default=None)


def fold_load(
    knowledge: Knowledge,
    events: Sequence[AnyEvent],
    runs: Sequence[RatedRun],
    triage: Triage,
    today: date,
) -> Load:
    """The running load up to today, and what it allows next; `runs` as `rated_runs` rates them."""
    rules = knowledge.running
    longest = longest_before(rules, [each.run for each in runs], today)
    full = full_running(knowledge, events, runs)
    light = _next_light(knowledge, runs, longest, triage, today, full=full)
    cap = _cap(rules, runs, longest, light, triage)
    spike = _spike_words(rules, runs[-1].spike) if runs else None
    return Load(
        runs=tuple(runs),
        weeks=_weeks(runs, today),
        longest_m=longest,
        cap_m=cap,
        light=light,
        says=rules.lights[light].filled(
            cap_km=_km(cap), longest_km=_km(longest), minutes=rules.run_walk_minutes
        ),
        spike=spike,
        days_off=(today - runs[-1].on).days if runs else None,
        reds=tuple(run.on for run in runs if run.light == "red"),
        full_running=full,
        shoes_m=_shoes(runs),
        rests_until=_red_until(knowledge, runs),
    )


def _km(metres: float | None) -> str:
    return "?" if metres is None else f"{int(metres / 100) / 10:g}"


def _next_light(
    knowledge: Knowledge,
    runs: Sequence[RatedRun],
    longest: float | None,
    triage: Triage,
    today: date,
    *,
    full: bool,
) -> str:
    """Blocked, or the light of the last run; 48 hours after a red one, run-walk until gate G3."""
    if RUNNING in triage.blocks or EVERYTHING in triage.blocks:
        return "blocked"
    reds = _red_until(knowledge, runs)
    if reds is not None and today < reds:
        return "red"
    if triage.outcome != "cleared":
        return "blocked"
    if longest is None or (reds is not None and not full):
        return "none"
    return runs[-1].light


def _red_until(knowledge: Knowledge, runs: Sequence[RatedRun]) -> date | None:
    """The day on which the rest after the last red run is over; None without one."""
    shown = max((each.known_on for each in runs if each.light == "red"), default=None)
    return None if shown is None else shown + timedelta(hours=knowledge.gates.flare_rest_h)


def _cap(
    rules: RunningRules,
    runs: Sequence[RatedRun],
    longest: float | None,
    light: str,
    triage: Triage,
) -> float | None:
    """Metres for the next run: never over 110 % of the longest, less after amber, none after red."""
    if light in {"blocked", "red"}:
        return 0.0
    if longest is None or light == "none":
        return None  # run-walk by the clock, not by distance
    held = RUNNING_PROGRESSION in triage.blocks or light == "unknown"
    share = 1.0 if held else rules.cap_share
    cap = longest * share
    if light == "amber" and runs[-1].run.distance_m:
        cap = min(cap, runs[-1].run.distance_m * (1 - rules.amber_cut_share))
    return cap


def _spike_words(rules: RunningRules, spike: float | None) -> Sentence | None:
    """What is known about a run that much longer than the longest; None inside the cap."""
    if spike is None:
        return None
    band = sum(spike > limit for limit in rules.spike_bands)
    return rules.spike_words[band] if band else None


def full_running(
    knowledge: Knowledge, events: Sequence[AnyEvent], runs: Sequence[RatedRun]
) -> bool:
    """Gate G3 since the last red run: a brisk walk, ten squats a side, no limp, two green run-walks."""
    gates = knowledge.gates
    last_red = max((run.on for run in runs if run.light == "red"), default=None)
    if last_red is None:
        return True
    tests = [e for e in events if isinstance(e, Tested) and e.on > last_red]
    walked = _passed(tests, "brisk-walk-30-min", gates.g3_pain_at_most, (None,))
    squatted = _passed(tests, "single-leg-squat-10", gates.g3_pain_at_most, tuple(Side))
    later = [run for run in runs if run.on > last_red]
    seconds = gates.g3_run_walk_min * 60
    green = [r.light == "green" and (r.run.duration_s or 0) >= seconds for r in later]
    needed = gates.g3_green_run_walks
    in_a_row = any(all(green[i : i + needed]) for i in range(len(green) - needed + 1))
    return walked and squatted and in_a_row


def _passed(
    tests: Sequence[Tested], test: str, at_most: float, sides: tuple[Side | None, ...]
) -> bool:
    latest = {each.side: each for each in tests if each.test == test}
    for side in sides:
        each = latest.get(side) or latest.get(None)
        pain = None if each is None else each.pain if each.pain is not None else each.value
        if pain is None or pain > at_most:
            return False
    return True


def _weeks(runs: Sequence[RatedRun], today: date) -> tuple[Week, ...]:
    """The last twelve weeks, each ending on today's weekday, oldest first."""
    weeks: list[Week] = []
    for back in range(11, -1, -1):
        end = today - timedelta(days=7 * back)
        start = end - timedelta(days=6)
        mine = [each.run for each in runs if start <= each.on <= end]
        weeks.append(
            Week(
                on=start,
                runs=len(mine),
                distance_m=sum(run.distance_m or 0.0 for run in mine),
                duration_s=sum(run.duration_s or 0.0 for run in mine),
            )
        )
    first = next((i for i, week in enumerate(weeks) if week.runs), len(weeks))
    return tuple(weeks[first:])


def _shoes(runs: Sequence[RatedRun]) -> tuple[tuple[str, float], ...]:
    found: dict[str, float] = {}
    for each in runs:
        if each.run.shoes:
            found[each.run.shoes] = found.get(each.run.shoes, 0.0) + (each.run.distance_m or 0.0)
    return tuple(sorted(found.items()))
