"""Adding to the diary from a form: with the number of the last entry that its page showed."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest

from strideback.core.diary import Entry
from strideback.store import diaries
from strideback.web.runners import RunnerRequest, now


class NotAsked(ValueError):  # noqa: N818 - it says what is the matter
    """A form without what its page had put there: nobody filled it in by hand."""


def add(request: HttpRequest, told: Iterable[Entry], *, key: str | None = None) -> int:
    """Add entries to the runner's diary; gives the number of its last entry.

    The form names in `after` the last entry that its page showed.  Raises `Stale` when there are
    newer ones, and `NotAsked` when the form does not say.  A form with a `key` counts once.
    """
    key = key or request.POST.get("key") or None
    runner = RunnerRequest.of(request)
    return diaries.append(runner, told, after=seen_last(request), now=now(), key=key)


def seen_last(request: HttpRequest) -> int:
    """The number of the last entry that the form's page showed."""
    after = request.POST.get("after", "")
    if not (after.isdecimal() and len(after) < 10):
        raise NotAsked("the form does not say which entry its page showed last")
    return int(after)
