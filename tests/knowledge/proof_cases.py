"""A small screen in which every law holds, and small changes that each break one."""

from dataclasses import dataclass, field, replace
from typing import Any

from strideback.core.knowledge import (
    All,
    AtLeast,
    Evidence,
    FindingRule,
    Flag,
    Is,
    Knowledge,
    Not,
    Option,
    Question,
    ScreenRules,
    Sentence,
)
from strideback.core.knowledge import Any as AnyOf
from strideback.core.terms import Grade, Level

EVIDENCE = Evidence(sources=("design",), grade=Grade.CHOICE, checked=True)
WORDS = Sentence("Words.", EVIDENCE)


def is_(name):
    return Is(name) if isinstance(name, str) else name


def all_(*parts):
    return All(tuple(map(is_, parts)))


def any_(*parts):
    return AnyOf(tuple(map(is_, parts)))


def not_(part):
    return Not(is_(part))


def at_least(count, *parts):
    return AtLeast(count, tuple(map(is_, parts)))


def question(name, order, kind="yes-no", options=(), ask_when=None, **more):
    return Question(
        id=name,
        group=more.pop("group", "screen"),
        order=order,
        kind=kind,
        asks=WORDS,
        options=tuple(Option(id=option, says=WORDS) for option in options),
        ask_when=None if ask_when is None else is_(ask_when),
        **more,
    )


def finding(name, **how):
    return FindingRule(id=name, name=name, says=WORDS, **how)


def flag(name, when, level, *blocks, **more):
    return Flag(
        id=name,
        name=name,
        when=is_(when),
        level=Level.of(level),
        blocks=blocks,
        tell=WORDS,
        why=WORDS,
        **more,
    )


def by_id(*things):
    return {thing.id: thing for thing in things}


QUESTIONS = by_id(
    question("age", 1, "number", minimum=5, maximum=110, group="about-you", lasting=True),
    question("saddle", 2),
    question("saddle-new", 3, ask_when="saddle", unanswered="yes"),
    question("fever", 4),
    question("risks", 5, "choices", ("cancer", "diabetes", "steroids")),
    question("fall", 6),
    question("bruises", 7, ask_when="risks.steroids"),
    question("night", 8),
    question("check-fever", 9, ask_when="check-due"),
    question("mood", 10, group="extra", screen=False),
    question("anything-else", 11, "text", group="extra", screen=False),
)

FINDINGS = by_id(
    finding("under-18", number="age", below=18),
    finding("over-50", number="age", at_least=50),
    finding("young-adult", number="age", at_least=18, below=26),
    finding("ill", when=any_("risks.cancer", "risks.diabetes")),
    finding("leg-drawn", drawn=("calf",)),
    finding("slump", tested="slump", at_least=1),
    finding("check-due", observed=True),
)

FLAGS = by_id(
    flag("saddle-now", all_("saddle", "saddle-new"), "emergency", "everything"),
    flag("saddle-old", all_("saddle", not_("saddle-new")), "soon", "everything"),
    flag("infection", any_("fever", "check-fever"), "same-day", "everything"),
    flag("infection-and-ill", all_("fever", "ill"), "same-day", refines="infection"),
    flag("fracture", all_("over-50", any_("fall", "risks.steroids")), "same-day", "running"),
    flag("pattern", at_least(2, "ill", "night", "leg-drawn", "slump"), "soon", "ranking"),
    flag("child", "under-18", "soon", "everything"),
    flag("pars", all_("young-adult", "night", not_("leg-drawn")), "adapt", "impact"),
    flag("thin-skin", "bruises", "adapt", "massage-deep"),
)

SCREEN = ScreenRules(
    evidence=EVIDENCE,
    refer_from=Level.SAME_DAY,
    stays_from=Level.SOON,
    asked_groups=("about-you", "screen"),
    fresh_h=24,
    check_in_every_days=7,
    check_in_worried_days=5,
    full_valid_days=28,
    check_in_opens_full=(),
    stroke_share=0.1,
    limits=(),
    safety_net=(),
    clean=WORDS,
)

_UNUSED: Any = None
GOOD = Knowledge(
    edition="test",
    sources={},
    regions={},
    questions=QUESTIONS,
    findings=FINDINGS,
    flags=FLAGS,
    muscles={},
    selftests={},
    exercises={},
    programmes={},
    claims={},
    faq={},
    advice={},
    screen=SCREEN,
    ranking=_UNUSED,
    gates=_UNUSED,
    running=_UNUSED,
    poses={},
    anatomy=_UNUSED,
    words=_UNUSED,
)


