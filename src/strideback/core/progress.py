"""Folds over the diary: pain, function, adherence, flares, and how each muscle responds.

Nothing here decides what to do; `adapt` does.  Pain that nobody told is not known, never zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import sqrt
from statistics import median

from strideback.core.diary import (
    Answered,
    AnyEvent,
    Did,
    Function,
    PainLogged,
    PlanIssued,
    Preferred,
    Seen,
)
from strideback.core.knowledge import GateRules, Knowledge
from strideback.core.plan import GUIDE, Preferences
from strideback.core.terms import MuscleId, ProgrammeId, Side

_PRIOR_SD = 1.5
_NOISE_SD = 1.5
_SERIOUS_SIGNS = frozenset({"numbness", "tingling", "shooting", "sharp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PainDay:
    """Pain told for a day, 0 to 10.  `level` is the pain at rest, or the nearest thing told."""

    on: date
    level: float
    worst: float | None = None
    during: float | None = None
    morning: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """How pain changed when one muscle on one side was worked on: an experiment on one person.

    `points_off` is the mean fall in pain, drawn towards nothing while there are few tries, and
    `uncertainty` its standard deviation; `better` counts the tries with at least one point off.
    """

    muscle: MuscleId
    side: Side
    times: int
    better: int
    mean_off: float
    points_off: float
    uncertainty: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Flare:
    """Pain well above the days before.  `until` None: still up at the last word."""

    start: date
    until: date | None
    reference: float
    lasted_over_limit: date | None = None
    provoked_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What the diary shows of this episode up to today."""

    episode_start: date | None
    start: date | None
    day: int
    pain: tuple[PainDay, ...]
    baseline: PainDay | None
    latest: PainDay | None
    responses: tuple[Response, ...]
    flares: tuple[Flare, ...]
    relapses: tuple[date, ...]
    done: Mapping[str, tuple[Did, ...]]
    done_days: tuple[date, ...]
    massage_days: tuple[date, ...]
    gaps: tuple[tuple[date, date], ...]
    function: Mapping[str, tuple[Function, ...]]
    seen: tuple[Seen, ...]
    beliefs: tuple[str, ...]
    own_goal: str

    @property
    def fell_by(self) -> float | None:
        """Points of pain below the baseline; None when one of the two is not known."""
        if self.baseline is None or self.latest is None:
            return None
        return self.baseline.level - self.latest.level

    @property
    def fell_percent(self) -> float | None:
        """The fall as a percentage of the baseline."""
        fell = self.fell_by
        if fell is None or self.baseline is None or self.baseline.level <= 0:
            return None
        return 100 * fell / self.baseline.level

    def seen_about(self, flags: Iterable[str], since: date) -> bool:
        """True when a clinician has seen the runner about one of the flags since that day."""
        names = {*flags, "all"}
        told = (s for s in self.seen if s.flag in names and s.outcome != "not-cleared")
        return any(each.on >= since for each in told)


def fold(knowledge: Knowledge, events: Sequence[AnyEvent], today: date) -> Progress:
    """Everything that the diary shows about how it goes, for the current episode.

    `events` are in order and corrected.  A relapse (pain back after two quiet weeks) starts a new
    episode: what came before it no longer counts as its baseline.
    """
    rules = knowledge.gates
    pain = pain_days(events)
    relapses = _relapses(rules, pain)
    episode = relapses[-1] if relapses else None
    mine = [each for each in events if episode is None or each.on >= episode]
    days = tuple(each for each in pain if episode is None or each.on >= episode)
    did = [each for each in mine if isinstance(each, Did)]
    start = _start(mine)
    done_days = tuple(sorted({each.on for each in did}))
    gaps = _gaps(rules, start, done_days, today)
    return Progress(
        episode_start=episode or (mine[0].on if mine else None),
        start=start,
        day=_plan_day(start, gaps, today),
        pain=days,
        baseline=_baseline(days, start),
        latest=days[-1] if days else None,
        responses=responses(knowledge, did),
        flares=_flares(rules, days, did, today),
        relapses=relapses,
        done=_by_exercise(did),
        done_days=done_days,
        massage_days=tuple(sorted({e.on for e in did if _kind(knowledge, e) == "massage"})),
        gaps=gaps,
        function=_functions(mine),
        seen=tuple(each for each in events if isinstance(each, Seen)),
        beliefs=_beliefs(knowledge, mine),
        own_goal=_goal(mine),
    )


