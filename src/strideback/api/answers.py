"""Answers in JSON, and in the other forms that a program may ask for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

Json = dict[str, Any]


def json_answer(
    told: Json, *, status: int = 200, media_type: str = "application/json"
) -> HttpResponse:
    """The value as JSON, in UTF-8."""
    content = json.dumps(told, ensure_ascii=False, allow_nan=False)
    return HttpResponse(content.encode(), status=status, content_type=media_type)


def file_answer(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A file to keep under this name."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def shown_as(schema: str, media_type: str = "application/json") -> dict[str, Any]:
    """What the contract says of an answer that is not made of a schema of ninja's."""
    content: Mapping[str, Any] = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    return {
        "responses": {200: {"description": "OK", "content": {media_type: content}}},
    }
