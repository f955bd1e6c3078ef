"""The days around today as weeks: what was done, left out or missed, and what is planned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from strideback.core.diary import Diary, Did, Skipped, corrected
from strideback.core.plan import HORIZON_DAYS, Session
from strideback.web.runners import Seen, reviewer

_WEEK = timedelta(days=7)

Facts = Mapping[date, tuple[Did | Skipped, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of the calendar.

    `state`: done, skipped, missed, moved or rest before today; planned, away, moved or rest from it on.
    `kept_free` is true where the runner asked for this very day to be without a session; `moved_to`
    is the day that its session was moved to.
    """

    on: date
    state: str
    session: Session | None = None
    done: tuple[str, ...] = ()
    left_out: tuple[Skipped, ...] = ()
    is_today: bool = False
    kept_free: bool = False
    moved_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Seven days from Monday on; `ago` 1 is last week, -1 the next one."""

    starts: date
    ago: int
    days: tuple[Day, ...]


def weeks(seen: Seen) -> tuple[Week, ...]:
    """Last week, this week, and as far as the plan reaches."""
    monday = seen.today - timedelta(days=seen.today.weekday())
    end = seen.today + timedelta(days=HORIZON_DAYS - 1)
    first = monday - _WEEK
    facts = _facts(seen)
    missed = _missed(seen, facts, first)
    found = []
    for number in range((end - first).days // 7 + 1):
        starts = first + number * _WEEK
        days = (starts + timedelta(days=each) for each in range(7))
        week = tuple(_day(seen, each, facts, missed) for each in days if each <= end)
        found.append(Week(starts=starts, ago=1 - number, days=week))
    return tuple(found)


def _facts(seen: Seen) -> Facts:
    found: dict[date, list[Did | Skipped]] = {}
    for each in corrected(seen.kept.diary, seen.today):
        if isinstance(each, (Did, Skipped)):
            found.setdefault(each.on, []).append(each)
    return {on: tuple(told) for on, told in found.items()}


def _missed(seen: Seen, facts: Facts, first: date) -> frozenset[date]:
    """The days since `first` on which a session was planned, and nothing was told."""
    start = seen.review.progress.start
    if start is None:
        return frozenset()
    since = max(first, start)
    silent = [each for each in _days(since, seen.today) if each not in facts]
    return seen.once(("planned on", first), lambda: _planned_on(seen.kept.diary, silent))


def _days(first: date, before: date) -> Iterator[date]:
    for each in range((before - first).days):
        yield first + timedelta(days=each)


def _planned_on(diary: Diary, days: Iterable[date]) -> frozenset[date]:
    """The days that held a session, as the plan stood on each of them."""
    found = set()
    for day in days:
        plan = reviewer().review(diary, day).plan
        if plan is not None and any(each.on == day for each in plan.sessions):
            found.add(day)
    return frozenset(found)


def _day(seen: Seen, on: date, facts: Facts, missed: frozenset[date]) -> Day:
    plan, told_of = seen.review.plan, seen.review.preferences
    session = next((each for each in plan.sessions if each.on == on), None) if plan else None
    told = facts.get(on, ())
    done = tuple(dict.fromkeys(each.exercise for each in told if isinstance(each, Did)))
    left_out = tuple(each for each in told if isinstance(each, Skipped))
    free = "away" if told_of.is_away(on) else "moved" if on in told_of.moved else "rest"
    state = "done" if done else "skipped" if left_out else ""
    if on < seen.today:
        state = state or ("missed" if on in missed else "moved" if free == "moved" else "rest")
    elif on > seen.today or not state:
        state = "planned" if session else free
    return Day(
        on=on,
        state=state,
        session=session,
        done=done,
        left_out=left_out,
        is_today=on == seen.today,
        kept_free=(on, on) in told_of.away,
        moved_to=told_of.moved.get(on),
    )