def changed(knowledge, *things, **rules):
    """The knowledge with these questions, findings and flags put in, and these screen rules."""
    kinds = {Question: "questions", FindingRule: "findings", Flag: "flags"}
    for thing in things:
        folder = kinds[type(thing)]
        knowledge = replace(knowledge, **{folder: getattr(knowledge, folder) | by_id(thing)})
    return replace(knowledge, screen=replace(knowledge.screen, **rules))


@dataclass(frozen=True)
class Case:
    """A change that breaks a law, and the smallest answers that show it."""

    name: str
    law: str
    knowledge: Knowledge
    counter: dict | None
    why: str
    also: frozenset = field(default=frozenset())

    @property
    def broken(self):
        """Every law that this change breaks."""
        return {self.law} | self.also


LEAST = {"saddle": "no", "fever": "no", "risks": "no"}
"""With an age from 26 to 49 these alone clear a runner: nothing else could raise a flag then."""
MIDDLE = {"age": "26 or more and below 50"}

CASES = (
    Case(
        "referring only emergencies clears a same-day flag that blocks little",
        "law 1",
        changed(GOOD, refer_from=Level.EMERGENCY),
        {**LEAST, "age": "50 or more", "fall": "yes"},
        "fracture (same-day) is raised",
    ),
    Case(
        "a question taken out of the screen is never asked",
        "law 2",
        changed(GOOD, question("fever", 4, screen=False)),
        {**MIDDLE, "saddle": "no", "risks": "no", "not known": "fever"},
        "infection (same-day) could still be raised",
    ),
    Case(
        "a group left out of the screen rules is never asked",
        "law 2",
        changed(GOOD, asked_groups=("screen",)),
        {**LEAST, "fall": "yes", "night": "no", "not known": "age"},
        "fracture (same-day) could still be raised",
    ),
    Case(
        "a question behind one that is never asked is never asked either",
        "law 2",
        changed(GOOD, question("saddle", 2, screen=False)),
        {**MIDDLE, "fever": "no", "risks": "no", "not known": "saddle"},
        "saddle-now (emergency) could still be raised",
    ),
    Case(
        "something drawn may not take a flag away",
        "law 3",
        changed(GOOD, flag("infection", all_("fever", not_("leg-drawn")), "same-day", "running")),
        {"fever": "yes", "then yes": "leg-drawn"},
        "the level falls below same-day",
    ),
    Case(
        "one option more may not take a flag away",
        "law 3",
        changed(GOOD, flag("bare", all_("fall", not_("risks.cancer")), "emergency")),
        {"fall": "yes", "risks": "no", "then yes": "risks.cancer"},
        "the level falls below emergency",
    ),
    Case(
        "a yes may not hide a question whose silence is a yes",
        "law 3",
        changed(
            GOOD,
            question("numb", 12, ask_when=not_("night"), unanswered="yes"),
            flag("numbness", all_("numb", "fall"), "emergency"),
        ),
        {"fall": "yes", "then yes": "night"},
        "the level falls below emergency",
    ),
    Case(
        "no number is under 18 and over 50",
        "law 4",
        changed(GOOD, flag("odd", all_("under-18", "over-50", "night"), "soon")),
        None,
        "odd is never raised",
    ),
    Case(
        "no age above the highest one that can be given",
        "law 4",
        changed(GOOD, finding("old", number="age", at_least=111), flag("odd", "old", "soon")),
        None,
        "odd is never raised",
    ),
    Case(
        "a question that is never shown raises nothing",
        "law 4",
        changed(
            GOOD,
            question("never", 12, ask_when=all_("under-18", "over-50")),
            flag("odd", "never", "soon"),
        ),
        None,
        "odd is never raised",
    ),
    Case(
        "a flag that always refers clears nobody",
        "law 4",
        changed(GOOD, flag("always", any_("night", not_("night")), "soon", "everything")),
        None,
        "nothing is ever cleared",
        frozenset({"law 5"}),
    ),
    Case(
        "a milder flag inside a stricter one adds nothing",
        "law 5",
        changed(GOOD, flag("shivering", all_("fever", "night"), "soon", "running")),
        {"fever": "yes", "night": "yes"},
        "shivering is swallowed by infection",
    ),
    Case(
        "a flag that refines nothing by name is swallowed",
        "law 5",
        changed(GOOD, flag("infection-and-ill", all_("fever", "ill"), "same-day")),
        {"fever": "yes", "risks": "cancer"},
        "infection-and-ill is swallowed by infection",
    ),
    Case(
        "twins are told once",
        "law 5",
        changed(GOOD, flag("kid", "under-18", "soon", "everything")),
        {"age": "below 18"},
        "child is swallowed by kid",
    ),
)
