"""Which words of the diary raised a flag, and on which day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from strideback.core.diary import Answered, AnyEvent, Diary, Drew, Tested, told
from strideback.core.knowledge import FindingRule, Flag, Formula, Is, Knowledge, Not, Question
from strideback.core.terms import FindingId
from strideback.formats import words
from strideback.formats.intake_words import ANSWERS
from strideback.formats.language import Spoken, marked, number, say

_VIEWS = Spoken(
    {each: each for each in (marked("back"), marked("front"), marked("left"), marked("right"))}
)
Said = tuple[date | None, str, str]
"""The day, the question or what was done, and the answer."""


def said_so(knowledge: Knowledge, diary: Diary, today: date, flag: Flag) -> tuple[Said, ...]:
    """The answers behind a flag, each once: the last one that spoke for it."""
    events = told(diary, today)[::-1]
    found = (
        said
        for finding in _wanted(knowledge, flag.when)
        for said in _of_finding(knowledge, events, finding)
    )
    return tuple(dict.fromkeys(found))


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
