"""What the pages of the knowledge are made of: facts in a table, claims in a list, formulas in words."""

from __future__ import annotations

from collections.abc import Iterable

from strideback.cli.paper import Paper
from strideback.core.knowledge import All, AtLeast, Formula, Is, Not, Sentence


def facts(paper: Paper, *rows: tuple[str, str]) -> None:
    """Short facts with their names in front; empty ones are left out."""
    paper.table([((name, "dim"), says) for name, says in rows if says])


def claims(paper: Paper, title: str, says: Iterable[Sentence], *, numbered: bool = False) -> None:
    """A list of claims under a title; nothing where there are none."""
    says = tuple(says)
    if not says:
        return
    paper.gap()
    paper.text((title, "bold"))
    for count, each in enumerate(says, 1):
        paper.claim(each, first=f"{count:>3}. " if numbered else "   · ")


def listed(ids: Iterable[str]) -> str:
    """Ids with commas between them."""
    return ", ".join(ids)


def formula(when: Formula) -> str:
    """A formula in words: `all of (a; b), not c`."""
    match when:
        case Is(finding):
            return finding
        case Not(part):
            return f"not {formula(part)}"
        case All(parts):
            return f"all of ({'; '.join(map(formula, parts))})"
        case AtLeast(count, parts):
            return f"at least {count} of ({'; '.join(map(formula, parts))})"
    return f"any of ({'; '.join(map(formula, when.parts))})"
