"""Who the runner is and what changes the pain, what was pressed and tested, and their own words."""

from __future__ import annotations

from collections.abc import Iterator

from strideback.core.diary import Inspected, Noted, Seen, Tested
from strideback.core.terms import Side
from strideback.formats import words
from strideback.formats.language import SIDES, counted, quoted, say
from strideback.formats.progress_words import own_activity
from strideback.formats.report.contents import Block, Facts, Points, Section, Words
from strideback.formats.report.material import Material, shortened
from strideback.formats.report.screened import OUTCOMES, left_out

_MOST_QUESTIONS = 5
_MOST_RANKED = 3


def who(of: Material) -> Section:
    """What the runner told of themselves; no name."""
    weeks = of.answers.get("weeks-of-pain")
    pain = ""
    if weeks is not None and isinstance(weeks.value, int | float):
        many = counted(round(weeks.value), "{count} week", "{count} weeks")
        pain = say("{weeks}, told on {day}", weeks=many, day=words.date_of(weeks.on))
    told = (
        (say("Age"), of.said("age")),
        (say("This episode"), pain),
        (say("First back pain ever"), of.said("first-ever-pain")),
        (say("Runs"), _running(of)),
        (say("Wants to do again"), _short(of, own_activity(of.events))),
        (say("Worries"), _short(of, of.typed("anything-else"))),
        (say("Worse with"), of.said("worse-with")),
        (say("Better with"), of.said("better-with")),
    )
    facts = tuple(each for each in told if each[1])
    blocks: tuple[Block, ...] = (Facts(facts),) if facts else (Words(say("Nothing was told.")),)
    return Section(id="who", title=say("The runner"), place="right", blocks=blocks)


def _running(of: Material) -> str:
    weekly, years = of.said("weekly-km"), of.said("running-years")
    parts = [say("{km} a week", km=weekly)] if weekly else []
    parts += [say("for {years}", years=years)] if years else []
    return ", ".join([*parts, *([of.said("surface")] if of.said("surface") else [])])


def examined(of: Material) -> Section | None:
    """What the runner's own fingers and tests found, and what strideback makes of it."""
    found = list(_pressed(of))
    pressed = "; ".join(found[: of.most(12, 6)])
    ranked = "; ".join(_ranked(of))
    told = (
        (say("Pressed by the runner, tender 0 to 10"), pressed),
        (say("Self-tests"), "; ".join(_tested(of))),
        (say("Most worth checking, by strideback's rules"), ranked),
    )
    facts = tuple(each for each in told if each[1])
    if not facts:
        return None
    return Section(id="examined", title=say("Muscles"), place="right", blocks=(Facts(facts),))


def _pressed(of: Material) -> Iterator[str]:
    last = {(e.muscle, e.side): e for e in of.events if isinstance(e, Inspected)}
    for (muscle, side), each in sorted(last.items(), key=lambda item: -item[1].tender):
        known = of.knowledge.muscles.get(of.knowledge.canonical(muscle))
        name = of.knowledge.words.within(known.name) if known else muscle
        says = f"{name}, {SIDES[side.value]}: {words.figure(each.tender)}"
        yield f"{says} ({say('“that is my pain”')})" if each.familiar else says


def _tested(of: Material) -> Iterator[str]:
    last = {(e.test, e.side): e for e in of.events if isinstance(e, Tested)}
    for (name, side), each in last.items():
        test = of.knowledge.selftests.get(name)
        if test is None:
            continue
        parts = [test.name, *([SIDES[side.value]] if side else [])]
        says = _measured(test.measures, each.value)
        if each.pain is not None:
            pain = say("pain {pain} of 10", pain=words.figure(each.pain))
            says = f"{says}, {pain}" if says else pain
        yield f"{', '.join(parts)}: {says}"


def _measured(measures: str, value: float | None) -> str:
    if value is None:
        return ""
    if measures == "yes-no":
        return say("yes") if value >= 1 else say("no")
    unit = {"seconds": " s", "degrees": "°"}.get(measures, "")
    return f"{words.figure(value)}{unit}"


def _ranked(of: Material) -> Iterator[str]:
    """Empty for a runner who is not cleared: the review holds no ranking then."""
    for each in of.review.ranking.muscles[:_MOST_RANKED]:
        name = of.knowledge.words.within(of.knowledge.muscles[each.muscle].name)
        clear = words.CONFIDENCE.get(each.confidence, each.confidence)
        yield f"{name}, {_side(each.side)} ({clear})"


def _side(side: Side) -> str:
    return SIDES[side.value]


def care(of: Material) -> tuple[tuple[str, str], ...]:
    """What is left out because of the answers, and what clinicians said, as the runner tells it."""
    out = left_out(of)
    seen = [
        (say("Seen by a clinician, {day}", day=words.date_of(each.on)), _seen(of, each))
        for each in of.events
        if isinstance(each, Seen)
    ]
    kept = seen[-of.most(4, 2) :]
    if len(seen) > len(kept):
        before = counted(len(seen) - len(kept), "{count} more time", "{count} more times")
        kept.insert(0, (say("Seen by a clinician before that"), before))
    return (*([(say("Left out by strideback"), out)] if out else []), *kept)


def _seen(of: Material, each: Seen) -> str:
    flag = of.knowledge.flags.get(each.flag)
    about = say("about “{flag}”", flag=flag.name) if flag else say("about everything")
    by = say("by {who}", who=each.by) if each.by else ""
    said = quoted(_short(of, each.said)) if each.said else ""
    outcome = OUTCOMES.get(each.outcome, each.outcome)
    out = words.ruled_out(of.knowledge, each)
    if out:
        outcome = f"{outcome}, {say('without {parts}', parts=out)}"
    head = " ".join(part for part in (about, by) if part)
    return ": ".join(part for part in (head, outcome) if part) + (f", {said}" if said else "")


def questions(of: Material) -> Section:
    """What the runner wants to ask: the notes of these days that end with a question mark."""
    asks = tuple(_short(of, each.text) for each in of.notes if asks_in(each))
    blocks: list[Block] = [
        Points(asks[-_MOST_QUESTIONS:], "quoted") if asks else Points(("", ""), "lines")
    ]
    if len(asks) > _MOST_QUESTIONS:
        more = len(asks) - _MOST_QUESTIONS
        blocks.append(
            Words(counted(more, "and {count} more question", "and {count} more questions"))
        )
    title = say("What the runner wants to ask")
    return Section(id="questions", title=title, place="right", blocks=tuple(blocks))


def notes(of: Material) -> Section | None:
    """The other notes of these days, the last ones, cut where they are long."""
    told = [each for each in of.within if isinstance(each, Noted) and not asks_in(each)]
    if not told:
        return None
    last = told[-of.most(3, 1) :]
    points = [f"{words.day_of(each.on)}: {_short(of, each.text)}" for each in last]
    title = say("The runner's notes")
    blocks: tuple[Block, ...] = (Points(tuple(points), "quoted"),)
    return Section(id="notes", title=title, place="foot", blocks=blocks)


def asks_in(note: Noted) -> bool:
    """True for a note that is a question to a clinician: it ends with a question mark."""
    return note.text.rstrip().endswith("?")


def _short(of: Material, text: str) -> str:
    return shortened(text, of.most(240, 120))
