"""One page for each kind of thing in the knowledge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from strideback.cli import knowledge_body as body
from strideback.cli.knowledge_find import plain, things
from strideback.cli.knowledge_parts import claims, facts, formula, listed
from strideback.cli.paper import Paper
from strideback.cli.words import STYLES
from strideback.core import knowledge as core
from strideback.core.knowledge import Knowledge
from strideback.core.terms import EVERYTHING
from strideback.formats import words

_SEEN = {
    "whole": "read whole",
    "abstract": "read as an abstract",
    "excerpt": "read in part",
    "secondary": "known from what others say of it",
    "memory": "from memory, not looked up",
    "own": "our own choice",
}


def write_page(paper: Paper, knowledge: Knowledge, kind: str, thing: Any) -> None:  # noqa: ANN401 - records of every kind
    """The page of a thing."""
    _PAGES[kind](paper, knowledge, thing)


# --- the screen ----------------------------------------------------------------------------------


def _question(paper: Paper, knowledge: Knowledge, it: core.Question) -> None:
    paper.claim(it.asks, style="bold")
    for extra in (it.help, it.why):
        if extra is not None:
            paper.claim(extra)
    paper.gap()
    low, high = (f"{each:g}" if each is not None else "" for each in (it.minimum, it.maximum))
    facts(
        paper,
        ("answer", f"{it.kind}{f', {low} to {high} {it.unit}' if it.kind == 'number' else ''}"),
        ("group", it.group),
        ("asked when", "" if it.ask_when is None else formula(it.ask_when)),
        ("not sure", "counts as yes" if it.not_sure == "yes" else "stays not known"),
        ("no answer", "counts as yes" if it.unanswered == "yes" else "stays not known"),
        ("lasting", "yes: it does not go stale" if it.lasting else ""),
        ("flags", listed(flag.id for flag in knowledge.flags.values() if _rests_on(flag, it))),
    )
    claims(paper, "Options", (each.says for each in it.options), numbered=True)


def _rests_on(flag: core.Flag, question: core.Question) -> bool:
    return any(each.partition(".")[0] == question.id for each in core.findings_in(flag.when))


def _finding(paper: Paper, knowledge: Knowledge, it: core.FindingRule) -> None:
    paper.claim(it.says)
    paper.gap()
    limits = [f"{it.at_least:g} or more"] if it.at_least is not None else []
    limits += [f"below {it.below:g}"] if it.below is not None else []
    number = f"{it.number}: {' and '.join(limits)}" if it.number else ""
    drawn = f"{listed(it.drawn)} on {it.drawn_sides} sides" if it.drawn else ""
    facts(
        paper,
        ("when", "" if it.when is None else formula(it.when)),
        ("number", number),
        ("drawn", drawn),
        ("tested", f"{it.tested}: {' and '.join(limits)}" if it.tested else ""),
        ("observed", "from the diary over time" if it.observed else ""),
        (
            "flags",
            listed(f.id for f in knowledge.flags.values() if it.id in core.findings_in(f.when)),
        ),
    )


def _flag(paper: Paper, knowledge: Knowledge, it: core.Flag) -> None:
    within = f", {it.within}" if it.within not in {"", "now"} else ""
    paper.text((f"{words.LEVELS[it.level]}{within}", f"bold {STYLES[it.level]}"))
    paper.claim(it.tell, style="bold")
    paper.claim(it.why)
    if it.allowed is not None:
        paper.claim(it.allowed, first="Still fine: ")
    paper.gap()
    out = [each.id for each in knowledge.exercises.values() if each.names & set(it.blocks)]
    everything = EVERYTHING in it.blocks
    facts(
        paper,
        ("raised when", formula(it.when)),
        ("leaves out", ", ".join(words.block(knowledge, each) for each in it.blocks)),
        ("exercises out", "all of them" if everything else listed(out)),
        ("stays", "until a clinician has seen the runner" if it.stays else ""),
        ("clearable", "yes: a clinician may lift it" if it.clearable else ""),
        ("refines", it.refines or ""),
    )


# --- what is claimed -----------------------------------------------------------------------------


def _claim(paper: Paper, knowledge: Knowledge, it: core.Claim) -> None:
    author = knowledge.sources[it.author].by if it.author in knowledge.sources else it.author
    paper.text((f"Verdict: {it.verdict.replace('-', ' ')}", "bold"))
    if not it.acted_on:
        paper.text(("strideback never acts on this.", "bold red"))
    paper.text(it.says)
    paper.gap()
    for extra in (it.plain, it.why, it.word_it):
        if extra is not None:
            paper.claim(extra)
    paper.gap()
    facts(paper, ("author", author), ("about", listed(it.about)), ("rows", listed(it.rows)))


def _faq(paper: Paper, _knowledge: Knowledge, it: core.Faq) -> None:
    for each in it.answer:
        paper.claim(each)
    paper.gap()
    facts(paper, ("see", listed(it.see)))


def _source(paper: Paper, knowledge: Knowledge, it: core.Source) -> None:
    cited = [
        f"{kind}/{thing.id}"
        for kind, thing in things(knowledge)
        if kind != "sources" and it.id in _sources_in(plain(thing))
    ]
    facts(
        paper,
        ("by", it.by),
        ("where", it.where),
        ("year", str(it.year or "")),
        ("doi", it.doi),
        ("how read", _SEEN.get(it.seen, it.seen)),
        ("interest", it.interest),
        ("note", it.note),
        ("cited in", listed(cited) or "nothing"),
    )


def _sources_in(value: Any) -> set[str]:  # noqa: ANN401 - plain values of any shape
    if isinstance(value, dict):
        own = {*value["sources"]} if isinstance(value.get("sources"), list) else set()
        return own.union(*map(_sources_in, value.values()))
    return set[str]().union(*map(_sources_in, value)) if isinstance(value, list) else set()


def _advice(paper: Paper, _knowledge: Knowledge, it: core.Advice) -> None:
    paper.text((words.LEVELS[it.level] or "For information", "bold"))
    paper.claim(it.says)


def _tip(paper: Paper, knowledge: Knowledge, it: core.Tip) -> None:
    for each in it.says:
        paper.claim(each)
    paper.gap()
    facts(
        paper,
        ("sent", "always" if it.when == core.ALWAYS else f"in the stage {it.when}"),
        ("not while", ", ".join(words.block(knowledge, each) for each in it.parts)),
        ("see", listed(it.see)),
    )


_PAGES: Mapping[str, Callable[[Paper, Knowledge, Any], None]] = {
    "sources": _source,
    "regions": body.region_page,
    "questions": _question,
    "findings": _finding,
    "flags": _flag,
    "muscles": body.muscle_page,
    "selftests": body.selftest_page,
    "exercises": body.exercise_page,
    "programmes": body.programme_page,
    "claims": _claim,
    "faq": _faq,
    "poses": body.poses_page,
    "advice": _advice,
    "tips": _tip,
}
