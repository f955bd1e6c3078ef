"""A browser with a diary: `client_of(lines, on=day)` is what the tests of the screens begin with.

A test that drives a real browser asks for `server`, and takes `db_in_a_file` as its `db`.
"""

import os
import shutil
from contextlib import contextmanager
from datetime import UTC, date, datetime, time

import django
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client
from pytest_django.live_server_helper import LiveServer
from tests import chromium as browsers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strideback.server.settings")
django.setup()

from strideback.server.databases import database  # noqa: E402 - Django has to be set up first
from strideback.store import diaries  # noqa: E402 - Django has to be set up first
from strideback.store.models import Runner  # noqa: E402 - Django has to be set up first
from strideback.web import runners  # noqa: E402 - Django has to be set up first

DAY = date(2026, 3, 6)


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Reviews are kept by the number of their runner, and each test begins to count anew."""
    runners.forget_reviews()
    yield
    runners.forget_reviews()


@pytest.fixture
def it_is(monkeypatch):
    """`it_is(day)` makes it noon of that day, for the whole app; a time may be told too."""

    def told(day, at=time(12)):
        now = datetime.combine(day, at, UTC)
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)
        return now

    return told


@pytest.fixture(scope="module")
def chromium():
    """One browser for the tests of a file."""
    with browsers.chromium() as browser:
        yield browser


@pytest.fixture
def runner(db):
    """The only runner of local mode, with an empty diary."""
    return Runner.objects.get_or_create(account=None)[0]


@pytest.fixture
def client_of(db, it_is):
    """`client_of(diary, on=day)`: a browser let in, whose runner told these lines by that day.

    The client knows its runner (`client.runner`).  Called again, it begins a new diary.  Forms want
    `after`: `client.runner.last`, read anew with `client.runner.refresh_from_db()`.
    """

    def made(diary="", on=DAY):
        now = it_is(on)
        for before in Runner.objects.filter(account=None):
            diaries.forget(before)
        runners.forget_reviews()
        runner = Runner.objects.create(account=None)
        diaries.append_lines(runner, diary.strip("\n").splitlines(), after=0, now=now)
        client = Client()
        session = client.session
        session[runners.OPENED] = True
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        client.runner = runner
        return client

    made.day = DAY
    return made


# --- for a real browser --------------------------------------------------------------------------


@pytest.fixture(scope="session")
def tables(django_db_blocker, tmp_path_factory):
    """A database in a file, with nothing in it."""
    file = tmp_path_factory.mktemp("tables") / "strideback.sqlite3"
    with _in(file, django_db_blocker):
        call_command("migrate", verbosity=0, interactive=False)
    return file


@pytest.fixture
def db_in_a_file(django_db_blocker, tables, tmp_path):
    """A database as the app has one: threads that share one in memory disturb each other."""
    with _in(shutil.copy(tables, tmp_path), django_db_blocker):
        yield


@contextmanager
def _in(file, blocker):
    """What Django calls the database is this file."""
    told = {"default": database(f"sqlite://{file}", file)}
    before = connections.settings["default"]
    with blocker.unblock():
        _use(connections.configure_settings(told)["default"])
        yield
        _use(before)


def _use(settings):
    connections["default"].close()
    connections.settings["default"] = settings
    del connections["default"]


@pytest.fixture
def server(db_in_a_file):
    """The app at `server.url`, in this process."""
    running = LiveServer("localhost")
    yield running
    running.stop()
