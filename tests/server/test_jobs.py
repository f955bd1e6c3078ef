"""Reminders from end to end: real processes, a real mail server, both databases, and a push service of ours."""

import itertools
import json
import os
import re
import signal
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default as whole
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random  # noqa: TID251 - told which chance it is
from threading import Thread
from types import SimpleNamespace

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tests.reminded import (
    Post,
    Workers,
    about_noon,
    environment,
    filled,
    free_port,
    mail_server,
    moved,
    processes_of,
    sent_while_killed,
)
from tests.server.conftest import Browser, psycopg

PASSWORD = "a long and winding road"
_counted = itertools.count(1)
JOB_S = 4
"""A short job here: what a killed worker had taken comes up again after one and a half times of it."""


@pytest.fixture
def post():
    return Post()


@pytest.fixture
def mail(post):
    with mail_server(post) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite://{tmp_path}/strideback.sqlite3"
    url = request.getfixturevalue("postgresql_url")
    if url is None:
        pytest.skip("no PostgreSQL on this computer: apt-get install postgresql")
    name = f"jobs{os.getpid()}_{next(_counted)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return url.replace("/postgres?", f"/{name}?")


@pytest.fixture
def place(tmp_path, mail):
    """A database on SQLite, and `run(code)`, which runs within its settings and gives what it prints."""
    told = environment(f"sqlite://{tmp_path}/strideback.sqlite3", mail)

    def run(code, **more):
        before = "import django; django.setup()\nfrom strideback.store.models import *\nfrom strideback.server.jobs import *\n"
        done = subprocess.run(
            [sys.executable, "-c", before + code],
            env={**told, **more},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        log.append(done.stderr)
        return done.stdout.strip()

    log = []
    return SimpleNamespace(environment=told, run=run, log=log)


def wait_until(what, longest_s=30):
    begun = time.monotonic()
    while not what():
        assert time.monotonic() - begun < longest_s, "it took too long"
        time.sleep(0.05)


ROWS = "print([(each.key.partition(':')[0], each.tries, bool(each.sent_at), bool(each.dropped_at)) for each in Reminder.objects.order_by('pk')])"
AGAIN = "Reminder.objects.update(due_at=timezone.now())\n"


# --- nothing is lost -----------------------------------------------------------------------------


def test_every_reminder_comes_though_workers_are_killed_at_random(database, mail, post):
    count, chance = 80, Random(7)  # noqa: S311 - no secret
    told = environment(database, mail, STRIDEBACK_JOB_S=str(JOB_S))
    filled(told, count)
    workers = Workers(told)
    try:
        sent_while_killed(
            workers, post, count, chance, every=(10, 25), longest_s=90, still_s=2 * JOB_S
        )
    finally:
        workers.stop()
    assert set(post.to) == {f"runner{number}@example.org" for number in range(count)}
    kills = sum(workers.killed.values())
    assert kills >= 3
    assert len(post.to) - count <= 2 * kills  # twice is only what somebody died over


@pytest.mark.parametrize("which", [[1], [2, 3], [5]], ids=["middle", "both workers", "last"])
def test_a_worker_of_which_a_part_was_killed_goes_on(place, post, tmp_path, which):
    """The parts share queues, and one that is killed while it waits there would lock the others out."""
    filled(place.environment, 3)
    with open(tmp_path / "log", "wb") as log:
        workers = Workers(place.environment, 1, log)
        try:
            wait_until(lambda: len(post.to) == 3)
            time.sleep(1)  # now they wait
            parts = processes_of(workers.running[0].pid)
            assert len(parts) == 6
            place.run("Reminder.objects.all().delete()")
            for each in which:
                os.kill(parts[each], signal.SIGKILL)
            wait_until(lambda: len(post.to) == 6)
            assert workers.running[0].poll() is None
        finally:
            workers.stop()


def test_a_worker_that_is_told_to_ends_in_peace_and_leaves_nothing_running(place, post):
    filled(place.environment, 3)
    workers = Workers(place.environment, 1)
    worker = workers.running[0]
    try:
        wait_until(lambda: len(post.to) == 3)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=20) == 0
        assert processes_of(worker.pid) == []
    finally:
        workers.stop()


