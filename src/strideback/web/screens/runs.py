"""The runs: weeks, the next one, what changed, what stood out; telling one, and telling more of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from strideback.core.diary import Corrected, Ran
from strideback.core.load import Change, Load, RatedRun, Week
from strideback.formats import charts, words
from strideback.formats.language import number
from strideback.formats.run_history import batches, joined, standing
from strideback.formats.run_words import CHANGES, changed, clock_time, hours, pace
from strideback.store import diaries
from strideback.store.diaries import CannotKeep
from strideback.web import incoming
from strideback.web.adding import add
from strideback.web.page import for_runner, page, see
from strideback.web.run_forms import KINDS, SIGNS, Felt, RunForm
from strideback.web.runners import RunnerRequest, Seen, reviewer
from strideback.web.screens.progress import NARROW, WIDE

_SHOWN = 14
RANGES = {"12": 12, "52": 52}


@require_GET
@for_runner
def runs(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Everything about the running; no cap for a runner who has to be seen first."""
    load, runner = seen.review.load, RunnerRequest.of(request)
    reach = request.GET.get("range", "12")
    reach = reach if reach in RANGES else "12"
    everything = request.GET.get("show") == "all"
    diary = diaries.as_told(runner)
    there = standing(diary)
    numbers = {run: number for number, run in there.items()}
    imports = Counter(run.batch for run in there.values())
    last = load.runs if everything else load.runs[-_SHOWN:]
    weeks = load.all_weeks[-RANGES[reach] :]
    return page(
        request,
        "runs.html",
        seen=seen,
        here="runs",
        weeks=weeks,
        reach=reach,
        charts=weeks_charts(weeks),
        last=[(each, numbers.get(each.run), facts(each)) for each in reversed(last)],
        more=len(load.runs) - len(last),
        total=sum(each.distance_m for each in load.all_weeks),
        ask=_asked(seen, numbers),
        changes=[(_change_name(each), *changed(each)) for each in load.changes],
        joined=joined(diary),
        imports=[(batch, imports[batch]) for batch in reversed(batches(diary))],
        waiting=incoming.waiting_of(runner.pk),
        spiked=partial(spiked, load),
        clock_time=clock_time,
        weekday=date_format(seen.today, "l"),
    )


def facts(each: RatedRun) -> list[tuple[str, str]]:
    """What a device told of a run, each with its name; what it did not tell stays away."""
    run = each.run
    found = [
        (_("Pace"), f"{pace(run.distance_m, run.duration_s)} /km" if run.distance_m else ""),
        (_("Heart rate"), _whole(run.heart_rate)),
        (_("Steps a minute"), _whole(run.cadence_spm)),
        (
            _("Balance, left"),
            ""
            if run.balance_left_percent is None
            else f"{number(round(run.balance_left_percent, 1))} %",
        ),
        (_("Metres up"), _whole(run.ascent_m)),
        (_("Metres down"), _whole(run.descent_m)),
        (_("Kind"), "" if run.kind == "run" else str(KINDS.get(run.kind, run.kind))),
        (_("Shoes"), run.shoes),
    ]
    return [(name, told) for name, told in found if told and told != " /km"]


