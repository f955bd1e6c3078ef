"""What a clinician sees of a shared diary: by its link, or kept in an account of their own.  Read-only.

A page that is open asks by HEAD whether it still may be: such a request shows nothing and is no look.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from strideback.formats.report import Report, first_day, pdf, report
from strideback.store import sharing
from strideback.store.models import Runner, Share
from strideback.web.by_key import by_key
from strideback.web.page import for_runner, page, see
from strideback.web.runners import Seen, now, reviewer, seen_by

OFFERED = "offered-to-keep"
"""In the session: the number of the share that this browser opened by its link, to be kept if wanted."""


@dataclass(frozen=True, slots=True)
class Places:
    """The addresses of the parts of one share; empty for what is not shared."""

    report: str
    pdf: str
    log: str


@require_safe
@by_key
def link(request: HttpRequest, key: str) -> HttpResponse:
    """The report, for whoever has the link."""
    return _shown(request, _opened(request, key, "report"), "report", _places("link", key))


@require_safe
@by_key
def link_log(request: HttpRequest, key: str) -> HttpResponse:
    """Everything that was logged, for whoever has the link."""
    return _shown(request, _opened(request, key, "log"), "log", _places("link", key))


@require_safe
@by_key
def link_pdf(request: HttpRequest, key: str) -> HttpResponse:
    """The report as a PDF, for whoever has the link."""
    return _printed(request, _opened(request, key, "pdf"))


@require_GET
@for_runner
def listed(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Everything that an account keeps.  Local mode has no accounts."""
    if settings.LOCAL:
        raise Http404
    kept = sharing.kept_by(_account(request) or 0, now())
    return page(
        request,
        "shared_list.html",
        seen=seen,
        kept=kept,
        code_of=sharing.code,
        last_day=sharing.last_day,
    )


@require_http_methods(["GET", "POST"])
@for_runner
def keep(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Take what this browser opened by a link into the account; asked first, for it closes the link.

    Its address holds no key: a form on a page without a referrer would be taken for a foreign one.
    """
    number, account = request.session.get(OFFERED, 0), _account(request)
    if account is None:
        raise Http404
    if request.method == "POST" and sharing.keep(number, account=account, now=now()):
        request.session.pop(OFFERED, None)
        messages.success(request, gettext("It is kept in your account."))
        return see("shared-kept", str(number))
    share = sharing.may_keep(number, account=account, now=now())
    if share is None:
        raise Http404
    last = sharing.last_day(share)
    return page(request, "shared_keep.html", seen=seen, last=last, code=sharing.code(share))


@require_safe
@by_key
@for_runner
def kept(request: HttpRequest, seen: Seen, number: int) -> HttpResponse:  # noqa: ARG001 - not their own diary
    """The report of a share that this account keeps."""
    return _shown(request, _kept(request, number, "report"), "report", _places("kept", number))


@require_safe
@by_key
@for_runner
def kept_log(request: HttpRequest, seen: Seen, number: int) -> HttpResponse:  # noqa: ARG001 - not their own diary
    """Everything that was logged, of a share that this account keeps."""
    return _shown(request, _kept(request, number, "log"), "log", _places("kept", number))


@require_safe
@by_key
@for_runner
def kept_pdf(request: HttpRequest, seen: Seen, number: int) -> HttpResponse:  # noqa: ARG001 - not their own diary
    """The report as a PDF, of a share that this account keeps."""
    return _printed(request, _kept(request, number, "pdf"))


def _shown(request: HttpRequest, share: Share, part: str, places: Places) -> HttpResponse:
    if request.method == "HEAD":
        return HttpResponse()
    with_log = share.opens("log", now())
    told = _report(share, log=part == "log")
    own = _look(request, share, part)
    offers = not settings.LOCAL and not own and share.clinician_id is None
    if offers:
        request.session[OFFERED] = share.pk
    return page(
        request,
        "shared.html",
        report=told,
        part=part,
        places=places if with_log else Places(places.report, places.pdf, ""),
        code=sharing.code(share),
        last=sharing.last_day(share),
        own=own,
        offers=offers,
        signed_in=_account(request) is not None,
    )


def _printed(request: HttpRequest, share: Share) -> HttpResponse:
    if request.method == "HEAD":
        return HttpResponse(content_type="application/pdf")
    made = pdf(_report(share, log=share.opens("log", now())))
    _look(request, share, "pdf")
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="report.pdf"'
    return answer


def _report(share: Share, *, log: bool) -> Report:
    """What the diary says today, from the first day that is shared; no plan is ever in it."""
    seen = seen_by(share.runner)
    diary = seen.kept.diary
    return report(
        reviewer().knowledge,
        diary,
        seen.review,
        since=share.since or first_day(diary, seen.today),
        until=seen.today,
        kind="visit",
        whole_log=log,
    )


def _look(request: HttpRequest, share: Share, part: str) -> bool:
    """Write the look down, but for the runner's own; True for that one."""
    runner: Runner | None = getattr(request, "runner", None)
    own = runner is not None and runner.pk == share.runner_id
    if not own:
        sharing.look(share, part, now())
    return own


def _opened(request: HttpRequest, key: str, part: str) -> Share:
    found = sharing.opened(key, part, account=_account(request), now=now())
    if found is None:
        raise Http404
    return found


def _kept(request: HttpRequest, number: int, part: str) -> Share:
    found = sharing.kept(number, part, account=_account(request), now=now())
    if found is None:
        raise Http404
    return found


def _account(request: HttpRequest) -> int | None:
    """The account that is signed in, by its number."""
    return None if settings.LOCAL else request.user.pk


def _places(how: str, given: str | int) -> Places:
    names = (f"shared-{how}{part}" for part in ("", "-pdf", "-log"))
    return Places(*(reverse(name, args=[given]) for name in names))
