"""The top and the foot of every page: who and when, advice, safety net, sources and edition."""

from __future__ import annotations

from datetime import date

from strideback.cli.paper import Paper
from strideback.cli.screens import Shown
from strideback.cli.screens.triage import ASKING
from strideback.cli.words import STYLES
from strideback.core.knowledge import Knowledge
from strideback.core.terms import Grade
from strideback.formats import words


def show_top(paper: Paper, title: str, on: date, aside: str = "") -> None:
    """What this page is, and the day it is for; no names."""
    paper.line((f"strideback {title}", "bold"), (f" · {words.day(on, year=True)}", ""))
    if aside:
        paper.text((aside, "dim"))


def show_advice(paper: Paper, it: Shown) -> None:
    """Everything to say that has not been said above, the most urgent first."""
    triage = it.review.triage
    said = {*triage.because, "clean", "safety-net"}
    said |= ASKING if triage.outcome == "ask" else set()
    lines = [
        each
        for each in it.review.advice
        if each.id not in said and not each.id.startswith("running-")
    ]
    if not lines:
        return
    paper.heading("Advice")
    for each in lines:
        word = words.LEVELS[each.level]
        first = (f"{word}: ", f"bold {STYLES[each.level]}") if word else ("· ", "dim")
        paper.claim(each.text, first=first)


def show_safety_net(paper: Paper, knowledge: Knowledge) -> None:
    """When to get help: shown to everybody."""
    inside = paper.part(paper.width - 4)
    for each in knowledge.screen.safety_net:
        inside.claim(each, first=("· ", "red"))
    paper.box("When to get help", inside, "red")


def show_foot(paper: Paper, knowledge: Knowledge, edition: str) -> None:
    """What the letters in the margin mean, the sources, the edition, and what this is not."""
    paper.gap()
    used = [grade for grade in Grade if grade in paper.grades]
    if used:
        unmarked = Grade.CHOICE if paper.quiet else None
        legend = "; ".join(
            f"{'no mark' if grade is unmarked else grade.value} {words.GRADES[grade]}"
            for grade in used
        )
        paper.text(
            (f"In the margin, how good the evidence is: {legend}. ", "dim"),
            ("Unverified: we have not read the source itself.", "dim"),
        )
    if paper.show_sources:
        paper.heading("Sources")
        for name in sorted(paper.cited):
            source = knowledge.sources[name]
            where = f" {source.where}." if source.where else ""
            interest = f" Interest: {source.interest}." if source.interest else ""
            paper.text(
                f"{source.by}. {source.title}.{where}{interest}", first=(f"{name}  ", "bold")
            )
        paper.gap()
    hint = "" if paper.show_sources else f"; {len(paper.cited)} sources: add --sources"
    paper.text(
        (f"Knowledge edition {edition}{hint}. Information to help you decide; it does not ", "dim"),
        ("diagnose and does not replace a professional.", "dim"),
    )
