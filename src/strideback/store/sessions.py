"""Django's database sessions, with the account of each: so that all sessions of one can be ended.

A session is read together with its account and the runner of it, in one question to the database.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from strideback.store.models import Account, Session


class SessionStore(DatabaseStore):
    """Sessions in our own table."""

    _account: Account | None = None

    @property
    def account(self) -> Account | None:
        """Who has signed in with this session, as the database says now; nobody in a new one."""
        return self._account if self.get(SESSION_KEY) else None  # asking for the key reads the row

    def _get_session_from_db(self) -> Session | None:
        row: Session | None = super()._get_session_from_db()  # type: ignore[misc]  # not in the stubs
        self._account = None if row is None else row.account
        return row

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row of a session, with the account that has signed in with it."""
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        account = data.get(SESSION_KEY)
        row.account_id = int(account) if account is not None else None
        return row
