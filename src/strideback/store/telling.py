"""Lines that a program sends: all of them or none, each counted once by its key.

A program is a face like the others: what a page would not take from a runner is refused here too
(`store/tellable.py`), and with the first exercise of a day the plan is kept that was shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple

from django.db import transaction

from strideback.core.review import Reviewer
from strideback.formats.diary_text import line_of
from strideback.store import diaries
from strideback.store.diaries import Stale
from strideback.store.issuing import key_of as issued_key
from strideback.store.issuing import shown_plans
from strideback.store.models import Entry, Runner
from strideback.store.reviewing import day_of
from strideback.store.tellable import Read, wrong_in


class Sent(NamedTuple):
    """A line of a diary, and the key that makes it count once, if its sender gave one."""

    line: str
    key: str | None = None


class Wrong(NamedTuple):
    """One thing to mend: which of the lines (from 0), its line or its key, and a sentence."""

    place: int
    part: str
    says: str


class Refused(ValueError):  # noqa: N818 - it says what is the matter
    """Some lines are not understood, or their keys were used for others; nothing was added."""

    def __init__(self, problems: Sequence[Wrong]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


class Placed(NamedTuple):
    """Where a line is now, and whether it came just now."""

    number: int
    added: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What became of the lines, in their order, and the number of the last entry now."""

    placed: tuple[Placed, ...]
    last: int


def tell(
    runner: Runner,
    sent: Sequence[Sent],
    *,
    now: datetime,
    reviewer: Reviewer,
    after: int | None = None,
    key: str | None = None,
) -> Told:
    """Add the lines that are not there yet.

    `key` is that of the whole message: each line without a key of its own gets one from it.  With
    `after`, new lines are added only if that entry is still the last one.  Raises `Stale`, or
    `Refused` with every problem.
    """
    keys = [_key(each, place, key) for place, each in enumerate(sent)]
    more = _of_message(key, len(sent))  # a longer message under the same key would have this one
    with transaction.atomic():
        kept = Runner.objects.select_for_update().get(pk=runner.pk)
        there = _there(kept, [each for each in (*keys, more) if each])
        own = [keys[place] in there for place, each in enumerate(sent) if key and each.key is None]
        if more in there or (any(own) and not all(own)):  # a shorter or a longer message
            raise Refused([Wrong(0, "key", OTHER)])
        new, placed = _sorted(kept.last, sent, keys, there)
        if new and after is not None and after != kept.last:
            raise Stale(kept.last)
        if new:
            _add(kept, [(place, each.line, keys[place]) for place, each in new], reviewer, now)
    runner.last = kept.last
    return Told(placed, kept.last)


def _add(
    kept: Runner, new: Sequence[tuple[int, str, str | None]], reviewer: Reviewer, now: datetime
) -> None:
    """Put new lines (their place among the sent, their key) behind the last one, if they may be told."""
    today = day_of(kept, now)
    read = Read.of(diaries.text(kept), [line for _place, line, _key in new], reviewer.knowledge)
    if wrong := wrong_in(read, reviewer, today):
        raise Refused([Wrong(new[index][0], "line", says) for index, says in wrong])
    shown = _shown(kept, read, reviewer, today)
    diaries.add_lines(kept, [*((line, key) for _place, line, key in new), *shown], now=now)


OTHER = "This key was used for something else before; give what is new a key of its own."


def _key(sent: Sent, place: int, key: str | None) -> str | None:
    return _of_message(key, place) if sent.key is None else key_of("line", sent.key)


def _of_message(key: str | None, place: int) -> str | None:
    return None if key is None else key_of(f"message:{place}", key)


def key_of(kind: str, key: str) -> str:
    """A program's key as the table holds it: apart from the keys of forms, and never too long."""
    return sha256(f"told:{kind}:{key}".encode("utf-8", "surrogatepass")).hexdigest()


def _there(runner: Runner, keys: Sequence[str]) -> dict[str | None, Entry]:
    found = Entry.objects.filter(runner=runner, key__in=keys).only("key", "number", "line")
    return {each.key: each for each in found}


def _sorted(
    last: int,
    sent: Sequence[Sent],
    keys: Sequence[str | None],
    there: dict[str | None, Entry],
) -> tuple[list[tuple[int, Sent]], tuple[Placed, ...]]:
    """What is new, with its place among the sent, and where each of the sent is or will be."""
    lines = {key: (each.number, each.line) for key, each in there.items()}
    new: list[tuple[int, Sent]] = []
    placed: list[Placed] = []
    wrong: list[Wrong] = []
    for place, each in enumerate(sent):
        key = keys[place]
        known = lines.get(key) if key else None
        if known is None:
            new.append((place, each))
            placed.append(Placed(last + len(new), added=True))
            if key:
                lines[key] = (last + len(new), each.line)
        else:
            placed.append(Placed(known[0], added=False))
            if known[1] != each.line:
                wrong.append(Wrong(place, "key", OTHER))
    if wrong:
        raise Refused(wrong)
    return new, tuple(placed)


def _shown(
    kept: Runner, read: Read, reviewer: Reviewer, today: date
) -> list[tuple[str, str | None]]:
    """The plans that were shown with the exercises told, as lines with their keys."""
    plans = shown_plans(reviewer, read.before, read.events, today)
    lines = {issued_key(each): line_of(each) for each in plans}
    there = kept.entries.filter(key__in=lines).values_list("key", flat=True)
    return [(line, key) for key, line in lines.items() if key not in set(there)]
