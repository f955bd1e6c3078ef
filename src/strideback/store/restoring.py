"""A backup becomes the database: all of it, or nothing.

Restoring only adds rows.  The rules of the database stay as they are: nothing is changed, and with
`replace` every diary is forgotten as a whole, as when its runner erases it.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models, transaction

from strideback.store import diaries, sequences
from strideback.store.backups import CannotBackUp, Head, Progress, Table, check, tables
from strideback.store.models import Account, Runner, Session

_AT_ONCE = 500


def restore(file: Path, *, replace: bool = False, told: Progress = lambda _rows: None) -> Head:
    """Put everything of a backup into an empty database; all of it, or nothing.

    With `replace`, what is there goes first, in the same step.  Raises `CannotBackUp` where the file is
    damaged or newer than this program, and where the database is not empty.
    """
    head = check(file)
    with transaction.atomic():
        before = {each: sequences.last(each) for each in tables()}
        _make_room(replace=replace)
        done = 0
        for label, rows in groupby(_rows(file), key=lambda row: row[0]):
            table = apps.get_model(label)
            columns = head.tables[label]
            batch: list[models.Model] = []
            for row in rows:
                batch.append(_made(table, columns, row[1:]))
                if len(batch) == _AT_ONCE:
                    table._base_manager.bulk_create(batch)
                    batch.clear()
                done += 1
                told(done)
            table._base_manager.bulk_create(batch)
        for table, number in before.items():
            sequences.set_last(table, max(number, head.numbers.get(table._meta.label, 0)))
    return head


def _rows(file: Path) -> Iterator[list[Any]]:
    with gzip.open(file) as lines:
        next(lines)
        for line in lines:
            if line.startswith(b"["):
                yield json.loads(line)


def _made(table: Table, columns: list[str], row: list[Any]) -> models.Model:
    """The row as it was; a column that is newer than the backup gets its default."""
    fields = {each.attname: each for each in table._meta.concrete_fields}
    given = zip(columns, row, strict=True)
    return table(
        **{name: value if value is None else fields[name].to_python(value) for name, value in given}
    )


def _make_room(*, replace: bool) -> None:
    """An empty database, or one that becomes empty now."""
    Runner.objects.select_for_update().order_by("pk").first()
    if not replace and _in_use():
        raise CannotBackUp(
            "The database is not empty, and nothing was changed; with --replace what is there goes first."
        )
    for runner in Runner.objects.order_by("pk"):
        diaries.forget(runner)
    Account.objects.all().delete()
    Session.objects.all().delete()


def _in_use() -> bool:
    """Whether anybody's own is there: a runner who has told nothing yet is nobody's."""
    blank = Runner.objects.filter(account=None, last=0)
    return any(
        (
            each._base_manager.exclude(pk__in=blank) if each is Runner else each._base_manager
        ).exists()
        for each in tables()
    )
