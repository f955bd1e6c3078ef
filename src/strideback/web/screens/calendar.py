"""The sessions in a calendar of the runner's own: as a file, or at an address that it asks now and then."""

from __future__ import annotations

import re
from datetime import datetime, time
from hashlib import sha256

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from strideback.store import feeds
from strideback.store.languages import heard
from strideback.store.marks import mark_of
from strideback.store.models import Runner
from strideback.store.reviewing import day_of, zone_of
from strideback.web.by_key import sealed
from strideback.web.page import for_runner, page, see
from strideback.web.runners import RunnerRequest, Seen, now, reviewer, seen_by

ALARM_MIN = 10
"""So many minutes before a session at a time of day the calendar reminds of it."""
_CLOCK = re.compile(r"([01][0-9]|2[0-3])([0-5][0-9])")


class CalendarForm(forms.Form):
    """When sessions begin, and what the address is for."""

    at = forms.TimeField(required=False, label=_("Time of day"))
    name = forms.CharField(required=False, max_length=80, label=_("What it is for"))


@require_GET
@for_runner
def calendar(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Both ways, and the addresses that are open."""
    return _page(request, seen, CalendarForm())


@require_POST
@for_runner
def make(request: HttpRequest, seen: Seen) -> HttpResponse:
    """A new address; it is shown once, in this answer."""
    form = CalendarForm(request.POST)
    if not form.is_valid():
        return _page(request, seen, form, status=422)
    name = form.cleaned_data["name"].strip() or gettext("My calendar")
    try:
        key = feeds.make(RunnerRequest.of(request), name=name, now=now())
    except feeds.TooMany:
        says = gettext("You have %(count)s addresses. Take one back first.")
        form.add_error(None, says % {"count": feeds.MOST_OPEN})
        return _page(request, seen, form, status=422)
    at: time | None = form.cleaned_data["at"]
    place = (
        reverse("calendar-feed-at", args=[key, f"{at:%H%M}"])
        if at
        else reverse("calendar-feed", args=[key])
    )
    return _page(request, seen, CalendarForm(), address=request.build_absolute_uri(place))


@require_POST
@for_runner
def revoke(request: HttpRequest, seen: Seen, number: int) -> HttpResponse:  # noqa: ARG001 - who is asking is what counts
    """Take an address back."""
    if not feeds.revoke(RunnerRequest.of(request), number, now()):
        raise Http404
    messages.success(request, gettext("Taken back: this address shows nothing any more."))
    return see("calendar")


@require_POST
@for_runner
def download(request: HttpRequest, seen: Seen) -> HttpResponse:
    """The sessions as they are planned now, as a file."""
    form = CalendarForm(request.POST)
    if not form.is_valid():
        return _page(request, seen, form, status=422)
    answer = _ics(RunnerRequest.of(request), seen, form.cleaned_data["at"], now())
    answer["Content-Disposition"] = 'attachment; filename="strideback.ics"'
    return answer


@require_http_methods(["GET", "HEAD"])
def feed(request: HttpRequest, key: str, clock: str = "") -> HttpResponse:
    """The calendar, for a program that has the key.  A key that opens nothing is no page at all."""
    found = _CLOCK.fullmatch(clock)
    runner = feeds.opened(key, now())
    if runner is None or (clock and not found):
        return sealed(page(request, "404.html", status=404))
    at = time(int(found[1]), int(found[2])) if found else None
    since = feeds.same_since(runner, now())
    with override(runner.language or get_language()), heard():
        answer = _ics(runner, seen_by(runner), at, since)
    feeds.note_use(key, now(), day_of(runner, now()))
    return sealed(_unless_known(request, answer))


def _unless_known(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The answer; without its calendar, where the program that asks has this very one."""
    mark = quote_etag(sha256(answer.content).hexdigest())
    answer["ETag"] = mark
    found = get_conditional_response(request, etag=mark, response=answer)
    return found if isinstance(found, HttpResponse) else answer


def _ics(runner: Runner, seen: Seen, at: time | None, since: datetime) -> HttpResponse:
    from strideback.formats import ical  # late: icalendar takes a while to import

    told = ical.calendar(
        reviewer().knowledge,
        seen.review,
        now=since,
        zone=runner.time_zone,
        at=at,
        alarm_min=ALARM_MIN if at else None,
        whose=mark_of(runner),
    )
    return HttpResponse(told, content_type="text/calendar; charset=utf-8")


def _page(
    request: HttpRequest, seen: Seen, form: CalendarForm, *, status: int = 200, address: str = ""
) -> HttpResponse:
    runner = RunnerRequest.of(request)
    return page(
        request,
        "calendar.html",
        seen=seen,
        status=status,
        here="account",
        form=form,
        feeds=feeds.feeds_of(runner),
        zone=zone_of(runner),
        address=address,
        webcal=re.sub("^https?:", "webcal:", address),
        alarm_min=ALARM_MIN,
        local=settings.LOCAL,
    )
