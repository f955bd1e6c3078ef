"""A second solver, z3, on its own encoding of the same laws: it agrees law by law.

Numbers are real numbers here, choices and silence are read again from the files' meaning, and
nothing of the diagrams is used.
"""

import importlib.util
import sys
from pathlib import Path

import pytest
import z3

from strideback.core.knowledge import All, AtLeast, Is, Not
from strideback.core.knowledge import Any as AnyOf
from strideback.formats.knowledge_toml import load
from strideback.formats.proof import prove

_SPEC = importlib.util.spec_from_file_location(
    "proof_cases", Path(__file__).with_name("proof_cases.py")
)
cases = sys.modules.setdefault("proof_cases", importlib.util.module_from_spec(_SPEC))
_SPEC.loader.exec_module(cases)

URGENT = ("emergency", "same-day")


class Sheet:
    """One answer set as z3 variables: what is told, what it settles, what is raised."""

    def __init__(self, knowledge, tag):
        self.knowledge = knowledge
        self.tag = tag
        self.answered, self.variables, self.rules = {}, {}, []
        self.told, self.given = {}, []
        for question in sorted(knowledge.questions.values(), key=lambda each: each.order):
            self._tell(question)
        for rule in knowledge.findings.values():
            if rule.drawn or rule.tested or rule.observed:
                yes = z3.Bool(f"{tag}:{rule.id}")
                self.given.append(rule.id)
                self.told[rule.id] = (yes, z3.Not(yes))
        self.known, self.shown, self.hidden = dict(self.told), {}, {}
        self._settle()
        self.flags = {flag.id: self.value(flag.when) for flag in knowledge.flags.values()}

    def _tell(self, question):
        answered = z3.Bool(f"{self.tag}:{question.id}?")
        if question.kind in {"yes-no", "choices"}:
            ids = [f"{question.id}.{option.id}" for option in question.options] or [question.id]
            variables = [z3.Bool(f"{self.tag}:{finding}") for finding in ids]
            for finding, yes in zip(ids, variables, strict=True):
                self.told[finding] = (z3.And(answered, yes), z3.And(answered, z3.Not(yes)))
        elif question.kind == "number":
            variables = [z3.Real(f"{self.tag}:{question.id}")]
            for rule in self.knowledge.findings.values():
                if rule.number == question.id:
                    low = [] if rule.at_least is None else [variables[0] >= rule.at_least]
                    high = [] if rule.below is None else [variables[0] < rule.below]
                    yes = z3.And(*low, *high)
                    self.told[rule.id] = (z3.And(answered, yes), z3.And(answered, z3.Not(yes)))
        else:
            return
        self.answered[question.id] = answered
        self.variables[question.id] = variables

    def findings_of(self, name):
        kind = self.knowledge.questions[name].kind
        if kind == "number":
            return [rule.id for rule in self.knowledge.findings.values() if rule.number == name]
        if kind == "yes-no":
            return [name]
        return [f"{name}.{option.id}" for option in self.knowledge.questions[name].options]

    def _settle(self):
        for name, answered in self.answered.items():
            question = self.knowledge.questions[name]
            shown, hidden = z3.BoolVal(True), z3.BoolVal(False)
            if question.ask_when is not None:
                shown, hidden = self.value(question.ask_when)
            self.shown[name], self.hidden[name] = shown, hidden
            silent = z3.Not(answered)
            for finding in self.findings_of(name):
                yes, no = self.known[finding]
                if question.unanswered == "yes":
                    yes = z3.Or(yes, z3.And(silent, z3.Not(hidden)))
                self.known[finding] = (yes, z3.Or(no, z3.And(silent, hidden)))

    def value(self, formula):
        """Known to hold, and known not to hold."""
        match formula:
            case Is(finding):
                rule = self.knowledge.findings.get(finding)
                if rule is not None and rule.when is not None:
                    return self.value(rule.when)
                return self.known[finding]
            case Not(part):
                yes, no = self.value(part)
                return no, yes
            case All(parts):
                found = [self.value(part) for part in parts]
                return z3.And(*(yes for yes, _ in found)), z3.Or(*(no for _, no in found))
            case AnyOf(parts):
                found = [self.value(part) for part in parts]
                return z3.Or(*(yes for yes, _ in found)), z3.And(*(no for _, no in found))
            case AtLeast(count, parts):
                found = [self.value(part) for part in parts]
                ones = z3.Sum(*(z3.If(yes, 1, 0) for yes, _ in found))
                could = z3.Sum(*(z3.If(no, 0, 1) for _, no in found))
                return ones >= count, could < count

    def unknown(self, finding):
        yes, no = self.known[finding]
        return z3.And(z3.Not(yes), z3.Not(no))

    def mentions(self, formula):
        match formula:
            case Is(finding):
                rule = self.knowledge.findings.get(finding)
                derived = rule is not None and rule.when is not None
                return self.mentions(rule.when) if derived else {finding}
            case Not(part):
                return self.mentions(part)
            case All(parts) | AnyOf(parts) | AtLeast(_, parts):
                return set().union(*(self.mentions(part) for part in parts))

    def cleared(self):
        """No flag refers, and no question that could still raise a flag is open."""
        rules = self.knowledge.screen
        flags = self.knowledge.flags.values()
        refers = [
            self.flags[flag.id][0]
            for flag in flags
            if flag.level >= rules.refer_from or "everything" in flag.blocks
        ]
        asked = [
            self.knowledge.questions[name]
            for name in self.answered
            if self.knowledge.questions[name].screen
            and self.knowledge.questions[name].group in rules.asked_groups
        ]
        wanted = {}
        deciding = {finding for question in asked for finding in self.findings_of(question.id)}
        for flag in flags:
            yes, no = self.flags[flag.id]
            for finding in self.mentions(flag.when) & deciding:
                wanted.setdefault(finding, []).append(z3.And(z3.Not(yes), z3.Not(no)))
        for finding in set(rules.check_in_opens_full) & deciding:
            wanted.setdefault(finding, []).append(z3.BoolVal(True))
        asks = []
        for question in reversed(asked):
            here = z3.Or(
                *(
                    z3.And(self.unknown(finding), z3.Or(*wanted[finding]))
                    for finding in self.findings_of(question.id)
                    if finding in wanted
                )
            )
            asks.append(z3.And(here, self.shown[question.id]))
            if question.ask_when is not None:
                pushed = z3.And(here, z3.Not(self.shown[question.id]))
                for finding in self.mentions(question.ask_when):
                    wanted.setdefault(finding, []).append(pushed)
        return z3.And(z3.Not(z3.Or(*refers)), z3.Not(z3.Or(*asks)))

    def can_be_given(self):
        """Answers only to questions that are shown, and numbers in their range."""
        parts = []
        for name, answered in self.answered.items():
            question = self.knowledge.questions[name]
            parts.append(z3.Implies(answered, self.shown[name]))
            if question.kind == "number" and question.minimum is not None:
                parts.append(self.variables[name][0] >= question.minimum)
            if question.kind == "number" and question.maximum is not None:
                parts.append(self.variables[name][0] <= question.maximum)
        return z3.And(*parts)


