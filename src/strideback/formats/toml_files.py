"""TOML files of one folder, each as a table or a value, with every problem noted by its place."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import Any, Final

from strideback.formats.problems import Problem
from strideback.formats.shapes import Reader, Trouble, Troubles

try:
    import tomli as toml  # tomllib's compiled twin
except ImportError:  # pragma: no cover - a dependency, but the standard library reads the same
    import tomllib as toml  # type: ignore[no-redef]

_AT: Final = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_TWICE: Final = ("Cannot overwrite", "Cannot declare", "Cannot redefine", "Duplicate", "Cannot mut")


@dataclass(slots=True)
class Reading:
    """One walk through a folder: the problems so far, and how many files were read."""

    folder: str
    problems: list[Problem] = field(default_factory=list)
    files: int = 0

    def note(self, file: str, place: str, says: str) -> None:
        """Keep a problem and go on."""
        self.problems.append(Problem(file, place, says))

    def entries(self, name: str = "") -> list[os.DirEntry[str]]:
        """What is in the folder or in one of its own, hidden files aside, by name."""
        try:
            with os.scandir(f"{self.folder}/{name}") as found:
                seen = [each for each in found if each.name[0] != "."]
        except OSError as bad:
            self.note(name or self.folder, "", f"cannot be read: {bad.strerror}")
            return []
        return sorted(seen, key=lambda each: each.name)

    def table(self, file: str) -> dict[str, Any] | None:
        """The parsed file, or None after noting why not."""
        self.files += 1
        try:
            path = f"{self.folder}/{file}"
            with open(path, "rb", buffering=0, opener=_at_once) as opened:
                content = opened.read()
            parsed = toml.loads(content.decode())
        except UnicodeDecodeError as bad:
            line = bad.object[: bad.start].count(b"\n") + 1
            self.note(file, f"line {line}", "is not UTF-8 text; save the file as UTF-8")
        except RecursionError:
            self.note(file, "", "is nested too deeply to read")
        except ValueError as bad:
            self.note(file, *_syntax(str(bad)))
        except OSError as bad:
            self.note(file, "", f"cannot be read: {bad.strerror}")
        else:
            if parsed:
                return parsed
            self.note(file, "", "is empty; fill it in or remove it")
        return None

    def value(self, file: str, reader: Reader, **known: object) -> Any:  # noqa: ANN401 - any record
        """What the reader makes of the file, or None after noting why not.

        `known` are keys that the file must not hold because its place already says them.
        """
        table = self.table(file)
        if table is None:
            return None
        troubles: Troubles = []
        for key in known.keys() & table.keys():
            troubles.append(Trouble(key, "is the name of the file; remove this key"))
        try:
            value = reader({**table, **known}, None, troubles)
        except RecursionError:
            troubles = [Trouble("", "is nested too deeply to read")]
        else:
            if not troubles:
                return value
        for each in troubles:
            self.note(file, each.place, each.says)
        return None


def _at_once(path: str, flags: int) -> int:
    """Open without waiting: a pipe that nobody writes to reads as empty."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _syntax(message: str) -> tuple[str, str]:
    """The place and the words for a message of the TOML parser."""
    found = _AT.search(message)
    words = _AT.sub("", message)
    if words.startswith(_TWICE):
        words = f"a key or table is given twice ({words[0].lower()}{words[1:]})"
    if found is None:
        return "", f"is not TOML: {words}"
    return f"line {found[1]}" if found[1] else "the end", f"is not TOML: {words}"
