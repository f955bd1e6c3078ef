"""`strideback export DIARY --to FORM -o FILE`: the diary, or what follows from it, for others."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, cast

import click

from strideback.cli import clock
from strideback.cli.opening import (
    Opened,
    Trouble,
    diary_argument,
    finish,
    load_knowledge,
    open_diary,
)
from strideback.cli.progress_bar import waiting
from strideback.cli.saving import force_option, output_option, saved, to_be_written
from strideback.core.diary import Diary
from strideback.core.knowledge import Knowledge
from strideback.core.review import Review

FORMS = ("pdf", "ics", "fhir", "csv", "jsonl", "parquet", "text")
_NO_WORDS = {"pdf", "parquet"}
_NEEDS = {
    "pdf": ("typst", "report"),
    "ics": ("icalendar", "calendar"),
    "fhir": ("fhir.resources", "fhir"),
    "parquet": ("duckdb", "parquet"),
}
"""What a form needs, and the extra that brings it."""
_ONLY_FOR = {
    "since": ("pdf",),
    "until": ("pdf",),
    "kind": ("pdf",),
    "whole_log": ("pdf",),
    "at": ("ics",),
    "alarm": ("ics",),
}
"""The forms that an option means anything to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for beside the form."""

    on: date
    since: date | None = None
    until: date | None = None
    kind: str | None = None
    whole_log: bool = False
    at: time | None = None
    alarm: int | None = None


def _day(_context: click.Context, _option: click.Parameter, value: str | None) -> date | None:
    return None if value is None else clock.read_day(value)


def _time(_context: click.Context, _option: click.Parameter, value: str | None) -> time | None:
    if value is None:
        return None
    if found := re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", value, re.ASCII):
        return time(int(found[1]), int(found[2]))
    raise click.BadParameter(f"'{value}' is no time of day; write it as in 18:30.")


@click.command(
    epilog="\b\nExamples:\n"
    "  strideback export my.diary --to pdf -o report.pdf\n"
    "  strideback export my.diary --to ics --at 18:30 --alarm 10 -o sessions.ics\n"
    "  strideback export my.diary --to jsonl -o -"
)
@diary_argument
@click.option("--to", "form", type=click.Choice(FORMS), required=True, help="What to make.")
@output_option
@clock.on_day
@click.option("--since", callback=_day, metavar="DATE", help="pdf: from this day on.")
@click.option("--until", callback=_day, metavar="DATE", help="pdf: up to this day.")
@click.option(
    "--kind",
    type=click.Choice(("visit", "referral", "plan")),
    help="pdf: the report for a visit, a referral, or the plan to hang up.",
)
@click.option("--whole-log", is_flag=True, help="pdf: with every line of the diary.")
@click.option(
    "--at", callback=_time, metavar="TIME", help="ics: when sessions begin; else all day."
)
@click.option(
    "--alarm", type=click.IntRange(0, 1440), metavar="MINUTES", help="ics: remind so long before."
)
@force_option
def export(diary: Path, form: str, output: Path, on: date, force: bool, **more: object) -> None:
    """Write your diary, or what follows from it, in a form for others.

    DIARY is your diary file.  For people: a report (pdf), a calendar (ics), your lines (text).  For
    programs: fhir, csv, jsonl, parquet.  text, csv, jsonl and parquet hold the whole diary without loss,
    and `strideback convert` reads them back.
    """
    wanted = Wanted(on=on, **more)  # type: ignore[arg-type]  # because: click has read each by its type
    _fits(form, wanted)
    if needs := _NEEDS.get(form):
        _is_there(*needs)
    to_stdout = str(output) == "-"
    if to_stdout and form in _NO_WORDS:
        raise Trouble(f"A {form} file is not text for a terminal; name a file after -o.")
    if not to_stdout:
        to_be_written(output, force=force, source=diary)
    with waiting(f"Making {form} …"):
        data, opened = _made(diary, form, wanted)
    if to_stdout:
        sys.stdout.buffer.write(data)
    else:
        with saved(output, force=force) as out:
            out.write(data)
    if opened is not None:
        finish(opened)


def _fits(form: str, wanted: Wanted) -> None:
    for name, forms in _ONLY_FOR.items():
        given = getattr(wanted, name)
        if given is not None and given is not False and form not in forms:
            option = name.replace("_", "-")
            raise click.UsageError(f"--{option} is for --to {' and '.join(forms)}; leave it out.")
    if wanted.alarm is not None and wanted.at is None:
        raise click.UsageError("--alarm needs a time of day: add --at, as in --at 18:30.")


def _is_there(module: str, extra: str) -> None:
    """`Trouble` where the library is missing."""
    top = module.partition(".")[0]
    if find_spec(top) is None or find_spec(module) is None:
        raise Trouble(
            f"{module} is not installed; get it with `pip install 'strideback[{extra}]'`."
        )


def _made(path: Path, form: str, wanted: Wanted) -> tuple[bytes, Opened | None]:
    """The bytes; with the diary's problems, where they matter to what was made."""
    from strideback.formats.diary_forms import FORMS as WHOLE

    if form in WHOLE:
        return WHOLE[form].write(_as_told(path)), None
    from strideback.core.review import review

    knowledge = load_knowledge()
    opened = open_diary(path, knowledge, wanted.on)
    found = review(knowledge, opened.diary, wanted.on)
    return _OF_REVIEW[form](knowledge, opened.diary, found, wanted), opened


def _as_told(path: Path) -> Diary:
    """The diary as it stands in its file, whatever is not understood in it."""
    from strideback.formats.diary_text import DiaryUnreadable, read_file

    try:
        return read_file(path).diary
    except DiaryUnreadable as why:
        raise Trouble(str(why)) from None


# --- what follows from a review ------------------------------------------------------------------


def _pdf(knowledge: Knowledge, diary: Diary, found: Review, wanted: Wanted) -> bytes:
    from strideback.formats import report

    try:
        made = report.report(
            knowledge,
            diary,
            found,
            since=wanted.since,
            until=wanted.until or wanted.on,
            kind=cast(Literal["visit", "referral", "plan"], wanted.kind or "visit"),
            whole_log=wanted.whole_log,
        )
    except ValueError as why:
        raise Trouble(str(why)) from None
    return report.pdf(made)


def _ics(knowledge: Knowledge, diary: Diary, found: Review, wanted: Wanted) -> bytes:
    from strideback.formats.diary_write import format_event
    from strideback.formats.ical import calendar

    events = diary.events
    return calendar(
        knowledge,
        found,
        now=_instant(wanted.on),
        zone="",  # the same time wherever the phone is
        at=wanted.at,
        alarm_min=wanted.alarm,
        whose=format_event(events[0]) if events else "",
    )


def _fhir(knowledge: Knowledge, diary: Diary, found: Review, wanted: Wanted) -> bytes:
    import json

    from strideback.formats.fhir import bundle

    told = bundle(knowledge, diary, found, now=_instant(wanted.on))
    return f"{json.dumps(told, ensure_ascii=False, indent=1)}\n".encode()


def _instant(on: date) -> datetime:
    """Now; with `--on`, at this time of that day."""
    return datetime.combine(on, clock.now().timetz())


_OF_REVIEW: dict[str, Callable[[Knowledge, Diary, Review, Wanted], bytes]] = {
    "pdf": _pdf,
    "ics": _ics,
    "fhir": _fhir,
}
