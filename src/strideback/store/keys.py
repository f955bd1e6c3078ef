"""Keys that open a part of a diary: for programs and calendars, and for clinicians.

Only the hash of a key is kept; the key itself is shown once, to the runner who made it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import ClassVar, Self

from django.conf import settings
from django.db import models

SCOPES = ("read", "append", "import", "fhir", "calendar")
"""What a token may open: the review and the diary; adding; bringing runs; FHIR; the calendar."""
SHARED = ("report", "log")
"""What a share shows: the clinician's report; with it the whole diary of its time."""
LONGEST_SHARE = timedelta(days=366)


def hashed(key: str) -> str:
    """What is kept of a key: it has 256 bits of chance, so no salt is needed."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


class _Key(models.Model):
    """A key, until it expires or is taken back."""

    KNOWN: ClassVar[tuple[str, ...]] = ()
    """The scopes that a key of this kind may have."""
    MARK: ClassVar[str] = ""
    """How a key of this kind begins, so that one found lying about can be told."""

    runner = models.ForeignKey("store.Runner", on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    """The runner's own word for it: `watch`, `my physio`."""
    hash = models.CharField(max_length=64, unique=True)
    scopes = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        """Not a table of its own."""

        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.pk}"  # its name is the runner's own business

    @classmethod
    def made(cls, *, scopes: Collection[str], now: datetime, **more: object) -> tuple[Self, str]:
        """A new key, kept, and the key itself, which nobody can tell again.

        Raises ValueError for a scope that there is not.
        """
        if unknown := set(scopes) - set(cls.KNOWN):
            raise ValueError(f"unknown scope: {', '.join(sorted(unknown))}")
        key = f"{cls.MARK}_{token_urlsafe(32)}"
        told = " ".join(each for each in cls.KNOWN if each in scopes)
        return cls._default_manager.create(hash=hashed(key), scopes=told, made_at=now, **more), key

    @classmethod
    def of(cls, key: str, scope: str, now: datetime) -> Self | None:
        """What the key opens now, or nothing: unknown, expired, revoked and out of scope are alike."""
        found: Self | None = (
            cls._default_manager.filter(hash=hashed(key)).select_related("runner").first()
        )
        return found if found is not None and found.opens(scope, now) else None

    def opens(self, scope: str, now: datetime) -> bool:
        """Whether it opens this part now."""
        ended = self.revoked_at is not None or (
            self.expires_at is not None and self.expires_at <= now
        )
        return scope in self.scopes.split() and not ended


class Token(_Key):
    """A key of a program or a calendar."""

    used_on = models.DateField(null=True)
    """The last day; not the instant, which would say when the runner looks at the calendar."""

    KNOWN: ClassVar[tuple[str, ...]] = SCOPES
    MARK: ClassVar[str] = "sbt"


class Share(_Key):
    """What a clinician may look at: by a link, or with an account of their own."""

    clinician = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="shared_with"
    )
    since = models.DateField(null=True)
    """The first day that is shown; None is the whole diary."""

    KNOWN: ClassVar[tuple[str, ...]] = SHARED
    MARK: ClassVar[str] = "sbs"


class Look(models.Model):
    """Somebody has looked at what was shared: when, and at which part.  The runner sees them all."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="looks")
    at = models.DateTimeField()
    part = models.CharField(max_length=16)

    class Meta:
        """The last look first."""

        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"look {self.pk}"
