"""The tables: accounts, who keeps a diary, its lines, and the browsers that are let in.

A line is the diary's own notation, as in a text diary: what a runner exports is what is stored.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models.functions import Coalesce

from strideback.store.keys import Look, Share, Token
from strideback.store.reminding import Device, Reminder, Reminders

__all__ = [
    "Account",
    "Accounts",
    "Device",
    "Entry",
    "Look",
    "Reminder",
    "Reminders",
    "Runner",
    "Session",
    "Share",
    "Token",
]


class Accounts(BaseUserManager["Account"]):
    """Finds accounts by their address; django-allauth makes them."""


class Account(AbstractBaseUser):
    """Somebody who signs in to a server: an e-mail address and a password, and no name."""

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[Accounts] = Accounts()

    def __str__(self) -> str:
        return f"account {self.pk}"  # the address would end up in logs


class Runner(models.Model):
    """Somebody with a diary.  In local mode there is one, without an account."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.RESTRICT
    )
    time_zone = models.CharField(max_length=64, blank=True)
    """As the browser calls it, once the runner has confirmed it: Europe/Berlin."""
    language = models.CharField(max_length=8, blank=True)
    last = models.PositiveIntegerField(default=0)
    """The number of the last entry: what a writer has to have seen."""

    class Meta:
        """Without an account there is one runner: two first visits at once make no second."""

        constraints = (
            models.UniqueConstraint(
                Coalesce("account", 0),
                condition=models.Q(account=None),
                name="one_runner_without_an_account",
            ),
        )

    def __str__(self) -> str:
        return f"runner {self.pk}"


class Entry(models.Model):
    """One line of a diary.  It is added once and never changed; the database refuses to.

    `number` counts from 1 without gaps: it is the line's place in the exported text.  `on` and
    `kind` are empty for a remark or a line that was not understood.  `key`, where a device gives
    one, makes sending it twice harmless.
    """

    runner = models.ForeignKey(Runner, on_delete=models.RESTRICT, related_name="entries")
    number = models.PositiveIntegerField()
    on = models.DateField(null=True)
    kind = models.CharField(max_length=24, blank=True)
    form = models.PositiveSmallIntegerField(default=1)
    line = models.TextField()
    key = models.CharField(max_length=64, null=True)
    told_at = models.DateTimeField()

    class Meta:
        """An entry's place in its diary is its own."""

        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("runner", "number"), name="one_entry_a_place"),
            models.UniqueConstraint(fields=("runner", "key"), name="one_entry_a_key"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="counted_from_one"),
        )

    def __str__(self) -> str:
        return f"entry {self.number} of runner {self.runner_id}"


class Sessions(BaseSessionManager["Session"]):
    """Finds sessions, each together with its account and the runner of it: every page asks for all three."""

    def get_queryset(self) -> models.QuerySet[Session]:
        """The sessions, joined to their accounts."""
        return super().get_queryset().select_related("account__runner")


class Session(AbstractBaseSession):
    """A browser that is let in.  It knows its account, so that erasing ends every session of it."""

    account = models.ForeignKey(
        Account,
        null=True,
        on_delete=models.DO_NOTHING,  # `forget` ends the sessions of an account, and then it
        db_constraint=False,
        related_name="+",
    )

    objects: ClassVar[Sessions] = Sessions()

    class Meta(AbstractBaseSession.Meta):
        """A table of our own, beside Django's, which we do not use."""

        db_table = "store_session"

    @classmethod
    def get_session_store_class(cls) -> type:
        """The store that reads and writes these sessions."""
        from strideback.store.sessions import SessionStore

        return SessionStore