def test_when_the_one_who_watches_is_killed_the_rest_ends_too(place, post):
    filled(place.environment, 3)
    workers = Workers(place.environment, 1)
    worker = workers.running[0]
    try:
        wait_until(lambda: len(post.to) == 3)
        worker.kill()
        worker.wait()
        wait_until(lambda: processes_of(worker.pid) == [], 10)
    finally:
        workers.stop()


def test_workers_that_begin_together_leave_one_plan(place):
    filled(place.environment, 1)
    workers = Workers(place.environment, 3)
    count = "from django_q.models import Schedule; print(Schedule.objects.count())"
    try:
        wait_until(lambda: place.run(count) == "1")
        time.sleep(1)
    finally:
        workers.stop()
    place.run(
        "from django_q.models import Schedule\n"
        "for _ in range(2): Schedule.objects.create(name='reminders', func='x')\n"
        "from strideback.server.management.commands.worker import _planned; _planned()"
    )
    assert place.run(count) == "1"


# --- mail servers that do not do as they should --------------------------------------------------


def test_not_now_is_tried_again_and_then_it_comes_once(place, post):
    filled(place.environment, 1)
    post.says = lambda _: "451 not now"
    place.run("tick(); send()")
    assert place.run(ROWS) == "[('session', 1, False, False)]"
    post.says = lambda _: ""
    place.run("send()")
    assert post.to == []  # not yet
    place.run(AGAIN + "send(); send()")
    assert post.to == ["runner0@example.org"]
    assert place.run(ROWS) == "[('session', 2, True, False)]"


def test_not_now_for_ever_ends_some_time(place, post):
    filled(place.environment, 1)
    post.says = lambda _: "451 not now"
    place.run(
        "tick()\nfor _ in range(9):\n    Reminder.objects.update(due_at=timezone.now()); send()"
    )
    assert place.run(ROWS) == "[('session', 6, False, True)]"


def test_an_address_that_is_refused_three_times_gets_no_more_mail(place, post):
    filled(place.environment, 2)
    post.says = lambda address: "550 nobody" if address.startswith("runner0") else ""
    told = place.run(
        "for number in range(4):\n"
        "    print([each.confirmed_at is not None for each in Reminders.objects.order_by('pk')])\n"
        "    tick(); send()\n"
        "    for each in Reminder.objects.filter(key__contains='-'):\n"
        "        each.key = f'session:{each.pk}'; each.save()  # it was of an earlier day\n"
    )
    assert told.splitlines() == ["[True, True]"] * 3 + ["[False, True]"]
    assert post.to == ["runner1@example.org"] * 4


def test_without_a_mail_server_mail_waits_and_no_try_is_counted(place, post):
    filled(place.environment, 3)
    nowhere = {"EMAIL_URL": f"smtp://127.0.0.1:{free_port()}"}
    place.run("tick(); send()", **nowhere)
    assert place.run(ROWS) == str([("session", 0, False, False)] * 3)
    assert place.log[-2].count("does not let us in") == 1  # nobody knocks for each
    place.run(AGAIN + "send()")
    assert len(post.to) == 3


def test_a_wrong_password_of_the_server_loses_no_mail(place, post, mail):
    filled(place.environment, 2)
    wrong = {"EMAIL_URL": mail.replace("//", "//me:wrong@")}  # this one knows no passwords at all
    place.run("tick(); send()", **wrong)
    assert place.run(ROWS) == str([("session", 0, False, False)] * 2)


def test_one_that_kills_whoever_takes_it_is_given_up(place, post):
    filled(place.environment, 1)
    place.run("tick(); Reminder.objects.update(tries=20); send()")
    assert place.run(ROWS) == "[('session', 21, False, True)]"
    assert post.to == []


