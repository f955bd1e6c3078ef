"""What the core asks for by name: the knowledge has it, with the placeholders that are filled in.

A name that is missing, or a placeholder that nothing fills in, would fail before a runner's eyes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Final

from strideback.core.knowledge import Knowledge, Sentence
from strideback.formats.knowledge_checks.rule import rule
from strideback.formats.knowledge_checks.walk import all_of
from strideback.formats.problems import Problem

_NONE: Final = frozenset[str]()
_PRESSED: Final = frozenset(("muscle", "side", "tender"))
_RESPONSE: Final = frozenset(("points", "better", "times"))
_STEP: Final = frozenset(("exercise",))

ADVICE: Final[Mapping[str, frozenset[str]]] = {
    "beliefs": _NONE,
    "check-in": _NONE,
    "flare": frozenset(("rest",)),
    "g1-paused": frozenset(("until",)),
    "g1-waiting-for-morning": _NONE,
    "g4-look-again": _NONE,
    "g6-answered": _NONE,
    "g6-stop": _NONE,
    "gentle-start": _NONE,
    "goal-not-met": _NONE,
    "ladder-back": _STEP,
    "ladder-easier": _STEP,
    "ladder-harder": _STEP,
    "ladder-resumed": _STEP,
    "ladder-stopped": _STEP,
    "maintenance": _NONE,
    "pain-missing": _NONE,
    "relapse": _NONE,
    "resume-lower": _NONE,
    "run-pain-missing": frozenset(("on",)),
    "screen-again": _NONE,
    "screen-first": _NONE,
    "stage-held": _NONE,
    "stay-active": _NONE,
    "stop-for-today": _NONE,
    "unread-lines": frozenset(("count",)),
}
"""Messages of the review, and what is filled into each."""

REASONS: Final[Mapping[str, frozenset[str]]] = {
    "familiar": _PRESSED,
    "tender": _PRESSED,
    "tenderer": _PRESSED,
    "essential": frozenset(("region",)),
    "spillover": frozenset(("region",)),
    "cannot_produce": frozenset(("region",)),
    "factor": frozenset(("factor",)),
    "self_test": frozenset(("test", "detail")),
    "prior": frozenset(("muscle", "ordinal")),
    "response_good": _RESPONSE,
    "response_none": _RESPONSE,
    "switched": _NONE,
}
"""Reasons of the ranking, and what is filled into each."""

LIGHTS: Final = ("green", "amber", "unknown", "red", "none", "blocked")
IN_LIGHTS: Final = frozenset(("cap_km", "longest_km", "minutes"))
TRAITS: Final = (
    *("spike", "descent", "steepest", "downhill", "new-route", "faster", "long-break"),
    *("early-start", "fast-start", "cadence", "repetition"),
)
"""What can stand out in the runs before a flare."""

IN_TRAITS: Final = frozenset(("flares_with", "flares", "runs_with", "runs"))
IN_STOOD_OUT: Final[Mapping[str, frozenset[str]]] = {
    "too_little": frozenset(("least_flares", "least_runs", "weeks", "flares", "runs")),
    "nothing": frozenset(("flares", "runs")),
    "by_chance": frozenset(("looked",)),
}
IN_MEASURED: Final = frozenset(("percent",))
CONFIDENCE: Final = ("most-worth-checking", "one-of-two", "also-worth-checking", "no-clear-match")
OBSERVED: Final = (
    "check-in-due",
    "clinician-limits",
    "limits-not-named",
    "not-better-at-6-weeks",
    "none-of-these-fits",
    "persistent-at-12-weeks",
    "severe-pain-after-massage",
    "two-red-runs",
)
"""Findings that the core works out from the diary over time."""


@rule("core-is-served", "Every message, reason and light that the core asks for is there.")
def core_is_served(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look up the names that the core uses."""
    for name in sorted(ADVICE.keys() - knowledge.advice.keys()):
        yield Problem(f"advice/{name}.toml", "", "is missing; the review shows it")
    for name in sorted(knowledge.advice.keys() - ADVICE.keys()):
        yield Problem(f"advice/{name}.toml", "", "is never shown")
    wanted = (
        ("ranking", "reasons", REASONS, knowledge.ranking.reasons),
        ("ranking", "confidence", CONFIDENCE, knowledge.ranking.confidence),
        ("running", "lights", LIGHTS, knowledge.running.lights),
        ("running", "stood_out.traits", TRAITS, knowledge.running.stood_out.traits),
    )
    for file, key, names, there in wanted:
        for name in names:
            if name not in there:
                yield Problem(f"rules/{file}.toml", f"{key}.{name}", "is missing")
        for name in there:
            if name not in names:
                yield Problem(f"rules/{file}.toml", f"{key}.{name}", "is never used")
    bands, words = len(knowledge.running.spike_bands), len(knowledge.running.spike_words)
    if words != bands + 1:
        says = (
            f"has {words} sentences; {bands} bands need {bands + 1}, the first for within the cap"
        )
        yield Problem("rules/running.toml", "spike_words", says)
    if "guide" not in knowledge.programmes:
        yield Problem("programmes/guide.toml", "", "is missing; it is everybody's first programme")


@rule("observed-is-known", "An observed finding is one that the core works out.")
def observed_is_known(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look up the observed findings among those of the core."""
    for finding in knowledge.findings.values():
        if finding.observed and finding.id not in OBSERVED:
            says = f"nothing observes '{finding.id}'; known: {', '.join(OBSERVED)}"
            yield Problem(f"findings/{finding.id}.toml", "observed", says)


def _filled_in(file: str, place: str) -> frozenset[str]:
    """The placeholders that are filled in at this place."""
    folder, _, name = file.partition("/")
    key, _, inner = place.partition(".")
    if folder == "poses":
        return IN_MEASURED if ".measured#" in place else _NONE
    if folder == "advice":
        return ADVICE.get(name.removesuffix(".toml"), _NONE)
    if file == "rules/ranking.toml" and key == "reasons":
        return REASONS.get(inner, _NONE)
    if file != "rules/running.toml":
        return _NONE
    if key == "stood_out":
        return IN_TRAITS if inner.startswith("traits.") else IN_STOOD_OUT.get(inner, _NONE)
    return IN_LIGHTS if key == "lights" else _NONE


def _wrong(text: str, known: frozenset[str]) -> Iterator[str]:
    if "{" not in text and "}" not in text:
        return
    try:
        parts = list(Formatter().parse(text))
    except ValueError as bad:
        yield f"braces do not pair: {bad}"
        return
    for _, name, form, conversion in parts:
        if name is not None and (form or conversion):
            yield f"'{{{name}}}' may not have a format of its own"
        if name is not None and name not in known:
            listed = ", ".join(sorted(known)) or "none here"
            yield f"'{{{name}}}' is not filled in; known: {listed}"


@rule("placeholders-known", "Every placeholder is one that the core fills in at that place.")
def placeholders_known(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look at the braces of every sentence."""
    for file, place, sentence in all_of(knowledge, Sentence):
        for says in _wrong(sentence.says, _filled_in(file, place)):
            yield Problem(file, place, says)
