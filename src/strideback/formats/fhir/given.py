"""What a bundle is made from, and names that stay: everything is named by what it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from uuid import UUID, uuid5

from strideback.core.diary import Diary
from strideback.core.knowledge import Knowledge
from strideback.core.review import Review
from strideback.formats.diary_text import format_event
from strideback.formats.fhir.elements import Json

_ROOT = UUID("b2f1c0de-6f5e-4a39-8d38-0d9f5f3a7c10")
LICENCE = "CC BY 4.0, the strideback authors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A diary, its review and the knowledge; `runner` keeps the ids of two runners apart."""

    knowledge: Knowledge
    diary: Diary
    review: Review
    now: datetime
    runner: UUID

    def resource(self, kind: str, /, *name: object, **fields: object) -> Json:
        """A resource of this runner; the same name always gives the same id."""
        whole = "/".join(map(str, (kind, *name)))
        return {"resourceType": kind, "id": str(uuid5(self.runner, whole)), **fields}

    @property
    def patient(self) -> Json:
        """A reference to the runner."""
        return {"reference": f"urn:uuid:{self.resource('Patient')['id']}"}

    @property
    def software(self) -> Json:
        """A reference to strideback itself."""
        return {"reference": f"urn:uuid:{self.resource('Device')['id']}"}

    def definition(self, kind: str, name: str, /, **fields: object) -> Json:
        """Something that is the same for every runner: its address stays, its version tells what it says.

        The version is the edition and a digest of the content, since another language says it in
        other words.
        """
        digest = uuid5(_ROOT, json.dumps(fields, sort_keys=True)).hex[:12]
        url = f"urn:uuid:{uuid5(_ROOT, f'{kind}/{name}')}"
        version = f"{self.review.edition}-{digest}"
        return {
            "resourceType": kind,
            "id": str(uuid5(_ROOT, f"{url}|{version}")),
            "url": url,
            "version": version,
            "status": "active",
            "copyright": LICENCE,
            **fields,
        }


def canonical(definition: Json) -> str:
    """The address of a definition, with its version."""
    return f"{definition['url']}|{definition['version']}"


def runner_of(diary: Diary, name: str) -> UUID:
    """What keeps a runner's ids apart: the name that a face knows the runner by, else the first day told.

    A diary is only ever added to, so its first day stays as it is.
    """
    if name:
        return uuid5(_ROOT, f"runner/{name}")
    events = diary.events
    first = takewhile(lambda each: each.on == events[0].on, events)
    return uuid5(_ROOT, "diary/" + "\n".join(map(format_event, first)))
