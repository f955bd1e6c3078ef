"""Files of a form, put on the disk piece by piece as they come in."""

from __future__ import annotations

from io import BufferedWriter, BytesIO
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from strideback.web import incoming
from strideback.web.incoming import Waiting


class ToFolder(FileUploadHandler):
    """Puts each file into a folder as it comes in, under a number; nothing of it is kept in memory."""

    def __init__(self, request: HttpRequest, waiting: Waiting) -> None:
        super().__init__(request)
        self.waiting = waiting
        self.names: list[str] = []
        self._open: BufferedWriter | None = None

    def new_file(self, field_name: str, *args: Any, **more: Any) -> None:  # noqa: ANN401 - Django's own
        """The next file; only those of the form's own field."""
        super().new_file(field_name, *args, **more)
        if field_name != "files":
            raise SkipFile
        self.names.append(self.file_name or "")
        path = incoming.path_of(self.waiting, len(self.names), self.names[-1])
        self._open = path.open("xb")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's own
        """A piece of it, to the disk."""
        if self._open is not None:
            self._open.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        """The file is there; the form gets its name alone."""
        self.close()
        return UploadedFile(file=BytesIO(), name=self.file_name, size=file_size)

    def upload_interrupted(self) -> None:
        """Whoever sent it went away."""
        self.close()

    def close(self) -> None:
        """Nothing is written any more."""
        if self._open is not None:
            self._open.close()
            self._open = None
