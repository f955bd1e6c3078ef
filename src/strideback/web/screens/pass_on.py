"""Passing strideback on to somebody whom it may help: an address without anything of the runner, and a card."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from strideback.formats import card as cards
from strideback.formats.language import spoken
from strideback.web.page import for_runner, page
from strideback.web.qr_code import qr_code, qr_picture
from strideback.web.runners import Seen, reviewer


@require_GET
@for_runner
def share(request: HttpRequest, seen: Seen) -> HttpResponse:
    """The ways to pass it on."""
    made = _card(request)
    body = f"{made.title}\n\n{' '.join(made.says)}\n\n{made.address}".strip()
    mail = f"mailto:?subject={quote(made.title)}&body={quote(body)}"
    return page(request, "share.html", seen=seen, here="share", told=made, mail=mail)


@require_GET
@for_runner
def card(request: HttpRequest, seen: Seen) -> HttpResponse:
    """The card, to print."""
    made = _card(request)
    code = qr_code(made.address, _("The address as a QR code")) if made.address else ""
    return page(request, "share_card.html", seen=seen, here="share", told=made, code=code)


@require_GET
@for_runner
def card_pdf(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Four cards on a sheet, as a PDF."""
    made = _card(request)
    code = qr_picture(made.address) if made.address else ""
    answer = HttpResponse(cards.pdf(made, code, on=seen.today), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="strideback-card.pdf"'
    return answer


def _card(request: HttpRequest) -> cards.Card:
    """The words of the card.  What it says of health is the safety net of the knowledge, and no more."""
    return cards.Card(
        language=spoken(),
        title=_("Does your lower back hurt when you run?"),
        says=(
            _("Somebody who runs thought that this may help you, too."),
            _("strideback asks safety questions first, helps you find the muscles worth checking, and builds up with you, day by day."),
            _("It takes your time and your pace seriously, and it says when to see somebody."),
        ),
        address=_public_address(request),
        help=_("When to get help"),
        net=tuple(each.says for each in reviewer().knowledge.screen.safety_net),
        foot=_("Information to help you decide. It does not diagnose and does not replace a professional."),
    )  # fmt: skip


def _public_address(request: HttpRequest) -> str:
    """Where anybody can begin: this server, or the page that the settings name; else nothing.

    In local mode the app's own address leads nowhere from another computer.
    """
    if settings.LOCAL:
        return str(settings.PROJECT_PAGE)
    return request.build_absolute_uri(reverse("today"))
