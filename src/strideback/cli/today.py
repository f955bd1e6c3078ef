"""`strideback today DIARY`: today's session, step by step, or why there is none."""

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
def today(diary: Path, on: date, as_json: bool, sources: bool) -> None:
    """Show today's session, step by step.

    DIARY is your diary file.  While the screen for danger has open questions, or says that someone
    should see you, it shows that and no session.
    """
    show(diary, on, _write, _json if as_json else None, sources=sources)


def _write(paper: Paper, it: Shown) -> None:
    from strideback.cli.screens.session import show_today

    show_today(paper, it)


def _json(it: Shown) -> dict[str, Any]:
    """The triage, today's session or null and whether it was stopped, the next one's day, the safety net."""
    from strideback.formats.review_json import session_json, to_json

    told = to_json(it.review, it.knowledge)
    ahead = it.review.plan.sessions if it.review.plan else ()
    now = next((each for each in ahead if each.on == it.review.on), None)
    later = next((each.on for each in ahead if each.on > it.review.on), None)
    return {
        "on": told["on"],
        "edition": told["edition"],
        "triage": told["triage"],
        "stopped": told["stopped"],
        "session": session_json(now, it.knowledge) if now else None,
        "next": later.isoformat() if later else None,
        "safety_net": told["safety_net"],
    }
