"""What was done, as forms: from the timer of a phone, or typed; each becomes events of the diary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from strideback.core.diary import Did, Skipped
from strideback.core.knowledge import Knowledge
from strideback.core.terms import Side
from strideback.formats.diary_grammar import BODY_SIGNS

LONGEST_KEPT = timedelta(days=366)
"""How long ago something may have been done that is told now: a phone with a wrong clock says more."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The guided session of a day was begun: no event of its own, but the plan shown is kept."""

    on: date


_DAY_S = 24 * 60 * 60.0


class _Scale(forms.FloatField):
    """A number from 0 to 10, or nothing."""

    def __init__(self) -> None:
        super().__init__(required=False, min_value=0, max_value=10)


class DidForm(forms.Form):
    """An exercise done on one side.  The ranges are those of the diary's own notation."""

    exercise = forms.CharField(max_length=80)
    side = forms.ChoiceField(choices=[(each.value, each.value) for each in Side], required=False)
    duration_s = forms.FloatField(required=False, min_value=1, max_value=_DAY_S)
    sets = forms.IntegerField(required=False, min_value=1, max_value=100)
    reps = forms.IntegerField(required=False, min_value=1, max_value=1000)
    hold_s = forms.FloatField(required=False, min_value=1, max_value=3600)
    distance_m = forms.FloatField(required=False, min_value=1, max_value=100_000)
    before, during, after, effort = _Scale(), _Scale(), _Scale(), _Scale()
    step = forms.IntegerField(required=False, min_value=1, max_value=20)
    good_form = forms.NullBooleanField(required=False)
    signs = forms.MultipleChoiceField(choices=[(each, each) for each in BODY_SIGNS], required=False)

    def __init__(self, data: Mapping[str, Any], *, knowledge: Knowledge, on: date) -> None:
        super().__init__(data)
        self.knowledge, self.on = knowledge, on

    def clean(self) -> dict[str, Any]:
        """The exercise is one that we know, with a side where it has two; a set has repetitions."""
        told = super().clean() or {}
        exercise = self.knowledge.exercises.get(told.get("exercise", ""))
        if exercise is None:
            raise forms.ValidationError(_("This is not an exercise that we know."))
        if told.get("step") and told["step"] > len(exercise.ladder):
            raise forms.ValidationError(_("This exercise has fewer steps."))
        if told.get("side") and not exercise.per_side:
            raise forms.ValidationError(_("This exercise has no sides."))
        return told

    def event(self) -> Did:
        """The event of the diary."""
        told = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        side = Side(told.pop("side")) if "side" in told else None
        signs = tuple(told.pop("signs", ()))
        return Did(on=self.on, side=side, signs=signs, **told)


class SkippedForm(forms.Form):
    """An exercise, or the whole session, left out; a reason in a few words, or none."""

    exercise = forms.CharField(max_length=80)
    reason = forms.CharField(required=False, max_length=200)

    def __init__(self, data: Mapping[str, Any], *, knowledge: Knowledge, on: date) -> None:
        super().__init__(data)
        self.knowledge, self.on = knowledge, on

    def clean_exercise(self) -> str:
        """The exercise is one that we know, or `session`."""
        name: str = self.cleaned_data["exercise"]
        if name != "session" and name not in self.knowledge.exercises:
            raise forms.ValidationError(_("This is not an exercise that we know."))
        return name

    def event(self) -> Skipped:
        """The event of the diary."""
        told = self.cleaned_data
        return Skipped(on=self.on, exercise=told["exercise"], reason=told["reason"])


class SentForm(forms.Form):
    """What every entry of a phone has: its day, its kind, and a key that makes it count once."""

    key = forms.RegexField(r"\A[A-Za-z0-9-]{8,64}\Z")
    on = forms.DateField(input_formats=["%Y-%m-%d"])
    kind = forms.ChoiceField(choices=[(each, each) for each in ("began", "did", "skipped")])


def event_of(
    sent: Mapping[str, Any], knowledge: Knowledge, today: date
) -> Begun | Did | Skipped | str:
    """What a phone sent, or one sentence that says why it is none."""
    head = SentForm(sent)
    if not head.is_valid():
        return _first(head)
    on = head.cleaned_data["on"]
    if on > today:
        return str(_("This day has not come yet."))
    if on < today - LONGEST_KEPT:
        return str(_("This was more than a year ago."))
    if head.cleaned_data["kind"] == "began":
        return Begun(on)
    kinds: dict[str, type[DidForm | SkippedForm]] = {"did": DidForm, "skipped": SkippedForm}
    form = kinds[head.cleaned_data["kind"]](sent, knowledge=knowledge, on=on)
    return form.event() if form.is_valid() else _first(form)


def _first(form: forms.Form) -> str:
    name, errors = next(iter(form.errors.items()))
    return str(errors[0]) if name == "__all__" else f"{name}: {errors[0]}"
