"""Screens whose address holds a key: kept nowhere, found by no search, and closed to who guesses."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse

from strideback.web.page import page

MOST_MISSES = 30
MISSES_S = 10 * 60
"""So many addresses that open nothing, within this time, and a place is asked to wait."""

Screen = Callable[..., HttpResponse]


def by_key(screen: Screen) -> Screen:
    """A screen that a key opens.  Whatever the key is that does not, the answer is the same page.

    No browser and no proxy keeps the answer, no search engine lists it, and no link in it tells
    anybody where it stood.
    """

    @wraps(screen)
    def answered(request: HttpRequest, *args: Any, **given: Any) -> HttpResponse:  # noqa: ANN401 - the path's own parts
        try:
            return sealed(screen(request, *args, **given))
        except Http404:
            if _too_often(request):
                return sealed(page(request, "shared_wait.html", status=429))
            return sealed(page(request, "shared_gone.html", status=404))

    return answered


def sealed(answer: HttpResponse) -> HttpResponse:
    """The answer with what keeps it out of caches, searches and the headers of the next request."""
    answer["Cache-Control"] = "no-store, private"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer


def _too_often(request: HttpRequest) -> bool:
    """Count an address that opened nothing; True when there were too many from there.

    A key that opens something is never shut out by others who guess from the same place.
    """
    place = _place(request)
    misses = int(cache.get(place, 0))
    if misses >= MOST_MISSES:
        return True
    cache.set(place, misses + 1, MISSES_S)
    return False


def _place(request: HttpRequest) -> str:
    """Where the request comes from; behind a server's own proxies, what they say."""
    if settings.LOCAL:
        return "misses:here"
    from allauth.account.adapter import get_adapter

    return f"misses:{get_adapter(request).get_client_ip(request)}"
