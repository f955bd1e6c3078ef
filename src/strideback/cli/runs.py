"""`strideback runs DIARY`: the runs, the weeks, the cap, and what stood out before the pain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from strideback.cli import clock
from strideback.cli.opening import diary_argument
from strideback.cli.paper import Paper, Written, columns_of, safe
from strideback.cli.screens import Shown, show
from strideback.cli.words import LIGHT_STYLES
from strideback.core.load import Change, Load, RatedRun, Week
from strideback.core.terms import Level
from strideback.formats import words
from strideback.formats.run_words import CHANGES, changed, clock_time, pace

_BARS = "▁▂▃▄▅▆▇█"
_RUNS_SHOWN = 14
_WEEKS_LISTED = 4
_FEW, _MANY = 12, 52
_FIRST_TO_GO = ("balance", "up/down", "steps", "hr", "pace", "time")


@click.command()
@diary_argument
@clock.on_day
@click.option("--json", "as_json", is_flag=True, help="As JSON, with every run and every week.")
@click.option("--sources", is_flag=True, help="Name the sources of every sentence.")
def runs(diary: Path, on: date, as_json: bool, sources: bool) -> None:
    """Show your runs: weeks, the next one's length, shoes, what stood out.

    DIARY is your diary file.  Runs come from files (`strideback import`) or from your own lines
    (`strideback log`).
    """
    show(diary, on, _write, _json if as_json else None, sources=sources)


def _json(it: Shown) -> dict[str, Any]:
    from strideback.formats.runs_json import runs_to_json

    return runs_to_json(it.review, it.knowledge, it.problems)


def _write(paper: Paper, it: Shown) -> None:
    from strideback.cli.screens import page, triage

    review, load = it.review, it.review.load
    page.show_top(paper, "runs", review.on, _about(it))
    if review.triage.outcome != "cleared" or review.triage.level >= Level.SOON:
        triage.show_triage(paper, it)
    if not load.runs:
        paper.gap()
        paper.text("No run is in this diary yet. Bring your files, or type one:")
        paper.line((f"  strideback import {it.file} FILES", "bold"))
        paper.line((f"  strideback log {it.file} ran 8.2km 46min pain=2", "bold"))
    if load.runs or review.triage.outcome == "cleared":
        _show_next(paper, it)
    if load.runs:
        _show_weeks(paper, load, review.on)
        _show_runs(paper, it)
        _show_changes(paper, load)
        _show_shoes(paper, load)
        if review.triage.outcome != "refer":  # being seen comes first
            _show_stood_out(paper, load)
    if review.triage.outcome == "cleared" and review.triage.level < Level.SOON:
        paper.gap()
        paper.claim(it.knowledge.screen.clean)
    page.show_safety_net(paper, it.knowledge)
    page.show_foot(paper, it.knowledge, review.edition)


def _about(it: Shown) -> str:
    load = it.review.load
    count = words.plural(len(load.runs), "run")
    metres = sum(each.distance_m for each in load.all_weeks)
    total = f", {words.kilometres(metres)} in all" if metres else ""
    since = f", since {words.day(load.runs[0].on, year=True)}" if load.runs else ""
    return f"{it.file} · {count}{total}{since}"


# --- the next run --------------------------------------------------------------------------------


def _show_next(paper: Paper, it: Shown) -> None:
    """The light, the cap, the longest run, days off, and what is still to tell."""
    load = it.review.load
    word, style = words.LIGHTS[load.light], LIGHT_STYLES[load.light]
    cap = f"at most {words.kilometres(load.cap_m)}" if load.cap_m else word.lower()
    paper.heading("The next run", cap)
    paper.claim(load.says, first=("● ", f"bold {style}"))
    if load.spike is not None:
        paper.claim(load.spike, first=("! ", "bold yellow"))
    for each in it.review.advice:
        if each.id == "run-pain-missing":
            paper.claim(each.text, first=("? ", "bold"))
            last = load.runs[-1].on
            paper.line((f"  strideback log {it.file} --on {last} pain during=…", "bold"))
    if not load.runs:
        return
    paper.gap()
    longest = words.kilometres(load.longest_m) if load.longest_m else "no run"
    rows: list[list[Written]] = [[("Longest of the last 30 days", "dim"), longest]]
    off = load.days_off or 0
    ago = "today" if off == 0 else f"{words.plural(off, 'day')} ago"
    rows.append([("Last run", "dim"), ago])
    free = 7 - load.all_weeks[-1].days
    rows.append([("Days off in the last 7", "dim"), str(free)])
    paper.table(rows, indent=2)


# --- weeks ---------------------------------------------------------------------------------------


def _show_weeks(paper: Paper, load: Load, today: date) -> None:
    """A bar a week, and the last weeks in numbers."""
    room = paper.width - 4
    most = _MANY if len(load.all_weeks) > _FEW and room >= _MANY else _FEW
    shown = load.all_weeks[-most:]
    farthest = max(week.distance_m for week in shown)
    count = "this week" if len(shown) == 1 else f"the last {len(shown)} weeks"
    paper.heading("Weeks", f"{count}, each to {today:%A}")
    if farthest:
        paper.line(("  ", ""), (sparkline(shown), "cyan"))
        paper.text(
            (f"a bar a week, the highest {words.kilometres(farthest)}; · is no run", "dim"),
            indent=2,
        )
        paper.gap()
    heads: list[Written] = [(head, "dim") for head in ("from", "runs", "distance", "time")]
    rows = [_week(week) for week in reversed(shown[-_WEEKS_LISTED:])]
    paper.table([heads, *rows], indent=2, right=(1, 2, 3))


def _week(week: Week) -> list[Written]:
    time = words.seconds(week.duration_s) if week.duration_s else ""
    return [words.short_day(week.on), str(week.runs), words.kilometres(week.distance_m), time]


def sparkline(weeks: Sequence[Week]) -> str:
    """A bar for each week's distance; a dot for a week without a run."""
    farthest = max((week.distance_m for week in weeks), default=0.0) or 1.0
    return "".join(
        _BARS[min(int(week.distance_m / farthest * 8), 7)] if week.runs else "·" for week in weeks
    )


