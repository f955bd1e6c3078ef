"""The body chart: the runner paints or taps where it hurts, one view after another."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from strideback.core.asking import pressing, views_open
from strideback.core.diary import Drew
from strideback.core.knowledge import Knowledge
from strideback.formats.chart_own import LOW_BACK, WHOLE, cropped, painted
from strideback.formats.chart_svg import colour
from strideback.store.diaries import Stale
from strideback.web.adding import add
from strideback.web.drawings import (
    STRENGTHS,
    VIEWS,
    Drawing,
    drawings,
    offered,
    said,
    view_svg,
)
from strideback.web.page import for_runner, page, see
from strideback.web.questionnaire import asking_of
from strideback.web.runners import RunnerRequest, Seen, reviewer, seen_by

BRUSHES = ((5, gettext_noop("fine")), (10, gettext_noop("medium")), (18, gettext_noop("broad")))
"""How far a brush reaches, in chart units, and its name."""
_LOW = ("thigh", "knee", "leg", "calf", "foot")
_CROPS = {"low-back": LOW_BACK, "whole": WHOLE}


@require_http_methods(["GET", "POST"])
@for_runner
def chart(request: HttpRequest, seen: Seen, view: str) -> HttpResponse:
    """One view to draw on; saving makes one event and goes on to the next view."""
    if view not in VIEWS:
        raise Http404
    knowledge = reviewer().knowledge
    before = drawings(seen).get(view)
    if request.method != "POST":
        form = Drawing.of(knowledge, before) if before else Drawing(knowledge, view)
        return _shown(request, seen, view, form, before)
    form = Drawing(knowledge, view, request.POST)
    if not form.is_valid():
        return _shown(request, seen, view, form, before, status=422)
    try:
        add(request, [form.drew(seen)])
    except Stale:
        runner = RunnerRequest.of(request)
        runner.refresh_from_db()
        form.add_error(None, _("Something was told elsewhere meanwhile. Look, and save again."))
        return _shown(request, seen_by(runner), view, form, before, status=409)
    return see(*_next(request, view))


@require_GET
@for_runner
def charts(request: HttpRequest, seen: Seen) -> HttpResponse:
    """All that is drawn, in pictures and in words."""
    knowledge = reviewer().knowledge
    drawn = drawings(seen)
    return page(
        request,
        "charts.html",
        seen=seen,
        here="chart",
        views=VIEWS,
        drawn={name: said(knowledge, drawing) for name, drawing in drawn.items()},
        empty={name: not (each.marks or each.strokes) for name, each in drawn.items()},
        to_feel=next(
            (each.id for each in pressing(asking_of(RunnerRequest.of(request), seen))), None
        ),
        pictures={
            name: _picture(knowledge, drawing, _crop(drawing), prefix=f"{name}-view-")
            for name, drawing in drawn.items()
        },
    )


@require_POST
@for_runner
def found(request: HttpRequest, seen: Seen, view: str) -> HttpResponse:
    """What the painting marks so far, in words; nothing is kept."""
    if view not in VIEWS:
        raise Http404
    knowledge = reviewer().knowledge
    form = Drawing(knowledge, view, request.POST)
    form.is_valid()
    if "strokes" in form.errors or "mark" in form.errors:
        return page(request, "_chart_found.html", places=(), wrong=form.errors, status=422)
    return page(request, "_chart_found.html", places=said(knowledge, form.drew(seen)), wrong={})


def _next(request: HttpRequest, view: str) -> tuple[str, ...]:
    """Where to go after saving: the view asked for, else the next one that is open, else all."""
    if (wanted := request.POST.get("go", "")) in VIEWS:
        return ("chart", wanted)
    if request.GET.get("then") == "intake":
        return ("intake",)
    runner = RunnerRequest.of(request)
    seen = seen_by(runner)
    open_views = [each for each in views_open(asking_of(runner, seen)) if each != view]
    stopped = seen.review.triage.outcome == "refer"
    return ("chart", open_views[0]) if open_views and not stopped else ("charts",)


def _shown(
    request: HttpRequest,
    seen: Seen,
    view: str,
    form: Drawing,
    before: Drew | None,
    *,
    status: int = 200,
) -> HttpResponse:
    knowledge = reviewer().knowledge
    shown = request.GET.get("show", "")
    if shown not in _CROPS:
        shown = _crop(before) if before else "low-back"
    current = before if before and status == 200 else Drew(on=seen.today, view=view)
    return page(
        request,
        "chart.html",
        seen=seen,
        here="chart",
        status=status,
        view=VIEWS[view],
        views=VIEWS,
        drawn=drawings(seen).keys(),
        form=form,
        offered=offered(knowledge, view, form),
        places=said(knowledge, current),
        svg=_picture(knowledge, current, shown),
        shown=shown,
        crops={name: " ".join(map(str, crop)) for name, crop in _CROPS.items()},
        brushes=BRUSHES,
        strengths=STRENGTHS,
        colours=[colour(each) for each in STRENGTHS],
    )


def _picture(knowledge: Knowledge, drawing: Drew, crop: str, *, prefix: str = "") -> str:
    """A view with what is drawn on it, which its description tells too."""
    view = VIEWS[drawing.view]
    places = said(knowledge, drawing)
    says = (
        _("Marked: %(places)s.") % {"places": "; ".join(places)}
        if places
        else _("Nothing is marked in this view.")
    )
    title = _("Your body, %(seen)s") % {"seen": _(view.seen)}
    svg = painted(view_svg(view.name), drawing, title, says, prefix=prefix)
    return cropped(svg, _CROPS[crop])


def _crop(drawing: Drew) -> str:
    """The part of the picture that shows the whole drawing."""
    below = LOW_BACK[1] + LOW_BACK[3]
    low = any(mark.region.startswith(_LOW) for mark in drawing.marks) or any(
        y > below for stroke in drawing.strokes for _x, y in stroke.points
    )
    return "whole" if low else "low-back"
