"""The report to take along: on a page and as a PDF, its days, its questions; the plan to hang up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from strideback.core.diary import Corrected, Noted, by_number
from strideback.formats import report as reports
from strideback.formats.report import Report, first_day
from strideback.store import diaries
from strideback.web.adding import add
from strideback.web.page import for_runner, page, see
from strideback.web.runners import RunnerRequest, Seen, reviewer
from strideback.web.timeline import RANGES

_EPISODE = "episode"
_REACHES = (_EPISODE, *RANGES)
_LONGEST = 400


class DaysForm(forms.Form):
    """The first and the last day of the report, and whether the log is in it."""

    since = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    until = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    range = forms.CharField(required=False)
    show = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        told = super().clean() or {}
        since, until = told.get("since"), told.get("until")
        if self.errors or (since and until and until < since):
            raise forms.ValidationError(
                _("Choose a first day and a last day that is not before it.")
            )
        return told


class AskForm(forms.Form):
    """A question to a clinician."""

    question = forms.CharField(
        max_length=_LONGEST,
        error_messages={
            "required": gettext_lazy("Write your question first."),
            "max_length": gettext_lazy("Please say it in 400 letters or less."),
        },
    )

    def clean_question(self) -> str:
        """In one line, with its question mark: by that a note is known as a question."""
        text = " ".join(str(self.cleaned_data["question"]).split())
        return text if text.endswith("?") else f"{text.rstrip('.!')}?"


@require_GET
@for_runner
def report(request: HttpRequest, seen: Seen) -> HttpResponse:
    """What a clinician would read."""
    return _shown(request, seen, AskForm())


@require_POST
@for_runner
def ask(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Keep a question as a note of today."""
    form = AskForm(request.POST)
    if not form.is_valid():
        return _shown(request, seen, form, status=422)
    add(request, [Noted(on=seen.today, text=form.cleaned_data["question"])])
    return see("report")


@require_POST
@for_runner
def unask(request: HttpRequest, seen: Seen, number: int) -> HttpResponse:
    """Take a question back."""
    if number not in dict(_questions(request, seen)):
        raise Http404(_("There is no such question."))
    add(request, [Corrected(on=seen.today, number=number)])
    return see("report")


@require_GET
@for_runner
def report_pdf(request: HttpRequest, seen: Seen) -> HttpResponse:
    """The same as a PDF; where the days make no sense, the page that says so."""
    days = DaysForm(request.GET)
    if not days.is_valid():
        return _shown(request, seen, AskForm())
    return _file(_made(seen, days), f"strideback-report-{seen.today.isoformat()}.pdf")


@require_GET
@for_runner
def plan_pdf(request: HttpRequest, seen: Seen) -> HttpResponse:  # noqa: ARG001 - there is nothing to choose
    """Two weeks of the plan to hang up; without a plan, the way to one."""
    if seen.review.plan is None:
        return see("plan")
    review = seen.review
    known = reviewer().knowledge
    made = reports.report(known, seen.kept.diary, review, since=None, until=seen.today, kind="plan")
    return _file(made, f"strideback-plan-{seen.today.isoformat()}.pdf")


def _file(made: Report, name: str) -> HttpResponse:
    answer = HttpResponse(reports.pdf(made), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _shown(request: HttpRequest, seen: Seen, form: AskForm, status: int = 200) -> HttpResponse:
    days = DaysForm(request.GET)
    valid = days.is_valid()
    made = _made(seen, days)
    told = days.cleaned_data if valid else {}
    return page(
        request,
        "report.html",
        seen=seen,
        status=status if valid else 422,
        here="report",
        report=made,
        days=days,
        reach="" if told.get("since") or told.get("until") else _reach(told),
        log=told.get("show") == "log",
        query=urlencode({name: request.GET[name] for name in days.fields if request.GET.get(name)}) if valid else "",
        questions=_questions(request, seen),
        ask=form,
    )  # fmt: skip


def _made(seen: Seen, days: DaysForm) -> Report:
    told = days.cleaned_data if not days.errors else {}
    since, until = told.get("since"), told.get("until") or seen.today
    diary = seen.kept.diary
    if since is None and not told.get("until"):
        since = _since(seen, _reach(told))
    return reports.report(
        reviewer().knowledge,
        diary,
        seen.review,
        since=since,
        until=until,
        kind="visit",
        whole_log=told.get("show") == "log",
    )


def _reach(told: dict[str, Any]) -> str:
    reach = told.get("range")
    return reach if reach in _REACHES else _EPISODE


def _since(seen: Seen, reach: str) -> date | None:
    """The first day of a reach; None for the episode, which the report knows."""
    if reach == _EPISODE:
        return None
    days = RANGES[reach]
    if days:
        return seen.today - timedelta(days=days - 1)
    return first_day(seen.kept.diary, seen.today)


def _questions(request: HttpRequest, seen: Seen) -> list[tuple[int, str]]:
    """The questions that stand, by the number of their line."""
    told = by_number(diaries.as_told(RunnerRequest.of(request)), seen.today)
    return [
        (number, each.text)
        for number, each in told.items()
        if isinstance(each, Noted) and reports.asks_in(each)
    ]
