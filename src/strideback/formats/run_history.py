"""The runs of a diary as they stand, with the number of each, and taking a whole import back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from strideback.core.diary import AnyEvent, Corrected, Diary, Ran

History = dict[int, list[AnyEvent | None]]

PERSONAL: Final = ("pain", "signs", "shoes")
"""What only the runner can tell of a run: kept whatever a file says."""


def history(diary: Diary) -> History:
    """For each event by its number, what it said at first and after each correction."""
    states: History = {}
    events = diary.events
    for number, event in enumerate(events, 1):
        if not isinstance(event, Corrected):
            states[number] = [event]
        elif 0 < event.number < number:
            first, said = events[event.number - 1], event.replacement
            if said is not None:
                said = replace(said, on=first.on, at=first.at)
            states.setdefault(event.number, []).append(said)
    return states


def standing(diary: Diary) -> dict[int, Ran]:
    """The runs that stand, by the number of their event."""
    last = ((number, states[-1]) for number, states in history(diary).items())
    return {number: event for number, event in last if isinstance(event, Ran)}


def batches(diary: Diary) -> tuple[str, ...]:
    """The imports that have runs in the diary, in the order in which they came."""
    order = dict.fromkeys(
        said.batch
        for event in diary.events
        for said in [event.replacement if isinstance(event, Corrected) else event]
        if isinstance(said, Ran) and said.batch
    )
    left = {run.batch for run in standing(diary).values()}
    return tuple(batch for batch in order if batch in left)


def joined(diary: Diary) -> tuple[int, int]:
    """How many runs took up a file after they were typed in, and how many a file that told more."""
    completed = replaced = 0
    for states in history(diary).values():
        now = states[-1]
        if not isinstance(now, Ran) or not now.batch:
            continue
        first = next(i for i, each in enumerate(states) if _batch(each) == now.batch)
        before = [_batch(each) for each in states[:first] if isinstance(each, Ran)]
        completed += "" in before
        replaced += any(before)
    return completed, replaced


def next_batch(diary: Diary, today: date) -> str:
    """A name for an import of today that no line of the diary has."""
    taken = {
        said.batch
        for event in diary.events
        for said in [event.replacement if isinstance(event, Corrected) else event]
        if isinstance(said, Ran)
    }
    number = 1
    while f"{today}-{number}" in taken:
        number += 1
    return f"{today}-{number}"


def undo(diary: Diary, batch: str, today: date) -> tuple[Corrected, ...]:
    """The corrections that take back a whole import.

    A run that it brought goes; one that it changed says again what it said before.  Pain, signs and
    shoes that the runner told of a run since then stay.
    """
    found: list[Corrected] = []
    for number, states in history(diary).items():
        now = states[-1]
        if isinstance(now, Ran) and now.batch == batch:
            before = _before(states, now)
            if before is not None:
                before = replace(before, on=today, at=None)
            found.append(Corrected(on=today, number=number, replacement=before))
    return tuple(found)


def _before(states: list[AnyEvent | None], now: Ran) -> Ran | None:
    """What a run said before the import that `now` is of, with what only the runner told since."""
    first = next(i for i, each in enumerate(states) if _batch(each) == now.batch)
    brought = states[first]
    earlier = states[first - 1] if first else None
    before = earlier if isinstance(earlier, Ran) else None
    told = {
        key: getattr(now, key) for key in PERSONAL if getattr(now, key) != getattr(brought, key)
    }
    if not told:
        return before
    return replace(before or Ran(on=now.on, kind=now.kind), **told)


def _batch(event: AnyEvent | None) -> str:
    return event.batch if isinstance(event, Ran) else ""
