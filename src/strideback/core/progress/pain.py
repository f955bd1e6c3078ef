"""Pain over time: readings, baseline, flares and relapses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import takewhile
from statistics import median

from strideback.core.diary import AnyEvent, Did, PainLogged
from strideback.core.knowledge import GateRules

_AT_REST = ("now", "highest", "morning", "before")


@dataclass(frozen=True, slots=True, kw_only=True)
class PainDay:
    """Pain told for a day, 0 to 10.  `level` is the pain at rest, or the nearest thing told.

    `told` is false where only an exercise said how much it hurt beforehand.  `words` are all that
    was said, each kind for itself and at its highest: `now` (and `highest`, where it was told twice),
    `morning`, `before` an exercise, `worst`.  A rise in any of them counts: none hides another.
    """

    on: date
    level: float
    worst: float | None = None
    during: float | None = None
    morning: float | None = None
    told: bool = True
    words: Mapping[str, float] = field(default_factory=dict)

    @property
    def at_rest(self) -> float:
        """The highest pain at rest that was told; the level where none was."""
        return max((self.words[k] for k in _AT_REST if k in self.words), default=self.level)

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
    words: dict[date, dict[str, float]] = {}
    for event in events:
        if isinstance(event, PainLogged):
            of_day = told.setdefault(event.on, {})
            for name in ("now", "worst", "during", "morning"):
                value = getattr(event, name)
                if value is not None:
                    of_day[name] = value
                    _hear(words.setdefault(event.on, {}), name, value)
        elif isinstance(event, Did) and event.before is not None:
            told.setdefault(event.on, {}).setdefault("before", event.before)
            _hear(words.setdefault(event.on, {}), "before", event.before)
    days: list[PainDay] = []
    alike: dict[tuple[tuple[str, float], ...], Mapping[str, float]] = {}  # most days are
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
                    words=alike.setdefault(tuple(words[on].items()), words[on]),
                )
            )
    return tuple(days)


def _hear(words: dict[str, float], name: str, value: float) -> None:
    """Keep the highest word of its kind; of `now` the last one too."""
    if name == "during":
        return  # pain in a run belongs to the light of the run
    if name == "now":
        words[name] = value
        name = "highest"
    words[name] = max(words.get(name, value), value)


def baseline_of(pain: Sequence[PainDay], start: date | None) -> PainDay | None:
    """The last pain told up to the day the plan starts, else the first reading there is."""
    before = [each for each in pain if start is None or each.on <= start]
    if start is None:
        return pain[0] if pain else None
    told = [each for each in before if each.told] or before
    return told[-1] if told else (pain[0] if pain else None)


def relapses_of(rules: GateRules, pain: Sequence[PainDay]) -> tuple[date, ...]:
    """Days on which pain came back after at least two quiet weeks.

    Looked at twice: by the level of each day, and by the highest that was told at rest.
    """
    found: list[date] = []
    quiet_since: dict[str, date] = {}
    for each in pain:
        back = False
        for which, level in (("level", each.level), ("at rest", each.at_rest)):
            if level <= rules.relapse_quiet_at_most:
                quiet_since.setdefault(which, each.on)
                continue
            since = quiet_since.pop(which, each.on)
            long_quiet = (each.on - since).days >= rules.relapse_quiet_days
            back |= long_quiet and level >= rules.relapse_pain_from
        if back:
            found.append(each.on)
            quiet_since.clear()
    return tuple(found)


class _Usual:
    """What was usual before a rise, each kind of word for itself: like is compared with like."""

    def __init__(self, rules: GateRules) -> None:
        self._rules = rules
        self._told: dict[str, list[tuple[date, float]]] = {}

    def add(self, on: date, words: Mapping[str, float]) -> None:
        for kind, value in words.items():
            self._told.setdefault(kind, []).append((on, value))

    def knows(self, kind: str) -> bool:
        return kind in self._told

    def limits(self, on: date) -> dict[str, tuple[float, float]]:
        """For each kind the value from which it is a rise on that day, and what it rose from.

        A word at rest without a like of the last week is compared with the level of the days.  A
        worst without one is a rise when it is new and severe: always above a `now`, it is no like of it.
        """
        rules = self._rules
        found: dict[str, tuple[float, float]] = {}
        level = _first(self._recent("level", on), self._last("level"))
        for kind in _AT_REST:
            usual = _first(self._recent(kind, on), level, self._last("worst"))
            if usual is not None:
                found[kind] = (usual + rules.flare_worse_by, usual)
        like = self._recent("worst", on)
        known = _first(like, self._last("worst"))
        worst = [] if known is None else [(known + rules.flare_worse_by, known)]
        if like is None and level is not None:
            severe = max(rules.severe_after_massage, level + rules.severe_rise)
            worst.append((severe, level))
        if worst:
            found["worst"] = min(worst)
        return found

    def _recent(self, kind: str, on: date) -> float | None:
        """The median of the days before, as far back as counts; they are in order."""
        days = self._rules.flare_window_days
        told = reversed(self._told.get(kind, ()))
        values = [value for _, value in takewhile(lambda each: (on - each[0]).days <= days, told)]
        return median(values) if values else None

    def _last(self, kind: str) -> float | None:
        told = self._told.get(kind)
        return told[-1][1] if told else None


def _first(*values: float | None) -> float | None:
    return next((value for value in values if value is not None), None)


@dataclass(slots=True)
class _Rise:
    """A flare under way: what counts as up, and when each kind of word was up last."""

    start: date
    limits: dict[str, tuple[float, float]]
    reference: float
    last_up: dict[str, date]
    over: date | None = None


def flares_of(
    rules: GateRules, pain: Sequence[PainDay], did: Sequence[Did], today: date
) -> tuple[Flare, ...]:
    """Spans in which some word on pain was at least two points above its like of the week before.

    A flare is over when what was up is told again and is not; a good word of another kind ends it
    only once the bad one is two days old.
    """
    found: list[Flare] = []
    usual = _Usual(rules)
    rise: _Rise | None = None
    for each in pain:
        if rise is not None and not _goes_on(rules, rise, each):
            found.append(_flare(rise, each.on, did))
            rise = None
        if rise is None:
            limits = usual.limits(each.on)
            up = _up(each, limits)
            if up:
                last_up = dict.fromkeys(up, each.on)
                rise = _Rise(each.on, limits, limits[up[0]][1], last_up)
            else:
                usual.add(each.on, _with_level(each))
        worst = each.words.get("worst")
        if worst is not None and rise is not None and not usual.knows("worst"):
            usual.add(each.on, {"worst": worst})  # from the next day on there is a like
            rise.limits["worst"] = (worst + rules.flare_worse_by, worst)
    if rise is not None:
        found.append(_flare(rise, None, did))
    return tuple(flare for flare in found if flare.start <= today)


def _goes_on(rules: GateRules, rise: _Rise, each: PainDay) -> bool:
    """Hear another day of a flare; false when it is over."""
    limit = timedelta(hours=rules.g6_h)
    up = _up(each, rise.limits)
    if up and rise.over is None and each.on - rise.start >= limit:
        rise.over = each.on
    rise.last_up = {
        kind: on
        for kind, on in rise.last_up.items()
        if kind not in each.words and each.on - on < limit
    } | dict.fromkeys(up, each.on)
    return bool(rise.last_up)


def _up(each: PainDay, limits: Mapping[str, tuple[float, float]]) -> list[str]:
    """The kinds of word that are a rise on this day."""
    return [kind for kind, (limit, _) in limits.items() if each.words.get(kind, -1.0) >= limit]


def _with_level(each: PainDay) -> dict[str, float]:
    """The words of a calm day, and its level where that is pain at rest."""
    at_rest = any(kind in each.words for kind in _AT_REST)
    return {**each.words, "level": each.level} if at_rest else dict(each.words)


def _flare(rise: _Rise, until: date | None, did: Sequence[Did]) -> Flare:
    """The flare, and what may have set it off: exercises of that day or the day before.

    Those that left pain higher; all of them where none says so.
    """
    start = rise.start
    near = [each for each in did if 0 <= (start - each.on).days <= 1]
    rose = [each for each in near if (each.after or 0.0) - (each.before or 0.0) >= 1]
    provoked = tuple(dict.fromkeys(each.exercise for each in rose or near))
    return Flare(
        start=start,
        until=until,
        reference=rise.reference,
        lasted_over_limit=rise.over,
        provoked_by=provoked,
    )
