"""What the commands show, a section to a module: each writes its part of a review on paper."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from strideback.cli.opening import finish, load_knowledge, open_diary
from strideback.cli.paper import Paper, new_paper, put
from strideback.cli.words import named
from strideback.core.diary import Diary
from strideback.core.knowledge import Knowledge
from strideback.core.review import Review, review
from strideback.formats.diary_text import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What there is to show: the review, what it was made from, and the name of the file."""

    knowledge: Knowledge
    review: Review
    diary: Diary
    path: Path
    problems: tuple[Problem, ...] = ()
    chart: bool = True

    @property
    def file(self) -> str:
        """The diary's name, as the runner would type it."""
        return named(self.path)


def show(
    diary: Path,
    on: date,
    page: Callable[[Paper, Shown], None],
    as_json: Callable[[Shown], dict[str, Any]] | None = None,
    *,
    sources: bool = False,
) -> None:
    """Review a diary as of a day, write the page, and name the problems of the diary.

    With `as_json` what it gives is written as JSON, and no page.
    """
    knowledge = load_knowledge()
    opened = open_diary(diary, knowledge, on)
    it = Shown(
        knowledge=knowledge,
        review=review(knowledge, opened.diary, on),
        diary=opened.diary,
        path=opened.path,
        problems=opened.problems,
    )
    if as_json is not None:
        click.echo(json.dumps(as_json(it), indent=2))
    else:
        paper = new_paper(show_sources=sources)
        page(paper, it)
        put(paper)
    finish(opened)
