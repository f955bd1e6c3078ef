"""The advice of a review, each line a message of `knowledge/advice`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from strideback.core.adapt.gates import Walk, goal_met
from strideback.core.adapt.ladder import Move
from strideback.core.knowledge import Knowledge, Sentence
from strideback.core.load import Load
from strideback.core.progress import Folded, Progress
from strideback.core.terms import STAGE_PROGRESSION, Level, StageId
from strideback.core.triage import Triage


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One piece of advice, with how urgent it is."""

    id: str
    level: Level
    text: Sentence


def line(knowledge: Knowledge, name: str, **values: object) -> Line:
    """A message of `knowledge/advice`, with its placeholders filled."""
    advice = knowledge.advice[name]
    return Line(id=name, level=advice.level, text=advice.says.filled(**values))


def stage_lines(knowledge: Knowledge, walk: Walk, progress: Progress) -> Iterator[Line]:
    """What the present stage and its gate have to say."""
    if walk.paused and walk.paused_until is not None:
        yield line(knowledge, "g1-paused", until=walk.paused_until.isoformat())
    elif walk.waiting:
        yield line(knowledge, walk.waiting)
    if STAGE_PROGRESSION in walk.blocks:
        yield line(knowledge, "stage-held")
    if walk.switch and progress.calendar_day < knowledge.gates.g5_day:
        yield line(knowledge, "g4-look-again")  # from six weeks on that review speaks
    if progress.calendar_day >= knowledge.gates.g5_day and not goal_met(knowledge.gates, progress):
        yield line(knowledge, "goal-not-met")
    if walk.stage.id == StageId("maintenance"):
        yield line(knowledge, "maintenance")
    elif progress.start is None or walk.stage is walk.programme.stages[0]:
        yield line(knowledge, "gentle-start")


def pain_lines(
    knowledge: Knowledge, triage: Triage, progress: Progress, today: date
) -> Iterator[Line]:
    """Relapses, flares, time away, pain not told, and staying active."""
    if progress.relapses and progress.start is None:
        yield line(knowledge, "relapse")
    for flare in progress.flares:
        if flare.lasted_over_limit is not None and flare.until is None:
            answered = triage.outcome == "cleared"  # only the whole screen clears after G6
            yield line(knowledge, "g6-answered" if answered else "g6-stop")
        elif today < flare.start + timedelta(hours=knowledge.gates.flare_rest_h):
            names = [knowledge.words.within(knowledge.exercises[e].name) for e in flare.provoked_by]
            rest = ", ".join(names) or knowledge.words.whatever
            yield line(knowledge, "flare", rest=rest)
    if progress.gaps and progress.gaps[-1][1] >= today - timedelta(
        days=knowledge.gates.dropout_days
    ):
        yield line(knowledge, "resume-lower")
    if progress.start is not None and (
        progress.latest is None
        or (today - progress.latest.on).days > knowledge.gates.flare_window_days
    ):
        yield line(knowledge, "pain-missing")
    if triage.outcome == "cleared":
        yield line(knowledge, "stay-active")


def ladder_lines(
    knowledge: Knowledge,
    progress: Folded,
    moves: Iterable[Move],
    at_rest: Mapping[str, date],
    today: date,
) -> Iterator[Line]:
    """What became harder or easier, until the next time it is done; what stopped, while it rests."""
    for move in moves:
        name = knowledge.exercises[move.exercise].name
        rests = today < at_rest.get(f"exercise:{move.exercise}", today)
        if move.what == "stopped" and rests:
            yield line(knowledge, "ladder-stopped", exercise=name)
        elif not rests and not _done_since(progress, move):
            what = "back" if move.what == "stopped" else move.what
            yield line(knowledge, f"ladder-{what}", exercise=name)


def _done_since(progress: Folded, move: Move) -> bool:
    """True when the next time, of which the line speaks, has been."""
    return any(each.on > move.on for each in progress.done.get(move.exercise, ()))


def running_lines(load: Load) -> Iterator[Line]:
    """The light for the next run, and a warning after a long one."""
    level = Level.ADAPT if load.light in {"amber", "red"} else Level.NONE
    yield Line(id=f"running-{load.light}", level=level, text=load.says)
    if load.spike is not None:
        yield Line(id="running-spike", level=Level.ADAPT, text=load.spike)


def belief_lines(knowledge: Knowledge, progress: Progress) -> Iterator[Line]:
    """A kind word where worry, mood, sleep or stress were named."""
    if progress.beliefs:
        yield line(knowledge, "beliefs")
