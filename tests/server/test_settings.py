"""The settings: nothing is written by reading them, nothing is forgotten on a server."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from strideback.server.databases import database

SERVER = {
    "STRIDEBACK_MODE": "server",
    "STRIDEBACK_HOSTS": "app.example.org",
    "SECRET_KEY": "4kq%" * 15 + "abcdefgh",
    "DATABASE_URL": "postgresql://strideback@localhost/strideback",
}


def manage(*args, **environment):
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("STRIDEBACK_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "strideback.server", *args],
        env={**clean, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("proxies", ["0", "1"])
def test_a_server_passes_djangos_check_for_deployment(proxies):
    told = manage("check", "--deploy", "--fail-level", "INFO", STRIDEBACK_PROXIES=proxies, **SERVER)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout == "System check identified no issues (0 silenced).\n"


@pytest.mark.parametrize("missing", ["SECRET_KEY", "STRIDEBACK_HOSTS"])
def test_a_server_that_is_told_too_little_says_what_is_missing(missing):
    told = manage("check", **{**SERVER, missing: ""})
    assert told.returncode != 0
    assert f"{missing} is not set" in told.stderr


def test_a_mail_server_of_an_unknown_kind_is_named():
    assert "EMAIL_URL begins with" in manage("check", EMAIL_URL="pigeon://x", **SERVER).stderr


def test_reading_the_settings_leaves_nothing_behind(tmp_path):
    assert manage("check", HOME=str(tmp_path)).returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_every_change_of_a_table_has_its_migration(tmp_path):
    told = manage("makemigrations", "--check", "--dry-run", STRIDEBACK_DATA=str(tmp_path))
    assert "No changes detected" in told.stdout


def test_without_an_address_the_database_is_a_file_in_the_folder(tmp_path):
    assert database("", tmp_path)["NAME"] == tmp_path / "strideback.sqlite3"


def test_the_parts_of_an_address_are_read(tmp_path):
    read = database("postgresql://a%40b:p%2Fw@db.example:5433/my%20db?sslmode=require", tmp_path)
    assert read["NAME"] == "my db"
    assert (read["USER"], read["PASSWORD"]) == ("a@b", "p/w")
    assert (read["HOST"], read["PORT"]) == ("db.example", "5433")
    assert read["OPTIONS"] == {"pool": True, "sslmode": "require"}
    for slashes in ("///", "////"):
        file = database(f"sqlite:{slashes}data/a%20b.sqlite3", tmp_path)["NAME"]
        assert file == Path("/data/a b.sqlite3")


def test_a_database_of_an_unknown_kind_is_named(tmp_path):
    with pytest.raises(ValueError, match="mysql"):
        database("mysql://x", tmp_path)
