"""What a browser keeps so that a session works without a network, and how it forgets it again."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from strideback.formats.figures import figures_folder
from strideback.store.marks import mark_of
from strideback.store.models import Runner

_OWN = Path(__file__).parent / "static" / "web"


def mark(request: HttpRequest) -> str:
    """A name for the runner that says nothing about them: what a browser keeps is kept under it."""
    runner: Runner | None = getattr(request, "runner", None)
    return mark_of(runner) if runner is not None else ""


@cache
def version() -> str:
    """A few letters that change with every file of the app's shell and with the pictures."""
    told = hashlib.sha256()
    listed = figures_folder() / "figures.json"
    for file in (*sorted(_OWN.iterdir()), *([listed] if listed.is_file() else [])):
        if file.is_file():
            told.update(file.name.encode() + b"\0" + file.read_bytes())
    return told.hexdigest()[:12]


def worker() -> str:
    """The address of the service worker; a new version has a new one, so browsers take it at once."""
    return f"{reverse('worker')}?v={version()}"


def forget_on_device(response: HttpResponse) -> HttpResponse:
    """The answer to signing out and to erasing: the browser drops all that it keeps of the runner."""
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response
