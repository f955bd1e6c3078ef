"""What is wrong with the knowledge files, as values: all of it at once, each with its place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: the file, the place in it, and a plain sentence.

    `place` is a key (`ladder#2.dose.sets`, where `#2` is the second in the list), a line
    (`line 12`) or empty for the whole file.

    >>> str(Problem("flags/fever.toml", "level", "'emergncy' is not a level."))
    "flags/fever.toml, level: 'emergncy' is not a level."
    """

    file: str
    place: str
    says: str

    def __str__(self) -> str:
        where = f"{self.file}, {self.place}" if self.place else self.file
        return f"{where}: {self.says}"


class KnowledgeError(ValueError):
    """The knowledge cannot be used; the message holds every problem, one a line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__("\n".join((f"The knowledge has {count}:", *map(str, problems))))
