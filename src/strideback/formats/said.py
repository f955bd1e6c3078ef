"""Which words of the diary raised a flag, and on which day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from strideback.core.diary import Answered, AnyEvent, Diary, Drew, Tested, corrected, told
from strideback.core.knowledge import FindingRule, Flag, Formula, Is, Knowledge, Not, Question
from strideback.core.terms import FindingId, FlagId
from strideback.core.triage import LIMITS_NOT_NAMED, LIMITS_SET, limits_of
from strideback.formats import words
from strideback.formats.intake_words import ANSWERS
from strideback.formats.language import Spoken, marked, number, quoted, say

_VIEWS = Spoken(
    {each: each for each in (marked("back"), marked("front"), marked("left"), marked("right"))}
)
Said = tuple[date | None, str, str]
"""The day, the question or what was done, and the answer."""


def said_so(knowledge: Knowledge, diary: Diary, today: date, flag: Flag) -> tuple[Said, ...]:
    """The answers behind a flag, each once: the last one that spoke for it."""
    events = told(diary, today)[::-1]
    if flag.id in {LIMITS_SET, LIMITS_NOT_NAMED}:
        return tuple(_limits(knowledge, diary, today, flag.id))
    found = (
        said
        for finding in _wanted(knowledge, flag.when)
        for said in _of_finding(knowledge, events, finding)
    )
    return tuple(dict.fromkeys(found))


def left_out_by(knowledge: Knowledge, diary: Diary, today: date, flag: str) -> tuple[str, ...]:
    """The parts that a flag leaves out; those of a clinician's limits are what the diary says."""
    if flag == LIMITS_SET:
        return tuple(sorted(limits_of(knowledge, corrected(diary, today)).parts))
    return knowledge.flags[FlagId(flag)].blocks


def _limits(knowledge: Knowledge, diary: Diary, today: date, flag: FlagId) -> Iterator[Said]:
    """What clinicians said that holds on the day: the parts they ruled out, and their words."""
    limits = limits_of(knowledge, corrected(diary, today))
    for seen in limits.told:
        if (seen in limits.unnamed) != (flag == LIMITS_NOT_NAMED):
            continue
        about = knowledge.flags.get(FlagId(knowledge.canonical(seen.flag)))
        who = say("by {who}", who=seen.by) if seen.by else ""
        themselves = about is not None and about.id in {LIMITS_SET, LIMITS_NOT_NAMED}
        what = say("about “{flag}”", flag=about.name) if about and not themselves else ""
        asked = " ".join(part for part in (say("Seen by a clinician"), what, who) if part)
        parts = words.ruled_out(knowledge, seen)
        out = say("without {parts}", parts=parts) if parts else ""
        yield (
            seen.on,
            f"{asked}:",
            ", ".join(p for p in (out, quoted(seen.said) if seen.said else "") if p),
        )


def _wanted(knowledge: Knowledge, formula: Formula) -> Iterator[FindingId]:
    """The findings that speak for the formula, derived ones taken apart."""
    match formula:
        case Is(finding):
            rule = knowledge.findings.get(finding)
            if rule is not None and rule.when is not None:
                yield from _wanted(knowledge, rule.when)
            else:
                yield finding
        case Not():
            return
        case _:
            for part in formula.parts:
                yield from _wanted(knowledge, part)


def _of_finding(
    knowledge: Knowledge, events: Sequence[AnyEvent], finding: FindingId
) -> Iterator[Said]:
    rule = knowledge.findings.get(finding)
    if rule is not None:
        yield from _of_rule(knowledge, events, rule)
        return
    name, _, option = finding.partition(".")
    question = knowledge.questions.get(name)
    if question is None:
        return
    for event in _answers(knowledge, events, question):
        if option and isinstance(event.value, tuple):
            if option in event.value:
                ticked = next(each for each in question.options if each.id == option)
                yield event.on, question.asks.says, ticked.says.says
                return
        elif event.value == "yes" or (event.value == "not-sure" and question.not_sure == "yes"):
            yield event.on, question.asks.says, ANSWERS.get(str(event.value), str(event.value))
            return


def _answers(
    knowledge: Knowledge, events: Sequence[AnyEvent], question: Question
) -> Iterator[Answered]:
    for event in events:
        if isinstance(event, Answered) and knowledge.canonical(event.question) == question.id:
            yield event


def _of_rule(knowledge: Knowledge, events: Sequence[AnyEvent], rule: FindingRule) -> Iterator[Said]:
    if rule.observed:
        yield None, rule.says.says, ""
    elif rule.number is not None:
        question = knowledge.questions[rule.number]
        for event in _answers(knowledge, events, question):
            if isinstance(event.value, float | int) and _within(rule, event.value):
                yield event.on, question.asks.says, number(event.value)
                return
    elif rule.drawn:
        yield from _drawn(knowledge, events, rule)
    elif rule.tested is not None:
        test = knowledge.selftests[rule.tested]
        for tested in events:
            if isinstance(tested, Tested) and tested.test == test.id:
                yield tested.on, say("{test} (self-test)", test=test.name), rule.says.says
                return


def _within(rule: FindingRule, value: float) -> bool:
    over = rule.at_least is None or value >= rule.at_least
    return over and (rule.below is None or value < rule.below)


def _drawn(knowledge: Knowledge, events: Sequence[AnyEvent], rule: FindingRule) -> Iterator[Said]:
    for event in events:
        if isinstance(event, Drew):
            names = [
                knowledge.words.within(knowledge.regions[region].name)
                for mark in event.marks
                if mark.intensity > 0 and (region := knowledge.canonical(mark.region)) in rule.drawn
            ]
            if names or event.strokes:
                where = words.joined(dict.fromkeys(names)) or say("strokes there")
                yield (
                    event.on,
                    say("Your drawing ({view})", view=_VIEWS.get(event.view, event.view)),
                    where,
                )
                return
