"""Signing out of a server."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from strideback.web.offline import forget_on_device


def sign_out(request: HttpRequest) -> HttpResponse:
    """Allauth's own page; once it has signed out, the browser drops what it kept of the runner."""
    from allauth.account.views import logout

    answer: HttpResponse = logout(request)
    return forget_on_device(answer) if request.method == "POST" else answer
