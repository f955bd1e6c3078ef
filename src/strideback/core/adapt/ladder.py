"""Harder, easier or stopped: the rung of every exercise, from how its sessions went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from strideback.core.diary import Did
from strideback.core.knowledge import Exercise, GateRules, Knowledge
from strideback.core.progress import Folded, Progress, serious_signs
from strideback.core.terms import ExerciseId


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The last change on a ladder: harder, easier or stopped, and the day of the session."""

    exercise: ExerciseId
    what: str
    on: date


def ladder(
    knowledge: Knowledge, progress: Folded, held_since: date | None = None
) -> tuple[dict[ExerciseId, int], tuple[Move, ...]]:
    """The rung of every exercise done, and the last move on each ladder (clinical.md 3.5).

    Two good sessions in a row climb one rung; pain of 4 to 5 or a flare next day goes one down;
    6 or more, or a stop sign, goes one down and rests.  After a week away: one down.  Nothing climbs
    while a flag holds the stages (`held_since`).
    """
    steps: dict[ExerciseId, int] = {}
    moves: list[Move] = []
    for name, did in progress.done.items():
        exercise = knowledge.exercises.get(name)
        if exercise is not None and exercise.ladder:
            step, move = _climb(knowledge, exercise, did, progress, held_since)
            steps[exercise.id] = step
            if move is not None:
                moves.append(move)
    return steps, tuple(moves)


def _climb(
    knowledge: Knowledge,
    exercise: Exercise,
    did: Sequence[Did],
    progress: Progress,
    held_since: date | None,
) -> tuple[int, Move | None]:
    rules, top = knowledge.gates, len(exercise.ladder) - 1
    step, streak, move = exercise.start, 0, None
    days = sorted({each.on for each in did})
    away = [gap for gap in progress.gaps if gap[1] > days[0]]
    for on in days:
        while away and away[0][1] <= on:
            del away[0]
            step, streak = max(0, step - 1), 0
            move = Move(exercise=exercise.id, what="resumed", on=on)
        session = [each for each in did if each.on == on]
        chosen = [each.step for each in session if each.step is not None]
        step = min(chosen[-1] - 1, top) if chosen else step
        what = _judged(rules, exercise, step, session, progress)
        streak = streak + 1 if what == "good" else 0
        if what in {"stopped", "easier"}:
            step, move = max(0, step - 1), Move(exercise=exercise.id, what=what, on=on)
        elif held_since is not None and on >= held_since:
            streak = 0
        elif streak >= rules.progress_sessions and exercise.climbs and step < top:
            step, streak, move = step + 1, 0, Move(exercise=exercise.id, what="harder", on=on)
    if away:
        step, move = max(0, step - 1), Move(exercise=exercise.id, what="resumed", on=away[-1][1])
    return step, move


def _judged(
    rules: GateRules,
    exercise: Exercise,
    step: int,
    session: Sequence[Did],
    progress: Progress,
) -> str:
    """One session of an exercise: good, stopped, easier, or nothing to conclude."""
    pains = [p for d in session for p in (d.during, d.after) if p is not None]
    worst = max(pains, default=None)
    if any(serious_signs(each) for each in session):
        return "stopped"
    if worst is not None and worst >= rules.stop_pain_from and _rose(session, worst):
        return "stopped"
    morning = _next_morning(progress, session[0].on)
    before = _before(progress, session)
    flared = morning is not None and before is not None and morning - before >= rules.flare_worse_by
    sore = worst is not None and worst >= rules.regress_pain_from and _rose(session, worst)
    if flared or (sore and exercise.climbs):
        return "easier"
    efforts = [each.effort for each in session]
    easy = all(e is not None and e <= rules.progress_effort_at_most for e in efforts)
    mild = worst is not None and worst <= rules.progress_pain_at_most
    settled = morning is not None and before is not None and morning <= before
    whole = all(_whole(exercise, step, each) for each in session)
    return "good" if easy and mild and settled and whole else ""


def stopped_on(knowledge: Knowledge, progress: Folded, on: date) -> bool:
    """Pain that stops, or a sign, in a session of this day: no more of it on that day (3.5)."""
    most = knowledge.gates.stop_pain_from
    did = [each for times in progress.done.values() for each in times if each.on == on]
    return any(
        each.signs
        or (each.during is not None and each.during >= most)
        or (each.after is not None and each.after >= most and _rose([each], each.after))
        for each in did
    )


def _rose(session: Sequence[Did], worst: float) -> bool:
    """Pain that was there before, and went down, is no reaction to the exercise."""
    before = [each.before for each in session if each.before is not None]
    return not before or worst >= min(before)


def _whole(exercise: Exercise, step: int, did: Did) -> bool:
    dose = exercise.ladder[step].dose or exercise.dose
    short = (did.reps is not None and dose.reps is not None and did.reps < dose.reps) or (
        did.hold_s is not None and dose.hold_s is not None and did.hold_s < dose.hold_s
    )
    return did.good_form and not short and (did.sets is None or did.sets >= dose.sets)


def _before(progress: Progress, session: Sequence[Did]) -> float | None:
    told = [each.before for each in session if each.before is not None]
    if told:
        return told[0]
    return next((each.level for each in reversed(progress.pain) if each.on <= session[0].on), None)


def _next_morning(progress: Progress, on: date) -> float | None:
    next_day = progress.by_day.get(on + timedelta(days=1))
    return None if next_day is None else next_day.on_waking


def resting(knowledge: Knowledge, progress: Folded) -> dict[str, date]:
    """What rests for 48 hours: what provoked a flare, what hurt too much, massage after a bruise."""
    rest = timedelta(hours=knowledge.gates.flare_rest_h)
    found: dict[str, date] = {}
    for flare in progress.flares:
        for exercise in flare.provoked_by:
            found[f"exercise:{exercise}"] = flare.start + rest
    for name, did in progress.done.items():
        for each in did:
            until = each.on + rest + timedelta(days=1)
            if "bruise" in each.signs:
                found["massage"] = max(found.get("massage", until), until)
            worst = max((p for p in (each.during, each.after) if p is not None), default=0.0)
            hurt = worst >= knowledge.gates.stop_pain_from and _rose([each], worst)
            if serious_signs(each) or hurt:
                part = f"exercise:{name}"
                found[part] = max(found.get(part, until), until)
    return found
