"""Bringing runs from files: sent, read, looked at, and only then added; and taking an import back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from strideback.core.diary import AnyEvent, Corrected, Diary
from strideback.formats.run_history import batches, undo
from strideback.formats.run_import import FileResult, Imported, imported
from strideback.formats.run_merge import DUPLICATE, IMPORTED, REFUSED
from strideback.formats.run_same import base_sport
from strideback.formats.sayings import Saying
from strideback.store import diaries
from strideback.store.diaries import CannotKeep, Stale
from strideback.web import incoming
from strideback.web.adding import add, seen_last
from strideback.web.page import for_runner, page, see
from strideback.web.runners import RunnerRequest, Seen, now
from strideback.web.to_folder import ToFolder

PATIENCE_S = 4.0
"""So long an answer waits for a few files; with more of them it shows how far the reading is."""
MOST_WAITING = 5
MOST_NAMED = 50


# --- sending -------------------------------------------------------------------------------------


@csrf_exempt  # for a moment: the token is in the form, which is read only when its place is ready
@require_http_methods(["GET", "POST"])
@for_runner
def upload(request: HttpRequest, seen: Seen) -> HttpResponse:
    """The form; sent, the files are put on the disk and read, and the answer is where to look."""
    runner = RunnerRequest.of(request)
    if request.method == "GET":
        return _form(request, seen)
    if _length(request) > incoming.room(runner.pk):
        return _form(
            request, seen, status=413, wrong=_("This is more than 2 GB; send a part of it.")
        )
    if len(incoming.waiting_of(runner.pk)) >= MOST_WAITING:
        says = _("Several uploads wait already; look at them first.")
        return _form(request, seen, status=422, wrong=says)
    waiting = incoming.begin(runner.pk)
    handler = ToFolder(request, waiting)
    request.upload_handlers = [handler]
    try:
        return _received(request, seen, handler)
    except OSError:
        says = _("There is no room for these files just now. Send fewer at a time.")
        return _form(request, seen, status=507, wrong=says)
    finally:
        handler.close()
        if not (waiting.folder / "sent.json").exists():
            incoming.throw_away(waiting)


@csrf_protect
def _received(request: HttpRequest, seen: Seen, handler: ToFolder) -> HttpResponse:
    if not request.FILES or not handler.names:  # asking for them is what reads them
        says = _("Choose one file or more first.")
        return _form(request, seen, status=422, wrong=says)
    incoming.sent(handler.waiting, handler.names)
    incoming.start(handler.waiting)
    incoming.finished(handler.waiting, PATIENCE_S)
    return see("runs-uploaded", handler.waiting.token)


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        raise BadRequest from None


def _form(request: HttpRequest, seen: Seen, *, status: int = 200, wrong: str = "") -> HttpResponse:
    return page(
        request,
        "runs_upload.html",
        seen=seen,
        status=status,
        here="runs",
        wrong=wrong,
        most=incoming.MOST_BYTES,
        waiting=incoming.waiting_of(RunnerRequest.of(request).pk),
    )


# --- looking -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Sport:
    """How much of one sport is new."""

    name: str
    count: int
    distance_m: float
    duration_s: float


@require_GET
@for_runner
def uploaded(request: HttpRequest, seen: Seen, token: str) -> HttpResponse:
    """How far the reading is, or what would come of it: nothing is added yet."""
    waiting = incoming.find(RunnerRequest.of(request).pk, token)
    if waiting is None:
        return _gone(request)
    incoming.start(waiting)  # if the server stopped in the middle of it
    asked = request.headers.get("HX-Request") == "true"
    phase = waiting.phase  # once: it may be another one a moment later
    if asked and phase != "reading":
        return _reload(request)
    if phase != "ready":
        template = "_runs_reading.html" if asked else "runs_uploaded.html"
        shown: dict[str, Any] = {
            "waiting": waiting,
            "reading": phase == "reading",
            "found": None,
        }
        return page(request, template, seen=seen, here="runs", **shown)
    found = imported(_diary(request)[0], waiting.readings(), seen.today)
    return page(
        request,
        "runs_uploaded.html",
        seen=seen,
        here="runs",
        waiting=waiting,
        reading=False,
        found=found,
        new=_new(found.entries),
        completed=len(found.entries) - _new(found.entries),
        counts=Counter(each.status for each in found.results),
        sports=_sports(found),
        named=_named(found),
        notes=_notes(found),
        most=MOST_NAMED,
    )


def _new(entries: Sequence[AnyEvent]) -> int:
    """How many of them are activities that the diary lacks; the others complete what it has."""
    return sum(not isinstance(each, Corrected) for each in entries)


def _gone(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = reverse("runs")
        return answer
    return see("runs")


def _reload(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = request.path
    return answer


def _diary(request: HttpRequest) -> tuple[Diary, int]:
    """The diary as it was told, and the number of its last entry."""
    diary = diaries.as_told(RunnerRequest.of(request))
    return diary, len(diary.entries)


def _sports(found: Imported) -> tuple[Sport, ...]:
    runs: dict[str, list[Any]] = {}
    for each in (outcome for result in found.results for outcome in result.outcomes):
        if each.status == IMPORTED:
            runs.setdefault(base_sport(each.recorded.run.kind), []).append(each.recorded.run)
    return tuple(
        Sport(
            name=name,
            count=len(mine),
            distance_m=sum(run.distance_m or 0.0 for run in mine),
            duration_s=sum(run.duration_s or 0.0 for run in mine),
        )
        for name, mine in sorted(runs.items(), key=lambda pair: (pair[0] != "run", pair[0]))
    )


def _named(found: Imported) -> dict[str, list[FileResult]]:
    """The files of each status about which there is something to say."""
    return {
        status: [each for each in found.results if each.status == status and each.reason]
        for status in (IMPORTED, DUPLICATE, REFUSED)
    }


def _notes(found: Imported) -> list[tuple[Saying, int]]:
    """What was odd about files that can be taken, with how many there were."""
    taken = (each for each in found.results if each.status == IMPORTED)
    return Counter(note for each in taken for note in each.notes).most_common(MOST_NAMED)


# --- adding, leaving, taking back ----------------------------------------------------------------


@require_POST
@for_runner
def take(request: HttpRequest, seen: Seen, token: str) -> HttpResponse:
    """Add what was looked at.  Sent twice it counts once; a diary that has grown is looked at again."""
    runner = RunnerRequest.of(request)
    waiting = incoming.find(runner.pk, token)
    if waiting is None or waiting.phase != "ready":
        return see("runs")
    diary, last = _diary(request)
    entries: tuple[AnyEvent, ...] = imported(diary, waiting.readings(), seen.today).entries
    try:
        if seen_last(request) != last:
            raise Stale(last)
        diaries.append(runner, entries, after=last, now=now(), key=token)
    except Stale:
        messages.warning(request, _("Your diary has grown meanwhile. Please look once more."))
        return see("runs-uploaded", token)
    except CannotKeep as why:
        messages.error(request, str(why))
        return see("runs-uploaded", token)
    incoming.throw_away(waiting)
    new = _new(entries)
    if new or not entries:
        says = ngettext("%(count)s activity was added.", "%(count)s activities were added.", new)
        messages.success(request, says % {"count": new})
    if completed := len(entries) - new:
        says = ngettext("%(count)s run was completed.", "%(count)s runs were completed.", completed)
        messages.success(request, says % {"count": completed})
    return see("runs")


@require_POST
@for_runner
def leave(request: HttpRequest, seen: Seen, token: str) -> HttpResponse:  # noqa: ARG001 - nothing of the diary
    """Throw the upload away; the diary stays as it is."""
    waiting = incoming.find(RunnerRequest.of(request).pk, token)
    if waiting is not None:
        incoming.throw_away(waiting)
    return see("runs")


@require_POST
@for_runner
def take_back(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Take a whole import back, by corrections: what the runner told of its runs since then stays."""
    diary, _last = _diary(request)
    batch = request.POST.get("batch", "")
    if batch not in batches(diary):
        return see("runs")
    corrections = undo(diary, batch, seen.today)
    add(request, corrections)
    says = ngettext(
        "%(count)s run was taken back.", "%(count)s runs were taken back.", len(corrections)
    )
    messages.success(request, says % {"count": len(corrections)})
    return see("runs")
