"""The words of the questionnaire that no knowledge file holds: its parts, and what is asked there."""

from __future__ import annotations

from strideback.core.asking import CONSENT
from strideback.core.diary import Value
from strideback.core.knowledge import Knowledge, Muscle, Question
from strideback.core.terms import Side
from strideback.formats.language import Spoken, marked, number, say

TITLES = Spoken(
    {
        CONSENT: marked("Before we begin"),
        "about-you": marked("About you"),
        "emergency": marked("Signs that need help now"),
        "same-day": marked("Signs to have looked at today"),
        "soon": marked("Signs to have looked at soon"),
        "contraindication": marked("What the plan should leave out for you"),
        "check-in": marked("A short check-in"),
        "pain": marked("Your pain"),
        "pain-pattern": marked("What your pain does"),
        "drawing": marked("Where it hurts"),
        "pressing": marked("Feeling for the muscles"),
        "belief": marked("How it is for you"),
        "runner": marked("Your running"),
        "preferences": marked("What fits your life"),
    }
)
PAIN = Spoken(
    {
        "now": marked("How much does it hurt right now, sitting or standing still?"),
        "worst": marked("How much did it hurt at its worst in the last 24 hours?"),
    }
)
PREFERENCES = Spoken(
    {
        "days": marked(
            "On which days can you do a session? Short sessions on many days work well here."
        ),
        "minutes": marked("How many minutes can a session take at most?"),
        "equipment": marked("What do you have at hand?"),
        "floor": marked("Can you get down on the floor and up again without trouble?"),
    }
)
NO_PRESSING = marked(
    "We left out feeling for the muscles by pressing, because of what you told us."
)
_EQUIPMENT = Spoken(
    {
        "ball": marked("A soft ball, such as a tennis ball"),
        "firm-ball": marked("A firm ball, such as a lacrosse ball"),
        "claw-tool": marked("A claw-shaped massage tool"),
        "sock-and-balls": marked("Two balls in a sock"),
        "band": marked("An exercise band"),
        "weight": marked("Weights, or something heavy to hold"),
        "step": marked("A step or a stair"),
        "cane": marked("A walking stick or an umbrella"),
    }
)

MINUTES = (5, 180)
"""The minutes for a day of exercises that may be asked for; a diary may hold others."""

ANSWERS = Spoken({"yes": marked("yes"), "no": marked("no"), "not-sure": marked("not sure")})


def title(group: str) -> str:
    """What stands above a group of questions.

    >>> title("soon"), title("never-heard-of")
    ('Signs to have looked at soon', 'Never heard of')
    """
    return TITLES[group] if group in TITLES else group.replace("-", " ").capitalize()


def equipment(knowledge: Knowledge) -> dict[str, str]:
    """Everything that some exercise needs, by id and in words, the well-known things first."""
    needed: set[str] = set()
    for exercise in knowledge.exercises.values():
        needed.update(exercise.needs, exercise.needs_any, *(rung.needs for rung in exercise.ladder))
    known = {name: _EQUIPMENT[name] for name in _EQUIPMENT if name in needed}
    others = sorted(needed - set(known))
    return known | {name: name.replace("-", " ").capitalize() for name in others}


def tender(muscle: Muscle, side: Side) -> str:
    """The question when a muscle is pressed: `Piriformis, left side: how tender?`."""
    if side is Side.LEFT:
        return say("{muscle}, left side: how tender?", muscle=muscle.name)
    return say("{muscle}, right side: how tender?", muscle=muscle.name)


def familiar(muscle: Muscle, side: Side) -> str:
    """The question after it, where it was tender: `Piriformis, left side: is that your pain?`."""
    if side is Side.LEFT:
        return say("{muscle}, left side: is that your pain?", muscle=muscle.name)
    return say("{muscle}, right side: is that your pain?", muscle=muscle.name)


def said(question: Question, value: Value) -> str:
    """An answer in the runner's words."""
    match value:
        case "not-sure":
            return ANSWERS["not-sure"]
        case tuple():
            names = {each.id: each.says.says for each in question.options}
            return "; ".join(names.get(each, each) for each in value) or say("none of these")
        case float():
            return f"{number(value)} {question.unit}".strip()
    return ANSWERS.get(str(value), str(value))


def when_not_sure(question: Question) -> str:
    """What the screen makes of an answer "not sure"."""
    if question.not_sure == "yes" and question.kind != "number":
        return say("Not sure counts as yes here, to be safe.")
    return say("That stays open, and the plan waits for it.")
