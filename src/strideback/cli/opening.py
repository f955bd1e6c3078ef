"""Opens a diary with the knowledge, and tells its problems: every command begins and ends here."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from strideback.core.diary import Diary
from strideback.core.knowledge import Knowledge
from strideback.formats import knowledge_toml
from strideback.formats.diary_checks import notices, understood
from strideback.formats.diary_text import DiaryUnreadable, Problem, read_file
from strideback.formats.problems import KnowledgeError

MOST_SHOWN = 20

diary_argument = click.argument("diary", type=Path, metavar="DIARY")
"""The diary file, as every command takes it."""


class Trouble(click.ClickException):
    """One sentence for the runner, with the fix; the command ends with exit code 2."""

    exit_code = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A diary as the core reads it, what is wrong with it, and what a runner may want to look at."""

    path: Path
    diary: Diary
    problems: tuple[Problem, ...]
    notices: tuple[Problem, ...]


def load_knowledge() -> Knowledge:
    """The knowledge that comes with strideback; `Trouble` when its files have problems."""
    try:
        return knowledge_toml.load()
    except KnowledgeError as why:
        first = why.problems[0]
        raise Trouble(
            f"The knowledge files cannot be used ({first}); see `strideback knowledge check`."
        ) from None


def open_diary(path: Path, knowledge: Knowledge, today: date) -> Opened:
    """The diary in a file, with every problem by line; `Trouble` when there is none to read."""
    try:
        parsed = read_file(path)
    except DiaryUnreadable as why:
        raise Trouble(str(why)) from None
    diary, problems = understood(parsed, knowledge)
    return Opened(
        path=path,
        diary=diary,
        problems=problems,
        notices=notices(parsed.diary, today),
    )


def finish(opened: Opened) -> None:
    """Name the problems and notices on stderr, and leave with 2 when there was a problem."""
    sys.stdout.flush()
    name = opened.path.name
    if opened.notices:
        _tell(f"Worth a look in {name}:", opened.notices)
    if opened.problems:
        count = len(opened.problems)
        what = "a problem" if count == 1 else f"{count} problems"
        _tell(f"{name} has {what}; mend each line, or put a # in front of it:", opened.problems)
        raise click.exceptions.Exit(2)


def _tell(heading: str, problems: Sequence[Problem]) -> None:
    lines = [heading, *(f"  line {each.line}: {each.says}" for each in problems[:MOST_SHOWN])]
    if len(problems) > MOST_SHOWN:
        lines.append(f"  … and {len(problems) - MOST_SHOWN} more")
    click.echo("\n".join(lines), err=True)
