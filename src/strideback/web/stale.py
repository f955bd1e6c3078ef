"""What a runner sees whose form the diary did not take: nothing is lost, and nothing is sent twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse

from strideback.core.diary import Answered
from strideback.formats.diary_text import line_of
from strideback.formats.intake_words import said
from strideback.store.diaries import CannotKeep, Stale
from strideback.web.adding import NotAsked, seen_last
from strideback.web.page import page
from strideback.web.runners import RunnerRequest, Seen, reviewer, seen_by

_OWN = frozenset({"csrfmiddlewaretoken", "after", "key", "password", "password1", "password2"})
"""Fields of a form that the page makes anew, or that nobody wants to see."""
_MOST = 400
_MOST_ADDED = 6


class StaleMiddleware:
    """Answers a form from an old page with what was typed in it, to be looked at and sent again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer of the screens."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, wrong: Exception) -> HttpResponse | None:
        """A page with what was typed, for a form that came too late or cannot be kept; else None."""
        if isinstance(wrong, NotAsked):
            return page(request, "stale.html", status=400, typed=(), again="", refused="")
        if isinstance(wrong, CannotKeep):
            return page(
                request,
                "stale.html",
                status=422,
                typed=tuple(_typed(request))[:_MOST],
                again="",
                refused=str(wrong),
            )
        if not isinstance(wrong, Stale):
            return None
        runner = RunnerRequest.of(request)
        runner.refresh_from_db()
        seen = seen_by(runner)
        return page(
            request,
            "stale.html",
            seen=seen,
            status=409,
            typed=tuple(_typed(request))[:_MOST],
            again=request.get_full_path(),
            refused="",
            added=_added(seen, seen_last(request)),
        )


def _added(seen: Seen, after: int) -> tuple[list[str], int]:
    """The first of what was added since that entry, as the runner told it, and how many more there are."""
    asked = reviewer().knowledge.questions
    told = seen.kept.diary.entries[after:]
    lines = [
        f"{asked[each.question].asks.says} {said(asked[each.question], each.value)}"
        if isinstance(each, Answered) and each.question in asked
        else line_of(each)
        for each in told[:_MOST_ADDED]
    ]
    return lines, max(0, len(told) - _MOST_ADDED)


def _typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """What the runner typed or ticked, field by field."""
    for name, values in request.POST.lists():
        if name not in _OWN:
            yield from ((name, str(value)) for value in values)
