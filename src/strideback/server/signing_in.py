"""Who a session belongs to, for every page."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend

from strideback.store.models import Account


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """Allauth's way in; an account comes together with its runner, in one question to the database."""

    def get_user(self, user_id: int) -> Account | None:
        """The account of a session, if it may still sign in."""
        account = Account.objects.select_related("runner").filter(pk=user_id).first()
        return account if account and self.user_can_authenticate(account) else None