def same(one, other, name):
    """The same answer to this question, or none in both."""
    pairs = zip(one.variables[name], other.variables[name], strict=True)
    return z3.And(
        one.answered[name] == other.answered[name],
        z3.Implies(one.answered[name], z3.And(*(a == b for a, b in pairs))),
    )


def same_given(one, other, but=None):
    return z3.And(*(one.told[f][0] == other.told[f][0] for f in one.given if f != but))


def possible(*what):
    solver = z3.Solver()
    solver.add(*what)
    return solver.check() == z3.sat


def urgent(knowledge):
    return [flag for flag in knowledge.flags.values() if flag.level.word in URGENT]


def law_1(knowledge):
    sheet = Sheet(knowledge, "s")
    raised = z3.Or(*(sheet.flags[flag.id][0] for flag in urgent(knowledge)))
    return not possible(sheet.cleared(), raised)


def law_2(knowledge):
    now, then = Sheet(knowledge, "now"), Sheet(knowledge, "then")
    more = [
        z3.If(
            now.answered[name],
            same(now, then, name),
            z3.Implies(then.answered[name], z3.Not(then.hidden[name])),
        )
        for name in now.answered
    ]
    gained = z3.Or(
        *(
            z3.And(then.flags[flag.id][0], z3.Not(now.flags[flag.id][0]))
            for flag in urgent(knowledge)
        )
    )
    return not possible(now.cleared(), same_given(now, then), gained, *more)


