"""Who is asking, and what day it is for them: the only clock of the web app."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from strideback.core.diary import AnyEvent as Event
from strideback.core.review import Review, Reviewer
from strideback.store import diaries
from strideback.store.diaries import Kept
from strideback.store.languages import heard, spoken
from strideback.store.models import Runner
from strideback.store.reviewing import day_of
from strideback.store.reviewing import reviewer as _reviewer
from strideback.web.remembered import Remembered

T = TypeVar("T")

OPENED = "opened-with-the-token"
"""In the session of a browser that came with the token of local mode."""


class RunnerRequest(HttpRequest):
    """A request with the runner who asks."""

    runner: Runner | None

    @staticmethod
    def of(request: HttpRequest) -> Runner:
        """The runner of a request to a screen that only a known runner sees."""
        runner: Runner | None = getattr(request, "runner", None)
        if runner is None:
            raise LookupError("a screen without `for_runner` asked for its runner")
        return runner


@dataclass(frozen=True, slots=True)
class Seen:
    """What every screen shows: the review of a diary today, and the diary it comes from."""

    review: Review
    runner_id: int
    last: int
    """The number of the last entry: what a form has to name when it adds something."""
    today: date
    language: str
    told: tuple[Event, ...]
    """What was told of today."""
    new: bool
    """Whether nothing was ever told."""
    _worked_out: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def kept(self) -> Kept:
        """The diary itself, read again where it is not at hand: a review is much smaller."""
        kept = _diaries.get((self.runner_id, self.language))
        if kept is None or kept.last != self.last:
            runner = Runner.objects.get(pk=self.runner_id)  # an erased one is not there
            kept = diaries.load(runner, reviewer().knowledge, upto=self.last)
            _diaries.put((self.runner_id, self.language), kept, _size(kept.last))
        return kept

    def once(self, what: Hashable, work: Callable[[], T]) -> T:
        """What follows from this diary and takes long, worked out once and forgotten with it."""
        if what not in self._worked_out:
            self._worked_out[what] = work()
        found: T = self._worked_out[what]
        return found


class RunnerMiddleware:
    """Puts the runner on the request: in local mode the only one, else the account's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer to a request that knows its runner."""
        runner = _runner(request)
        if runner is not None:
            if runner.language:
                translation.activate(runner.language)
            # Until it is confirmed on the account screen, the day is the one that the browser is in.
            runner.time_zone = runner.time_zone or request.COOKIES.get("zone", "")
        request.runner = runner  # type: ignore[attr-defined]
        with heard():
            response = self.get_response(request)
        response.setdefault("Cache-Control", "no-store")
        return response


def _runner(request: HttpRequest) -> Runner | None:
    if settings.LOCAL:
        opened = request.session.get(OPENED, False)
        return Runner.objects.get_or_create(account=None)[0] if opened else None
    if not request.user.is_authenticated:
        return None
    try:
        return request.user.runner
    except Runner.DoesNotExist:
        return Runner.objects.get_or_create(account=request.user)[0]


def now() -> datetime:
    """The instant, with its time zone."""
    return timezone.now()


def today_of(runner: Runner) -> date:
    """The runner's own day."""
    return day_of(runner, now())


def reviewer(language: str = "") -> Reviewer:
    """The knowledge in a language, or in that of the page; made ready once for each process."""
    return _reviewer(language or spoken())


_KEPT_S = 10 * 60
_reviews: Remembered[int, Seen] = Remembered(most=750_000, for_s=_KEPT_S)
_diaries: Remembered[tuple[int, str], Kept] = Remembered(most=30_000, for_s=_KEPT_S)
"""By runner, a diary also by the language of its problems; as many as have so many entries in all.

With what a review needs beside its entries that is up to about 70 MB: a thousand runners who have told
of three months, or twenty who have told of ten years.

Each process keeps its own: their time is the longest that a review outlives erasing in another one.
"""


def seen_by(runner: Runner, today: date | None = None) -> Seen:
    """The review of a runner's diary.  It is kept with what it is made of, so it never goes stale."""
    today = today or today_of(runner)
    seen = _reviews.get(runner.pk)
    if seen is not None and (seen.last, seen.today, seen.language) == (
        runner.last,
        today,
        spoken(),
    ):
        return seen
    seen = _reviewed(runner, today)
    return _reviews.put(runner.pk, seen, _size(seen.last))


def _reviewed(runner: Runner, today: date) -> Seen:
    ready = reviewer()
    kept = diaries.load(runner, ready.knowledge)
    _diaries.put((runner.pk, spoken()), kept, _size(kept.last))
    told = tuple(each for each in kept.diary.events if each.on == today)
    return Seen(
        review=ready.review(kept.diary, today),
        runner_id=runner.pk,
        last=kept.last,
        today=today,
        language=spoken(),
        told=told,
        new=not kept.diary.events,
    )


def _size(entries: int) -> int:
    """What a diary counts for where many are remembered; an empty one is something too."""
    return 100 + entries


def forget_reviews() -> None:
    """Drop the reviews that this process keeps: after a runner has erased everything."""
    _reviews.clear()
    _diaries.clear()
