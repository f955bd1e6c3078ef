"""What was raised, why, and what is asked of the reader; what was asked, and what was answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from strideback.core.diary import Answered, Value
from strideback.core.knowledge import Flag, Question
from strideback.core.terms import EVERYTHING, Level, QuestionId
from strideback.core.triage import Cleared
from strideback.formats import words
from strideback.formats.intake_words import said, title
from strideback.formats.language import Spoken, counted, marked, quoted, say
from strideback.formats.report.contents import Block, Facts, Points, Section, Table, Words
from strideback.formats.report.material import Material, shortened
from strideback.formats.said import said_so

_GROUPS = ("emergency", "same-day", "soon", "contraindication", "about-you", "check-in", "belief")
_NOT_ASKED_OF = frozenset({"consent", "age", "weeks-of-pain", "age-at-first-pain", "anything-else"})
_MOST_OPEN = 6
_MOST_TWICE = 3
_ALWAYS_NAMED = ("emergency", "same-day")
"""What was not told of these is what a clinician looks for first, on a full page too."""
_TITLES = Spoken(
    {
        "emergency": marked("Emergency signs"),
        "same-day": marked("Same-day signs"),
        "soon": marked("Signs to look at soon"),
        "contraindication": marked("Medicines and conditions"),
        "about-you": marked("History"),
        "check-in": marked("Last check-in"),
        "belief": marked("Mood, sleep, worries"),
    }
)
_ASKED = Spoken(
    {
        Level.EMERGENCY: marked(
            "Please see this runner now. The runner was told to call for help or go to an emergency "
            "department, and not to wait for an appointment."
        ),
        Level.SAME_DAY: marked(
            "Please see or speak to this runner today about what is named above."
        ),
        Level.SOON: marked(
            "Please see this runner in the time named above, and say what may go on."
        ),
        Level.ADAPT: marked("Please say whether the runner may go on, and with what."),
    }
)
OUTCOMES = Spoken(
    {
        "cleared": marked("may go on"),
        "limits": marked("may go on, but not with everything"),
        "not-cleared": marked("should not go on yet"),
    }
)


def reasons(of: Material) -> tuple[Flag, ...]:
    """The flags that send the runner to somebody; all of them where nothing stricter refers."""
    soon = tuple(flag for flag in of.review.raised if flag.level >= Level.SOON)
    if soon or of.review.triage.outcome != "refer":
        return soon
    return of.review.raised


def raised(of: Material) -> Section | None:
    """Each flag that sends the runner to somebody: how soon, and the runner's own answers."""
    flags = reasons(of)
    if not flags:
        return None
    blocks: list[Block] = []
    in_full, most = of.most(6, 3), of.most(4, 1)
    for flag in flags[:in_full]:
        blocks.append(Words(_how_soon(flag), "strong"))
        answers = said_so(of.knowledge, of.diary, of.review.on, flag)
        told = [_answer(*each) for each in answers[:most]]
        if len(answers) > most:
            rest = len(answers) - most
            told.append(counted(rest, "and {count} more answer", "and {count} more answers"))
        blocks.append(Points(tuple(told)))
    if len(flags) > in_full:
        others = "; ".join(_how_soon(flag) for flag in flags[in_full:])
        blocks.append(Words(say("Also: {others}.", others=others)))
    level = max(flag.level for flag in flags)
    strict = level >= of.knowledge.screen.refer_from
    return Section(
        id="raised",
        title=f"{say('Why this runner comes to you')}: {of.knowledge.words.within(words.LEVELS[level])}",
        place="head",
        blocks=tuple(blocks),
        look="alert" if strict else "soon",
    )


def _how_soon(flag: Flag) -> str:
    soon = within(flag)
    return f"{flag.name} ({soon})" if soon else flag.name


def wanted(of: Material) -> Section | None:
    """What is asked of the reader, with room to write the answer."""
    flags = reasons(of)
    if not flags:
        return None
    boxes = tuple(_first_large(OUTCOMES[each]) for each in OUTCOMES)
    if of.review.triage.outcome == "refer":
        tells = say("Until the runner has told strideback what you said, it shows no plan.")
    else:
        tells = say("Until then strideback leaves out what is named below.")
    return Section(
        id="wanted",
        title=say("What is asked of you"),
        place="head",
        blocks=(
            Words(f"{_ASKED[max(flag.level for flag in flags)]} {tells}"),
            Points(boxes, "boxes"),
            Points((say("Seen on"), say("By"), say("Said")), "blanks"),
        ),
    )


def within(flag: Flag) -> str:
    """How soon, as it is said: `Today`, `Within 2 weeks`."""
    if flag.within[:1].isdigit() or flag.within.startswith(say("a few")):
        return say("Within {time}", time=flag.within)
    return _first_large(flag.within)


