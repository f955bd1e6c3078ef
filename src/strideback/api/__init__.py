"""The API: what a face can do, for programs, by keys with scopes.

It shows a review or adds to a diary, and decides nothing.  Its contract is `docs/openapi.json`, and
`docs/api.md` is the way in.

`answer` is all that the app knows of it: what makes the contract takes as long to load and as much
memory as half of the app, so it is loaded when a program first asks.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.urls import get_resolver
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt  # no cookie opens anything here, so there is nothing to forge
def answer(request: HttpRequest) -> HttpResponseBase:
    """What the API says at the address that was asked for."""
    found = get_resolver("strideback.api.urls").resolve(request.path_info)
    answered: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
    return answered
