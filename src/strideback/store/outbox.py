"""The reminders that are due, as a queue that loses none.

Whoever takes one moves its time on: nobody else takes it until then, and when its taker is killed it
comes up again.  So each is sent at least once, and twice only where somebody died between sending it
and saying so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from strideback.store.reminding import Reminder

BACK_OFF: Final = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 240))
"""How long to wait after each try; after one more it is given up."""
MOST_TAKEN: Final = 20
"""One that was taken so often and never came back kills whoever takes it: it is given up."""
CAME_BACK: Final = "came-back"
"""What a mail became whose address the mail server refused for good."""
_MOST_BACK: Final = 3
KEPT: Final = timedelta(days=30)
"""How long a reminder for a day is remembered: its key is never made again."""


def put(rows: Iterable[Reminder]) -> int:
    """Add reminders; one whose key is there already is left as it is.  Gives how many are new."""
    rows = list(rows)
    if not rows:
        return 0
    before = _those(rows).count()
    Reminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return _those(rows).count() - before


def waiting(now: datetime) -> int:
    """How many could be taken now."""
    return _open(now).count()


def take(now: datetime, lease: timedelta) -> Reminder | None:
    """The one that has waited longest, for whoever asks alone; it comes up again after the lease."""
    with transaction.atomic():
        found = _open(now).order_by("due_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            found = found.select_for_update(skip_locked=True)
        row = found.first()
        if row is None:
            return None
        row.tries += 1
        row.due_at = now + lease
        row.save(update_fields=["tries", "due_at"])
    return row


def sent(row: Reminder, now: datetime) -> None:
    """It is out: never again."""
    _change(row, sent_at=now)


def drop(row: Reminder, now: datetime) -> None:
    """It is no longer wanted."""
    _change(row, dropped_at=now)


def later(row: Reminder, at: datetime) -> None:
    """Not now: this was no try."""
    _change(row, due_at=at, tries=max(0, row.tries - 1))


def again(row: Reminder, now: datetime) -> None:
    """It did not go out: once more after a while, and not for ever."""
    if row.tries > len(BACK_OFF):
        drop(row, now)
    else:
        _change(row, due_at=now + BACK_OFF[row.tries - 1])


def came_back(row: Reminder, now: datetime) -> bool:
    """The address was refused for good: True when it was for the third mail in a row."""
    note(row, CAME_BACK)
    drop(row, now)
    mails = Reminder.objects.filter(runner=row.runner_id).exclude(key__startswith="push:")
    ended = mails.filter(Q(about=CAME_BACK) | Q(sent_at__isnull=False)).order_by("-due_at", "-pk")
    return list(ended.values_list("about", flat=True)[:_MOST_BACK]) == [CAME_BACK] * _MOST_BACK


def note(row: Reminder, about: str) -> None:
    """Keep what it became before it is sent, so that sending it again sends the same."""
    row.about = about
    _change(row, about=about)


def tidy(now: datetime) -> None:
    """Forget reminders of days long past.  Tips that were sent stay: none comes twice."""
    past = Reminder.objects.filter(due_at__lt=now - KEPT)
    ended = past.exclude(sent_at=None, dropped_at=None)
    ended.exclude(key__startswith="tip:", dropped_at=None).delete()


def _open(now: datetime) -> QuerySet[Reminder]:
    return Reminder.objects.filter(sent_at=None, dropped_at=None, due_at__lte=now)


def _change(row: Reminder, **values: object) -> None:
    Reminder.objects.filter(pk=row.pk).update(**values)


def _those(rows: list[Reminder]) -> QuerySet[Reminder]:
    return Reminder.objects.filter(
        runner__in={each.runner_id for each in rows}, key__in={each.key for each in rows}
    )
