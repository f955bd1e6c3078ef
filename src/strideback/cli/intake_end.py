"""How the questionnaire ends: a referral and what to do, or where the runner stands in two lines."""

from __future__ import annotations

from pathlib import Path

from strideback.cli.paper import Paper, new_paper, put
from strideback.cli.screens.page import show_safety_net
from strideback.cli.words import STYLES, named
from strideback.core.asking import stops
from strideback.core.knowledge import Flag, Knowledge
from strideback.core.review import Review
from strideback.core.terms import EVERYTHING, Grade, Level
from strideback.core.triage import LIMITS_NOT_NAMED
from strideback.formats.words import GRADES, LEVELS, joined, plural


def show_end(knowledge: Knowledge, review: Review, path: Path) -> None:
    """Where the runner stands, what to type next, and what to watch for."""
    paper = new_paper()
    paper.gap()
    if review.triage.outcome == "refer":
        _referral(paper, knowledge, review, path)
    else:
        paper.heading("Where you stand")
        cleared = review.triage.outcome == "cleared"
        (_cleared if cleared else _open)(paper, knowledge, review)
        for flag in review.raised:
            if flag.level >= Level.SOON:
                paper.gap()
                paper.text(
                    (f"{flag.name}, within {flag.within}" if flag.within else flag.name, "bold")
                )
                paper.claim(flag.tell)
        paper.gap()
        command = "review" if cleared or not _waiting(review) else "intake"
        paper.line("Next:  ", (f"strideback {command} {named(path)}", "bold"))
    show_safety_net(paper, knowledge)
    _legend(paper)
    put(paper)


def _legend(paper: Paper) -> None:
    """What the letters in the margin mean."""
    used = "; ".join(f"{each.value} {GRADES[each]}" for each in Grade if each in paper.grades)
    paper.text((f"In the margin, how good the evidence is: {used}.", "dim"))


def _waiting(review: Review) -> int:
    return len(getattr(review.triage, "ask", ()))


def _cleared(paper: Paper, knowledge: Knowledge, review: Review) -> None:
    level = review.triage.level
    if level < Level.SOON:
        paper.claim(knowledge.screen.clean, style="green")
    else:
        paper.text((f"{LEVELS[level]}.", "bold yellow"), "Until then the plan goes on with care.")
    if review.raised:
        names = joined(flag.name.lower() for flag in review.raised)
        paper.text(f"The plan takes this into account: {names}.")
    else:
        paper.text("Nothing has to be left out of the plan.")


def _open(paper: Paper, _knowledge: Knowledge, review: Review) -> None:
    level, waiting = review.triage.level, _waiting(review)
    so_far = f"So far: {LEVELS[level]}." if level else ""
    if waiting:
        what = "1 question is" if waiting == 1 else f"{waiting} questions are"
        says = f"{what} still open, and the plan waits for {'it' if waiting == 1 else 'them'}."
        paper.text((says, "bold yellow"), so_far)
        paper.text("What you have told is saved, and you can go on at any time.")
    else:
        lines = plural(review.unread, "line")
        says = f"The plan waits for {lines} of the diary that nobody understood."
        paper.text((says, "bold yellow"), so_far)
        paper.text("Mend each line in a text editor, or put a # in front of it.")


def _referral(paper: Paper, knowledge: Knowledge, review: Review, path: Path) -> None:
    """Who should see the runner, how soon, and what to type afterwards."""
    level = review.triage.level
    urgent = [flag for flag in review.raised if _says_so(knowledge, review, flag)]
    inside = paper.part(paper.width - 4)
    said: set[str] = set()
    for flag in urgent:
        inside.gap()
        inside.text((flag.name, "bold"), (f"({flag.within})" if flag.within else "", "dim"))
        if flag.tell.says not in said:
            inside.claim(flag.tell, style="bold")
        said.add(flag.tell.says)
        inside.claim(flag.why, style="dim")
    paper.box(LEVELS[level], inside, STYLES[level], "heavy")
    paper.text((f"Sources: {'; '.join(_titles(knowledge, urgent))}.", "dim"))
    paper.gap()
    paper.text("There is no plan until somebody has looked at this. What you told is saved.")
    paper.text("When a clinician has seen you, type what was said:")
    about = urgent[0].id if len(urgent) == 1 else "all"
    word = "limits without=running" if about == LIMITS_NOT_NAMED else "cleared"
    paper.line(f'  strideback log {named(path)} seen {about} {word} by=doctor "their words"')
    others = (
        "In place of it, write limits without=running,massage (the parts they ruled out) "
        "or not-cleared, if that is what they said; cleared if you may do everything."
    )
    paper.text((others, "dim"))


def _says_so(knowledge: Knowledge, review: Review, flag: Flag) -> bool:
    """The flags behind the referral: the urgent ones, or those that block everything."""
    if stops(knowledge, review):
        return flag.level >= knowledge.screen.refer_from
    return EVERYTHING in flag.blocks


def _titles(knowledge: Knowledge, flags: list[Flag]) -> list[str]:
    names = (
        name for flag in flags for each in (flag.tell, flag.why) for name in each.evidence.sources
    )
    sources = knowledge.sources
    return [sources[n].title if n in sources else n for n in dict.fromkeys(names)]
