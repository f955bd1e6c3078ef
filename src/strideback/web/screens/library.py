"""Everything that is known, to read: muscles, exercises, claims, answers and sources."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from strideback.core.knowledge import Exercise, Knowledge, Muscle, PoseSeries, Sentence
from strideback.core.terms import EVERYTHING, Grade, Side
from strideback.formats import words
from strideback.formats.figures import figures
from strideback.formats.why_json import claims_about, measured_beside
from strideback.web import looking_up, patterns
from strideback.web.page import for_runner, page
from strideback.web.runners import Seen, reviewer

_LONGEST_SEARCH = 100

with_viewer = csp_update(
    {
        "style-src": [SELF, "'sha256-F7kvx28zBT3UUQL/hTOYst+55RSmqyCY3muSCYmt6A4='"],
        "script-src": [SELF, "'wasm-unsafe-eval'"],
    }
)
"""A page that may show the 3D viewer, which brings a sheet of style in itself and a decoder."""


@require_GET
@for_runner
def library(request: HttpRequest, seen: Seen) -> HttpResponse:
    """The shelves, or what was looked for."""
    asked = request.GET.get("q", "").strip()[:_LONGEST_SEARCH]
    counts = {kind: len(getattr(reviewer().knowledge, kind)) for kind in looking_up.SHELVES}
    return page(
        request,
        "library.html",
        seen=seen,
        asked=asked,
        found=looking_up.found(asked),
        shelves=looking_up.SHELVES,
        counts=counts,
        grades=[(each.value, words.GRADES[each]) for each in Grade],
    )


@require_GET
@for_runner
def shelf(request: HttpRequest, seen: Seen, kind: str) -> HttpResponse:
    """Everything of one kind."""
    if kind not in looking_up.SHELVES:
        raise Http404
    return page(
        request,
        "library_shelf.html",
        seen=seen,
        kind=kind,
        title=looking_up.SHELVES[kind],
        things=looking_up.in_order(reviewer().knowledge, kind),
        verdicts=looking_up.VERDICTS,
    )


@with_viewer
@require_GET
@for_runner
def entry(request: HttpRequest, seen: Seen, kind: str, name: str) -> HttpResponse:
    """The page of one thing."""
    thing = thing_of(looking_up.SHELVES, kind, name)
    return page(
        request,
        "library_entry.html",
        seen=seen,
        kind=kind,
        thing=thing,
        shelf=looking_up.SHELVES[kind],
        **about(seen, thing),
    )


@require_GET
@for_runner
def pattern(request: HttpRequest, seen: Seen, muscle: str, view: str) -> HttpResponse:  # noqa: ARG001 - only for a known runner
    """A muscle's zones on the body chart, as a picture."""
    known = reviewer().knowledge.muscles.get(muscle)
    if known is None or view not in patterns.VIEWS:
        raise Http404
    answer = HttpResponse(patterns.pattern(known, view), content_type="image/svg+xml")
    answer["Cache-Control"] = "private, max-age=86400"
    return answer


def thing_of(kinds: Container[str], kind: str, name: str) -> Any:  # noqa: ANN401 - records of every kind
    """The record of that name, where its kind is one of these; else there is no such page."""
    things = getattr(reviewer().knowledge, kind) if kind in kinds else {}
    if name not in things:
        raise Http404
    return things[name]


def about(seen: Seen, thing: Any) -> dict[str, Any]:  # noqa: ANN401 - records of every kind
    """What the page of a thing needs beside the thing itself."""
    knowledge = reviewer().knowledge
    more: dict[str, Any] = {
        "claims": claims_about(knowledge, thing.id),
        "verdicts": looking_up.VERDICTS,
        "measured_beside": lambda claim: measured_beside(knowledge, claim),
        "named": lambda name: looking_up.named(knowledge, name),
        "cited_by": looking_up.cited_by,
    }
    if isinstance(thing, Muscle):
        more |= _of_muscle(knowledge, thing)
    if isinstance(thing, Exercise):
        more |= _of_exercise(seen, knowledge, thing)
    return more


def _of_muscle(knowledge: Knowledge, muscle: Muscle) -> dict[str, Any]:
    return {
        "plates": [n for n in figures() if n.startswith(f"atlas/{muscle.id}.")],
        "views": patterns.views_of(knowledge, muscle),
        "felt": patterns.felt(knowledge, muscle),
        "treats": [e for e in knowledge.exercises.values() if muscle.id in e.targets],
    }


def _of_exercise(seen: Seen, knowledge: Knowledge, exercise: Exercise) -> dict[str, Any]:
    triage = seen.review.triage
    ruled = sorted(triage.blocks & (exercise.names | {EVERYTHING}))
    series = knowledge.poses.get(exercise.id)
    return {
        "ruled": [words.block(knowledge, each) for each in ruled],
        "shows_how": triage.outcome == "cleared" and not ruled,
        "moments": series.poses if series else (),
        "muscles": [knowledge.muscles[each] for each in exercise.targets],
        "measured": tuple(_measured(knowledge, series)) if series else (),
    }


def _measured(knowledge: Knowledge, series: PoseSeries) -> Iterator[Sentence]:
    """How much longer the muscles are at the end of it than in standing."""
    for each in series.poses[-1].measured:
        says = {
            (True, True): _("%(muscle)s is %(percent)s %% longer at the end than in standing."),
            (False, True): _("%(muscle)s is %(percent)s %% shorter at the end than in standing."),
            (True, False): _(
                "%(muscle)s, on the other side, is %(percent)s %% longer at the end than in standing."
            ),
            (False, False): _(
                "%(muscle)s, on the other side, is %(percent)s %% shorter at the end than in standing."
            ),
        }[each.percent > 0, each.side is Side.RIGHT]
        name, percent = knowledge.muscles[each.muscle].name, f"{abs(each.percent):.0f}"
        yield Sentence(says % {"muscle": name, "percent": percent}, knowledge.anatomy.evidence)
