"""The check-in: how much it hurts, in one short form, and the way to say that something is new."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from strideback.core.asking import stops
from strideback.core.diary import PainLogged
from strideback.formats.intake_words import PAIN
from strideback.web.adding import add
from strideback.web.asked import Scale, wrong_in
from strideback.web.page import for_runner, page, see
from strideback.web.questionnaire import asking_of, screen_items
from strideback.web.runners import RunnerRequest, Seen, reviewer, seen_by


class PainForm(forms.Form):
    """Pain from 0 to 10: now, at its worst, while running, and on the morning after."""

    def __init__(self, sent: Any = None) -> None:  # noqa: ANN401 - Django's own
        super().__init__(sent)
        self.asks = {
            "now": _(PAIN["now"]),
            "worst": _(PAIN["worst"]),
            "during": _("How much did it hurt at most while running?"),
            "morning": _("How much did it hurt this morning?"),
        }
        for name in self.asks:
            self.fields[name] = Scale(needed=False)

    def clean(self) -> dict[str, Any]:
        """What was told; at least one of them."""
        told = {name: value for name, value in self.cleaned_data.items() if value is not None}
        if not told and not self.errors:
            raise ValidationError(_("Choose a number in at least one of these."))
        return told

    def typed(self, name: str) -> str | None:
        """What stands in a field."""
        return self.data.get(name) if self.is_bound else None

    def wrong(self, name: str) -> list[str]:
        """What to do about a field; under `__all__` about the whole."""
        return wrong_in(self, name)


@require_http_methods(["GET", "POST"])
@for_runner
def check_in(request: HttpRequest, seen: Seen) -> HttpResponse:
    """The form; kept, it leads on to the short re-screen where that is due, else back to today."""
    if stops(reviewer().knowledge, seen.review):
        return see("intake")
    form = PainForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return page(
            request,
            "check_in.html",
            seen=seen,
            here="check-in",
            form=form,
            status=status,
            due=_due(seen),
        )
    add(request, [PainLogged(on=seen.today, **form.cleaned_data)])
    runner = RunnerRequest.of(request)
    after = seen_by(runner)
    messages.success(request, _("Saved. Thank you."))
    return see("intake" if list(screen_items(asking_of(runner, after))) else "today")


def _due(seen: Seen) -> bool:
    """Whether the short re-screen, or more, is waiting."""
    return seen.review.check_in_since is not None or seen.review.triage.outcome == "ask"
