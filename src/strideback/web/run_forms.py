"""Telling a run by hand, and telling more of a run that is there: forms that become diary events."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strideback.core.diary import Corrected, Ran
from strideback.formats.diary_figures import distance, duration
from strideback.formats.diary_words import Misread, shown

KINDS = {
    "run": gettext_lazy("Run"),
    "trail": gettext_lazy("Trail run"),
    "treadmill": gettext_lazy("Treadmill"),
    "track": gettext_lazy("Track"),
    "race": gettext_lazy("Race"),
    "run-walk": gettext_lazy("Run and walk"),
    "walk": gettext_lazy("Walk"),
    "hike": gettext_lazy("Hike"),
    "ride": gettext_lazy("Bike ride"),
}
SIGNS = {
    "rising": gettext_lazy("The pain kept rising"),
    "limp": gettext_lazy("I limped"),
    "sharp": gettext_lazy("Sharp pain"),
    "leg-symptoms": gettext_lazy("Tingling, numbness or pain down a leg"),
    "night-pain": gettext_lazy("Pain in the night after"),
}
_PAIN = gettext_lazy("Choose a number from 0, no pain, to 10, the worst you can think of.")


class Felt(forms.Form):
    """What only the runner can tell of a run: pain, signs and shoes."""

    pain = forms.FloatField(
        required=False,
        min_value=0,
        max_value=10,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _PAIN),
    )
    signs = forms.MultipleChoiceField(choices=list(SIGNS.items()), required=False)
    shoes = forms.CharField(required=False, max_length=60)

    def about(self, run: Ran, number: int, today: date) -> Corrected:
        """The run as it is told now."""
        told = replace(run, on=today, at=None, **self.told())
        return Corrected(on=today, number=number, replacement=told)

    def told(self) -> dict[str, Any]:
        """The fields of the event."""
        said = self.cleaned_data
        return {
            "pain": said["pain"],
            "signs": tuple(said["signs"]),
            "shoes": " ".join(said["shoes"].split()),
        }


class RunForm(Felt):
    """A run told by hand: how far or how long, and how it felt."""

    on = forms.DateField(
        input_formats=["%Y-%m-%d"],
        error_messages=dict.fromkeys(
            ("required", "invalid"), gettext_lazy("Choose the day of the run.")
        ),
    )
    distance = forms.CharField(required=False, max_length=20)
    time = forms.CharField(required=False, max_length=20)
    kind = forms.ChoiceField(choices=list(KINDS.items()))

    def __init__(self, *given: Any, today: date, **more: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*given, **more)
        self.today = today

    def clean_on(self) -> date:
        """A day that has come."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return on

    def clean_distance(self) -> float | None:
        """Metres; a bare number is kilometres."""
        bare = self.cleaned_data["distance"].replace(" ", "").replace(",", ".").lower()
        if not bare:
            return None
        try:
            return distance(bare if bare[-1].isalpha() else f"{bare}km")
        except Misread:
            raise forms.ValidationError(
                _("%(given)s is no distance; write it as in 8.2, 8.2 km or 5 mi.")
                % {"given": shown(bare)}
            ) from None

    def clean_time(self) -> float | None:
        """Seconds; a bare number is minutes."""
        bare = self.cleaned_data["time"].replace(" ", "").replace(",", ".").lower()
        if not bare:
            return None
        try:
            return duration(bare if bare[-1].isalpha() or ":" in bare else f"{bare}min")
        except Misread:
            raise forms.ValidationError(
                _("%(given)s is no time; write it as in 46, 46:30 or 1h10min.")
                % {"given": shown(bare)}
            ) from None

    def clean(self) -> dict[str, Any]:
        """How far or how long, or both."""
        told: dict[str, Any] = self.cleaned_data
        nothing = told.get("distance") is None and told.get("time") is None
        if nothing and not {"distance", "time"} & set(self.errors):
            raise forms.ValidationError(_("Tell how far or how long it was."))
        return told

    def event(self) -> Ran:
        """The run as the diary has it."""
        said = self.cleaned_data
        return Ran(
            on=said["on"],
            distance_m=said["distance"],
            duration_s=said["time"],
            kind=said["kind"],
            **self.told(),
        )
