"""`strideback backup` and `strideback restore`: the app's database in a file, destroyed, and back."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from time import monotonic

import pytest

pytest.importorskip("django")

RUN = [sys.executable, "-c", "from strideback.cli import main; main()"]
FILL = """
import os, django
django.setup()
from datetime import datetime, UTC
from django.core.management import call_command
call_command("migrate", verbosity=0)
from strideback.store import diaries
from strideback.store.models import Runner
diaries.append_lines(Runner.objects.create(account=None), ["2026-03-01 pain now=4"], after=0, now=datetime(2026, 3, 6, tzinfo=UTC))
"""

FILL_SERVER = (
    FILL.partition("from strideback.store import")[0]
    + """
from datetime import timedelta, time
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from strideback.store import diaries
from strideback.store.models import Account, Device, Look, Reminder, Reminders, Runner, Share, Token
now = datetime(2026, 3, 6, tzinfo=UTC)
first, second = (Account.objects.create(email=f"{n}@example.org", password="argon2$x") for n in "ab")
runner = Runner.objects.create(account=first, time_zone="Europe/Berlin")
diaries.append_lines(runner, ["2026-03-01 pain now=4", "2026-03-01 pian"], after=0, now=now, key="phone")
EmailAddress.objects.create(user=first, email="a@example.org", verified=True, primary=True)
TOTP.activate(first, "JBSWY3DPEHPK3PXP")
Token.made(scopes=["calendar"], now=now, runner=runner, name="phone")
share, _ = Share.made(scopes=["report"], now=now, runner=runner, name="x", clinician=second, expires_at=now + timedelta(days=3))
Look.objects.create(share=share, at=now, part="report")
Reminders.objects.create(runner=runner, tips=True, at=time(18, 30), confirmed_at=now, address="m")
Reminder.objects.create(runner=runner, key="tip:2026-03-06", due_at=now, sent_at=now)
Device.objects.create(runner=runner, endpoint="https://push.example/1", p256dh="a", auth="b", made_at=now)
"""
)


def ran(*words, **more):
    environment = {**os.environ, "STRIDEBACK_MODE": "local", "SECRET_KEY": "x" * 50, "DATABASE_URL": "", **more}  # fmt: skip
    return subprocess.run(
        [*RUN, *map(str, words)], capture_output=True, text=True, env=environment, check=False
    )


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    environment = {**os.environ, "STRIDEBACK_MODE": "local", "STRIDEBACK_DATA": str(folder), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "strideback.server.settings"}  # fmt: skip
    subprocess.run([sys.executable, "-c", FILL], env=environment, check=True)
    return folder


def lines(folder):
    with sqlite3.connect(folder / "strideback.sqlite3") as connection:
        return [
            row[0] for row in connection.execute("SELECT line FROM store_entry ORDER BY number")
        ]


def test_a_destroyed_database_comes_back_from_its_backup(data, tmp_path):
    file = tmp_path / "mine.backup"
    done = ran("backup", "-o", file, "--data", data)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Saved 2 rows")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    shutil.rmtree(data)
    done = ran("restore", file, "--data", data)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Restored 2 rows" in done.stdout
    assert lines(data) == ["2026-03-01 pain now=4"]
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert stat.S_IMODE((data / "strideback.sqlite3").stat().st_mode) == 0o600
    again = ran("restore", file, "--data", data)
    assert again.returncode == 2
    assert "not empty" in again.stderr
    assert ran("restore", file, "--data", data, "--replace").returncode == 0
    assert lines(data) == ["2026-03-01 pain now=4"]


def everything(folder):
    """Every row of every table of ours and of the accounts, but for browsers and letters on their way."""
    with sqlite3.connect(folder / "strideback.sqlite3") as base:
        names = [row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]  # fmt: skip
        kept = [each for each in names if each.startswith(("store_", "account_", "mfa_"))]
        left_out = {"store_session", "store_cache", "account_emailconfirmation"}
        return {
            each: base.execute(f'SELECT * FROM "{each}" ORDER BY id').fetchall()  # noqa: S608 - our own names
            for each in kept if each not in left_out
        }  # fmt: skip


def test_a_servers_accounts_second_factors_keys_shares_and_reminders_come_back(tmp_path):
    server = {"STRIDEBACK_MODE": "server", "STRIDEBACK_HOSTS": "app.example.org"}
    data, file = tmp_path / "data", tmp_path / "server.backup"
    data.mkdir()
    more = {**server, "SECRET_KEY": "x" * 50, "STRIDEBACK_DATA": str(data), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "strideback.server.settings"}  # fmt: skip
    subprocess.run([sys.executable, "-c", FILL_SERVER], env={**os.environ, **more}, check=True)
    before = everything(data)
    filled = {name for name, rows in before.items() if rows}
    assert filled >= {"store_account", "store_runner", "store_entry", "store_token", "store_share", "store_look", "store_reminders", "store_reminder", "store_device", "account_emailaddress", "mfa_authenticator"}  # fmt: skip
    refused = ran("backup", "-o", file, "--data", data)
    assert refused.returncode == 2
    assert "set STRIDEBACK_MODE=server" in refused.stderr
    assert not file.exists()
    done = ran("backup", "-o", file, "--data", data, **server)
    assert (done.returncode, done.stderr) == (0, "")
    shutil.rmtree(data)
    refused = ran("restore", file, "--data", data)
    assert refused.returncode == 2
    assert "set STRIDEBACK_MODE=server" in refused.stderr
    done = ran("restore", file, "--data", data, **server)
    assert (done.returncode, done.stderr) == (0, "")
    assert everything(data) == before
    other = ran("restore", file, "--data", data, "--replace", **server, SECRET_KEY="y" * 50)
    assert other.returncode == 0
    assert "SECRET_KEY is not the one" in other.stderr
    assert everything(data) == before


def test_what_cannot_be_is_said_in_one_sentence(data, tmp_path):
    (there := tmp_path / "there").write_text("mine", encoding="utf-8")
    empty = tmp_path / "empty"
    for words, says in (
        (("backup", "-o", there, "--data", data), "--force"),
        (("backup", "-o", "-", "--data", data), "name a file"),
        (
            ("backup", "-o", data / "strideback.sqlite3", "--data", data, "--force"),
            "stays as it is",
        ),
        (("backup", "-o", tmp_path / "no/folder", "--data", data), "no folder"),
        (("backup", "-o", tmp_path / "new", "--data", empty), "There is no database"),
        (("restore", there, "--data", empty), "no backup of strideback"),
        (("restore", tmp_path / "none", "--data", empty), "There is no file"),
    ):
        done = ran(*words)
        assert (done.returncode, done.stderr.count("\n"), done.stdout) == (2, 1, ""), done.stderr
        assert says in done.stderr
    assert there.read_text(encoding="utf-8") == "mine"
    assert not empty.exists()  # nor is a database made for a file that is none
    assert sorted(each.name for each in tmp_path.iterdir()) == ["data", "there"]


def test_a_server_that_is_set_up_wrong_is_named(data, tmp_path):
    done = ran(
        "backup", "-o", tmp_path / "x", "--data", data, STRIDEBACK_MODE="server", SECRET_KEY=""
    )
    assert done.returncode == 2
    assert "SECRET_KEY" in done.stderr
    done = ran("backup", "-o", tmp_path / "x", "--data", data, DATABASE_URL="mysql://x/y")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "mysql" in done.stderr


def test_a_postgresql_that_does_not_answer_is_named_at_once(data, tmp_path):
    file = tmp_path / "mine.backup"
    assert ran("backup", "-o", file, "--data", data).returncode == 0
    nowhere = f"postgresql://x@/y?host={tmp_path}"
    for words in (("backup", "-o", tmp_path / "x"), ("restore", file)):
        begin = monotonic()
        done = ran(*words, DATABASE_URL=nowhere)
        assert (done.returncode, done.stderr.count("\n"), done.stdout) == (2, 1, ""), done.stderr
        assert "No such file or directory" in done.stderr
        assert "--data" not in done.stderr  # the folder is not to blame
        assert monotonic() - begin < 25
    assert not (tmp_path / "x").exists()
