"""The last number that a table gave: the number of somebody who is gone is never given again."""

from __future__ import annotations

from django.db import connection, models


def last(table: type[models.Model]) -> int:
    """The last number given; 0 where none was."""
    name = table._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [name])
            found = cursor.fetchone()
            return int(found[0]) if found else 0
        cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {_of(table)}")  # noqa: S608 - our own table
        return int(cursor.fetchone()[0])


def set_last(table: type[models.Model], number: int) -> None:
    """The next row gets a number above this one, and above those that are there."""
    name = table._meta.db_table
    highest = max([number, *table._base_manager.order_by("-pk").values_list("pk", flat=True)[:1]])
    if not highest:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, highest]
            )
        else:
            cursor.execute("SELECT setval(%s::regclass, %s)", [_of(table), highest])


def _of(table: type[models.Model]) -> str:
    """The name of the sequence behind the table, as PostgreSQL quotes it."""
    with connection.cursor() as cursor:
        column = table._meta.pk.column
        cursor.execute(
            "SELECT pg_get_serial_sequence(%s, %s)", [f'"{table._meta.db_table}"', column]
        )
        return str(cursor.fetchone()[0])
