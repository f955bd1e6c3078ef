"""The address says itself whether it wants mail: a signed link that ends, and another that stops it.

The links hold the number of the wishes and nothing about the runner.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac

from strideback.store.models import Account, Runner
from strideback.store.reminding import Reminder, Reminders

ASKED_FOR: Final = timedelta(days=3)
"""How long the question in a mail can be answered."""
ASK_AGAIN_AFTER: Final = timedelta(minutes=10)
CONFIRM: Final = "confirm:"
"""How the key of a reminder begins that asks the address."""
_YES: Final = "strideback.reminders.yes"
_STOP: Final = "strideback.reminders.stop"


def address_of(runner: Runner) -> str:
    """The address of the runner's account; empty where there is none."""
    account = runner.account
    return account.email if isinstance(account, Account) else ""


def confirmed(wishes: Reminders) -> bool:
    """True when the address that the account has now has said yes."""
    now = _mark(address_of(wishes.runner))
    return wishes.confirmed_at is not None and constant_time_compare(wishes.address, now)


def wants_mail(wishes: Reminders) -> bool:
    """True when the runner asked for something that comes by e-mail."""
    return wishes.tips or (wishes.sessions and wishes.by_email)


def ask(wishes: Reminders, now: datetime) -> bool:
    """Put the question to the address into the outbox; not again within ten minutes."""
    long_ago = Q(asked_at=None) | Q(asked_at__lte=now - ASK_AGAIN_AFTER)
    with transaction.atomic():
        if not Reminders.objects.filter(long_ago, pk=wishes.pk).update(asked_at=now):
            return False
        wishes.asked_at = now
        key = f"{CONFIRM}{now:%Y-%m-%dT%H:%M:%S}"
        Reminder.objects.get_or_create(runner=wishes.runner, key=key, defaults={"due_at": now})
    return True


def yes_link(wishes: Reminders) -> str:
    """The part of an address with which the mail's reader says yes."""
    return signing.dumps([wishes.pk, _asked(wishes)], salt=_YES)


def stop_link(wishes: Reminders) -> str:
    """The part of an address that ends all mail; it works for as long as the server keeps its key."""
    return signing.dumps(wishes.pk, salt=_STOP)


def asked_by(token: str) -> Reminders | None:
    """Whose question this answers.

    Nothing for a link that is too old, not ours or overtaken, and where no mail is wanted any more.
    """
    try:
        told = signing.loads(token, salt=_YES, max_age=ASKED_FOR)
        pk, asked = told
    except (signing.BadSignature, TypeError, ValueError):
        return None
    wishes = _wishes(pk)
    if wishes is None or not constant_time_compare(_asked(wishes), str(asked)):
        return None
    return wishes if wants_mail(wishes) else None


def stopped_by(token: str) -> Reminders | None:
    """Whose mail this link ends."""
    try:
        return _wishes(signing.loads(token, salt=_STOP))
    except signing.BadSignature:
        return None


def say_yes(wishes: Reminders, now: datetime) -> None:
    """The address wants mail.  Said twice, it counts once."""
    if confirmed(wishes):
        return
    wishes.confirmed_at, wishes.stopped_at = now, None
    wishes.address = _mark(address_of(wishes.runner))
    wishes.save(update_fields=["confirmed_at", "stopped_at", "address"])


def stop(wishes: Reminders, now: datetime) -> None:
    """No more mail: what waits is dropped when its time comes, and a new yes needs a new question."""
    wishes.tips = wishes.by_email = False
    wishes.confirmed_at, wishes.asked_at, wishes.stopped_at, wishes.address = None, None, now, ""
    wishes.save(
        update_fields=["tips", "by_email", "confirmed_at", "asked_at", "stopped_at", "address"]
    )


def lapse(wishes: Reminders) -> None:
    """The address takes no mail: none is sent until it has been asked anew, and has said yes."""
    wishes.confirmed_at, wishes.asked_at, wishes.address = None, None, ""
    wishes.save(update_fields=["confirmed_at", "asked_at", "address"])


def _wishes(pk: object) -> Reminders | None:
    found = Reminders.objects.select_related("runner__account")
    return found.filter(pk=pk).first() if isinstance(pk, int) else None


def _asked(wishes: Reminders) -> str:
    """A mark of this question: another address, or another question, has another one."""
    return _mark(f"{wishes.asked_at} {address_of(wishes.runner)}")


def _mark(text: str) -> str:
    return salted_hmac("strideback.reminders", text, algorithm="sha256").hexdigest()[:32]
