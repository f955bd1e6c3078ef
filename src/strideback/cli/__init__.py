"""The command line: it shows a review, or adds to a diary, and decides nothing.

Each command lives in a module of its name and is imported only when it is called, so that
`strideback --help` starts at once.
"""

from __future__ import annotations

import codecs
import errno
import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

import click

from strideback import __version__

COMMANDS = {
    "review": "Show where you stand: screen, muscles, plan, progress.",
    "today": "Show today's session, step by step.",
    "intake": "Answer the questions of the screen and of the intake.",
    "log": "Add a line to your diary: pain, a session, a run.",
    "import": "Read runs from a watch: FIT, GPX, TCX, whole archives.",
    "runs": "Show your runs: weeks, load, the cap, what stood out before pain.",
    "export": "Write a report, a calendar, FHIR, or your diary for others.",
    "convert": "Turn an exported diary back into a text diary.",
    "why": "Ask why: a muscle, an exercise, a flag, a question, a claim.",
    "knowledge": "Check, prove or show what strideback knows.",
    "serve": "Open strideback in the browser.",
    "backup": "Save the app's whole database in one file.",
    "restore": "Put a backup into the app's database.",
    "anatomy": "Measure or draw a pose on a model of the body.",
}
"""The commands in the order of `--help`, each with its one line."""

_MODULES = {"import": "import_files"}
"""The modules of commands whose names are words of Python."""

_PLAIN = {
    **dict(zip("–—‑−·•…×‘’“”≤≥°→", "-----*.x''\"\"<>o>", strict=True)),
    **dict.fromkeys("─━═", "-"),
    **dict.fromkeys("│┃", "|"),
    **dict.fromkeys("╭╮╰╯┌┐└┘├┤┬┴┼", "+"),
    **dict(zip("▁▂▃▄▅▆▇█", "_.-=+*#@", strict=True)),
    "✓": "x",
    "○": "o",
}
"""What stands in for a character that the terminal cannot show."""


class _House(click.Group):
    """The group of commands: lazy, and every way out is a sentence and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names, in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command, imported now; None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = _MODULES.get(cmd_name, cmd_name)
        command = getattr(import_module(f"strideback.cli.{module}"), module)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list in `--help`, without importing a single command."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names; a near miss is answered with the nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"There is no command '{args[0]}'{_nearest(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own type
        """Run the command; a reader that has left (`| head`) is no mistake."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except OSError as why:
            if why.errno not in {errno.EPIPE, errno.ESHUTDOWN}:
                raise
            _close_quietly()
            return None
        return result

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,  # noqa: ANN401 - click's own type
    ) -> Any:  # noqa: ANN401 - click's own type
        """Run, and leave with 0, with 2 and one sentence, or with 130 when interrupted."""
        _open_what_is_closed()
        _speak_plainly_where_needed()
        try:
            code = super().main(args, prog_name, complete_var, False, **extra)
            code = code if isinstance(code, int) else 0
        except click.ClickException as why:
            code = _complain(why)
        except (click.Abort, KeyboardInterrupt):
            code = 130
        except OSError as why:
            what = f"{why.filename or 'the output'} could not be used"
            _say(f"{what}: {why.strerror or why}; check the name, the disk, and who may open it.")
            code = 2
        if not standalone_mode:
            return code
        sys.exit(code)


def _nearest(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    found = get_close_matches(word, list(known), 1)
    return f"; did you mean '{found[0]}'?" if found else "; see `strideback --help`."


def _complain(why: click.ClickException) -> int:
    """The message on one line, with the fix."""
    if isinstance(why, click.exceptions.NoArgsIsHelpError):
        with suppress(OSError):
            click.echo(why.format_message(), err=True)
        return 2
    message = " ".join(why.format_message().split())
    fix = ""
    if isinstance(why, click.UsageError) and why.ctx is not None and "`" not in message:
        fix = f" See `{why.ctx.command_path} --help`."
    if message and message[-1] not in ".?!":
        message += "."
    _say(f"{message}{fix}")
    return 2


def _say(sentence: str) -> None:
    shown = "".join(each if each.isprintable() else "\ufffd" for each in sentence)
    with suppress(OSError):
        click.echo(f"strideback: {shown}", err=True)


def _close_quietly() -> None:
    """Let what is still to be written go nowhere, so that the interpreter ends in silence."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _open_what_is_closed() -> None:
    """Where a standard stream was closed (`>&-`), nothing: or the diary would take its number."""
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
        if getattr(sys, name) is None:
            stream = open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)


def _speak_plainly_where_needed() -> None:
    """On a terminal that is not UTF-8, write a near character for each that it cannot show."""
    codecs.register_error("strideback", _stand_in)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="strideback")


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(map(_plain, missing)), error.end


def _plain(character: str) -> str:
    if "\u2800" <= character <= "\u28ff":
        return "." if character > "\u2800" else " "  # the dots of the body chart
    return _PLAIN.get(character, "?")


@click.command(
    cls=_House,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Your diary is a text file, one event a line. It stays on your computer.",
)
@click.version_option(__version__, prog_name="strideback", message="%(prog)s %(version)s")
def main() -> None:
    """Get your stride back: screen, plan and track low back pain from running."""