def _whole(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"


def spiked(load: Load, each: RatedRun) -> str:  # noqa: ARG001 - so that templates may call it so
    """How much longer than the longest of the 30 days before, where that is over the cap."""
    over = each.spike is not None and each.spike > reviewer().knowledge.running.spike_bands[0]
    return f"{number(round(each.spike or 0, 1))}×" if over else ""


def _asked(seen: Seen, numbers: Mapping[Ran, int]) -> tuple[Any, int | None] | None:
    """The question about the pain of the last run, where a file told of it and nobody said."""
    for each in seen.review.advice:
        if each.id == "run-pain-missing" and seen.review.load.runs:
            return each.text, numbers.get(seen.review.load.runs[-1].run)
    return None


def _change_name(each: Change) -> str:
    kind = each.what.partition(":")[2]
    if kind:
        return _("Runs of kind “%(kind)s”") % {"kind": KINDS.get(kind, kind)}
    return _(CHANGES.get(each.what, each.what))


def weeks_charts(weeks: Sequence[Week]) -> tuple[str, ...]:
    """The weeks as bars, for a phone and for a desktop."""
    if not any(each.distance_m for each in weeks):
        return ()
    bars = [
        charts.Bar(
            on=each.on,
            value=each.distance_m / 1000,
            look="week",
            under=_short(each.on),
            also=hours(each.duration_s),
            says=_week_words(each),
        )
        for each in weeks
    ]
    farthest = words.kilometres(max(each.distance_m for each in weeks))
    count = ngettext("%(count)s week", "%(count)s weeks", len(weeks)) % {"count": len(weeks)}
    title = _("Kilometres a week")
    desc = _("%(weeks)s to %(day)s; the most was %(far)s.") % {
        "weeks": count,
        "day": words.date_of(weeks[-1].on),
        "far": farthest,
    }
    sizes = (("narrow-weeks", NARROW), ("wide-weeks", WIDE))
    return tuple(charts.weeks(bars, name=n, width=w, title=title, desc=desc) for n, w in sizes)


def _short(on: date) -> str:
    return date_format(on, _("j M"))


def _week_words(each: Week) -> str:
    """A week in words: from when, how many runs, how far and how long."""
    count = ngettext("%(count)s run", "%(count)s runs", each.runs) % {"count": each.runs}
    parts = [count if each.runs else _("no run")]
    parts += [words.kilometres(each.distance_m)] if each.distance_m else []
    parts += [words.seconds(each.duration_s)] if each.duration_s else []
    return _("Week from %(day)s") % {"day": words.date_of(each.on)} + ": " + ", ".join(parts)


# --- telling -------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@for_runner
def new(request: HttpRequest, seen: Seen) -> HttpResponse:
    """A run told by hand."""
    if request.method == "GET":
        start = {
            "on": seen.today.isoformat(),
            "kind": "run",
            "shoes": _last_shoes(seen.review.load),
        }
        return _new(request, seen, RunForm(initial=start, today=seen.today))
    form = RunForm(request.POST, today=seen.today)
    if form.is_valid():
        try:
            add(request, [form.event()])
        except CannotKeep as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("Your run is in the diary."))
            return see("runs")
    return _new(request, seen, form, status=422)


def _new(request: HttpRequest, seen: Seen, form: RunForm, status: int = 200) -> HttpResponse:
    more = {"form": form, "kinds": KINDS.items(), "signs": SIGNS.items(), "shoes": _shoes(seen)}
    return page(request, "runs_new.html", seen=seen, here="runs", status=status, **more)


def _shoes(seen: Seen) -> list[str]:
    return [name for name, _metres in seen.review.load.shoes_m]


def _last_shoes(load: Load) -> str:
    return next((each.run.shoes for each in reversed(load.runs) if each.run.shoes), "")


@require_http_methods(["GET", "POST"])
@for_runner
def run(request: HttpRequest, seen: Seen, number: int) -> HttpResponse:
    """One run, and how it felt: told afterwards it is a correction, and stays when files come."""
    found = _standing(request).get(number)
    if found is None:
        return see("runs")
    start = {"pain": found.pain, "signs": list(found.signs), "shoes": found.shoes}
    form = Felt(request.POST) if request.method == "POST" else Felt(initial=start)
    if form.is_bound and form.is_valid():
        try:
            add(request, [form.about(found, number, seen.today)])
        except CannotKeep as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("Saved. Thank you."))
            return see("runs")
    rated = next((each for each in seen.review.load.runs if each.run == found), None)
    told = rated or RatedRun(run=found, light="unknown", why=(), spike=None, known_on=found.on)
    return page(
        request,
        "runs_run.html",
        seen=seen,
        status=422 if form.is_bound else 200,
        here="runs",
        run=found,
        number=number,
        rated=rated,
        facts=facts(told),
        form=form,
        signs=SIGNS.items(),
        shoes=_shoes(seen),
        clock_time=clock_time,
    )


@require_POST
@for_runner
def remove(request: HttpRequest, seen: Seen, number: int) -> HttpResponse:
    """Take a run out that was a mistake; the line itself stays in the diary, and no longer counts."""
    if number in _standing(request):
        add(request, [Corrected(on=seen.today, number=number)])
        messages.success(request, _("The run no longer counts."))
    return see("runs")


def _standing(request: HttpRequest) -> dict[int, Ran]:
    return standing(diaries.as_told(RunnerRequest.of(request)))
