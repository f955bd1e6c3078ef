"""Answers, drawing and self-tests become findings: yes, no, or not known.

Findings are kept as two integers of bits, one for yes and one for no; a finding in neither is not
known.  Not known is never no: a hidden question counts as no only when the reason for hiding it is
itself known, and a question may say that silence counts as yes.
"""

from __future__ import annotations

from strideback.core.findings.drawing import (
    Place,
    drawn_places,
    marked,
    painted_cells,
    place_of,
)
from strideback.core.findings.telling import Telling, conditionals
from strideback.core.findings.vocabulary import Clause, Findings, Vocabulary

__all__ = [
    "Clause",
    "Findings",
    "Place",
    "Telling",
    "Vocabulary",
    "conditionals",
    "drawn_places",
    "marked",
    "painted_cells",
    "place_of",
]
