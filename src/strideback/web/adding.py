"""Adding to the diary from a form: with the number of the last entry that its page showed."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from django.http import HttpRequest

from strideback.core.diary import Entry
from strideback.store import diaries
from strideback.web.runners import RunnerRequest, now


class NotAsked(ValueError):  # noqa: N818 - it says what is the matter
    """A form without what its page had put there: nobody filled it in by hand."""


_NOT_TOLD = frozenset({"csrfmiddlewaretoken", "after"})
"""Fields of a form that nobody filled in."""


def add(request: HttpRequest, told: Iterable[Entry]) -> int:
    """Add entries to the runner's diary; gives the number of its last entry.

    The form names in `after` the last entry that its page showed.  Raises `Stale` when there are
    newer ones, and `NotAsked` when the form does not say.  A form with a `key` that is sent twice as
    it was counts once; filled in otherwise it is another one, which the diary has to take or refuse.
    """
    runner = RunnerRequest.of(request)
    after, key = seen_last(request), _key(request)
    if key is not None and diaries.has(runner, key):
        runner.refresh_from_db(fields=["last"])
        return runner.last
    return diaries.append(runner, told, after=after, now=now(), key=key)


def add_whatever_was_told(request: HttpRequest, told: Entry) -> int:
    """Add what no other entry makes untrue, and what must not be lost, behind the last one there is."""
    seen_last(request)  # a form of ours says it, though it does not matter here
    return diaries.append_facts(RunnerRequest.of(request), [(None, told)], now=now())


def _key(request: HttpRequest) -> str | None:
    """What makes this form count once: the key of its page, and all that was filled in."""
    if not request.POST.get("key"):
        return None
    filled = sorted(
        (name, values) for name, values in request.POST.lists() if name not in _NOT_TOLD
    )
    return sha256(repr(filled).encode("utf-8", "surrogatepass")).hexdigest()


def seen_last(request: HttpRequest) -> int:
    """The number of the last entry that the form's page showed."""
    after = request.POST.get("after", "")
    if not (after.isdecimal() and len(after) < 10):
        raise NotAsked("the form does not say which entry its page showed last")
    return int(after)
