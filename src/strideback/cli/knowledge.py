"""`strideback knowledge`: check the knowledge, show a thing in it, or prove the safety laws."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from strideback.cli.opening import Trouble, load_knowledge
from strideback.formats.words import plural

if TYPE_CHECKING:
    from strideback.cli.knowledge_find import Thing
    from strideback.core.knowledge import Knowledge
    from strideback.formats.problems import Problem


@click.group(name="knowledge")
def knowledge() -> None:
    """Check, show or prove what strideback knows."""


command = knowledge


# --- check ---------------------------------------------------------------------------------------


@knowledge.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--write-lock", is_flag=True, help="First add new ids to ids.lock.")
def check(folder: Path | None, write_lock: bool) -> None:
    """Tell every problem in the knowledge files at once.

    FOLDER is the knowledge that comes with strideback unless you name another.  Ends with exit code
    2 when there is a problem.
    """
    from strideback.formats.knowledge_checks import RULES, check_all
    from strideback.formats.knowledge_toml import default_folder

    place = folder or default_folder()
    if not place.is_dir():
        what = "is a file, not a folder" if place.exists() else "does not exist"
        raise Trouble(f"{place} {what}; name the folder that holds edition.toml.")
    if write_lock:
        _write_lock(place)
    problems = check_all(place)
    _tell(problems)
    count = f"{plural(len(problems), 'problem')}" if problems else "no problems"
    click.echo(f"{plural(len(RULES), 'rule')}, {_files(place)} files: {count}.")
    if problems:
        sys.stdout.flush()
        shown = plural(len(problems), "problem")
        raise Trouble(f"{place} has {shown}; mend what is listed above and check again.")


def _write_lock(folder: Path) -> None:
    from strideback.formats.knowledge_checks import write_lock
    from strideback.formats.knowledge_toml import read

    known, problems = read(folder)
    if known is None:
        _tell(problems)
        raise Trouble(f"ids.lock was left as it is: {folder} cannot be read; mend it first.")
    try:
        count = write_lock(known, folder)
    except OSError as why:
        raise Trouble(
            f"{folder / 'ids.lock'} cannot be written ({why.strerror}); check who may change it."
        ) from None
    click.echo(f"ids.lock: {plural(count, 'id')} added.")


def _tell(problems: Iterable[Problem]) -> None:
    """The problems, under the file that each belongs to."""
    ordered = sorted(problems, key=lambda each: each.file)
    for file, of_file in groupby(ordered, key=lambda each: each.file):
        click.echo(file)
        for each in of_file:
            click.echo(f"  {each.place}: {each.says}" if each.place else f"  {each.says}")


def _files(folder: Path) -> int:
    return sum(1 for _ in folder.rglob("*.toml"))


# --- show ----------------------------------------------------------------------------------------


@knowledge.command()
@click.argument("name", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for other programs.")
@click.option("--sources", is_flag=True, help="Name the sources of every sentence.")
def show(name: str, as_json: bool, sources: bool) -> None:
    """Show one thing, or list a kind of things.

    ID is an id or a code (saddle-numbness, E03, side-plank), or a kind: questions, flags, findings,
    regions, muscles, selftests, exercises, programmes, claims, faq, poses, advice, sources.
    """
    from strideback.cli.knowledge_find import found, kind_of, near

    known = load_knowledge()
    kind = kind_of(name)
    if kind is not None:
        _show_kind(known, kind, as_json=as_json)
        return
    matches = found(known, name)
    if not matches:
        close = " or ".join(f"'{each}'" for each in near(known, name))
        hint = f"did you mean {close}?" if close else "try a kind, such as exercises or flags."
        raise Trouble(f"There is nothing called '{name}' in the knowledge; {hint}")
    if as_json:
        _as_json(matches)
        return
    _show(known, matches, sources=sources)


def _show_kind(known: Knowledge, kind: str, *, as_json: bool) -> None:
    from strideback.cli.knowledge_find import codes, titled
    from strideback.cli.paper import new_paper, put

    all_of = list(getattr(known, kind).values())
    if as_json:
        _as_json([(kind, each) for each in all_of])
        return
    paper = new_paper()
    paper.heading(kind.capitalize(), str(len(all_of)))
    paper.table(
        [
            (
                (each.id, "bold"),
                *((", ".join(codes(each)),) if _coded(all_of) else ()),
                titled(each),
            )
            for each in all_of
        ]
    )
    put(paper)


def _coded(things: Iterable[object]) -> bool:
    from strideback.cli.knowledge_find import codes

    return any(codes(each) for each in things)


def _as_json(matches: Iterable[Thing]) -> None:
    import json

    from strideback.cli.knowledge_find import plain

    told = [{"folder": kind, **plain(thing)} for kind, thing in matches]
    click.echo(json.dumps(told, indent=2, ensure_ascii=False))


def _show(known: Knowledge, matches: Iterable[Thing], *, sources: bool) -> None:
    from strideback.cli.knowledge_find import codes, titled
    from strideback.cli.knowledge_pages import write_page
    from strideback.cli.paper import new_paper, put
    from strideback.cli.screens.page import show_foot

    paper = new_paper(show_sources=sources)
    for kind, thing in matches:
        asked = kind in {"questions", "findings", "advice", "claims"}
        title = thing.id if asked and not getattr(thing, "name", "") else titled(thing)
        names = (kind, *((thing.id,) if title != thing.id else ()), *codes(thing))
        paper.heading(title, " · ".join(names))
        write_page(paper, known, kind, thing)
    show_foot(paper, known, known.edition)
    put(paper)


# --- prove ---------------------------------------------------------------------------------------


@knowledge.command()
def prove() -> None:
    """Prove the safety laws over every set of answers that there can be.

    Needs the extra strideback[prove].  Ends with exit code 2 when a law is broken.
    """
    from strideback.formats.proof import ProofUnavailable, report
    from strideback.formats.proof import prove as proved

    def on_law(law: str) -> None:
        click.echo(f"proving {law} …", err=True)

    known = load_knowledge()
    try:
        verdicts = proved(known, on_law)
    except ProofUnavailable as why:
        raise Trouble(str(why)) from None
    click.echo(report(verdicts), nl=False)
    broken = [each.law for each in verdicts if not each.holds]
    if broken:
        sys.stdout.flush()
        laws = ", ".join(broken)
        what = "law is" if len(broken) == 1 else "laws are"
        raise Trouble(f"{len(broken)} {what} broken ({laws}); see the answers listed above.")
