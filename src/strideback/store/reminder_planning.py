"""Which reminders are due: rows for the outbox, made as often as one likes and there once.

It knows wishes and clocks and no diary: whether there is a session, and whether it is done, is looked
at when the reminder is sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Max, Q

from strideback.store import outbox
from strideback.store.consent import confirmed
from strideback.store.reminder_times import Hours
from strideback.store.reminding import Reminder, Reminders
from strideback.store.reviewing import zone_of

TIP, SESSION, PUSH = "tip:", "session:", "push:"
"""How the keys begin; the runner's day follows."""
TIPS_EVERY: Final = timedelta(days=3)
LATE: Final = timedelta(hours=4)
"""Where nobody made it for so long after its time, the day goes without."""
_AT_ONCE: Final = 500


def make_due(now: datetime) -> int:
    """Put every reminder into the outbox whose time has come; gives how many are new."""
    wanted = Reminders.objects.filter(Q(tips=True) | Q(sessions=True))
    wanted = wanted.select_related("runner__account").order_by("pk")
    made = last = 0
    # Some at once, and each time read to the end: SQLite lets nobody write in the middle of reading an
    # old state.
    while some := list(wanted.filter(pk__gt=last)[:_AT_ONCE]):
        made += _made(some, now)
        last = some[-1].pk
    return made


def key_day(row: Reminder) -> date:
    """The runner's day that a reminder is for."""
    return date.fromisoformat(row.key.partition(":")[2])


def _made(some: Sequence[Reminders], now: datetime) -> int:
    tips = Reminder.objects.filter(
        runner__in=[each.runner_id for each in some], key__startswith=TIP
    )
    last = dict(tips.values_list("runner").annotate(Max("key")).order_by())
    found = [
        (wishes, key, due)
        for wishes in some
        for key, due in due_of(wishes, last.get(wishes.runner_id, ""), now)
    ]
    there = set(
        Reminder.objects.filter(
            runner__in=[wishes.runner_id for wishes, _, _ in found],
            key__in={key for _, key, _ in found},
        ).values_list("runner", "key")
    )
    return outbox.put(
        Reminder(runner=wishes.runner, key=key, due_at=due)
        for wishes, key, due in found
        if (wishes.runner_id, key) not in there
    )


def due_of(wishes: Reminders, last_tip: str, now: datetime) -> Iterator[tuple[str, datetime]]:
    """The reminders of a runner's day whose time has come, each with its key and its time."""
    zone = zone_of(wishes.runner)
    today = now.astimezone(zone).date()
    due = Hours.of(wishes).on(today, zone)
    if due is None or not due <= now < due + LATE:
        return
    mail = confirmed(wishes)
    if wishes.sessions and wishes.by_email and mail:
        yield f"{SESSION}{today}", due
    if wishes.sessions and wishes.by_push:
        yield f"{PUSH}{today}", due
    if wishes.tips and mail and wishes.confirmed_at is not None:
        first = wishes.confirmed_at.astimezone(zone).date() + timedelta(days=1)
        told = date.fromisoformat(last_tip.removeprefix(TIP)) + TIPS_EVERY if last_tip else first
        if today >= max(first, told):
            yield f"{TIP}{today}", due
