"""What to ask next: what the screen still waits for, then what the ranking and the plan can use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from strideback.cli.intake_diary import DiaryFile
from strideback.core.diary import Answered, Drew, Event, Inspected, PainLogged, Preferred
from strideback.core.knowledge import Muscle, Question, findings_in
from strideback.core.terms import Block, Side

CONSENT = "consent"
NONE_FITS = "none-fits"
CHECK_IN = "check-in"
PREFERENCES = ("days", "minutes", "equipment", "floor")


def screen_questions(diary: DiaryFile) -> Iterator[Question]:
    """The screen's questions that are open, in the order asked.  Consent comes first."""
    questions = diary.knowledge.questions
    answers = diary.last_answers()
    consent = answers.get(CONSENT)
    if CONSENT in questions and (consent is None or consent.value != "yes"):
        yield questions[CONSENT]
    wanted = {*diary.review.triage.ask} if hasattr(diary.review.triage, "ask") else set()
    wanted |= set(_check_in(diary, answers))
    yield from sorted(
        (questions[each] for each in wanted if each != CONSENT), key=lambda each: each.order
    )


def _check_in(diary: DiaryFile, answers: dict[str, Answered]) -> Iterator[str]:
    """The whole short re-screen while it is due, for some of it opens the full screen again."""
    since = diary.review.check_in_since
    if since is None:
        return
    for question in diary.knowledge.questions.values():
        last = answers.get(question.id)
        if question.group == CHECK_IN and (last is None or last.on < since):
            yield question.id


def follow_ups(diary: DiaryFile) -> Iterator[Question]:
    """Open questions that belong to an answer just given: until they are answered, silence is yes.

    Triage does not wait for them, so nobody else asks.
    """
    findings = diary.review.findings
    answers = diary.last_answers()
    for question in diary.reviewer.screen.asked:
        gate = question.ask_when
        if question.unanswered != "yes" or gate is None or findings.holds(gate) is not True:
            continue
        gates = (answers.get(finding.partition(".")[0]) for finding in findings_in(gate))
        asked_since = max((each.on for each in gates if each is not None), default=diary.today)
        last = answers.get(question.id)
        if last is None or last.on < asked_since:
            yield question


def group_questions(diary: DiaryFile, groups: Iterable[str]) -> Iterator[Question]:
    """The questions of these groups, outside the screen, that were not answered in this episode."""
    answers = diary.last_answers()
    for group in groups:
        for question in diary.knowledge.questions.values():
            if question.group != group or question.screen or question.id in {CONSENT, NONE_FITS}:
                continue
            if not _answered(diary, question, answers) and _shown(diary, question):
                yield question


def none_fits(diary: DiaryFile) -> Iterator[Question]:
    """The question that comes after the pressing, once something was pressed."""
    question = diary.knowledge.questions.get(NONE_FITS)
    pressed = any(_current(diary, each) for _, each in diary.numbered(Inspected))
    if question and pressed and not _answered(diary, question, diary.last_answers()):
        yield question


def _answered(diary: DiaryFile, question: Question, answers: dict[str, Answered]) -> bool:
    last = answers.get(question.id)
    return last is not None and (question.lasting or _current(diary, last))


def _shown(diary: DiaryFile, question: Question) -> bool:
    if question.ask_when is None:
        return True
    return diary.review.findings.holds(question.ask_when) is True


def _current(diary: DiaryFile, event: Event) -> bool:
    """True when the event belongs to the present episode: a relapse starts a new one."""
    start = diary.review.progress.episode_start
    return start is None or event.on >= start


def pain_open(diary: DiaryFile) -> Iterator[str]:
    """Which of pain now and at its worst nobody has told in this episode."""
    told = [each for _, each in diary.numbered(PainLogged) if _current(diary, each)]
    for name in ("now", "worst"):
        if all(getattr(each, name) is None for each in told):
            yield name


def views_open(diary: DiaryFile) -> Iterator[str]:
    """The views of the body chart that were not drawn on in this episode, the back first."""
    drawn = {each.view for _, each in diary.numbered(Drew) if _current(diary, each)}
    yield from (view for view in ("back", "front") if view not in drawn)


def pressing(diary: DiaryFile) -> tuple[Muscle, ...]:
    """The guide's muscles that may be pressed: only on a clear screen, and only what is allowed."""
    triage = diary.review.triage
    if triage.outcome != "cleared":
        return ()
    guides = sorted(diary.knowledge.muscles.values(), key=lambda muscle: muscle.order)
    return tuple(
        muscle
        for muscle in guides
        if muscle.listed == "guide"
        and not {Block("massage"), Block("ranking"), Block(f"massage:{muscle.id}")} & triage.blocks
    )


def inspected(diary: DiaryFile, muscle: str, side: Side) -> tuple[int, Inspected] | None:
    """The last pressing of a muscle on a side in this episode, with its number."""
    canonical = diary.knowledge.canonical
    return next(
        (
            (number, each)
            for number, each in diary.numbered(Inspected)
            if canonical(each.muscle) == muscle and each.side is side and _current(diary, each)
        ),
        None,
    )


def preferences_open(diary: DiaryFile) -> Iterator[str]:
    """The preferences that were never told."""
    told = [each for _, each in diary.numbered(Preferred)]
    for name in PREFERENCES:
        if all(getattr(each, name) is None for each in told):
            yield name
