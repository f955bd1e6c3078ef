"""Keys for programs: what each may do and for how long, when it was used last, taking it back."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from strideback.store import programs
from strideback.store.reviewing import zone_of
from strideback.web.page import by_themselves, for_runner, page, see
from strideback.web.runners import RunnerRequest, Seen, now

OPENS = (
    ("read", _("Read: your review, your plan, your diary and its exports")),
    ("append", _("Write: add events to your diary, which your plan follows")),
    ("import", _("Bring runs from files")),
    ("fhir", _("Read everything as FHIR, for the systems of clinics")),
)
DAYS = ((1, _("1 day")), (30, _("30 days")), (90, _("3 months")), (365, _("1 year")))
USUAL_DAYS = 90


class KeyForm(forms.Form):
    """What a key is for, what it opens, and for how long."""

    name = forms.CharField(max_length=80, label=_("What it is for"))
    scopes = forms.MultipleChoiceField(
        choices=OPENS,
        label=_("What it may do"),
        error_messages={"required": _("Choose at least one of these.")},
    )
    days = forms.TypedChoiceField(choices=DAYS, coerce=int, label=_("For how long"))


@require_http_methods(["GET", "POST"])
@for_runner
def keys(request: HttpRequest, seen: Seen) -> HttpResponse:
    """All keys, and a form for a new one; what opens it is shown once, in the answer to the form.

    A key outlives the session of a browser, so a server asks who is there before it makes one.
    """
    if request.method == "GET":
        return _page(request, seen, _blank())
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, seen, form, status=422)
    return by_themselves(_made)(request, seen, form)


def _made(request: HttpRequest, seen: Seen, form: KeyForm) -> HttpResponse:
    try:
        _made, key = programs.make(RunnerRequest.of(request), now=now(), **form.cleaned_data)
    except programs.TooMany:
        says = gettext("You have %(count)s open keys. Take one back first.")
        form.add_error(None, says % {"count": programs.MOST_OPEN})
        return _page(request, seen, form, status=422)
    return _page(request, seen, _blank(), key=key)


@require_POST
@for_runner
def revoke(request: HttpRequest, seen: Seen, number: int) -> HttpResponse:  # noqa: ARG001 - who is asking is what counts
    """Take a key back; it opens nothing from now on."""
    if not programs.revoke(RunnerRequest.of(request), number, now()):
        raise Http404
    messages.success(request, gettext("Taken back: this key opens nothing any more."))
    return see("keys")


def _blank() -> KeyForm:
    return KeyForm(initial={"scopes": ["read"], "days": USUAL_DAYS})


def _page(
    request: HttpRequest, seen: Seen, form: KeyForm, *, status: int = 200, key: str = ""
) -> HttpResponse:
    runner = RunnerRequest.of(request)
    open_now = set(programs.open_keys(runner, now()).values_list("pk", flat=True))
    return page(
        request,
        "keys.html",
        seen=seen,
        status=status,
        here="account",
        form=form,
        key=key,
        keys=programs.keys_of(runner),
        open_now=open_now,
        opens=dict(OPENS),
        zone=zone_of(runner),
        address=request.build_absolute_uri("/api/v1/review"),
        local=settings.LOCAL,
    )
