"""The plan: the weeks as a calendar, what is left out and why, and what fits the runner's life."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from strideback.core.choosing import refused_move
from strideback.core.diary import AnyEvent, Corrected, Preferred, Skipped, by_number
from strideback.core.plan import HORIZON_DAYS, Preferences
from strideback.formats.choice_words import move_refused
from strideback.formats.intake_words import MINUTES, equipment
from strideback.store import diaries
from strideback.web.adding import add
from strideback.web.calendar_weeks import weeks
from strideback.web.page import for_runner, page, see
from strideback.web.runners import RunnerRequest, Seen, reviewer

DAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))  # fmt: skip


class WishesForm(forms.Form):
    """Days, minutes, what is at hand, the floor; every page of it says all of them."""

    days = forms.MultipleChoiceField(
        choices=list(enumerate(DAYS)),
        error_messages={"required": _("Choose at least one day.")},
    )
    minutes = forms.IntegerField(required=False, min_value=MINUTES[0], max_value=MINUTES[1])
    equipment = forms.MultipleChoiceField(
        choices=lambda: list(equipment(reviewer().knowledge).items()), required=False
    )
    floor = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))])


class AwayForm(forms.Form):
    """Days without sessions, both ends in."""

    first = forms.DateField(input_formats=["%Y-%m-%d"])
    last = forms.DateField(input_formats=["%Y-%m-%d"], required=False)

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first; one day alone may leave it out."""
        told = super().clean() or {}
        if told.get("first"):
            told["last"] = told.get("last") or told["first"]
            if told["last"] < told["first"]:
                raise forms.ValidationError(_("The last day is before the first one."))
        return told


class MoveForm(forms.Form):
    """The day that a session was planned for, and the day that it is moved to."""

    planned = forms.DateField(input_formats=["%Y-%m-%d"])
    to = forms.DateField(
        input_formats=["%Y-%m-%d"],
        error_messages=dict.fromkeys(("required", "invalid"), _("Choose a day to move it to.")),
    )


@require_GET
@for_runner
def plan(request: HttpRequest, seen: Seen) -> HttpResponse:
    """The weeks; for a runner who has to be seen first, whom to see."""
    return _shown(request, seen)


@require_POST
@for_runner
def preferences(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Keep which days, how long, what is at hand, and whether the floor is fine."""
    form = WishesForm(request.POST)
    if not form.is_valid():
        return _shown(request, seen, wished=form, status=422)
    said, before = form.cleaned_data, seen.review.preferences
    told = Preferred(
        on=seen.today,
        days=tuple(sorted(int(each) for each in said["days"])),
        minutes=said["minutes"] or before.minutes,
        equipment=tuple(said["equipment"]),
        floor=said["floor"] == "yes",
    )
    add(request, [told])
    return see("plan")


@require_POST
@for_runner
def away(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Keep days free of sessions: one day that does not suit, or days away."""
    form = AwayForm(request.POST)
    if not form.is_valid():
        return _shown(request, seen, gone=form, status=422)
    span = (form.cleaned_data["first"], form.cleaned_data["last"])
    add(request, [Preferred(on=seen.today, away=(span,))])
    return see("plan")


@require_POST
@for_runner
def home(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Take a span of days away back."""
    form = AwayForm(request.POST)
    if not form.is_valid():
        raise Http404("no such days away")
    span = (form.cleaned_data["first"], form.cleaned_data["last"])
    taken = list(_taken_back(request, seen, span))
    if not taken:
        raise Http404("no such days away")
    add(request, taken)
    return see("plan")


@require_POST
@for_runner
def move(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Put a session on another day, or back on the one that it was planned for."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _shown(request, seen, moving=form, status=422)
    planned, to = form.cleaned_data["planned"], form.cleaned_data["to"]
    knowledge = reviewer().knowledge
    refused = refused_move(knowledge, seen.review, planned, to)
    if refused is not None:
        form.add_error("to", move_refused(knowledge, refused))
        return _shown(request, seen, moving=form, status=422)
    add(request, [Preferred(on=seen.today, moved=((planned, to),))])
    return see("plan")


@require_POST
@for_runner
def skip(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Leave today's whole session out, and why."""
    reason = request.POST.get("reason", "").strip()[:200]
    add(request, [Skipped(on=seen.today, exercise="session", reason=reason)])
    return see("plan")


def _taken_back(request: HttpRequest, seen: Seen, span: tuple[date, date]) -> list[AnyEvent]:
    """The corrections that leave the span out of what was said about days away."""
    told = by_number(diaries.as_told(RunnerRequest.of(request)), seen.today)
    found: list[AnyEvent] = []
    for number, each in told.items():
        if not isinstance(each, Preferred) or span not in (each.away or ()):
            continue
        kept = tuple(one for one in each.away or () if one != span)
        alone = each == Preferred(on=each.on, at=each.at, form=each.form, away=each.away)
        replaced = None if alone and not kept else _without(each, kept)
        found.append(Corrected(on=seen.today, number=number, replacement=replaced))
    return found


def _without(event: Preferred, away_days: tuple[tuple[date, date], ...]) -> Preferred:
    return replace(event, away=away_days or None)


def _shown(
    request: HttpRequest,
    seen: Seen,
    *,
    wished: WishesForm | None = None,
    gone: AwayForm | None = None,
    moving: MoveForm | None = None,
    status: int = 200,
) -> HttpResponse:
    knowledge, now = reviewer().knowledge, seen.review.preferences
    chosen = _as_typed(now) if wished is None else _as_sent(request.POST)
    ahead = seen.review.plan.sessions if seen.review.plan else ()
    return page(
        request,
        "plan.html",
        seen=seen,
        status=status,
        here="plan",
        weeks=weeks(seen) if seen.review.plan else (),
        gates=list(dict.fromkeys(each.if_gate for each in ahead if each.if_gate)),
        wish=now,
        chosen=chosen,
        errors={**(wished.errors if wished else {}), **(gone.errors if gone else {})},
        typed=request.POST if gone is not None else {},
        days=[(str(number), name) for number, name in enumerate(DAYS)],
        things=list(equipment(knowledge).items()),
        moving=moving,
        movable=[(each.moved_from or each.on).isoformat() for each in ahead],
        days_ahead=_days_ahead(seen),
        away_ahead=sorted({each for each in now.away if each[1] >= seen.today}),
    )


def _days_ahead(seen: Seen) -> list[date]:
    """The days that a session may be moved to, as far as the days alone say."""
    told = seen.review.preferences
    taken = set(told.moved.values())
    days = (seen.today + timedelta(days=ahead) for ahead in range(HORIZON_DAYS))
    return [each for each in days if not told.is_away(each) and each not in taken]


def _as_typed(now: Preferences) -> dict[str, Any]:
    return {
        "days": [str(each) for each in sorted(now.days)],
        "equipment": sorted(
            equipment(reviewer().knowledge) if now.equipment is None else now.equipment
        ),
        "minutes": now.minutes or "",
        "floor": "yes" if now.floor else "no",
    }


def _as_sent(sent: QueryDict) -> dict[str, Any]:
    lists = {name: sent.getlist(name) for name in ("days", "equipment")}
    return {**lists, "minutes": sent.get("minutes", ""), "floor": sent.get("floor", "")}
