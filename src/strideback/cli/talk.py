"""Talking with the runner in the terminal: saying, asking, and the commands at every prompt."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import Enum
from textwrap import fill
from types import ModuleType
from typing import TypeVar

import click

from strideback.cli.paper import in_colour
from strideback.core.knowledge import Evidence, Knowledge, Sentence
from strideback.core.terms import Grade
from strideback.formats.words import GRADES

T = TypeVar("T")

WIDEST = 88
COMMANDS = "b back · s skip · w why we ask · q save and quit"


class Leave(Exception):  # noqa: N818 - it is a wish, not an error
    """The runner wants to stop here, or there is nothing more to read."""


class NotUnderstood(ValueError):  # noqa: N818 - it says what is the matter
    """A reply that is not an answer; the message is one sentence with the fix."""


class Word(Enum):
    """What can be said at every prompt instead of an answer."""

    BACK = "back"
    SKIP = "skip"
    KEEP = "keep"


_WORDS = {"b": Word.BACK, "back": Word.BACK, "s": Word.SKIP, "skip": Word.SKIP}


def sources_of(knowledge: Knowledge, evidence: Evidence) -> Iterator[str]:
    """The sources of a claim, one a line."""
    for name in evidence.sources:
        source = knowledge.sources.get(name)
        if source is None:
            yield name
            continue
        year = f", {source.year}" if source.year else ""
        yield f"{source.title} ({source.by}{year}) [{name}]"


class Talk:
    """The two ends of a conversation.

    Works the same with a terminal and with piped lines: colour, line editing and completion are
    there only where both ends are a terminal.
    """

    def __init__(self) -> None:
        self.terminal = sys.stdin.isatty() and sys.stdout.isatty()
        self.colour = in_colour()
        self.width = max(30, min(WIDEST, shutil.get_terminal_size().columns - 1))
        self._readline = _readline() if self.terminal else None

    # --- saying ----------------------------------------------------------------------------------

    def write(self, text: str, style: str = "") -> None:
        """Text as it is, in a style (bold, dim, red, yellow, green) where there is colour."""
        if style and self.colour:
            bold, dim = "bold" in style, "dim" in style
            hue = next((each for each in style.split() if each not in {"bold", "dim"}), None)
            text = click.style(text, fg=hue, bold=bold or None, dim=dim or None)
        click.echo(text, color=self.colour)

    def say(self, text: str = "", style: str = "", *, indent: str = "", first: str = "") -> None:
        """A paragraph, wrapped; `first` stands before its first line instead of the indent."""
        if not text:
            self.write("")
            return
        wrapped = fill(
            text,
            self.width,
            initial_indent=first or indent,
            subsequent_indent=indent or " " * len(first),
            break_long_words=False,
            break_on_hyphens=False,
        )
        self.write(wrapped, style)

    def head(self, text: str) -> None:
        """A heading with a line under it."""
        self.say()
        self.write(text, "bold")
        self.write("─" * min(len(text), self.width), "dim")

    def picture(self, text: str) -> None:
        """A drawing in text, in colour (rich's tags) where there is colour."""
        if not self.colour:
            self.write(text.rstrip("\n"))
            return
        from rich.console import Console

        sys.stdout.flush()
        Console(highlight=False).print(text.rstrip("\n"))

    def because_of_plan(self) -> None:
        """Why we ask for what is no question of the knowledge."""
        self.say(
            "Your plan is fitted to it, and later you can see how far you have come.", indent="  "
        )

    def because(self, knowledge: Knowledge, why: Sentence | None) -> None:
        """Why we ask: the sentence, its grade in words, and its sources."""
        if why is None:
            self.because_of_plan()
            return
        evidence = why.evidence
        self.say(why.says, indent="  ")
        named = "" if evidence.grade is Grade.CHOICE else f"Grade {evidence.grade.value}: "
        checked = "" if evidence.checked else " Unverified: we have not read the source itself."
        means = f"{named}{GRADES[evidence.grade]}.{checked}"
        self.say(means[0].upper() + means[1:], "dim", indent="  ")
        for source in sources_of(knowledge, evidence):
            self.say(source, "dim", indent="    ", first="  - ")

    # --- asking ----------------------------------------------------------------------------------

    def line(self, prompt: str) -> str:
        """One line from the runner; `Leave` at the end of the input."""
        try:
            if self.terminal:
                return input(prompt)
            click.echo(prompt, nl=False)
            text = sys.stdin.readline()
        except EOFError:
            text = ""
        except UnicodeDecodeError:
            text = "\ufffd\n"
        if not text:
            self.write("")
            raise Leave
        self.write("" if self.terminal else text.rstrip("\r\n"))
        return text

    def ask(
        self,
        prompt: str,
        read: Callable[[str], T],
        *,
        why: Callable[[], None] | None = None,
        keep: bool = False,
        empty: str = "",
    ) -> T | Word:
        """An answer that `read` understands, or a command; asks until there is one.

        `keep`: Enter alone keeps the earlier answer.  `empty`: what Enter alone stands for.
        """
        while True:
            text = "".join(c if c.isprintable() else " " for c in self.line(f"{prompt} ")).strip()
            word = text.lower()
            if word in {"q", "quit", "exit"}:
                raise Leave
            if word in _WORDS:
                return _WORDS[word]
            if word in {"w", "why"}:
                if why is not None:
                    why()
                continue
            if not word and keep:
                return Word.KEEP
            try:
                return read(text or empty)
            except NotUnderstood as hint:
                self.say(str(hint), "yellow", indent="  ")

    @contextmanager
    def completing(self, words: Sequence[str]) -> Iterator[None]:
        """Tab completes to these words while this lasts, where there is a terminal."""
        if self._readline is None:
            yield
            return

        def complete(text: str, state: int) -> str | None:
            found = [each for each in words if each.startswith(text.lower())]
            return found[state] if state < len(found) else None

        old = self._readline.get_completer()
        self._readline.set_completer(complete)
        try:
            yield
        finally:
            self._readline.set_completer(old)


def _readline() -> ModuleType | None:
    """The line editor, set up so that Tab completes and answers are no history."""
    with suppress(ImportError):
        import readline

        readline.set_completer(None)
        readline.set_completer_delims("")
        readline.set_auto_history(False)
        emacs = "libedit" not in (readline.__doc__ or "")
        readline.parse_and_bind("tab: complete" if emacs else "bind ^I rl_complete")
        return readline
    return None
