"""A name for a runner that says nothing about them."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from strideback.store.models import Runner


def mark_of(runner: Runner) -> str:
    """The same for all that leaves of a runner's: the calendar, the FHIR Bundle, what a browser keeps.

    Without this server's key nobody can make it, or tell whose it is.
    """
    return salted_hmac("strideback.offline", str(runner.pk)).hexdigest()[:24]
