"""Folds over the diary: pain, function, adherence, flares, and how each muscle responds.

Nothing here decides what to do; `adapt` does.  Pain that nobody told is not known, never zero.
"""

from __future__ import annotations

from strideback.core.progress.folds import Folded, Progress, fold, preferences, serious_signs
from strideback.core.progress.pain import Flare, PainDay, flares_of, pain_days
from strideback.core.progress.responses import Response, responses

__all__ = [
    "Flare",
    "Folded",
    "PainDay",
    "Progress",
    "Response",
    "flares_of",
    "fold",
    "pain_days",
    "preferences",
    "responses",
    "serious_signs",
]
