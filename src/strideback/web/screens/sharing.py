"""Sharing the diary with a clinician: making a link, seeing who looked, taking it back."""

from __future__ import annotations

from datetime import date

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from strideback.store import sharing
from strideback.store.reviewing import zone_of
from strideback.web.page import by_themselves, for_runner, page, see
from strideback.web.qr_code import qr_code
from strideback.web.runners import RunnerRequest, Seen, now

DAYS = (
    (1, _("1 day")),
    (7, _("1 week")),
    (30, _("30 days")),
    (90, _("3 months")),
    (182, _("6 months")),
    (365, _("1 year")),
)
SHOWS = (
    ("report", _("The report")),
    ("log", _("The report, and everything that you logged")),
)
USUAL_DAYS = 30
MOST_LOOKS = 20


class ShareForm(forms.Form):
    """What a share shows, from when on, and for how long."""

    name = forms.CharField(max_length=80, label=_("Whom it is for"))
    shows = forms.ChoiceField(choices=SHOWS, label=_("What it shows"))
    since = forms.DateField(required=False, label=_("From which day"))
    days = forms.TypedChoiceField(choices=DAYS, coerce=int, label=_("For how long"))

    def __init__(self, *args: object, today: date, **given: object) -> None:
        super().__init__(*args, **given)  # type: ignore[arg-type]  # because: Django's own arguments
        self.today = today

    def clean_since(self) -> date | None:
        """No day that is still to come."""
        since: date | None = self.cleaned_data["since"]
        if since and since > self.today:
            raise forms.ValidationError(
                gettext("This day is still to come; choose an earlier one.")
            )
        return since


@require_http_methods(["GET", "POST"])
@for_runner
def share(request: HttpRequest, seen: Seen) -> HttpResponse:
    """All shares, and a form for a new one; its link is shown once, in the answer to the form.

    A link outlives the session of a browser, so a server asks who is there before it makes one.
    """
    if request.method == "GET":
        return _page(request, seen, _blank(seen))
    form = ShareForm(request.POST, today=seen.today)
    if not form.is_valid():
        return _page(request, seen, form, status=422)
    return by_themselves(_made)(request, seen, form)


def _made(request: HttpRequest, seen: Seen, form: ShareForm) -> HttpResponse:
    told = form.cleaned_data
    try:
        made, key = sharing.share(
            RunnerRequest.of(request),
            name=told["name"],
            log=told["shows"] == "log",
            since=told["since"],
            days=told["days"],
            now=now(),
        )
    except sharing.TooMany:
        says = gettext("You have %(count)s open links. Take one back first.")
        form.add_error(None, says % {"count": sharing.MOST_OPEN})
        return _page(request, seen, form, status=422)
    address = request.build_absolute_uri(reverse("shared-link", args=[key]))
    code = "" if settings.LOCAL else qr_code(address, gettext("The link as a QR code"))
    return _page(request, seen, _blank(seen), made=made, address=address, code=code)


@require_GET
@for_runner
def looks(request: HttpRequest, seen: Seen, number: int) -> HttpResponse:
    """All looks at one share, however many."""
    runner = RunnerRequest.of(request)
    found = sharing.looks_of(runner, number)
    if found is None:
        raise Http404
    share, days = found
    return page(
        request,
        "sharing_looks.html",
        seen=seen,
        here="account",
        share=share,
        days=days,
        code=sharing.code(share),
        zone=zone_of(runner),
    )


@require_POST
@for_runner
def revoke(request: HttpRequest, seen: Seen, number: int) -> HttpResponse:  # noqa: ARG001 - who is asking is what counts
    """Take a share back; its link opens nothing from now on."""
    if not sharing.revoke(RunnerRequest.of(request), number, now()):
        raise Http404
    messages.success(request, gettext("Taken back: this link opens nothing any more."))
    return see("sharing")


def _blank(seen: Seen) -> ShareForm:
    start = seen.review.progress.episode_start
    first = {"shows": "report", "days": USUAL_DAYS, "since": start.isoformat() if start else ""}
    return ShareForm(initial=first, today=seen.today)


def _page(request: HttpRequest, seen: Seen, form: ShareForm, *, status: int = 200, made: object = None, address: str = "", code: str = "") -> HttpResponse:  # fmt: skip
    runner = RunnerRequest.of(request)
    return page(
        request,
        "sharing.html",
        seen=seen,
        status=status,
        here="account",
        form=form,
        shares=sharing.shares_of(runner, now(), most_looks=MOST_LOOKS),
        made=made,
        address=address,
        code=code,
        code_of=sharing.code,
        last_day=sharing.last_day,
        zone=zone_of(runner),
    )
