"""The questionnaire as items, in order: each asks one thing and makes one event of the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from strideback.cli.intake_diary import DiaryFile
from strideback.cli.intake_drawing import draw
from strideback.cli.intake_replies import (
    figure,
    options,
    plain_yes_no,
    prompt_of,
    reader_of,
    scale,
    show_question,
    weekdays,
)
from strideback.cli.paper import Paper, put
from strideback.cli.talk import Talk, Word
from strideback.core import asking
from strideback.core.diary import Answered, AnyEvent, Inspected, PainLogged, Preferred
from strideback.core.knowledge import Muscle, Question
from strideback.core.terms import Side
from strideback.formats import intake_words as words


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
    it = diary.asking
    for question in asking.follow_ups(it):
        yield question_item(diary, question)
    for question in asking.screen_questions(it):
        yield question_item(diary, question)


def other_items(diary: DiaryFile) -> Iterator[Item]:
    """What the ranking and the plan can use, in order."""
    it = diary.asking
    yield from (_pain(diary, name) for name in asking.pain_open(it))
    for question in asking.group_questions(it, ("pain-pattern",)):
        yield question_item(diary, question)
    for view in asking.views_open(it):
        yield Item(key=f"draw:{view}", group="drawing", ask=partial(_draw, diary, view), event=None)
    for muscle in asking.pressing(it):
        yield from _pressed(diary, muscle)
    for question in asking.none_fits(it):
        yield question_item(diary, question)
    for question in asking.group_questions(it, ("belief", "runner", "about-you")):
        yield question_item(diary, question)
    yield from (_preference(diary, name) for name in asking.preferences_open(it))


# --- questions -----------------------------------------------------------------------------------


def question_item(diary: DiaryFile, question: Question) -> Item:
    """A question of the knowledge."""
    group = asking.CONSENT if question.id == asking.CONSENT else question.group
    return Item(
        key=question.id,
        group="pressing" if question.id == asking.NONE_FITS else group,
        ask=partial(_question, diary, question),
        event=lambda value: Answered(on=diary.today, question=question.id, value=value),
        screen=question.screen or question.id == asking.CONSENT,
    )


def _question(diary: DiaryFile, question: Question, talk: Talk, place: str, was: Any) -> Any:  # noqa: ANN401 - answers differ
    show_question(talk, question, place)
    if was is not None:
        talk.say(
            f"Your answer was: {words.said(question, was)}. Enter keeps it.", "dim", indent="  "
        )
    value = talk.ask(
        prompt_of(question),
        reader_of(question),
        why=lambda: talk.because(diary.knowledge, question.why),
        keep=was is not None,
    )
    if value == "not-sure" and question.screen:
        talk.say(words.when_not_sure(question), "dim", indent="  ")
    return value


# --- pain, drawing and pressing ------------------------------------------------------------------


def _pain(diary: DiaryFile, name: str) -> Item:
    def ask(talk: Talk, place: str, was: Any) -> Any:  # noqa: ANN401 - answers differ
        return _asked(talk, place, words.PAIN[name], "  0 none to 10 worst >", scale, was)

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
        found = asking.inspected(diary.asking, muscle.id, side)
        if found is None:
            yield _tender(diary, muscle, side)
        elif found[1].familiar is None and found[1].tender > 0:
            yield _familiar(muscle, side, *found)


def _tender(diary: DiaryFile, muscle: Muscle, side: Side) -> Item:
    def ask(talk: Talk, _place: str, was: Any) -> Any:  # noqa: ANN401 - answers differ
        if side is Side.LEFT or was is not None:
            _show_muscle(talk, muscle)
        text = words.tender(muscle, side)
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
        text = words.familiar(muscle, side)
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
        prompt, read = _PREFERENCES[name]
        return _asked(talk, place, words.PREFERENCES[name], prompt, read, was)

    return Item(
        key=f"prefer:{name}",
        group="preferences",
        ask=ask,
        event=lambda value: Preferred(on=diary.today, **{name: value}),
    )


_PREFERENCES: dict[str, tuple[str, Callable[[str], Any]]] = {
    "days": ("  as in mon wed fri, or all >", weekdays),
    "minutes": ("  minutes >", lambda text: int(figure(text, *words.MINUTES, "min"))),
    "floor": ("  y / n >", plain_yes_no),
}


def _equipment(diary: DiaryFile, talk: Talk, place: str, was: Any) -> Any:  # noqa: ANN401 - answers differ
    things = words.equipment(diary.knowledge)
    talk.say()
    talk.say(place, "dim")
    talk.say(words.PREFERENCES["equipment"], "bold")
    for count, each in enumerate(things.values(), 1):
        talk.say(each, indent=" " * 6, first=f"  {count:>2}  ")

    def read(text: str) -> tuple[str, ...] | Word:
        value = options(text, tuple(things))
        return value if isinstance(value, tuple) else Word.SKIP

    return talk.ask(
        "  numbers, as in 1 3; 0 for none >", read, why=talk.because_of_plan, keep=was is not None
    )