def asked(of: Material, more: tuple[tuple[str, str], ...] = ()) -> Section:
    """The safety questions by group, what is open, and `more` that belongs with them."""
    rows = [(_TITLES[group], *_group(of, group)) for group in _GROUPS]
    rows = [each for each in rows if each[1]]
    facts = tuple((name, says) for name, says, _ in rows)
    small = tuple(rest for *_, rest in rows)
    blocks: list[Block] = [Facts(facts, small)] if facts else []
    if not facts:
        blocks.append(Words(say("No safety question has been answered.")))
    triage = of.review.triage
    open_ = () if isinstance(triage, Cleared) else triage.ask
    never = [each for each in open_ if each not in of.answers]
    if never:
        blocks.append(Words(_open(of, never), "strong"))
    if len(open_) > len(never):
        again = len(open_) - len(never)
        blocks.append(
            Words(
                counted(
                    again,
                    "{count} answer is due to be asked for again.",
                    "{count} answers are due to be asked for again.",
                )
            )
        )
    if more:
        blocks.append(Facts(more))
    return Section(id="asked", title=_asked_title(of), place="wide", blocks=tuple(blocks))


def _asked_title(of: Material) -> str:
    answers = [each.on for name, each in of.answers.items() if of.knowledge.questions[name].screen]
    if not answers:
        return say("Safety questions")
    return say("Safety questions, answered by {day}", day=words.date_of(max(answers)))


def _open(of: Material, ask: Sequence[QuestionId]) -> str:
    names = [of.knowledge.questions[each] for each in ask]
    says = counted(
        len(names), "{count} question is not answered:", "{count} questions are not answered:"
    )
    listed = [_short(of, each) or quoted(each.asks.says) for each in names[:_MOST_OPEN]]
    more = "; …" if len(names) > _MOST_OPEN else "."
    return f"{says} {'; '.join(listed)}{more}"


def _group(of: Material, group: str) -> tuple[str, str]:
    """What was answered yes in full, how often no; and what it was that was answered no, by name."""
    told = [each for each in of.of(group) if each[0].id not in _NOT_ASKED_OF]
    yes = _said_yes(of, [each for each in told if _speaks(each[1].value)])
    no = [question for question, event in told if not _speaks(event.value)]
    if not told:
        return "", ""
    names = [short for each in no if (short := _short(of, each))]
    left_out = 2 * len(names) < len(no) or (of.brief and group not in _ALWAYS_NAMED)
    rest = "" if left_out else _named(names, len(no))
    if not yes:
        return f"{counted(len(no), 'No to the one asked', 'No to all {count}')}.", rest
    if not no:
        return f"{say('Yes')}: {'; '.join(yes)}.", ""
    says = counted(len(no), "No to the other one", "No to the other {count}")
    return f"{say('Yes')}: {'; '.join(yes)}. {says}.", rest


def _named(names: Sequence[str], of_all: int) -> str:
    """What was answered no, by name; it says so where some have no name."""
    if not names:
        return ""
    listed = "; ".join(names)
    if len(names) < of_all:
        listed = say("among them {names}", names=listed)
    return f"{_first_large(listed)}."


def _said_yes(of: Material, told: Sequence[tuple[Question, Answered]]) -> list[str]:
    """Each in its words; on a full page those that stand at the top as flags are only counted."""
    flags: set[str] = {flag.id for flag in reasons(of)} if of.brief else set()
    above = [each for each in told if each[0].id in flags and each[1].value == "yes"]
    if len(above) <= _MOST_TWICE:
        above = []
    says = [_yes(of, *each) for each in told if each not in above]
    if above:
        many = counted(len(above), "{count} named above", "{count} named above")
        says.insert(0, many)
    return says


def _yes(of: Material, question: Question, event: Answered) -> str:
    asks = question.asks.says
    if of.brief:
        asks = shortened(_short(of, question) or asks, 60)
    if isinstance(event.value, tuple):
        return said(question, event.value)
    if event.value == "yes":
        return quoted(asks)
    return f"{quoted(asks)} – {said(question, event.value)}"


def _speaks(value: Value) -> bool:
    """Everything but a plain no."""
    return value not in {"no", ()} and value != ("none",)


def _short(of: Material, question: Question) -> str:
    """The name of the flag of a question, where the two are one."""
    flag = of.knowledge.flags.get(question.id)
    return of.knowledge.words.within(flag.name) if flag else ""


def left_out(of: Material) -> str:
    """The parts that the runner's answers take out of everything, in words."""
    blocks = of.review.triage.blocks
    if of.brief and EVERYTHING in blocks:
        blocks = frozenset({EVERYTHING})
    named = [words.block(of.knowledge, each) for each in sorted(blocks)]
    return _first_large("; ".join(dict.fromkeys(named)))


def all_answers(of: Material) -> Section | None:
    """Every answer as it was asked, for the pages behind."""
    tables = tuple(_tables(of))
    if not tables:
        return None
    title_ = say("Every question with its last answer")
    return Section(id="answers", title=title_, place="more", blocks=tables)


def _tables(of: Material) -> Iterator[Table]:
    groups = dict.fromkeys(
        q.group for q in sorted(of.knowledge.questions.values(), key=lambda each: each.order)
    )
    for group in sorted(groups, key=lambda each: _GROUPS.index(each) if each in _GROUPS else 99):
        rows = tuple(
            (question.asks.says, said(question, event.value), words.day_of(event.on))
            for question, event in of.of(group)
        )
        if rows:
            heads = (say("Question"), say("Answer"), say("Day"))
            yield Table(title(group), heads, rows, (7, 3, 1))


def _answer(on: date | None, asks: str, says: str) -> str:
    when = f"{words.date_of(on)}: " if on else ""
    return f"{when}{asks} {_first_large(says)}".strip()


def _first_large(text: str) -> str:
    return text[:1].upper() + text[1:]
