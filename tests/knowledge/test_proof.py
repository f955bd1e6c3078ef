"""Each safety law holds on a small good screen, and a small change that breaks it is caught."""

import builtins
import importlib.util
import itertools
import random  # noqa: TID251  (with a fixed seed)
import sys
from datetime import date
from pathlib import Path

import pytest

from strideback.core.diary import Answered
from strideback.core.findings import Clause, Telling, Vocabulary
from strideback.core.triage import Screen, triage
from strideback.formats.knowledge_toml import load
from strideback.formats.proof import LAWS, ProofUnavailable, how_many, prove, report
from strideback.formats.proof_answers import Answers
from strideback.formats.proof_diagrams import Diagrams
from strideback.formats.proof_readings import Running, Written

_SPEC = importlib.util.spec_from_file_location(
    "proof_cases", Path(__file__).with_name("proof_cases.py")
)
cases = sys.modules.setdefault("proof_cases", importlib.util.module_from_spec(_SPEC))
_SPEC.loader.exec_module(cases)

DAY = date(2026, 3, 6)


@pytest.fixture(scope="module")
def real():
    return load()


def broken(verdicts):
    return {verdict.law for verdict in verdicts if not verdict.holds}


def test_every_law_holds_on_the_small_good_screen():
    heard = []
    verdicts = prove(cases.GOOD, heard.append)
    assert broken(verdicts) == set(), report(verdicts)
    assert heard == [verdict.law for verdict in verdicts] == list(LAWS)
    assert all(verdict.counter is None for verdict in verdicts)


def test_every_law_holds_on_the_knowledge_that_comes_with_strideback(real):
    verdicts = prove(real)
    assert broken(verdicts) == set(), report(verdicts)


@pytest.mark.parametrize("case", cases.CASES, ids=lambda case: case.name)
def test_a_law_broken_on_purpose_is_caught_with_the_smallest_answers(case):
    verdicts = prove(case.knowledge)
    assert broken(verdicts) == case.broken, report(verdicts)
    verdict = next(each for each in verdicts if each.law == case.law)
    assert verdict.counter == case.counter
    assert case.why in verdict.note


def test_a_mask_that_counts_one_too_few_is_caught(monkeypatch):
    right = Vocabulary._some
    monkeypatch.setattr(
        Vocabulary,
        "_some",
        lambda self, needed, parts, *, wanted: right(self, needed - 1, parts, wanted=wanted),
    )
    same = prove(cases.GOOD)[0]
    assert same.counter == {"risks": "no", "not known": "night"}
    assert "they differ on whether pattern is possible" in same.note
    assert "they differ on whether pattern is raised" in same.note


def test_a_hidden_question_that_the_masks_take_for_shown_is_caught(monkeypatch):
    right = Vocabulary.clauses
    shown = [Clause(0)]
    monkeypatch.setattr(
        Vocabulary,
        "clauses",
        lambda self, formula: (
            tuple(shown) if formula == cases.is_("check-due") else right(self, formula)
        ),
    )
    same = prove(cases.GOOD)[0]
    assert not same.holds
    assert same.counter == {"fever": "no"}
    assert "they differ on whether infection is possible" in same.note


# --- what is cleared, by running the program ------------------------------------------------------


def _spoken(answers, chance):
    """Chance answers, mostly no, now and then not sure, as a runner would give them."""
    likely, silent = chance.random(), chance.choice([0, 0, 0.05])
    for asked in answers.in_asked_order():
        if chance.random() < silent:
            continue
        question, yes = asked.question, chance.random() < likely**3
        if question.kind == "number":
            value = chance.choice([1.0, 17, 18, 25, 26, 36, 44.5, 49, 50, 64, 65, 90])
        elif yes and chance.random() < 0.2:
            value = "not-sure"
        elif question.kind == "choices":
            ticked = [option.id for option in question.options if yes and chance.random() < 0.4]
            value = tuple(ticked)
        else:
            value = "yes" if yes else "no"
        yield Answered(on=DAY, question=question.id, value=value)


def _true_variables(answers, telling):
    """The variables of the diagrams that stand for what was told."""
    bits = telling.vocabulary.bits
    for finding, variable in answers.given.items():
        if telling.yes & bits[finding]:
            yield variable
    for asked in answers.asked.values():
        known = telling.yes | telling.no
        if any(known & bits[finding] for finding in asked.findings):
            yield asked.answered
            if not asked.steps:
                yield from (v for f, v in asked.values.items() if telling.yes & bits[f])


def _reached(answers, spoken):
    """The steps that the numbers told have reached."""
    told = {event.question: event.value for event in spoken}
    for asked in answers.asked.values():
        for step, variable in zip(asked.steps, asked.values.values(), strict=False):
            if asked.question.id in told and told[asked.question.id] >= step:
                yield variable


def _telling(knowledge, screen, answers, spoken, chance):
    telling = Telling(knowledge, screen.vocabulary)
    for event in spoken:
        telling.hear(event)
    likely = chance.choice([0, 0, 0.3])
    for finding in answers.given:
        bit = screen.vocabulary.bits[finding]
        yes = chance.random() < likely
        telling.set(bit if yes else 0, 0 if yes else bit)
    return telling


def _some_answers(screen, chance):
    """The bits of a few findings that questions decide."""
    decided = [bit for mask in screen.vocabulary.options.values() for bit in _bits(mask)]
    return sum(bit for bit in decided if chance.random() < 0.02)


def _bits(mask):
    return [1 << place for place in range(mask.bit_length()) if mask >> place & 1]