def law_3(knowledge):
    now, then = Sheet(knowledge, "now"), Sheet(knowledge, "then")
    flags = knowledge.flags.values()
    lower = z3.Or(
        *(
            z3.And(
                z3.Or(*(now.flags[f.id][0] for f in flags if f.level >= level)),
                z3.Not(z3.Or(*(then.flags[f.id][0] for f in flags if f.level >= level))),
            )
            for level in {flag.level for flag in flags}
        )
    )
    moves = [z3.And(given_yes(now, then, finding), all_same(now, then)) for finding in now.given]
    for name in now.answered:
        if knowledge.questions[name].kind != "number":
            rest = z3.And(same_given(now, then), all_same(now, then, but=name))
            moves += [z3.And(move, rest) for move in ticks(now, then, name)]
    return not possible(lower, z3.Or(*moves))


def all_same(now, then, but=None):
    return z3.And(*(same(now, then, name) for name in now.answered if name != but))


def given_yes(now, then, finding):
    turned = z3.And(z3.Not(now.told[finding][0]), then.told[finding][0])
    return z3.And(turned, same_given(now, then, but=finding))


def ticks(now, then, name):
    """One option more, of a question that is answered or that is not known."""
    findings = now.findings_of(name)
    for finding, before, after in zip(
        findings, now.variables[name], then.variables[name], strict=True
    ):
        others = [
            (now.told[other][0], then.told[other][0]) for other in findings if other != finding
        ]
        alone = z3.And(*(z3.Not(yes) for _, yes in others))
        kept = z3.And(*(was == yes for was, yes in others))
        silent = z3.And(z3.Not(now.answered[name]), now.unknown(finding), alone)
        ticking = z3.And(now.answered[name], z3.Not(before), kept)
        yield z3.And(then.answered[name], after, z3.Or(silent, ticking))


def law_4(knowledge):
    sheet = Sheet(knowledge, "s")
    solver = z3.Solver()
    solver.add(sheet.can_be_given())
    wanted = [sheet.flags[flag][0] for flag in knowledge.flags] + [sheet.cleared()]
    return all(solver.check(each) == z3.sat for each in map(named(solver), wanted))


def named(solver):
    """Give a formula a name in this solver, so that it can be assumed."""

    def name(formula):
        short = z3.FreshBool()
        solver.add(short == formula)
        return short

    return name


def law_5(knowledge):
    sheet = Sheet(knowledge, "s")
    solver = z3.Solver()
    solver.add(sheet.can_be_given(), *(z3.Or(*known) for known in sheet.known.values()))
    name = named(solver)
    raised = {flag: name(sheet.flags[flag][0]) for flag in knowledge.flags}
    for flag in knowledge.flags.values():
        if flag.refines is not None or solver.check(raised[flag.id]) != z3.sat:
            continue
        for other in knowledge.flags.values():
            blocks_all = "everything" in other.blocks or set(other.blocks) >= set(flag.blocks)
            covers = other.id != flag.id and other.level >= flag.level and blocks_all
            alone = (raised[flag.id], z3.Not(raised[other.id]))
            if covers and solver.check(*alone) == z3.unsat:
                return False
    return True


def opinion(knowledge):
    laws = {"law 1": law_1, "law 2": law_2, "law 3": law_3, "law 4": law_4, "law 5": law_5}
    return {name: law(knowledge) for name, law in laws.items()}


def first_opinion(knowledge):
    return {each.law: each.holds for each in prove(knowledge) if each.law != "law 0"}


def test_z3_agrees_that_all_laws_hold_on_the_small_good_screen():
    assert opinion(cases.GOOD) == first_opinion(cases.GOOD)
    assert all(opinion(cases.GOOD).values())


@pytest.mark.parametrize("case", cases.CASES, ids=lambda case: case.name)
def test_z3_agrees_on_which_laws_a_change_breaks(case):
    assert opinion(case.knowledge) == first_opinion(case.knowledge)


@pytest.mark.slow
def test_z3_agrees_on_the_knowledge_that_comes_with_strideback():
    real = load()
    assert opinion(real) == first_opinion(real)