def test_the_log_and_the_tables_of_jobs_name_nobody(place, post):
    filled(place.environment, 3)
    post.says = lambda address: "550 nobody" if "0" in address else "451 not now"
    place.run("tick(); send()")
    place.run(AGAIN + "send()", EMAIL_URL=f"smtp://127.0.0.1:{free_port()}")
    told = "".join(place.log) + place.run(
        "from django_q.models import *\nfor kind in (OrmQ, Task, Schedule):\n"
        "    for each in kind.objects.all(): print(each.__dict__, getattr(each, 'task', ''))"
    )
    assert "was refused" in told
    assert "strideback.server.jobs.send" in told
    assert "example.org" not in told
    assert "runner0" not in told


# --- from the form to the mail, and to its end ---------------------------------------------------


def test_from_the_wish_to_the_mail_and_to_its_end(started, database, mail, post):
    server = started(DATABASE_URL=database, EMAIL_URL=mail)
    zone, lines = _about_noon()
    runner = _signed_up(server, post)
    _send(runner, "/account/import", "/account", text="\n".join(lines))
    _send(runner, "/account/preferences", "/account", language="en", time_zone=zone)

    for wrong in (
        {"at": "22:00", "quiet_from": "21:00", "quiet_until": "07:00"},
        {"at": "12:00", "quiet_from": "21:00", "quiet_until": ""},
        {"at": "noon"},
    ):
        assert (
            _send(runner, "/account/reminders", sessions="on", by_email="on", **wrong).status == 422
        )
    nights = {"at": "11:50", "quiet_from": "21:00", "quiet_until": "07:00"}
    assert _send(runner, "/account/reminders", sessions="on", by_email="on", **nights).status == 303
    assert "has not said yes" in runner.get("/account/reminders").text
    del post.mails[:]

    with _worker(server):
        wait_until(lambda: post.mails)
        time.sleep(1)
    [question] = _mails(post)
    assert question["Subject"] == "strideback: please confirm"
    assert "List-Unsubscribe" not in question
    link = re.search(r"https://app.example.org(/reminders/yes/\S+)", _plain(question))[1]

    scanner, reader = Browser(server), Browser(server)
    assert scanner.get(link).status == 200
    assert "has not said yes" in runner.get("/account/reminders").text
    for _ in range(2):  # a second click is harmless
        answer = reader.post(link)
        assert answer.status == 200
        assert "you have said yes" in answer.text
    assert "has not said yes" not in runner.get("/account/reminders").text
    del post.mails[:]

    with _worker(server):
        wait_until(lambda: post.mails)
        time.sleep(1)
    [reminder] = _mails(post)
    assert reminder["To"] == "runner@mail.example"
    assert reminder["Subject"] == "strideback: your reminder for today"
    assert reminder["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = re.fullmatch(r"<https://app.example.org(/\S+)>", reminder["List-Unsubscribe"].strip())[1]
    assert stop in _plain(reminder)

    assert scanner.get(stop).status == 200
    checked = 'name="by_email" checked'
    assert checked in runner.get("/account/reminders").text
    program = Browser(server)
    for _ in range(2):
        answer = program._ask("POST", stop, "List-Unsubscribe=One-Click", {"Content-Type": "application/x-www-form-urlencoded"})  # fmt: skip
        assert answer.status == 200
    assert checked not in runner.get("/account/reminders").text
    assert "You ended all e-mail" in runner.get("/account/reminders").text
    log = (server.folder / "log").read_text(encoding="utf-8")
    assert "mail.example" not in log
    assert "/reminders/" not in log


def _about_noon():
    zone, today = about_noon(datetime.fromtimestamp(time.time(), UTC))  # noqa: TID251 - as the worker
    return zone, moved(today)


def _signed_up(server, post):
    runner = Browser(server)
    runner.post("/accounts/signup/", email="runner@mail.example", password1=PASSWORD)
    code = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", _plain(_mails(post)[-1]), re.MULTILINE)[
        1
    ]
    assert runner.post("/accounts/confirm-email/", code=code).location == "/"
    return runner


