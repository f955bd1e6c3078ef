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
from django.db.models.functions import Coalesce, Now

from strideback.core.diary import Diary, Remark, Unread
from strideback.core.diary import Entry as Told
from strideback.core.knowledge import Knowledge
from strideback.formats import diary_text
from strideback.formats.diary_checks import understood
from strideback.store.models import (
    Account,
    Device,
    Entry,
    Look,
    Reminder,
    Reminders,
    Runner,
    Session,
    Share,
    Token,
)

_BESIDE = (Token, Share, Device, Reminder, Reminders)
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


def as_told(runner: Runner) -> Diary:
    """The diary as it was told: the only one whose event numbers a correction may name."""
    return diary_text.parse(text(runner)).diary


def load(runner: Runner, knowledge: Knowledge, upto: int | None = None) -> Kept:
    """The diary with short codes as ids and misfits as `Unread`, as every face reads it.

    With `upto`, as it was when that entry was the last.
    """
    lines = _lines(runner)[:upto]
    parsed = diary_text.parse("".join(f"{line}\n" for line in lines))
    diary, problems = understood(parsed, knowledge)
    return Kept(diary, problems, len(lines))


def append(
    runner: Runner, told: Iterable[Told], *, after: int, now: datetime, key: str | None = None
) -> int:
    """Add events after the entry that was last seen; gives the number of the last one now.

    Raises `Stale` when the diary has grown meanwhile, and `CannotKeep` when an event says what no
    line can, so that nobody's own form leaves a line that is not understood.  With a `key` under
    which this is there already nothing is added: the same thing sent twice counts once.  Something
    else under a key that is there is never passed over in silence: that is `Stale` too.
    """
    return append_lines(runner, [_line(each) for each in told], after=after, now=now, key=key)


def append_facts(runner: Runner, facts: Iterable[tuple[str | None, Told]], *, now: datetime) -> int:
    """Add what stays true whatever was told meanwhile, each with the key that makes it count once.

    It goes behind the last entry there is, whichever one its teller had seen: all of it, or nothing.
    A fact that is there already under its key is left out; another one under that key is added too,
    for nothing that somebody told is dropped.  One without a key is always added.  Gives the number
    of the last entry now.  Raises `CannotKeep` as `append` does.
    """
    told = [(_short(key), _line(each)) for key, each in facts]
    with transaction.atomic():
        kept = Runner.objects.select_for_update().get(pk=runner.pk)
        asked = [key for each, line in told if each for key in (each, _beside(each, line))]
        there = dict(kept.entries.filter(key__in=asked).values_list("key", "line"))
        new: list[Entry] = []
        for each, line in told:
            key = each if each is None or there.get(each, line) == line else _beside(each, line)
            if key is not None and key in there:
                continue
            new.append(_entry(line, key=key))
            if key is not None:
                there[key] = line
        _add(kept, new, now)
    runner.last = kept.last
    return kept.last


def has(runner: Runner, key: str) -> bool:
    """True when something was added under this key."""
    return runner.entries.filter(key=_short(key)).exists()


def append_lines(
    runner: Runner, lines: Sequence[str], *, after: int, now: datetime, key: str | None = None
) -> int:
    """The same for lines of text, as an import brings them; each is kept, understood or not.

    The key stands with the first of them.

    Only what is no line of text at all is refused, as `CannotKeep`: a line end within, or a
    character that no file in UTF-8 or no database holds.
    """
    key = _short(key)
    entries = [_entry(line, key=None if place else key) for place, line in enumerate(lines)]
    with transaction.atomic():
        kept = Runner.objects.select_for_update().get(pk=runner.pk)
        number = _number(kept, key)
        if number is None:
            if kept.last != after:
                raise Stale(kept.last)
            _add(kept, entries, now)
        elif list(lines) != _lines(kept)[number - 1 :][: len(lines)]:
            raise Stale(kept.last)  # other words than those that were told under this key
    runner.last = kept.last
    return kept.last


def add_lines(runner: Runner, lines: Iterable[tuple[str, str | None]], *, now: datetime) -> None:
    """Put lines behind the last one, each with its key or None; whoever calls holds the runner's row."""
    _add(runner, [_entry(line, key=_short(key)) for line, key in lines], now)


def forget(runner: Runner) -> None:
    """Everything of a runner is gone: diary, settings, account, and every session of it.

    The runner goes first, because the database lets no entry go while its runner is there.
    """
    with transaction.atomic():
        kept = Runner.objects.select_for_update().get(pk=runner.pk)
        Session.objects.filter(account=kept.account).delete()
        for beside in (
            Look.objects.filter(share__runner=kept),
            *(kind.objects.filter(runner=kept) for kind in _BESIDE),
        ):
            beside.delete()
        kept_here = Share.objects.filter(clinician_id=kept.account_id, clinician__isnull=False)
        # It ends, for without its account the link would open it for anybody; its runner keeps the looks.
        kept_here.update(clinician=None, revoked_at=Coalesce("revoked_at", Now()))
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


def _number(runner: Runner, key: str | None) -> int | None:
    """Where the entry with this key stands; None when there is none."""
    if key is None:
        return None
    return runner.entries.filter(key=key).values_list("number", flat=True).first()


def _add(runner: Runner, entries: Sequence[Entry], now: datetime) -> None:
    """Put the entries behind the last one; whoever calls holds the runner's row."""
    for number, entry in enumerate(entries, runner.last + 1):
        entry.runner, entry.number, entry.told_at = runner, number, now
    Entry.objects.bulk_create(entries)
    runner.last += len(entries)
    runner.save(update_fields=["last"])


def _line(told: Told) -> str:
    line = diary_text.line_of(told)
    if problems := diary_text.parse(line).problems:
        raise CannotKeep(problems[0].says)
    return line


def _entry(line: str, *, key: str | None) -> Entry:
    if "\n" in line or "\r" in line:
        raise CannotKeep("The line holds a line end; write each line on its own.")
    parsed = diary_text.parse(line)
    if odd(line):
        raise CannotKeep(parsed.problems[0].says)
    told = parsed.diary.entries[0] if parsed.diary.entries else Remark("")
    entry = Entry(line=line, key=key)
    if not isinstance(told, (Remark, Unread)):
        entry.on, entry.form, entry.kind = told.on, told.form, line.split()[1]
    return entry


def _beside(key: str, line: str) -> str:
    """The key of another line that was told under a key that is taken."""
    return sha256(f"{key}\0{line}".encode("utf-8", "surrogatepass")).hexdigest()


def _short(key: str | None) -> str | None:
    """The key as the table holds it; one that is too long, or odd, by its hash."""
    if key is None or (len(key) <= LONGEST_KEY and key.isprintable()):
        return key
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
