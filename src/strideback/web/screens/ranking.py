"""The muscles most worth checking, with their reasons; only for a cleared runner."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from strideback.core.asking import NONE_FITS, pressing
from strideback.core.diary import Answered, Drew, Mark
from strideback.core.knowledge import Knowledge, Muscle
from strideback.core.ranking import RankedMuscle, zones
from strideback.core.terms import RANKING, Side
from strideback.formats.chart_own import LOW_BACK, TO_KNEES, WHOLE, cropped, laid_over
from strideback.formats.chart_svg import zone_chart
from strideback.formats.words import CONFIDENCE, joined
from strideback.web.adding import add
from strideback.web.drawings import VIEWS, View, chart_of, drawings, view_svg
from strideback.web.page import for_runner, page, see
from strideback.web.questionnaire import asking_of
from strideback.web.runners import RunnerRequest, Seen, reviewer

_PICTURED = 3
_UNCLEAR = "no-clear-match"
_LOW = ("knee", "leg", "calf", "foot")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """A muscle's pattern and the runner's drawing in one picture, and the same in words."""

    svg: str
    view: View
    essential: str
    spillover: str
    drawn: str


class NoneFits(forms.Form):
    """The answer to "none of these is my pain"."""

    fits = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


@require_http_methods(["GET", "POST"])
@for_runner
def ranking(request: HttpRequest, seen: Seen) -> HttpResponse:
    """The muscles in order; a post says that none of them fits, or takes that back."""
    knowledge = reviewer().knowledge
    cleared = seen.review.triage.outcome == "cleared"
    status = 200
    if request.method == "POST":
        form = NoneFits(request.POST)
        if cleared and form.is_valid():
            value = form.cleaned_data["fits"]
            add(request, [Answered(on=seen.today, question=NONE_FITS, value=value)])
            return see("ranking")
        status = 422 if cleared else 403
    ranked = seen.review.ranking.muscles if cleared else ()
    pictured = [each for each in ranked if each.confidence != _UNCLEAR][:_PICTURED]
    it = asking_of(RunnerRequest.of(request), seen)
    return page(
        request,
        "ranking.html",
        seen=seen,
        here="ranking",
        status=status,
        ranked=ranked,
        blocked=RANKING in seen.review.triage.blocks,
        most=max((each.points for each in ranked), default=0.0),
        overlays={(e.muscle, e.side): _overlay(knowledge, seen, e) for e in pictured},
        outside=[e for e in seen.review.ranking.outside if e.confidence != _UNCLEAR],
        confidence=CONFIDENCE,
        question=knowledge.questions.get(NONE_FITS),
        to_feel={each.id for each in pressing(it)},
    )


# --- the picture ---------------------------------------------------------------------------------


def _overlay(knowledge: Knowledge, seen: Seen, ranked: RankedMuscle) -> Overlay:
    """The view that shows most of a ranked muscle's pattern, with the drawing over it."""
    muscle = knowledge.muscles[ranked.muscle]
    essential, spillover = _sided(knowledge, muscle, ranked.side)
    view = _best_view(knowledge, essential, spillover)
    drawing = _drawn_on(knowledge, seen, view)
    name = knowledge.words.within(muscle.name)
    title = _("Where the pain of the %(muscle)s is felt, and your drawing") % {"muscle": name}
    mine = _names(knowledge, _of_drawing(knowledge, seen))
    prefix = f"{muscle.id}-{ranked.side.value}-"
    picture = view_svg(view)
    svg = zone_chart(picture, essential, spillover, title, prefix=prefix)
    if drawing is not None:
        says = _("Your drawing, in dots: %(places)s.") % {"places": mine}
        svg = laid_over(svg, picture, drawing, says, prefix=prefix)
    marked = (*essential, *spillover, *_of_drawing(knowledge, seen))
    return Overlay(
        svg=cropped(svg, _crop(marked)),
        view=VIEWS[view],
        essential=_names(knowledge, essential),
        spillover=_names(knowledge, spillover),
        drawn=mine,
    )


def _crop(marked: Collection[str]) -> tuple[int, int, int, int]:
    """The smallest part of the picture that shows everything marked."""
    if any(each.startswith(_LOW) for each in marked):
        return WHOLE
    return TO_KNEES if any(each.startswith("thigh") for each in marked) else LOW_BACK


def _sided(
    knowledge: Knowledge, muscle: Muscle, side: Side
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Essential and spillover zones as the chart names them, on this side or in the midline."""
    essential, spillover = zones(muscle)
    return _of_side(knowledge, essential, side), _of_side(knowledge, spillover, side)


def _of_side(knowledge: Knowledge, regions: Iterable[str], side: Side) -> tuple[str, ...]:
    paired = {region: knowledge.regions[region].paired for region in regions}
    return tuple(f"{name}.{side.value}" if both else name for name, both in paired.items())


def _best_view(knowledge: Knowledge, essential: Collection[str], spillover: Collection[str]) -> str:
    """The view with most of the zones; the back wins a tie."""
    views = chart_of(knowledge).views

    def shows(view: str) -> int:
        strong = sum(name in views[view] for name in essential)
        return 3 * strong + sum(name in views[view] for name in spillover)

    return max(VIEWS, key=shows)


def _drawn_on(knowledge: Knowledge, seen: Seen, view: str) -> Drew | None:
    """The drawing of this view; without one, the places of the others as this view shows them."""
    here = drawings(seen).get(view)
    if here is not None and (here.marks or here.strokes):
        return here
    marks = tuple(
        Mark(region=region, side=side, intensity=strength)
        for (region, side), strength in seen.review.clues.places.items()
        if view in knowledge.regions[region].views
    )
    return Drew(on=seen.today, view=view, marks=marks) if marks else None


def _of_drawing(knowledge: Knowledge, seen: Seen) -> tuple[str, ...]:
    """The places drawn on any view, in the knowledge's order."""
    places = sorted(
        seen.review.clues.places,
        key=lambda place: (knowledge.regions[place[0]].order, str(place[1])),
    )
    return tuple(f"{region}.{side.value}" if side else region for region, side in places)


def _names(knowledge: Knowledge, names: Iterable[str]) -> str:
    """Places in plain words, the two sides of one together."""
    sides: dict[str, list[Side | None]] = {}
    for name in names:
        region, _dot, side = name.partition(".")
        sides.setdefault(region, []).append(Side(side) if side else None)
    words: dict[tuple[Side | None, ...], str] = {
        (None,): _("%(place)s"),
        (Side.LEFT,): _("%(place)s on your left"),
        (Side.RIGHT,): _("%(place)s on your right"),
    }
    return joined(
        words.get(tuple(found), _("%(place)s on both sides"))
        % {"place": knowledge.words.within(knowledge.regions[region].name)}
        for region, found in sides.items()
    )
