"""How it goes: pain, daily life, sessions, each muscle's response, and all of it on one time line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from strideback.core.diary import Answered, Diary, Function
from strideback.core.progress import Progress, Response
from strideback.core.terms import Side
from strideback.formats import words
from strideback.formats.charts import Estimate, course, estimates
from strideback.web.adding import add
from strideback.web.page import for_runner, page
from strideback.web.runners import Seen, reviewer
from strideback.web.timeline import RANGES, timeline

NARROW, WIDE = 340, 640
"""Each chart is drawn twice, for a phone and for a desktop, and one of the two is shown."""
_WEEKS = 4
_WAIT = gettext_lazy("Choose a number from 0, not at all, to 10, as before the pain.")


class DailyLife(forms.Form):
    """How well the runner's own activity goes, 0 to 10."""

    activity = forms.IntegerField(
        min_value=0,
        max_value=10,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _WAIT),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Days with a session in a week, of those that the plan had when the week began."""

    on: date
    done: int
    planned: int


@require_GET
@for_runner
def progress(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Everything that the diary shows about how it goes."""
    return _shown(request, seen, DailyLife())


@require_POST
@for_runner
def daily_life(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Keep how well the runner's own activity goes."""
    form = DailyLife(request.POST)
    own = own_activity(seen)
    if not form.is_valid() or not own:
        return _shown(request, seen, form, status=422)
    value = float(form.cleaned_data["activity"])
    add(request, [Function(on=seen.today, measure="activity", value=value, activity=own)])
    return HttpResponseRedirect(reverse("progress"), status=303)


def _shown(request: HttpRequest, seen: Seen, form: DailyLife, status: int = 200) -> HttpResponse:
    reach = request.GET.get("range", "4")
    reach = reach if reach in RANGES else "4"
    line = timeline(seen, reach)
    answers = response_rows(seen)
    return page(
        request,
        "progress.html",
        seen=seen,
        status=status,
        here="progress",
        reach=reach,
        line=line,
        charts=_twice(lambda name, width: course(line.chart, name=name, width=width))
        if line
        else (),
        pain=pain_words(seen.review.progress),
        weeks=adherence(seen),
        functions=_functions(seen.review.progress),
        own=own_activity(seen),
        form=form,
        responses=answers,
        response_charts=_response_charts([each for each, _words in answers]),
        gates=_gates(seen),
    )


def _twice(drawn: Any) -> tuple[str, str]:  # noqa: ANN401 - a function of a name and a width
    return drawn("narrow", NARROW), drawn("wide", WIDE)


# --- pain and daily life -------------------------------------------------------------------------


def pain_words(progress: Progress) -> tuple[str, str]:
    """The pain told last, and how that compares with the start; both empty where nothing was told."""
    latest, baseline, fell = progress.latest, progress.baseline, progress.fell_by
    if latest is None:
        return "", ""
    level = words.figure(latest.level)
    if baseline is None or fell is None or baseline.on == latest.on:
        return level, ""
    start = words.figure(baseline.level)
    if fell == 0:
        return level, _("as at the start")
    count = 1 if abs(fell) == 1 else 2
    points = ngettext("%(num)s point", "%(num)s points", count) % {"num": words.figure(abs(fell))}
    says = _("down %(points)s from %(start)s") if fell > 0 else _("up %(points)s from %(start)s")
    return level, says % {"points": points, "start": start}


def _functions(progress: Progress) -> list[tuple[str, str, tuple[Function, ...]]]:
    """For each measure its name, its scale, and what was told."""
    found = []
    for values in progress.function.values():
        if values[0].measure == "rmdq":
            name, scale = _("Everyday life"), _("of 24, less is better")
        else:
            name, scale = values[-1].activity or _("Your activity"), _("of 10, more is better")
        found.append((name, scale, values))
    return found


def own_activity(seen: Seen) -> str:
    """The activity that the runner named as their own, empty where none was."""
    told = [
        each.activity
        if isinstance(each, Function)
        else str(each.value)
        if isinstance(each, Answered) and each.question == "own-activity"
        else ""
        for each in seen.kept.diary.events
        if each.on <= seen.today
    ]
    return next((each for each in reversed(told) if each), "")


# --- sessions ------------------------------------------------------------------------------------


def adherence(seen: Seen) -> tuple[Kept, ...]:
    """The last weeks since the plan began, the newest first; nothing before a first session."""
    start = seen.review.progress.start
    if start is None or not seen.review.progress.done_days:
        return ()
    monday = seen.today - timedelta(days=seen.today.weekday())
    found = []
    for number in range(_WEEKS):
        first = max(monday - timedelta(weeks=number), start)
        last = monday + timedelta(days=6) - timedelta(weeks=number)
        if first > last:
            break  # before the plan began
        done = sum(first <= day <= last for day in seen.review.progress.done_days)
        planned = _planned(seen.kept.diary, first, last) if seen.review.plan else 0
        found.append(Kept(on=first, done=done, planned=planned))
    return tuple(found)


@lru_cache(maxsize=256)
def _planned(diary: Diary, first: date, last: date) -> int:
    """How many days of a week had a session, as the plan stood when the week began."""
    plan = reviewer().review(diary, first).plan
    return sum(first <= each.on <= last for each in plan.sessions) if plan else 0


def _gates(seen: Seen) -> list[Any]:
    """What is passed and what comes next, one ahead; for a cleared runner only."""
    if seen.review.plan is None:
        return []
    ahead = [gate for gate in seen.review.gates if gate.status == "not-yet"][1:]
    gates = [each for each in seen.review.gates if each.gate != "G0" and each not in ahead]
    return sorted(gates, key=lambda each: each.gate)


# --- the response of each muscle -----------------------------------------------------------------


def response_rows(seen: Seen) -> list[tuple[Estimate, str]]:
    """Each muscle and side as a cautious estimate, and in words; the most relief first."""
    knowledge = reviewer().knowledge
    enough = knowledge.ranking.response_min_times
    found = []
    for each in sorted(seen.review.progress.responses, key=lambda one: -one.points_off):
        side = _("left") if each.side is Side.LEFT else _("right")
        name = f"{knowledge.muscles[each.muscle].name}, {side}"
        says = response_words(each, enough)
        estimate = Estimate(
            name=name,
            value=each.points_off,
            give=each.uncertainty,
            says=f"{name}: {says}",
            firm=each.times >= enough,
        )
        found.append((estimate, says))
    return found


def response_words(each: Response, enough: int) -> str:
    """One response in words, with how sure it is."""
    if each.times < enough:
        says = ngettext(
            "too few tries to tell (%(count)s so far)",
            "too few tries to tell (%(count)s so far)",
            each.times,
        )
        return says % {"count": each.times}
    tries = {"better": each.better, "times": each.times}
    if each.mean_off < 0.25:
        if not each.better:
            return _("little or no change, never better in %(times)s tries") % tries
        return _("little or no change, better %(better)s out of %(times)s times") % tries
    points = words.figure(each.mean_off)
    off = ngettext("about %(num)s point off", "about %(num)s points off", 1 if points == "1" else 2)
    often = _("%(better)s out of %(times)s times") % tries
    sure = each.points_off > 2 * each.uncertainty
    give = _("give or take %(points)s") % {"points": words.figure(each.uncertainty)}
    clear = _("fairly clear") if sure else _("still uncertain")
    return f"{off % {'num': points}}, {often}; {clear}, {give}"


def _response_charts(rows: list[Estimate]) -> tuple[str, ...]:
    if not rows:
        return ()
    title = _("Points of pain off, for each muscle and side")
    desc = "; ".join(each.says for each in rows)
    return _twice(
        lambda name, width: estimates(
            rows, name=f"{name}-response", width=width, title=title, desc=desc
        )
    )
