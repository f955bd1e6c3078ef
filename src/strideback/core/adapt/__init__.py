"""Progress and load become what to do next: go on, harder, easier, switch, or see someone.

Two halves.  `circumstances` is read by the screen before triage: what the diary shows over time
(flares, red runs, six weeks without change) and which answers have to be given again.  `adapt`
comes after ranking: the stage of the programme (gates G0 to G7 of clinical.md 6), the rungs of the
ladders, what rests, the order of the muscles, and the advice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from strideback.core.adapt.circumstances import check_in_since, circumstances
from strideback.core.adapt.gates import Gate, Walk, review_gates
from strideback.core.adapt.ladder import Move, ladder, resting, stopped_on
from strideback.core.adapt.lines import (
    Line,
    belief_lines,
    ladder_lines,
    line,
    pain_lines,
    running_lines,
    stage_lines,
)
from strideback.core.adapt.order import rerank
from strideback.core.knowledge import Knowledge
from strideback.core.load import Load
from strideback.core.plan import Course, Preferences
from strideback.core.progress import Folded
from strideback.core.ranking import Ranking
from strideback.core.terms import ExerciseId
from strideback.core.triage import Screened

__all__ = [
    "Adapted",
    "Gate",
    "Line",
    "Move",
    "adapt",
    "check_in_since",
    "circumstances",
    "ladder",
    "line",
    "rerank",
    "stopped_on",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapted:
    """Where the runner is now, the muscles in their present order, and what to say."""

    course: Course
    ranking: Ranking
    gates: tuple[Gate, ...]
    lines: tuple[Line, ...]


def adapt(
    knowledge: Knowledge,
    screened: Screened,
    ranking: Ranking,
    progress: Folded,
    load: Load,
    preferences: Preferences,
    today: date,
) -> Adapted:
    """Go on, harder, easier, switch, or stop and see someone."""
    programme = knowledge.programmes.get(preferences.programme) or knowledge.programmes["guide"]
    walk = Walk(knowledge, programme, screened, progress, today)
    steps, moves = ladder(knowledge, progress, walk.held_since)
    recent = [m for m in moves if (today - m.on).days <= knowledge.gates.flare_window_days]
    at_rest = {**resting(knowledge, progress), **walk.resting, **load.resting}
    course = Course(
        programme=programme.id,
        stage=walk.stage.id,
        day=progress.day,
        start=progress.start or today,
        steps=steps,
        resting={part: until for part, until in at_rest.items() if until > today},
        done={ExerciseId(e): tuple(d.on for d in did) for e, did in progress.done.items()},
        massage_days=progress.massage_days,
    )
    reordered = rerank(knowledge, ranking, progress, switch=walk.switch)
    gates = (*walk.gates, *review_gates(knowledge.gates, progress, load))
    lines = (
        *stage_lines(knowledge, walk, progress),
        *pain_lines(knowledge, screened.triage, progress, today),
        *ladder_lines(knowledge, progress, recent, at_rest, today),
        *running_lines(load),
        *belief_lines(knowledge, progress),
    )
    return Adapted(course=course, ranking=reordered, gates=gates, lines=lines)
