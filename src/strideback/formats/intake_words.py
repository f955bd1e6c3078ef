"""The words of the questionnaire that no knowledge file holds: its parts, and what is asked there."""

from __future__ import annotations

from strideback.core.asking import CONSENT
from strideback.core.diary import Value
from strideback.core.knowledge import Knowledge, Muscle, Question
from strideback.core.terms import Side

TITLES = {
    CONSENT: "Before we begin",
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
PAIN = {
    "now": "How much does it hurt right now, sitting or standing still?",
    "worst": "How much did it hurt at its worst in the last 24 hours?",
}
PREFERENCES = {
    "days": "On which days can you do a session? Short sessions on many days work well here.",
    "minutes": "How many minutes can a session take at most?",
    "equipment": "What do you have at hand?",
    "floor": "Can you get down on the floor and up again without trouble?",
}
NO_PRESSING = "We left out feeling for the muscles by pressing, because of what you told us."
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


def title(group: str) -> str:
    """What stands above a group of questions.

    >>> title("soon"), title("never-heard-of")
    ('Signs to have looked at soon', 'Never heard of')
    """
    return TITLES.get(group, group.replace("-", " ").capitalize())


def equipment(knowledge: Knowledge) -> dict[str, str]:
    """Everything that some exercise needs, by id and in words, the well-known things first."""
    needed: set[str] = set()
    for exercise in knowledge.exercises.values():
        needed.update(exercise.needs, exercise.needs_any, *(rung.needs for rung in exercise.ladder))
    known = {name: words for name, words in _EQUIPMENT.items() if name in needed}
    others = sorted(needed - set(known))
    return known | {name: name.replace("-", " ").capitalize() for name in others}


def tender(muscle: Muscle, side: Side) -> str:
    """The question when a muscle is pressed: `Piriformis, left side: how tender?`."""
    return f"{muscle.name}, {side.value} side: how tender?"


def familiar(muscle: Muscle, side: Side) -> str:
    """The question after it, where it was tender: `Piriformis, left side: is that your pain?`."""
    return f"{muscle.name}, {side.value} side: is that your pain?"


def said(question: Question, value: Value) -> str:
    """An answer in the runner's words."""
    match value:
        case "not-sure":
            return "not sure"
        case tuple():
            names = {each.id: each.says.says for each in question.options}
            return "; ".join(names.get(each, each) for each in value) or "none of these"
        case float():
            return f"{value:g} {question.unit}".strip()
    return str(value)


def when_not_sure(question: Question) -> str:
    """What the screen makes of an answer "not sure"."""
    if question.not_sure == "yes" and question.kind != "number":
        return "Not sure counts as yes here, to be safe."
    return "That stays open, and the plan waits for it."
