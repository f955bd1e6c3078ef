"""`python -m strideback.server worker`: sends reminders, until it is stopped."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.utils import timezone

from strideback.server.jobs import TICK

_NAME = "reminders"


class Command(BaseCommand):
    """Runs the jobs.  Any number of them may run; stopped or killed, they lose nothing."""

    help = "Send reminders and tips, until it is stopped."

    def handle(self, *_args: object, **_options: object) -> None:
        """Run until SIGTERM or Ctrl-C."""
        from strideback.server.cluster import Watch  # late: django-q2 reads its settings with it

        Watch(before=_planned).run(settings.JOB_S)


def _planned() -> None:
    """A look every minute, and one at once.  Two workers that begin together may both look: once more."""
    from django_q.models import Schedule
    from django_q.tasks import async_task

    every_minute = {"func": TICK, "schedule_type": Schedule.MINUTES, "minutes": 1, "repeats": -1}
    with transaction.atomic():
        there = Schedule.objects.filter(name=_NAME).order_by("pk")
        first = there.first() or Schedule.objects.create(name=_NAME, func=TICK)
        there.exclude(pk=first.pk).delete()
        # where all workers were down, nothing is made up for
        there.update(**every_minute, next_run=timezone.now())
    async_task(TICK)
    _own_connections()


def _own_connections() -> None:
    """The processes of a cluster are forks, and no fork can use a pool that was made before it."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]
        connection.settings_dict["OPTIONS"]["pool"] = False
