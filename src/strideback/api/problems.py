"""What went wrong, as a program reads it: problem+json (RFC 9457), one clear sentence, no secret in it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from strideback.store.diaries import CannotKeep, Stale
from strideback.store.telling import Refused

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    409: "Conflict",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}
"""As RFC 9110 and 6585 call them, in every version of Python."""
_log = logging.getLogger(__name__)


class Wrong(NamedTuple):
    """One thing to mend: its place in the request, and a sentence."""

    place: str
    says: str


class Problem(Exception):  # noqa: N818 - RFC 9457 calls it so
    """An answer that says what is the matter; `kind` names it for programs, for good."""

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str,
        *,
        wrong: Iterable[Wrong] = (),
        headers: Mapping[str, str] | None = None,
        **more: Any,  # noqa: ANN401 - further members of the document
    ) -> None:
        super().__init__(detail)
        self.status, self.kind, self.detail = status, kind, detail
        self.wrong, self.headers, self.more = tuple(wrong), dict(headers or {}), more

    def answer(self) -> HttpResponse:
        """The answer itself."""
        told: dict[str, Any] = {
            "type": f"urn:strideback:problem:{self.kind}",
            "title": TITLES[self.status],
            "status": self.status,
            "detail": self.detail,
            **self.more,
        }
        if self.wrong:
            told["errors"] = [{"place": each.place, "detail": each.says} for each in self.wrong]
        content = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
        return HttpResponse(
            content, status=self.status, content_type=MEDIA_TYPE, headers=self.headers
        )


def not_there(what: str = "There is nothing at this address.") -> Problem:
    """404."""
    return Problem(404, "not-found", what)


def too_large(most: str) -> Problem:
    """413."""
    return Problem(413, "too-large", f"The request is larger than {most}; send a part of it.")


# --- from what was raised ------------------------------------------------------------------------


def of(why: Exception) -> Problem:
    """The problem that an exception means to the program that asked."""
    if isinstance(why, Problem):
        return why
    if isinstance(why, ValidationError):
        return _of_validation(why)
    if isinstance(why, Stale):
        says = (
            "The diary has grown since the entry named in `after`; read what is new, then decide."
        )
        return Problem(409, "stale", says, last=why.last)
    if isinstance(why, Refused):
        wrong = [Wrong(f"/events/{place}/{part}", says) for place, part, says in why.problems]
        return Problem(422, "refused", f"Nothing was added: {_count(wrong)}.", wrong=wrong)
    if isinstance(why, CannotKeep):
        return Problem(422, "refused", f"Nothing was added: {why}")
    if isinstance(why, RequestDataTooBig):
        return too_large("it may be")
    if isinstance(
        why, HttpError | MultiPartParserError | SuspiciousOperation | UnreadablePostError
    ):
        return Problem(400, "unreadable", "The body of the request cannot be read; check its form.")
    _log.error("an answer failed", exc_info=why)  # the log names its place, and none of its words
    return Problem(500, "failed", "Something went wrong here; it is not what you sent. Try again.")


def _of_validation(why: ValidationError) -> Problem:
    places = [tuple(each["loc"]) for each in why.errors]
    if all(place[0] == "path" for place in places):
        return not_there()
    wrong = [
        Wrong(_place(place), _sentence(each["msg"]))
        for place, each in zip(places, why.errors, strict=True)
    ]
    says = f"The request does not keep to the contract: {_count(wrong)}."
    return Problem(422, "invalid", says, wrong=wrong)


def _place(loc: Sequence[str | int]) -> str:
    """A JSON pointer into the body, or the name of a parameter."""
    if loc[0] != "body":
        return f"{loc[0]}:{loc[-1]}"
    parts = (str(each).replace("~", "~0").replace("/", "~1")[:80] for each in loc[2:])
    return "".join(f"/{each}" for each in parts)


def _sentence(says: str) -> str:
    return says if says.endswith(".") else f"{says}."


def _count(wrong: Sequence[Wrong]) -> str:
    return "one problem" if len(wrong) == 1 else f"{len(wrong)} problems"


def answer_with_problems(api: NinjaAPI) -> None:
    """Let the API answer every exception as a problem."""

    def answered(request: HttpRequest, why: Exception | type[Exception]) -> HttpResponse:  # noqa: ARG001 - the shape that ninja calls
        return of(why if isinstance(why, Exception) else why()).answer()

    for kind in (Exception, HttpError, ValidationError):
        api.add_exception_handler(kind, answered)
