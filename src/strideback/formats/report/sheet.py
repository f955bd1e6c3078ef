"""The plan to print and hang up: two weeks to tick, each exercise with its picture, when to stop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from strideback.core.knowledge import Exercise, Sentence
from strideback.core.plan import Item, Plan, Session
from strideback.core.terms import Grade
from strideback.formats import words
from strideback.formats.figures import figures
from strideback.formats.language import say
from strideback.formats.report.contents import Card, Cards, Day, Days, Facts, Points, Section, Words
from strideback.formats.report.material import Material

_WEEKS = 2
_LETTERS = "ABCDEFGHIJKLMN"


def plan_sections(of: Material, plan: Plan) -> tuple[Section, ...]:
    """The sections of the plan of a runner who is cleared."""
    sessions = [each for each in plan.sessions if each.on < of.review.on + timedelta(_WEEKS * 7)]
    letters = _lettered(sessions)
    items = [item for each in sessions for item in each.items]
    return (
        _calendar(of, sessions, letters),
        _what(of, plan, sessions, letters),
        _help(of),
        _stop(of, items),
        _running(of),
        _exercises(of, items),
    )


def _lettered(sessions: Sequence[Session]) -> dict[tuple[Item, ...], str]:
    """A letter for each different session; the same items are the same session."""
    kinds = dict.fromkeys(each.items for each in sessions)
    return dict(zip(kinds, _LETTERS, strict=False))


def _calendar(of: Material, sessions: Sequence[Session], letters: dict[tuple[Item, ...], str]) -> Section:  # fmt: skip
    by_day = {each.on: each for each in sessions}
    first = of.review.on
    weeks = tuple(
        tuple(_day(first + timedelta(7 * week + number), by_day, letters) for number in range(7))
        for week in range(_WEEKS)
    )
    title = say("Two weeks from {day}", day=words.date_of(first))
    return Section(id="days", title=title, place="head", blocks=(Days((), weeks),))


def _day(on: date, by_day: dict[date, Session], letters: dict[tuple[Item, ...], str]) -> Day:  # fmt: skip
    session, day = by_day.get(on), " ".join(words.short_day(on).split())
    if session is None:
        return Day(day, note=say("rest"))
    note = say("if it goes well") if session.if_gate else ""
    letter = letters.get(session.items, "")
    return Day(day, letter, words.minutes(session), note)


def _what(of: Material, plan: Plan, sessions: Sequence[Session], letters: dict[tuple[Item, ...], str]) -> Section:  # fmt: skip
    facts = []
    for items, letter in letters.items():
        session = next(each for each in sessions if each.items == items)
        stage = words.stage_name(of.knowledge, plan, session)
        names = "; ".join(_amount(of, item) for item in items)
        facts.append((f"{letter} · {stage}", names))
    note = say(
        "If it goes well: this day comes once a milestone is passed, and strideback says so."
    )
    blocks: list[Facts | Words] = [Facts(tuple(facts))]
    if any(each.if_gate for each in sessions):
        blocks.append(Words(note, "soft"))
    title = say("What to do in each session")
    return Section(id="sessions", title=title, place="head", blocks=tuple(blocks))


def _amount(of: Material, item: Item) -> str:
    amount = words.dose(item.dose).replace(" ", "\N{NO-BREAK SPACE}")
    says = f"{of.knowledge.exercises[item.exercise].name} {amount}"
    if len(item.sides) > 1:
        return says + say(" on each side")
    sides = words.sides(item.sides)
    return f"{says}, {sides}" if sides else says


def _running(of: Material) -> Section:
    """The light and the cap hold for the next run only, and paper does not change."""
    changes = say("That holds on {day}. Look into strideback before a session or a run: what it says then goes before this sheet.", day=words.date_of(of.review.on))  # fmt: skip
    blocks = (Words(of.review.load.says.says), Words(changes, "soft"))
    return Section(id="running", title=say("Running"), place="wide", blocks=blocks)


def _stop(of: Material, items: Sequence[Item]) -> Section:
    """The stop signs of more than one exercise, said once."""
    points = tuple(each.says for each in _shared(of, items))
    return Section(
        id="stop", title=say("When to stop"), place="head", blocks=(Points(points),), look="soon"
    )


def _shared(of: Material, items: Sequence[Item]) -> list[Sentence]:
    exercises = _known(of, items)
    every = [stop for each in exercises for stop in each.stop]
    return [stop for stop in dict.fromkeys(every) if every.count(stop) > 1]


def _help(of: Material) -> Section:
    points = tuple(each.says for each in of.knowledge.screen.safety_net)
    return Section(
        id="help", title=say("When to get help"), place="head", blocks=(Points(points),), look="alert"
    )  # fmt: skip


def _exercises(of: Material, items: Sequence[Item]) -> Section:
    shared = set(_shared(of, items))
    cards = tuple(_card(of, each, items, shared) for each in _known(of, items))
    block = Cards(cards)
    grades = _legend(of, items)
    return Section(
        id="exercises", title=say("The exercises"), place="more", blocks=(block, Words(grades, "soft"))
    )  # fmt: skip


def _known(of: Material, items: Iterable[Item]) -> list[Exercise]:
    return [of.knowledge.exercises[each] for each in dict.fromkeys(i.exercise for i in items)]


def _card(of: Material, exercise: Exercise, items: Sequence[Item], shared: set[Sentence]) -> Card:
    mine = [each for each in items if each.exercise == exercise.id]
    rungs = dict.fromkeys(each.step for each in mine)
    steps = [each.says for each in exercise.steps]
    steps += [exercise.ladder[each].says.says for each in rungs if 0 <= each < len(exercise.ladder)]
    figure = figures().get(f"poses/{exercise.id}.end")
    grades = dict.fromkeys(_grade(each) for each in exercise.steps)
    return Card(
        name=exercise.name,
        picture=figure.file if figure else "",
        says=figure.words(of.knowledge) if figure else "",
        doses=tuple(dict.fromkeys(words.how_much(each) for each in mine)),
        steps=tuple(dict.fromkeys(steps)),
        stop=tuple(each.says for each in exercise.stop if each not in shared),
        evidence=say("Evidence: {grades}", grades=", ".join(filter(None, grades))),
    )


def _grade(sentence: Sentence) -> str:
    grade = sentence.evidence.grade
    return say("our choice") if grade is Grade.CHOICE else grade.value


def _legend(of: Material, items: Sequence[Item]) -> str:
    """What the letters of the evidence mean, of those that are there."""
    there = {step.evidence.grade for each in _known(of, items) for step in each.steps}
    named = [f"{g.value}: {words.GRADES[g]}" for g in Grade if g in there and g is not Grade.CHOICE]
    return say("Evidence: {grades}", grades="; ".join(named)) if named else ""
