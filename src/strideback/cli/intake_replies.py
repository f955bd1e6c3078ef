"""What a runner types, read: yes and no, numbers, options, days; and how a question is shown."""

from __future__ import annotations

from collections.abc import Callable

from strideback.cli.talk import NotUnderstood, Talk
from strideback.core.diary import Value
from strideback.core.knowledge import Question
from strideback.core.terms import SOMETHING_ELSE
from strideback.formats.diary_figures import WEEKDAYS, day, number
from strideback.formats.diary_words import Misread, shown

Reader = Callable[[str], Value]

NOT_SURE = "not-sure"
_YES = {"y", "yes"}
_NO = {"n", "no"}
_UNSURE = {"?", "not sure", "not-sure", "unsure", "don't know"}
_LONGEST = 2000


def reader_of(question: Question) -> Reader:
    """What reads the answer to a question."""
    match question.kind:
        case "yes-no":
            return yes_no
        case "number":
            return lambda text: _number(question, text)
        case "choices":
            return lambda text: options(text, tuple(each.id for each in question.options))
        case "date":
            return _date
    return free_words


def prompt_of(question: Question) -> str:
    """What stands at the prompt: the form of the answer."""
    match question.kind:
        case "yes-no":
            return "  y / n / ? not sure >"
        case "number":
            return f"  {question.unit or 'number'}, or ? >"
        case "choices":
            return "  numbers, as in 1 3; 0 for none; or ? >"
        case "date":
            return "  day, as in 2026-03-01; or ? >"
    return "  your words, or s to skip >"


def yes_no(text: str) -> str:
    """`yes`, `no` or `not-sure`."""
    word = text.lower()
    for words, value in ((_YES, "yes"), (_NO, "no"), (_UNSURE, NOT_SURE)):
        if word in words:
            return value
    raise NotUnderstood("Type y for yes, n for no or ? for not sure, then Enter.")


def plain_yes_no(text: str) -> bool:
    """Yes or no, where not sure is no answer."""
    value = yes_no(text)
    if value == NOT_SURE:
        raise NotUnderstood("Type y for yes or n for no, or s to leave it out.")
    return value == "yes"


def _number(question: Question, text: str) -> Value:
    if text.lower() in _UNSURE:
        return NOT_SURE
    low = 0.0 if question.minimum is None else question.minimum
    high = 1_000_000.0 if question.maximum is None else question.maximum
    return figure(text, low, high, question.unit)


def figure(text: str, low: float, high: float, unit: str = "") -> float:
    """A number in a range, with or without its unit."""
    bare = text.lower().removesuffix(unit.lower()).strip() if unit else text
    try:
        value = number(bare)
    except Misread as why:
        raise NotUnderstood(f"{shown(text)} {why}.") from None
    if not low <= value <= high:
        raise NotUnderstood(f"{shown(text)} is outside {low:g} to {high:g}; check the number.")
    return value


def scale(text: str) -> float:
    """A number from 0 to 10."""
    return figure(text, 0, 10)


def options(text: str, ids: tuple[str, ...]) -> Value:
    """The options ticked, by their numbers or their ids; 0 or `none` is none of them."""
    if text.lower() in _UNSURE:
        return NOT_SURE
    words = text.lower().replace(",", " ").replace(";", " ").split()
    if words in (["0"], ["none"]):
        return ()
    chosen: set[str] = set()
    for word in words:
        if word in ids:
            chosen.add(word)
        elif word.isdecimal() and 1 <= int(word) <= len(ids):
            chosen.add(ids[int(word) - 1])
        else:
            raise NotUnderstood(
                f"{shown(word)} is not one of 1 to {len(ids)}; type numbers as in 1 3, 0 for none."
            )
    if not chosen:
        raise NotUnderstood("Type the numbers that fit, as in 1 3, or 0 for none of them.")
    return tuple(each for each in ids if each in chosen)


def ruled_out(text: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    """The parts that a clinician ruled out, by their numbers: at least one that a plan can leave out."""
    chosen = options(text, parts)
    if not isinstance(chosen, tuple) or not set(chosen) - {SOMETHING_ELSE}:
        raise NotUnderstood(
            "Type the numbers of the parts, or of what comes closest; "
            "s if you do not know, and the plan waits until you do."
        )
    return chosen


def _date(text: str) -> Value:
    if text.lower() in _UNSURE:
        return NOT_SURE
    try:
        return day(text)
    except Misread as why:
        raise NotUnderstood(f"{shown(text)} {why}.") from None


def free_words(text: str) -> str:
    """Any words."""
    if not text:
        raise NotUnderstood("Type some words, or s to leave it out.")
    if len(text) > _LONGEST:
        raise NotUnderstood(f"That is longer than {_LONGEST:,} characters; say it in fewer words.")
    return f"{text}." if text in {"yes", "no", NOT_SURE} else text


def weekdays(text: str) -> tuple[int, ...]:
    """Weekdays as in `mon wed fri` (any beginning will do); `all` is every day."""
    words = text.lower().replace(",", " ").split()
    if words in (["all"], ["any"], ["every", "day"]):
        return tuple(range(7))
    found: set[int] = set()
    for word in words:
        days = [place for place, name in enumerate(WEEKDAYS) if word[:3] == name]
        if not days:
            raise NotUnderstood(f"{shown(word)} is not a weekday; type them as in mon wed fri.")
        found.update(days)
    if not found:
        raise NotUnderstood("Type the days as in mon wed fri, or all.")
    return tuple(sorted(found))


# --- how it looks --------------------------------------------------------------------------------


def show_question(talk: Talk, question: Question, place: str) -> None:
    """The question, its help, and its options."""
    talk.say()
    if place:
        talk.say(place, "dim")
    talk.say(question.asks.says, "bold")
    if question.help is not None:
        talk.say(question.help.says, "dim", indent="  ")
    for count, option in enumerate(question.options, 1):
        talk.say(option.says.says, indent=" " * 6, first=f"  {count:>2}  ")
