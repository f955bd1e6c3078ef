"""A day's session: what to do, the player that leads through it, and telling how it went."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from strideback.core.diary import Did, PlanIssued, Skipped, corrected
from strideback.core.plan import Session, shared_stops
from strideback.formats.shown_words import shown_items
from strideback.store import diaries
from strideback.store.marks import mark_of
from strideback.web import offline
from strideback.web.adding import add
from strideback.web.issuing import shown_plans
from strideback.web.page import for_runner, page, see
from strideback.web.runners import RunnerRequest, Seen, now, reviewer, seen_by
from strideback.web.session_data import minutes_words, pictures, player, sign_words, told_on
from strideback.web.telling import LONGEST_KEPT, Begun, DidForm, SkippedForm, event_of

MOST_SENT = 500
"""Entries of one request; a phone that kept more sends them in several."""


@require_GET
@for_runner
def session(request: HttpRequest, seen: Seen, on: str) -> HttpResponse:
    """What a day holds; today can be started, other days are only shown."""
    day = _day(on)
    planned = _planned(seen, day)
    status = 200 if planned or _facts(seen, day) or day == seen.today else 404
    return _shown(request, seen, day, planned, status=status)


@require_http_methods(["POST"])
@for_runner
def tell(request: HttpRequest, seen: Seen, on: str) -> HttpResponse:
    """One exercise told without the timer: done, on each of its sides, or left out."""
    day = _day(on)
    told = request.POST
    if not seen.today - LONGEST_KEPT <= day <= seen.today:
        raise Http404("this day has not come yet, or was too long ago")
    events, errors = _read(told, day)
    if errors:
        planned = _planned(seen, day)
        return _shown(
            request,
            seen,
            day,
            planned,
            status=422,
            typed=told,
            errors=errors,
            wrong=told.get("exercise", ""),
        )
    add(request, [*(event for _key, event in shown_plans(seen, events)), *events])
    return see("session", day.isoformat())


@require_POST
@for_runner
def told(request: HttpRequest, seen: Seen) -> HttpResponse:
    """What a phone kept: each entry counts once, by its key, whatever was told meanwhile.

    What was done is a fact, so no other entry makes it stale: it goes behind the last one there is.
    The answer says `stop` where the runner should be seen first by now: a session that is open ends.
    """
    sent = _sent(request)
    runner = RunnerRequest.of(request)
    if sent is None:
        return JsonResponse({"why": "send {runner, entries} as JSON"}, status=400)
    if not constant_time_compare(str(sent.get("runner", "")), mark_of(runner)):
        return JsonResponse({"why": "this was kept for somebody else"}, status=403)
    entries: Sequence[Mapping[str, Any]] = sent["entries"]
    if len(entries) > MOST_SENT:
        return JsonResponse({"why": f"send at most {MOST_SENT} entries at once"}, status=413)
    known = reviewer().knowledge
    read = [(str(each.get("key", "")), event_of(each, known, seen.today)) for each in entries]
    good = [(key, event) for key, event in read if not isinstance(event, str)]
    facts: list[tuple[str, Did | PlanIssued | Skipped]] = [
        *shown_plans(seen, [event for _key, event in good]),
        *((key, event) for key, event in good if not isinstance(event, Begun)),
    ]
    last = diaries.append_facts(runner, facts, now=now()) if facts else seen.last
    refused = [{"key": key, "why": why} for key, why in read if isinstance(why, str)]
    stop = seen_by(runner).review.triage.outcome == "refer"  # another device may have told of it
    kept = [key for key, _ in good]
    return JsonResponse({"kept": kept, "refused": refused, "last": last, "stop": stop})


# --- what a day holds -----------------------------------------------------------------------------


def _day(on: str) -> date:
    try:
        return date.fromisoformat(on)
    except ValueError:
        raise Http404("this is no day") from None


def _planned(seen: Seen, day: date) -> Session | None:
    plan = seen.review.plan
    return next((each for each in plan.sessions if each.on == day), None) if plan else None


def _facts(seen: Seen, day: date) -> tuple[Did | Skipped, ...]:
    events = corrected(seen.kept.diary, seen.today)
    return tuple(each for each in events if each.on == day and isinstance(each, (Did, Skipped)))


def _shown(
    request: HttpRequest,
    seen: Seen,
    day: date,
    planned: Session | None,
    *,
    status: int = 200,
    **more: Any,  # noqa: ANN401 - the template's own names
) -> HttpResponse:
    knowledge = reviewer().knowledge
    facts = _facts(seen, day)
    stopped = day == seen.today and seen.review.stopped
    can_start = planned is not None and day == seen.today and not (planned.if_gate or stopped)
    data = None
    if planned is not None and can_start:
        data = player(seen, knowledge, planned) | {
            "runner": offline.mark(request),
            "zone": RunnerRequest.of(request).time_zone,
            "send": reverse("session-told"),
        }
    later = seen.review.plan.sessions if seen.review.plan else ()
    return page(
        request,
        "session.html",
        seen=seen,
        status=status,
        here="plan",
        on=day,
        session=planned,
        length=minutes_words(planned) if planned else "",
        can_start=can_start,
        data=data,
        facts=facts,
        stopped=stopped,
        told=told_on(seen, planned) if planned else {},
        shown=_shown_before(seen, day),
        stops=shared_stops(knowledge, planned) if planned else (),
        poses=lambda exercise: list(pictures(knowledge, exercise)),
        signs=sign_words(),
        later=next((each for each in later if each.on > seen.today), None),
        **{"typed": {}, "errors": [], "wrong": "", **more},
    )


def _shown_before(seen: Seen, day: date) -> dict[str, Any] | None:
    """The plan as it was shown on a day that has passed, whatever this edition would say now.

    Not for a runner who has to be seen first, who gets no plan at all.
    """
    plan = seen.review.progress.shown_on(day) if day < seen.today else None
    if plan is None or seen.review.plan is None:
        return None
    return {"edition": plan.edition, "items": list(shown_items(reviewer().knowledge, plan))}


# --- telling --------------------------------------------------------------------------------------


def _read(told: Any, day: date) -> tuple[list[Did | Skipped], list[str]]:  # noqa: ANN401 - Django's QueryDict
    knowledge = reviewer().knowledge
    if told.get("what") == "skipped":
        left_out = SkippedForm(told, knowledge=knowledge, on=day)
        return ([left_out.event()], []) if left_out.is_valid() else ([], _wrong(left_out))
    sides = told.getlist("side") or [""]
    events: list[Did | Skipped] = []
    for side in sides:
        fields = told.copy()
        fields["side"] = side
        for when in ("before", "during", "after"):  # `after` itself is the last entry that was seen
            fields[when] = told.get(f"pain-{when}", "")
        if minutes := told.get("minutes"):
            fields["duration_s"] = _seconds(minutes)
        form = DidForm(fields, knowledge=knowledge, on=day)
        if not form.is_valid():
            return [], _wrong(form)
        events.append(form.event())
    return events, []


def _seconds(minutes: str) -> str:
    try:
        return str(float(minutes.replace(",", ".")) * 60)
    except ValueError:
        return minutes


def _wrong(form: DidForm | SkippedForm) -> list[str]:
    return [
        f"{'' if name == '__all__' else name + ': '}{each}"
        for name, errors in form.errors.items()
        for each in errors
    ]


def _sent(request: HttpRequest) -> dict[str, Any] | None:
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(sent, dict) or not isinstance(sent.get("entries"), list):
        return None
    return sent if all(isinstance(each, dict) for each in sent["entries"]) else None
