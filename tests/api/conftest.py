"""A program with a key: `program(diary, "read", …)` is what the tests of the API begin with."""

import json
import os
from datetime import timedelta
from types import SimpleNamespace

import django
import pytest
from django.test import Client
from tests.web.conftest import (  # noqa: F401 - fixtures
    DAY,
    db_in_a_file,
    it_is,
    nothing_remembered,
    server,
    tables,
)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strideback.server.settings")
django.setup()

from django.core.cache import cache  # noqa: E402 - Django has to be set up first

from strideback.store import diaries  # noqa: E402 - Django has to be set up first
from strideback.store.keys import Token  # noqa: E402 - Django has to be set up first
from strideback.store.models import Account, Runner  # noqa: E402 - Django has to be set up first

ALL = ("read", "append", "import", "fhir")


def key_for(runner, *scopes, now, days=30, **more):
    """A key of this runner, as the program holds it."""
    end = None if days is None else now + timedelta(days=days)
    told = {"runner": runner, "name": "a watch", "expires_at": end, **more}
    return Token.made(scopes=scopes or ALL, now=now, **told)[1]


class Program:
    """Sends requests with a key, and nothing else that would open anything."""

    def __init__(self, runner, key, now):
        self.runner, self.key, self.now = runner, key, now
        self.client = Client(raise_request_exception=False)

    def send(self, method, address, body=None, *, key=..., **headers):
        key = self.key if key is ... else key
        bearer = {} if key is None else {"Authorization": f"Bearer {key}"}
        data = (
            {} if body is None else {"data": body if isinstance(body, bytes) else json.dumps(body)}
        )
        kind = headers.pop("content_type", "application/json")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(
            method, address, content_type=kind, headers={**bearer, **named}, **data
        )

    def get(self, address, **more):
        return self.send("GET", address, **more)

    def add(self, *lines, **more):
        told = {name: more.pop(name) for name in ("after",) if name in more}
        events = [each if isinstance(each, dict) else {"line": each} for each in lines]
        return self.send("POST", "/api/v1/events", {"events": events, **told}, **more)

    def files(self, *files, query="", **more):
        """Files as (name, bytes), in a form."""
        edge = "edge-of-a-part"
        parts = b"".join(
            f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
            + data
            + b"\r\n"
            for name, data in files
        )
        kind = f"multipart/form-data; boundary={edge}"
        body = parts + f"--{edge}--\r\n".encode()
        return self.send("POST", f"/api/v1/runs{query}", body, content_type=kind, **more)

    @property
    def text(self):
        return diaries.text(self.runner)


@pytest.fixture(autouse=True)
def nothing_counted(request):
    """Uses of earlier tests do not count."""
    if {"db", "program"} & set(request.fixturenames):
        request.getfixturevalue("db")
        cache.clear()


@pytest.fixture
def program(db, it_is):  # noqa: F811 - the fixture
    """`program(diary, *scopes, on=day)`: the key of a new runner who told these lines by that day."""
    made = []

    def begun(diary="", *scopes, on=DAY):
        now = it_is(on)
        account = Account.objects.create(email=f"{len(made)}@mail.example") if made else None
        runner = Runner.objects.create(account=account)
        diaries.append_lines(runner, diary.strip("\n").splitlines(), after=0, now=now)
        made.append(runner)
        return Program(runner, key_for(runner, *scopes, now=now), now)

    return begun


@pytest.fixture
def problem():
    """`problem(answer)`: what a problem says, once it is one as RFC 9457 wants it."""

    def read(answer):
        assert answer["Content-Type"] == "application/problem+json", answer.content[:200]
        assert answer["Cache-Control"] == "no-store"
        told = answer.json()
        assert told["status"] == answer.status_code
        assert told["type"].startswith("urn:strideback:problem:")
        assert told["title"]
        assert told["detail"].endswith((".", "?"))
        return SimpleNamespace(**{"errors": [], **told})

    return read
