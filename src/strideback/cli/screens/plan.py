"""The plan of this week, and what was left out of it."""

from __future__ import annotations

from datetime import timedelta

from strideback.cli.paper import Paper, Written
from strideback.cli.screens import Shown
from strideback.core.plan import Item, Plan, Session
from strideback.formats import words

_ROLES = {"main": "", "gentle-start": "gentle start", "optional": "optional"}


def show_plan(paper: Paper, it: Shown) -> None:
    """The sessions of the next seven days; nothing when there is no plan."""
    plan = it.review.plan
    if plan is None:
        return
    programme = it.knowledge.programmes[plan.programme]
    stage = next(each for each in programme.stages if each.id == plan.stage)
    paper.heading(f"This week: {stage.name.lower()}", f"{programme.name} · day {plan.day}")
    paper.claim(stage.says)
    end = it.review.on + timedelta(days=6)
    week = [each for each in plan.sessions if each.on <= end]
    if not week:
        paper.gap()
        paper.text(_nothing_this_week(plan))
    rows = [[_row(it, item) for item in session.items] for session in week]
    every = [row for mine in rows for row in mine]
    for session, mine in zip(week, rows, strict=True):
        _session(paper, it, session)
        paper.table(mine, indent=2, like=every)
    _gates(paper, week)
    _left_out(paper, it, plan)
    if any(each.on == it.review.on for each in week):
        paper.gap()
        paper.text(("Today, step by step:", ""))
        paper.line((f"  strideback today {it.file}", "bold"))


def _nothing_this_week(plan: Plan) -> str:
    if plan.sessions:
        return f"No session this week; the next one is on {words.day(plan.sessions[0].on)}."
    return "No session in the next two weeks: walk as you like, and come back after that."


def _session(paper: Paper, it: Shown, session: Session) -> None:
    today = " (today)" if session.on == it.review.on else ""
    stage = words.stage_name(it.knowledge, it.review.plan, session)
    minutes = f"about {words.minutes(session)}"
    gate = f" · if {session.if_gate} opens" if session.if_gate else ""
    paper.gap()
    paper.text(
        (f"{words.day(session.on)}{today}", "bold"),
        (f" · {stage.lower()} · {minutes}{words.moved_from(session)}{gate}", "dim"),
    )


def _row(it: Shown, item: Item) -> list[Written]:
    exercise = it.knowledge.exercises[item.exercise]
    style = "" if item.role == "main" else "dim"
    instead = ""
    if item.instead_of is not None:
        instead = f"for the {it.knowledge.exercises[item.instead_of].name.lower()}"
    note = " · ".join(each for each in (_ROLES[item.role], instead) if each)
    return [
        (exercise.name, style),
        (words.sides(item.sides), style),
        (words.dose(item.dose), style),
        (note, "dim"),
    ]


def _gates(paper: Paper, week: list[Session]) -> None:
    for gate in dict.fromkeys(each.if_gate for each in week if each.if_gate):
        first = next(each.on for each in week if each.if_gate == gate)
        paper.gap()
        paper.text(
            f"{gate} is the gate “{words.GATES.get(gate, gate)}”: the sessions from "
            f"{words.day(first)} on come true only if it opens. Until then the stage you are in "
            "goes on."
        )


def _left_out(paper: Paper, it: Shown, plan: Plan) -> None:
    if not plan.left_out:
        return
    paper.gap()
    paper.text(("Left out", "bold"))
    rows: list[list[Written]] = []
    exercises = it.knowledge.exercises
    for each in plan.left_out:
        instead = f"instead: {exercises[each.instead].name.lower()}" if each.instead else "–"
        why = words.block(it.knowledge, each.why)
        rows.append([exercises[each.exercise].name, (instead, ""), (why, "dim")])
    paper.table(rows, indent=2)
