"""What is behind a muscle, an exercise, a flag, a question or a claim, with the author's claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from strideback.cli.paper import Paper, Written
from strideback.cli.screens import Shown
from strideback.cli.screens.muscles import chart, show_reasons
from strideback.cli.screens.page import show_foot, show_safety_net, show_top
from strideback.core.knowledge import Claim, Exercise, Flag, Muscle, Question, Sentence
from strideback.core.terms import RANKING, Side
from strideback.formats import words
from strideback.formats.said import left_out_by, said_so
from strideback.formats.why_json import claims_about, measured_beside

_IN_FULL = 4
_VERDICTS = {
    "supported": ("supported", "green"),
    "partly-supported": ("partly supported", "yellow"),
    "contested": ("contested", "yellow"),
    "unsupported": ("no evidence found", "yellow"),
    "contradicted": ("contradicted by evidence", "red"),
    "unsafe": ("unsafe: never acted on", "red"),
    "opinion": ("an opinion", "dim"),
}


def show_because(paper: Paper, it: Shown, kind: str, name: str) -> None:
    """The page about one thing; `kind` is the name of its folder."""
    show_top(paper, "why", it.review.on)
    thing = getattr(it.knowledge, kind)[name]
    match thing:
        case Muscle():
            _muscle(paper, it, thing)
        case Exercise():
            _exercise(paper, it, thing)
        case Flag():
            _flag(paper, it, thing)
        case Question():
            _question(paper, it, thing)
    _claims(paper, it, name)
    show_safety_net(paper, it.knowledge)
    show_foot(paper, it.knowledge, it.review.edition)


def _all(paper: Paper, title: str, says: Iterable[Sentence], mark: str = "· ") -> None:
    told = list(says)
    if told:
        paper.gap()
        paper.text((title, "bold"))
        for each in told:
            paper.claim(each, first=(mark, "dim"))


# --- muscles -------------------------------------------------------------------------------------


def _muscle(paper: Paper, it: Shown, muscle: Muscle) -> None:
    paper.heading(muscle.name, _LISTED[muscle.listed])
    paper.claim(muscle.plain)
    _rank(paper, it, muscle)
    _all(paper, "Why not?", muscle.why_not)
    _zones(paper, it, muscle)
    _all(paper, "Good to know", muscle.notes)
    _all(paper, "Take care", muscle.cautions)


_LISTED = {
    "guide": "one of the guide's three",
    "outside": "outside the guide's three",
    "excluded": "considered and set aside",
}


def _rank(paper: Paper, it: Shown, muscle: Muscle) -> None:
    if muscle.listed == "excluded":
        return
    triage = it.review.triage
    paper.gap()
    if triage.outcome != "cleared":
        paper.text(
            ("Where it stands for you waits for the safety questions: ", "bold"),
            "being seen comes first." if triage.outcome == "refer" else "some are still open.",
        )
        return
    ranked = (*it.review.ranking.muscles, *it.review.ranking.outside)
    mine = [each for each in ranked if each.muscle == muscle.id]
    if RANKING in triage.blocks and muscle.listed == "guide":
        paper.text("No muscle is picked for you: none fits what you told us.")
    elif not mine:
        paper.text("Nothing that you told us points to this muscle.")
    for each in mine:
        paper.text(
            (f"For you, on the {each.side.value}: {words.figure(each.points)} points", "bold"),
            f", {words.CONFIDENCE[each.confidence]}",
        )
        paper.claim(it.knowledge.ranking.confidence[each.confidence])
        show_reasons(paper, each)
        paper.gap()


def _zones(paper: Paper, it: Shown, muscle: Muscle) -> None:
    """The referral pattern on the body chart, and in words beside it."""
    marks: dict[str, str | int] = {}
    for point in muscle.points:
        marks |= {region: "o" for region in point.spillover if region not in marks}
    for point in muscle.points:
        marks |= dict.fromkeys(point.essential, "#")
    picture = chart(marks)
    beside = paper.width >= 72
    side = paper.part(paper.width - (27 if beside else 0))
    side.text(("Where its pain is felt", "bold"))
    side.text(("# most often, o sometimes", "dim"))
    for point in muscle.points:
        side.gap()
        names = words.joined(_region(it, each) for each in point.essential)
        more = words.joined(_region(it, each) for each in point.spillover)
        text = f"{names}{f'; sometimes {more}' if more else ''}."
        side.claim(Sentence(text[:1].upper() + text[1:], point.evidence))
        side.text((point.where, "dim"), indent=2)
    paper.gap()
    if beside:
        paper.beside(picture, side)
    else:
        paper.lines += [*picture, *side.lines]


def _region(it: Shown, name: str) -> str:
    region = it.knowledge.regions.get(name)
    return region.name.lower() if region else name


# --- other things --------------------------------------------------------------------------------


def _exercise(paper: Paper, it: Shown, exercise: Exercise) -> None:
    paper.heading(exercise.name, exercise.kind)
    muscles = [it.knowledge.muscles[each].name.lower() for each in exercise.targets]
    if muscles:
        paper.text(f"For {words.joined(muscles)}: {words.dose(exercise.dose)}.")
    ruled = sorted(it.review.triage.blocks & (exercise.names | {"everything"}))
    if ruled:
        blocked = words.joined(words.block(it.knowledge, each) for each in ruled)
        paper.text(
            ("Left out for you now: ", "bold yellow"), f"your answers ask for it ({blocked})."
        )
    _all(paper, "Why, and how good the evidence is", exercise.notes)
    _all(paper, "How", exercise.steps)
    _all(paper, "Often done wrong", exercise.mistakes)
    _all(paper, "Stop", exercise.stop)
    _all(paper, "Measured on a model of the body", _measured(it, exercise))


def _measured(it: Shown, exercise: Exercise) -> Iterator[Sentence]:
    """How much longer the muscles are at the end of it than in standing."""
    series = it.knowledge.poses.get(exercise.id)
    for each in series.poses[-1].measured if series else ():
        name = it.knowledge.muscles[each.muscle].name
        longer = "longer" if each.percent > 0 else "shorter"
        side = "" if each.side is Side.RIGHT else ", on the other side,"
        yield Sentence(
            f"{name}{side} is {abs(each.percent):.0f} % {longer} at the end than in standing.",
            it.knowledge.anatomy.evidence,
        )


def _flag(paper: Paper, it: Shown, flag: Flag) -> None:
    paper.heading(flag.name, words.LEVELS[flag.level])
    raised = flag.id in it.review.triage.because
    paper.text(("Raised by your answers." if raised else "Not raised by your answers.", "bold"))
    if raised:
        for on, asked, answer in said_so(it.knowledge, it.diary, it.review.on, flag):
            when = f"{words.day(on)}: " if on else ""
            paper.text(f"{when}{asked} {answer}", first=("· ", "dim"))
    paper.gap()
    paper.claim(flag.tell, first=("What to do  ", "dim"))
    if flag.within:
        paper.text(flag.within, first=("How soon    ", "dim"))
    paper.claim(flag.why, first=("Why         ", "dim"))
    blocks = left_out_by(it.knowledge, it.diary, it.review.on, flag.id)
    if blocks:
        names = words.joined(words.block(it.knowledge, each) for each in blocks)
        paper.text(names, first=("Leaves out  ", "dim"))
    if flag.allowed is not None:
        paper.claim(flag.allowed, first=("Fine        ", "dim"))


def _question(paper: Paper, it: Shown, question: Question) -> None:
    paper.heading("A question", question.group.replace("-", " "))
    paper.claim(question.asks, style="bold")
    if question.why is not None:
        paper.claim(question.why, first=("Why we ask  ", "dim"))
    if question.help is not None:
        paper.claim(question.help)
    rows: list[list[Written]] = [[(each.id, ""), each.says.says] for each in question.options]
    paper.table(rows, indent=2)
    is_open = question.id in getattr(it.review.triage, "ask", ())
    paper.gap()
    if is_open:
        paper.text("It is still open. Answer it with")
        paper.line((f"  strideback intake {it.file}", "bold"))


# --- claims --------------------------------------------------------------------------------------


def _claims(paper: Paper, it: Shown, name: str) -> None:
    """The author's claims, the verdict on each, and our own note; the later ones in one line."""
    found = claims_about(it.knowledge, name)
    if not found:
        return
    paper.heading("What the guide's author claims", "and what we found")
    for each in found[:_IN_FULL]:
        _claim(paper, it, each)
    rest = found[_IN_FULL:]
    if rest:
        paper.text(("More claims", "bold"), ", each with its verdict:")
        rows: list[list[Written]] = [[each.id, _VERDICTS[each.verdict]] for each in rest]
        paper.table(rows, indent=2)
        paper.gap()
        paper.line((f"  strideback why {it.file} {rest[0].id}", "bold"))


def _claim(paper: Paper, it: Shown, claim: Claim) -> None:
    paper.text(f"“{claim.says}”")
    word, style = _VERDICTS[claim.verdict]
    paper.text((word, f"bold {style}"), first=("  Verdict  ", "dim"))
    paper.claim(claim.why, first=("  Why      ", "dim"))
    for each in measured_beside(it.knowledge, claim):
        paper.claim(each, first=("  Measured ", "dim"))
    paper.claim(claim.word_it, first=("  We say   ", "dim"))
    if not claim.acted_on:
        paper.text(("Nothing in your plan follows it.", ""), indent=11)
    paper.gap()
