"""A real server with accounts, on both databases, and browsers that come through a proxy that ends TLS."""

import email
import itertools
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from email.policy import default as whole
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from types import SimpleNamespace
from urllib.parse import urlencode, urlsplit

import pytest

pytest.importorskip("granian")
psycopg = pytest.importorskip("psycopg")

RUN = "from pathlib import Path; from granian import Granian; Granian('strideback.server.wsgi:application', port={port}, interface='wsgi', blocking_threads=2, log_level='error'{options}).serve()"
_counted = itertools.count(1)


@pytest.fixture(scope="session")
def started(tmp_path_factory):
    """`started()`: a server in its own process, with its mail and its log in a folder."""
    processes = []

    def start(**more):
        folder = tmp_path_factory.mktemp("server")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        options = more.pop("GRANIAN", "")
        url = more.pop("DATABASE_URL", f"sqlite://{folder}/server.sqlite3")
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "strideback.server.settings",
            "STRIDEBACK_MODE": "server",
            "STRIDEBACK_HOSTS": "app.example.org,localhost",
            "STRIDEBACK_PROXIES": "1",
            "SECRET_KEY": "a key of this test alone, long enough and not worth anything",
            "DATABASE_URL": url,
            "EMAIL_URL": f"file://{folder}/mail",
            **more,
        }
        manage = [sys.executable, "-m", "strideback.server"]
        subprocess.run([*manage, "migrate", "--verbosity", "0"], env=environment, check=True)
        with open(folder / "log", "wb") as log:
            run = RUN.format(port=port, options=options)
            process = subprocess.Popen(
                [sys.executable, "-c", run], env=environment, stdout=log, stderr=log
            )
        processes.append(process)
        _wait_for(port, process, folder / "log")
        return SimpleNamespace(
            port=port,
            folder=folder,
            process=process,
            environment=environment,
            rows=_reader(folder, url),
        )

    yield start
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(timeout=30)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def server(request, started):
    """A server behind a proxy that ends TLS; first on one database, then on the other."""
    if request.param == "sqlite":
        return started()
    url = request.getfixturevalue("postgresql_url")
    if url is None:
        pytest.skip("no PostgreSQL on this computer: apt-get install postgresql")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE server")  # /postgres is the one of tests/store
    return started(DATABASE_URL=url.replace("/postgres?", "/server?"))


def _reader(folder, url):
    """`rows(query, *values)`: what the database holds, past the server."""

    def rows(query, *values):
        if url.startswith("sqlite"):
            with sqlite3.connect(folder / "server.sqlite3") as connection:
                return connection.execute(query, values).fetchall()
        with psycopg.connect(url) as connection:
            asked = query.replace("%", "%%").replace("?", "%s")
            return connection.execute(asked, values).fetchall()

    return rows


def _wait_for(port, process, log):
    for _ in range(600):
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
    raise AssertionError("the server did not start")


@pytest.fixture
def browser(server):
    """`browser()`: a new browser, at an address of its own."""
    return lambda **more: Browser(server, **more)


class Browser:
    """Keeps cookies, sends the forms of pages, and comes from somewhere else each time."""

    def __init__(self, server, *, ip=None, tls=True):
        number = next(_counted)
        self.server, self.tls = server, tls
        self.ip = ip or f"10.0.{number // 250}.{number % 250 + 1}"
        self.cookies = {}
        self.set_cookies = SimpleCookie()

    def get(self, path, **headers):
        return self._ask("GET", path, None, headers)

    def head(self, path):
        return self._ask("HEAD", path, None, {})

    def post(self, path, **form):
        """The form of the page at this path, with its hidden fields, sent."""
        page = self.get(path)
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
        return self.send(path, **{**dict(hidden[:1]), **form})

    def send(self, path, **form):
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": "https://app.example.org",
            "Referer": "https://app.example.org/",
        }
        return self._ask("POST", path, urlencode(form), headers)

    def follow(self, answer):
        while answer.status in {301, 302, 303}:
            answer = self.get(answer.location)
        return answer

    def mail(self):
        """The newest mail."""
        files = sorted(
            (self.server.folder / "mail").iterdir(), key=lambda each: each.stat().st_mtime
        )
        # Django may write two mails of one second into one file, each with a line behind it.
        mails = files[-1].read_bytes().split(b"\n" + b"-" * 79 + b"\n")
        return email.message_from_bytes([each for each in mails if each][-1], policy=whole)

    def code(self):
        """The code in the newest mail."""
        return re.search(
            r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", self.mail().get_content(), re.MULTILINE
        )[1]

    def signed_up(self, address, password="a long and winding road"):
        """An account of this browser's own, confirmed."""
        self.post("/accounts/signup/", email=address, password1=password)
        answer = self.post("/accounts/confirm-email/", code=self.code())
        assert answer.location == "/", answer.text
        return self

    def _ask(self, method, path, body, more):
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        headers = {
            "Host": "app.example.org",
            "X-Forwarded-For": self.ip,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **({"X-Forwarded-Proto": "https"} if self.tls else {}),
            **more,
        }
        connection.request(method, path, body, headers)
        got = connection.getresponse()
        text = got.read().decode("utf-8", "replace")
        for each in got.headers.get_all("Set-Cookie") or []:
            self.set_cookies.load(each)
            for name, value in SimpleCookie(each).items():
                self.cookies[name] = value.value
        connection.close()
        place = urlsplit(got.headers.get("Location") or "")
        location = f"{place.path}?{place.query}" if place.query else place.path
        return SimpleNamespace(status=got.status, headers=got.headers, text=text, location=location)
