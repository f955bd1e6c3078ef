"""The app's database, for commands that work on it: which one it is, and opening it."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import click

from strideback.cli.opening import Trouble

_NEEDED = ("django", "jinja2", "csp", "django_htmx", "whitenoise")
_DATA = Path.home() / ".local" / "share" / "strideback"

data_option = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="The folder of the database."
)


def folder_of(data: Path | None) -> Path:
    """The folder that was named, or the one where strideback keeps its database."""
    return data or Path(os.environ.get("STRIDEBACK_DATA") or _DATA)


def needs(*more: str) -> None:
    """`Trouble` where the app is not installed."""
    if missing := [name for name in (*_NEEDED, *more) if find_spec(name) is None]:
        raise Trouble(
            f"{missing[0]} is not installed; get the app with `pip install 'strideback[web]'`."
        )


def set_up(folder: Path) -> None:
    """Django with its settings: what `DATABASE_URL` names, or SQLite in the folder."""
    needs()
    os.environ["STRIDEBACK_DATA"] = str(folder.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = "strideback.server.settings"
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ImproperlyConfigured, ValueError) as why:
        raise Trouble(f"The app cannot be started: {why}") from None
    from django.db import connection

    # A command has one connection: with a pool it would try for half a minute, and say so each time.
    connection.settings_dict["OPTIONS"].pop("pool", None)


def in_words(why: Exception) -> str:
    """What a database says, on one line."""
    return " ".join(str(why).split()).rstrip(".")


def migrate(folder: Path) -> None:
    """Every table, and none of it for anybody else's eyes."""
    from django.core.management import call_command
    from django.db import DatabaseError, connection

    before = os.umask(0o077)  # the diary is nobody else's to read
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as why:
        where, fix = f"in {folder}", "the folder, or choose another with --data FOLDER"
        if connection.vendor != "sqlite":
            where, fix = "that DATABASE_URL names", "the address, and that the server runs"
        raise Trouble(
            f"The database {where} cannot be used ({in_words(why)}); check {fix}."
        ) from None
    finally:
        os.umask(before)
        connection.close()
