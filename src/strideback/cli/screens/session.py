"""Today's session, step by step: what to do, how much, what to feel, and when to stop."""

from __future__ import annotations

from collections.abc import Sequence

from strideback.cli.paper import Paper
from strideback.cli.screens import Shown
from strideback.cli.screens.page import show_foot, show_safety_net, show_top
from strideback.cli.screens.triage import show_triage
from strideback.core.diary import Did
from strideback.core.knowledge import Sentence
from strideback.core.plan import Item, Session, shared_stops
from strideback.core.terms import Level
from strideback.formats import words


def show_today(paper: Paper, it: Shown) -> None:
    """The session, the rest day, or the box that says what comes first."""
    review = it.review
    paper.quiet = True
    show_top(paper, "today", review.on)
    if review.triage.outcome != "cleared" or review.triage.level >= Level.SOON:
        show_triage(paper, it)
    if review.plan is not None:
        now = next((each for each in review.plan.sessions if each.on == review.on), None)
        if now is None:
            _rest_day(paper, it)
        else:
            _session(paper, it, now)
        if review.triage.level < Level.SOON:
            paper.gap()
            paper.claim(it.knowledge.screen.clean)
    show_safety_net(paper, it.knowledge)
    show_foot(paper, it.knowledge, review.edition)


def _rest_day(paper: Paper, it: Shown) -> None:
    paper.heading("A rest day")
    later = it.review.plan.sessions if it.review.plan else ()
    paper.text("Nothing to do today: the days between sessions are part of the plan.")
    for each in it.review.advice:
        if each.id == "stay-active":
            paper.claim(each.text)
    if later:
        paper.text(
            f"The next session is on {words.day(later[0].on)}: "
            f"{_stage(it, later[0]).lower()}, about {words.minutes(later[0])}."
        )
    else:
        paper.text("There is no session in the next two weeks.")


def _stage(it: Shown, session: Session) -> str:
    return words.stage_name(it.knowledge, it.review.plan, session)


def _session(paper: Paper, it: Shown, session: Session) -> None:
    count = words.plural(len(session.items), "exercise")
    length = f"about {words.minutes(session)}{words.moved_from(session)}"
    paper.heading(f"{_stage(it, session)}: {count}, {length}")
    _stopped(paper, it)
    done = {
        each.exercise
        for each in it.diary.events
        if isinstance(each, Did) and each.on == it.review.on
    }
    shared = shared_stops(it.knowledge, session)
    if shared:
        inside = paper.part(paper.width - 4)
        for each in shared:
            inside.claim(each, first=("· ", "red"))
        paper.box("Stop signs for today's exercises", inside, "red")
    for place, item in enumerate(session.items, 1):
        _item(paper, it, item, place, shared, done=item.exercise in done)
    if it.review.stopped:
        return
    paper.gap()
    paper.text("Afterwards, tell your diary how it went, each with your pain before and after:")
    item = session.items[0]
    side = f".{item.sides[0].value}" if item.sides else ""
    paper.line((f"  {it.review.on} did {item.exercise}{side} before=4 after=3", "bold"))


def _stopped(paper: Paper, it: Shown) -> None:
    for each in it.review.advice:
        if each.id == "stop-for-today":
            inside = paper.part(paper.width - 4)
            inside.claim(each.text)
            paper.box("Stop here for today", inside, "yellow")


def _item(
    paper: Paper, it: Shown, item: Item, place: int, shared: Sequence[Sentence], *, done: bool
) -> None:
    exercise = it.knowledge.exercises[item.exercise]
    aside = " · ".join(e for e in (words.ROLES[item.role], "done today ✓" if done else "") if e)
    paper.gap()
    paper.text((f"{place}. {exercise.name}", "bold"), (f" · {aside}" if aside else "", "dim"))
    paper.text(words.how_much(item), indent=3)
    if item.instead_of is not None:
        name = it.knowledge.exercises[item.instead_of].name.lower()
        paper.text((f"In place of the {name}, which is left out for now.", "dim"), indent=3)
    if len(exercise.ladder) > 1:
        rung = exercise.ladder[item.step]
        of = f"   Step {item.step + 1} of {len(exercise.ladder)}  "
        paper.claim(rung.says, first=(of, "cyan"))
    for number, step in enumerate(exercise.steps, 1):
        paper.claim(step, first=(f"   {number}. ", "dim"))
    if exercise.feel is not None:
        paper.claim(exercise.feel, first=("   Feel   ", "green"))
    paper.text(words.timer(item.sets), first=("   Timer  ", "cyan"))
    _stops(paper, [each for each in exercise.stop if each not in shared])


def _stops(paper: Paper, stop: Sequence[Sentence]) -> None:
    for place, each in enumerate(stop):
        paper.claim(each, first=("   Stop   " if place == 0 else "          ", "red"))
