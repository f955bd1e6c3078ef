"""The programmes and exercises of a plan, as PlanDefinition and ActivityDefinition.

Only for a runner who has a plan; what the screen blocks for this runner is in none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from strideback.core.knowledge import Exercise, Programme, Sentence, Stage, StageItem
from strideback.core.plan import Plan
from strideback.core.plan.allowed import Allowed
from strideback.core.terms import RANKING, ExerciseId
from strideback.formats.fhir.elements import Json, clean, coding, concept, filled
from strideback.formats.fhir.given import Given, canonical
from strideback.formats.language import say
from strideback.formats.words import GRADES, dose

_PROTOCOL = concept(
    "",
    coding(
        "http://terminology.hl7.org/CodeSystem/plan-definition-type",
        "clinical-protocol",
        "Clinical Protocol",
    ),
)


@dataclass(frozen=True, slots=True)
class Definitions:
    """The definitions behind a plan: programmes by id, exercises by id."""

    programmes: Mapping[str, Json]
    exercises: Mapping[str, Json]


def definitions(given: Given, plan: Plan) -> Definitions:
    """The plan's programme, those done beside it, and every exercise of them that nothing rules out."""
    known, also = given.knowledge.programmes, given.review.preferences.also
    programmes = [known[name] for name in dict.fromkeys((plan.programme, *also)) if name in known]
    kept = {item.exercise for session in plan.sessions for item in session.items}
    kept |= set(_allowed(given, programmes))
    exercises: dict[str, Json] = {
        name: _activity(given, given.knowledge.exercises[name]) for name in sorted(kept)
    }
    return Definitions(
        {each.id: _programme(given, each, exercises) for each in programmes}, exercises
    )


def _allowed(given: Given, programmes: Iterable[Programme]) -> Iterator[ExerciseId]:
    blocks = given.review.triage.blocks
    allowed = Allowed(given.knowledge, blocks, given.review.preferences)
    for item in (i for each in programmes for stage in each.stages for i in stage.items):
        chosen = item.for_muscle is not None and RANKING in blocks
        if not chosen and allowed.ruled_out(item.exercise) is None:
            yield item.exercise


# --- exercises -----------------------------------------------------------------------------------


def _activity(given: Given, exercise: Exercise) -> Json:
    """How an exercise is done, and when to stop.  How much of it, the CarePlan says."""
    targets = [given.knowledge.muscles[each].name for each in exercise.targets]
    told = (*exercise.steps, *exercise.stop, *exercise.mistakes, *exercise.notes)
    return given.definition(
        "ActivityDefinition",
        exercise.id,
        name=_computable(exercise.id),
        title=clean(exercise.name),
        **filled(
            description=_lines(exercise.steps),
            purpose=clean(exercise.feel.says) if exercise.feel else "",
            usage=f"{say('Stop and rest if:')}\n{_lines(exercise.stop)}" if exercise.stop else "",
            relatedArtifact=_sources(given, told),
        ),
        kind="ServiceRequest",
        code=concept(exercise.name),
        intent="proposal",
        **filled(bodySite=[concept(each) for each in targets]),
    )


def _lines(sentences: Iterable[Sentence]) -> str:
    return "\n".join(f"- {clean(each.says)}" for each in sentences)


def _sources(given: Given, sentences: Iterable[Sentence]) -> list[Json]:
    """Where the sentences come from, each source once with its grade; our own choices have none."""
    found: dict[tuple[str, str], Json] = {}
    for evidence in (each.evidence for each in sentences):
        for name in evidence.sources:
            source = given.knowledge.sources.get(name)
            if source is None or source.seen == "own":
                continue
            parts = (source.by, source.title, source.where, str(source.year or ""))
            found.setdefault(
                (name, evidence.grade.value),
                filled(
                    type="citation",
                    label=evidence.grade.value,
                    display=clean(GRADES[evidence.grade]),
                    citation=clean(". ".join(part for part in parts if part)),
                    url=f"https://doi.org/{source.doi}" if source.doi else "",
                ),
            )
    return [found[key] for key in sorted(found)]


def _computable(name: str) -> str:
    """A name for programs: `SidePlank`."""
    return "".join(part.capitalize() for part in name.split("-"))


# --- programmes ----------------------------------------------------------------------------------


def _programme(given: Given, programme: Programme, exercises: Mapping[str, Json]) -> Json:
    return given.definition(
        "PlanDefinition",
        programme.id,
        name=_computable(programme.id),
        title=clean(programme.name),
        type=_PROTOCOL,
        description=clean(programme.about.says),
        **filled(relatedArtifact=_sources(given, (programme.about, *programme.notes))),
        action=[_stage(stage, exercises) for stage in programme.stages],
    )


def _stage(stage: Stage, exercises: Mapping[str, Json]) -> Json:
    """A stage with what is left of it; its description only where nothing was left out."""
    kept = [item for item in stage.items if item.exercise in exercises]
    whole = len(kept) == len(stage.items)
    return filled(
        id=stage.id,
        title=clean(stage.name),
        description=clean(stage.says.says) if whole else "",
        action=[_part(item, exercises[item.exercise]) for item in kept],
    )


def _part(item: StageItem, activity: Json) -> Json:
    return filled(
        title=activity["title"],
        textEquivalent=dose(item.dose) if item.dose else "",
        requiredBehavior="must" if item.role == "main" else "could",
        timingTiming={"repeat": {"frequency": item.times_a_week, "period": 1, "periodUnit": "wk"}},
        definitionCanonical=canonical(activity),
    )
