"""The plan of a cleared runner as a CarePlan, and what it is for as Goals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from strideback.core.diary import Answered, corrected
from strideback.core.plan import Course, Item, Plan, Session
from strideback.formats.fhir.definitions import Definitions
from strideback.formats.fhir.elements import PAIN, Json, clean, concept, filled, reference, score
from strideback.formats.fhir.given import Given, canonical
from strideback.formats.fhir.observations import function_code
from strideback.formats.language import say
from strideback.formats.words import GATES, ROLES, figure, how_much

OWN_ACTIVITY = "own-activity"

# --- goals ---------------------------------------------------------------------------------------


def goals(given: Given, course: Course) -> Iterator[Json]:
    """Less pain by the look back at six weeks (gate G5), and the runner's own activities."""
    rules, progress = given.knowledge.gates, given.review.progress
    due = course.start + timedelta(days=rules.g5_day)
    if progress.baseline is not None and progress.baseline.level > 0:
        pain = progress.baseline.level * (100 - rules.g5_percent) / 100
        words = say(
            "Pain at most {pain} of 10, {percent} % lower than at the start",
            pain=figure(pain),
            percent=figure(rules.g5_percent),
        )
        yield _goal(given, course, due, "pain", words, concept("", PAIN), score(pain, "<="))
    for activity in _activities(given):
        words = say("To be able to do this again: {activity}", activity=activity)
        measure = function_code("activity", activity)
        aim = score(rules.g5_activity_from, ">=")
        yield _goal(given, course, due, f"activity/{activity}", words, measure, aim)


def _activities(given: Given) -> tuple[str, ...]:
    """What the runner wants to be able to do again: as asked in the intake, and as scored since."""
    answers = {
        each.question: each.value
        for each in corrected(given.diary, given.review.on)
        if isinstance(each, Answered)
    }
    told = [answers.get(OWN_ACTIVITY)]
    for scores in given.review.progress.function.values():
        told += [each.activity for each in scores[-1:] if each.measure == "activity"]
    named = [clean(each) for each in told if isinstance(each, str) and each != "not-sure"]
    return tuple(dict.fromkeys(each for each in named if each))


def _goal(
    given: Given, course: Course, due: date, name: str, words: str, measure: Json, aim: Json
) -> Json:
    return given.resource(
        "Goal",
        course.start,
        name,
        lifecycleStatus="active",
        description=concept(words),
        subject=given.patient,
        startDate=course.start.isoformat(),
        target=[{"measure": measure, "detailQuantity": aim, "dueDate": due.isoformat()}],
        expressedBy=given.patient,
    )


# --- the plan ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Activity:
    """An item as it comes back on several days, and what its days wait for."""

    item: Item
    gate: str
    stopped: bool


def care_plan(
    given: Given, plan: Plan, course: Course, known: Definitions, aims: Sequence[Json]
) -> Json:
    """The sessions ahead: an activity for each exercise and dose, with its days."""
    days = [session.on for session in plan.sessions]
    period = {"start": course.start.isoformat()} | ({"end": max(days).isoformat()} if days else {})
    programme = given.knowledge.programmes[plan.programme]
    stage = next((each for each in programme.stages if each.id == plan.stage), None)
    activities = [
        _detail(given, each, on, known, aims) for each, on in _activities_of(given, plan).items()
    ]
    net = [{"text": clean(each.says)} for each in given.knowledge.screen.safety_net]
    return given.resource(
        "CarePlan",
        course.start,
        **filled(instantiatesCanonical=[canonical(each) for each in known.programmes.values()]),
        status="active",
        intent="proposal",
        title=clean(programme.name),
        **filled(description=clean(stage.name) if stage else ""),
        subject=given.patient,
        period=period,
        created=given.review.on.isoformat(),
        author=given.software,
        **filled(goal=[reference(each) for each in aims], activity=activities, note=net),
    )


def _activities_of(given: Given, plan: Plan) -> dict[_Activity, list[date]]:
    found: dict[_Activity, list[date]] = {}
    for session in plan.sessions:
        for item in session.items:
            found.setdefault(_activity(given, session, item), []).append(session.on)
    return found


def _activity(given: Given, session: Session, item: Item) -> _Activity:
    stopped = given.review.stopped and session.on == given.review.on
    return _Activity(item, session.if_gate, stopped)


def _detail(
    given: Given, each: _Activity, on: list[date], known: Definitions, aims: Sequence[Json]
) -> Json:
    exercise = given.knowledge.exercises[each.item.exercise]
    status, why = "scheduled", ""
    if each.gate:
        status, why = (
            "not-started",
            say("Only if a gate opens first: {gate}.", gate=GATES.get(each.gate, each.gate)),
        )
    if each.stopped:
        status, why = "on-hold", say("No more of it today")
    words = (
        how_much(each.item),
        clean(exercise.ladder[each.item.step].says.says),
        ROLES.get(each.item.role),
    )
    return {
        "detail": filled(
            instantiatesCanonical=[canonical(known.exercises[exercise.id])],
            code=concept(exercise.name),
            goal=[reference(aim) for aim in aims],
            status=status,
            statusReason=concept(why) if why else None,
            doNotPerform=False,
            scheduledTiming={"event": [day.isoformat() for day in on]},
            performer=[given.patient],
            description="\n".join(word for word in words if word),
        )
    }
