"""The papers cannot lie: paths exist, modules have a place, commands and words are explained."""

import ast
import re
import tomllib
from pathlib import Path
from typing import get_args

import click
import pytest

from strideback.cli import COMMANDS, main
from strideback.core import diary as core_diary
from strideback.formats import diary_checks, diary_text, knowledge_toml
from strideback.formats.diary_grammar import KINDS
from strideback.formats.knowledge_checks import RULES
from strideback.formats.proof import LAWS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PACKAGE = ROOT / "src" / "strideback"
# DESIGN.md, section 8: the words of the field that everything here is said in.
FIELD_WORDS = """
    runner, clinician, screen, flag, finding, level, block, region, drawing, referral pattern,
    essential zone, spillover zone, ranking, programme, stage, gate, session, item, dose, diary,
    event, review, edition
"""


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def quoted(text: str) -> list[str]:
    """What stands in backticks."""
    return re.findall(r"`([^`\n]+)`", text)


def code_lines(text: str) -> list[str]:
    """The lines of the indented blocks, without their remarks."""
    return [
        line.partition("#")[0].strip() for line in re.findall(r"^ {4}(\S.*)$", text, re.MULTILINE)
    ]


# --- the map -------------------------------------------------------------------------------------


def _paths_of_the_map() -> list[Path]:
    """Every path in the map; a bare file name lies in the folder that its row began with."""
    found = []
    for row in read("docs/map.md").splitlines():
        folder = ROOT
        for word in quoted(row):
            path = ROOT / word
            if not re.search(r"\.\w+$|/", word) and not path.exists():
                continue  # a word, not a path
            if word.endswith("/") and folder is ROOT:
                folder = path
            found.append(path if "/" in word or path.exists() else folder / word)
    return found


def test_every_path_in_the_map_exists() -> None:
    missing = [path.relative_to(ROOT) for path in _paths_of_the_map() if not path.exists()]
    assert missing == []


def test_every_module_has_its_place_in_the_map() -> None:
    named = set(_paths_of_the_map())
    folders = [PACKAGE, ROOT / "benchmarks", ROOT / "tools"]
    every = [path for folder in folders for path in sorted(folder.rglob("*.py"))]
    modules = [path for path in every if path.parent.name != "migrations"]
    assert [path.relative_to(ROOT) for path in modules if path not in named] == []


def test_every_folder_and_every_shared_test_file_has_its_place_in_the_map() -> None:
    named = set(_paths_of_the_map())
    kept = [
        path
        for top in ("knowledge", "tests", "docs", "benchmarks", "tools")
        for path in (ROOT / top).iterdir()
        if path.name[0] not in "._" and path.is_dir()
    ]
    kept += sorted((ROOT / "tests").glob("*.py")) + sorted((ROOT / "tests/knowledge").glob("*.*"))
    kept += sorted(path for path in DOCS.iterdir() if path.name != "map.md" and path.is_file())
    assert [path.relative_to(ROOT) for path in kept if path not in named] == []


# --- the glossary --------------------------------------------------------------------------------


def test_the_glossary_holds_every_word_of_the_field() -> None:
    words = set(re.findall(r"^\*\*(.+)\*\*$", read("docs/glossary.md"), re.MULTILINE))
    wanted = {" ".join(word.split()) for word in FIELD_WORDS.split(",")}
    assert wanted - words == set()


# --- commands ------------------------------------------------------------------------------------


def _command(name: str) -> click.Command:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    return command


def _leaves(name: str) -> dict[str, click.Command]:
    """The command, or the commands of its group, each with the words that call it."""
    command = _command(name)
    if isinstance(command, click.Group):
        context = click.Context(command)
        inner = {
            each: command.get_command(context, each) for each in command.list_commands(context)
        }
        return {f"{name} {each}": found for each, found in inner.items() if found is not None}
    return {name: command}


