"""Local mode's door: the token of the printed address lets one browser in, once.

Jupyter's token can be used again and again.  Ours is spent with its first use, because the address
stays where others may read it: in the terminal, in the list of processes of this computer (the
browser is started with it), in the browser's history.  Whoever comes second finds the door closed,
so a stolen token is noticed.  A browser that is in can let another one in.
"""

from __future__ import annotations

import os
import secrets
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET

from strideback.web.page import page
from strideback.web.runners import OPENED

TOKEN = "STRIDEBACK_TOKEN"  # noqa: S105 - the name of the variable
"""The variable that holds the token while `strideback serve` runs."""

ANOTHER_S = 10 * 60
"""How long an address for another browser is good."""


@require_GET
def opened(request: HttpRequest) -> HttpResponse:
    """Come in with the token; the address is then without it."""
    if settings.LOCAL and (request.session.get(OPENED) or _spend(request.GET.get("token", ""))):
        let_in(request)
        return redirect("today")
    return redirect("closed")


@require_GET
def closed(request: HttpRequest) -> HttpResponse:
    """What a browser without the token reads."""
    return page(request, "closed.html", status=403)


def let_in(request: HttpRequest) -> None:
    """This browser may see and add from now on."""
    request.session.cycle_key()
    request.session[OPENED] = True


def address_for_another(request: HttpRequest) -> str:
    """A fresh address that lets one more browser in."""
    token = secrets.token_urlsafe(24)
    cache.set(_name("another", token), True, ANOTHER_S)
    return request.build_absolute_uri(f"{reverse('open')}?token={token}")


def _spend(token: str) -> bool:
    """Is the token good?  It is not any more after this."""
    printed = os.environ.get(TOKEN, "")
    if not token:
        return False
    if not (printed and constant_time_compare(token, printed)) and not cache.delete(
        _name("another", token)
    ):
        return False
    return cache.add(_name("spent", token), True, timeout=None)


def _name(what: str, token: str) -> str:
    return f"entrance:{what}:{sha256(token.encode()).hexdigest()}"
