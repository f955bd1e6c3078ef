"""What a runner wants to be reminded of; the yes of the address, and the end of all mail."""

from __future__ import annotations

from datetime import time
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from strideback.store import consent
from strideback.store.languages import spoken
from strideback.store.models import Runner
from strideback.store.reminder_times import USUAL, Hours
from strideback.store.reminding import Device, Reminders
from strideback.web import devices
from strideback.web.by_key import sealed
from strideback.web.page import for_runner, page, see
from strideback.web.reminding import in_language_of
from strideback.web.runners import RunnerRequest, Seen, now

_QUIET = (time(21), time(7))


class WishesForm(forms.Form):
    """What is wanted, and when."""

    tips = forms.BooleanField(required=False, label=_("A tip by e-mail, every few days"))
    sessions = forms.BooleanField(required=False, label=_("A word on days with a session"))
    by_email = forms.BooleanField(required=False, label=_("By e-mail"))
    at = forms.TimeField(label=_("At"))
    quiet_from = forms.TimeField(required=False, label=_("Quiet from"))
    quiet_until = forms.TimeField(required=False, label=_("until"))

    def clean(self) -> dict[str, Any]:
        """A time outside of the quiet hours."""
        told: dict[str, Any] = self.cleaned_data
        if told.get("at") and Hours(
            told["at"], told.get("quiet_from"), told.get("quiet_until")
        ).quiet(told["at"]):
            self.add_error("at", gettext("This time lies in your quiet hours."))
        if (told.get("quiet_from") is None) != (told.get("quiet_until") is None):
            missing = "quiet_until" if told.get("quiet_until") is None else "quiet_from"
            if missing not in self.errors:
                says = gettext("Quiet hours need both times; leave both empty for none.")
                self.add_error(missing, says)
        return told


@require_http_methods(["GET", "POST"])
@for_runner
def reminders(request: HttpRequest, seen: Seen) -> HttpResponse:
    """What comes, and when; a form to change it."""
    if settings.LOCAL:
        return page(request, "reminders_local.html", seen=seen, here="account")
    wishes = _wishes(request)
    if request.method == "GET":
        return _page(request, seen, wishes, _form_of(wishes))
    form = WishesForm(request.POST)
    if not form.is_valid():
        return _page(request, seen, wishes, form, status=422)
    for name, value in form.cleaned_data.items():
        setattr(wishes, name, value)
    wishes.save(update_fields=list(form.cleaned_data))
    _keep_zone(request)
    asked = settings.CAN_MAIL and consent.wants_mail(wishes) and not consent.confirmed(wishes)
    if asked and consent.ask(wishes, now()):
        messages.success(request, gettext("Saved. A question goes to your address: say yes there."))
    else:
        messages.success(request, gettext("Your wishes are saved."))
    return see("reminders")


@require_POST
@for_runner
def ask(request: HttpRequest, seen: Seen) -> HttpResponse:  # noqa: ARG001 - it needs a runner
    """Send the question to the address once more."""
    if settings.LOCAL:
        return see("reminders")
    wishes = _wishes(request)
    if settings.CAN_MAIL and consent.wants_mail(wishes) and not consent.confirmed(wishes):
        if consent.ask(wishes, now()):
            messages.success(request, gettext("The question is on its way."))
        else:
            messages.info(request, gettext("It was sent a moment ago. Look into your spam, too."))
    return see("reminders")