def _section(name: str) -> str:
    found = re.search(
        rf"^## strideback {name}\n(.*?)(?=^#|\Z)",
        read("docs/terminal.md"),
        re.MULTILINE | re.DOTALL,
    )
    assert found, f"docs/terminal.md has no section '## strideback {name}'"
    return found[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_with_its_options_and_an_example(name: str) -> None:
    section = _section(name)
    calls = [line for line in code_lines(section) if line.startswith(f"strideback {name} ")]
    for words, command in _leaves(name).items():
        usage = [line for line in calls if line.startswith(f"strideback {words}")]
        assert usage, words
        for each in command.params:
            said = (
                max(each.opts, key=len)
                if isinstance(each, click.Option)
                else each.metavar or each.name.upper()
            )
            assert said in usage[0], f"{words}: {said}"
    assert any("[" not in line for line in calls), "an example"


@pytest.mark.parametrize(
    "paper", ["README.md", "docs/terminal.md", "docs/safety.md", "knowledge/README.md"]
)
def test_every_command_that_is_shown_exists(paper: str) -> None:
    text = read(paper)
    shown = code_lines(text) + quoted(text)
    called = [line.split() for line in shown if line.startswith(("strideback ", "make "))]
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    for program, *words in called:
        if program == "make":
            assert words[0] in targets, words
        elif words[0] != "--version":
            assert words[0] in COMMANDS, words
            leaves = {each.partition(" ")[2] for each in _leaves(words[0])} - {""}
            assert not leaves or len(words) < 2 or words[1] in leaves, words


def test_the_readme_shows_its_two_commands_its_pictures_and_its_doors() -> None:
    text = read("README.md")
    assert {"make run", "make test", "strideback intake my.diary"} <= set(code_lines(text))
    links = re.findall(r"\]\(([^)#]+)\)", text)
    assert [link for link in links if not (ROOT / link).exists()] == []
    assert {"docs/pictures/review.svg", "knowledge/README.md", "docs/map.md"} <= set(links)


@pytest.mark.parametrize("paper", sorted(DOCS.rglob("*.md")), ids=lambda path: path.stem)
def test_links_between_the_papers_lead_somewhere(paper: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", paper.read_text(encoding="utf-8"))
    assert [link for link in links if not (paper.parent / link).exists()] == []


@pytest.mark.parametrize(
    "picture", sorted((DOCS / "pictures").iterdir()), ids=lambda path: path.stem
)
def test_a_picture_is_small_and_needs_nothing_from_outside(picture: Path) -> None:
    text = picture.read_text(encoding="utf-8")
    assert len(text.encode()) < 100_000
    assert not re.search(r"@font-face|@import|<image|<script|href=", text)
    assert set(re.findall(r"https?://[^\"')\s]+", text)) == {"http://www.w3.org/2000/svg"}


# --- the diary's notation ------------------------------------------------------------------------

ROWS = {
    kind: (keys, example)
    for kind, keys, example in re.findall(
        r"^\| `([a-z-]+)` \|[^|\n]*\|([^|\n]*)\| `([^`\n]+)` \|$",
        read("docs/terminal.md"),
        re.MULTILINE,
    )
}


def test_the_notation_explains_every_kind_of_event() -> None:
    kinds = {word: kind.makes for word, kind in KINDS.items()}
    assert set(kinds.values()) == set(get_args(core_diary.AnyEvent))
    assert set(ROWS) == set(kinds)


@pytest.mark.parametrize("kind", KINDS)
def test_the_notation_names_every_key_and_its_example_is_read(kind: str) -> None:
    keys, example = ROWS[kind]
    assert set(re.findall(r"`([a-z]+)`", keys)) == set(KINDS[kind].keys)
    before = "2026-03-01 noted a\n" * 3
    parsed = diary_text.parse(f"{before}2026-03-01 {example}")
    assert parsed.problems == ()
    assert type(parsed.diary.events[-1]) is KINDS[kind].makes
    assert diary_checks.misfits(parsed.diary, knowledge_toml.load()) == ()


def test_the_example_lines_of_the_notation_are_read() -> None:
    lines = [line for line in code_lines(read("docs/terminal.md")) if line.startswith("2026-")]
    parsed = diary_text.parse("\n".join(lines))
    assert lines
    assert parsed.problems == ()
    assert diary_checks.misfits(parsed.diary, knowledge_toml.load()) == ()


# --- the hazard log ------------------------------------------------------------------------------

SAFETY = read("docs/safety.md")
HAZARDS = re.findall(r"^\| (H\d+) \|.*\|.*\|.*\|(.*)\|$", SAFETY, re.MULTILINE)
LAW = re.compile(r"proof: (law \d+)")
RULE = re.compile(r"rule: ([a-z-]+)")


def _tests_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, functions)}


