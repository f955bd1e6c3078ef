"""How often a key may be used, and how often somebody may come with a wrong one.

Counted in the cache of the database, so that every worker counts the same: by key, and by the hash
of an address.  A wrong key never shuts out a right one from the same place.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from strideback.api.problems import Problem
from strideback.store.keys import Token

WINDOW_S = 60
MOST = {"read": 300, "append": 120, "import": 12, "fhir": 60}
"""Uses of one key in a window, by the scope that is asked for."""
MOST_WRONG = 30
"""Wrong keys from one address in a window; more are not even counted."""


def count_use(token: Token, scope: str, now: datetime) -> None:
    """Count a use of the key; raises a 429 when it was used too often."""
    name = _window(f"{scope}:{token.pk}", now)
    if _count(name) > MOST[scope]:
        raise _too_often(f"This key was used more than {MOST[scope]} times in a minute", now)


def count_wrong_key(request: HttpRequest, now: datetime) -> None:
    """Count a key that opens nothing; raises a 429 when there were too many from there."""
    name = _window(f"wrong:{_address(request)}", now)
    if cache.get(name, 0) >= MOST_WRONG:
        raise _too_often("Too many keys that open nothing came from your address", now)
    _count(name)


def _count(name: str) -> int:
    if cache.add(name, 1, WINDOW_S):
        return 1
    try:
        return cache.incr(name)
    except ValueError:  # its time came to an end in between
        return 1


def _window(what: str, now: datetime) -> str:
    return f"api:{what}:{int(now.timestamp()) // WINDOW_S}"


def _too_often(says: str, now: datetime) -> Problem:
    left = WINDOW_S - int(now.timestamp()) % WINDOW_S
    detail = f"{says}; wait {left} s and try again."
    return Problem(429, "too-often", detail, headers={"Retry-After": str(left)})


def _address(request: HttpRequest) -> str:
    """Where a request comes from, past the proxies that the server trusts."""
    proxies: int = getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0)
    passed = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",")]
    if proxies and len(passed) >= proxies:
        return passed[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
