"""The summary of an import: what was taken, by sport, and what was not, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from strideback.cli.paper import Paper, Written, new_paper, safe
from strideback.cli.words import named
from strideback.core.diary import Ran
from strideback.formats.run_import import FileResult, Imported
from strideback.formats.run_merge import DUPLICATE, IMPORTED, REFUSED
from strideback.formats.run_same import base_sport
from strideback.formats.words import plural

_MOST = 12
_STYLES = {IMPORTED: "green", DUPLICATE: "dim", REFUSED: "yellow"}


def summary(found: Imported, diary: Path, *, dry_run: bool, show_all: bool) -> Paper:
    """The sheet that an import ends with."""
    paper = new_paper()
    counts = Counter(each.status for each in found.results)
    title = "Import (dry run: nothing was written)" if dry_run else "Import"
    paper.heading(title, plural(len(found.results), "file"))
    statuses = (IMPORTED, DUPLICATE, REFUSED)
    paper.table(
        [[(each, _STYLES[each]), f"{counts[each]:,}"] for each in statuses if counts[each]],
        right=(1,),
    )
    _sports(paper, found.results)
    most = len(found.results) if show_all else _MOST
    _named(paper, "Joined with what was there", IMPORTED, found.results, most)
    _named(paper, "Not taken again", DUPLICATE, found.results, most)
    _named(paper, "Refused", REFUSED, found.results, most)
    _notes(paper, found.results)
    paper.gap()
    paper.text("Nothing was sent anywhere, and no positions are kept.")
    if found.entries and not dry_run:
        paper.line("Next:  ", (f"strideback review {named(diary)}", "bold"))
        paper.line("Undo:  ", (f"strideback import {named(diary)} --undo {found.batch}", "bold"))
    return paper


def _sports(paper: Paper, results: Sequence[FileResult]) -> None:
    """For each sport how many, how far, how long, and from when to when."""
    taken: dict[str, list[Ran]] = {}
    for result in results:
        for each in result.outcomes:
            if each.status == IMPORTED:
                run = each.recorded.run
                taken.setdefault(base_sport(run.kind), []).append(run)
    if not taken:
        return
    rows: list[list[Written]] = [
        [(word, "dim") for word in ("sport", "count", "km", "hours", "from", "to")]
    ]
    for sport, runs in sorted(taken.items(), key=lambda pair: (pair[0] != "run", -len(pair[1]))):
        kilometres = sum(run.distance_m or 0.0 for run in runs) / 1000
        hours = sum(run.duration_s or 0.0 for run in runs) / 3600
        days = sorted(run.on for run in runs)
        rows.append(
            [
                (sport, "bold"),
                *(f"{len(runs):,}", f"{kilometres:,.1f}", f"{hours:,.1f}"),
                *(f"{days[0]}", f"{days[-1]}"),
            ]
        )
    paper.gap()
    paper.table(rows, right=(1, 2, 3))


def _named(paper: Paper, title: str, status: str, results: Sequence[FileResult], most: int) -> None:
    """The files of one status that have a reason, each with it."""
    those = [each for each in results if each.status == status and each.reason]
    if not those:
        return
    paper.heading(title, f"{len(those):,}" if len(those) > most else "")
    for each in those[:most]:
        paper.text((_short(each.file, paper.width), "bold"))
        paper.text(safe(each.reason), indent=2)
    if len(those) > most:
        paper.text((f"… and {len(those) - most:,} more; --all names them.", "dim"))


def _short(name: str, width: int) -> str:
    """The end of a long name, which says more than its beginning."""
    name = safe(name)
    return name if len(name) <= width else f"…{name[-(width - 1) :]}"


def _notes(paper: Paper, results: Sequence[FileResult]) -> None:
    """What was odd about files that were taken, with how many there were."""
    taken = [each for each in results if each.status == IMPORTED]
    counts = Counter(note for each in taken for note in each.notes)
    if not counts:
        return
    paper.heading("Good to know")
    for note, count in counts.most_common(_MOST):
        paper.text(safe(note), first=(f"{plural(count, 'file')}: ", "dim"), indent=2)
    if len(counts) > _MOST:
        paper.text((f"… and {len(counts) - _MOST:,} other notes; --json has them.", "dim"))
