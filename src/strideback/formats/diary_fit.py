"""Whether the words of one event are words that the knowledge knows, and fit where they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from strideback.core.diary import (
    Answered,
    AnyEvent,
    Corrected,
    Did,
    Drew,
    Inspected,
    Mark,
    PlanIssued,
    Preferred,
    Seen,
    Skipped,
    Tested,
    Value,
)
from strideback.core.knowledge import Knowledge, Question
from strideback.core.terms import SOMETHING_ELSE, Side
from strideback.formats.diary_words import nearest, shown


@dataclass(slots=True)
class Check:
    """Looks up the words of event `number`; `wrong` gathers the sentences about what does not fit."""

    knowledge: Knowledge
    number: int
    wrong: list[str] = field(default_factory=list)

    def event(self, event: AnyEvent) -> AnyEvent:
        """The event with ids in place of short codes."""
        fit = _FITS.get(type(event))
        return event if fit is None else fit(self, event)

    def id(self, word: str, what: str, *known: Mapping[Any, object]) -> str:
        """The id that `word` stands for in one of the folders `known`."""
        canonical = self.knowledge.canonical(word)
        if any(canonical in each for each in known):
            return canonical
        ids = tuple(str(each) for folder in known for each in folder)
        codes = (code for code, id_ in self.knowledge.codes.items() if id_ in ids)
        self.says(f"{shown(word)} is not {what} we know", nearest(word, (*ids, *codes)))
        return word

    def side(self, word: str, side: Side | None, two_sided: bool) -> None:
        """A side where there are two, and none where there is one."""
        if two_sided and side is None:
            self.says(f"{shown(word)} has two sides", f"; write {word}.left or {word}.right")
        elif side is not None and not two_sided:
            self.says(f"{shown(f'{word}.{side.value}')} has no sides", f"; write {word}")

    def says(self, what: str, fix: str) -> None:
        """One sentence: what is wrong, and the fix."""
        self.wrong.append(f"{what}{fix}{'' if fix.endswith('?') else '.'}")


# --- what fits each kind -------------------------------------------------------------------------


def _answered(check: Check, event: Answered) -> Answered:
    id_ = check.id(event.question, "a question", check.knowledge.questions)
    question = check.knowledge.questions.get(id_)
    if question is None:
        return event
    value = _value(check, question, event.value)
    return (
        event
        if (id_, value) == (event.question, event.value)
        else replace(event, question=id_, value=value)
    )


def _value(check: Check, question: Question, value: Value) -> Value:
    """The answer, if it is of the kind that the question asks for; "not sure" always is."""
    if value == "not-sure":
        return value
    match question.kind:
        case "yes-no" if value not in ("yes", "no"):
            check.says(f"{shown(question.id)} asks for", " yes, no or not-sure")
        case "number" if not _in_range(question, value):
            check.says(f"{shown(question.id)} asks for a number", _range(question))
        case "choices":
            return _chosen(check, question, value)
        case "date" if not isinstance(value, date):
            check.says(f"{shown(question.id)} asks for a day", ", as in 2026-03-01")
        case "text" if not isinstance(value, str):
            check.says(f"{shown(question.id)} asks for words", '; write them as "…"')
    return value


def _in_range(question: Question, value: Value) -> bool:
    if not isinstance(value, (int, float)):
        return False
    low, high = question.minimum, question.maximum
    return (low is None or low <= value) and (high is None or value <= high)


def _range(question: Question) -> str:
    low, high = question.minimum, question.maximum
    parts = (
        "" if low is None else f" from {low:g}",
        "" if high is None else f" up to {high:g}",
        f" ({question.unit})" if question.unit else "",
    )
    return "".join(parts) or ", as in 34"


def _chosen(check: Check, question: Question, value: Value) -> Value:
    """The options ticked; a single option named yes or no is read as one, too."""
    options = tuple(option.id for option in question.options)
    if isinstance(value, str) and value in options:
        return (value,)
    if value in ("yes", "no"):  # all of them, none of them
        return value
    if not isinstance(value, tuple):
        check.says(f"{shown(question.id)} asks for options", f": none, or {', '.join(options)}")
        return value
    for each in value:
        if each not in options:
            has_not = f"{shown(question.id)} has no option {shown(each)}"
            check.says(has_not, nearest(each, options))
    return value


def _drew(check: Check, event: Drew) -> Drew:
    views = {view: True for region in check.knowledge.regions.values() for view in region.views}
    if event.view not in views:
        check.says(f"{shown(event.view)} is not a view we know", nearest(event.view, tuple(views)))
    return replace(event, marks=tuple(_mark(check, each) for each in event.marks))


def _mark(check: Check, mark: Mark) -> Mark:
    id_ = check.id(mark.region, "a region", check.knowledge.regions)
    region = check.knowledge.regions.get(id_)
    if region is not None:
        check.side(mark.region, mark.side, region.paired)
    return replace(mark, region=id_)


def _inspected(check: Check, event: Inspected) -> Inspected:
    return replace(event, muscle=check.id(event.muscle, "a muscle", check.knowledge.muscles))


def _tested(check: Check, event: Tested) -> Tested:
    id_ = check.id(event.test, "a self-test", check.knowledge.selftests)
    test = check.knowledge.selftests.get(id_)
    if test is not None:
        check.side(event.test, event.side, test.per_side)
        if test.measures == "yes-no" and event.value not in (None, 0, 1):
            check.says(f"{shown(event.test)} asks for", " yes or no")
    return replace(event, test=id_)


def _did(check: Check, event: Did) -> Did:
    id_ = check.id(event.exercise, "an exercise", check.knowledge.exercises)
    return event if id_ == event.exercise else replace(event, exercise=id_)


def _skipped(check: Check, event: Skipped) -> Skipped:
    known = check.knowledge.exercises, {"session": True}
    id_ = check.id(event.exercise, "an exercise", *known)
    return event if id_ == event.exercise else replace(event, exercise=id_)


def _seen(check: Check, event: Seen) -> Seen:
    if event.without and event.outcome != "limits":
        check.says(f"'without' does not go with {event.outcome}", "; write limits, or leave it out")
    known = parts_to_rule_out(check.knowledge) if event.without else ()
    for part in event.without:
        if part not in known:
            check.says(
                f"{shown(part)} is not a part that a plan can leave out", nearest(part, known)
            )
    return replace(event, flag=check.id(event.flag, "a flag", check.knowledge.flags, {"all": True}))


def parts_to_rule_out(knowledge: Knowledge) -> tuple[str, ...]:
    """What a clinician may rule out: the parts that are offered, then single muscles and exercises."""
    offered = (*knowledge.screen.limits, SOMETHING_ELSE)
    names = {name for exercise in knowledge.exercises.values() for name in exercise.names}
    return (*offered, *sorted(each for each in names if ":" in each))


def _plan_issued(check: Check, event: PlanIssued) -> PlanIssued:
    programmes = check.knowledge.programmes
    return replace(event, programme=check.id(event.programme, "a programme", programmes))


def _preferred(check: Check, event: Preferred) -> Preferred:
    programmes, exercises = check.knowledge.programmes, check.knowledge.exercises
    if event.programme is not None:
        id_ = check.id(event.programme, "a programme", programmes)
        event = replace(event, programme=id_)
    if event.also is not None:
        what = "a programme or an exercise"
        also = tuple(check.id(each, what, programmes, exercises) for each in event.also)
        event = replace(event, also=also)
    return event


def _corrected(check: Check, event: Corrected) -> Corrected:
    if event.number >= check.number:
        check.says(
            f"'corrected {event.number}' names an event that is not above it",
            "; count the events from the top, without comments and lines not understood",
        )
    if event.replacement is None:
        return event
    return replace(event, replacement=check.event(event.replacement))


_FITS: dict[type[AnyEvent], Callable[[Check, Any], AnyEvent]] = {
    Answered: _answered,
    Drew: _drew,
    Inspected: _inspected,
    Tested: _tested,
    Did: _did,
    Skipped: _skipped,
    Seen: _seen,
    PlanIssued: _plan_issued,
    Preferred: _preferred,
    Corrected: _corrected,
}
