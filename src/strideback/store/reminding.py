"""What a runner wants to be reminded of, where it goes, and what was sent."""

from __future__ import annotations

from django.db import models


class Reminders(models.Model):
    """A runner's wishes.  Nothing is sent by e-mail before the address has said yes to it itself."""

    runner = models.OneToOneField("store.Runner", on_delete=models.CASCADE)
    tips = models.BooleanField(default=False)
    """A tip by e-mail every few days."""
    sessions = models.BooleanField(default=False)
    """A word on the days with a session, as long as it is not done."""
    by_email = models.BooleanField(default=False)
    by_push = models.BooleanField(default=False)
    at = models.TimeField(null=True)
    """When on the day, in the runner's time zone."""
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    """When the address was asked whether it wants e-mail."""
    confirmed_at = models.DateTimeField(null=True)
    address = models.CharField(max_length=32, blank=True)
    """A mark of the address that said yes: another one has to be asked anew."""
    stopped_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"reminders of runner {self.runner_id}"


class Device(models.Model):
    """A browser that allowed web push."""

    runner = models.ForeignKey("store.Runner", on_delete=models.CASCADE)
    endpoint = models.URLField(max_length=1024, unique=True)
    p256dh = models.CharField(max_length=128)
    auth = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"device {self.pk}"


class Reminder(models.Model):
    """One reminder that is due: made once, sent at least once, and never for nothing.

    `key` names it (`session:2026-03-06`, `tip:2026-03-06`), so that making it twice makes one.
    """

    runner = models.ForeignKey("store.Runner", on_delete=models.CASCADE)
    key = models.CharField(max_length=64)
    due_at = models.DateTimeField()
    """When somebody looks at it next; whoever takes it moves this on, so that nobody else does."""
    about = models.CharField(max_length=64, blank=True)
    """Which tip it became, or that it asked for a check-in: what is sent again is the same."""
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    """No longer wanted when its time came: done already, referred, opted out."""
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """One of a kind for each runner."""

        constraints = (
            models.UniqueConstraint(fields=("runner", "key"), name="one_reminder_a_key"),
        )
        indexes = (
            models.Index(
                fields=("due_at",),
                condition=models.Q(sent_at=None, dropped_at=None),
                name="reminders_open",
            ),
        )

    def __str__(self) -> str:
        return f"reminder {self.pk}"
