"""The questions as items, in order: each asks one thing and makes one event of the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from strideback.core import asking
from strideback.core.asking import CHECK_IN, CONSENT, NONE_FITS, Asking
from strideback.core.diary import Answered, AnyEvent, PainLogged, Preferred, corrected
from strideback.core.knowledge import Question
from strideback.core.terms import Side
from strideback.formats import intake_words as words
from strideback.store import diaries
from strideback.store.models import Runner
from strideback.web.asked import Choices, Figure, Reply, Scale, Weekdays, Whether, reply_to
from strideback.web.runners import Seen, reviewer

OTHER_GROUPS = ("pain-pattern", "belief", "runner", "about-you")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to ask.  `reply` makes its field; an item without one is asked on the screen `to`."""

    key: str
    group: str
    asks: str
    reply: Callable[[], Reply] | None = None
    event: Callable[[date, Any], AnyEvent] | None = None
    question: Question | None = None
    screen: bool = False
    to: tuple[str, str] | None = None

    @property
    def title(self) -> str:
        """What stands above the group of questions that it belongs to."""
        return words.title(self.group)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the questions this one stands; `about`: answers may still open further ones."""

    number: int
    total: int
    about: bool
    part: int = 0
    """Of two: the safety questions, and the rest; 0 for a check-in, which has no parts."""


def asking_of(runner: Runner, seen: Seen) -> Asking:
    """What there is to ask, from the diary as it is written and the review as it is shown."""
    ready = reviewer()
    return Asking(
        knowledge=ready.knowledge,
        screen=ready.screen,
        diary=diaries.as_told(runner),
        events=corrected(seen.kept.diary, seen.today),
        review=seen.review,
    )


# --- the items, in order -------------------------------------------------------------------------


def screen_items(it: Asking) -> list[Item]:
    """What the screen is waiting for; what belongs to an answer just given comes first."""
    questions = (*asking.follow_ups(it), *asking.screen_questions(it))
    return [_of_question(question) for question in dict.fromkeys(questions)]


def other_items(it: Asking) -> Iterator[Item]:
    """What the ranking and the plan can use, in order."""
    yield from (_of_pain(name) for name in asking.pain_open(it))
    yield from map(_of_question, asking.group_questions(it, ("pain-pattern",)))
    yield from (_of_drawing(view) for view in asking.views_open(it))
    yield from (_of_pressing(it, muscle) for muscle in _unpressed(it))
    yield from map(_of_question, asking.none_fits(it))
    yield from map(_of_question, asking.group_questions(it, ("belief", "runner", "about-you")))
    yield from (_of_preference(it, name) for name in asking.preferences_open(it))


def check_in_questions(it: Asking) -> list[str]:
    """The short re-screen, question by question, whether it is due or not."""
    listed = (each for each in it.knowledge.questions.values() if each.group == CHECK_IN)
    return [each.id for each in sorted(listed, key=lambda each: each.order)]


def open_items(it: Asking, extra: list[str], *, consented: bool = True) -> list[Item]:
    """Everything that is open now.  Where somebody has to be seen at once, only what that hangs on."""
    if asking.stops(it.knowledge, it.review):
        return list(map(_of_question, asking.follow_ups(it)))
    wished = [_of_question(it.knowledge.questions[each]) for each in extra]
    items = {each.key: each for each in (*wished, *screen_items(it))}
    if it.review.triage.outcome != "refer" and consented:
        items |= {each.key: each for each in other_items(it) if each.key not in items}
    return list(items.values())


def item_of(it: Asking, key: str) -> Item | None:
    """The item of an address; None when there is nothing of that name to ask."""
    kind, _, of = key.partition(":")
    if not of:
        question = it.knowledge.questions.get(it.knowledge.canonical(key))
        return None if question is None else _of_question(question)
    if kind == "pain" and of in words.PAIN:
        return _of_pain(of)
    if kind == "prefer" and of in words.PREFERENCES:
        return _of_preference(it, of)
    return next((each for each in other_items(it) if each.key == key), None)


def _of_question(question: Question) -> Item:
    group = CONSENT if question.id == CONSENT else question.group
    return Item(
        key=question.id,
        group="pressing" if question.id == NONE_FITS else group,
        asks=question.asks.says,
        reply=lambda: reply_to(question),
        event=lambda on, value: Answered(on=on, question=question.id, value=value),
        question=question,
        screen=question.screen or question.id == CONSENT,
    )


def _of_pain(name: str) -> Item:
    return Item(
        key=f"pain:{name}",
        group="pain",
        asks=words.PAIN[name],
        reply=Scale,
        event=lambda on, value: PainLogged(on=on, **{name: value}),
    )


def _of_drawing(view: str) -> Item:
    asks = f"Draw where it hurts, on the {view} of the body."
    return Item(key=f"draw:{view}", group="drawing", asks=asks, to=("chart", view))


def _of_pressing(it: Asking, muscle: str) -> Item:
    asks = f"{it.knowledge.muscles[muscle].name}: feel for it on both sides."
    return Item(key=f"press:{muscle}", group="pressing", asks=asks, to=("inspection", muscle))


def _unpressed(it: Asking) -> Iterator[str]:
    """The muscles with a side that was not pressed, or was tender and not said to be that pain."""
    for muscle in asking.pressing(it):
        found = [asking.inspected(it, muscle.id, side) for side in Side]
        if any(each is None or (each[1].familiar is None and each[1].tender > 0) for each in found):
            yield muscle.id


def _of_preference(it: Asking, name: str) -> Item:
    replies: dict[str, Callable[[], Reply]] = {
        "days": Weekdays,
        "minutes": lambda: Figure(*words.MINUTES, unit="min", whole=True),
        "equipment": lambda: Choices(options=words.equipment(it.knowledge)),
        "floor": Whether,
    }
    return Item(
        key=f"prefer:{name}",
        group="preferences",
        asks=words.PREFERENCES[name],
        reply=replies[name],
        event=lambda on, value: Preferred(on=on, **{name: value}),
    )


# --- what was told before ------------------------------------------------------------------------


def earlier(it: Asking, item: Item) -> tuple[int, AnyEvent] | None:
    """The last event that told this, with its number in the diary."""
    kind, _, name = item.key.partition(":")
    if item.question is not None:
        canonical = it.knowledge.canonical
        told = it.numbered(Answered)
        return next((each for each in told if canonical(each[1].question) == item.key), None)
    kept: type[PainLogged] | type[Preferred] = PainLogged if kind == "pain" else Preferred
    if kind not in {"pain", "prefer"}:
        return None
    return next((each for each in it.numbered(kept) if getattr(each[1], name) is not None), None)


def value_of(item: Item, event: AnyEvent) -> Any:  # noqa: ANN401 - answers differ
    """The answer that an event holds for an item."""
    return event.value if isinstance(event, Answered) else getattr(event, item.key.split(":")[1])


def with_value(item: Item, event: AnyEvent, on: date, value: Any) -> AnyEvent:  # noqa: ANN401 - answers differ
    """The same event with another answer; whatever else it told stays."""
    if isinstance(event, (PainLogged, Preferred)):
        return replace(event, **{item.key.split(":")[1]: value})
    return item.event(on, value) if item.event else event


# --- how far -------------------------------------------------------------------------------------


def place_of(it: Asking, item: Item, extra: list[str]) -> Place:
    """How far along a question is, among those of its part."""
    if item.group == CHECK_IN:
        keys = check_in_questions(it)
        return Place(keys.index(item.key) + 1, len(keys), about=False)
    if item.screen:
        return _in_screen(it, item, extra)
    return _in_the_rest(it, item)


def ahead(it: Asking) -> tuple[int, int]:
    """How many questions there are about, as things stand: those of safety, and the rest."""
    first = item_of(it, CONSENT) or next(iter(screen_items(it)), None)
    return (_in_screen(it, first, []).total if first else 0, len(_the_rest(it)))


def _in_screen(it: Asking, item: Item, extra: list[str]) -> Place:
    """Among the answered and the open ones; a hidden one that may still be shown makes it "about"."""
    asked = [each for each in it.screen.asked if each.group != CHECK_IN]
    told = it.last_answers()
    waiting = {each.key for each in screen_items(it)} | {*extra, item.key}
    keys = [str(each.id) for each in asked if each.id in told or each.id in waiting]
    if CONSENT in it.knowledge.questions:
        keys.insert(0, CONSENT)
    findings = it.review.findings
    about = any(
        each.ask_when is not None and findings.holds(each.ask_when) is None
        for each in asked
        if each.id not in keys
    )
    return Place(keys.index(item.key) + 1, len(keys), about, part=1)


def _in_the_rest(it: Asking, item: Item) -> Place:
    order = _the_rest(it)
    if item.key not in order:
        order.append(item.key)
    about = NONE_FITS not in order and bool(asking.pressing(it))
    return Place(order.index(item.key) + 1, len(order), about, part=2)


def _the_rest(it: Asking) -> list[str]:
    """Everything outside the screen by its key, told or open, in the order asked."""
    questions = it.knowledge.questions.values()
    told, waiting = it.last_answers(), [each.key for each in other_items(it)]

    def of(group: str) -> Iterator[str]:
        for each in questions:
            outside = each.group == group and not each.screen and each.id != CONSENT
            if outside and (each.id in told or each.id in waiting):
                yield each.id

    return [
        *(f"pain:{name}" for name in words.PAIN),
        *(each for each in of("pain-pattern") if each != NONE_FITS),
        *("draw:back", "draw:front"),
        *(f"press:{muscle.id}" for muscle in asking.pressing(it)),
        *(each for each in of("pain-pattern") if each == NONE_FITS),
        *(each for group in OTHER_GROUPS[1:] for each in of(group)),
        *(f"prefer:{name}" for name in words.PREFERENCES),
    ]
