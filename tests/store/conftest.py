"""Both databases, real ones: SQLite in a file and a PostgreSQL of our own in a temporary folder."""

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import django
import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strideback.server.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django has to be set up first
from django.db import connections  # noqa: E402

from strideback.formats import knowledge_toml  # noqa: E402
from strideback.server.databases import database as options  # noqa: E402
from strideback.store.models import Account, Runner  # noqa: E402

NOW = datetime(2026, 3, 6, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def knowledge():
    return knowledge_toml.load()


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory):
    return options(f"sqlite://{tmp_path_factory.mktemp('sqlite')}/strideback.sqlite3", Path("/"))


@pytest.fixture(scope="session")
def postgresql():
    """A PostgreSQL that nobody else knows: no port, a socket in a folder, gone after the tests."""
    programs = _programs()
    if programs is None:
        pytest.skip("no PostgreSQL on this computer: apt-get install postgresql")
    folder = tempfile.mkdtemp(prefix="sbpg")  # a socket's path has to be short
    user = _somebody_else() if os.getuid() == 0 else None  # it refuses to run as root
    if user:
        shutil.chown(folder, user)

    def run(program, *args):
        command = [str(programs / program), *args]
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

    data = f"{folder}/data"
    run("initdb", "-D", data, "-U", "strideback", "-A", "trust", "-E", "UTF8", "--no-sync")
    settings = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    run("pg_ctl", "-D", data, "-o", settings, "-l", f"{folder}/log", "-w", "start")
    try:
        yield options(f"postgresql://strideback@/postgres?host={folder}", Path("/"))
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


def _programs():
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


def _somebody_else():
    names = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


_migrated = set()
_counted = itertools.count()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, django_db_blocker):
    """The database that Django uses in this test, with all tables; first one, then the other."""
    chosen = connections.configure_settings({"default": request.getfixturevalue(request.param)})
    with django_db_blocker.unblock(), _in_place_of_ours(chosen["default"]):
        if request.param not in _migrated:
            call_command("migrate", verbosity=0, interactive=False)
            _migrated.add(request.param)
        yield request.param


@contextmanager
def _in_place_of_ours(chosen):
    """Our own connection is put aside, not closed: its database lives in memory."""
    settings, ours = connections.settings["default"], connections["default"]
    connections.settings["default"] = chosen
    connections["default"] = other = connections.create_connection("default")
    try:
        yield
    finally:
        other.close()
        if other.vendor == "postgresql":
            other.close_pool()
        connections.settings["default"], connections["default"] = settings, ours


@pytest.fixture
def runner(database):
    return new_runner()


def new_runner():
    """Somebody with an account of their own and an empty diary."""
    account = Account.objects.create(email=f"runner{next(_counted)}@example.org")
    return Runner.objects.create(account=account)
