"""What to ask next: what the screen still waits for, then what the ranking and the plan can use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from strideback.core.diary import (
    Answered,
    AnyEvent,
    Diary,
    Drew,
    Event,
    Inspected,
    PainLogged,
    Preferred,
    by_number,
    corrected,
)
from strideback.core.knowledge import Knowledge, Muscle, Question, findings_in
from strideback.core.review import Review, Reviewer
from strideback.core.terms import Block, Side
from strideback.core.triage import Screen

E = TypeVar("E", bound=Event)

CONSENT = "consent"
NONE_FITS = "none-fits"
CHECK_IN = "check-in"
PREFERENCES = ("days", "minutes", "equipment", "floor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What was told by the day of the review, and what is known from it.

    `diary` is the diary as written, whose events have the numbers that a correction names.  `events`
    are those that count: understood, in order, corrections applied.
    """

    knowledge: Knowledge
    screen: Screen
    diary: Diary
    events: tuple[AnyEvent, ...]
    review: Review

    def last_answers(self) -> dict[str, Answered]:
        """The last answer to each question, corrections applied."""
        canonical = self.knowledge.canonical
        return {canonical(e.question): e for e in self.events if isinstance(e, Answered)}

    def numbered(self, kind: type[E]) -> Iterator[tuple[int, E]]:
        """Every event of a kind with its number, corrections applied, the newest first."""
        for number, event in reversed(by_number(self.diary, self.review.on).items()):
            if isinstance(event, kind):
                yield number, event

    def current(self, event: Event) -> bool:
        """True when the event belongs to the present episode: a relapse starts a new one."""
        start = self.review.progress.episode_start
        return start is None or event.on >= start


def asking(reviewer: Reviewer, diary: Diary, reading: Diary, today: date) -> Asking:
    """What is known of a diary on a day, with its review.

    `reading` is the same diary as the core reads it, where a line with words that do not fit is
    `Unread`; its events may have other numbers than those of `diary`.
    """
    return Asking(
        knowledge=reviewer.knowledge,
        screen=reviewer.screen,
        diary=diary,
        events=corrected(reading, today),
        review=reviewer.review(reading, today),
    )


def stops(knowledge: Knowledge, review: Review) -> bool:
    """True when somebody has to be seen so soon that every other question can wait."""
    return review.triage.outcome == "refer" and review.triage.level >= knowledge.screen.refer_from


# --- the screen ----------------------------------------------------------------------------------


def screen_questions(it: Asking) -> Iterator[Question]:
    """The screen's questions that are open, in the order asked.  Consent comes first."""
    questions = it.knowledge.questions
    answers = it.last_answers()
    consent = answers.get(CONSENT)
    if CONSENT in questions and (consent is None or consent.value != "yes"):
        yield questions[CONSENT]
    wanted: set[str] = {*getattr(it.review.triage, "ask", ()), *_check_in(it, answers)}
    yield from sorted(
        (questions[each] for each in wanted if each != CONSENT), key=lambda each: each.order
    )


def _check_in(it: Asking, answers: dict[str, Answered]) -> Iterator[str]:
    """The whole short re-screen while it is due, for some of it opens the full screen again."""
    since = it.review.check_in_since
    if since is None:
        return
    for question in it.knowledge.questions.values():
        last = answers.get(question.id)
        if question.group == CHECK_IN and (last is None or last.on < since):
            yield question.id


def follow_ups(it: Asking) -> Iterator[Question]:
    """Open questions that belong to an answer just given: until they are answered, silence is yes.

    Triage does not wait for them, so nobody else asks.
    """
    findings = it.review.findings
    answers = it.last_answers()
    for question in it.screen.asked:
        gate = question.ask_when
        if question.unanswered != "yes" or gate is None or findings.holds(gate) is not True:
            continue
        gates = (answers.get(finding.partition(".")[0]) for finding in findings_in(gate))
        asked_since = max((each.on for each in gates if each is not None), default=it.review.on)
        last = answers.get(question.id)
        if last is None or last.on < asked_since:
            yield question


# --- what the ranking and the plan can use -------------------------------------------------------


def group_questions(it: Asking, groups: Iterable[str]) -> Iterator[Question]:
    """The questions of these groups, outside the screen, that were not answered in this episode."""
    answers = it.last_answers()
    for group in groups:
        for question in it.knowledge.questions.values():
            if question.group != group or question.screen or question.id in {CONSENT, NONE_FITS}:
                continue
            if not _answered(it, question, answers) and _shown(it, question):
                yield question


def none_fits(it: Asking) -> Iterator[Question]:
    """The question that comes after the pressing, once something was pressed and nothing was that pain."""
    question = it.knowledge.questions.get(NONE_FITS)
    pressed = {
        (it.knowledge.canonical(each.muscle), each.side)
        for _, each in it.numbered(Inspected)
        if it.current(each)
    }
    last = (inspected(it, muscle, side) for muscle, side in pressed)
    familiar = any(each is not None and each[1].familiar for each in last)
    if question and pressed and not familiar and not _answered(it, question, it.last_answers()):
        yield question


def _answered(it: Asking, question: Question, answers: dict[str, Answered]) -> bool:
    last = answers.get(question.id)
    return last is not None and (question.lasting or it.current(last))


def _shown(it: Asking, question: Question) -> bool:
    if question.ask_when is None:
        return True
    return it.review.findings.holds(question.ask_when) is True


def pain_open(it: Asking) -> Iterator[str]:
    """Which of pain now and at its worst nobody has told in this episode."""
    told = [each for _, each in it.numbered(PainLogged) if it.current(each)]
    for name in ("now", "worst"):
        if all(getattr(each, name) is None for each in told):
            yield name


def views_open(it: Asking) -> Iterator[str]:
    """The views of the body chart that were not drawn on in this episode, the back first."""
    drawn = {each.view for _, each in it.numbered(Drew) if it.current(each)}
    yield from (view for view in ("back", "front") if view not in drawn)


def pressing(it: Asking) -> tuple[Muscle, ...]:
    """The guide's muscles that may be pressed: only on a clear screen, and only what is allowed."""
    triage = it.review.triage
    if triage.outcome != "cleared":
        return ()
    guides = sorted(it.knowledge.muscles.values(), key=lambda muscle: muscle.order)
    return tuple(
        muscle
        for muscle in guides
        if muscle.listed == "guide"
        and not {Block("massage"), Block("ranking"), Block(f"massage:{muscle.id}")} & triage.blocks
    )


def inspected(it: Asking, muscle: str, side: Side) -> tuple[int, Inspected] | None:
    """The last pressing of a muscle on a side in this episode, with its number."""
    canonical = it.knowledge.canonical
    return next(
        (
            (number, each)
            for number, each in it.numbered(Inspected)
            if canonical(each.muscle) == muscle and each.side is side and it.current(each)
        ),
        None,
    )


def preferences_open(it: Asking) -> Iterator[str]:
    """The preferences that were never told."""
    told = [each for _, each in it.numbered(Preferred)]
    for name in PREFERENCES:
        if all(getattr(each, name) is None for each in told):
            yield name
