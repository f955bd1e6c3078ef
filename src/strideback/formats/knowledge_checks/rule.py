"""What a rule is: a name, a sentence, and a function that yields what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from strideback.core.knowledge import Knowledge
from strideback.formats.problems import Problem

Check = Callable[[Knowledge, Path], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A law of the knowledge folder.  `check` looks at the read knowledge and at its folder."""

    name: str
    says: str
    check: Check


def rule(name: str, says: str) -> Callable[[Check], Rule]:
    """Make a rule of the function below, with a name and one sentence that says it."""
    return lambda check: Rule(name, says, check)
