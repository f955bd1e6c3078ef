"""`strideback backup -o FILE`: the whole database of the app in one file."""

from __future__ import annotations

from pathlib import Path

import click

from strideback.cli import clock, database
from strideback.cli.opening import Trouble
from strideback.cli.progress_bar import bar
from strideback.cli.saving import force_option, saved, to_be_written


@click.command(epilog="Example:  strideback backup -o strideback.backup")
@click.option(
    "-o", "--output", type=Path, required=True, metavar="FILE", help="The backup to write."
)
@database.data_option
@force_option
def backup(output: Path, data: Path | None, force: bool) -> None:
    """Save the app's whole database in one file.

    Everybody's diaries, accounts, keys and reminders are in it, so keep it as safe as the database.  The
    app may go on working meanwhile.  DATABASE_URL names a database other than the one in the folder.
    """
    if str(output) == "-":
        raise Trouble("A backup is not text for a terminal; name a file after -o.")
    to_be_written(output, force=force)
    folder = database.folder_of(data)
    database.set_up(folder)
    from django.db import DatabaseError, connection

    from strideback.store.backups import CannotBackUp, back_up

    if connection.vendor == "sqlite":
        kept = Path(connection.settings_dict["NAME"])
        if not kept.is_file():
            raise Trouble(f"There is no database in {folder}; name its folder with --data FOLDER.")
        to_be_written(output, force=force, source=kept)
    try:
        with bar("Saving", "rows") as told, saved(output, force=force) as out:
            head = back_up(out, now=clock.now(), told=told)
    except CannotBackUp as why:
        raise Trouble(str(why)) from None
    except DatabaseError as why:
        raise Trouble(f"The database cannot be read: {database.in_words(why)}.") from None
    finally:
        connection.close()
    click.echo(f"Saved {_counted(head.tables, head.rows)} in {output}.")


def _counted(tables: dict[str, list[str]], rows: int) -> str:
    return f"{rows:,} rows of {len(tables)} tables"
