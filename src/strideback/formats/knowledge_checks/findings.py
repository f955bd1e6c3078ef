"""Findings: each has one meaning and one way of being worked out, and none goes in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from strideback.core.knowledge import (
    FindingRule,
    Formula,
    Knowledge,
    Question,
    findings_in,
)
from strideback.formats.knowledge_checks.circles import circles
from strideback.formats.knowledge_checks.rule import rule
from strideback.formats.problems import Problem
from strideback.formats.shapes import did_you_mean


def answered_by(question: Question) -> tuple[str, ...]:
    """The findings that an answer to this question is."""
    if question.kind == "yes-no":
        return (question.id,)
    return tuple(f"{question.id}.{option.id}" for option in question.options)


def formulas(knowledge: Knowledge) -> Iterator[tuple[str, str, Formula]]:
    """Every formula with its file and place."""
    for flag in knowledge.flags.values():
        yield f"flags/{flag.id}.toml", "when", flag.when
    for finding in knowledge.findings.values():
        if finding.when is not None:
            yield f"findings/{finding.id}.toml", "when", finding.when
    for question in knowledge.questions.values():
        if question.ask_when is not None:
            yield f"questions/{question.id}.toml", "ask_when", question.ask_when
    for selftest in knowledge.selftests.values():
        if selftest.only_when is not None:
            yield f"selftests/{selftest.id}.toml", "only_when", selftest.only_when


@rule("findings-resolve", "Every finding in a formula is an answer or a file in findings/.")
def findings_resolve(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look up every finding of every formula."""
    asked = {name for each in knowledge.questions.values() for name in answered_by(each)}
    known = asked | knowledge.findings.keys()
    for file, place, formula in formulas(knowledge):
        for name in dict.fromkeys(findings_in(formula)):
            if name not in known:
                says = f"'{name}' is not a known finding{did_you_mean(name, known)}"
                yield Problem(file, place, says)
    for number, name in enumerate(knowledge.screen.check_in_opens_full, start=1):
        if name not in known or getattr(knowledge.findings.get(name), "when", None) is not None:
            says = f"'{name}' is not an answer; only an answer can open the full screen"
            yield Problem("rules/screen.toml", f"check_in_opens_full#{number}", says)


@rule("findings-once", "A finding is either answered or worked out, not both.")
def findings_once(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Compare the ids of findings/ with those that questions give."""
    asked = {name for each in knowledge.questions.values() for name in answered_by(each)}
    for name in knowledge.findings:
        if name in asked:
            says = f"the question '{name}' already gives this finding; rename one of them"
            yield Problem(f"findings/{name}.toml", "", says)


def _ways(finding: FindingRule) -> tuple[str, ...]:
    """The ways of working it out that are set."""
    ways: Mapping[str, object] = {
        "when": finding.when,
        "number": finding.number,
        "tested": finding.tested,
        "drawn": finding.drawn,
        "observed": finding.observed,
    }
    return tuple(name for name, way in ways.items() if way)


@rule("findings-one-way", "A finding is worked out in exactly one way, with the limits it needs.")
def findings_one_way(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Count the ways, and ask for a limit where a number decides."""
    for finding in knowledge.findings.values():
        file, ways = f"findings/{finding.id}.toml", _ways(finding)
        if len(ways) != 1:
            found = " and ".join(ways) or "none"
            yield Problem(
                file, "", f"needs one of when, number, tested, drawn, observed; has {found}"
            )
            continue
        limits = finding.at_least is not None, finding.below is not None
        if ways == ("number",):
            asked = knowledge.questions.get(finding.number or "")
            if asked is not None and asked.kind != "number":
                yield Problem(file, "number", f"'{asked.id}' does not ask for a number")
            if not any(limits):
                yield Problem(file, "", "a number needs `at_least` or `below`")
        elif ways == ("tested",):
            if limits != (True, False):
                yield Problem(file, "", "a test needs `at_least`, and has no `below`")
        elif any(limits):
            yield Problem(file, "", f"`at_least` and `below` mean nothing beside `{ways[0]}`")


@rule("findings-no-circle", "No finding is worked out from itself.")
def findings_no_circle(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Follow the formulas of findings/."""
    leads = {
        name: tuple(findings_in(finding.when))
        for name, finding in knowledge.findings.items()
        if finding.when is not None
    }
    for circle in circles(leads):
        says = f"goes in a circle: {' -> '.join(circle)}"
        yield Problem(f"findings/{circle[0]}.toml", "when", says)
