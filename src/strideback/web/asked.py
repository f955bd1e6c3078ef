"""Form fields for every kind of question: what may be answered, in which limits, and what is said else.

A field reads what a page sent under one name, which may be several words, and gives the value that
the diary keeps.  "Not sure" and "none of these" are answers; nothing at all is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from strideback.core.knowledge import Question
from strideback.formats.diary_figures import WEEKDAYS, day, number
from strideback.formats.diary_words import Misread, shown

ANSWER = "answer"
NOT_SURE = "not-sure"
NONE = "none"
_LONGEST = 2000


class Reply(forms.Field):
    """One answer.  `shape` says how a page asks for it, `options` what there is to choose."""

    widget = forms.MultipleHiddenInput
    shape = ""

    def __init__(self, *, options: Mapping[str, str] | None = None, not_sure: bool = False) -> None:
        super().__init__(required=True)
        self.options = dict(options or {})
        self.not_sure = not_sure

    def clean(self, value: Any) -> Any:  # noqa: ANN401 - answers differ
        """The value for the diary; `ValidationError` says in one sentence what to do."""
        words = [line for each in value or () if (line := one_line(each))]
        if self.not_sure and NOT_SURE in words:
            if len(words) > 1:
                raise ValidationError(_("Choose not sure, or answer; not both."))
            return NOT_SURE
        return self.read(words)

    def read(self, words: list[str]) -> Any:  # noqa: ANN401 - answers differ
        """The value of these words."""
        raise NotImplementedError


class YesNo(Reply):
    """Yes or no, and not sure where the question allows it."""

    shape = "yes-no"

    def read(self, words: list[str]) -> str:
        """`yes` or `no`."""
        if words not in (["yes"], ["no"]):
            raise ValidationError(
                _("Choose yes, no or not sure.") if self.not_sure else _("Choose yes or no.")
            )
        return words[0]


class Whether(YesNo):
    """Yes or no as true or false, where not sure is no answer."""

    def clean(self, value: Any) -> bool:  # noqa: ANN401 - Django's own
        """True for yes."""
        return bool(super().clean(value) == "yes")


class Figure(Reply):
    """A number from `low` to `high`, with its unit."""

    shape = "number"

    def __init__(
        self,
        low: float,
        high: float,
        *,
        unit: str = "",
        whole: bool = False,
        not_sure: bool = False,
    ) -> None:
        super().__init__(not_sure=not_sure)
        self.low, self.high, self.unit, self.whole = low, high, unit, whole

    def read(self, words: list[str]) -> float:
        """The number; its unit may stand behind it, and a comma may be the point."""
        if len(words) != 1:
            raise ValidationError(
                _("Write a number, or choose not sure.") if self.not_sure else _("Write a number.")
            )
        bare = words[0].lower().removesuffix(self.unit.lower()).strip() if self.unit else words[0]
        try:
            value = number(bare.replace(",", ".") if bare.count(",") == 1 else bare)
        except Misread:
            says = _("%(typed)s is not a number. Write digits, as in 7 or 2.5.")
            raise ValidationError(says % {"typed": shown(words[0])}) from None
        if not self.low <= value <= self.high:
            says = _("%(typed)s is outside %(low)g to %(high)g. Check the number.")
            told = {"typed": shown(words[0]), "low": self.low, "high": self.high}
            raise ValidationError(says % told)
        return int(value) if self.whole else value


class Scale(Figure):
    """From 0 to 10."""

    shape = "scale"

    def __init__(self, *, needed: bool = True) -> None:
        super().__init__(0, 10)
        self.needed = needed

    def read(self, words: list[str]) -> Any:  # noqa: ANN401 - a number, or None where it may be left out
        """The number; None where it may be left out and was."""
        if not words:
            if self.needed:
                raise ValidationError(_("Choose a number from 0 to 10."))
            return None
        return super().read(words)


class Choices(Reply):
    """Any of the options, in their own order, or none of them, said as such."""

    shape = "choices"

    def read(self, words: list[str]) -> tuple[str, ...]:
        """The options ticked; empty for "none of these"."""
        if words == [NONE]:
            return ()
        if NONE in words:
            raise ValidationError(_("Choose what fits, or none of these; not both."))
        if not words or set(words) - set(self.options):
            raise ValidationError(_("Choose all that fit, or none of these."))
        return tuple(each for each in self.options if each in words)


class Weekdays(Reply):
    """Days of the week, at least one."""

    shape = "weekdays"

    def __init__(self) -> None:
        names = (
            *(_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday")),
            *(_("Friday"), _("Saturday"), _("Sunday")),
        )
        super().__init__(options=dict(zip(WEEKDAYS, names, strict=True)))

    def read(self, words: list[str]) -> tuple[int, ...]:
        """Their numbers; Monday is 0."""
        if not words or set(words) - set(WEEKDAYS):
            raise ValidationError(_("Choose at least one day."))
        return tuple(place for place, name in enumerate(WEEKDAYS) if name in words)


class Day(Reply):
    """A day of the calendar."""

    shape = "date"

    def read(self, words: list[str]) -> date:
        """The day."""
        if len(words) != 1:
            raise ValidationError(_("Choose a day, or not sure."))
        try:
            return day(words[0])
        except Misread:
            says = _("%(typed)s is not a day. Write it as year-month-day, as in 2026-03-01.")
            raise ValidationError(says % {"typed": shown(words[0])}) from None


class Words(Reply):
    """Free words, in one line as the diary keeps them."""

    shape = "text"

    def __init__(self, *, needed: bool = True) -> None:
        super().__init__()
        self.needed = needed

    def read(self, words: list[str]) -> str:
        """The words."""
        text = " ".join(words)
        if not text and self.needed:
            raise ValidationError(_("Write a few words, or skip this one."))
        if len(text) > _LONGEST:
            raise ValidationError(_("That is longer than 2,000 characters. Say it in fewer words."))
        # an answer that reads as yes, no or not sure would be counted as one
        return f"{text}." if text in {"yes", "no", NOT_SURE} else text


class OneOf(Reply):
    """One of the options."""

    shape = "one"

    def read(self, words: list[str]) -> str:
        """The option."""
        if len(words) != 1 or words[0] not in self.options:
            raise ValidationError(_("Choose one of these."))
        return words[0]


class AnswerForm(forms.Form):
    """A form with one answer.  `typed` is what stands in it: what was sent, or the earlier answer."""

    def __init__(self, reply: Reply, sent: Any = None, *, was: Sequence[str] = ()) -> None:  # noqa: ANN401 - Django's own
        super().__init__(sent)
        self.fields[ANSWER] = self.reply = reply
        self.typed = list(was) if sent is None else sent.getlist(ANSWER)

    @property
    def value(self) -> Any:  # noqa: ANN401 - answers differ
        """The answer, where it is valid."""
        return self.cleaned_data[ANSWER]

    @property
    def wrong(self) -> list[str]:
        """What to do about it, where it is not."""
        return wrong_in(self, ANSWER)

    @property
    def figure(self) -> str:
        """What was written, beside "not sure"."""
        return next((each for each in self.typed if each != NOT_SURE), "")


def reply_to(question: Question) -> Reply:
    """The field for a question of the knowledge, by its kind and with its limits."""
    match question.kind:
        case "yes-no":
            return YesNo(not_sure=True)
        case "number":
            low = 0.0 if question.minimum is None else question.minimum
            high = 1_000_000.0 if question.maximum is None else question.maximum
            return Figure(low, high, unit=question.unit, not_sure=True)
        case "choices":
            options = {each.id: each.says.says for each in question.options}
            return Choices(options=options, not_sure=True)
        case "date":
            return Day(not_sure=True)
    return Words()


def wrong_in(form: forms.Form, name: str) -> list[str]:
    """What to do about a field of a form that was sent; `__all__` is the whole of it."""
    return [str(each) for each in form.errors.get(name, ())]


def as_sent(value: Any, shape: str = "") -> list[str]:  # noqa: ANN401 - answers differ
    """An earlier answer as a page would send it.

    >>> as_sent(34.0), as_sent(()), as_sent(True), as_sent(None)
    (['34'], ['none'], ['yes'], [])
    """
    match value:
        case None:
            return []
        case bool():
            return ["yes" if value else "no"]
        case tuple() if shape == "weekdays":
            return [WEEKDAYS[int(each)] for each in value]
        case tuple():
            return list(value) or [NONE]
        case float() | int():
            return [f"{value:.12g}"]
    return [str(value)]


def one_line(text: str) -> str:
    """The text as the diary can keep it: without line breaks and anything that cannot be seen."""
    return "".join(each if each.isprintable() else " " for each in text).strip()
