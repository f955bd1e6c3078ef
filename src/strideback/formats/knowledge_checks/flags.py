"""Flags: the safety laws that can be read off the files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from strideback.core.knowledge import Formula, Knowledge, findings_in
from strideback.core.terms import EVERYTHING, Level
from strideback.formats.knowledge_checks.findings import formulas
from strideback.formats.knowledge_checks.rule import rule
from strideback.formats.problems import Problem


@rule("urgent-blocks-all", "An emergency or same-day flag blocks everything.")
def urgent_blocks_all(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look for the block; and the screen may not be told to refer later than same-day."""
    for flag in knowledge.flags.values():
        if flag.level >= Level.SAME_DAY and EVERYTHING not in flag.blocks:
            says = f'a flag of level {flag.level.word} must block "everything"'
            yield Problem(f"flags/{flag.id}.toml", "blocks", says)
    if knowledge.screen.refer_from > Level.SAME_DAY:
        yield Problem("rules/screen.toml", "refer_from", "may not be later than same-day")


@rule("referrals-stay", "A flag of level soon or stricter stays until a clinician has seen it.")
def referrals_stay(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look for `stays`; and the screen may not let go earlier than that."""
    for flag in knowledge.flags.values():
        if flag.level >= Level.SOON and not flag.stays:
            says = f"must be true for a flag of level {flag.level.word}"
            yield Problem(f"flags/{flag.id}.toml", "stays", says)
    if knowledge.screen.stays_from > Level.SOON:
        yield Problem("rules/screen.toml", "stays_from", "may not be later than soon")


@rule(
    "flags-say-when", "A flag has a level, one of level soon says by when, and none refines itself."
)
def flags_say_when(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """A referral needs a time, and a flag something to say."""
    for flag in knowledge.flags.values():
        file = f"flags/{flag.id}.toml"
        if flag.level is Level.SOON and not flag.within:
            yield Problem(file, "within", 'is missing; say by when, such as within = "2 weeks"')
        if flag.level is Level.NONE and not flag.refines:
            yield Problem(file, "level", "none raises nothing; remove the flag or give it a level")
        if flag.refines == flag.id:
            yield Problem(file, "refines", "a flag cannot refine itself")


@rule("not-sure-is-yes", "Not sure counts as yes in what an urgent flag rests on; silence asks.")
def not_sure_is_yes(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Follow each urgent flag to the questions it rests on."""
    urgent: set[str] = set()
    for flag in knowledge.flags.values():
        if flag.level >= Level.SAME_DAY:
            urgent.update(_roots(knowledge, flag.when))
    for question in knowledge.questions.values():
        file = f"questions/{question.id}.toml"
        if question.id in urgent and question.kind == "yes-no" and question.not_sure != "yes":
            says = 'must be "yes": an emergency or same-day flag rests on this question'
            yield Problem(file, "not_sure", says)
        if question.id in urgent and not question.screen:
            says = "must be true: an emergency or same-day flag rests on this question"
            yield Problem(file, "screen", says)


def _roots(knowledge: Knowledge, formula: Formula) -> set[str]:
    """The questions that the formula rests on, through worked-out findings."""
    found: set[str] = set()
    waiting: list[str] = list(findings_in(formula))
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        rule_of = knowledge.findings.get(name)
        if rule_of is None:
            found.add(name.partition(".")[0])
        elif rule_of.when is not None:
            waiting.extend(findings_in(rule_of.when))
        elif rule_of.number is not None:
            found.add(rule_of.number)
    return found


@rule("screen-is-used", "Every question of the screen is asked, and its answer matters somewhere.")
def screen_is_used(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look for each screen question in the formulas, findings and groups."""
    used = {
        name.partition(".")[0] for *_, each in formulas(knowledge) for name in findings_in(each)
    }
    used |= {str(each.number) for each in knowledge.findings.values() if each.number is not None}
    used |= {name.partition(".")[0] for name in knowledge.screen.check_in_opens_full}
    for question in knowledge.questions.values():
        file = f"questions/{question.id}.toml"
        if not question.screen:
            continue
        if question.group not in knowledge.screen.asked_groups:
            says = (
                f"'{question.group}' is not in asked_groups of rules/screen.toml: nobody is asked"
            )
            yield Problem(file, "group", says)
        if question.id not in used and question.kind not in {"text", "date"}:
            says = "no flag or finding uses the answer; use it, or set screen = false"
            yield Problem(file, "", says)
