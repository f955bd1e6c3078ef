"""Feeling for the muscles: one at a time, where, how, and what it was like on each side."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from strideback.core.asking import Asking, inspected, pressing
from strideback.core.diary import Inspected
from strideback.core.knowledge import Muscle
from strideback.core.terms import Side
from strideback.formats.figures import figures
from strideback.formats.intake_words import NO_PRESSING
from strideback.web.adding import add
from strideback.web.page import for_runner, page, see
from strideback.web.questionnaire import asking_of
from strideback.web.runners import RunnerRequest, Seen, reviewer

PLATES = ("back", "side", "front")


class Pressed(forms.Form):
    """How tender each side was, and whether that was the runner's own pain."""

    def __init__(
        self, data: QueryDict | None = None, initial: dict[str, str] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        for side in Side:
            self.fields[f"tender-{side.value}"] = forms.TypedChoiceField(
                choices=[(str(n), str(n)) for n in range(11)],
                coerce=int,
                empty_value=None,
                required=False,
                error_messages={"invalid_choice": _("Choose a number from 0 to 10.")},
            )
            self.fields[f"familiar-{side.value}"] = forms.ChoiceField(
                choices=[("yes", "yes"), ("no", "no")],
                required=False,
                error_messages={"invalid_choice": _("Choose yes or no.")},
            )

    def clean(self) -> dict[str, object]:
        """At least one side was pressed, and what is tender is said to be that pain or not."""
        given: dict[str, object] = super().clean() or {}
        if self.errors:
            return given
        if all(given.get(f"tender-{side.value}") is None for side in Side):
            self.add_error(None, _("Press at least one side, and choose how tender it is."))
        for side in Side:
            tender, familiar = (
                given.get(f"tender-{side.value}"),
                given.get(f"familiar-{side.value}"),
            )
            if tender and not familiar:
                self.add_error(f"familiar-{side.value}", _("Is that your pain? Choose yes or no."))
            if tender is None and familiar:
                self.add_error(f"tender-{side.value}", _("How tender is it? Choose a number."))
        return given

    def told(self, seen: Seen, muscle: Muscle) -> Iterator[Inspected]:
        """An event for each side that was pressed; only for a valid form."""
        for side in Side:
            tender = self.cleaned_data[f"tender-{side.value}"]
            if tender is not None:
                familiar = self.cleaned_data[f"familiar-{side.value}"] == "yes"
                yield Inspected(
                    on=seen.today, muscle=muscle.id, side=side, tender=tender, familiar=familiar
                )

    def shown(self, name: str) -> str | None:
        """What stands in a field: as sent, else as told before."""
        value = self.data.get(name) if self.is_bound else self.initial.get(name)
        return str(value) if value not in {None, ""} else None


@require_http_methods(["GET", "POST"])
@for_runner
def inspection(request: HttpRequest, seen: Seen, muscle: str) -> HttpResponse:
    """How to press one muscle, and what it was like; only what this runner may press."""
    thing = reviewer().knowledge.muscles.get(muscle)
    if thing is None:
        raise Http404
    it = asking_of(RunnerRequest.of(request), seen)
    allowed = pressing(it)
    if thing not in allowed:
        status = 403 if request.method == "POST" else 200
        words = {"muscle": thing, "allowed": allowed, "left_out": NO_PRESSING}
        return page(
            request, "inspection_not.html", seen=seen, here="ranking", status=status, **words
        )
    if request.method != "POST":
        return _shown(request, seen, it, thing, Pressed(initial=_before(it, thing)))
    form = Pressed(request.POST)
    if not form.is_valid():
        return _shown(request, seen, it, thing, form, status=422)
    add(request, form.told(seen, thing))
    return see(*_next(request, it, thing))


def _before(it: Asking, muscle: Muscle) -> dict[str, str]:
    """What was told of this muscle in this episode."""
    filled: dict[str, str] = {}
    for side in Side:
        found = inspected(it, muscle.id, side)
        if found is not None:
            filled[f"tender-{side.value}"] = str(round(found[1].tender))
            if found[1].familiar is not None:
                filled[f"familiar-{side.value}"] = "yes" if found[1].familiar else "no"
    return filled


def _next(request: HttpRequest, it: Asking, muscle: Muscle) -> tuple[str, ...]:
    """The questions, where these sent the runner; else the next muscle, else the ranking."""
    if request.GET.get("then") == "intake":
        return ("intake",)
    after = _after(it, muscle)
    return ("inspection", after.id) if after else ("ranking",)


def _after(it: Asking, muscle: Muscle) -> Muscle | None:
    allowed = pressing(it)
    later = allowed[allowed.index(muscle) + 1 :]
    return later[0] if later else None


def _shown(
    request: HttpRequest,
    seen: Seen,
    it: Asking,
    muscle: Muscle,
    form: Pressed,
    *,
    status: int = 200,
) -> HttpResponse:
    allowed = pressing(it)
    return page(
        request,
        "inspection.html",
        seen=seen,
        here="ranking",
        status=status,
        muscle=muscle,
        place=allowed.index(muscle) + 1,
        allowed=allowed,
        after=_after(it, muscle),
        plates=[each for view in PLATES if (each := f"atlas/{muscle.id}.{view}") in figures()],
        form=form,
        sides=[side.value for side in Side],
        then=request.GET.get("then") == "intake",
    )