def _send(browser, path, form_at=None, **form):
    page = browser.get(form_at or path).text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    after = re.search(r'name="after" value="(\d+)"', page)
    return browser.send(path, csrfmiddlewaretoken=token, **({"after": after[1]} if after else {}), **form)  # fmt: skip


def _mails(post):
    return [message_from_bytes(content, policy=whole) for _, content in post.mails]


def _plain(mail):
    return mail.get_body(("plain",)).get_content()


@contextmanager
def _worker(server):
    workers = Workers(server.environment, 1)
    try:
        yield
    finally:
        workers.stop()


# --- notifications -------------------------------------------------------------------------------


def _told(number):
    return urlsafe_b64encode(number).rstrip(b"=").decode()


class PushService:
    """A push service and the browser behind it: takes a note, and reads it with the browser's own key."""

    def __init__(self):
        self.status, self.got = 201, []
        self.browser, self.secret = generate_private_key(SECP256R1()), os.urandom(16)
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append(body)
                self.send_response(outer.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.site = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def keys(self):
        point = self.browser.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        return {"p256dh": _told(point), "auth": _told(self.secret)}

    def read(self, number=-1):
        plain = http_ece.decrypt(
            self.got[number],
            private_key=self.browser,
            auth_secret=self.secret,
            version="aes128gcm",
        )
        return json.loads(plain)


@pytest.fixture
def service():
    made = PushService()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture(scope="module")
def push_key():
    settings = {
        "STRIDEBACK_MODE": "server",
        "STRIDEBACK_HOSTS": "app.example.org",
        "SECRET_KEY": "x",
    }
    made = subprocess.run(
        [sys.executable, "-m", "strideback.server", "push_key"],
        env={**os.environ, **settings}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return made.stdout.strip().removeprefix("STRIDEBACK_PUSH_KEY=")


@pytest.fixture
def pushing(place, service, push_key):
    """A runner who wants notifications and no mail, with one browser."""
    place.environment |= {"STRIDEBACK_PUSH_KEY": push_key, "STRIDEBACK_PUSH_SERVICES": service.site}
    filled(place.environment, 1)
    place.device = f"{service.site}/a-browser"
    place.run(
        "Reminders.objects.update(by_email=False, by_push=True)\n"
        f"Device.objects.create(runner=Runner.objects.get(), endpoint={place.device!r}, made_at=timezone.now(), **{service.keys!r})"
    )
    return place


DEVICES = "print(Device.objects.count())"


def test_a_note_reaches_the_browser_and_only_it_can_read_it(pushing, service, push_key):
    pushing.run("tick(); send()")
    [body] = service.got
    note = service.read()
    assert note["title"] == "strideback"
    assert re.fullmatch(r"Today there is a session of about \d+ min(utes)?\.", note["says"])
    assert note["to"] == "/"
    assert b"session" not in body
    assert pushing.run(ROWS) == "[('push', 1, True, False)]"


@pytest.mark.parametrize("status", [410])
def test_a_browser_that_is_gone_is_forgotten(pushing, service, status):
    service.status = status
    pushing.run("tick(); send()")
    assert pushing.run(DEVICES) == "0"
    assert pushing.run(ROWS) == "[('push', 1, False, True)]"
    assert len(service.got) == 1


@pytest.mark.parametrize("status", [503])
def test_a_busy_push_service_is_asked_again(pushing, service, status):
    service.status = status
    pushing.run("tick(); send()")
    assert pushing.run(DEVICES) == "1"
    assert pushing.run(ROWS) == "[('push', 1, False, False)]"
    service.status = 201
    pushing.run(AGAIN + "send()")
    assert len(service.got) == 2
    assert service.read()["title"] == "strideback"
