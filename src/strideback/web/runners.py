"""Who is asking, and what day it is for them: the only clock of the web app."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from strideback.core.review import Review, Reviewer
from strideback.formats import knowledge_toml
from strideback.store import diaries
from strideback.store.diaries import Kept
from strideback.store.models import Runner

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
    kept: Kept
    today: date

    @property
    def last(self) -> int:
        """The number of the last entry: what a form has to name when it adds something."""
        return self.kept.last


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
        response = self.get_response(request)
        response.setdefault("Cache-Control", "no-store")
        return response


def _runner(request: HttpRequest) -> Runner | None:
    if settings.LOCAL:
        opened = request.session.get(OPENED, False)
        return Runner.objects.get_or_create(account=None)[0] if opened else None
    if not request.user.is_authenticated:
        return None
    return Runner.objects.get_or_create(account=request.user)[0]


def now() -> datetime:
    """The instant, with its time zone."""
    return timezone.now()


def today_of(runner: Runner) -> date:
    """The runner's own day."""
    try:
        zone = ZoneInfo(runner.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones is an OSError
        zone = ZoneInfo("UTC")
    return now().astimezone(zone).date()


@lru_cache(maxsize=1)
def reviewer() -> Reviewer:
    """The knowledge, made ready once for each process."""
    return Reviewer(knowledge_toml.load())


def seen_by(runner: Runner, today: date | None = None) -> Seen:
    """The review of a runner's diary.  It is kept by what it is made of, so it never goes stale."""
    return _seen(runner.pk, runner.last, today or today_of(runner))


@lru_cache(maxsize=512)
def _seen(runner_id: int, last: int, today: date) -> Seen:  # noqa: ARG001 - part of the key
    ready = reviewer()
    kept = diaries.load(Runner.objects.get(pk=runner_id), ready.knowledge)
    return Seen(ready.review(kept.diary, today), kept, today)


def forget_reviews() -> None:
    """Drop the reviews that this process keeps: after a runner has erased everything."""
    _seen.cache_clear()