def _is_there(word: str) -> bool:
    """Whether a test, a case, a law or a rule of this name exists."""
    if found := LAW.fullmatch(word):
        return found[1] in LAWS
    if found := RULE.fullmatch(word):
        return found[1] in {rule.name for rule in RULES}
    file, colons, test = word.partition("::")
    path = ROOT / file
    if not file.startswith("tests/") or not path.is_file():
        return False
    if colons:
        return test.startswith("test_") and test in _tests_in(path)
    return path.parent == ROOT / "tests" / "cases" and path.suffix == ".toml"


def test_there_are_enough_hazards_each_with_its_own_number() -> None:
    numbers = [number for number, _ in HAZARDS]
    assert len(numbers) >= 25
    assert len(set(numbers)) == len(numbers) == len(re.findall(r"^\| H\d+ ", SAFETY, re.MULTILINE))


@pytest.mark.parametrize(("number", "shown_by"), HAZARDS, ids=[number for number, _ in HAZARDS])
def test_what_shows_the_control_of_a_hazard_exists(number: str, shown_by: str) -> None:
    words = quoted(shown_by)
    assert words, f"{number} has nothing that shows its control"
    assert [word for word in words if not _is_there(word)] == []


def test_the_known_gaps_are_those_of_the_cases() -> None:
    """A case that gains or loses its `known` gains or loses its row in docs/safety.md."""
    cases = sorted((ROOT / "tests" / "cases").glob("*.toml"))
    known = [path for path in cases if "known" in tomllib.loads(path.read_text(encoding="utf-8"))]
    part = SAFETY.partition("## Known gaps")[2].partition("\n## ")[0]
    told = re.findall(r"^\| `(tests/cases/[^`]+)` \| .+ \|$", part, re.MULTILINE)
    assert told == [path.relative_to(ROOT).as_posix() for path in known]


def test_nothing_in_the_program_can_send_or_log_anything() -> None:
    """What the README and H68 promise: two ways out, for runners of a server who asked for them."""
    ways_out = {
        "socket",
        "ssl",
        "http",
        "urllib",
        "smtplib",
        "ftplib",
        "requests",
        "httpx",
        "urllib3",
        "aiohttp",
        "pywebpush",
        "logging",
    }
    allowed = {
        ("cli/serve.py", "socket"),  # finds a free port of this computer
        ("cli/serve.py", "http.client"),  # asks its own server, on this computer, whether it is up
        ("server/logs.py", "logging"),  # where a server failed, and nothing about whom
        ("web/incoming.py", "logging"),  # the kind of an error, and no name of a file
        ("api/problems.py", "logging"),  # where an answer failed: its words go to nobody
        ("server/cluster.py", "logging"),  # that the worker was begun anew
        ("server/jobs.py", "logging"),  # the number of a reminder, and the kind of an error
        ("server/pushing.py", "logging"),  # the number of a browser, and the status of a refusal
        ("server/jobs.py", "smtplib"),  # reads what a mail server answered; opens nothing itself
        ("server/jobs.py", "django.core.mail"),  # way out 1: mail, to an address that said yes
        ("web/letters.py", "django.core.mail"),  # writes the letters
        ("web/letters.py", "django.core.mail.backends.base"),
        ("server/jobs.py", "django.core.mail.backends.base"),  # both: a type alone
        ("server/pushing.py", "pywebpush"),  # way out 2: a note to a browser that allowed it
        ("server/pushing.py", "requests"),  # its session: follows no redirect
    }
    found = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            ways = [
                name
                for name in names
                if name.partition(".")[0] in ways_out or name.startswith("django.core.mail")
            ]
            found |= {(place, name) for name in ways if name != "urllib.parse"}
    assert found == allowed  # what is no longer there is no longer allowed


# --- a server ------------------------------------------------------------------------------------


def test_every_setting_of_a_server_is_explained_and_every_explained_one_is_read() -> None:
    read_by = re.compile(r'environ(?:\.get\(|\[)"([A-Z_]+)"')
    known = {
        name
        for path in [*(PACKAGE / "server").rglob("*.py")]
        for name in read_by.findall(path.read_text(encoding="utf-8"))
    }
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", read("docs/server.md"), re.MULTILINE))
    assert known - {"DJANGO_SETTINGS_MODULE"} == told
