"""Claims: the guide's are all there, and an unsafe one is never acted on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from strideback.core.knowledge import Knowledge
from strideback.formats.knowledge_checks.rule import rule
from strideback.formats.problems import Problem

NUMBERED: Final = range(1, 27)
"""The numbers of the appraised claims (clinical.md 8)."""

ROWS: Final = range(1, 35)
"""The rows of the protocol (P1 to P34)."""


@rule("claims-numbered", "The appraised claims are numbered 1 to 26, each number once.")
def claims_numbered(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look for every number, and for numbers and rows that do not exist."""
    taken: dict[int, str] = {}
    for claim in knowledge.claims.values():
        file = f"claims/{claim.id}.toml"
        if claim.number is not None and claim.number not in NUMBERED:
            yield Problem(file, "number", f"is {claim.number}; the claims are numbered 1 to 26")
        elif claim.number in taken:
            first = taken[claim.number]
            yield Problem(file, "number", f"{claim.number} is already claims/{first}.toml")
        elif claim.number is not None:
            taken[claim.number] = claim.id
        for number, row in enumerate(claim.rows, start=1):
            if not re.fullmatch(r"P[1-9]\d?", row) or int(row[1:]) not in ROWS:
                yield Problem(file, f"rows#{number}", f"'{row}' is not one of P1 to P34")
    missing = [str(number) for number in NUMBERED if number not in taken]
    if missing:
        yield Problem("claims", "", f"no claim has the number {', '.join(missing)}")


@rule("unsafe-not-acted-on", "A claim found unsafe or contradicted is never acted on.")
def unsafe_not_acted_on(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Compare the verdict with `acted_on`."""
    for claim in knowledge.claims.values():
        if claim.verdict in {"unsafe", "contradicted"} and claim.acted_on:
            says = f"must be false: the verdict is {claim.verdict}"
            yield Problem(f"claims/{claim.id}.toml", "acted_on", says)
