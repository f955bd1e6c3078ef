"""The load up to today: light, cap, weeks, shoes, changes, and what stood out before flares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from strideback.core.diary import AnyEvent, Tested
from strideback.core.knowledge import Knowledge, RunningRules, Sentence, Words
from strideback.core.load.changes import Change, changes_of
from strideback.core.load.runs import RatedRun, longest_before
from strideback.core.load.stood_out import Span, StoodOut, stood_out
from strideback.core.load.weeks import Week, shoes_of, weeks_of
from strideback.core.terms import EVERYTHING, RUNNING, RUNNING_PROGRESSION, Side
from strideback.core.triage import Triage, only_check_in

_SHOWN_WEEKS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The running load and what it allows.

    `light` for the next run: green, amber, red, unknown (the last run's pain was not told: no more
    than before), none (nothing recent, or after a red run: start with run-walk), or blocked.
    `cap_m`: metres, None where no distance can be named; 0 where running stops.  `all_weeks` go back
    to the first run.  `spike` is about the last day with a run, None inside the cap.
    """

    runs: tuple[RatedRun, ...]
    all_weeks: tuple[Week, ...]
    longest_m: float | None
    cap_m: float | None
    light: str
    says: Sentence
    spike: Sentence | None
    days_off: int | None
    reds: tuple[date, ...]
    full_running: bool
    shoes_m: tuple[tuple[str, float], ...]
    changes: tuple[Change, ...]
    stood_out: StoodOut
    rests_until: date | None = None

    @property
    def resting(self) -> Mapping[str, date]:
        """The parts of a plan that rest after a red run, each with the day it is free again."""
        return {} if self.rests_until is None else {RUNNING: self.rests_until}

    @property
    def weeks(self) -> tuple[Week, ...]:
        """The last twelve weeks, from the first of them with a run."""
        last = self.all_weeks[-_SHOWN_WEEKS:]
        first = next((place for place, week in enumerate(last) if week.runs), len(last))
        return last[first:]


def fold_load(
    knowledge: Knowledge,
    events: Sequence[AnyEvent],
    runs: Sequence[RatedRun],
    triage: Triage,
    today: date,
    flares: Sequence[Span] = (),
    *,
    routine: bool = False,
) -> Load:
    """The running load up to today, and what it allows next; `runs` as `rated_runs` rates them.

    `flares` are those of the whole diary, each with the day it began and the day it was over.
    `routine`: an open check-in is due by the calendar alone, and holds nobody back from a run.
    """
    rules = knowledge.running
    words = knowledge.words
    bare = [each.run for each in runs]
    longest = longest_before(rules, bare, today)
    full = full_running(knowledge, events, runs)
    light = _next_light(knowledge, runs, longest, triage, today, full=full, routine=routine)
    cap = _cap(rules, runs, longest, light, triage)
    return Load(
        runs=tuple(runs),
        all_weeks=weeks_of(bare, today),
        longest_m=longest,
        cap_m=cap,
        light=light,
        says=rules.lights[light].filled(
            cap_km=_km(words, cap),
            longest_km=_km(words, longest),
            minutes=knowledge.gates.g3_run_walk_min,
        ),
        spike=_spike_words(rules, runs, today),
        days_off=(today - runs[-1].on).days if runs else None,
        reds=tuple(run.on for run in runs if run.light == "red"),
        full_running=full,
        shoes_m=shoes_of(bare),
        changes=changes_of(rules, runs, today),
        stood_out=stood_out(rules, events, runs, flares, today),
        rests_until=_red_until(knowledge, runs),
    )


def _km(words: Words, metres: float | None) -> str:
    return "?" if metres is None else words.figure(int(metres / 100) / 10)


def _next_light(
    knowledge: Knowledge,
    runs: Sequence[RatedRun],
    longest: float | None,
    triage: Triage,
    today: date,
    *,
    full: bool,
    routine: bool,
) -> str:
    """Blocked, or the light of the last run; 48 hours after a red one, run-walk until gate G3."""
    if RUNNING in triage.blocks or EVERYTHING in triage.blocks:
        return "blocked"
    reds = _red_until(knowledge, runs)
    if reds is not None and today < reds:
        return "red"
    if triage.outcome != "cleared" and not (routine and only_check_in(triage)):
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


def _spike_words(rules: RunningRules, runs: Sequence[RatedRun], today: date) -> Sentence | None:
    """What is known about runs as long as the longest of the last day; None inside the cap.

    A last run that is itself out of the window warns of nothing any more.
    """
    if not runs or (today - runs[-1].on).days > rules.cap_window_days:
        return None
    spikes = [each.spike for each in runs if each.on == runs[-1].on and each.spike is not None]
    band = max((sum(spike > limit for limit in rules.spike_bands) for spike in spikes), default=0)
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
