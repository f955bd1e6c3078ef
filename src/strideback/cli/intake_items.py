"""The questionnaire as items, in order: each asks one thing and makes one event of the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from strideback.cli import intake_pending as pending
from strideback.cli.intake_diary import DiaryFile
from strideback.cli.intake_drawing import draw
from strideback.cli.intake_replies import (
    figure,
    options,
    plain_yes_no,
    prompt_of,
    reader_of,
    said,
    scale,
    show_question,
    weekdays,
)
from strideback.cli.paper import Paper, put
from strideback.cli.talk import Talk, Word
from strideback.core.diary import Answered, AnyEvent, Inspected, PainLogged, Preferred
from strideback.core.knowledge import Muscle, Question
from strideback.core.terms import Side

TITLES = {
    pending.CONSENT: "Before we begin",
    "about-you": "About you",
    "emergency": "Signs that need help now",
    "same-day": "Signs to have looked at today",
    "soon": "Signs to have looked at soon",
    "contraindication": "What the plan should leave out for you",
    "check-in": "A short check-in",
    "pain": "Your pain",
    "pain-pattern": "What your pain does",
    "drawing": "Where it hurts",
    "pressing": "Feeling for the muscles",
    "belief": "How it is for you",
    "runner": "Your running",
    "preferences": "What fits your life",
}
_PAIN = {
    "now": "How much does it hurt right now, sitting or standing still?",
    "worst": "How much did it hurt at its worst in the last 24 hours?",
}
_EQUIPMENT = {
    "ball": "A soft ball, such as a tennis ball",
    "firm-ball": "A firm ball, such as a lacrosse ball",
    "claw-tool": "A claw-shaped massage tool",
    "sock-and-balls": "Two balls in a sock",
    "band": "An exercise band",
    "weight": "Weights, or something heavy to hold",
    "step": "A step or a stair",
    "cane": "A walking stick or an umbrella",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to ask.

    `ask` shows the question (with what was answered before) and gives the answer or a command.
    `event` makes an event of the answer; None: `ask` has stored it already.  `corrects`: the number
    of the event that this one completes.
    """

    key: str
    group: str
    ask: Callable[[Talk, str, Any], Any]
    event: Callable[[Any], AnyEvent] | None
    screen: bool = False
    corrects: int | None = None


def screen_items(diary: DiaryFile) -> Iterator[Item]:
    """What the screen is waiting for; what belongs to the last answer comes first."""
    for question in pending.follow_ups(diary):
        yield question_item(diary, question)
    for question in pending.screen_questions(diary):
        yield question_item(diary, question)


def other_items(diary: DiaryFile) -> Iterator[Item]:
    """What the ranking and the plan can use, in order."""
    yield from (_pain(diary, name) for name in pending.pain_open(diary))
    for question in pending.group_questions(diary, ("pain-pattern",)):
        yield question_item(diary, question)
    for view in pending.views_open(diary):
        yield Item(key=f"draw:{view}", group="drawing", ask=partial(_draw, diary, view), event=None)
    for muscle in pending.pressing(diary):
        yield from _pressed(diary, muscle)
    for question in pending.none_fits(diary):
        yield question_item(diary, question)
    for question in pending.group_questions(diary, ("belief", "runner", "about-you")):
        yield question_item(diary, question)
    yield from (_preference(diary, name) for name in pending.preferences_open(diary))


# --- questions -----------------------------------------------------------------------------------


def question_item(diary: DiaryFile, question: Question) -> Item:
    """A question of the knowledge."""
    group = pending.CONSENT if question.id == pending.CONSENT else question.group
    return Item(
        key=question.id,
        group="pressing" if question.id == pending.NONE_FITS else group,
        ask=partial(_question, diary, question),
        event=lambda value: Answered(on=diary.today, question=question.id, value=value),
        screen=question.screen or question.id == pending.CONSENT,
    )


def _question(diary: DiaryFile, question: Question, talk: Talk, place: str, was: Any) -> Any:  # noqa: ANN401 - answers differ
    show_question(talk, question, place)
    if was is not None:
        talk.say(f"Your answer was: {said(question, was)}. Enter keeps it.", "dim", indent="  ")
    value = talk.ask(
        prompt_of(question),
        reader_of(question),
        why=lambda: talk.because(diary.knowledge, question.why),
        keep=was is not None,
    )
    if value == "not-sure" and question.screen:
        counts = question.not_sure == "yes" and question.kind != "number"
        says = "Not sure counts as yes here, to be safe." if counts else _WAITS
        talk.say(says, "dim", indent="  ")
    return value


_WAITS = "That stays open, and the plan waits for it."


# --- pain, drawing and pressing ------------------------------------------------------------------


def _pain(diary: DiaryFile, name: str) -> Item:
    def ask(talk: Talk, place: str, was: Any) -> Any:  # noqa: ANN401 - answers differ
        return _asked(talk, place, _PAIN[name], "  0 none to 10 worst >", scale, was)

    return Item(
        key=f"pain:{name}",
        group="pain",
        ask=ask,
        event=lambda value: PainLogged(on=diary.today, **{name: value}),
    )


