"""The runner's report for a clinician, and the plan to hang up: as finished words, and as a PDF."""

from __future__ import annotations

from strideback.formats.report.contents import Kind, Report
from strideback.formats.report.making import first_day, report
from strideback.formats.report.printing import pdf
from strideback.formats.report.told import asks_in

__all__ = ["Kind", "Report", "asks_in", "first_day", "pdf", "report"]
