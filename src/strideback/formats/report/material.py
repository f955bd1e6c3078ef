"""What a report is made from, worked out once: the events of its days, and the answers that stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from strideback.core.diary import Answered, AnyEvent, Diary, Drew, Noted, corrected, told
from strideback.core.knowledge import Knowledge, Question
from strideback.core.review import Review
from strideback.formats import intake_words


@dataclass(frozen=True, kw_only=True)
class Material:
    """A diary with its review, and the days that the report is about, both ends in.

    Pain, runs, sessions, scores and notes are those of these days.  Answers and drawings are what
    stood on the last of them, however long ago they were told; the screen is that of the review.
    `brief`: as little as a clinician can do with, for a page that is full.
    """

    knowledge: Knowledge
    diary: Diary
    review: Review
    since: date
    until: date
    whole_log: bool = False
    brief: bool = False

    def most(self, many: int, few: int) -> int:
        """How many of something are told: `few` where the page is full."""
        return few if self.brief else many

    @cached_property
    def events(self) -> tuple[AnyEvent, ...]:
        """Everything that stands on the last day, in order."""
        return corrected(self.diary, self.until)

    @cached_property
    def within(self) -> tuple[AnyEvent, ...]:
        """What was told of the days of the report."""
        return tuple(each for each in self.events if self.since <= each.on)

    @cached_property
    def notes(self) -> tuple[Noted, ...]:
        """The notes since the first day, up to the day of the review: a question is for the visit to come."""
        told = corrected(self.diary, self.review.on)
        return tuple(e for e in told if isinstance(e, Noted) and self.since <= e.on)

    @cached_property
    def answers(self) -> Mapping[str, Answered]:
        """The last answer to each question that this edition knows."""
        found: dict[str, Answered] = {}
        for each in told(self.diary, self.until):
            if isinstance(each, Answered):
                name = self.knowledge.canonical(each.question)
                if name in self.knowledge.questions:
                    found[name] = each
        return found

    @cached_property
    def drawings(self) -> Mapping[str, Drew]:
        """The last drawing of each view in the episode of the review."""
        start = self.review.progress.episode_start
        kept = (e for e in self.events if isinstance(e, Drew) and (not start or e.on >= start))
        return {each.view: each for each in kept}

    def of(self, group: str) -> Iterator[tuple[Question, Answered]]:
        """The answered questions of a group, in the order in which they are asked."""
        questions = (q for q in self.knowledge.questions.values() if q.group == group)
        for question in sorted(questions, key=lambda each: each.order):
            if question.id in self.answers:
                yield question, self.answers[question.id]

    def said(self, name: str) -> str:
        """The last answer to a question in words, empty where there is none."""
        answer = self.answers.get(name)
        if answer is None:
            return ""
        return intake_words.said(self.knowledge.questions[name], answer.value)

    def typed(self, name: str) -> str:
        """The runner's own words in answer to a question, empty where there are none."""
        answer = self.answers.get(name)
        value = "" if answer is None else str(answer.value).strip()
        return "" if value in {"no", "none", "not-sure"} else value


def shortened(text: str, longest: int) -> str:
    """The words, cut at a blank where they are long; the full log has all of them."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    cut = text[:longest]
    return f"{cut.rpartition(' ')[0] or cut} …"
