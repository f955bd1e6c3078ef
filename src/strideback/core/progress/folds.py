"""The fold over a whole diary, and the preferences in force."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from itertools import pairwise

from strideback.core.diary import (
    Answered,
    AnyEvent,
    Did,
    Function,
    PlanIssued,
    Preferred,
    Seen,
)
from strideback.core.knowledge import GateRules, Knowledge
from strideback.core.plan import GUIDE, Preferences
from strideback.core.progress.pain import (
    Flare,
    PainDay,
    baseline_of,
    flares_of,
    pain_days,
    relapses_of,
)
from strideback.core.progress.responses import Response, responses
from strideback.core.terms import ProgrammeId

_SERIOUS_SIGNS = frozenset({"numbness", "tingling", "shooting", "sharp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What the diary shows of this episode up to today."""

    episode_start: date | None
    start: date | None
    day: int
    calendar_day: int
    pain: tuple[PainDay, ...]
    by_day: Mapping[date, PainDay]
    baseline: PainDay | None
    latest: PainDay | None
    responses: tuple[Response, ...]
    flares: tuple[Flare, ...]
    relapses: tuple[date, ...]
    done_days: tuple[date, ...]
    massage_days: tuple[date, ...]
    gaps: tuple[tuple[date, date], ...]
    function: Mapping[str, tuple[Function, ...]]
    seen: tuple[Seen, ...]
    issued: tuple[PlanIssued, ...]
    beliefs: tuple[str, ...]

    def shown_on(self, on: date) -> PlanIssued | None:
        """The plan as it was shown last on a day."""
        return next((each for each in reversed(self.issued) if each.on == on), None)

    def level_before(self, on: date) -> float | None:
        """The last pain told before a day; None where there is none."""
        place = bisect_left(self.pain, on, key=lambda each: each.on)
        return self.pain[place - 1].level if place else None

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
        """True when a clinician has cleared the runner of one of the flags since that day."""
        names = {*flags, "all"}
        told = (s for s in self.seen if s.flag in names and s.outcome == "cleared")
        return any(each.on >= since for each in told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded(Progress):
    """Progress with every bout that it comes from, by exercise: for what decides, not for what shows.

    A face keeps many reviews at once, and the bouts are the largest part of a diary.
    """

    done: Mapping[str, tuple[Did, ...]]

    @property
    def shown(self) -> Progress:
        """The same without the bouts."""
        return Progress(**{each.name: getattr(self, each.name) for each in fields(Progress)})


def fold(knowledge: Knowledge, events: Sequence[AnyEvent], today: date) -> Folded:
    """Everything that the diary shows about how it goes, for the current episode.

    `events` are in order and corrected.  A relapse (pain back after two quiet weeks) starts a new
    episode: what came before it no longer counts as its baseline.
    """
    rules = knowledge.gates
    pain = pain_days(events)
    relapses = relapses_of(rules, pain)
    episode = relapses[-1] if relapses else None
    mine = [each for each in events if episode is None or each.on >= episode]
    days = tuple(each for each in pain if episode is None or each.on >= episode)
    did = [each for each in mine if isinstance(each, Did)]
    start = _start(mine)
    done_days = tuple(sorted({each.on for each in did}))
    gaps = _gaps(rules, start, done_days, today)
    return Folded(
        episode_start=episode or (mine[0].on if mine else None),
        start=start,
        day=_plan_day(start, gaps, today),
        calendar_day=1 if start is None else (today - start).days + 1,
        pain=days,
        by_day={each.on: each for each in days},
        baseline=baseline_of(days, start),
        latest=days[-1] if days else None,
        responses=responses(knowledge, did),
        flares=flares_of(rules, days, did, today),
        relapses=relapses,
        done=_by_exercise(did),
        done_days=done_days,
        massage_days=tuple(sorted({e.on for e in did if _kind(knowledge, e) == "massage"})),
        gaps=gaps,
        function=_functions(mine),
        seen=tuple(each for each in events if isinstance(each, Seen)),
        issued=tuple(each for each in events if isinstance(each, PlanIssued)),
        beliefs=_beliefs(knowledge, mine),
    )


def _kind(knowledge: Knowledge, did: Did) -> str:
    exercise = knowledge.exercises.get(did.exercise)
    return exercise.kind if exercise else ""


def _start(events: Iterable[AnyEvent]) -> date | None:
    """The plan starts with the first session done, or with the plan shown, whichever is first."""
    return min((e.on for e in events if isinstance(e, (Did, PlanIssued))), default=None)


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


def serious_signs(did: Did) -> tuple[str, ...]:
    """The stop signs noted with an exercise, a bruise aside."""
    return tuple(sign for sign in did.signs if sign in _SERIOUS_SIGNS)


def _functions(events: Iterable[AnyEvent]) -> dict[str, tuple[Function, ...]]:
    found: dict[str, list[Function]] = {}
    for each in events:
        if isinstance(each, Function):
            name = f"{each.measure}: {each.activity}" if each.activity else each.measure
            found.setdefault(name, []).append(each)
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


def preferences(events: Iterable[AnyEvent]) -> Preferences:
    """The preferences in force: what was said last about each of them."""
    days, minutes, equipment, floor = frozenset(range(7)), None, None, True
    programme = GUIDE
    also: tuple[ProgrammeId, ...] = ()
    away: tuple[tuple[date, date], ...] = ()
    moved: dict[date, date] = {}
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
        _move(moved, each)
    free = {day for day in moved.values() if not any(a <= day <= b for a, b in away)}
    return Preferences(
        days=days,
        minutes=minutes,
        equipment=equipment,
        floor=floor,
        programme=programme,
        also=also,
        away=tuple(dict.fromkeys(away)),
        moved={planned: to for planned, to in moved.items() if to in free},
    )


def _move(moved: dict[date, date], said: Preferred) -> None:
    """Put what was said into `moved`, in the order of telling; a day that had passed stays as it was."""
    for planned, to in said.moved or ():
        if to < said.on or (planned < said.on and planned not in moved):
            continue
        moved.pop(planned, None)
        if to != planned:
            moved[planned] = to
