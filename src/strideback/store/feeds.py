"""Addresses of a runner's calendar: each is a key of its own, which can be taken back."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction
from django.db.models import QuerySet

from strideback.store.keys import Token
from strideback.store.models import Entry, Runner
from strideback.store.reviewing import zone_of

CALENDAR = "calendar"
MOST_OPEN = 10


class TooMany(ValueError):  # noqa: N818 - it says what is the matter
    """The runner has as many addresses as there may be."""


def make(runner: Runner, *, name: str, now: datetime) -> str:
    """The key of a new address, which nobody can tell again; raises `TooMany`."""
    with transaction.atomic():
        Runner.objects.select_for_update().get(pk=runner.pk)
        if feeds_of(runner).count() >= MOST_OPEN:
            raise TooMany
        _token, key = Token.made(scopes=[CALENDAR], now=now, runner=runner, name=name)
    return key


def feeds_of(runner: Runner) -> QuerySet[Token]:
    """The addresses that are open, the newest first."""
    return Token.objects.filter(runner=runner, scopes=CALENDAR, revoked_at=None).order_by("-pk")


def revoke(runner: Runner, number: int, now: datetime) -> bool:
    """Take an address back; False where the runner has none of this number."""
    return bool(feeds_of(runner).filter(pk=number).update(revoked_at=now))


def opened(key: str, now: datetime) -> Runner | None:
    """Whose calendar the key opens: nobody's where it is unknown, taken back, or for something else."""
    token = Token.of(key, CALENDAR, now)
    return token.runner if token is not None else None


def same_since(runner: Runner, now: datetime) -> datetime:
    """Since when the calendar is as it is now: the last line of the diary, or the beginning of the day."""
    zone = zone_of(runner)
    today = datetime.combine(now.astimezone(zone).date(), time(), zone)
    told = Entry.objects.filter(runner=runner, number=runner.last).values_list("told_at", flat=True)
    return min(now, max(today, *told))


def note_use(key: str, now: datetime, today: date) -> None:
    """Keep the day on which a calendar last asked."""
    token = Token.of(key, CALENDAR, now)
    if token is not None and token.used_on != today:
        Token.objects.filter(pk=token.pk).update(used_on=today)
