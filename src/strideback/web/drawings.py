"""The body chart in the app: its views and places, what is drawn on it, and the form that draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from strideback.core.diary import Drew, Mark, Stroke, corrected
from strideback.core.findings import Place, marked, place_of
from strideback.core.knowledge import Chart, Knowledge, Region
from strideback.formats import chart_views
from strideback.formats.diary_grammar import read_stroke
from strideback.formats.diary_text import line_of
from strideback.formats.diary_words import Misread
from strideback.formats.language import number
from strideback.store.languages import spoken
from strideback.web.runners import Seen

STRENGTHS = tuple(range(1, 11))
_MOST_STROKES, _MOST_POINTS, _WIDEST = 400, 6000, 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A side from which the body is seen; `ends` are what lies at the picture's left and right."""

    name: str
    tab: str
    seen: str
    ends: tuple[str, str]
    hint: str


_ENDS = {
    "left": gettext_noop("your left"),
    "right": gettext_noop("your right"),
    "front": gettext_noop("your front"),
    "back": gettext_noop("your back"),
}
VIEWS: Mapping[str, View] = {
    "back": View(
        name="back",
        tab=gettext_noop("From behind"),
        seen=gettext_noop("from behind"),
        ends=(_ENDS["left"], _ENDS["right"]),
        hint=gettext_noop(
            "You look at yourself from behind: your left is at the left of the picture."
        ),
    ),
    "front": View(
        name="front",
        tab=gettext_noop("From the front"),
        seen=gettext_noop("from the front"),
        ends=(_ENDS["right"], _ENDS["left"]),
        hint=gettext_noop(
            "You look at yourself as someone who faces you does: your right is at the left of the picture."
        ),
    ),
    "left": View(
        name="left",
        tab=gettext_noop("Left side"),
        seen=gettext_noop("from your left side"),
        ends=(_ENDS["front"], _ENDS["back"]),
        hint=gettext_noop(
            "This is your left side only, with your front at the left of the picture."
        ),
    ),
    "right": View(
        name="right",
        tab=gettext_noop("Right side"),
        seen=gettext_noop("from your right side"),
        ends=(_ENDS["back"], _ENDS["front"]),
        hint=gettext_noop(
            "This is your right side only, with your back at the left of the picture."
        ),
    ),
}


def view_svg(view: str) -> str:
    """The picture of a view, as the knowledge has it, in the language of the page."""
    return chart_views.view_svg(view, spoken())


def chart_of(knowledge: Knowledge) -> Chart:
    """The chart's grid, which every knowledge that we ship has."""
    if knowledge.chart is None:
        raise LookupError("this knowledge has no body chart")
    return knowledge.chart


# --- what is drawn -------------------------------------------------------------------------------


def drawings(seen: Seen) -> dict[str, Drew]:
    """The last drawing of each view in the present episode, as the ranking takes it."""
    start = seen.review.progress.episode_start
    return {
        each.view: each
        for each in corrected(seen.kept.diary, seen.today)
        if isinstance(each, Drew) and (start is None or each.on >= start)
    }


def said(knowledge: Knowledge, drawing: Drew) -> tuple[str, ...]:
    """The regions that a drawing marks, in words and in the knowledge's order."""
    found = marked(knowledge, drawing)
    order = {name: region.order for name, region in knowledge.regions.items()}
    places = sorted(found, key=lambda place: (order.get(place[0], 999), str(place[1])))
    return tuple(
        _("%(place)s: %(strength)s of 10")
        % {"place": place_name(knowledge, place), "strength": number(found[place])}
        for place in places
    )


def place_name(knowledge: Knowledge, place: Place) -> str:
    """A place in plain words: `Flank, your right`."""
    region, side = place
    known = knowledge.regions.get(region)
    name = known.name if known else region
    return f"{name}, {_(_ENDS[side.value])}" if side else name


