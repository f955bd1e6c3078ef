"""`python -m benchmarks.app_runners COUNT DAYS FILE`: runners with diaries, in the database of the settings.

Writes the session cookies to FILE, one a line.  Every diary ends today, so that today's page is a
busy one.  The first is told as anybody's is; the others are copies of it, made by the database.
"""

from __future__ import annotations

import re
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import django
from django.core.management import call_command

django.setup()

from django.conf import settings  # noqa: E402 - Django has to be set up first
from django.contrib.auth import (  # noqa: E402
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
)
from django.db import connection, transaction  # noqa: E402

from benchmarks.diaries import START, long_diary  # noqa: E402
from strideback.formats import diary_text  # noqa: E402
from strideback.formats.knowledge_toml import load  # noqa: E402
from strideback.store import diaries  # noqa: E402
from strideback.store.models import Account, Runner, Session  # noqa: E402
from strideback.store.sessions import SessionStore  # noqa: E402

EVENTS_A_DAY = 600 / 90
COPIED = """
    INSERT INTO store_entry (runner_id, number, "on", kind, form, line, key, told_at)
    SELECT one.id, entry.number, entry."on", entry.kind, entry.form, entry.line, NULL, entry.told_at
    FROM store_runner AS one CROSS JOIN store_entry AS entry
    WHERE entry.runner_id = %s AND one.id <> %s
"""


def main(count: int, days: int, cookies: Path) -> None:
    call_command("migrate", verbosity=0)
    now = datetime.now(UTC)
    lines = told_until(now.date(), days)
    with transaction.atomic():
        accounts = Account.objects.bulk_create(
            Account(email=f"runner{number}@example.org") for number in range(count)
        )
        runners = Runner.objects.bulk_create(
            Runner(account=each, time_zone="UTC") for each in accounts
        )
        diaries.append_lines(runners[0], lines, after=0, now=now)
        Runner.objects.update(last=len(lines))
        with connection.cursor() as cursor:
            cursor.execute(COPIED, [runners[0].pk, runners[0].pk])
        sessions = [signed_in(each) for each in accounts]
        Session.objects.bulk_create(sessions)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    cookies.write_text("".join(f"{each.session_key}\n" for each in sessions))


def told_until(today: date, days: int) -> list[str]:
    """The lines of a long diary, moved so that its last day is today."""
    diary = long_diary(load(), days, round(days * EVENTS_A_DAY))
    moved = today - (START + timedelta(days=days - 1))
    return [
        re.sub(r"^\S+", lambda found: str(date.fromisoformat(found[0]) + moved), line)
        for line in diary_text.write(diary).splitlines()
    ]


def signed_in(account: Account) -> Session:
    """The row of a browser that is let in."""
    return SessionStore().create_model_instance(
        {
            SESSION_KEY: str(account.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: account.get_session_auth_hash(),
        }
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
