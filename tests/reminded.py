"""Runners with a reminder that is due, a mail server that counts, and workers that are killed at random.

For tests/server/test_jobs.py and benchmarks/reminders.py.  `python -m tests.reminded COUNT` puts the
runners into the database of the settings.
"""

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, time
from pathlib import Path
from threading import Lock
from time import monotonic, sleep

from aiosmtpd.controller import Controller

EXAMPLE = Path(__file__).parents[1] / "examples/first-week.diary"
LAST_DAY = datetime(2026, 3, 6, tzinfo=UTC).date()
"""The day on which the example has a session that is not begun."""


class Post:
    """What a mail server got: every mail with those it was for; `says` may refuse one.

    `says(address)` gives a line of SMTP to answer with instead of taking it, or nothing.
    """

    def __init__(self, says=lambda _address: ""):
        self.says, self.mails, self._lock = says, [], Lock()

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        if refused := self.says(address):
            return refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        with self._lock:
            self.mails += [(address, envelope.content) for address in envelope.rcpt_tos]
        return "250 OK"

    @property
    def to(self):
        """Whom each mail was for, in order."""
        return [address for address, _ in self.mails]


@contextmanager
def mail_server(post, port=0):
    """A real SMTP server on this computer; gives its address for `EMAIL_URL`."""
    running = Controller(post, hostname="127.0.0.1", port=port or free_port())
    running.start()
    try:
        yield f"smtp://127.0.0.1:{running.port}"
    finally:
        running.stop()


def free_port():
    """A port that nobody has now."""
    import socket

    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def environment(database, mail, **more):
    """What a server in this database, with this mail server, is started with."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "strideback.server.settings",
        "STRIDEBACK_MODE": "server",
        "STRIDEBACK_HOSTS": "app.example.org",
        "STRIDEBACK_PROXIES": "1",
        "SECRET_KEY": "a key of this measurement alone, long and not worth anything",
        "DATABASE_URL": database,
        "EMAIL_URL": mail,
        **more,
    }


def filled(environment, count):
    """All tables, and so many runners whose session of today waits, each with a reminder that is due."""
    module = [sys.executable, "-m", "tests.reminded", str(count)]
    subprocess.run(module, env=environment, check=True)


class Workers:
    """Worker commands, each with all its processes in a session of its own, as a service has them."""

    def __init__(self, environment, count=2, log=subprocess.DEVNULL):
        self.environment, self.log = environment, log
        self.killed = {"whole": 0, "part": 0}
        self.running = [self._started() for _ in range(count)]

    def _started(self):
        command = [sys.executable, "-m", "strideback.server", "worker"]
        return subprocess.Popen(
            command, env=self.environment, start_new_session=True, stdout=self.log, stderr=self.log
        )

    def kill_one(self, chance, whole):
        """SIGKILL one process of a worker, or all of them; a worker that is gone is started anew."""
        place = chance.randrange(len(self.running))
        worker = self.running[place]
        parts = [each for each in processes_of(worker.pid) if each != worker.pid]
        if whole or not parts:
            self.killed["whole"] += 1
            _end(worker)
        else:
            self.killed["part"] += 1
            _kill(chance.choice(parts))
        self.started_again()

    def started_again(self):
        """What a service manager does: whoever has ended is started, with nothing of it left behind."""
        for place, worker in enumerate(self.running):
            if worker.poll() is not None:
                _end(worker)
                self.running[place] = self._started()

    def stop(self):
        for worker in self.running:
            _end(worker)


def processes_of(session):
    """The processes of a session, as `/proc` tells them."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        if int(told[3]) == session and told[0] != "Z":
            found.append(int(stat.parent.name))
    return sorted(found)


def _end(worker):
    while left := processes_of(worker.pid):
        for each in left:
            _kill(each)
        worker.poll()
    worker.wait()


def _kill(number):
    with suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)


def sent_while_killed(workers, post, count, chance, *, every, longest_s, still_s=1e9, whole=0.3):
    """Kill something after every few mails until each reminder has come; gives the seconds it took.

    `chance` is a `random.Random`.  `every`: the fewest and the most mails between two kills, so that a
    slow computer is not killed more often than a fast one; one more falls where nothing came for
    `still_s`.  It gives up after `longest_s`.
    """
    begun = last = monotonic()
    before = 0
    kill_at = chance.randint(*every)
    while len(set(post.to)) < count and monotonic() - begun < longest_s:
        sleep(0.005)
        workers.started_again()
        if len(post.mails) > before:
            before, last = len(post.mails), monotonic()
        if before >= kill_at or monotonic() - last > still_s:
            last = monotonic()
            workers.kill_one(chance, chance.random() < whole)
            kill_at = len(post.mails) + chance.randint(*every)
    return monotonic() - begun


# --- the runners, within the settings of a server ------------------------------------------------


def about_noon(now):
    """A zone in which it is about noon, so that no day ends in the middle, and the day there."""
    ahead = 12 - now.hour
    from zoneinfo import ZoneInfo

    name = f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"
    return name, now.astimezone(ZoneInfo(name)).date()


def moved(day):
    """The example's lines, as if its last day were this one."""
    ahead = day - LAST_DAY
    day_of = lambda found: str(datetime.fromisoformat(found[0]).date() + ahead)  # noqa: E731
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    return [re.sub(r"\d{4}-\d\d-\d\d", day_of, line) for line in lines]


def _fill(count):
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.utils import timezone

    from strideback.store import consent, diaries
    from strideback.store.models import Account, Reminders, Runner

    call_command("migrate", verbosity=0)
    now = timezone.now()
    zone, today = about_noon(now)
    lines = moved(today)
    with transaction.atomic():
        accounts = Account.objects.bulk_create(
            Account(email=f"runner{number}@example.org") for number in range(count)
        )
        runners = Runner.objects.bulk_create(
            Runner(account=each, time_zone=zone) for each in accounts
        )
        diaries.append_lines(runners[0], lines, after=0, now=now)
        Runner.objects.update(last=len(lines))
        with connection.cursor() as cursor:
            cursor.execute(_COPIED, [runners[0].pk, runners[0].pk])
        for each in runners:
            wishes = Reminders(runner=each, sessions=True, by_email=True, at=time(11, 50))
            wishes.save()
            consent.say_yes(wishes, now)


_COPIED = """
    INSERT INTO store_entry (runner_id, number, "on", kind, form, line, key, told_at)
    SELECT one.id, entry.number, entry."on", entry.kind, entry.form, entry.line, NULL, entry.told_at
    FROM store_runner AS one CROSS JOIN store_entry AS entry
    WHERE entry.runner_id = %s AND one.id <> %s
"""

if __name__ == "__main__":
    _fill(int(sys.argv[1]))
