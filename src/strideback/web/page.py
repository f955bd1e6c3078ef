"""A screen as an answer: its template, with what every page holds."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from strideback.store.models import Runner
from strideback.web.runners import Seen, reviewer, seen_by

Screen = Callable[..., HttpResponse]


def for_runner(screen: Screen) -> Screen:
    """A screen that only a known runner sees; it gets the request and what there is to see."""

    @wraps(screen)
    def guarded(request: HttpRequest, *args: Any, **given: Any) -> HttpResponse:  # noqa: ANN401 - the path's own parts
        runner: Runner | None = getattr(request, "runner", None)
        if runner is None:
            return redirect("closed" if settings.LOCAL else settings.LOGIN_URL)
        return screen(request, seen_by(runner), *args, **given)

    return guarded


def by_themselves(screen: Screen) -> Screen:
    """A screen before which a server asks for the password again; local mode has none."""
    if settings.LOCAL:
        return screen
    from allauth.account.decorators import reauthentication_required

    asked: Screen = reauthentication_required(screen)
    return asked


def page(
    request: HttpRequest,
    template: str,
    *,
    seen: Seen | None = None,
    status: int = 200,
    **context: Any,  # noqa: ANN401 - the template's own names
) -> HttpResponse:
    """The template, filled in."""
    more = {"seen": seen, "knowledge": reviewer().knowledge, **context}
    return render(request, template, more, status=status)


def see(name: str, *parts: str) -> HttpResponse:
    """On to the screen of this name, which the browser asks for with a GET, whatever was sent."""
    return HttpResponseRedirect(reverse(name, args=parts), status=303)
