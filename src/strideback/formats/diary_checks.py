"""What a diary says that the knowledge does not know, and what a runner may want to look at.

`misfits` are problems: words that the grammar accepts and the knowledge does not.  `reading` is the
diary for the core: a misfit is `Unread` there, so that nobody is cleared on a line that was not
understood.  `notices` are no problems: they say how a line is counted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from strideback.core.diary import (
    AnyEvent,
    Corrected,
    Diary,
    Did,
    Entry,
    Preferred,
    Remark,
    Unread,
)
from strideback.core.knowledge import Knowledge
from strideback.formats.diary_fit import Check
from strideback.formats.diary_text import Parsed, Problem, format_event


class Understood(NamedTuple):
    """A diary as the core reads it, and everything in it that was not understood, by line."""

    diary: Diary
    problems: tuple[Problem, ...]


def understood(parsed: Parsed, knowledge: Knowledge) -> Understood:
    """What every face reads: `reading` and `misfits` of a parsed diary, looked up once for both."""
    fits = _fits(parsed.diary, knowledge)
    problems = sorted((*parsed.problems, *_misfits(fits)))
    return Understood(_reading(fits), tuple(problems))


def misfits(diary: Diary, knowledge: Knowledge) -> tuple[Problem, ...]:
    """Every word that the knowledge does not know, or that does not fit, by line.

    An event that a later line corrects or takes back is no problem any more.
    """
    return _misfits(_fits(diary, knowledge))


def reading(diary: Diary, knowledge: Knowledge) -> Diary:
    """The diary as the core reads it: misfits are `Unread`, short codes are ids.

    Every line keeps its place.  A misfit that was corrected later gives way to its correction; the
    other corrections are numbered anew, since an `Unread` line has no event number.
    """
    return _reading(_fits(diary, knowledge))


def _misfits(fits: list[_Fit]) -> tuple[Problem, ...]:
    mended = _mended(fits)
    return tuple(
        Problem(fit.line, says) for fit in fits if fit.number not in mended for says in fit.wrong
    )


def _reading(fits: list[_Fit]) -> Diary:
    mended = _mended(fits)
    originals = {fit.number: fit.event for fit in fits}
    numbers: dict[int, int] = {}
    entries: list[Entry] = []
    count = 0
    for fit in fits:
        entry = fit.entry
        if fit.event is not None and fit.wrong:
            text = format_event(fit.event)
            entry = Remark(f"# {text}") if fit.number in mended else Unread(text, fit.line)
        elif isinstance(fit.event, Corrected):
            target = fit.event.number
            entry = _correction(fit.event, numbers.get(target), originals[target])
            if target not in numbers and not isinstance(entry, Remark):
                numbers[target] = count + 1
        elif fit.event is not None:
            entry = fit.event
        entries.append(entry)
        if not isinstance(entry, (Remark, Unread)):
            count += 1
            numbers[fit.number] = count
    return Diary(tuple(entries))


def notices(diary: Diary, today: date) -> tuple[Problem, ...]:
    """What is counted in another way than a runner may expect: nothing here is wrong.

    Days after `today`, exact repeats (of anything but an exercise), lines out of date order, and
    sessions moved from or to a day that had passed.
    """
    found: list[Problem] = []
    first: dict[AnyEvent, int] = {}
    before: date | None = None
    moved: set[date] = set()
    for line, entry in enumerate(diary.entries, 1):
        if isinstance(entry, (Remark, Unread)):
            continue
        if entry.on > today:
            says = f"This is dated {entry.on}, which is after {today}: it does not count yet."
            found.append(Problem(line, says))
        if before is not None and entry.on < before:
            says = f"This is dated {entry.on}, before the line above it: it is read by its date."
            found.append(Problem(line, says))
        if isinstance(entry, Preferred):
            for passed in _moved_too_late(entry, moved):
                says = f"This moves a session, but {passed} had passed: it does not count."
                found.append(Problem(line, says))
        if entry in first and not isinstance(entry, Did):
            found.append(Problem(line, f"This repeats line {first[entry]}: it counts once."))
        first.setdefault(entry, line)
        before = entry.on
    return tuple(found)


def _moved_too_late(told: Preferred, moved: set[date]) -> list[date]:
    """The days that had passed when a session was moved from or to them; `moved` learns the others."""
    late: list[date] = []
    for planned, to in told.moved or ():
        if to < told.on:
            late.append(to)
        elif planned < told.on and planned not in moved:
            late.append(planned)
        else:
            moved.add(planned)
    return late


# --- events that fit, and events that do not -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Fit:
    """One line: its event with ids for codes, the event's number, and what does not fit."""

    line: int
    entry: Entry
    number: int = 0
    event: AnyEvent | None = None
    wrong: tuple[str, ...] = ()


def _fits(diary: Diary, knowledge: Knowledge) -> list[_Fit]:
    fits: list[_Fit] = []
    number = 0
    for line, entry in enumerate(diary.entries, 1):
        if isinstance(entry, (Remark, Unread)):
            fits.append(_Fit(line, entry))
            continue
        number += 1
        check = Check(knowledge, number)
        event = check.event(entry)
        fits.append(_Fit(line, entry, number, entry if check.wrong else event, tuple(check.wrong)))
    return fits


def _mended(fits: list[_Fit]) -> set[int]:
    """The numbers of the events that a later, fitting line corrects."""
    return {fit.event.number for fit in fits if isinstance(fit.event, Corrected) and not fit.wrong}


def _correction(event: Corrected, number: int | None, original: AnyEvent | None) -> Entry:
    """The correction with the new number of its event, or in place of it where that is `Unread`."""
    if number is not None:
        return replace(event, number=number)
    if event.replacement is None or original is None:
        return Remark(f"# {format_event(event)}")
    return replace(event.replacement, on=original.on, at=original.at)