def _asked(talk: Talk, place: str, text: str, prompt: str, read: Any, was: Any) -> Any:  # noqa: ANN401 - answers differ
    talk.say()
    if place:
        talk.say(place, "dim")
    talk.say(text, "bold")
    if was is not None:
        talk.say("Enter keeps your earlier answer.", "dim", indent="  ")
    return talk.ask(prompt, read, why=talk.because_of_plan, keep=was is not None)


def _draw(diary: DiaryFile, view: str, talk: Talk, _place: str, _was: Any) -> Any:  # noqa: ANN401 - answers differ
    return draw(diary, view, talk)


def _pressed(diary: DiaryFile, muscle: Muscle) -> Iterator[Item]:
    """Both sides of a muscle: how tender, and when it is tender, whether it is that pain."""
    for side in Side:
        found = pending.inspected(diary, muscle.id, side)
        if found is None:
            yield _tender(diary, muscle, side)
        elif found[1].familiar is None and found[1].tender > 0:
            yield _familiar(muscle, side, *found)


def _tender(diary: DiaryFile, muscle: Muscle, side: Side) -> Item:
    def ask(talk: Talk, _place: str, was: Any) -> Any:  # noqa: ANN401 - answers differ
        if side is Side.LEFT or was is not None:
            _show_muscle(talk, muscle)
        text = f"{muscle.name}, {side.value} side: how tender?"
        return _asked(talk, "", text, "  0 not at all to 10, or s to leave it out >", scale, was)

    return Item(
        key=f"press:{muscle.id}.{side.value}",
        group="pressing",
        ask=ask,
        event=lambda value: Inspected(on=diary.today, muscle=muscle.id, side=side, tender=value),
    )


def _show_muscle(talk: Talk, muscle: Muscle) -> None:
    """How to find a muscle and press it, each sentence with its grade."""
    paper = Paper(talk.width)
    paper.line()
    paper.text((muscle.name, "bold"))
    paper.claim(muscle.where, style="dim")
    for count, step in enumerate(muscle.inspect, 1):
        paper.claim(step, first=f"{count:>3}. ")
    for caution in muscle.cautions:
        paper.claim(caution, first=("   ! ", "yellow"))
    put(paper)


def _familiar(muscle: Muscle, side: Side, number: int, pressed: Inspected) -> Item:
    def ask(talk: Talk, _place: str, was: Any) -> Any:  # noqa: ANN401 - answers differ
        text = f"{muscle.name}, {side.value} side: is that your pain?"
        return _asked(talk, "", text, "  y / n >", plain_yes_no, was)

    return Item(
        key=f"familiar:{muscle.id}.{side.value}",
        group="pressing",
        ask=ask,
        event=lambda value: Inspected(
            on=pressed.on, muscle=muscle.id, side=side, tender=pressed.tender, familiar=value
        ),
        corrects=number,
    )


# --- preferences ---------------------------------------------------------------------------------


def _preference(diary: DiaryFile, name: str) -> Item:
    def ask(talk: Talk, place: str, was: Any) -> Any:  # noqa: ANN401 - answers differ
        if name == "equipment":
            return _equipment(diary, talk, place, was)
        text, prompt, read = _PREFERENCES[name]
        return _asked(talk, place, text, prompt, read, was)

    return Item(
        key=f"prefer:{name}",
        group="preferences",
        ask=ask,
        event=lambda value: Preferred(on=diary.today, **{name: value}),
    )


_PREFERENCES: dict[str, tuple[str, str, Callable[[str], Any]]] = {
    "days": (
        "On which days can you do a session? Short sessions on many days work well here.",
        "  as in mon wed fri, or all >",
        weekdays,
    ),
    "minutes": (
        "How many minutes can a session take at most?",
        "  minutes >",
        lambda text: int(figure(text, 1, 600, "min")),
    ),
    "floor": (
        "Can you get down on the floor and up again without trouble?",
        "  y / n >",
        plain_yes_no,
    ),
}


def equipment_of(diary: DiaryFile) -> tuple[str, ...]:
    """Everything that some exercise needs, the well-known things first."""
    needed: set[str] = set()
    for exercise in diary.knowledge.exercises.values():
        needed.update(exercise.needs, exercise.needs_any, *(rung.needs for rung in exercise.ladder))
    known = tuple(each for each in _EQUIPMENT if each in needed)
    return (*known, *sorted(needed - set(known)))


def _equipment(diary: DiaryFile, talk: Talk, place: str, was: Any) -> Any:  # noqa: ANN401 - answers differ
    ids = equipment_of(diary)
    talk.say()
    talk.say(place, "dim")
    talk.say("What do you have at hand?", "bold")
    for count, each in enumerate(ids, 1):
        words = _EQUIPMENT.get(each, each.replace("-", " ").capitalize())
        talk.say(words, indent=" " * 6, first=f"  {count:>2}  ")

    def read(text: str) -> tuple[str, ...] | Word:
        value = options(text, ids)
        return value if isinstance(value, tuple) else Word.SKIP

    return talk.ask(
        "  numbers, as in 1 3; 0 for none >", read, why=talk.because_of_plan, keep=was is not None
    )
