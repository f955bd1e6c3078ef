"""A draft of a referral, for a runner who should be seen: what was told, and how soon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from strideback.core.knowledge import Flag
from strideback.core.terms import Level
from strideback.formats.fhir.elements import Json, clean, concept, filled, reference
from strideback.formats.fhir.given import Given
from strideback.formats.language import say
from strideback.formats.said import said_so
from strideback.formats.words import LEVELS

_PRIORITIES = {Level.EMERGENCY: "stat", Level.SAME_DAY: "asap", Level.SOON: "urgent"}


def referral(given: Given, answered: Sequence[Json]) -> Json | None:
    """A ServiceRequest for somebody to look at the runner; None where no flag asks for it.

    A draft and a proposal: no clinician has made or seen it, and its reasons are the runner's own
    answers, never a disease.
    """
    flags = [flag for flag in given.review.raised if flag.level in _PRIORITIES]
    if not flags:
        return None
    level = max(flag.level for flag in flags)
    words = say("Low back pain in a runner: to be seen by a clinician")
    return given.resource(
        "ServiceRequest",
        *sorted(flag.id for flag in flags),
        status="draft",
        intent="proposal",
        priority=_PRIORITIES[level],
        code=concept(words),
        subject=given.patient,
        authoredOn=given.review.on.isoformat(),
        requester=given.patient,
        reasonCode=[_reason(given, flag) for flag in flags],
        **filled(supportingInfo=[reference(each) for each in answered]),
        note=[{"text": text} for text in _notes(flags)],
        patientInstruction=clean("\n".join(_instructions(given, flags))),
    )


def _reason(given: Given, flag: Flag) -> Json:
    """The flag in plain words, and the answers behind it with their days."""
    told = [
        " ".join(part for part in (f"{on}:" if on else "", question, answer) if part)
        for on, question, answer in said_so(given.knowledge, given.diary, given.review.on, flag)
    ]
    return concept("\n".join((flag.name, *told)))


def _notes(flags: Sequence[Flag]) -> Iterator[str]:
    """How soon each should be looked at, and what this draft is."""
    yield say(
        "A draft by strideback from the runner's own answers. No clinician has seen it, "
        "and it is no diagnosis."
    )
    for flag in flags:
        soon = f" ({flag.within})" if flag.within and flag.level is Level.SOON else ""
        yield clean(f"{LEVELS[flag.level]}: {flag.name}{soon}")


def _instructions(given: Given, flags: Sequence[Flag]) -> Iterator[str]:
    """What the runner was told, and what everybody is told."""
    yield from dict.fromkeys(flag.tell.says for flag in flags)
    yield from (each.says for each in given.knowledge.screen.safety_net)
