"""The first thing on every screen: whether to go on, to answer more, or to be seen first."""

from __future__ import annotations

from collections import Counter
from datetime import date

from strideback.cli.paper import Paper, Written, safe
from strideback.cli.screens import Shown
from strideback.cli.words import STYLES
from strideback.core.diary import Answered
from strideback.core.knowledge import Flag
from strideback.core.terms import Level
from strideback.core.triage import LIMITS_NOT_NAMED
from strideback.formats import words
from strideback.formats.said import said_so

_FEW_QUESTIONS = 8
_MOST_ANSWERS = 4
_GROUPS = {
    "about-you": "about you",
    "emergency": "signs that need help now",
    "same-day": "signs that need help on the same day",
    "soon": "reasons to see someone soon",
    "contraindication": "what to leave out of a plan",
    "check-in": "the short check-in",
}
ASKING = frozenset({"check-in", "g6-stop", "screen-again", "screen-first", "unread-lines"})
"""The advice that the box of an Ask already says."""


def show_triage(paper: Paper, it: Shown) -> None:
    """The box that fits the outcome, and for `ask` the questions that are open."""
    {"cleared": _cleared, "ask": _ask, "refer": _refer}[it.review.triage.outcome](paper, it)


# --- cleared -------------------------------------------------------------------------------------


def _cleared(paper: Paper, it: Shown) -> None:
    level = it.review.triage.level
    inside = paper.part(paper.width - 4)
    for flag in it.review.raised:
        _flag(inside, it, flag)
        inside.gap()
    if level < Level.SOON:
        inside.claim(it.knowledge.screen.clean)
    answered = _screened_on(it)
    if answered is not None:
        inside.text((f"Safety questions answered on {words.day(answered)}.", "dim"))
    _blocks(inside, it)
    while inside.lines and not inside.lines[-1]:
        inside.lines.pop()
    title = words.LEVELS[level] if level >= Level.ADAPT else "Safety questions: you can go on"
    paper.box(title, inside, STYLES[level])


def _screened_on(it: Shown) -> date | None:
    questions = it.knowledge.questions
    days = [
        each.on
        for each in it.diary.events
        if isinstance(each, Answered)
        and each.on <= it.review.on
        and each.question in questions
        and questions[each.question].group in {"emergency", "same-day", "check-in"}
    ]
    return max(days, default=None)


def _blocks(paper: Paper, it: Shown) -> None:
    blocks = it.review.triage.blocks
    told = sorted(each for each in blocks if each.partition(":")[0] not in blocks - {each})
    if told:
        names = words.joined(words.block(it.knowledge, each) for each in told)
        paper.gap()
        paper.text(("Left out for now: ", "bold"), names + ".")


def _flag(paper: Paper, it: Shown, flag: Flag) -> None:
    """A flag that leaves the plan standing: what to do, why, which answer, what is allowed."""
    _name(paper, flag)
    paper.claim(flag.tell)
    paper.claim(flag.why, first=("Why   ", "dim"))
    _because(paper, it, flag)
    if flag.allowed is not None:
        paper.claim(flag.allowed, first=("Fine  ", "dim"))


def _name(paper: Paper, flag: Flag) -> None:
    """The flag's name, and how soon someone should see the runner about it."""
    paper.text((flag.name, "bold"), (f" · {flag.within}" if flag.within else "", ""))


def _because(paper: Paper, it: Shown, flag: Flag) -> None:
    said = said_so(it.knowledge, it.diary, it.review.on, flag)
    for on, asked, answer in said[:_MOST_ANSWERS]:
        when = f"{words.day(on)}: " if on else ""
        tail = (f" {safe(answer)}.", "bold") if answer else ""
        paper.text((f"{when}{asked}", "dim"), tail, first=("Said  ", "dim"))
    if len(said) > _MOST_ANSWERS:
        paper.text((f"and {len(said) - _MOST_ANSWERS} more answers", "dim"), indent=6)


# --- ask -----------------------------------------------------------------------------------------


def _ask(paper: Paper, it: Shown) -> None:
    inside = paper.part(paper.width - 4)
    ask = getattr(it.review.triage, "ask", ())
    for line in it.review.advice:
        again = line.id == "screen-again" and set(ask) <= {"consent"}
        if line.id in ASKING and not again:
            inside.claim(line.text)
    _open_questions(inside, it, ask)
    for flag in it.review.raised:
        if flag.level >= Level.SOON:
            inside.gap()
            _flag(inside, it, flag)
    _blocks(inside, it)
    level = it.review.triage.level
    paper.box(
        words.LEVELS[level] if level >= Level.SOON else "Before a plan: a few answers",
        inside,
        "yellow",
    )


def _open_questions(paper: Paper, it: Shown, ask: tuple[str, ...]) -> None:
    if not ask:
        return
    paper.gap()
    count = len(ask)
    paper.text((f"{words.plural(count, 'question')} still open", "bold"))
    questions = it.knowledge.questions
    if count <= _FEW_QUESTIONS:
        for name in ask:
            paper.text(questions[name].asks.says, first=("· ", "dim"))
    else:
        groups = Counter(questions[name].group for name in ask)
        rows: list[list[Written]] = [
            [(f"{many}", "bold"), _GROUPS.get(group, group)] for group, many in groups.items()
        ]
        paper.table(rows, indent=2, right=(0,))
    paper.gap()
    paper.text("Answer them one by one with")
    paper.line((f"  strideback intake {it.file}", "bold"))
    paper.text("or write a line in your diary for each, such as")
    question = questions[ask[0]]
    answer = {"yes-no": "yes|no|not-sure", "number": "NUMBER", "text": '"WORDS"'}
    form = answer.get(question.kind, "none|OPTION,OPTION")
    paper.line((f"  {it.review.on} answered {question.id} {form}", "bold"))


# --- refer ---------------------------------------------------------------------------------------


def _refer(paper: Paper, it: Shown) -> None:
    level = it.review.triage.level
    inside = paper.part(paper.width - 4)
    for place, flag in enumerate(it.review.raised):
        if place:
            inside.gap()
        _name(inside, flag)
        inside.claim(flag.tell, style="bold" if flag.level == level else "")
        if flag.level < it.knowledge.screen.refer_from:
            if flag.id == LIMITS_NOT_NAMED:
                _because(inside, it, flag)
            continue
        inside.claim(flag.why, first=("Why   ", "dim"))
        _because(inside, it, flag)
    inside.gap()
    inside.text("There is no plan, no massage and no running here until someone has seen you.")
    title = words.LEVELS[level].upper() or "BE SEEN FIRST"
    paper.box(title, inside, STYLES[level], kind="heavy")
    _afterwards(paper, it)
    ask = getattr(it.review.triage, "ask", ())
    if ask:
        paper.text(
            f"{words.plural(len(ask), 'other question')} still open; being seen comes first.",
        )


def _afterwards(paper: Paper, it: Shown) -> None:
    """What to write in the diary after being seen, for each flag that refers."""
    refer_from = it.knowledge.screen.refer_from
    flags = [flag for flag in it.review.raised if flag.level >= refer_from] or it.review.raised
    paper.gap()
    paper.text(("After you have been seen", "bold"), ", write in your diary what was said:")
    for flag in flags:
        said = "limits without=running" if flag.id == LIMITS_NOT_NAMED else "cleared"
        paper.line((f'  {it.review.on} seen {flag.id} {said} by=gp "what was said"', "bold"))
    others = (
        "If you may go on, but not with everything, write limits without=running,massage (the "
        "parts they ruled out) in place of cleared; if you should not go on, not-cleared."
    )
    paper.text((others, "dim"))
