"""What every address of the API keeps to, before and after its own work: the contract's outer side.

Methods, media types, names of parameters and sizes are checked against the contract itself, so that
it cannot say one thing and the API do another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse

from strideback.api import problems
from strideback.api.problems import Problem, Wrong, not_there, too_large
from strideback.store.languages import heard

MOST_JSON = 2**20
MOST_FILES = 64 * 2**20

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Promise:
    """What the contract says of one method of one address."""

    parameters: frozenset[str]
    takes: tuple[str, ...]
    gives: tuple[str, ...]


def promise(operation: Mapping[str, Any]) -> Promise:
    """Read from an operation of the OpenAPI document."""
    good = (told for status, told in operation["responses"].items() if int(status) < 300)
    return Promise(
        parameters=frozenset(
            each["name"] for each in operation["parameters"] if each["in"] == "query"
        ),
        takes=tuple(operation.get("requestBody", {}).get("content", ())),
        gives=tuple(dict.fromkeys(kind for told in good for kind in told.get("content", ()))),
    )


def kept_to(view: View, promises: Mapping[str, Promise]) -> View:
    """The view, behind the door; `promises` by method."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **given: Any) -> HttpResponse:  # noqa: ANN401 - the path's own parts
        try:
            answer = _asked(request, promises, lambda: view(request, *args, **given))
        except Exception as why:  # noqa: BLE001 - whatever it is, a program reads a problem
            answer = problems.of(why).answer()
        answer["Cache-Control"] = "no-store"
        return answer

    return opened


def nothing_here(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's shape of a view
    """What is said at addresses that there are not."""
    answer = not_there().answer()
    answer["Cache-Control"] = "no-store"
    return answer


def _asked(
    request: HttpRequest, promises: Mapping[str, Promise], work: Callable[[], HttpResponse]
) -> HttpResponse:
    head = request.method == "HEAD" and "GET" in promises
    if head:
        request.method = "GET"
    promised = promises.get(request.method or "")
    if promised is None:
        allowed = ", ".join(sorted({*promises, *(("HEAD",) if "GET" in promises else ())}))
        says = f"This address takes {allowed}."
        raise Problem(405, "not-allowed", says, headers={"Allow": allowed})
    _check(request, promised)
    with heard():
        answer = work()
    if head:
        answer["Content-Length"] = str(len(answer.content))
        answer.content = b""
    return answer


def _check(request: HttpRequest, promised: Promise) -> None:
    if not any(request.accepts(each) for each in promised.gives):
        says = f"This address answers with {' or '.join(promised.gives)}."
        raise Problem(406, "not-acceptable", says)
    if unknown := sorted(set(request.GET) - promised.parameters):
        wrong = [Wrong(f"query:{each[:80]}", "There is no such parameter.") for each in unknown]
        raise Problem(422, "invalid", "A parameter is not known here.", wrong=wrong)
    if promised.takes:
        _check_body(request, promised.takes)


def _check_body(request: HttpRequest, takes: tuple[str, ...]) -> None:
    if request.content_type not in takes:
        says = f"This address takes {' or '.join(takes)}; say so in Content-Type."
        raise Problem(415, "unsupported", says, headers={"Accept": ", ".join(takes)})
    files = "multipart/form-data" in takes
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or len(length) > 18:
        raise Problem(400, "unreadable", "The length of the body is not a number of bytes.")
    most = MOST_FILES if files else MOST_JSON
    if int(length) > most:
        raise too_large(f"{most >> 20} MB")
    if files:
        request.upload_handlers = [TemporaryFileUploadHandler(request)]
