"""Which database: SQLite in a folder, or what `DATABASE_URL` names."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        "PRAGMA synchronous=FULL;"  # what was told is on the disk when the page says so
        "PRAGMA foreign_keys=ON;"
        "PRAGMA secure_delete=ON;"  # what was erased is overwritten, not only left out
    ),
}
"""Fifty writers at once lose nothing: with Django's own options, a third of them would fail."""


def database(url: str, folder: Path) -> dict[str, Any]:
    """Django's options for the database that the address names; without one, SQLite in the folder."""
    if not url:
        return _sqlite(folder / "strideback.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path("/", unquote(parts.path).lstrip("/")))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(
            f"DATABASE_URL begins with '{parts.scheme}'; sqlite and postgresql are known"
        )
    more = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or more.pop("host", ""),
        "PORT": str(parts.port or more.pop("port", "")),
        "OPTIONS": {"pool": True, **more},
    }


def _sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": dict(SQLITE),
        "CONN_MAX_AGE": None,  # opening the file anew for each page costs more than reading from it
    }
