"""The jobs of the worker: look whose time has come, and send it.

django-q2 runs them, keeps them in the database, and runs one again whose worker was killed.  They take
nothing and give nothing, so that no address is ever in its tables; what is to be done stands in the
outbox, and doing a job twice does it once.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import wraps
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from time import perf_counter
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.mail import get_connection
from django.utils import timezone

from strideback.store import consent, outbox
from strideback.store.reminder_planning import PUSH, make_due
from strideback.web.letters import Letter, mail
from strideback.web.reminding import Note, NotYet, in_language_of, said, wishes_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.mail.backends.base import BaseEmailBackend

    from strideback.store.reminding import Reminder, Reminders

TICK: Final = "strideback.server.jobs.tick"
SEND: Final = "strideback.server.jobs.send"
_REFUSED_FOR_GOOD: Final = range(500, 600)
_SHUT: Final = timedelta(minutes=5)
"""How long a mail waits where no mail server lets us in.  Its own day ends it."""
_log = logging.getLogger(__name__)


class Shut(Exception):  # noqa: N818 - it says what is the matter
    """No mail server lets us in: none is there, or it does not take our name and password."""


class Post:
    """The way to the mail server.  Where it is shut, nobody knocks again within this job."""

    def __init__(self, backend: BaseEmailBackend) -> None:
        self.backend, self.shut = backend, False

    def open(self) -> None:
        """Be let in, or stay in.  Raises `Shut`; whose fault that is, it is none of any mail."""
        if not self.shut:
            try:
                self.backend.open()
            except (OSError, SMTPException) as why:
                _log.warning("the mail server does not let us in: %s", type(why).__name__)
                self.shut = True
        if self.shut:
            raise Shut

    def close(self) -> None:
        """The next mail begins anew, whatever state this one left behind."""
        self.backend.close()


def discreet(job: Callable[[], None]) -> Callable[[], None]:
    """A job whose errors are logged without their words, and stand in no table of django-q2."""

    @wraps(job)
    def told() -> None:
        try:
            job()
        except Exception:  # noqa: BLE001 - what went wrong may hold an address; the next minute tries again
            _log.exception("a job failed")

    return told


@discreet
def tick() -> None:
    """Once a minute: put into the outbox what is due, and have it sent."""
    now = timezone.now()
    if now.minute < 2:  # once an hour is enough, and a tick comes every two minutes at least
        outbox.tidy(now)
    make_due(now)
    if outbox.waiting(now):
        _have_it_sent(settings.WORKERS)


@discreet
def send() -> None:
    """Send what waits, one after the other, for a part of the time that a job may take."""
    begun = perf_counter()
    post = Post(get_connection())
    try:
        while (row := outbox.take(timezone.now(), lease())) is not None:
            _deliver(row, post)
            if perf_counter() - begun > settings.JOB_S / 3:
                _have_it_sent(1)
                return
    finally:
        post.close()


def lease() -> timedelta:
    """How long a reminder is one worker's alone: longer than its job may take."""
    return timedelta(seconds=1.5 * settings.JOB_S)


def _have_it_sent(times: int) -> None:
    from django_q.models import OrmQ
    from django_q.tasks import async_task

    free = OrmQ.objects.filter(lock__lte=timezone.now()).count()  # nobody has them
    for _ in range(min(times, 2 * settings.WORKERS - free)):  # more would be of no use
        async_task(SEND)


def _deliver(row: Reminder, post: Post) -> None:
    """Send one, and keep that it was sent; what fails is tried again after a while."""
    if row.tries > outbox.MOST_TAKEN:
        _log.error("reminder %s is given up: whoever takes it dies", row.pk)
        outbox.drop(row, timezone.now())
        return
    try:
        wishes = wishes_of(row)
        going = wishes is not None and _go(row, wishes, post)
    except Shut:
        outbox.later(row, timezone.now() + _SHUT)
    except SMTPRecipientsRefused as refused:
        _refused(row, min(code for code, _ in refused.recipients.values()), address=True)
    except SMTPDataError as refused:
        _refused(row, refused.smtp_code, address=False)
        post.close()
    except Exception as failed:  # noqa: BLE001 - one that cannot be sent keeps no other waiting
        _log.warning("reminder %s waits: %s", row.pk, type(failed).__name__)
        post.close()
        outbox.again(row, timezone.now())
    else:
        if going is not None:
            (outbox.sent if going else outbox.drop)(row, timezone.now())


def _go(row: Reminder, wishes: Reminders, post: Post) -> bool | None:
    """True when it went out, False when nothing is wanted any more, None when it is put off."""
    if not row.key.startswith(PUSH):
        post.open()
    with in_language_of(wishes.runner):
        what = said(row, wishes, timezone.now())
        if isinstance(what, Letter):
            made = mail(what, consent.address_of(wishes.runner), row, post.backend)
            return bool(post.backend.send_messages([made]))
    if isinstance(what, NotYet):
        outbox.later(row, what.until)
        return None
    if isinstance(what, Note):
        from strideback.server.pushing import push  # late: it takes most of a second to import

        return push(wishes.runner, what)
    return False


def _refused(row: Reminder, code: int, *, address: bool) -> None:
    """A server that says no for good is not asked again; "not now" is.

    An address that it refuses again and again gets no more mail until it has said yes anew.
    """
    _log.warning("reminder %s was refused: %s", row.pk, code)
    now = timezone.now()
    if code not in _REFUSED_FOR_GOOD:
        outbox.again(row, now)
    elif not address:
        outbox.drop(row, now)
    elif outbox.came_back(row, now) and (wishes := wishes_of(row)) is not None:
        consent.lapse(wishes)
