"""The contract as an OpenAPI document: what ninja knows of it, the review's own schema, and the problems."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from strideback.api.problems import MEDIA_TYPE, TITLES
from strideback.api.urls import api

Json = dict[str, Any]

_ALWAYS = (401, 403, 406, 422, 429)
_WITH_BODY = (400, 409, 413, 415)
_ALSO = {"getReport": (409,), "importRuns": (503,)}
_SCOPES = "Scopes: read, append, import, fhir.  The operation's own is named beside it."


def document(review_schema: Mapping[str, Any]) -> Json:
    """The whole document; `review_schema` is that of `docs/review.schema.json`."""
    told = json.loads(json.dumps(api.get_openapi_schema(path_prefix="")))
    schemas = told["components"]["schemas"]
    schemas |= _lifted(review_schema) | _OTHERS
    told["components"]["schemas"] = dict(sorted(schemas.items()))
    told["components"]["securitySchemes"] = {
        "Bearer": {"type": "http", "scheme": "bearer", "description": _SCOPES}
    }
    for path, methods in told["paths"].items():
        for operation in methods.values():
            _finish(path, operation)
    return {**told, "servers": [{"url": "/"}]}


def text_of(told: Json) -> str:
    """The document as it is kept: the same contract always gives the same text."""
    return json.dumps(told, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _lifted(schema: Mapping[str, Any]) -> Json:
    """The review's schema as components: references within it find their way."""
    text = json.dumps({key: schema[key] for key in schema if key not in {"$schema", "$id"}})
    whole = json.loads(text.replace('"#/$defs/', '"#/components/schemas/review-'))
    parts = whole.pop("$defs", {})
    return {"Review": whole, **{f"review-{name}": part for name, part in parts.items()}}


def _finish(path: str, operation: Json) -> None:
    """Put down who may call it, and every problem that it may answer with."""
    for each in operation["parameters"]:
        each["schema"] = _without_null(each["schema"])
    codes = {*_ALWAYS, *_ALSO.get(operation["operationId"], ())}
    codes |= set(_WITH_BODY) if "requestBody" in operation else set()
    codes |= {404} if "{" in path else set()
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for code in sorted(codes):
        operation["responses"][str(code)] = {
            "description": TITLES[code],
            "content": content,
        }
    operation["security"] = [{"Bearer": [_scope(operation["operationId"])]}]


def _without_null(schema: Json) -> Json:
    """A parameter that may be left out has no way to say null."""
    kinds = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**rest, **kinds[0]} if len(kinds) == 1 else schema


def _scope(operation_id: str) -> str:
    """The scope that opens an operation."""
    for bound in api._get_bound_routers():
        for view in bound.path_operations.values():
            for operation in view.operations:
                if operation.operation_id == operation_id:
                    return str(vars(operation.auth_callbacks[0])["scope"])
    raise LookupError(operation_id)


_TEXT: Json = {"type": "string"}
_MANY: Json = {"type": "array", "items": {"type": "object"}}


def _object(**properties: Json) -> Json:
    return {"type": "object", "required": list(properties), "properties": deepcopy(properties)}


_OTHERS: Json = {
    "Problem": {
        **_object(type=_TEXT, title=_TEXT, status={"type": "integer"}, detail=_TEXT),
        "description": "What went wrong (RFC 9457): `type` for programs, `detail` in one sentence.",
    },
    "Things": _object(
        kind=_TEXT,
        edition=_TEXT,
        things={"type": "array", "items": _object(id=_TEXT, name=_TEXT)},
    ),
    "Why": _object(
        on=_TEXT,
        edition=_TEXT,
        outcome={"enum": ["cleared", "ask", "refer"]},
        kind=_TEXT,
        id=_TEXT,
        name=_TEXT,
        says={"type": "object"},
        claims=_MANY,
        safety_net={"type": "array", "items": _TEXT},
    ),
    "Answer": _object(
        kind={"enum": ["yes-no", "number", "choices", "date", "text"]},
        options={"type": "array", "items": _object(id=_TEXT, text=_TEXT)},
        unit=_TEXT,
        minimum={"type": ["number", "null"]},
        maximum={"type": ["number", "null"]},
        screen={"type": "boolean"},
    ),
    "Runs": _object(
        on=_TEXT,
        edition=_TEXT,
        triage={"type": "object"},
        light={"type": ["string", "null"]},
        weeks=_MANY,
        runs=_MANY,
        changes=_MANY,
        shoes=_MANY,
        stood_out={"type": "object"},
        safety_net={"type": "array", "items": _TEXT},
    ),
    "Bundle": _object(resourceType={"const": "Bundle"}, type=_TEXT),
    "Resource": _object(resourceType=_TEXT, id=_TEXT),
}
_OTHERS["Why"]["properties"] |= {
    "answer": {
        "$ref": "#/components/schemas/Answer",
        "description": "Of a question: what it takes.  Every question also takes `not-sure`.",
    },
    "listed": {"type": "boolean", "description": "Of a muscle: whether it can be ranked."},
    "ranking": {
        "type": ["array", "null"],
        "items": {"type": "object"},
        "description": "Of a muscle: its place on each side; null before the runner is cleared.",
    },
    "zones": _MANY,
}
_OTHERS["Problem"]["properties"] |= {
    "errors": {"type": "array", "items": _object(place=_TEXT, detail=_TEXT)},
    "last": {"type": "integer", "description": "With 409: the number of the last entry."},
    "scope": {"type": "string", "description": "With 403: the scope that would open it."},
}
