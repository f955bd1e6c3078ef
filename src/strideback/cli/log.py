"""`strideback log DIARY [WORDS]`: adds a line to a diary, or asks what to add."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from strideback.cli.clock import on_day
from strideback.cli.intake_diary import DiaryFile
from strideback.cli.intake_end import show_end
from strideback.cli.log_line import line_from
from strideback.cli.log_menu import Menu
from strideback.cli.opening import Trouble, diary_argument, load_knowledge
from strideback.cli.paper import new_paper, put, safe
from strideback.cli.talk import Leave, Talk
from strideback.cli.words import STYLES, named
from strideback.core.asking import stops
from strideback.core.choosing import refused_move
from strideback.core.diary import AnyEvent, Did, Preferred, Remark, Unread
from strideback.core.issuing import issued_with
from strideback.core.knowledge import Knowledge
from strideback.core.review import Review
from strideback.core.terms import Level
from strideback.formats.choice_words import move_refused
from strideback.formats.diary_checks import misfits, notices
from strideback.formats.diary_text import format_event, parse
from strideback.formats.words import LEVELS, plural

_INTERRUPTED = 130


@click.command(
    name="log",
    context_settings={"ignore_unknown_options": True},
    epilog="Examples:  strideback log my.diary pain now=3   "
    "strideback log my.diary did massage-gluteus-medius.right 6min before=5 after=3   "
    "strideback log my.diary ran 8.2km 46min pain=2   "
    'strideback log my.diary noted "slept badly"',
)
@diary_argument
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@on_day
@click.pass_context
def log(ctx: click.Context, diary: Path, words: tuple[str, ...], on: date) -> None:
    """Add a line to a diary: pain, an exercise, a run, a note.

    WORDS are the line, with its day first if it is not today's.  Without WORDS a menu asks.
    Nothing is written unless all of it is understood.
    """
    if not diary.exists():
        raise Trouble(f"There is no diary at {diary}; `strideback intake {diary}` begins one.")
    knowledge = load_knowledge()
    file = DiaryFile(diary, knowledge, on)
    file.open(make=False)
    if words:
        add(file, _event(words, on, knowledge))
    else:
        _menu(ctx, file)
    _damage(file)


command = log


def _event(words: tuple[str, ...], on: date, knowledge: Knowledge) -> AnyEvent:
    """The event that the words say; `Trouble` says what is not understood."""
    line = line_from(words, on, knowledge)
    parsed = parse(line)
    said = [each.says for each in parsed.problems]
    entries = parsed.diary.entries
    if not said and (len(entries) != 1 or isinstance(entries[0], (Remark, Unread))):
        said = ["Say one thing at a time, as in: pain now=3."]
    if said or isinstance(entries[0], (Remark, Unread)):
        raise Trouble(f"Nothing was written. {' '.join(said)}")
    return entries[0]


def add(file: DiaryFile, event: AnyEvent) -> None:
    """Write the event, print its line, and say what it changed.  `Trouble` when it does not fit."""
    told = file.diary.plus(event)
    line = len(told.entries)
    wrong = [each.says for each in misfits(told, file.knowledge) if each.line == line]
    if wrong:
        raise Trouble(f"Nothing was written. {' '.join(wrong)}")
    before = file.review
    _fits_the_plan(file.knowledge, before, event)
    _keep_the_plan(file, before, event)
    file.add(event)
    click.echo(safe(format_event(event)))
    for each in notices(told, file.today):
        if each.line == line:
            click.echo(f"Worth a look: {each.says}", err=True)
    _changes(file, before, file.review)


def _fits_the_plan(knowledge: Knowledge, review: Review, event: AnyEvent) -> None:
    """`Trouble` when a session is moved today to where the plan cannot have it."""
    if not isinstance(event, Preferred) or event.on != review.on:
        return
    for planned, to in event.moved or ():
        refused = refused_move(knowledge, review, planned, to)
        if refused is not None:
            raise Trouble(f"Nothing was written. {move_refused(knowledge, refused)}")


def _keep_the_plan(file: DiaryFile, review: Review, event: AnyEvent) -> None:
    """With the first exercise of today's session: the plan as it was shown (law 8)."""
    if isinstance(event, Did):
        event = replace(event, exercise=file.knowledge.canonical(event.exercise))
        shown = issued_with(review, [event])
        if shown is not None:
            file.add(shown)


def _changes(file: DiaryFile, before: Review, after: Review) -> None:
    """What the line changed that the runner should know now."""
    new = set(after.triage.because) - set(before.triage.because)
    if new and stops(file.knowledge, after):
        click.echo()
        show_end(file.knowledge, after, file.path)
        return
    paper = new_paper()
    known = {each.id for each in before.advice}
    for each in after.advice:
        if each.id not in known and each.level >= Level.ADAPT:
            paper.gap()
            paper.text((f"{LEVELS[each.level]}:", f"bold {STYLES[each.level]}"))
            paper.claim(each.text)
    closed = before.triage.outcome == "refer" and after.triage.outcome != "refer"
    if closed:
        paper.text(("The referral is closed.", "bold green"))
    if after.triage.outcome == "ask" and (closed or before.triage.outcome != "ask"):
        paper.gap()
        paper.line("Next:  ", (f"strideback intake {named(file.path)}", "bold"))
    if paper.lines:
        click.echo()
        put(paper)


def _menu(ctx: click.Context, file: DiaryFile) -> None:
    talk = Talk()

    def store(event: AnyEvent) -> None:
        try:
            add(file, event)
        except Trouble as why:
            talk.say(why.format_message(), "yellow")

    try:
        Menu(file, talk, store).run()
    except Leave:
        pass
    except KeyboardInterrupt:
        talk.say()
        ctx.exit(_INTERRUPTED)


def _damage(file: DiaryFile) -> None:
    """A word about lines that were there before and are not understood."""
    count = len(file.problems)
    if count:
        click.echo(
            f"Added; but {file.path} has {plural(count, 'problem')} in other lines: "
            f"`strideback review {named(file.path)}` names them.",
            err=True,
        )
