"""Who a session belongs to, for every page."""

from __future__ import annotations

from contextvars import ContextVar

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from strideback.store.models import Account

_of_session: ContextVar[Account | None] = ContextVar("_of_session", default=None)
"""The account that came with the session, while Django asks the backend for it, and no longer."""


class Middleware(AuthenticationMiddleware):
    """Django's own, which looks at the session's account as it does at any: by id, and by its hash."""

    def process_request(self, request: HttpRequest) -> None:
        """Put the account on the request, to be looked up when somebody asks."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _user(request))  # type: ignore[assignment]


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """Allauth's way in; an account comes together with its runner, in one question to the database."""

    def get_user(self, user_id: int) -> Account | None:
        """The account of a session, if it may still sign in."""
        account = _of_session.get()
        if account is None or account.pk != user_id:
            account = Account.objects.select_related("runner").filter(pk=user_id).first()
        return account if account and self.user_can_authenticate(account) else None


def _user(request: HttpRequest) -> Account | AnonymousUser:
    told = _of_session.set(request.session.account)  # type: ignore[attr-defined]  # our own sessions
    try:
        return get_user(request)
    finally:
        _of_session.reset(told)
