"""Both databases, real ones: SQLite in a file and a PostgreSQL of our own in a temporary folder."""

import itertools
import os
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
def postgresql(postgresql_url):
    if postgresql_url is None:
        pytest.skip("no PostgreSQL on this computer: apt-get install postgresql")
    return options(postgresql_url, Path("/"))


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
