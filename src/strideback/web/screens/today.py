"""What to do now, in one look, and the pain of this morning."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from strideback.core.adapt import Line
from strideback.core.diary import Did, PainLogged
from strideback.web.adding import add
from strideback.web.page import for_runner, page, see
from strideback.web.questionnaire import ahead, asking_of
from strideback.web.runners import RunnerRequest, Seen

_ASKED_ABOVE = frozenset(
    {"check-in", "g6-stop", "screen-again", "screen-first", "relapse", "unread-lines"}
)
"""Advice that the open questions already say."""

_EXCUSE = gettext_lazy("Choose a number from 0, no pain, to 10, the worst you can think of.")


class Morning(forms.Form):
    """How much it hurts this morning."""

    morning = forms.IntegerField(
        min_value=0,
        max_value=10,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _EXCUSE),
    )


@require_GET
@for_runner
def today(request: HttpRequest, seen: Seen) -> HttpResponse:
    """The screen first, then today's session, the run, and what to tell."""
    return _shown(request, seen, Morning())


@require_POST
@for_runner
def morning(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Puts this morning's pain into the diary."""
    form = Morning(request.POST)
    if not form.is_valid():
        return _shown(request, seen, form, status=422)
    add(request, [PainLogged(on=seen.today, morning=form.cleaned_data["morning"])])
    return see("today")


def _shown(request: HttpRequest, seen: Seen, form: Morning, status: int = 200) -> HttpResponse:
    sessions = seen.review.plan.sessions if seen.review.plan else ()
    return page(
        request,
        "today.html",
        seen=seen,
        status=status,
        session=next((each for each in sessions if each.on == seen.today), None),
        later=next((each for each in sessions if each.on > seen.today), None),
        done=_done(seen),
        told=_told_this_morning(seen),
        asks_pain=seen.review.plan is not None,
        advice=tuple(_advice(seen)),
        form=form,
        first=seen.new,
        ahead=ahead(asking_of(RunnerRequest.of(request), seen)) if seen.new else (),
    )


def _done(seen: Seen) -> frozenset[str]:
    """The exercises done today."""
    return frozenset(each.exercise for each in seen.told if isinstance(each, Did))


def _told_this_morning(seen: Seen) -> float | None:
    """The last word on this morning's pain, or on the pain of today."""
    told = [each for each in seen.told if isinstance(each, PainLogged)]
    values = (v for e in reversed(told) for v in (e.morning, e.now) if v is not None)
    return next(values, None)


def _advice(seen: Seen) -> Iterator[Line]:
    """What has to be said and stands nowhere else on the page, the most urgent first."""
    triage = seen.review.triage
    above = {*triage.because, "clean", "safety-net"}
    ahead = seen.review.plan.sessions if seen.review.plan else ()
    if any(each.on == seen.today for each in ahead):
        above.add("stop-for-today")  # the session's own card says it
    if triage.outcome == "ask":
        above |= _ASKED_ABOVE
    for each in seen.review.advice:
        if each.id not in above and not each.id.startswith("running-"):
            yield each
