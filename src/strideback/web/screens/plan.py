"""The plan: the weeks as a calendar, what is left out and why, and what fits the runner's life."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from strideback.core.diary import AnyEvent, Corrected, Preferred, Skipped
from strideback.core.knowledge import Knowledge
from strideback.core.plan import Preferences
from strideback.formats import diary_text
from strideback.store import diaries
from strideback.web.adding import add
from strideback.web.calendar_weeks import weeks
from strideback.web.page import for_runner, page
from strideback.web.runners import RunnerRequest, Seen, reviewer
from strideback.web.swaps import wishes

DAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))  # fmt: skip
THINGS = {
    "ball": _("A ball, such as a tennis ball"),
    "firm-ball": _("A firm ball, such as a lacrosse ball"),
    "sock-and-balls": _("A sock with two balls in it"),
    "claw-tool": _("A claw-shaped massage tool"),
    "cane": _("A walking stick or massage cane"),
    "band": _("An elastic band"),
    "step": _("A step or a stair"),
    "weight": _("A weight, such as a full bag or a kettlebell"),
}


class WishesForm(forms.Form):
    """Days, minutes, what is at hand, the floor; every page of it says all of them."""

    days = forms.MultipleChoiceField(
        choices=list(enumerate(DAYS)),
        error_messages={"required": _("Choose at least one day.")},
    )
    minutes = forms.IntegerField(required=False, min_value=5, max_value=180)
    equipment = forms.MultipleChoiceField(choices=list(THINGS.items()), required=False)
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
    said, before = form.cleaned_data, wishes(seen)
    told = Preferred(
        on=seen.today,
        days=tuple(sorted(int(each) for each in said["days"])),
        minutes=said["minutes"] or before.minutes,
        equipment=tuple(said["equipment"]),
        floor=said["floor"] == "yes",
    )
    add(request, [told])
    return _back()


@require_POST
@for_runner
def away(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Keep days free of sessions: one day that does not suit, or days away."""
    form = AwayForm(request.POST)
    if not form.is_valid():
        return _shown(request, seen, gone=form, status=422)
    span = (form.cleaned_data["first"], form.cleaned_data["last"])
    add(request, [Preferred(on=seen.today, away=(span,))])
    return _back()


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
    return _back()


@require_POST
@for_runner
def skip(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Leave today's whole session out, and why."""
    reason = request.POST.get("reason", "").strip()[:200]
    add(request, [Skipped(on=seen.today, exercise="session", reason=reason)])
    return _back()


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("plan"), status=303)


def _taken_back(request: HttpRequest, seen: Seen, span: tuple[date, date]) -> list[AnyEvent]:
    """The corrections that leave the span out of what was said about days away.

    Events are counted in the diary as it was told, which is how a correction names them.
    """
    told = diary_text.parse(diaries.text(RunnerRequest.of(request))).diary.events
    undone = {each.number for each in told if isinstance(each, Corrected)}
    found: list[AnyEvent] = []
    for number, each in enumerate(told, 1):
        if not isinstance(each, Preferred) or span not in (each.away or ()) or number in undone:
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
    status: int = 200,
) -> HttpResponse:
    knowledge, now = reviewer().knowledge, wishes(seen)
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
        things=_things(knowledge),
        away_ahead=sorted({each for each in now.away if each[1] >= seen.today}),
    )


def _as_typed(now: Preferences) -> dict[str, Any]:
    return {
        "days": [str(each) for each in sorted(now.days)],
        "equipment": sorted(THINGS if now.equipment is None else now.equipment),
        "minutes": now.minutes or "",
        "floor": "yes" if now.floor else "no",
    }


def _as_sent(sent: QueryDict) -> dict[str, Any]:
    lists = {name: sent.getlist(name) for name in ("days", "equipment")}
    return {**lists, "minutes": sent.get("minutes", ""), "floor": sent.get("floor", "")}


def _things(knowledge: Knowledge) -> list[tuple[str, Any]]:
    """Everything that some exercise asks for, in the words of a runner."""
    asked = {
        thing
        for each in knowledge.exercises.values()
        for needs in (each.needs, each.needs_any, *(rung.needs for rung in each.ladder))
        for thing in needs
    }
    return [
        (each, THINGS.get(each, each))
        for each in [*THINGS, *sorted(asked - set(THINGS))]
        if each in asked
    ]
