"""`strideback intake DIARY`: the whole questionnaire in the terminal, resumable at any time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from strideback.cli.clock import on_day
from strideback.cli.intake_diary import DiaryFile
from strideback.cli.intake_end import show_end
from strideback.cli.intake_items import Item, other_items, screen_items
from strideback.cli.opening import diary_argument, finish, load_knowledge, open_diary
from strideback.cli.talk import COMMANDS, Leave, Talk, Word
from strideback.cli.words import named
from strideback.core.asking import CONSENT, pressing, stops
from strideback.formats.intake_words import NO_PRESSING, title

_INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class _Step:
    """Something asked in this session: the item, its event's number, and what was answered."""

    item: Item
    number: int | None
    value: Any


class _Session:
    """One sitting: asks what is open, stores every answer at once, and goes back when told to."""

    def __init__(self, diary: DiaryFile, talk: Talk) -> None:
        self.diary, self.talk = diary, talk
        self.trail: list[_Step] = []
        self.passed: set[str] = set()
        self.last = ""
        self.group = ""
        self.redo: _Step | None = None

    def run(self) -> None:
        """Ask until nothing is open, the runner leaves, or somebody has to be seen first."""
        while (item := self._next()) is not None:
            self._head(item.group)
            was = self.redo.value if self.redo else None
            reply = item.ask(self.talk, self._place(item), was)
            if reply is Word.BACK:
                self._back()
            elif reply is Word.SKIP:
                self._skip(item)
            else:
                self._store(item, reply)
            if item.key == CONSENT and reply in {"no", "not-sure"}:
                self.talk.say("Then we stop here. Come back when you have read it.")
                return

    # --- what comes next -------------------------------------------------------------------------

    def _next(self) -> Item | None:
        if self.redo is not None:
            return self.redo.item
        for item in self._open():
            if item.key in self.passed:
                continue
            if item.key == self.last:
                self.passed.add(item.key)  # answered, and still not known: it stays open
                continue
            return item
        return None

    def _open(self) -> Iterator[Item]:
        review = self.diary.review
        urgent = stops(self.diary.knowledge, review)
        for item in screen_items(self.diary):
            if not urgent or self._belongs_to_last(item):
                yield item
        if review.triage.outcome != "refer" and CONSENT not in self.passed:
            yield from other_items(self.diary)

    def _belongs_to_last(self, item: Item) -> bool:
        """A question that the last answer opened, and that says what that answer means."""
        question = self.diary.knowledge.questions.get(item.key)
        return bool(self.trail and question and question.unanswered == "yes")

    # --- what was said ---------------------------------------------------------------------------

    def _store(self, item: Item, reply: Any) -> None:  # noqa: ANN401 - answers differ
        was, self.redo, self.last = self.redo, None, item.key
        self.passed.discard(item.key)
        if item.event is None:
            self.trail.append(_Step(item, None, None))
            return
        if reply is Word.KEEP:
            if was is not None:
                self.trail.append(was)
            return
        number = was.number if was is not None else item.corrects
        event = item.event(reply)
        if number is None:
            number = self.diary.add(event)
        elif was is None or reply != was.value:
            self.diary.correct(number, event)
        self.trail.append(_Step(item, number, reply))

    def _back(self) -> None:
        if not self.trail:
            self.talk.say("This is the first question of this sitting.", "yellow", indent="  ")
            return
        self.redo = self.trail.pop()
        self.passed.discard(self.redo.item.key)

    def _skip(self, item: Item) -> None:
        if self.redo is not None and self.redo.number is not None:
            self.trail.append(self.redo)
            self.talk.say("Your earlier answer stays.", "dim", indent="  ")
        else:
            self.trail.append(_Step(item, None, None))
            self.passed.add(item.key)
            says = "Left open." + (" The plan waits for it." if item.screen else "")
            self.talk.say(says, "dim", indent="  ")
        self.redo = None

    # --- how it looks ----------------------------------------------------------------------------

    def _head(self, group: str) -> None:
        if group == self.group:
            return
        self.group = group
        self.talk.head(title(group))
        if group == "emergency":
            says = "A page of quick questions. y is yes, n is no, ? is not sure; then Enter."
            self.talk.say(says, "dim")

    def _place(self, item: Item) -> str:
        """How many questions of the screen are open, as far as is known."""
        if not item.screen or item.key == CONSENT or self.redo is not None:
            return ""
        waiting = {each.key for each in screen_items(self.diary)} - self.passed
        return "the last one here" if len(waiting) <= 1 else f"{len(waiting)} to go"


def _begin(diary: DiaryFile, talk: Talk) -> None:
    talk.head(f"Questions for {diary.path.name}")
    talk.say("Every answer is saved at once; you can stop and go on whenever you like.")
    talk.say(f"At every question: {COMMANDS}", "dim")
    if diary.review.unread:
        count = diary.review.unread
        lines = "1 line of this diary is" if count == 1 else f"{count} lines of this diary are"
        talk.say(f"{lines} not understood; you find them named at the end.", "yellow")


def _end(session: _Session) -> None:
    diary, talk = session.diary, session.talk
    if not pressing(diary.asking) and diary.review.triage.outcome == "cleared":
        talk.say()
        talk.say(NO_PRESSING, "dim")
    talk.say()
    show_end(diary.knowledge, diary.review, diary.path)


@click.command(name="intake")
@diary_argument
@on_day
@click.pass_context
def intake(ctx: click.Context, diary: Path, on: date) -> None:
    """Answer the questions of the screen and of the intake.

    Makes the DIARY when there is none.  Every answer is saved at once, so you can stop with q and go
    on later; only what is still open, or due again, is asked.
    """
    knowledge = load_knowledge()
    talk = Talk()
    file = DiaryFile(diary, knowledge, on)
    file.open(make=True)
    session = _Session(file, talk)
    try:
        if not stops(knowledge, file.review):
            _begin(file, talk)
            session.run()
            if not session.last and not session.passed:
                talk.say("There is nothing new to ask.")
        _end(session)
    except Leave:
        talk.say(f"Saved in {named(diary)}.", "dim")
        _end(session)
    except KeyboardInterrupt:
        talk.say()
        talk.say(f"Stopped. Everything so far is saved in {named(diary)}.")
        if stops(knowledge, file.review):
            _end(session)
        ctx.exit(_INTERRUPTED)
    finish(open_diary(diary, knowledge, on))


command = intake
