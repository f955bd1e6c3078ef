"""Runs: what is known of them, and bringing them from files."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router, Schema, Status, UploadedFile
from pydantic import Field

from strideback.api.answers import json_answer, shown_as
from strideback.api.callers import Bearer, Caller, caller_of
from strideback.api.diary import IdempotencyKey, Number
from strideback.api.problems import Problem
from strideback.formats.run_import import Imported, imported, read_paths, result_json
from strideback.formats.run_reading import Reading
from strideback.formats.run_workers import TURN
from strideback.formats.runs_json import runs_to_json
from strideback.formats.unpack import shown
from strideback.store import diaries
from strideback.store.diaries import Stale
from strideback.store.models import Runner
from strideback.store.telling import OTHER, key_of

MOST_FILES = 50
_PATIENCE_S = 5  # whoever waits here keeps a page of somebody else waiting

router = Router(tags=["runs"])


class Brought(Schema):
    """What files of runs hold, and what of it was added."""

    batch: str = Field(description="The name of this import, by which it can be taken back.")
    added: int = Field(description="How many entries were added; 0 for a preview.")
    new: int = Field(description="How many entries the diary lacked.")
    last: int = Field(description="The number of the last entry of the diary.")
    files: list[dict[str, Any]] = Field(
        description="Each file: imported, duplicate or refused, why, and the figures of its run."
    )


@router.get("/runs", operation_id="getRuns", auth=Bearer("read"), openapi_extra=shown_as("Runs"))
def runs(request: HttpRequest) -> HttpResponse:
    """Every run and week, their lights, what has changed, and what stood out before the pain."""
    caller = caller_of(request)
    kept, reviewed = caller.reviewed()
    return json_answer(runs_to_json(reviewed, caller.knowledge, kept.problems))


@router.post(
    "/runs",
    operation_id="importRuns",
    auth=Bearer("import"),
    response={201: Brought, 200: Brought},
)
def bring(
    request: HttpRequest,
    files: Annotated[
        list[UploadedFile],
        File(
            min_length=1,
            max_length=MOST_FILES,
            description="FIT, GPX or TCX files, or archives of them.",
        ),
    ],
    preview: Annotated[bool, Query(False, description="Say what would come of it, add nothing.")],
    after: Annotated[
        Number | None, Query(None, description="Add only if this is the last entry; else 409.")
    ],
    key: IdempotencyKey,
) -> Status[Brought]:
    """Read the files and add their runs; the same run never counts twice, whatever its file."""
    caller = caller_of(request)
    readings = _read(files)
    found, last = _taken(caller, readings, preview=preview, after=after, key=key)
    new = len(found.entries)
    told = Brought(
        batch=found.batch,
        added=0 if preview else new,
        new=new,
        last=last,
        files=[result_json(each) for each in found.results],
    )
    return Status(201 if told.added else 200, told)


def _read(files: Sequence[UploadedFile]) -> tuple[Reading, ...]:
    """What is in the files, read by limited processes; nothing of them stays."""
    if not TURN.acquire(timeout=_PATIENCE_S):
        says = "Files of others are being read; try again in a minute."
        raise Problem(503, "busy", says, headers={"Retry-After": "60"})
    try:
        with TemporaryDirectory() as folder:
            return read_paths(
                [_laid_down(each, Path(folder, str(n))) for n, each in enumerate(files)]
            )
    finally:
        TURN.release()


def _laid_down(file: UploadedFile, folder: Path) -> Path:
    """The file under its own name, in a folder of its own."""
    folder.mkdir(mode=0o700)
    path = folder / (shown(file.name or "").replace("/", "_").lstrip(".")[-100:] or "file")
    if isinstance(file, TemporaryUploadedFile):
        shutil.copyfile(file.temporary_file_path(), path)
    else:
        path.write_bytes(file.read())
    return path


def _taken(
    caller: Caller,
    readings: Sequence[Reading],
    *,
    preview: bool,
    after: int | None,
    key: str | None,
) -> tuple[Imported, int]:
    """What the diary lacked, added unless it is a preview, and the number of the last entry."""
    with transaction.atomic():
        kept = Runner.objects.select_for_update().get(pk=caller.runner.pk)
        found = imported(diaries.as_told(kept), readings, caller.today)
        if preview or not found.entries:
            return found, kept.last
        own = None if key is None else key_of("import", key)
        if own and kept.entries.filter(key=own).exists():
            raise Problem(422, "refused", OTHER)
        if after is not None and after != kept.last:
            raise Stale(kept.last)
        diaries.append(kept, found.entries, after=kept.last, now=caller.now, key=own)
        return found, kept.last
