"""Sharing a diary with a clinician: making a share, opening it, keeping it in an account, ending it.

Whoever holds the link may look.  Once a clinician keeps the share in their account, the link opens
it for them alone, and for the runner who made it.  A share ends with a day of the runner's, so that
what they read, "open until 5 April", is true to the last minute of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Count, QuerySet

from strideback.store.keys import LONGEST_SHARE
from strideback.store.models import Look, Runner, Share
from strideback.store.reviewing import day_of, zone_of

MOST_OPEN = 20
"""Shares of one runner that are open at once."""
ONE_LOOK = timedelta(minutes=1)
"""Looks at the same part within this time are one.  They are shown to the minute, so none is lost."""
_MOST_ENDED = 100
"""Shares that ended and are still shown."""
_SCOPE = {"report": "report", "pdf": "report", "log": "log"}


class TooMany(ValueError):  # noqa: N818 - it says what is the matter
    """The runner has as many open shares as there may be."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A share as its runner sees it."""

    share: Share
    open: bool
    looks: tuple[Look, ...]
    """Its last looks, the newest first."""
    more: int
    """How many older looks there are."""
    kept_by: str
    """The address of the account that keeps it, empty where none does."""


def code(share: Share) -> str:
    """A few letters by which a runner and a clinician can tell that they mean the same share."""
    return share.hash[:6].upper()


def share(
    runner: Runner, *, name: str, log: bool, since: date | None, days: int, now: datetime
) -> tuple[Share, str]:
    """A new share and its key, which nobody can tell again.

    Raises TooMany, and ValueError for a time that no share lasts.
    """
    if not 1 <= days <= LONGEST_SHARE.days:
        raise ValueError(f"a share lasts from 1 to {LONGEST_SHARE.days} days, not {days}")
    with transaction.atomic():
        kept = Runner.objects.select_for_update().get(pk=runner.pk)
        after = day_of(kept, now) + timedelta(days=days + 1)
        if _open(kept, now).count() >= MOST_OPEN:
            raise TooMany
        return Share.made(
            scopes=("report", "log") if log else ("report",),
            now=now,
            runner=kept,
            name=name,
            since=since,
            expires_at=datetime.combine(after, time(), zone_of(kept)),
        )


def last_day(share: Share) -> date:
    """The last day of the runner's on which it opens anything."""
    if share.expires_at is None:
        raise ValueError("a share without an end")
    return day_of(share.runner, share.expires_at - timedelta(microseconds=1))


def shares_of(runner: Runner, now: datetime, *, most_looks: int) -> Sequence[Shared]:
    """Every open share of a runner, then the newest that ended, with who has looked."""
    mine = Share.objects.filter(runner=runner).select_related("clinician", "runner")
    mine = mine.annotate(looked=Count("looks")).order_by("-pk")
    still = mine.filter(revoked_at=None, expires_at__gt=now)
    ended = mine.exclude(pk__in=still.values("pk"))[:_MOST_ENDED]
    return [_with_looks(each, now, most_looks) for each in (*still, *ended)]


def looks_of(
    runner: Runner, number: int
) -> tuple[Share, Sequence[tuple[date, Sequence[Look]]]] | None:
    """One share of this runner and all looks at it, by day, the newest first; None if it is not theirs."""
    found = Share.objects.filter(runner=runner, pk=number).first()
    if found is None:
        return None
    days = groupby(found.looks.all(), key=lambda each: day_of(runner, each.at))
    return found, [(day, tuple(looks)) for day, looks in days]


def revoke(runner: Runner, number: int, now: datetime) -> bool:
    """End a share of this runner at once; False where the runner has none of this number."""
    mine = Share.objects.filter(runner=runner, pk=number)
    return bool(mine.filter(revoked_at=None).update(revoked_at=now)) or mine.exists()


def opened(key: str, part: str, *, account: int | None, now: datetime) -> Share | None:
    """What the key opens for somebody now, or nothing.

    Unknown, expired, taken back, of another part and kept by another account are alike, and take
    the same work: one hash, one question to the database.
    """
    found = Share.of(key, _SCOPE[part], now)
    if found is None or found.clinician_id in {None, account}:
        return found
    return found if account is not None and found.runner.account_id == account else None


def kept(number: int, part: str, *, account: int | None, now: datetime) -> Share | None:
    """A share that this account keeps, if it opens this part now."""
    if account is None:
        return None
    found = Share.objects.filter(pk=number, clinician=account).select_related("runner").first()
    return found if found is not None and found.opens(_SCOPE[part], now) else None


def kept_by(account: int, now: datetime) -> tuple[Share, ...]:
    """Every share that this account keeps and that is still open, the newest first."""
    mine = Share.objects.filter(clinician=account).select_related("runner").order_by("-pk")
    return tuple(each for each in mine if each.opens("report", now))


def may_keep(number: int, *, account: int, now: datetime) -> Share | None:
    """The share, if this account may take it: open, kept by nobody else, and not its own runner's."""
    found = Share.objects.filter(pk=number).select_related("runner").first()
    if found is None or not found.opens("report", now) or found.runner.account_id == account:
        return None
    return found if found.clinician_id in {None, account} else None


def keep(number: int, *, account: int, now: datetime) -> bool:
    """Bind a share to this account, so that its link alone opens it no more; who is first keeps it."""
    with transaction.atomic():
        if may_keep(number, account=account, now=now) is None:
            return False
        free = Share.objects.filter(pk=number, clinician=None)
        return bool(free.update(clinician=account)) or (
            may_keep(number, account=account, now=now) is not None
        )


def look(shared: Share, part: str, now: datetime) -> None:
    """Write down that somebody looks at this part now; within a minute it is the same look."""
    with transaction.atomic():
        held = Share.objects.select_for_update().filter(pk=shared.pk).exists()
        if held and not shared.looks.filter(part=part, at__gt=now - ONE_LOOK).exists():
            Look.objects.create(share=shared, at=now, part=part)


def _with_looks(share: Share, now: datetime, most: int) -> Shared:
    looked: int = share.looked  # type: ignore[attr-defined]  # counted along with it
    looks = tuple(share.looks.all()[:most]) if looked else ()
    kept_by = share.clinician.email if share.clinician else ""
    return Shared(share, share.opens("report", now), looks, looked - len(looks), kept_by)


def _open(runner: Runner, now: datetime) -> QuerySet[Share]:
    return Share.objects.filter(runner=runner, revoked_at=None, expires_at__gt=now)
