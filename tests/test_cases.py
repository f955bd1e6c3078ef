"""Vignettes in the diary's own notation: what a runner tells, and what has to come out.

A case is one file in `cases/`.  Days are relative: `d+2` is two days after a Monday, `d-10` ten days
before it.  `include` puts shared text from `cases/_shared` in front (`clean-screen@7`: seven days
later) and `without` leaves the answers to these questions out of it; `before` goes in front of that
(so that its events are numbered from 1).  Every key of `[expect]` is optional; a key that is not
known is an error.  `misread` counts the problems that the lines have (none, unless it says so).
`known` names a disagreement of the code with the clinical text: the case says what should be, and is
expected to fail until the code is mended.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from strideback.core.diary import told
from strideback.core.findings import Telling
from strideback.core.knowledge import Any, Is, findings_in
from strideback.core.review import Reviewer
from strideback.formats import diary_checks, diary_text, knowledge_toml

HERE = Path(__file__).parent / "cases"
PATHS = sorted(HERE.glob("*.toml"))
START = date(2026, 3, 2)  # a Monday
TOP_KEYS = {
    *("title", "rows", "today", "before", "include", "without", "given", "expect"),
    *("known", "misread"),
}
DAY = re.compile(r"\bd([+-])(\d+)")

# Rows that no case can show: what they ask for is text of the knowledge folder or another face.
NOT_IN_A_REVIEW = {
    "P4": "an MRI and a doctor: words of a claim and of the questions and answers",
    "P23": "a claim of the books, shown in the library",
    "P24": "a claim of the books, shown in the library",
    "P25": "a claim of the books, shown in the library",
    "P26": "a claim of the books, shown in the library",
    "P27": "a claim of the books, shown in the library",
    "P28": "a claim of the books, shown in the library",
    "P29": "a claim of the books, shown in the library",
    "P32": "e-mails belong to the web face",
    "P33": "sharing the guide belongs to the web face",
    "P34": "questions and answers are files of the knowledge folder",
}
# E, S, P and C rows of clinical.md share the letter P with the protocol: these are written CP01 …
CLINICAL = (
    *(f"E{n:02}" for n in range(1, 16)),
    *(f"S{n:02}" for n in range(1, 13)),
    *(f"CP{n:02}" for n in range(1, 16)),
    *(f"C{n:02}" for n in range(1, 14)),
)
PROTOCOL = tuple(f"P{n}" for n in range(1, 35))
COMBINATIONS = tuple(f"1.3.1-{n}" for n in range(1, 11))
GATES = tuple(f"G{n}" for n in range(8))


# --- reading a case ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """A case, its review, and what it was reviewed from."""

    told: dict
    diary: object
    today: date
    problems: tuple
    review: object


def day_of(word, shift=0):
    sign, number = DAY.fullmatch(word).groups()
    return START + timedelta(days=int(sign + number) + shift)


def _dated(text, shift=0):
    return DAY.sub(lambda found: day_of(found[0], shift).isoformat(), text)


def _included(name, without):
    stem, _, shift = name.partition("@")
    lines = (HERE / "_shared" / f"{stem}.diary").read_text("utf-8").splitlines()
    kept = (line for line in lines if not any(f" answered {each} " in line for each in without))
    return _dated("\n".join(kept), int(shift or 0))


@cache
def reviewer():
    return Reviewer(knowledge_toml.load())


@cache
def outcome_of(path):
    told = tomllib.loads(path.read_text("utf-8"))
    text = "\n".join(
        (
            _dated(told.get("before", "")).strip(),
            *(_included(name, told.get("without", ())) for name in told.get("include", ())),
            _dated(told.get("given", "")).strip(),
        )
    )
    knowledge = reviewer().knowledge
    parsed = diary_text.parse(text)
    problems = (*parsed.problems, *diary_checks.misfits(parsed.diary, knowledge))
    diary = diary_checks.reading(parsed.diary, knowledge)
    today = day_of(told["today"])
    return Outcome(told, diary, today, problems, reviewer().review(diary, today))


# --- what a case can expect ----------------------------------------------------------------------


def _items(review):
    return [] if review.plan is None else [i for s in review.plan.sessions for i in s.items]


def _exercises(review):
    return sorted({item.exercise for item in _items(review)})


def _place(entry):
    return f"{entry.muscle}.{entry.side.value}"


def _lacks(wanted, there):
    """The words wanted that are not there."""
    return [each for each in wanted if each not in there]


def _steps(review, wanted):
    planned = {item.exercise: item.step for item in _items(review)}
    return {name: planned.get(name) for name in wanted}


def _doses(review, wanted):
    planned = {item.exercise: item for item in _items(review)}
    found = {name: planned.get(name) for name in wanted}
    return {name: item and [side.value for side in item.sides] for name, item in found.items()}


def _on(review, exercise):
    sessions = () if review.plan is None else review.plan.sessions
    return {s.on for s in sessions if any(item.exercise == exercise for item in s.items)}


# For each key: the value found, in the shape of the value wanted.  Equal means passed.
EXACT = {
    "outcome": lambda r, _: r.triage.outcome,
    "level": lambda r, _: r.triage.level.word,
    "no_plan": lambda r, _: r.plan is None,
    "top": lambda r, _: _place(r.ranking.muscles[0]) if r.ranking.muscles else None,
    "second": lambda r, _: _place(r.ranking.muscles[1]) if r.ranking.muscles[1:] else None,
    "ranked": lambda r, _: bool(r.ranking.muscles),
    "confidence": lambda r, _: r.ranking.muscles[0].confidence if r.ranking.muscles else None,
    "points": lambda r, want: {
        _place(e): e.points for e in (*r.ranking.muscles, *r.ranking.outside) if _place(e) in want
    },
    "outside_top": lambda r, _: _place(r.ranking.outside[0]) if r.ranking.outside else None,
    "none_fits": lambda r, _: r.none_fits,
    "stage": lambda r, _: r.plan and r.plan.stage,
    "programme": lambda r, _: r.plan and r.plan.programme,
    "day": lambda r, _: r.plan and r.plan.day,
    "instead": lambda r, want: {
        e.exercise: e.instead for e in (r.plan.left_out if r.plan else ()) if e.exercise in want
    },
    "gates": lambda r, want: {g.gate: g.status for g in r.gates if g.gate in want},
    "light": lambda r, _: r.load.light,
    "step": _steps,
    "sides": _doses,
    "spike": lambda r, _: r.load.spike is not None,
    "baseline": lambda r, _: r.progress.baseline and r.progress.baseline.level,
}
WITHIN = {  # every word wanted is among those found
    "because": lambda r: r.triage.because,
    "blocks": lambda r: sorted(r.triage.blocks),
    "ask": lambda r: getattr(r.triage, "ask", ()),
    "has": _exercises,
    "advice": lambda r: [line.id for line in r.advice],
    "why_not": lambda r: [each.muscle for each in r.why_not],
    "outside": lambda r: [_place(each) for each in r.ranking.outside],
}
WITHOUT = {  # no word wanted is among those found
    "not_because": WITHIN["because"],
    "not_blocks": WITHIN["blocks"],
    "not_ask": WITHIN["ask"],
    "has_not": _exercises,
    "not_advice": WITHIN["advice"],
}
OTHERS = {
    "cap_km",
    "cap_at_most_km",
    "first_session",
    "no_session_on",
    "rests",
    "planned_on",
    "minutes_at_most",
}
EXPECT_KEYS = {*EXACT, *WITHIN, *WITHOUT, *OTHERS}


def differences(review, expect):
    """One line for every expectation that is not met: the key, what was wanted, what was found."""
    for key, want in expect.items():
        if key in EXACT:
            found = EXACT[key](review, want)
            wrong = found != want
        elif key in WITHIN:
            found = WITHIN[key](review)
            wrong = _lacks(want, found)
        elif key in WITHOUT:
            found = WITHOUT[key](review)
            wrong = len(_lacks(want, found)) != len(want)
        else:
            found, wrong = _other(review, key, want)
        if wrong:
            yield f"{key}: wanted {want!r}, found {found!r}"


def _other(review, key, want):
    match key:
        case "cap_km":
            cap = review.load.cap_m
            return cap and cap / 1000, cap is None or abs(cap / 1000 - want) > 0.051
        case "cap_at_most_km":
            cap = review.load.cap_m
            return cap and cap / 1000, cap is None or cap / 1000 > want + 1e-9
        case "first_session":
            first = review.plan.sessions[0].on if review.plan and review.plan.sessions else None
            return str(first), first != day_of(want)
        case "no_session_on":
            days = {s.on for s in review.plan.sessions} if review.plan else set()
            return sorted(map(str, days)), any(day_of(each) in days for each in want)
        case "rests" | "planned_on":
            found = {each: sorted(map(str, _on(review, each))) for each in want}
            planned = {
                exercise: [day_of(each) in _on(review, exercise) for each in days]
                for exercise, days in want.items()
            }
            wrong = any((any if key == "rests" else _not_all)(each) for each in planned.values())
            return found, wrong
        case "minutes_at_most":
            longest = max((s.seconds for s in review.plan.sessions), default=0) / 60
            return longest, longest > want
    raise AssertionError(key)


def _not_all(flags):
    return not all(flags)


# --- the tests -----------------------------------------------------------------------------------


def _param(path):
    known = tomllib.loads(path.read_text("utf-8")).get("known")
    marks = [pytest.mark.xfail(reason=known, strict=True)] if known else []
    return pytest.param(path, id=path.stem, marks=marks)


@pytest.mark.parametrize("path", [_param(path) for path in PATHS])
def test_case(path):
    case = outcome_of(path)
    expect = case.told["expect"]
    wrong = list(differences(case.review, expect))
    assert len(case.problems) == case.told.get("misread", 0), [p.says for p in case.problems]
    assert not wrong, _report(case, wrong)


def _report(case, wrong):
    triage = case.review.triage
    return "\n  ".join(
        (
            f"\n{case.told['title']}  (reviewed on {case.told['today']})",
            *wrong,
            (
                f"-- triage: {triage.outcome}, {triage.level.word}, because {list(triage.because)}, "
                f"asks {list(getattr(triage, 'ask', ()))[:6]}"
            ),
            (
                f"-- plan: {case.review.plan and case.review.plan.stage}, "
                f"light {case.review.load.light}, gates "
                f"{[(g.gate, g.status) for g in case.review.gates]}"
            ),
            f"-- ranking: {[(_place(e), e.points) for e in case.review.ranking.muscles]}",
        )
    )


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_case_is_well_formed(path):
    told = tomllib.loads(path.read_text("utf-8"))
    assert set(told) <= TOP_KEYS
    assert {"title", "rows", "today", "expect"} <= set(told)
    assert set(told["expect"]) <= EXPECT_KEYS
    assert told["expect"]
    rows = {*CLINICAL, *PROTOCOL, *COMBINATIONS, *GATES}
    assert [row for row in told["rows"] if row not in rows] == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_what_holds_in_every_case(path):
    case = outcome_of(path)
    review, knowledge = case.review, reviewer().knowledge
    assert (review.plan is not None) == (review.triage.outcome == "cleared")
    ranked = {each.muscle for each in (*review.ranking.muscles, *review.ranking.outside)}
    assert not ranked & {"psoas", "iliacus"}
    assert {"psoas", "iliacus"} <= {each.muscle for each in review.why_not}
    assert any(line.id == "safety-net" for line in review.advice)
    for item in _items(review):
        exercise = knowledge.exercises[item.exercise]
        assert not exercise.names & review.triage.blocks
        assert exercise.steps, "every exercise comes with its tutorial (P15)"


def test_there_are_enough_cases():
    outcomes = [outcome_of(path) for path in PATHS]
    stopped = [
        case
        for case in outcomes
        if case.review.triage.outcome == "refer" or case.review.triage.blocks
    ]
    assert len(outcomes) >= 60
    assert len(stopped) >= 25


def _literals(formula, knowledge):
    """The findings that are no formula themselves, at the bottom of a formula."""
    for finding in findings_in(formula):
        rule = knowledge.findings.get(finding)
        if rule is not None and rule.when is not None:
            yield from _literals(rule.when, knowledge)
        else:
            yield finding


def _raised_by_each(formula, knowledge):
    """True when any one of its findings is enough: there is no half-way."""
    match formula:
        case Is(finding):
            rule = knowledge.findings.get(finding)
            return rule is None or rule.when is None or _raised_by_each(rule.when, knowledge)
        case Any(parts):
            return all(_raised_by_each(part, knowledge) for part in parts)
    return False


@cache
def _findings(path):
    telling = Telling(reviewer().knowledge, reviewer().screen.vocabulary)
    case = outcome_of(path)
    for event in told(case.diary, case.today):
        telling.hear(event)
    return telling.settled()


@pytest.mark.parametrize("flag", sorted(knowledge_toml.load().flags))
def test_every_flag_is_raised_and_nearly_raised(flag):
    knowledge = reviewer().knowledge
    raised = [path for path in PATHS if flag in outcome_of(path).review.triage.because]
    assert raised, "no case raises this flag"
    others = [path for path in PATHS if path not in set(raised)]
    formula = knowledge.flags[flag].when
    literals = set(_literals(formula, knowledge))
    no_half_way = _raised_by_each(formula, knowledge)
    near = (
        flag in outcome_of(path).told["expect"].get("not_because", ())
        or any(_findings(path)[each] is True for each in literals)
        or (no_half_way and all(_findings(path)[each] is False for each in literals))
        for path in others
    )
    assert any(near), "no case comes near this flag without raising it"


@pytest.mark.parametrize("row", [*CLINICAL, *PROTOCOL, *COMBINATIONS, *GATES])
def test_every_row_has_a_case(row):
    shown = {row for path in PATHS for row in outcome_of(path).told["rows"]}
    if row in NOT_IN_A_REVIEW:
        assert row not in shown, "it is shown after all: take it off the list"
    else:
        assert row in shown
