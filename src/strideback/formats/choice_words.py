"""What a runner reads who chooses something that the plan refuses: why, and what to do instead."""

from __future__ import annotations

from strideback.core.knowledge import Knowledge
from strideback.core.plan import Refused
from strideback.formats.language import marked, say
from strideback.formats.words import day

_REFUSED = {
    "past": marked("{day} has passed: choose today or a later day."),
    "missed": marked(
        "{day} has passed, and what was missed is not caught up: move a session from today on."
    ),
    "same": marked("The session is on {day} already: choose another day."),
    "away": marked("You are away on {day}: choose another day, or take the day away back first."),
    "far": marked("That is too far ahead: choose a day up to {day}."),
    "none": marked(
        "There is no session planned for {day}: choose a day of your plan that has one."
    ),
    "begun": marked(
        "A part of the session of {day} is done already: leave out what is left, if you like."
    ),
    "taken": marked("Another session was moved to {day} already: choose another day."),
    "moved-here": marked("This session was planned for {day}: move it from there."),
    "stage": marked("{exercise} belongs to a later stage than {day}: choose a later day."),
    "rest": marked("{exercise} has to rest on {day}: choose a later day."),
    "massage": marked(
        "Massage needs its rest days, and {day} is one of them: choose a day further away."
    ),
    "often": marked("{exercise} would come too often with {day}: choose a day further away."),
    "time": marked(
        "With this session {day} would take longer than you have: choose another day, "
        "or allow more minutes."
    ),
}


def move_refused(knowledge: Knowledge, refused: Refused) -> str:
    """Why a session is not moved there, and what to do instead, in one sentence."""
    exercise = knowledge.exercises[refused.exercise].name if refused.exercise else ""
    return say(_REFUSED[refused.why], day=day(refused.day), exercise=exercise)