# --- runs ----------------------------------------------------------------------------------------


def _show_runs(paper: Paper, it: Shown) -> None:
    """The last runs, one a line; columns that nobody told of, or that find no room, stay away."""
    from strideback.cli.screens import course

    load = it.review.load
    shown = list(reversed(load.runs[-_RUNS_SHOWN:]))
    columns = {head: [cell(each) for each in shown] for head, cell in _cells(it).items()}
    told = {head: cells for head, cells in columns.items() if any(map(_text, cells))}
    for head in _FIRST_TO_GO:
        if _width(told) > paper.width:
            told.pop(head, None)
    count = words.plural(len(shown), "run")
    paper.heading("Runs", f"the last {count}" if len(shown) < len(load.runs) else count)
    heads: list[Written] = [(head, "dim") for head in told]
    rows = [list(row) for row in zip(*told.values(), strict=True)]
    numbers = [at for at, head in enumerate(told) if head not in {"date", "light"}]
    paper.table([heads, *rows], right=numbers)
    if "spike" in told:
        paper.text(("spike: times the longest run of the 30 days before it", "dim"))
    course.show_joined(paper, it)


def _text(cell: Written) -> str:
    return cell if isinstance(cell, str) else cell[0]


def _width(columns: dict[str, list[Written]]) -> int:
    wide = (
        max(columns_of(text) for text in (head, *map(_text, cells)))
        for head, cells in columns.items()
    )
    return sum(each + 2 for each in wide) - 2


def _cells(it: Shown) -> dict[str, Callable[[RatedRun], Written]]:
    """The columns, each with what it shows of a run."""
    bands = it.knowledge.running.spike_bands
    year = it.review.on.year

    def spike(each: RatedRun) -> Written:
        over = sum((each.spike or 0.0) > band for band in bands)
        return (f"{each.spike:.1f}×", "yellow" if over == 1 else "red") if over else ""

    def day(each: RatedRun) -> Written:
        return words.short_day(each.on) if each.on.year == year else each.on.isoformat()

    return {
        "date": day,
        "km": lambda each: f"{each.run.distance_m / 1000:.1f}" if each.run.distance_m else "",
        "time": lambda each: clock_time(each.run.duration_s),
        "pace": lambda each: pace(each.run.distance_m, each.run.duration_s),
        "hr": lambda each: _whole(each.run.heart_rate),
        "steps": lambda each: _whole(each.run.cadence_spm),
        "balance": lambda each: _balance(each.run.balance_left_percent),
        "up/down": lambda each: _up_down(each.run.ascent_m, each.run.descent_m),
        "pain": lambda each: "" if each.pain is None else words.figure(each.pain),
        "light": lambda each: (words.LIGHTS[each.light].lower(), LIGHT_STYLES[each.light]),
        "spike": spike,
    }


def _whole(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"


def _balance(left: float | None) -> str:
    return "" if left is None else f"{left:.1f} L"


def _up_down(up: float | None, down: float | None) -> str:
    return "" if up is None and down is None else f"{_whole(up) or '?'}/{_whole(down) or '?'}"


# --- changes, shoes, what stood out --------------------------------------------------------------


def _show_changes(paper: Paper, load: Load) -> None:
    """The last four weeks against the eight before; nothing where either tells too little."""
    if load.changes:
        paper.heading("What has changed", "8 weeks → the last 4")
        paper.table([_change(each) for each in load.changes], indent=2, right=(1, 3))


def _change(each: Change) -> list[Written]:
    name = CHANGES.get(each.what, f"Runs of kind {safe(each.what.partition(':')[2])}")
    before, recent = changed(each)
    return [(name, "dim"), before, "→", recent]


def _show_shoes(paper: Paper, load: Load) -> None:
    if load.shoes_m:
        paper.heading("Shoes")
        rows: list[list[Written]] = [
            [safe(name), words.kilometres(metres)] for name, metres in load.shoes_m
        ]
        paper.table(rows, indent=2, right=(1,))


def _show_stood_out(paper: Paper, load: Load) -> None:
    """Counts, with what they can and cannot say; or why there is nothing to say."""
    stood = load.stood_out
    paper.heading("Before the pain", "what stood out" if stood.found else "")
    for each in stood.found:
        paper.claim(each.says, first=("· ", "yellow"))
    paper.claim(stood.says, style="dim" if stood.found else "")
