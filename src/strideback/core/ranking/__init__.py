"""Cleared and findings become muscles in order, each with its reasons (clinical.md 2.4.2).

Points with reasons, not probabilities: tender and "that is my pain" weigh more than the drawing,
the drawing more than what makes it worse, that more than the guide's order, and that more than
self-tests.  The left and the right are ranked apart.
"""

from __future__ import annotations

from strideback.core.ranking.clues import Clues, clues, none_fits, zones
from strideback.core.ranking.points import RankedMuscle, Ranking, Reason, in_order, rank

__all__ = [
    "Clues",
    "RankedMuscle",
    "Ranking",
    "Reason",
    "clues",
    "in_order",
    "none_fits",
    "rank",
    "zones",
]
