"""The small parts of FHIR R4 that resources are made of: words, codes, numbers, instants."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

from strideback.core.diary import Event
from strideback.formats.review_json import number

Json = dict[str, Any]

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
YES_OR_NO = "http://terminology.hl7.org/CodeSystem/v2-0136"
WHY_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
OWN = "urn:uuid:5d0c6f1a-6a0f-5b6e-9c1e-6f2f6f0f9a41"
"""Our own codes: options of questions, regions, and what was measured."""

PAIN = {
    "system": LOINC,
    "code": "72514-3",
    "display": "Pain severity - 0-10 verbal numeric rating [Score] - Reported",
}

_LONGEST = (
    250_000  # characters: a FHIR string holds a megabyte, and UTF-8 takes up to four bytes each
)
_FURTHEST = timedelta(hours=14)  # the furthest time zone that FHIR can say


def filled(**fields: object) -> Json:
    """The fields that hold something: FHIR knows no null and nothing empty."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def clean(text: str) -> str:
    r"""The words without what FHIR cannot carry: control characters, odd spaces, spaces at the ends.

    >>> clean(" sit\x00 down\u2028now ")
    'sit down now'
    """
    if text.isascii() and text.isprintable():
        return text.strip()[:_LONGEST]
    kept = (_kept(each) for each in text)
    return "".join(kept).strip()[:_LONGEST].rstrip()


def _kept(character: str) -> str:
    if character in "\n\r\t":
        return character
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in ("Cc", "Cs") else character


def coding(system: str, code: str, display: str = "") -> Json:
    """A code of a system."""
    return filled(system=system, code=code, display=clean(display))


def concept(text: str, *codings: Json) -> Json:
    """A thing in words, with codes where there are any."""
    return filled(coding=list(codings), text=clean(text))


def score(value: float, comparator: str = "") -> Json:
    """A number of points."""
    return filled(value=number(value), comparator=comparator, unit="{score}") | {
        "system": UCUM,
        "code": "{score}",
    }


def reference(resource: Json) -> Json:
    """A reference to another resource of the bundle."""
    return {"reference": f"urn:uuid:{resource['id']}"}


def instant(now: datetime) -> str:
    """An instant; `ValueError` for one that does not say its time zone."""
    if now.utcoffset() is None:
        raise ValueError("FHIR needs an instant with its time zone: give `now` a tzinfo.")
    return _said(now)


def when(event: Event) -> str:
    """The day of an event, or its instant where the diary says the time zone too."""
    if event.at is None or event.at.utcoffset() is None:
        return event.on.isoformat()
    return _said(event.at)


def _said(at: datetime) -> str:
    offset = at.utcoffset() or timedelta()
    if abs(offset) > _FURTHEST or offset % timedelta(minutes=1):
        try:
            at = at.astimezone(UTC)
        except OverflowError:  # the first or the last day that there is
            at = at.replace(tzinfo=UTC)
    return at.isoformat(timespec="milliseconds" if at.microsecond else "seconds")
