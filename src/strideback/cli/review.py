"""`strideback review DIARY`: where a runner stands, on one page."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from strideback.cli import clock
from strideback.cli.opening import diary_argument
from strideback.cli.paper import Paper
from strideback.cli.screens import Shown, show


@click.command()
@diary_argument
@clock.on_day
@click.option("--json", "as_json", is_flag=True, help="As JSON, for other programs.")
@click.option("--sources", is_flag=True, help="Name the sources of every sentence.")
def review(diary: Path, on: date, as_json: bool, sources: bool) -> None:
    """Show where you stand: screen, muscles, plan, progress.

    DIARY is your diary file.  The screen for danger comes first: while it has open questions, or
    says that someone should see you, there is no plan.
    """
    show(diary, on, _write, _json if as_json else None, sources=sources)


def _json(it: Shown) -> dict[str, Any]:
    from strideback.formats.review_json import to_json

    return to_json(it.review, it.knowledge, it.problems)


def _write(paper: Paper, it: Shown) -> None:
    """Every section, the screen first."""
    from strideback.cli.screens import course, muscles, page, plan, triage

    page.show_top(paper, "review", it.review.on, _about(it))
    triage.show_triage(paper, it)
    if it.review.triage.outcome != "refer":  # being seen comes first, and stands alone
        muscles.show_muscles(paper, it)
        plan.show_plan(paper, it)
        course.show_progress(paper, it)
        course.show_running(paper, it)
    page.show_advice(paper, it)
    page.show_safety_net(paper, it.knowledge)
    page.show_foot(paper, it.knowledge, it.review.edition)


def _about(it: Shown) -> str:
    """The diary in a line: its name, how much it holds, and the day of the plan."""
    from strideback.formats import words

    progress = it.review.progress
    count = sum(each.on <= it.review.on for each in it.diary.events)
    day = f" · day {progress.day} of the plan" if progress.start else ""
    return f"{it.file} · {words.plural(count, 'entry', 'entries')}{day}"
