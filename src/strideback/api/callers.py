"""Who asks: the runner whose key came with the request, with what is reviewed for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone, translation
from ninja.security import HttpBearer

from strideback.api import limits
from strideback.api.problems import Problem
from strideback.core.knowledge import Knowledge
from strideback.core.review import Review, Reviewer
from strideback.store import diaries
from strideback.store.diaries import Kept
from strideback.store.keys import SCOPES, Token, hashed
from strideback.store.languages import spoken
from strideback.store.models import Runner
from strideback.store.reviewing import day_of, reviewer

_ASK = 'Bearer realm="strideback"'
_NO_KEY = "Send a key as 'Authorization: Bearer sbt_…'; it is made on the page Account, Keys."
_NOT_OPEN = "This key opens nothing; it may be mistyped, expired or taken back."


@dataclass(frozen=True, slots=True)
class Caller:
    """A runner, through one of their keys; everything here is theirs alone."""

    token: Token
    now: datetime

    @property
    def runner(self) -> Runner:
        """Whose key it is."""
        return self.token.runner

    @property
    def today(self) -> date:
        """The runner's own day."""
        return day_of(self.runner, self.now)

    @property
    def reviewer(self) -> Reviewer:
        """The knowledge in the language of the answer."""
        return reviewer(spoken())

    @property
    def knowledge(self) -> Knowledge:
        """The same, to look things up."""
        return self.reviewer.knowledge

    def reviewed(self) -> tuple[Kept, Review]:
        """The diary, and its review of today.  No other day: a referral of today hides every plan."""
        kept = diaries.load(self.runner, self.knowledge)
        return kept, self.reviewer.review(kept.diary, self.today)


class Bearer(HttpBearer):
    """Opens an operation for a key of one scope; the cookie of the app opens none."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Caller:
        """Who asks, counted."""
        kind, _, key = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not key.strip():
            raise Problem(401, "no-key", _NO_KEY, headers={"WWW-Authenticate": _ASK})
        return self.authenticate(request, key.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """Whose key this is; unknown, expired and revoked ones are alike."""
        now = timezone.now()
        found = Token.objects.filter(hash=hashed(token)).select_related("runner").first()
        if found is None or not any(found.opens(each, now) for each in SCOPES):
            limits.count_wrong_key(request, now)
            ask = f'{_ASK}, error="invalid_token"'
            raise Problem(401, "no-key", _NOT_OPEN, headers={"WWW-Authenticate": ask})
        limits.count_use(found, self.scope, now)
        if not found.opens(self.scope, now):
            raise _out_of_scope(self.scope)
        caller = Caller(found, now)
        _speak(request, caller.runner)
        _note_use(found, caller.today)
        return caller


def caller_of(request: HttpRequest) -> Caller:
    """Who asks, once `Bearer` has opened."""
    caller: Caller = request.auth  # type: ignore[attr-defined]  # ninja puts it there
    return caller


def _out_of_scope(scope: str) -> Problem:
    ask = f'{_ASK}, error="insufficient_scope", scope="{scope}"'
    says = f"This key does not open this; it needs one with the scope '{scope}'."
    return Problem(403, "out-of-scope", says, headers={"WWW-Authenticate": ask}, scope=scope)


def _speak(request: HttpRequest, runner: Runner) -> None:
    """The language that the program asks for; without a wish, the runner's own."""
    if not request.headers.get("Accept-Language"):
        translation.activate(runner.language or "en")


def _note_use(token: Token, today: date) -> None:
    if token.used_on != today:
        Token.objects.filter(pk=token.pk).update(used_on=today)