def _kind(knowledge: Knowledge, did: Did) -> str:
    exercise = knowledge.exercises.get(did.exercise)
    return exercise.kind if exercise else ""


def _start(events: Iterable[AnyEvent]) -> date | None:
    """The plan starts with the first session done, or with the plan shown, whichever is first."""
    return min((e.on for e in events if isinstance(e, (Did, PlanIssued))), default=None)


# --- pain ----------------------------------------------------------------------------------------


def pain_days(events: Iterable[AnyEvent]) -> tuple[PainDay, ...]:
    """One reading a day, in order; the later word of a day wins.

    Pain at rest counts first, then the morning's, then the worst; where only an exercise says how
    much it hurt beforehand, that is the day's pain.
    """
    told: dict[date, dict[str, float]] = {}
    for event in events:
        if isinstance(event, PainLogged):
            of_day = told.setdefault(event.on, {})
            for name in ("now", "worst", "during", "morning"):
                value = getattr(event, name)
                if value is not None:
                    of_day[name] = value
        elif isinstance(event, Did) and event.before is not None:
            told.setdefault(event.on, {}).setdefault("before", event.before)
    days: list[PainDay] = []
    for on, of_day in sorted(told.items()):
        level = next(
            (of_day[k] for k in ("now", "morning", "before", "worst") if k in of_day), None
        )
        if level is not None:
            days.append(
                PainDay(
                    on=on,
                    level=level,
                    worst=of_day.get("worst"),
                    during=of_day.get("during"),
                    morning=of_day.get("morning"),
                )
            )
    return tuple(days)


def _baseline(pain: Sequence[PainDay], start: date | None) -> PainDay | None:
    """The last reading up to the day the plan starts, else the first one there is."""
    before = [each for each in pain if start is None or each.on <= start]
    if start is None:
        return pain[0] if pain else None
    return before[-1] if before else (pain[0] if pain else None)


def _relapses(rules: GateRules, pain: Sequence[PainDay]) -> tuple[date, ...]:
    """Days on which pain came back after at least two quiet weeks."""
    found: list[date] = []
    quiet_since: date | None = None
    for each in pain:
        if each.level <= rules.relapse_quiet_at_most:
            quiet_since = quiet_since or each.on
            continue
        long_quiet = quiet_since and (each.on - quiet_since).days >= rules.relapse_quiet_days
        if long_quiet and each.level >= rules.relapse_pain_from:
            found.append(each.on)
        quiet_since = None
    return tuple(found)


def _flares(
    rules: GateRules, pain: Sequence[PainDay], did: Sequence[Did], today: date
) -> tuple[Flare, ...]:
    """Spans in which pain was at least two points above the week before."""
    found: list[Flare] = []
    calm: list[PainDay] = []
    opened: tuple[date, float] | None = None
    over: date | None = None
    limit = timedelta(hours=rules.g6_h)
    for each in pain:
        if opened is not None:
            if each.level >= opened[1] + rules.flare_worse_by:
                if over is None and each.on - opened[0] >= limit:
                    over = each.on
                continue
            found.append(_flare(opened, each.on, over, did))
            opened = over = None
        recent = [d.level for d in calm if (each.on - d.on).days <= rules.flare_window_days]
        reference = median(recent) if recent else (calm[-1].level if calm else None)
        if reference is not None and each.level >= reference + rules.flare_worse_by:
            opened = (each.on, reference)
        else:
            calm.append(each)
    if opened is not None:
        found.append(_flare(opened, None, over, did))
    return tuple(flare for flare in found if flare.start <= today)


def _flare(
    opened: tuple[date, float], until: date | None, over: date | None, did: Sequence[Did]
) -> Flare:
    """The flare, with the exercises of that day or the day before that left pain higher."""
    start, reference = opened
    provoked = tuple(
        dict.fromkeys(
            each.exercise
            for each in did
            if 0 <= (start - each.on).days <= 1
            and each.before is not None
            and each.after is not None
            and each.after - each.before >= 1
        )
    )
    return Flare(
        start=start,
        until=until,
        reference=reference,
        lasted_over_limit=over,
        provoked_by=provoked,
    )


# --- sessions ------------------------------------------------------------------------------------


