"""The addresses of the API, each behind the door, and what is said at all others below them."""

from __future__ import annotations

import re

from django.urls import URLPattern, path, re_path
from ninja import NinjaAPI

from strideback.api import diary, exports, fhir, runs, showing
from strideback.api.door import kept_to, nothing_here, promise
from strideback.api.problems import answer_with_problems

api = NinjaAPI(
    title="strideback",
    version="1",
    description="The runner's own diary and review, for programs. Information, never a diagnosis.",
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
)
answer_with_problems(api)
for each in (showing, diary, runs, exports):
    api.add_router("/api/v1", each.router)
api.add_router("/fhir", fhir.router)


def _addresses() -> list[URLPattern]:
    """Ninja's patterns, behind the door; its page about itself is none of them."""
    promised = api.get_openapi_schema(path_prefix="")["paths"]
    found = []
    for each in api.urls[0]:
        route = str(each.pattern)
        of = promised.get("/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route))
        if of is not None and isinstance(each, URLPattern):
            promises = {method.upper(): promise(told) for method, told in of.items()}
            view = kept_to(each.callback, promises)
            found.append(path(route, view, name=f"api-{each.name}"))
    return found


urlpatterns = [*_addresses(), re_path(r"^(?:api|fhir)(?:/.*)?$", nothing_here, name="api-nothing")]