def _agree(screen, answers, readings, telling, true):
    """What the program decides on is what both readings say of this answer set."""
    written, running = readings
    findings = telling.settled()
    decision = triage(screen, findings)
    holds = answers.diagrams.holds
    raised = {flag for flag, known in written.flags.items() if holds(true, known.yes)}
    could = {flag for flag, known in written.flags.items() if not holds(true, known.no)}
    assert holds(true, answers.consistent)
    assert set(decision.because) == raised
    assert screen.verdict(screen.raised(findings.possible))[1] == tuple(
        flag.id for flag in screen.flags if flag.id in could
    )
    assert holds(true, running.refers) == (decision.outcome == "refer")
    assert holds(true, running.cleared) == (decision.outcome == "cleared")
    if decision.outcome != "cleared":
        assert holds(true, running.asks) == bool(decision.ask)
    return decision.outcome


@pytest.mark.parametrize("in_part", [False, True], ids=["whole", "in part"])
@pytest.mark.parametrize("which", ["small", "real"])
def test_two_thousand_answer_sets_run_as_the_diagrams_say(which, in_part, request):
    knowledge = cases.GOOD if which == "small" else request.getfixturevalue("real")
    screen = Screen(knowledge)
    answers = Answers(knowledge, in_part=in_part)
    readings = Written(knowledge, answers), Running(knowledge, answers)
    chance = random.Random(20260306)  # noqa: S311
    whole = Answers(knowledge)
    outcomes = []
    for _ in range(2000):
        spoken = tuple(_spoken(whole, chance))
        telling = _telling(knowledge, screen, answers, spoken, chance)
        if in_part and chance.random() < 0.5:
            telling.forget(_some_answers(screen, chance))
        true = {*_true_variables(answers, telling), *_reached(answers, spoken)}
        outcomes.append(_agree(screen, answers, readings, telling, true))
    assert all(outcomes.count(each) >= 20 for each in ("ask", "refer", "cleared"))


# --- the diagrams ---------------------------------------------------------------------------------


def _chance_set(diagrams, names, chance):
    """A set of answer sets made by chance, and its members one by one."""
    members = {
        frozenset(name for name, yes in zip(names, row, strict=True) if yes)
        for row in itertools.product([False, True], repeat=len(names))
        if chance.random() < 0.1
    }
    found = diagrams.any(
        diagrams.all(
            diagrams.variable(name) if name in member else ~diagrams.variable(name)
            for name in names
        )
        for member in members
    )
    return found, members


def test_the_cheapest_member_is_the_cheapest_of_all():
    chance = random.Random(7)  # noqa: S311
    for _ in range(50):
        diagrams = Diagrams()
        prices = {f"v{number}": chance.choice([1, 10, 100]) for number in range(6)}
        for name, price in prices.items():
            diagrams.declare(name, price)
        found, members = _chance_set(diagrams, list(prices), chance)
        cheapest = diagrams.cheapest(found)
        if not members:
            assert cheapest is None
            continue
        assert cheapest.true in members
        assert cheapest.price == sum(prices[name] for name in cheapest.true)
        assert cheapest.price == min(sum(prices[n] for n in member) for member in members)
        assert diagrams.count(found) == len(members)
        assert all(diagrams.holds(member, found) for member in members)


@pytest.mark.parametrize("count", [-1, 0, 1, 3, 5, 6])
def test_at_least_so_many_parts(count):
    diagrams = Diagrams()
    names = [f"v{number}" for number in range(5)]
    found = diagrams.at_least(count, [diagrams.declare(name, 1) for name in names])
    for size in range(6):
        assert diagrams.holds(names[:size], found) == (size >= count)


# --- what is shown --------------------------------------------------------------------------------


def test_the_report_is_the_same_every_time_and_says_what_breaks():
    case = next(case for case in cases.CASES if case.law == "law 2")
    told = report(prove(case.knowledge))
    assert told == report(prove(case.knowledge))
    assert "law 0 holds: The formulas in the files" in told
    assert "law 2 BROKEN: No answers are cleared while" in told
    assert "  smallest answers that break it:\n    age = 26 or more and below 50\n" in told
    assert "    not known: fever\n    no to: saddle, risks\n" in told


def test_the_report_says_when_no_answer_at_all_breaks_a_law():
    always = cases.flag("always", cases.not_(cases.any_()), "soon")
    other = cases.flag("again", cases.all_(), "soon")
    told = report(prove(cases.changed(cases.GOOD, always, other)))
    assert "again is swallowed by always" in told
    assert "    no answer at all\n" in told


def test_answer_sets_are_counted():
    only = {name: cases.QUESTIONS[name] for name in ("fever", "risks")}
    small = cases.replace(
        cases.GOOD,
        questions=only,
        findings={"leg-drawn": cases.FINDINGS["leg-drawn"]},
        flags={"hot": cases.flag("hot", cases.any_("fever", "risks.cancer"), "same-day")},
    )
    counted = 3 * (1 + 2**3) * 2  # fever; the three risks as a whole; drawn or not
    in_part = 3 * 3**3 * 2
    note = prove(small)[0].note
    assert note == f"{counted} answer sets; {in_part} answer sets with questions known in part"


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "1 answer set"),
        (999_999, "999999 answer sets"),
        (31 * 10**40 + 7, "3.1e41 answer sets"),
    ],
)
def test_many_answer_sets_are_told_in_few_digits(count, words):
    assert how_many(count) == words


def test_without_the_library_the_proof_says_what_to_install(monkeypatch):
    real_import = builtins.__import__

    def without(name, *rest, **more):
        if name.startswith("dd"):
            raise ModuleNotFoundError(name)
        return real_import(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ProofUnavailable, match=r"pip install 'strideback\[prove\]'"):
        prove(cases.GOOD)
