"""Findings become a decision: go on, answer more, or be seen by someone.

The strictest raised flag wins, even while other questions are open.  Silence is not a no: it asks.
Only `Cleared` opens ranking and plan, and only `triage` makes one (DESIGN.md, laws 1 to 5).
"""

from __future__ import annotations

from strideback.core.triage.decision import (
    Ask,
    Cleared,
    Refer,
    Screen,
    Triage,
    only_check_in,
    triage,
)
from strideback.core.triage.history import Circumstances, Screened, screen_diary
from strideback.core.triage.limits import LIMITS_NOT_NAMED, LIMITS_SET, Limits, limits_of

__all__ = [
    "LIMITS_NOT_NAMED",
    "LIMITS_SET",
    "Ask",
    "Circumstances",
    "Cleared",
    "Limits",
    "Refer",
    "Screen",
    "Screened",
    "Triage",
    "limits_of",
    "only_check_in",
    "screen_diary",
    "triage",
]
