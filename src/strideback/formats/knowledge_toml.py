"""The knowledge folder as one value of the core: TOML files, one for each thing, read strictly.

The file's stem is the id.  Every problem of every file is told at once, with its place:

    flags/fever.toml, level: 'emergncy' is not one of: none, adapt, soon, same-day, emergency

`python -m strideback.formats.knowledge_toml [FOLDER]` prints them, or says that there are none.
"""

from __future__ import annotations

import gc
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from strideback.core import knowledge as core
from strideback.core.knowledge import Chart, Knowledge
from strideback.formats import language as languages
from strideback.formats.problems import KnowledgeError, Problem
from strideback.formats.shapes import Trouble, Troubles, did_you_mean, record_of
from strideback.formats.toml_files import Reading

FOLDERS: Final[Mapping[str, type]] = {
    "sources": core.Source,
    "regions": core.Region,
    "questions": core.Question,
    "findings": core.FindingRule,
    "flags": core.Flag,
    "muscles": core.Muscle,
    "selftests": core.SelfTest,
    "exercises": core.Exercise,
    "programmes": core.Programme,
    "claims": core.Claim,
    "faq": core.Faq,
    "poses": core.PoseSeries,
    "advice": core.Advice,
    "tips": core.Tip,
}
"""The folders that hold one file for each thing, and the record that each file becomes."""

RULES: Final[Mapping[str, type]] = {
    "screen": core.ScreenRules,
    "ranking": core.RankingRules,
    "gates": core.GateRules,
    "running": core.RunningRules,
    "anatomy": core.AnatomyRules,
    "words": core.Words,
}
"""The files in `rules/`: the numbers, and the small words, that the core works with."""

CODED: Final = ("questions", "regions", "muscles")
"""The folders whose short codes stand for ids in diaries."""

FORM: Final = 1
"""The form of the files that this reader knows."""

_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_BESIDE: Final = ("README", "LICENSE", "CHANGES", "ids.lock")


def read(folder: Path | None = None) -> tuple[Knowledge | None, tuple[Problem, ...]]:
    """The knowledge in the folder, or None and every problem of every file."""
    reading = Reading(os.fspath(folder or default_folder()))
    return _read_all(reading), tuple(reading.problems)


def load(folder: Path | None = None, language: str = "en") -> Knowledge:
    """The knowledge in the folder; a `KnowledgeError` holds every problem if there are any.

    What has no words in the language is in English.
    """
    knowledge, problems = read(folder)
    if knowledge is None:
        raise KnowledgeError(problems)
    if language == "en":
        return knowledge
    from strideback.formats.knowledge_words import in_language  # late: most faces speak English

    return in_language(knowledge, languages.read((folder or default_folder()) / "text", language))


def default_folder() -> Path:
    """The folder that comes with strideback: in the installed package, or in the checkout."""
    package = Path(__file__).parents[1]
    shipped = package / "_knowledge"
    return shipped if shipped.is_dir() else package.parents[1] / "knowledge"


