"""The app's own files as whitenoise serves them, and those of words and numbers squeezed on the way."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping
from functools import cached_property
from io import BytesIO

from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import Response, StaticFile

_SQUEEZED = (".css", ".js", ".svg", ".json", ".glb")  # pictures are small as they are


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # it ships no types
    """Whitenoise squeezes nothing itself: it wants a `.gz` beside each file, made by a build step.

    The files of an installed package are not ours to add to, so they are squeezed in memory.
    """

    def add_files_from_finders(self) -> None:
        """Find the files, as whitenoise does."""
        super().add_files_from_finders()
        for url, file in self.files.items():
            if url.endswith(_SQUEEZED):
                self.files[url] = Squeezed(file)


class Squeezed:
    """A file that is squeezed once, when it is first asked for by a browser that can read it so."""

    def __init__(self, file: StaticFile) -> None:
        self.file = file

    def get_response(self, method: str, request: Mapping[str, str]) -> Response:
        """Whitenoise's answer; a whole file is squeezed, a part of one and "not modified" are not."""
        answer = self.file.get_response(method, request)
        headers = _with(answer.headers, Vary="Accept-Encoding")
        if answer.status != 200 or "gzip" not in request.get("HTTP_ACCEPT_ENCODING", ""):
            return Response(answer.status, headers, answer.file)
        if answer.file is not None:
            answer.file.close()
        length = str(len(self._squeezed))
        headers = _with(headers, **{"Content-Encoding": "gzip", "Content-Length": length})
        return Response(answer.status, headers, BytesIO(self._squeezed) if answer.file else None)

    @cached_property
    def _squeezed(self) -> bytes:
        whole = self.file.get_response("GET", {}).file
        with whole:
            return gzip.compress(whole.read(), compresslevel=9, mtime=0)


def _with(headers: Iterable[tuple[str, str]], **more: str) -> list[tuple[str, str]]:
    """The headers with these instead of those of the same name."""
    return [(name, value) for name, value in headers if name not in more] + list(more.items())
