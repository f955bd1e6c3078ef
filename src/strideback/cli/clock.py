"""The clock: the only place that reads it, and the option that overrides it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])


def today() -> date:
    """The runner's own day."""
    return date.today()


def now() -> datetime:
    """The instant, with its time zone: what is made now says so."""
    return datetime.now().astimezone()


def on_day(command: _Command) -> _Command:
    """The option `--on DATE`; the command gets it as `on`, today where it is not given."""
    return click.option(
        "--on", callback=_read, metavar="DATE", help="As of this day (2026-03-06), not today."
    )(command)


def _read(_context: click.Context, _option: click.Parameter, value: str | None) -> date:
    return today() if value is None else read_day(value)


def read_day(value: str) -> date:
    """The day that an option names."""
    from strideback.formats.diary_figures import day
    from strideback.formats.diary_words import Misread, shown

    try:
        return day(value)
    except Misread as why:
        raise click.BadParameter(f"{shown(value)} {why}") from None
