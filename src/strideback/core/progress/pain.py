"""Pain over time: readings, baseline, flares and relapses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from statistics import median

from strideback.core.diary import AnyEvent, Did, PainLogged
from strideback.core.knowledge import GateRules


@dataclass(frozen=True, slots=True, kw_only=True)
class PainDay:
    """Pain told for a day, 0 to 10.  `level` is the pain at rest, or the nearest thing told.

    `told` is false where only an exercise said how much it hurt beforehand.
    """

    on: date
    level: float
    worst: float | None = None
    during: float | None = None
    morning: float | None = None
    told: bool = True

    @property
    def on_waking(self) -> float:
        """The morning's pain, or the day's where the morning was not told."""
        return self.level if self.morning is None else self.morning


@dataclass(frozen=True, slots=True, kw_only=True)
class Flare:
    """Pain well above the days before.  `until` None: still up at the last word."""

    start: date
    until: date | None
    reference: float
    lasted_over_limit: date | None = None
    provoked_by: tuple[str, ...] = ()


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
                    told=not {"now", "morning", "worst"}.isdisjoint(of_day),
                )
            )
    return tuple(days)


def baseline_of(pain: Sequence[PainDay], start: date | None) -> PainDay | None:
    """The last pain told up to the day the plan starts, else the first reading there is."""
    before = [each for each in pain if start is None or each.on <= start]
    if start is None:
        return pain[0] if pain else None
    told = [each for each in before if each.told] or before
    return told[-1] if told else (pain[0] if pain else None)


def relapses_of(rules: GateRules, pain: Sequence[PainDay]) -> tuple[date, ...]:
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


def flares_of(
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
        recent = _recent(rules, calm, each.on)
        reference = median(recent) if recent else (calm[-1].level if calm else None)
        if reference is not None and each.level >= reference + rules.flare_worse_by:
            opened = (each.on, reference)
        else:
            calm.append(each)
    if opened is not None:
        found.append(_flare(opened, None, over, did))
    return tuple(flare for flare in found if flare.start <= today)


def _recent(rules: GateRules, calm: Sequence[PainDay], on: date) -> list[float]:
    """The levels of the days before, as far back as counts; `calm` is in order."""
    near = takewhile(lambda day: (on - day.on).days <= rules.flare_window_days, reversed(calm))
    return [each.level for each in near]


def _flare(
    opened: tuple[date, float], until: date | None, over: date | None, did: Sequence[Did]
) -> Flare:
    """The flare, and what may have set it off: exercises of that day or the day before.

    Those that left pain higher; all of them where none says so.
    """
    start, reference = opened
    near = [each for each in did if 0 <= (start - each.on).days <= 1]
    rose = [each for each in near if (each.after or 0.0) - (each.before or 0.0) >= 1]
    provoked = tuple(dict.fromkeys(each.exercise for each in rose or near))
    return Flare(
        start=start,
        until=until,
        reference=reference,
        lasted_over_limit=over,
        provoked_by=provoked,
    )
