"""`strideback restore FILE`: a backup becomes the app's database."""

from __future__ import annotations

from pathlib import Path

import click

from strideback.cli import database
from strideback.cli.opening import Trouble
from strideback.cli.progress_bar import bar


@click.command(epilog="Example:  strideback restore strideback.backup")
@click.argument("file", type=Path, metavar="FILE")
@database.data_option
@click.option("--replace", is_flag=True, help="First erase everything that is in the database.")
def restore(file: Path, data: Path | None, replace: bool) -> None:
    """Put everything of a backup into the app's database.

    FILE is what `strideback backup` made, of either database.  Stop the app first.  The database has to be
    empty, unless you erase what is in it with --replace; either all of the backup is restored, or nothing
    is changed.  Afterwards everybody signs in again.
    """
    folder = database.folder_of(data)
    database.set_up(folder)
    from django.db import DatabaseError, connection

    from strideback.store import backups, restoring

    try:
        head = backups.check(file)
        database.migrate(folder)
        with bar("Restoring", "rows", head.rows) as told:
            restoring.restore(file, replace=replace, told=told)
    except backups.CannotBackUp as why:
        raise Trouble(str(why)) from None
    except DatabaseError as why:
        raise Trouble(
            f"Nothing was restored, for the database refused it: {database.in_words(why)}."
        ) from None
    finally:
        connection.close()
    if head.key and head.key != backups.mark_of_key():
        click.echo(
            "strideback: SECRET_KEY is not the one that the backup was made with; set that one again, "
            "for without it no second factor opens an account, and no link in a mail works.",
            err=True,
        )
    click.echo(f"Restored {head.rows:,} rows, as they were on {head.made_at:%Y-%m-%d %H:%M} UTC.")
