"""The app from outside: `strideback serve` in a process of its own, and Chromium without a window."""

import os
import re
import signal
import subprocess
import sys
from collections import namedtuple
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests import chromium as browsers

FIRST_WEEK = Path(__file__).parents[3] / "examples/first-week.diary"
_SERVE = [sys.executable, "-c", "from strideback.cli import main; main()", "serve", "--no-browser"]
_EXAMPLE_DAY = date(2026, 3, 6)

Served = namedtuple("Served", "url state")
"""Where the app runs, and the state of a browser that it let in."""


def pytest_collection_modifyitems(items):
    """Each of these starts a browser."""
    for item in items:
        if "end_to_end" in item.path.parts:
            for mark in browsers.NEEDED:
                item.add_marker(mark)


@pytest.fixture(scope="session")
def process(tmp_path_factory):
    """`strideback serve` on a free port, with an empty folder; gives the address that it prints."""
    folder = tmp_path_factory.mktemp("served")
    env = {**os.environ, "SECRET_KEY": "", "DJANGO_SETTINGS_MODULE": "", "TZ": "UTC"}
    command = [*_SERVE, "--port", "0", "--data", str(folder)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=env, start_new_session=True
    ) as serving:
        try:
            yield serving.stdout.readline().strip()
        finally:
            os.killpg(serving.pid, signal.SIGINT)
            serving.wait(20)


_let_in = {}


@pytest.fixture
def served(process, chromium):
    """The running app, and the state of a browser that was let in with the printed address."""
    url = process.split("/open")[0]
    if url not in _let_in:
        with chromium.new_context() as context:
            context.new_page().goto(process)
            _let_in[url] = context.storage_state()
    return Served(url, _let_in[url])


@pytest.fixture
def today():
    """The day of the running app, which nobody can turn."""
    return datetime.now(UTC).date()  # noqa: TID251 - the app that is tried reads the real clock


@pytest.fixture
def diary_of(today):
    """`diary_of("cleared")`: the example diary as if its last day were today, told as that state asks."""
    shift = today - _EXAMPLE_DAY
    text = re.sub(
        r"^\d{4}-\d\d-\d\d",
        lambda found: str(date.fromisoformat(found[0]) + shift),
        FIRST_WEEK.read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )

    def told(state):
        if state == "first visit":
            return ""
        changes = {
            "cleared": (),
            "open": (("answered fever no", ""), ("answered knee-problem no", "")),
            "emergency": (("saddle-numbness no", "saddle-numbness yes"),),
            "soon": (("cough-pain no", "cough-pain yes"),),
        }[state]
        lines = text.splitlines()
        for before, after in changes:
            assert any(before in line for line in lines)
            lines = [each.replace(before, after) for each in lines if after or before not in each]
        return "\n".join(lines) + "\n"

    return told


class Door:
    """What a runner can do on the account screen, without looking at it."""

    def __init__(self, request, url):
        self.request, self.url = request, url

    def _hidden(self):
        html = self.request.get(f"{self.url}/account").text()
        names = ("csrfmiddlewaretoken", "after")
        return {name: re.search(rf'name="{name}" value="([^"]+)"', html)[1] for name in names}

    def _post(self, path, **told):
        answer = self.request.post(
            self.url + path, multipart=self._hidden() | told, max_redirects=0
        )
        assert answer.status in {302, 303}, (path, answer.status, answer.text()[:500])

    def erase(self):
        self._post("/account/erase", word="erase everything")

    def bring(self, lines):
        self._post(
            "/account/import",
            file={"name": "my.diary", "mimeType": "text/plain", "buffer": lines.encode()},
        )

    def diary(self):
        return self.request.get(f"{self.url}/account/strideback.diary").text().splitlines()


@pytest.fixture
def begin(served, chromium, diary_of):
    """`begin("cleared")`: the running app holds that diary alone; gives what lets a browser in."""

    def made(state):
        with chromium.new_context(storage_state=served.state) as context:
            door = Door(context.request, served.url)
            door.erase()
            if lines := diary_of(state):
                door.bring(lines)
            _let_in[served.url] = context.storage_state()
        return served._replace(state=_let_in[served.url])

    return made


@pytest.fixture
def browse(chromium):
    """`with browse(served, …) as page`: a browser of one's own, closed afterwards."""

    @contextmanager
    def opened(served, **more):
        settings = {
            "base_url": served.url,
            "storage_state": served.state,
            "viewport": browsers.PHONE,
            "timezone_id": "UTC",
            "locale": "en-GB",
        }
        with chromium.new_context(**{**settings, **more}) as context:
            context.set_default_timeout(15_000)
            page = browsers.listened(context.new_page())
            page.door = Door(context.request, served.url)
            yield page

    return opened
