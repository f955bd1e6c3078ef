"""How it goes: pain, daily life, sessions, each muscle's response, and all of it on one time line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from strideback.core.diary import Function
from strideback.core.terms import Side
from strideback.formats import progress_words
from strideback.formats.charts import Estimate, course, estimates
from strideback.formats.progress_words import function_rows, pain_words, response_words
from strideback.web.adding import add
from strideback.web.page import for_runner, page, see
from strideback.web.runners import Seen, reviewer
from strideback.web.timeline import RANGES, timeline

NARROW, WIDE = 300, 640
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
    return see("progress")


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
        pain=pain_words(seen.review.progress.latest, seen.review.progress.baseline),
        weeks=adherence(seen),
        functions=function_rows(seen.review.progress.function),
        own=own_activity(seen),
        form=form,
        responses=answers,
        response_charts=_response_charts([each for each, _words in answers]),
        gates=_gates(seen),
    )


def _twice(drawn: Any) -> tuple[str, str]:  # noqa: ANN401 - a function of a name and a width
    return drawn("narrow", NARROW), drawn("wide", WIDE)


# --- pain and daily life -------------------------------------------------------------------------


def own_activity(seen: Seen) -> str:
    """The activity that the runner named as their own, empty where none was."""
    told = (each for each in seen.kept.diary.events if each.on <= seen.today)
    return progress_words.own_activity(told)


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
        planned = _planned(seen, first, last) if seen.review.plan else 0
        found.append(Kept(on=first, done=done, planned=planned))
    return tuple(found)


def _planned(seen: Seen, first: date, last: date) -> int:
    """How many days of a week had a session: as the plan stood when it began, and as it was shown."""

    def work() -> int:
        plan = reviewer().review(seen.kept.diary, first).plan
        ahead = {each.on for each in plan.sessions} if plan else set()
        shown = {each.on for each in seen.review.progress.issued}
        return sum(first <= day <= last for day in ahead | shown)

    return seen.once(("planned", first, last), work)


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