def _gaps(
    rules: GateRules, start: date | None, days: Sequence[date], today: date
) -> tuple[tuple[date, date], ...]:
    """Spans of more than a week without a session: (last day done, next day done or today)."""
    if start is None:
        return ()
    stops = [start, *days, today]
    return tuple((a, b) for a, b in pairwise(stops) if (b - a).days - 1 > rules.dropout_days)


def _plan_day(start: date | None, gaps: Iterable[tuple[date, date]], today: date) -> int:
    """The day of the plan, from 1; the plan waits while the runner is away from it."""
    if start is None:
        return 1
    return (today - start).days + 1 - sum((b - a).days - 1 for a, b in gaps)


def _by_exercise(did: Iterable[Did]) -> dict[str, tuple[Did, ...]]:
    found: dict[str, list[Did]] = {}
    for each in did:
        found.setdefault(each.exercise, []).append(each)
    return {exercise: tuple(times) for exercise, times in found.items()}


def responses(knowledge: Knowledge, did: Iterable[Did]) -> tuple[Response, ...]:
    """How each muscle and side responds to massage and stretching, with its uncertainty.

    The mean is drawn towards "no change" by a normal prior, so that one lucky try is not taken for
    a pattern (DESIGN.md section 4).
    """
    changes: dict[tuple[MuscleId, Side], list[float]] = {}
    for each in did:
        exercise = knowledge.exercises.get(each.exercise)
        if exercise is None or exercise.kind not in {"massage", "stretch"}:
            continue
        if each.before is None or each.after is None:
            continue
        for muscle in exercise.targets:
            for side in (each.side,) if each.side else tuple(Side):
                changes.setdefault((muscle, side), []).append(each.before - each.after)
    return tuple(_response(muscle, side, off) for (muscle, side), off in changes.items())


def _response(muscle: MuscleId, side: Side, off: Sequence[float]) -> Response:
    precision = 1 / _PRIOR_SD**2 + len(off) / _NOISE_SD**2
    mean = sum(off) / len(off)
    return Response(
        muscle=muscle,
        side=side,
        times=len(off),
        better=sum(each >= 1 for each in off),
        mean_off=mean,
        points_off=(sum(off) / _NOISE_SD**2) / precision,
        uncertainty=1 / sqrt(precision),
    )


def serious_signs(did: Did) -> tuple[str, ...]:
    """The stop signs noted with an exercise, a bruise aside."""
    return tuple(sign for sign in did.signs if sign in _SERIOUS_SIGNS)


# --- the rest ------------------------------------------------------------------------------------


def _functions(events: Iterable[AnyEvent]) -> dict[str, tuple[Function, ...]]:
    found: dict[str, list[Function]] = {}
    for each in events:
        if isinstance(each, Function):
            found.setdefault(each.measure, []).append(each)
    return {measure: tuple(values) for measure, values in found.items()}


def _beliefs(knowledge: Knowledge, events: Iterable[AnyEvent]) -> tuple[str, ...]:
    """The questions about beliefs, mood, sleep and stress that were answered yes last time."""
    latest: dict[str, bool] = {}
    for each in events:
        if isinstance(each, Answered):
            question = knowledge.questions.get(knowledge.canonical(each.question))
            if question is not None and question.group == "belief":
                latest[question.id] = each.value == "yes"
    return tuple(question for question, yes in latest.items() if yes)


def _goal(events: Iterable[AnyEvent]) -> str:
    goals = [e.value for e in events if isinstance(e, Answered) and e.question == "own-activity"]
    return goals[-1] if goals and isinstance(goals[-1], str) else ""


def preferences(events: Iterable[AnyEvent]) -> Preferences:
    """The preferences in force: what was said last about each of them."""
    days, minutes, equipment, floor = frozenset(range(7)), None, None, True
    programme = GUIDE
    also: tuple[ProgrammeId, ...] = ()
    away: tuple[tuple[date, date], ...] = ()
    for each in events:
        if not isinstance(each, Preferred):
            continue
        days = days if each.days is None else frozenset(each.days) or days
        minutes = minutes if each.minutes is None else each.minutes
        equipment = equipment if each.equipment is None else frozenset(each.equipment)
        floor = floor if each.floor is None else each.floor
        programme = programme if each.programme is None else ProgrammeId(each.programme)
        also = also if each.also is None else tuple(ProgrammeId(name) for name in each.also)
        away = away if each.away is None else (*away, *each.away)
    return Preferences(
        days=days,
        minutes=minutes,
        equipment=equipment,
        floor=floor,
        programme=programme,
        also=also,
        away=away,
    )
