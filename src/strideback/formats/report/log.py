"""The full log of the chosen days: everything that was told, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from strideback.core.asking import CONSENT
from strideback.core.diary import (
    Answered,
    AnyEvent,
    Did,
    Drew,
    Function,
    Inspected,
    Noted,
    PainLogged,
    Ran,
    Seen,
    Skipped,
    Tested,
)
from strideback.formats import words
from strideback.formats.intake_words import said
from strideback.formats.language import SIDES, Spoken, marked, quoted, say
from strideback.formats.report.contents import Section, Table
from strideback.formats.report.course import SIGNS, amount
from strideback.formats.report.drawing import places_of
from strideback.formats.report.material import Material
from strideback.formats.report.screened import OUTCOMES
from strideback.formats.run_words import clock_time
from strideback.formats.skip_words import REASONS, reason_words

_PAIN = Spoken(
    {
        "now": marked("at rest {pain}"),
        "worst": marked("at worst {pain}"),
        "during": marked("while running {pain}"),
        "morning": marked("on waking {pain}"),
    }
)
_Line = tuple[str, str]


def log(of: Material) -> Section | None:
    """A row for each thing told, day by day; the answers that are no to a safety question left out."""
    rows: list[tuple[str, str, str]] = []
    before: date | None = None
    for event in of.within:
        for name, says in _lines(of, event):
            rows.append(("" if event.on == before else words.day(event.on), name, says))
            before = event.on
    if not rows:
        return None
    first, last = words.date_of(of.since), words.date_of(of.until)
    title = say("Full log, {first} to {last}", first=first, last=last)
    heads = (say("Day"), say("What"), say("Told by the runner"))
    table = Table("", heads, tuple(rows), (2, 4, 6))
    return Section(id="log", title=title, place="more", blocks=(table,))


def _lines(of: Material, event: AnyEvent) -> Iterator[_Line]:
    work = _SAYS.get(type(event))
    if work is not None:
        yield from work(of, event)


def _pain(_of: Material, event: PainLogged) -> Iterator[_Line]:
    told = [(name, getattr(event, name)) for name in _PAIN]
    parts = [_pain_part(name, value) for name, value in told if value is not None]
    if parts:
        yield say("Pain"), ", ".join(parts)


def _pain_part(name: str, value: float) -> str:
    return _PAIN[name].format(pain=words.figure(value))


def _did(of: Material, event: Did) -> Iterator[_Line]:
    exercise = of.knowledge.exercises.get(event.exercise)
    name = exercise.name if exercise else event.exercise
    if event.side:
        name = f"{name}, {SIDES[event.side.value]}"
    parts = [amount(event)]
    if event.before is not None and event.after is not None:
        before, after = words.figure(event.before), words.figure(event.after)
        parts.append(say("pain {before} → {after}", before=before, after=after))
    if event.during is not None:
        parts.append(say("pain during it {pain}", pain=words.figure(event.during)))
    if event.effort is not None:
        parts.append(say("effort {effort} of 10", effort=words.figure(event.effort)))
    parts += [SIGNS.get(each, each) for each in event.signs]
    yield name, ", ".join(filter(None, parts))


def _skipped(of: Material, event: Skipped) -> Iterator[_Line]:
    exercise = of.knowledge.exercises.get(event.exercise)
    name = exercise.name if exercise else say("Session")
    if not event.reason:
        yield name, say("left out")
        return
    why = reason_words(of.knowledge, event.reason)
    own = why == event.reason and event.reason not in REASONS
    yield name, say("left out: “{why}”", why=why) if own else say("left out: {why}", why=why)


def _ran(_of: Material, event: Ran) -> Iterator[_Line]:
    parts = [words.kilometres(event.distance_m)] if event.distance_m else []
    parts += [clock_time(event.duration_s)] if event.duration_s else []
    if event.pain is not None:
        parts.append(say("pain {pain} of 10", pain=words.figure(event.pain)))
    parts += [SIGNS.get(each, each) for each in event.signs]
    kind = words.SPORTS.get(event.kind, event.kind)
    yield kind[:1].upper() + kind[1:], ", ".join(parts)


def _inspected(of: Material, event: Inspected) -> Iterator[_Line]:
    muscle = of.knowledge.muscles.get(of.knowledge.canonical(event.muscle))
    says = say("tender {tender} of 10", tender=words.figure(event.tender))
    if event.familiar is not None:
        says += ", " + (say("“that is my pain”") if event.familiar else say("not the pain"))
    name = muscle.name if muscle else event.muscle
    yield say("Pressed: {muscle}, {side}", muscle=name, side=SIDES[event.side.value]), says


def _tested(of: Material, event: Tested) -> Iterator[_Line]:
    test = of.knowledge.selftests.get(event.test)
    name = test.name if test else event.test
    parts = [words.figure(event.value)] if event.value is not None else []
    if event.pain is not None:
        parts.append(say("pain {pain} of 10", pain=words.figure(event.pain)))
    yield (f"{name}, {SIDES[event.side.value]}" if event.side else name), ", ".join(parts)


def _function(_of: Material, event: Function) -> Iterator[_Line]:
    name = event.activity or say("Everyday life")
    yield name, words.figure(event.value)


def _seen(of: Material, event: Seen) -> Iterator[_Line]:
    flag = of.knowledge.flags.get(event.flag)
    out = words.ruled_out(of.knowledge, event)
    without = say("without {parts}", parts=out) if out else ""
    outcome = OUTCOMES.get(event.outcome, event.outcome)
    told = (flag.name if flag else "", outcome, without, event.by)
    said_ = (quoted(event.said),) if event.said else ()
    yield say("Seen by a clinician"), ", ".join(each for each in (*told, *said_) if each)


def _noted(_of: Material, event: Noted) -> Iterator[_Line]:
    yield say("Note"), quoted(event.text)


def _drew(of: Material, event: Drew) -> Iterator[_Line]:
    yield say("Drawing"), "; ".join(places_of(of, event)) or say("nothing marked")


def _answered(of: Material, event: Answered) -> Iterator[_Line]:
    question = of.knowledge.questions.get(of.knowledge.canonical(event.question))
    if question is None:
        yield event.question, str(event.value)
    elif question.id != CONSENT and not (question.screen and event.value in {"no", ()}):
        yield question.asks.says, said(question, event.value)


_SAYS: dict[type, Callable[..., Iterator[_Line]]] = {
    PainLogged: _pain,
    Did: _did,
    Skipped: _skipped,
    Ran: _ran,
    Inspected: _inspected,
    Tested: _tested,
    Function: _function,
    Seen: _seen,
    Noted: _noted,
    Drew: _drew,
    Answered: _answered,
}
"""How each kind of event is told; preferences, plans shown and corrections are no news to a clinician."""