def _read_all(reading: Reading) -> Knowledge | None:
    """Read with the garbage collector resting: many small values are made and all are kept."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        return _read(reading)
    finally:
        if was_on:
            gc.enable()


def _read(reading: Reading) -> Knowledge | None:
    top = {entry.name: entry for entry in reading.entries()}
    for entry in top.values():
        if says := _unexpected(entry):
            reading.note(entry.name, "", says)

    def inside(name: str) -> list[os.DirEntry[str]]:
        return reading.entries(name) if name in top and top[name].is_dir() else []

    edition = _edition(reading, "edition.toml" in top)
    groups: dict[str, Any] = {
        folder: _things(reading, folder, inside(folder)) for folder in FOLDERS
    }
    rules = _rules(reading, inside("rules"))
    chart = _chart(reading, inside("chart"))
    if reading.problems:
        return None
    return Knowledge(edition=edition, **groups, **rules, chart=chart, codes=_codes(groups))


def _unexpected(entry: os.DirEntry[str]) -> str | None:
    """What is wrong with an entry at the top of the folder, if anything."""
    if entry.is_dir():
        known = [*FOLDERS, "rules", "chart", "text"]
        wrong = entry.name not in known
        return f"is not a folder that is read{did_you_mean(entry.name, known)}" if wrong else None
    if entry.name.removesuffix(".toml") in RULES:
        return f"belongs in rules/{entry.name}"
    if entry.name == "edition.toml" or entry.name.startswith(_BESIDE):
        return None
    return "does not belong here"


def _things(reading: Reading, folder: str, entries: list[os.DirEntry[str]]) -> dict[str, Any]:
    """Every thing of one folder by id: by `order` where the record has one, then by id."""
    record = FOLDERS[folder]
    reader = record_of(record, cites=record is not core.Source)
    things: dict[str, Any] = {}
    for entry in entries:
        file, stem = f"{folder}/{entry.name}", entry.name.removesuffix(".toml")
        if entry.name.startswith(_BESIDE) or entry.name.endswith(".svg"):
            continue
        if not entry.name.endswith(".toml") or entry.is_dir():
            reading.note(file, "", "does not belong here; only .toml files are read")
        elif not _ID.fullmatch(stem):
            reading.note(file, "", "the name is an id: small letters, digits and single hyphens")
        else:
            things[stem] = reading.value(file, reader, id=stem)
    if "order" in record.__annotations__ and not reading.problems:
        things = dict(sorted(things.items(), key=lambda item: (item[1].order, item[0])))
    return things


def _rules(reading: Reading, entries: list[os.DirEntry[str]]) -> dict[str, Any]:
    there = {entry.name for entry in entries}
    known = {f"{name}.toml": name for name in RULES}
    for name in sorted(there - known.keys()):
        if not name.startswith(_BESIDE):
            reading.note(f"rules/{name}", "", f"is not one of: {', '.join(known)}")
    for name in sorted(known.keys() - there):
        reading.note(f"rules/{name}", "", "is missing")
    return {
        name: reading.value(f"rules/{file}", record_of(RULES[name], cites=True))
        for file, name in known.items()
        if file in there
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edition:
    """edition.toml: the edition of what is known, and the form of the files."""

    edition: str
    form: int


def _edition(reading: Reading, there: bool) -> str:
    if not there:
        reading.note("edition.toml", "", 'is missing; write edition = "2026.1" and form = 1')
        return ""
    edition: _Edition | None = reading.value("edition.toml", record_of(_Edition))
    if edition is None:
        return ""
    if edition.form != FORM:
        says = f"is {edition.form}, but this version reads form {FORM}; update strideback"
        reading.note("edition.toml", "form", says)
    return edition.edition


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """chart/grid.toml as written: the bitmaps are hexadecimal text."""

    columns: int
    rows: int
    cell: float
    views: Mapping[str, Mapping[str, str]]
    bodies: Mapping[str, str] = field(default_factory=dict)
    made_from: Mapping[str, str] = field(default_factory=dict)


def _chart(reading: Reading, entries: list[os.DirEntry[str]]) -> Chart | None:
    there = {entry.name for entry in entries}
    for name in sorted(there - {"grid.toml"}):
        if not name.startswith(_BESIDE) and not name.endswith(".svg"):
            reading.note(f"chart/{name}", "", "does not belong here")
    if "grid.toml" not in there:
        return None
    chart: Chart | None = reading.value("chart/grid.toml", _read_chart)
    return chart


def _read_chart(value: object, _: core.Evidence | None, troubles: Troubles) -> Chart | None:
    grid: _Grid | None = record_of(_Grid)(value, None, troubles)
    if grid is None:
        return None
    views: dict[str, dict[str, int]] = {}
    for view, regions in grid.views.items():
        views[view] = {}
        for region, digits in regions.items():
            bits = int(digits, 16) if re.fullmatch("[0-9a-fA-F]+", digits) else -1
            if bits < 0 or bits.bit_length() > grid.columns * grid.rows:
                says = "must be a hexadecimal bitmap that fits the grid"
                troubles.append(Trouble(f"views.{view}.{region}", says))
            views[view][region] = bits
    return Chart(columns=grid.columns, rows=grid.rows, cell=grid.cell, views=views)


def _codes(groups: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    things = (thing for folder in CODED for thing in groups[folder].values())
    return {thing.code: thing.id for thing in things if thing.code}


def _main(arguments: list[str]) -> int:
    reading = Reading(arguments[0] if arguments else os.fspath(default_folder()))
    _read_all(reading)
    count = len(reading.problems)
    said = f"{count} problem{'' if count == 1 else 's'}" if count else "no problems"
    lines = (*reading.problems, f"{reading.files} files, {said}")
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 2 if count else 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
