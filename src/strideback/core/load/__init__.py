"""Folds over the diary: running load, its traffic light, and the cap for the next run.

The cap is a share of the longest run of the last 30 days (clinical.md 7); the ratio of this week
to the last weeks is never used.  No advice here ever passes the cap.  `stood_out` sets the runs
before flares against the runner's own other runs: it shows counts, never a cause.
"""

from __future__ import annotations

from strideback.core.load.changes import Change
from strideback.core.load.folds import Load, fold_load, full_running
from strideback.core.load.runs import (
    PainAround,
    RatedRun,
    last_seen,
    longest_before,
    rated_runs,
    two_reds,
)
from strideback.core.load.stood_out import StoodOut, Trait, stood_out
from strideback.core.load.weeks import Week

__all__ = [
    "Change",
    "Load",
    "PainAround",
    "RatedRun",
    "StoodOut",
    "Trait",
    "Week",
    "fold_load",
    "full_running",
    "last_seen",
    "longest_before",
    "rated_runs",
    "stood_out",
    "two_reds",
]
