"""A clinician has seen the runner: about what, what was said, and by whom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from strideback.core.diary import Seen as BeenSeen
from strideback.core.knowledge import Flag
from strideback.core.terms import SOMETHING_ELSE
from strideback.formats import words
from strideback.web.adding import add
from strideback.web.asked import Choices, OneOf, Words, wrong_in
from strideback.web.page import for_runner, page, see
from strideback.web.runners import Seen, reviewer
from strideback.web.sitting import Sitting
from strideback.web.templating import upfirst

ALL = "all"


class Parts(Choices):
    """Parts of a plan, any or none of them."""

    def read(self, words: list[str]) -> tuple[str, ...]:
        """The parts ticked; empty where none is."""
        return super().read(words) if words else ()


class SeenForm(forms.Form):
    """What it was about, the outcome, the parts ruled out, who it was, and their words."""

    def __init__(
        self,
        flags: tuple[Flag, ...],
        sent: Any = None,  # noqa: ANN401 - Django's own
    ) -> None:
        super().__init__(sent)
        self._sent = sent
        about = {flag.id: flag.name for flag in flags}
        self.about = about | {ALL: _("Everything, or something else")}
        self.outcomes = {
            "cleared": _("I may go on"),
            "limits": _("I may go on, but not with everything"),
            "not-cleared": _("I should not go on yet"),
        }
        self.fields["flag"] = OneOf(options=self.about)
        self.fields["outcome"] = OneOf(options=self.outcomes)
        knowledge = reviewer().knowledge
        parts = (*knowledge.screen.limits, SOMETHING_ELSE)
        self.parts = {each: upfirst(words.block(knowledge, each)) for each in parts}
        self.fields["without"] = Parts(options=self.parts)
        self.fields["by"] = Words(needed=False)
        self.fields["said"] = Words(needed=False)

    def clean(self) -> dict[str, Any]:
        """Limits name at least one part that a plan can leave out; another outcome names none."""
        told = super().clean() or self.cleaned_data
        without = told.get("without", ())
        if told.get("outcome") != "limits":
            if without and "outcome" in told:
                says = _(
                    "You ticked parts to leave out. Choose the answer that says so, or untick them."
                )
                self.add_error("outcome", says)
        elif "without" in told and not set(without) - {SOMETHING_ELSE}:
            says = _("Choose what comes closest. If you do not know, ask them before you go on.")
            self.add_error("without", says if without else _("Choose all the parts to leave out."))
        elif SOMETHING_ELSE in without and not told.get("said"):
            self.add_error("said", _("Write what else they ruled out."))
        return told

    def ticked(self) -> list[str]:
        """The parts that are ticked."""
        return [] if self._sent is None else list(self._sent.getlist("without"))

    def typed(self, name: str) -> str:
        """What stands in a field; where one thing alone is open, it is about that."""
        if self.is_bound:
            return str(self.data.get(name, ""))
        return next(iter(self.about)) if name == "flag" and len(self.about) <= 2 else ""

    def wrong(self, name: str) -> list[str]:
        """What to do about a field."""
        return wrong_in(self, name)


@require_http_methods(["GET", "POST"])
@for_runner
def been_seen(request: HttpRequest, seen: Seen) -> HttpResponse:
    """The form; kept, it leads on to what there is to ask or to do then."""
    review = seen.review
    strict = tuple(f for f in review.raised if f.level >= reviewer().knowledge.screen.refer_from)
    referred = review.triage.outcome == "refer"
    flags = strict if referred and strict else review.raised
    form = SeenForm(flags, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        tabs = not referred  # nothing else is to be done while somebody has to be seen
        more = {"form": form, "tabs": tabs}
        return page(request, "intake_been_seen.html", seen=seen, status=status, **more)
    add(request, [BeenSeen(on=seen.today, **form.cleaned_data)])
    sitting = Sitting(day=seen.today.isoformat())
    sitting.keep(request)
    return see("intake")