# --- places to tap -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A region on one side, as the list beside the picture offers it."""

    id: str
    name: str
    end: str
    chosen: bool
    strength: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A region of a view with the sides on which it can be marked there."""

    region: Region
    choices: tuple[Choice, ...]


def offered(knowledge: Knowledge, view: str, form: Drawing) -> tuple[Offered, ...]:
    """Every region of a view, the low back first, as the form stands."""
    names = chart_of(knowledge).views[view]
    by_region: dict[str, list[str]] = {}
    for name in names:
        by_region.setdefault(name.partition(".")[0], []).append(name)
    regions = sorted(
        (knowledge.regions[region] for region in by_region), key=lambda each: each.order
    )
    return tuple(
        Offered(
            region=region,
            choices=tuple(_choice(knowledge, name, form) for name in sorted(by_region[region.id])),
        )
        for region in regions
    )


def _choice(knowledge: Knowledge, name: str, form: Drawing) -> Choice:
    place = place_of(name)
    return Choice(
        id=name,
        name=place_name(knowledge, place),
        end=_(_ENDS[place[1].value]) if place[1] else _("in the middle"),
        chosen=name in form.chosen,
        strength=form.chosen.get(name, form.usual),
    )


# --- the form ------------------------------------------------------------------------------------


class Strokes(forms.CharField):
    """Strokes in the diary's own notation, with blanks between them."""

    def to_python(self, value: object) -> tuple[Stroke, ...]:  # type: ignore[override]
        """The strokes; raises `ValidationError` for what is none, or too much."""
        parts = str(value or "").split()
        try:
            strokes = tuple(read_stroke(part) for part in parts)
        except (Misread, ValueError) as why:
            raise forms.ValidationError(_("The painting could not be read.")) from why
        if any(not 0 < s.brush <= _WIDEST or s.intensity < 1 for s in strokes):
            raise forms.ValidationError(_("The painting could not be read."))
        if len(strokes) > _MOST_STROKES or sum(len(s.points) for s in strokes) > _MOST_POINTS:
            raise forms.ValidationError(
                _("That is more than one drawing holds. Rub some out, or tap whole places.")
            )
        return strokes

    def has_changed(self, initial: object, data: object) -> bool:
        """Never asked."""
        return initial != data


class Drawing(forms.Form):
    """What was painted and tapped on one view."""

    strokes = Strokes(required=False, max_length=None)
    nothing = forms.BooleanField(required=False)

    usual = 5
    """How strong a place is when it is marked and nothing else is said."""

    def __init__(self, knowledge: Knowledge, view: str, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.view = view
        names = [(name, name) for name in chart_of(knowledge).views[view]]
        self.fields["mark"] = forms.MultipleChoiceField(choices=names, required=False)
        self.chosen: dict[str, int] = {}
        self.painted = ""
        if data is not None:
            self.painted = data.get("strokes", "")
            self.chosen = {name: _strength(data, name) for name in data.getlist("mark")}

    @classmethod
    def of(cls, knowledge: Knowledge, drawing: Drew) -> Drawing:
        """The form as an earlier drawing fills it in."""
        form = cls(knowledge, drawing.view)
        form.chosen = {
            f"{m.region}.{m.side.value}" if m.side else m.region: max(1, round(m.intensity))
            for m in drawing.marks
        }
        form.painted = " ".join(
            part.removeprefix("stroke=")
            for part in line_of(drawing).split()
            if part.startswith("stroke=")
        )
        return form

    def clean(self) -> dict[str, object]:
        """Something is marked, or nothing hurts: one of the two."""
        given: dict[str, object] = super().clean() or {}
        some = bool(given.get("strokes") or given.get("mark"))
        if self.errors:
            return given
        if given.get("nothing") and some:
            self.add_error(
                None,
                _("You have marked something. Clear the picture first, if nothing hurts there."),
            )
        elif not given.get("nothing") and not some:
            self.add_error(None, _("Paint or tap where it hurts, or say that nothing hurts there."))
        return given

    def drew(self, seen: Seen) -> Drew:
        """The event; only for a valid form."""
        marks = tuple(
            Mark(region=region, side=side, intensity=self.chosen[name])
            for name in self.cleaned_data["mark"]
            for region, side in [place_of(name)]
        )
        return Drew(
            on=seen.today, view=self.view, marks=marks, strokes=self.cleaned_data["strokes"]
        )


def _strength(data: QueryDict, name: str) -> int:
    told = data.get(f"how:{name}", "")
    return int(told) if told.isdecimal() and int(told) in STRENGTHS else Drawing.usual
