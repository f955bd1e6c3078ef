"""What depends on what, and the order of variables that keeps the diagrams small.

Diagrams stay small when things that one formula mentions together lie close together.  The order
starts as the questions are asked and is drawn together step by step (the FORCE heuristic of Aloul,
Markov and Sakallah, 2003).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from strideback.core.knowledge import Formula, Knowledge, findings_in

_ROUNDS = 60


def base_findings(knowledge: Knowledge, formula: Formula) -> frozenset[str]:
    """Every finding that the formula rests on, once the derived ones are written out."""
    found: set[str] = set()
    for finding in findings_in(formula):
        rule = knowledge.findings.get(finding)
        if rule is None or rule.when is None:
            found.add(finding)
        else:
            found |= base_findings(knowledge, rule.when)
    return frozenset(found)


def owner(knowledge: Knowledge, finding: str) -> str:
    """The question that decides a base finding, or the finding itself where there is none."""
    rule = knowledge.findings.get(finding)
    if rule is not None:
        return finding if rule.number is None else rule.number
    return finding if finding in knowledge.questions else finding.partition(".")[0]


def in_order(knowledge: Knowledge) -> tuple[str, ...]:
    """Questions, and findings that no question decides, with those used together side by side."""
    asked = sorted(knowledge.questions.values(), key=lambda question: (question.order, question.id))
    given = (rule for rule in knowledge.findings.values() if rule.when is None and not rule.number)
    names = [*(question.id for question in asked), *(rule.id for rule in given)]
    together = [_owners(knowledge, flag.when) for flag in knowledge.flags.values()]
    together += (
        _owners(knowledge, question.ask_when) | {question.id}
        for question in asked
        if question.ask_when is not None
    )
    return tuple(_drawn_together(names, [group for group in together if len(group) > 1]))


def _owners(knowledge: Knowledge, formula: Formula) -> frozenset[str]:
    return frozenset(owner(knowledge, each) for each in base_findings(knowledge, formula))


def _drawn_together(names: Sequence[str], together: Sequence[frozenset[str]]) -> list[str]:
    """The best of some rounds in which everything moves to the middle of what it belongs to."""
    best = order = list(names)
    for _ in range(_ROUNDS):
        place = {name: float(at) for at, name in enumerate(order)}
        pulls: dict[str, list[float]] = {name: [] for name in names}
        for group in together:
            middle = _mean(place[name] for name in sorted(group))
            for name in group:
                pulls[name].append(middle)
        order = sorted(order, key=lambda name: _mean(pulls[name] or [place[name]]))
        best = min(best, order, key=lambda each: _reach(each, together))
    return best


def _mean(numbers: Iterable[float]) -> float:
    found = list(numbers)
    return sum(found) / len(found)


def _reach(order: Sequence[str], together: Sequence[frozenset[str]]) -> int:
    """How far apart things lie that are used together, over all groups."""
    place = {name: at for at, name in enumerate(order)}
    return sum(
        max(place[name] for name in group) - min(place[name] for name in group)
        for group in together
    )
