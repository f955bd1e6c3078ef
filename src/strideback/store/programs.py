"""Keys of a runner's programs, for the API: making one, seeing when it was used, taking it back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from strideback.store.feeds import CALENDAR
from strideback.store.keys import SCOPES, Token
from strideback.store.models import Runner

OPENS = tuple(each for each in SCOPES if each != CALENDAR)
"""What a program may be let into; the calendar has addresses of its own."""
MOST_OPEN = 10
LONGEST = timedelta(days=366)


class TooMany(ValueError):  # noqa: N818 - it says what is the matter
    """The runner has as many keys as there may be."""


def make(
    runner: Runner, *, name: str, scopes: Collection[str], days: int, now: datetime
) -> tuple[Token, str]:
    """A new key, and what opens it, which nobody can tell again.

    Raises `TooMany`, and ValueError for no scope, another one, or a time that no key lasts.
    """
    lasts = timedelta(days=days)
    if not timedelta(0) < lasts <= LONGEST:
        raise ValueError(f"a key lasts from 1 to {LONGEST.days} days, not {days}")
    if not scopes or set(scopes) - set(OPENS):
        raise ValueError(f"a key opens some of: {', '.join(OPENS)}")
    with transaction.atomic():
        kept = Runner.objects.select_for_update().get(pk=runner.pk)
        if open_keys(kept, now).count() >= MOST_OPEN:
            raise TooMany
        return Token.made(scopes=scopes, now=now, runner=kept, name=name, expires_at=now + lasts)


def keys_of(runner: Runner) -> QuerySet[Token]:
    """The keys that were not taken back, the newest first; some may be over."""
    mine = Token.objects.filter(runner=runner, revoked_at=None)
    return mine.exclude(scopes=CALENDAR).order_by("-pk")


def open_keys(runner: Runner, now: datetime) -> QuerySet[Token]:
    """The keys that open something now."""
    return keys_of(runner).filter(Q(expires_at=None) | Q(expires_at__gt=now))


def revoke(runner: Runner, number: int, now: datetime) -> bool:
    """Take a key back at once; False where the runner has none of this number."""
    return bool(keys_of(runner).filter(pk=number).update(revoked_at=now))
