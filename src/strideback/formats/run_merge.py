"""Never twice: what was read from files, put beside what the diary has, as lines to add.

The same run from two files, services or devices is one, and the recording that tells more wins.  A
run that was typed in takes up the file that arrives later, and keeps what only the runner knows.
Nothing in the diary is changed: a run that a file completes gets a correction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from strideback.core.diary import AnyEvent, Corrected, Diary, Ran
from strideback.formats.run_history import PERSONAL, standing
from strideback.formats.run_same import (
    START_S,
    digest,
    figures,
    misfit,
    same_recording,
    start_kept,
    start_s,
    typed,
)
from strideback.formats.sayings import NOTHING, Saying, saying

IMPORTED, DUPLICATE, REFUSED = "imported", "duplicate", "refused"
_ALIKE: Final = 8  # letters of a route's name, of twelve, that runs over the same ground share


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One activity read from a file; `stand_in` is a service's summary of a run whose file may be there."""

    file: str
    run: Ran
    points: int = 0
    notes: tuple[Saying, ...] = ()
    stand_in: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one activity: imported, duplicate or refused, and why in one sentence."""

    recorded: Recorded
    status: str
    reason: Saying = NOTHING


@dataclass(frozen=True, slots=True)
class Merged:
    """The entries to add to the diary, and the outcomes in the order of what was given."""

    entries: tuple[AnyEvent, ...]
    outcomes: tuple[Outcome, ...]


def merge(diary: Diary, recorded: Sequence[Recorded], today: date) -> Merged:
    """Put the recordings beside the diary of `today`."""
    merger = _Merger(today=today, runs=standing(diary))
    for number, run in merger.runs.items():
        if not typed(run):
            merger.know(_Known(run, number))
    order = sorted(range(len(recorded)), key=lambda place: _poor(recorded[place]))
    outcomes = {place: merger.take(place, recorded[place]) for place in order}
    merger.match_typed()
    entries = merger.entries()
    for known in merger.taken:
        if known.reason:
            outcomes[known.place] = replace(outcomes[known.place], reason=known.reason)
    return Merged(entries, tuple(outcomes[place] for place in range(len(recorded))))


def _poor(each: Recorded) -> tuple[bool, int, int]:
    """Richest first: files before summaries, more figures, more points."""
    return each.stand_in, -figures(each.run), -each.points


@dataclass(slots=True)
class _Known:
    """A run that is in the diary, under its number, or was taken from this import."""

    run: Ran
    number: int | None = None
    place: int = -1
    reason: Saying = NOTHING


@dataclass(slots=True, kw_only=True)
class _Merger:
    today: date
    runs: dict[int, Ran]
    taken: list[_Known] = field(default_factory=list)
    _by_time: dict[int, list[_Known]] = field(default_factory=dict)
    _by_day: dict[date, list[_Known]] = field(default_factory=dict)

    def know(self, known: _Known) -> None:
        """Remember a run, so that it is found again by its start, or by its day."""
        start = start_s(known.run)
        if start is not None:
            self._by_time.setdefault(int(start // START_S), []).append(known)
        self._by_day.setdefault(known.run.on, []).append(known)

    def take(self, place: int, each: Recorded) -> Outcome:
        """Take a recording, or say why not."""
        if each.run.on > self.today + timedelta(days=1):
            return Outcome(
                recorded=each,
                status=REFUSED,
                reason=saying(
                    "It is dated {day}, which is still to come; check the device's clock.",
                    day=each.run.on,
                ),
            )
        twin = next((known for known in self._near(each.run) if _is_same(known, each.run)), None)
        if twin is None:
            known = _Known(each.run, place=place)
        elif twin.number is None or twin.place >= 0 or figures(each.run) <= figures(twin.run):
            return Outcome(recorded=each, status=DUPLICATE, reason=_same_as(twin, each.run))
        else:
            reason = saying(
                "It replaces {file}, which told less of the same run.", file=_named(twin.run)
            )
            run = _completed(twin.run, each.run)
            twin.run, twin.place, twin.reason = run, place, reason
            self.taken.append(twin)
            return Outcome(recorded=each, status=IMPORTED)
        self.taken.append(known)
        self.know(known)
        return Outcome(recorded=each, status=IMPORTED)

    def _near(self, run: Ran) -> Iterable[_Known]:
        """The runs that could be the same one."""
        start = start_s(run)
        if start is not None:
            slot = int(start // START_S)
            for at in (slot - 1, slot, slot + 1):
                yield from self._by_time.get(at, ())
        for days in (-1, 0, 1):
            for known in self._by_day.get(run.on + timedelta(days=days), ()):
                if start is None or start_s(known.run) is None:
                    yield known

    def match_typed(self) -> None:
        """Let runs that were typed in take up new recordings, the best fits first."""
        told: dict[date, list[int]] = {}
        for number, run in self.runs.items():
            if typed(run):
                told.setdefault(run.on, []).append(number)
        fits: list[tuple[float, int, int]] = []
        for place, known in enumerate(self.taken):
            if known.number is None:
                for days in (-1, 0, 1):
                    for number in told.get(known.run.on + timedelta(days=days), ()):
                        gap = misfit(self.runs[number], known.run)
                        if gap is not None:
                            fits.append((gap, number, place))
        used: set[int] = set()
        for _, number, place in sorted(fits):
            known = self.taken[place]
            if known.number is None and number not in used:
                used.add(number)
                known.number, known.run = number, _completed(self.runs[number], known.run)
                known.reason = saying(
                    "It completes the run that you typed in on {day}.", day=self.runs[number].on
                )

    def entries(self) -> tuple[AnyEvent, ...]:
        """New runs by their start, then the corrections of runs that the diary has."""
        names = _Routes(run.route for run in self.runs.values())
        for known in sorted(self.taken, key=lambda each: (each.run.on, start_s(each.run) or 0.0)):
            known.run = replace(known.run, route=names.known_as(known.run.route))
        new = [each.run for each in self.taken if each.number is None]
        new.sort(key=lambda run: (run.on, start_s(run) or 0.0))
        changed = [
            Corrected(
                on=self.today,
                number=each.number,
                replacement=replace(each.run, on=self.today, at=None),
            )
            for each in self.taken
            if each.number is not None
        ]
        return (*new, *sorted(changed, key=lambda each: each.number))


def _is_same(known: _Known, run: Ran) -> bool:
    return same_recording(known.run, run)


def _same_as(twin: _Known, run: Ran) -> Saying:
    """Why a recording is not taken."""
    file = _named(twin.run)
    if twin.place < 0:
        if digest(twin.run) == digest(run):
            return saying("It is in your diary already.")
        return saying("It is the run from {file}, which is in your diary already.", file=file)
    if digest(twin.run) == digest(run):
        return saying("It is the same file as {file}.", file=file)
    return saying("It is the same run as in {file}, which tells as much or more.", file=file)


def _named(run: Ran) -> str:
    return run.file or saying("an earlier import")


def _completed(told: Ran, recorded: Ran) -> Ran:
    """The recording on the day of the run in the diary, with what only the runner knows."""
    kept = {key: getattr(told, key) for key in PERSONAL if getattr(told, key) not in (None, "", ())}
    kind = recorded.kind
    if kind == "other" or (typed(told) and told.kind != "run"):
        kind = told.kind
    source = start_kept(told, recorded)
    return replace(recorded, on=told.on, at=told.at, kind=kind, source=source, **kept)


class _Routes:
    """The names of the routes so far; a run over ground that was run before gets its old name."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_letter: dict[tuple[int, str], list[str]] = {}
        self._names: set[str] = set()
        for name in names:
            self._learn(name)

    def _learn(self, name: str) -> None:
        if name and name not in self._names:
            self._names.add(name)
            for letter in enumerate(name):
                self._by_letter.setdefault(letter, []).append(name)

    def known_as(self, name: str) -> str:
        """The old name of the ground, or else its own."""
        if not name or name in self._names:
            return name
        shared = Counter(
            known for letter in enumerate(name) for known in self._by_letter.get(letter, ())
        )
        best = min(shared.items(), key=lambda pair: (-pair[1], pair[0]), default=("", 0))
        if best[1] >= _ALIKE:
            return best[0]
        self._learn(name)
        return name
