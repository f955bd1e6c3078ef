"""The whole database in one file: runners, diaries, accounts, keys, reminders.

A backup is gzipped JSON lines: a head, a line for each row, and an end with a checksum.  It says nothing
about the database that it came from, so a backup of SQLite may be restored into PostgreSQL.  Browsers
are not in it: after a restore everybody signs in again.
`restoring` takes it back.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.crypto import salted_hmac

from strideback import __version__
from strideback.store import sequences

FORM = 1
APPS = ("store", "account", "mfa")
"""Whose tables are kept: ours, and on a server the addresses and second factors of its accounts."""
LEFT_OUT = {"store.Session", "account.EmailConfirmation"}
"""Browsers that are let in, and letters on their way: both are asked for again."""
ONLY_ON_A_SERVER = {"account", "mfa"}
_AT_ONCE = 500
_DAMAGE = (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, RecursionError)

Table = type[models.Model]
Progress = Callable[[int], None]


class CannotBackUp(Exception):  # noqa: N818 - it says what is the matter
    """There is no backup, or nothing was restored; the message is one sentence with the fix."""


@dataclass(frozen=True, slots=True)
class Head:
    """How a backup begins: when and by which version it was made, and what its tables hold."""

    made_at: datetime
    version: str
    rows: int
    tables: dict[str, list[str]]
    numbers: dict[str, int]
    """The last number that each table ever gave: none of them is given again."""
    key: str
    """A mark of the server's `SECRET_KEY`, which hides second factors; empty in local mode."""


def tables() -> list[Table]:
    """Every table that is kept, each behind those that it refers to."""
    left = [
        each
        for each in apps.get_models()
        if each._meta.app_label in APPS and each._meta.label not in LEFT_OUT
    ]
    ordered: list[Table] = []
    while left:
        free = [each for each in left if not _refers_to(each) & set(left) - {each}]
        ordered += free
        left = [each for each in left if each not in free]
    return ordered


def _refers_to(table: Table) -> set[Any]:
    return {each.related_model for each in table._meta.concrete_fields if each.related_model}


# --- out -----------------------------------------------------------------------------------------


def back_up(out: BinaryIO, *, now: datetime, told: Progress = lambda _rows: None) -> Head:
    """Write everything as it is at this moment; whoever adds meanwhile is not waited for.

    `told` hears how many rows are written.  Raises `CannotBackUp` where the tables are of another
    version than the program.
    """
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CannotBackUp(
            "The database is of an earlier version; start strideback once, which brings it up to date."
        )
    _needs_every_app()
    with _snapshot(), gzip.GzipFile("", "wb", fileobj=out, mtime=0) as file:
        head = _head(now)
        seen = sha256()
        for place, line in enumerate(_lines(head)):
            seen.update(line)
            file.write(line)
            told(place)
        file.write(_json({"end": seen.hexdigest()}))
    return head


def _needs_every_app() -> None:
    """In local mode the tables of a server's accounts would be left out without a word."""
    there = set(connection.introspection.table_names())
    if {"account_emailaddress", "mfa_authenticator"} & there and not apps.is_installed(
        "allauth.mfa"
    ):
        raise CannotBackUp(
            "This is the database of a server: set STRIDEBACK_MODE=server and its SECRET_KEY first."
        )


@contextmanager
def _snapshot() -> Iterator[None]:
    """Within it, the database stands still for whoever reads, and for nobody else."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")  # Django's own transactions on SQLite make every writer wait
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _head(now: datetime) -> Head:
    kept = tables()
    return Head(
        made_at=now,
        version=__version__,
        rows=sum(each._base_manager.count() for each in kept),
        tables={each._meta.label: _columns(each) for each in kept},
        numbers={each._meta.label: sequences.last(each) for each in kept},
        key=mark_of_key(),
    )


def mark_of_key() -> str:
    """By which the same `SECRET_KEY` is known again, and nobody learns it; empty in local mode."""
    return "" if settings.LOCAL else salted_hmac("strideback.backup", "").hexdigest()[:16]


def _columns(table: Table) -> list[str]:
    return [each.attname for each in table._meta.concrete_fields]


def _lines(head: Head) -> Iterator[bytes]:
    yield _json(
        {
            "strideback": "backup",
            "form": FORM,
            "version": head.version,
            "made_at": head.made_at.isoformat(),
            "rows": head.rows,
            "tables": head.tables,
            "numbers": head.numbers,
            "key": head.key,
        }
    )
    for table in tables():
        rows = table._base_manager.order_by("pk").values_list(*_columns(table))
        for row in rows.iterator(chunk_size=_AT_ONCE):
            yield _json([table._meta.label, *map(_plain, row)])


def _plain(value: Any) -> Any:  # noqa: ANN401 - a column of any type
    return value.isoformat() if isinstance(value, date | time) else value


def _json(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


# --- is it whole? -------------------------------------------------------------------------------


def check(file: Path) -> Head:
    """How the backup begins, after all of it was read: `CannotBackUp` says what is wrong with it."""
    seen, rows, ended = sha256(), -1, ""
    head: Head | None = None
    try:
        with gzip.open(file) as lines:
            for line in lines:
                if line.startswith(b'{"end":'):
                    ended = json.loads(line)["end"]
                    break
                head = head or _read_head(json.loads(line), file)
                seen.update(line)
                rows += 1
            more = lines.read(1)
    except FileNotFoundError:
        raise CannotBackUp(f"There is no file {file}; check the name and the folder.") from None
    except _DAMAGE as why:
        raise CannotBackUp(_damaged(file)) from why
    if head is None or more or (ended, rows) != (seen.hexdigest(), head.rows):
        raise CannotBackUp(_damaged(file))
    return head


def _damaged(file: Path) -> str:
    return f"{file} is no backup of strideback, or it is damaged; take another copy. Nothing was changed."


def _read_head(told: dict[str, Any], file: Path) -> Head:
    """The head, when this program can take what follows."""
    if told["strideback"] != "backup":
        raise ValueError("another file of ours")
    newer = f"{file} was made by a newer strideback ({told['version']}); install that one first."
    if told["form"] > FORM:
        raise CannotBackUp(newer)
    for label, columns in told["tables"].items():
        app = label.partition(".")[0]
        if app in ONLY_ON_A_SERVER and not apps.is_installed(f"allauth.{app}"):
            raise CannotBackUp(
                f"{file} has the accounts of a server: set STRIDEBACK_MODE=server and its SECRET_KEY first."
            )
        known = {each._meta.label: _columns(each) for each in tables()}
        if set(columns) - set(known.get(label, ())):
            raise CannotBackUp(newer)
    return Head(
        made_at=datetime.fromisoformat(told["made_at"]),
        version=str(told["version"]),
        rows=int(told["rows"]),
        tables=told["tables"],
        numbers=told["numbers"],
        key=str(told["key"]),
    )
