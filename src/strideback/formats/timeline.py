"""Pain, runs and sessions of a diary on one time line, as points with their sentences.

Days up to half a year; beyond that a point stands for a week, or for four, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from strideback.core.diary import Diary, Did, corrected
from strideback.core.knowledge import GateRules
from strideback.core.load import RatedRun
from strideback.core.progress import Flare, PainDay, flares_of, pain_days
from strideback.core.review import Review
from strideback.formats import words
from strideback.formats.charts import Bar, Course, Dot, Mark, Span
from strideback.formats.language import counted, marked, say
from strideback.formats.run_words import clock_time

_LEAST_DAYS = 28
_LENGTHS = ((183, 1), (1000, 7))
"""So many days are drawn by the day, so many by the week; more by four weeks."""
_FOUR_WEEKS = 28
_WHEN = {
    1: marked("{day}"),
    7: marked("Week from {day}"),
    _FOUR_WEEKS: marked("Four weeks from {day}"),
}
_LIGHTS = ("unknown", "green", "amber", "red")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What the chart shows of a day or more, for the table beside it; the last first."""

    on: date
    pain: str
    worst: str
    run: str
    done: int
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The chart and the same as a table; a point and a row stand for `chart.days` days."""

    chart: Course
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """Everything told, of all episodes, by day; `rated` false: lights are none of it just now."""

    pain: Mapping[date, PainDay]
    runs: Mapping[date, tuple[RatedRun, ...]]
    done: Mapping[date, int]
    flares: tuple[Flare, ...]
    relapses: tuple[date, ...]
    rated: bool

    @property
    def days(self) -> set[date]:
        return {*self.pain, *self.runs, *self.done}


def timeline(
    rules: GateRules, diary: Diary, review: Review, *, since: date | None, until: date
) -> Timeline | None:
    """The time line of these days, or of all up to one; None where nothing was told in them.

    Its axis is no shorter than four weeks, which then end with the last day.
    """
    told = _told(rules, diary, review, until)
    if not told.days:
        return None
    first = min(since or min(told.days), until - timedelta(days=_LEAST_DAYS - 1))
    span = (until - first).days + 1
    length = next((days for most, days in _LENGTHS if span <= most), _FOUR_WEEKS)
    first -= timedelta(days=-span % length)  # whole weeks, to the last day
    begin = first if since is None else max(first, since)
    days = sorted(each for each in told.days if begin <= each <= until)
    if not days:
        return None
    parts = _by_start(days, first, length)
    points = {start: _point(told, start, mine, length) for start, mine in parts.items()}
    chart = Course(
        first=first,
        last=until,
        days=length,
        title=say("Pain, runs and sessions"),
        desc=_desc(first, until, told, days),
        lanes=(say("Pain, 0 to 10"), say("Runs, km"), say("Sessions")),
        pain=tuple(each.dot for each in points.values() if each.dot),
        runs=tuple(each.bar for each in points.values() if each.bar),
        done=tuple(each.mark for each in points.values() if each.mark),
        flares=tuple(_spans(told.flares, begin, until)),
        relapses=tuple(_relapses(told.relapses, begin)),
        ticks=tuple(_ticks(first, until)),
    )
    marks = _marks(chart, parts)
    rows = tuple(_row(told, start, parts[start], marks, length) for start in reversed(parts))
    return Timeline(chart=chart, rows=rows)


# --- what was told -------------------------------------------------------------------------------


def _told(rules: GateRules, diary: Diary, review: Review, until: date) -> _Told:
    events = corrected(diary, until)
    did = [each for each in events if isinstance(each, Did)]
    runs: dict[date, tuple[RatedRun, ...]] = {}
    for run in review.load.runs:
        if run.on <= until:
            runs[run.on] = (*runs.get(run.on, ()), run)
    done: dict[date, int] = {}
    for each in did:
        done[each.on] = done.get(each.on, 0) + 1
    pain = pain_days(events)
    flares = flares_of(rules, pain, did, until)
    relapses = tuple(each for each in review.progress.relapses if each <= until)
    by_day = {each.on: each for each in pain}
    rated = review.triage.outcome != "refer"  # a green light beside "be seen" would mislead
    return _Told(by_day, runs, done, flares, relapses, rated)


def _by_start(days: Iterable[date], first: date, length: int) -> dict[date, list[date]]:
    parts: dict[date, list[date]] = {}
    for day in days:
        start = first + timedelta(days=(day - first).days // length * length)
        parts.setdefault(start, []).append(day)
    return parts


# --- points --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Point:
    dot: Dot | None
    bar: Bar | None
    mark: Mark | None


def _point(told: _Told, start: date, days: list[date], length: int) -> _Point:
    when = say(_WHEN[length], day=words.date_of(start))
    pain = [told.pain[day] for day in days if day in told.pain]
    runs = [run for day in days for run in told.runs.get(day, ())]
    done = sum(day in told.done for day in days) if length > 1 else told.done.get(start, 0)
    return _Point(
        dot=_dot(start, when, pain, length) if pain else None,
        bar=_bar(start, when, runs, told.rated) if runs else None,
        mark=Mark(on=start, says=f"{when}: {_done(done, length)}") if done else None,
    )


def _dot(start: date, when: str, pain: list[PainDay], length: int) -> Dot:
    level = median(each.level for each in pain)
    worst = _worst(pain)
    says = say("{when}: pain {level} of 10", when=when, level=words.figure(level))
    if length > 1:
        says += say(" (the middle of {days})", days=_days(len(pain)))
    if worst is not None and worst > level:
        says += say(", at worst {worst}", worst=words.figure(worst))
    return Dot(on=start, value=level, worst=worst, says=says)


def _worst(pain: Iterable[PainDay]) -> float | None:
    told = [each.worst for each in pain if each.worst is not None]
    return max(told, default=None)


def _bar(start: date, when: str, runs: list[RatedRun], rated: bool) -> Bar:
    metres = sum(each.run.distance_m or 0.0 for each in runs)
    look = _light(runs) if rated else "told"
    return Bar(on=start, value=metres / 1000, look=look, says=f"{when}: {_runs(runs, rated)}")


def _light(runs: list[RatedRun]) -> str:
    """The strictest light of the runs of a day or more."""
    return max((each.light for each in runs), key=_LIGHTS.index)


def _runs(runs: list[RatedRun], rated: bool) -> str:
    """The runs of a day or week in words: how far, how long, and the strictest light."""
    if not runs:
        return ""
    metres = sum(each.run.distance_m or 0.0 for each in runs)
    seconds = sum(each.run.duration_s or 0.0 for each in runs)
    parts = [counted(len(runs), "{count} run", "{count} runs")]
    if len(runs) == 1:
        parts = []
    parts += [words.kilometres(metres)] if metres else []
    parts += [clock_time(seconds)] if seconds else []
    parts += [words.LIGHTS[_light(runs)].lower()] if rated else []
    return ", ".join(parts) or say("run")


def _done(count: int, length: int) -> str:
    if length > 1:
        return counted(count, "{count} day with a session", "{count} days with a session")
    return counted(count, "{count} exercise done", "{count} exercises done")


def _days(count: int) -> str:
    return counted(count, "{count} day", "{count} days")


# --- flares, relapses, the axis ------------------------------------------------------------------


def _spans(flares: Iterable[Flare], first: date, today: date) -> Iterator[Span]:
    """The days of each flare; the day on which it was over is none of them."""
    for each in flares:
        last = today if each.until is None else each.until - timedelta(days=1)
        if last >= first:
            start = words.date_of(each.start)
            if each.until is None:
                says = say("Flare: up since {day}", day=start)
            else:
                says = say(
                    "Flare from {day}, over on {over}", day=start, over=words.date_of(each.until)
                )
            yield Span(start=max(each.start, first), last=last, says=says)


def _relapses(days: Iterable[date], first: date) -> Iterator[Mark]:
    for day in days:
        if day >= first:
            says = say("{day}: pain came back after quiet weeks", day=words.date_of(day))
            yield Mark(on=day, says=says)


def _ticks(first: date, last: date) -> Iterator[Mark]:
    """About five days of the axis, a whole number of weeks apart, the last one today."""
    weeks = max(1, round((last - first).days / 7 / 4))
    day = last
    while day >= first:
        yield Mark(on=day, says=words.month_of(day) if weeks > 26 else words.day_of(day))
        day -= timedelta(weeks=weeks)


# --- the table -----------------------------------------------------------------------------------


def _marks(chart: Course, parts: Mapping[date, list[date]]) -> dict[date, list[str]]:
    """What to say of the first row of each flare and relapse."""
    found: dict[date, list[str]] = {}
    turns = [(each.start, each.says) for each in chart.flares]
    turns += [(each.on, each.says) for each in chart.relapses]
    for day, says in turns:
        start = min((each for each, days in parts.items() if days[-1] >= day), default=None)
        if start is not None:
            found.setdefault(start, []).append(says)
    return found


def _row(
    told: _Told,
    start: date,
    days: list[date],
    marks: Mapping[date, list[str]],
    length: int,
) -> Row:
    pain = [told.pain[day] for day in days if day in told.pain]
    worst = _worst(pain)
    runs = [run for day in days for run in told.runs.get(day, ())]
    return Row(
        on=start,
        pain=words.figure(median(each.level for each in pain)) if pain else "",
        worst="" if worst is None else words.figure(worst),
        run=_runs(runs, told.rated),
        done=sum(day in told.done for day in days) if length > 1 else told.done.get(start, 0),
        marks=tuple(marks.get(start, ())),
    )


def _desc(first: date, last: date, told: _Told, days: list[date]) -> str:
    """The chart in a few words, for those who do not see it; its table has every figure."""
    pain = [told.pain[day] for day in days if day in told.pain]
    runs = sum(len(told.runs.get(day, ())) for day in days)
    parts = [say("From {first} to {last}.", first=words.date_of(first), last=words.date_of(last))]
    if pain:
        first_level, last_level = words.figure(pain[0].level), words.figure(pain[-1].level)
        says = say(
            "Pain was {first} of 10 at first and {last} of 10 at last.",
            first=first_level,
            last=last_level,
        )
        parts.append(says)
    if runs:
        parts.append(counted(runs, "{count} run.", "{count} runs."))
    done = sum(day in told.done for day in days)
    if done:
        parts.append(counted(done, "Sessions on {count} day.", "Sessions on {count} days."))
    return " ".join(parts)
