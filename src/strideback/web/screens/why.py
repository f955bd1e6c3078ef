"""Why: what is behind a muscle, an exercise, a flag, a question or a claim, for this runner."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from strideback.core.terms import RANKING
from strideback.formats import words
from strideback.formats.said import left_out_by
from strideback.web.looking_up import titled
from strideback.web.page import for_runner, page
from strideback.web.runners import Seen, reviewer
from strideback.web.screens.library import about, thing_of, with_viewer

KINDS: dict[str, str | Promise] = {
    "muscles": _("A muscle"),
    "exercises": _("An exercise"),
    "flags": _("A safety rule"),
    "questions": _("A question"),
    "claims": _("A claim"),
}
"""What can be asked about, by the name of its folder in the knowledge."""


@with_viewer
@require_GET
@for_runner
def why(request: HttpRequest, seen: Seen, kind: str, name: str) -> HttpResponse:
    """What a thing means for this runner, and everything that it rests on."""
    thing = thing_of(KINDS, kind, name)
    return page(
        request,
        "why.html",
        seen=seen,
        kind=kind,
        thing=thing,
        title=titled(thing),
        over=KINDS[kind],
        **about(seen, thing),
        **_standing(seen, kind, name),
    )


def _standing(seen: Seen, kind: str, name: str) -> dict[str, Any]:
    """Where a muscle stands in the runner's own ranking, which only a cleared runner has.

    Of a flag: what it leaves out, in words.
    """
    if kind == "flags":
        blocks = left_out_by(reviewer().knowledge, seen.kept.diary, seen.today, name)
        return {"left_out": [words.block(reviewer().knowledge, each) for each in blocks]}
    if kind != "muscles":
        return {}
    ranking = seen.review.ranking
    return {
        "ranked": [e for e in (*ranking.muscles, *ranking.outside) if e.muscle == name],
        "unpicked": RANKING in seen.review.triage.blocks,
    }
