"""`python -m benchmarks.reminders [--reminders N]`: reminders that are due, while workers are killed.

N runners each have a session today that is not begun.  Two workers send them to a real mail server on
loopback: first in peace, for the rate; then while SIGKILL hits one of their processes, or a whole
worker, after every few hundred mails.  What never came is lost (0 is the only good figure); what came again came
twice, because somebody died between sending it and keeping that it was sent.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
from time import sleep

from tests import postgresql
from tests.reminded import Post, Workers, environment, filled, mail_server, sent_while_killed

from benchmarks.__main__ import say

JOB_S = 15
"""So long a job may take here, and one and a half times as long waits what a killed worker had taken."""
EVERY = (100, 600)
"""The fewest and the most mails between two kills."""
WHOLE = 0.3
NEVER = (10**9, 10**9)
TWICE = 0.005
"""At most so many of all may come twice."""


def main() -> None:
    """Both databases, in peace and while killed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reminders")
    for name, default in (("reminders", 10_000), ("longest", 1200), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # and leave no worker behind
    with tempfile.TemporaryDirectory() as folder, postgresql.running() as url:
        measured("SQLite", f"sqlite://{folder}/strideback.sqlite3", asked)
        if url is None:
            print("PostgreSQL: left out, it is not installed")
        else:
            measured("PostgreSQL", url, asked)


def measured(name: str, database: str, asked: argparse.Namespace) -> None:
    """The rate in peace, then what becomes of all of them while workers are killed."""
    filled(environment(database, "console:"), asked.reminders)
    post, seconds, _ = sent(database, NEVER, asked)
    came = len(set(post.to))
    rate = f"{came / seconds:,.0f} a second, with the workers' start"
    say(f"{name}, {asked.reminders:,} reminders in peace: lost", str(asked.reminders - came), "0", met=came == asked.reminders)  # fmt: skip
    print(f"  {rate}")
    waiting_again(database)
    post, seconds, killed = sent(database, EVERY, asked)
    came = len(set(post.to))
    lost, twice = asked.reminders - came, len(post.to) - came
    kills = killed["whole"] + killed["part"]
    say(f"{name}, the same, with {kills} kills: lost", str(lost), "0", met=lost == 0)
    most = max(1, round(TWICE * asked.reminders))
    say("  came twice", str(twice), f"<= {most}", met=twice <= most)
    print(
        f"  {came / seconds:,.0f} a second in {seconds:,.0f} s;"
        f" {killed['whole']} whole workers killed, {killed['part']} parts of one"
    )


def sent(
    database: str, every: tuple[int, int], asked: argparse.Namespace
) -> tuple[Post, float, dict[str, int]]:
    """What came to the mail server, how many seconds it took, and what was killed."""
    post = Post()
    with mail_server(post) as mail:
        told = environment(database, mail, STRIDEBACK_JOB_S=str(JOB_S))
        workers = Workers(told)
        try:
            seconds = sent_while_killed(
                workers,
                post,
                asked.reminders,
                random.Random(asked.seed),
                every=every,
                longest_s=asked.longest,
                whole=WHOLE,
            )
            sleep(2 * JOB_S)  # what comes twice comes late
        finally:
            workers.stop()
    return post, seconds, workers.killed


def waiting_again(database: str) -> None:
    """As if none had been sent: it is still the same day."""
    code = (
        "import django; django.setup(); from strideback.store.models import Reminder;"
        "Reminder.objects.all().delete()"
    )
    subprocess.run([sys.executable, "-c", code], env=environment(database, "console:"), check=True)


if __name__ == "__main__":
    main()
