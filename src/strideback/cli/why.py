"""`strideback why DIARY NAME`: what is behind a muscle, an exercise, a flag, a question or a claim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from strideback.cli import clock
from strideback.cli.opening import Trouble, diary_argument
from strideback.cli.paper import Paper
from strideback.cli.screens import Shown, show
from strideback.core.knowledge import Knowledge
from strideback.formats.diary_words import shown

_KINDS = ("muscles", "exercises", "flags", "questions", "claims")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the runner asks about: the kind of thing (`muscles` …) and its id."""

    kind: str
    id: str


@click.command()
@diary_argument
@click.argument("name", metavar="NAME")
@clock.on_day
@click.option("--json", "as_json", is_flag=True, help="As JSON, for other programs.")
@click.option("--sources", is_flag=True, help="Name the sources of every sentence.")
def why(diary: Path, name: str, on: date, as_json: bool, sources: bool) -> None:
    """Ask why: a muscle, an exercise, a flag, a question, a claim.

    NAME is an id or a name, such as psoas, side-plank or saddle-numbness.  For a muscle it shows its
    points and reasons, where its pain is felt, and what the guide's author claims about it.
    """

    def write(paper: Paper, it: Shown) -> None:
        from strideback.cli.screens.because import show_because

        asked = find(it.knowledge, name)
        show_because(paper, it, asked.kind, asked.id)

    def told(it: Shown) -> dict[str, Any]:
        from strideback.formats.why_json import why_json

        asked = find(it.knowledge, name)
        return why_json(it.review, it.knowledge, asked.kind, asked.id)

    show(diary, on, write, told if as_json else None, sources=sources)


def find(knowledge: Knowledge, name: str) -> Asked:
    """The thing of that id, code or name, written in any case.

    `Trouble` says where else it is, or what is near.
    """
    wanted = "-".join(name.strip().lower().replace("_", "-").split())
    known = dict(_names(knowledge))
    if wanted in known:
        return known[wanted]
    if _elsewhere(knowledge, wanted):
        show = f"`strideback knowledge show {wanted}` shows it"
        raise Trouble(f"{shown(name)} is about nobody in particular; {show}.")
    raise Trouble(f"Nothing here is called {shown(name)}{_near(wanted, knowledge, known)}")


def _names(knowledge: Knowledge) -> list[tuple[str, Asked]]:
    """Every word for every thing; a muscle wins over an exercise of the same name, and so on."""
    found: list[tuple[str, Asked]] = []
    for kind in reversed(_KINDS):
        things = getattr(knowledge, kind)
        spelled = (
            (word, Asked(kind, thing.id))
            for thing in things.values()
            for word in (getattr(thing, "code", ""), getattr(thing, "name", ""))
            if word
        )
        found += [("-".join(word.lower().replace("_", "-").split()), it) for word, it in spelled]
    for kind in reversed(_KINDS):
        found += [(each, Asked(kind, each)) for each in getattr(knowledge, kind)]
    return found


def _elsewhere(knowledge: Knowledge, wanted: str) -> bool:
    """True for what the knowledge holds of other kinds, such as a series of poses or a source."""
    from strideback.cli.knowledge_find import found

    return bool(found(knowledge, wanted))


def _near(wanted: str, knowledge: Knowledge, known: dict[str, Asked]) -> str:
    from difflib import get_close_matches

    part = [each for each in known if len(wanted) > 2 and wanted in each]
    close = list(dict.fromkeys(known[each].id for each in get_close_matches(wanted, known, 3)))
    close = close or list(dict.fromkeys(known[each].id for each in part))[:3]
    if close:
        return f"; did you mean {' or '.join(close)}?"
    return f"; the muscles are {', '.join(knowledge.muscles)}."
