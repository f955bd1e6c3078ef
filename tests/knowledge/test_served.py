"""The names that the rules think the core asks for are those in the core's own source."""

import ast
from dataclasses import fields
from pathlib import Path

import pytest

import strideback.core
from strideback.core import knowledge as records
from strideback.formats.knowledge_checks import served

CORE = Path(strideback.core.__file__).parent


def _calls():
    for path in sorted(CORE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield node


def _name_of(call):
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _literals():
    texts = set()
    for path in CORE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
    return texts


def test_messages_are_filled_as_the_rules_think():
    literal = {
        call.args[1].value: {keyword.arg for keyword in call.keywords}
        for call in _calls()
        if _name_of(call) == "line"
        and len(call.args) > 1
        and isinstance(call.args[1], ast.Constant)
    }
    assert literal, "the core shows messages"
    assert literal == {name: set(served.ADVICE[name]) for name in literal if name in served.ADVICE}


def test_reasons_are_filled_as_the_rules_think():
    for call in _calls():
        of = getattr(call.func, "value", None)
        if _name_of(call) == "filled" and isinstance(of, ast.Subscript):
            name = getattr(of.slice, "value", None)
            words = {keyword.arg for keyword in call.keywords}
            if getattr(of.value, "attr", "") == "reasons" and name and None not in words:
                assert served.REASONS[name] == words


def test_every_name_is_in_the_core():
    literals = _literals()
    steps = {name for name in served.ADVICE if name.startswith("ladder-")}
    names = {*served.REASONS, *served.LIGHTS, *served.CONFIDENCE, *served.OBSERVED}
    names |= served.ADVICE.keys() - steps
    names |= {name.removeprefix("ladder-") for name in steps}

    assert names - literals == set()


@pytest.mark.parametrize(
    "rules",
    [
        records.ScreenRules,
        records.RankingRules,
        records.GateRules,
        records.RunningRules,
        records.StoodOutRules,
    ],
    ids=lambda rules: rules.__name__,
)
def test_every_number_of_the_rules_is_read(rules):
    """A number that nothing reads looks like a safeguard, and is none."""
    read = {
        node.attr
        for path in CORE.parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }

    assert {field.name for field in fields(rules)} - read - {"evidence"} == set()