@require_POST
@for_runner
def device(request: HttpRequest, seen: Seen) -> HttpResponse:  # noqa: ARG001 - it needs a runner
    """This browser allows notifications."""
    if settings.LOCAL or not settings.PUSH_KEY:
        return HttpResponse(status=404)
    endpoint, p256dh, auth = (request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth"))
    runner = RunnerRequest.of(request)
    if not devices.keep(runner, endpoint, p256dh, auth, now()):
        return HttpResponse(gettext("This browser's push service is not known here."), status=422)
    wishes = _wishes(request)
    # Who wants notifications wants them on days with a session: no other come.
    Reminders.objects.filter(pk=wishes.pk).update(by_push=True, sessions=True)
    _keep_zone(request)
    return HttpResponse(status=204)


@require_POST
@for_runner
def leave(request: HttpRequest, seen: Seen) -> HttpResponse:  # noqa: ARG001 - it needs a runner
    """No more notifications: for one browser, or for all."""
    if settings.LOCAL:
        return see("reminders")
    runner = RunnerRequest.of(request)
    mine = Device.objects.filter(runner=runner)
    endpoint = request.POST.get("endpoint", "")
    (mine.filter(endpoint=endpoint) if endpoint else mine).delete()
    if not mine.exists():
        Reminders.objects.filter(runner=runner).update(by_push=False)
    return HttpResponse(status=204) if endpoint else see("reminders")


@require_http_methods(["GET", "HEAD", "POST"])
def yes(request: HttpRequest, token: str) -> HttpResponse:
    """The address says yes: by a button, so that a program that follows links says nothing."""
    wishes = consent.asked_by(token)
    if wishes is None:
        return sealed(page(request, "reminders_late.html", status=404, ends=False))
    if request.method == "POST":
        consent.say_yes(wishes, now())
    answer = _said(request, "reminders_yes.html", wishes)
    answer["Referrer-Policy"] = "same-origin"  # without it a browser's form would come from nowhere
    return answer


@csrf_exempt  # a mail program sends it, without a page (RFC 8058); all it can do is end mail
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """No more mail: at once for a POST, by a button for whoever follows the link."""
    wishes = consent.stopped_by(token)
    if wishes is None:
        return sealed(page(request, "reminders_late.html", status=404, ends=True))
    if request.method == "POST":
        consent.stop(wishes, now())
    return _said(request, "reminders_stop.html", wishes)


def _said(request: HttpRequest, template: str, wishes: Reminders) -> HttpResponse:
    """What was asked, or that it is done, in the language of the mail."""
    with in_language_of(wishes.runner):
        return sealed(page(request, template, done=request.method == "POST", wishes=wishes))


def _wishes(request: HttpRequest) -> Reminders:
    runner = RunnerRequest.of(request)
    quiet_from, quiet_until = _QUIET
    usual = {"at": USUAL, "quiet_from": quiet_from, "quiet_until": quiet_until}
    found, _new = Reminders.objects.get_or_create(runner=runner, defaults=usual)
    found.runner = runner
    return found


def _form_of(wishes: Reminders) -> WishesForm:
    told = {name: getattr(wishes, name) for name in WishesForm.base_fields}
    return WishesForm(initial={**told, "at": wishes.at or USUAL})


def _keep_zone(request: HttpRequest) -> None:
    """The zone and the language of this page are what the worker goes by, until others are chosen."""
    runner = RunnerRequest.of(request)
    kept = Runner.objects.filter(pk=runner.pk)
    if runner.time_zone in available_timezones():
        kept.filter(time_zone="").update(time_zone=runner.time_zone)
    kept.filter(language="").update(language=spoken())


def _page(
    request: HttpRequest, seen: Seen, wishes: Reminders, form: WishesForm, status: int = 200
) -> HttpResponse:
    runner = RunnerRequest.of(request)
    browsers = Device.objects.filter(runner=runner).values_list("endpoint", flat=True)
    return page(
        request,
        "reminders.html",
        seen=seen,
        status=status,
        here="account",
        form=form,
        wishes=wishes,
        unheard=wishes.sessions and not (wishes.by_email or browsers),
        wants_mail=consent.wants_mail(wishes),
        confirmed=consent.confirmed(wishes),
        can_mail=settings.CAN_MAIL,
        zone=runner.time_zone or "UTC",
        push_key=devices.public_key(settings.PUSH_KEY) if settings.PUSH_KEY else "",
        browsers=[devices.mark_of(each) for each in browsers],
    )
