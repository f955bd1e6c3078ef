"""Reading and adding to a diary in the database.

Nothing is ever rewritten.  Whoever adds has to name the last entry seen: two devices never write
over each other, and the slower one is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import connection, transaction

from strideback.core.diary import Diary, Remark, Unread
from strideback.core.diary import Entry as Told
from strideback.core.knowledge import Knowledge
from strideback.formats import diary_text
from strideback.formats.diary_checks import misfits, reading
from strideback.store.models import Account, Entry, Runner, Session

LONGEST_KEY = 64
_NO_TEXT = re.compile("[\0\ud800-\udfff]")  # PostgreSQL holds no NUL, and UTF-8 no half characters


class Stale(Exception):  # noqa: N818 - it says what is the matter
    """Somebody has added to the diary since it was read; `last` is its number of entries now."""

    def __init__(self, last: int) -> None:
        super().__init__(f"the diary has {last} entries by now")
        self.last = last


class CannotKeep(ValueError):  # noqa: N818 - it says what is the matter
    """A line that no diary can hold; nothing was added.  The message is one sentence."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A diary as the core reads it, its problems by line, and the number of its last entry."""

    diary: Diary
    problems: tuple[diary_text.Problem, ...]
    last: int


def text(runner: Runner) -> str:
    """The whole diary as text, line by line as it was told: the export."""
    return "".join(f"{line}\n" for line in _lines(runner))


def load(runner: Runner, knowledge: Knowledge) -> Kept:
    """The diary with short codes as ids and misfits as `Unread`, as every face reads it."""
    lines = _lines(runner)
    parsed = diary_text.parse("".join(f"{line}\n" for line in lines))
    problems = sorted((*parsed.problems, *misfits(parsed.diary, knowledge)))
    return Kept(reading(parsed.diary, knowledge), tuple(problems), len(lines))


def append(
    runner: Runner, told: Iterable[Told], *, after: int, now: datetime, key: str | None = None
) -> int:
    """Add events after the entry that was last seen; gives the number of the last one now.

    Raises `Stale` when the diary has grown meanwhile, and `CannotKeep` when an event says what no
    line can, so that nobody's own form leaves a line that is not understood.  With a `key` that is
    there already nothing is added: the same thing sent twice counts once.
    """
    lines = [diary_text.line_of(each) for each in told]
    for line in lines:
        if problems := diary_text.parse(line).problems:
            raise CannotKeep(problems[0].says)
    return append_lines(runner, lines, after=after, now=now, key=key)


def append_lines(
    runner: Runner, lines: Sequence[str], *, after: int, now: datetime, key: str | None = None
) -> int:
    """The same for lines of text, as an import brings them; each is kept, understood or not.

    Only what is no line of text at all is refused, as `CannotKeep`: a line end within, or a
    character that no file in UTF-8 or no database holds.
    """
    key = _short(key)
    entries = [
        _entry(line, place=place, key=key if place == 1 else None)
        for place, line in enumerate(lines, 1)
    ]
    with transaction.atomic():
        kept = Runner.objects.select_for_update().get(pk=runner.pk)
        if key is None or not Entry.objects.filter(runner=kept, key=key).exists():
            if kept.last != after:
                raise Stale(kept.last)
            for entry in entries:
                entry.runner, entry.number, entry.told_at = kept, after + entry.number, now
            Entry.objects.bulk_create(entries)
            kept.last = after + len(entries)
            kept.save(update_fields=["last"])
    runner.last = kept.last
    return kept.last


def forget(runner: Runner) -> None:
    """Everything of a runner is gone: diary, settings, account, and every session of it.

    The runner goes first, because the database lets no entry go while its runner is there.
    """
    with transaction.atomic():
        kept = Runner.objects.select_for_update().get(pk=runner.pk)
        Session.objects.filter(account_id=kept.account_id).delete()
        Runner.objects.filter(pk=kept.pk)._raw_delete(using=connection.alias)
        Entry.objects.filter(runner_id=kept.pk).delete()
        if kept.account_id is not None:
            Account.objects.filter(pk=kept.account_id).delete()
        transaction.on_commit(_empty_the_journal, robust=True)


def _empty_the_journal() -> None:
    """SQLite's journal holds the old pages until it is emptied."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def odd(line: str) -> bool:
    """True when the line holds what no database in UTF-8 can keep."""
    return _NO_TEXT.search(line) is not None


def _lines(runner: Runner) -> list[str]:
    entries = Entry.objects.filter(runner=runner).order_by("number")
    return list(entries.values_list("line", flat=True))


def _entry(line: str, *, place: int, key: str | None) -> Entry:
    if "\n" in line or "\r" in line:
        raise CannotKeep("The line holds a line end; write each line on its own.")
    parsed = diary_text.parse(line)
    if odd(line):
        raise CannotKeep(parsed.problems[0].says)
    told = parsed.diary.entries[0] if parsed.diary.entries else Remark("")
    entry = Entry(number=place, line=line, key=key)
    if not isinstance(told, (Remark, Unread)):
        entry.on, entry.form, entry.kind = told.on, told.form, line.split()[1]
    return entry


def _short(key: str | None) -> str | None:
    """The key as the table holds it; one that is too long, or odd, by its hash."""
    if key is None or (len(key) <= LONGEST_KEY and key.isprintable()):
        return key
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
