"""The runner's own: language and time zone, the diary out and in as text, and erasing everything."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import activate, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from strideback.formats.diary_forms import FORMS, as_text, form_of
from strideback.formats.diary_text import DiaryUnreadable
from strideback.store import diaries
from strideback.store.importing import Refused, bring_in
from strideback.store.languages import spoken
from strideback.store.models import Runner
from strideback.web import incoming, offline
from strideback.web.adding import seen_last
from strideback.web.page import for_runner, page
from strideback.web.runners import RunnerRequest, Seen, forget_reviews, now, reviewer
from strideback.web.screens.entrance import address_for_another, let_in

LARGEST_FILE = 8 * 2**20
MOST_SHOWN = 20
MOST_MENDED = 100_000
"""Characters of a refused text that come back in the page, to be mended there."""


class SettingsForm(forms.Form):
    """Language and time zone."""

    language = forms.ChoiceField(choices=settings.LANGUAGES, label=_("Language"))
    time_zone = forms.CharField(max_length=64, label=_("Time zone"))

    def clean_time_zone(self) -> str:
        """A zone that this computer knows."""
        zone: str = self.cleaned_data["time_zone"]
        if zone not in available_timezones():
            raise forms.ValidationError(gettext("Choose a time zone from the list."))
        return zone


class ImportForm(forms.Form):
    """A diary as text, CSV or JSON lines: a file, or typed."""

    file = forms.FileField(required=False, label=_("Your diary as a text file"))
    text = forms.CharField(required=False, strip=False, widget=forms.Textarea, label=_("Its lines"))
    keep = forms.BooleanField(required=False, label=_("Keep lines that are not understood"))

    def clean_file(self) -> UploadedFile[bytes] | None:
        """A file of a size that a diary has."""
        file: UploadedFile[bytes] | None = self.cleaned_data.get("file")
        if file and (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(gettext("This file is larger than a diary can be."))
        return file

    def clean(self) -> dict[str, Any]:
        """With `told`, the whole text."""
        told: dict[str, Any] = self.cleaned_data
        try:
            file = told.get("file")
            told["told"] = _text_of(file.read()) if file else told.get("text", "")
        except DiaryUnreadable as why:
            raise forms.ValidationError(str(why)) from None
        if not self.errors and not told["told"].strip():
            raise forms.ValidationError(gettext("Choose the file of your diary first."))
        return told


def _text_of(data: bytes) -> str:
    """The text diary of a file; no stranger's Parquet is opened by a library that is not ours."""
    if form_of(data) == "parquet":
        raise forms.ValidationError(
            gettext(
                "Parquet cannot be brought in here; take your diary as text, CSV or JSON lines."
            )
        )
    return as_text(data)


class EraseForm(forms.Form):
    """The word that says so."""

    word = forms.CharField(label=_("Type the word"))

    def clean_word(self) -> str:
        """The word itself, in any case."""
        if self.cleaned_data["word"].strip().casefold() != erase_word().casefold():
            says = gettext("Nothing was erased. Type “%(word)s” if you want to erase everything.")
            raise forms.ValidationError(says % {"word": erase_word()})
        return erase_word()


def erase_word() -> str:
    """What a runner types to erase everything."""
    return gettext("erase everything")


@require_GET
@for_runner
def account(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Everything on one page."""
    return _page(request, seen)


@require_POST
@for_runner
def preferences(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Keep the language and the time zone."""
    form = SettingsForm(request.POST)
    if not form.is_valid():
        return _page(request, seen, status=422, preferences=form)
    Runner.objects.filter(pk=RunnerRequest.of(request).pk).update(**form.cleaned_data)
    activate(form.cleaned_data["language"])
    messages.success(request, gettext("Your settings are saved."))
    return _top()


@require_GET
@for_runner
def export(request: HttpRequest, seen: Seen) -> HttpResponse:  # noqa: ARG001 - the diary as it is, not as it is read
    """The whole diary as text, for a file."""
    text = diaries.text(RunnerRequest.of(request))
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="strideback.diary"'
    return answer


@require_POST
@for_runner
def bring(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Add a text diary, or show its problems and leave everything as it was."""
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, seen, status=422, bring=form)
    told = form.cleaned_data["told"]
    try:
        done = bring_in(
            RunnerRequest.of(request),
            told,
            after=seen_last(request),
            now=now(),
            knowledge=reviewer().knowledge,
            keep_unread=form.cleaned_data["keep"],
        )
    except Refused as refused:
        mend = told.encode("utf-8", "replace").decode() if len(told) <= MOST_MENDED else ""
        return _page(request, seen, status=422, bring=form, problems=refused.problems, mend=mend)
    says = ngettext("One line was added.", "%(count)s lines were added.", done.added)
    if not done.added:
        says = gettext("Nothing was added: your diary has all of these lines already.")
    messages.success(request, says % {"count": done.added} if done.added else says)
    return _top()


@require_POST
@for_runner
def another(request: HttpRequest, seen: Seen) -> HttpResponse:
    """An address that lets one more browser on this computer in, once."""
    if not settings.LOCAL:
        return redirect("account")
    return _page(request, seen, address=address_for_another(request))


@require_POST
@for_runner
def erase(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Erase everything of the runner: here, and in the browser."""
    form = EraseForm(request.POST)
    if not form.is_valid():
        return _page(request, seen, status=422, erase=form)
    if settings.LOCAL:
        return _forgotten(request)
    from allauth.account.decorators import reauthentication_required

    answer: HttpResponse = reauthentication_required(_forgotten)(request)
    return answer


def _forgotten(request: HttpRequest) -> HttpResponse:
    runner = RunnerRequest.of(request)
    incoming.forget(runner.pk)
    diaries.forget(runner)
    forget_reviews()
    logout(request)
    if settings.LOCAL:
        let_in(request)
    return offline.forget_on_device(redirect("erased"))


@require_GET
def erased(request: HttpRequest) -> HttpResponse:
    """Everything is gone."""
    return page(request, "account_erased.html")


def _page(request: HttpRequest, seen: Seen, *, status: int = 200, **more: Any) -> HttpResponse:  # noqa: ANN401 - the template's own names
    kept = Runner.objects.get(pk=RunnerRequest.of(request).pk)
    chosen = {"language": kept.language or spoken(), "time_zone": kept.time_zone}
    shown = {
        "preferences": SettingsForm(initial=chosen),
        "confirmed": bool(kept.time_zone),
        "zones": _zones(),
        "bring": ImportForm(),
        "problems": (),
        "mend": "",
        "most_shown": MOST_SHOWN,
        "address": "",
        "erase": EraseForm(),
        "word": erase_word(),
        "local": settings.LOCAL,
        "has_parquet": FORMS["parquet"].there,
        **more,
    }
    return page(request, "account.html", seen=seen, status=status, here="account", **shown)


def _top() -> HttpResponse:
    """Back to the page, at its top, where the message is."""
    return redirect(f"{reverse('account')}#main")


def _zones() -> dict[str, list[str]]:
    """Time zones by continent, as a runner may look for them."""
    found: dict[str, list[str]] = {}
    for zone in sorted(available_timezones()):
        continent, slash, _place = zone.partition("/")
        if slash and continent not in {
            "Etc",
            "SystemV",
            "posix",
            "right",
            "US",
            "Brazil",
            "Canada",
        }:
            found.setdefault(continent, []).append(zone)
    return {**found, "UTC": ["UTC"]}
