"""Who and what stands behind a bundle: the runner, the software, the report, where it all comes from."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha1

from strideback import __version__
from strideback.formats.fhir.elements import (
    LOINC,
    Json,
    clean,
    coding,
    concept,
    filled,
    instant,
    reference,
)
from strideback.formats.fhir.given import Given
from strideback.formats.language import say

_ROLES = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
_REFERRAL = coding(LOINC, "57133-1", "Referral note")


def patient(given: Given) -> Json:
    """The runner: an id that says nothing about the person, and nothing else."""
    found = given.resource("Patient")
    value = f"urn:uuid:{found['id']}"
    return {**found, "identifier": [{"system": "urn:ietf:rfc:3986", "value": value}]}


def software(given: Given) -> Json:
    """strideback, with its version and the edition of the knowledge."""
    return given.resource(
        "Device",
        status="active",
        deviceName=[{"name": "strideback", "type": "user-friendly-name"}],
        type=concept("software"),
        version=[
            {"type": concept("strideback"), "value": __version__},
            {"type": concept("knowledge edition"), "value": clean(given.review.edition)},
        ],
    )


def report_document(given: Given, pdf: bytes | None, url: str) -> Json:
    """The report for a clinician: itself, where to find it, or only that there is one."""
    refers = given.review.triage.outcome == "refer"
    title = say("strideback: referral report") if refers else say("strideback: report")
    now = instant(given.now)
    return given.resource(
        "DocumentReference",
        given.review.on,
        status="current",
        type=concept(title, *([_REFERRAL] if refers else [])),
        subject=given.patient,
        date=now,
        author=[given.software],
        description=clean(
            say("What the runner told strideback, for a clinician. It is no diagnosis.")
        ),
        content=[
            {
                "attachment": filled(
                    contentType="application/pdf",
                    data=None if pdf is None else b64encode(pdf).decode(),
                    url=url,
                    size=None if pdf is None else len(pdf),
                    hash=None if pdf is None else _digest(pdf),
                    title=title,
                    creation=now,
                )
            }
        ],
    )


def _digest(pdf: bytes) -> str:
    """The SHA-1 that FHIR asks for: against accidents, not against attackers."""
    return b64encode(sha1(pdf, usedforsecurity=False).digest()).decode()


def provenance(given: Given, about: Iterable[Json]) -> Json:
    """Who told it, which program put it together, and which knowledge it follows."""
    edition = say("The knowledge of strideback, edition {edition}", edition=given.review.edition)
    return given.resource(
        "Provenance",
        given.review.on,
        target=[reference(each) for each in about],
        recorded=instant(given.now),
        agent=[
            {"type": concept("", coding(_ROLES, "informant", "Informant")), "who": given.patient},
            {"type": concept("", coding(_ROLES, "assembler", "Assembler")), "who": given.software},
        ],
        entity=[{"role": "source", "what": {"display": clean(edition)}}],
    )
