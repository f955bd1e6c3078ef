"""The house rules that no single module can keep: versions, addresses, locks and the direction of imports."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

import strideback

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))

# Spelled in parts, so that this file keeps its own rule.
REGISTRY_HOSTS = [
    "pypi" + ".org",
    "files.python" + "hosted.org",
    "registry.npm" + "js.org",
    "deb.debian" + ".org",
    "proxy.golang" + ".org",
]
MACHINE_PATHS = ["/" + "work/", "/" + "root/", "/" + "home/", "/" + "Users/"]


def files_of_the_repository() -> list[Path]:
    """Tracked files, and new ones that git does not ignore."""
    if not (ROOT / ".git").exists():
        pytest.skip("a released source tree has no git to ask")
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_the_version_is_the_one_in_pyproject():
    assert strideback.__version__ == PYPROJECT["project"]["version"]


def test_the_changelog_knows_the_version():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[?{re.escape(strideback.__version__)}\b", changelog, re.MULTILINE)


def test_no_file_names_a_registry_or_a_place_on_a_machine():
    machine = re.compile(rb"(?<![\w.])(?:" + b"|".join(map(str.encode, MACHINE_PATHS)) + b")")
    hosts = [host.encode() for host in REGISTRY_HOSTS]
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files_of_the_repository()
        for number, line in enumerate(path.read_bytes().split(b"\n"), 1)
        if any(host in line for host in hosts) or machine.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.stem)
def test_requirements_are_pinned_and_hashed_without_addresses(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"[a-z+]+://|--(extra-)?index-url|--find-links", text)
    entries = re.split(r"\n(?=\w)", text)[1:]
    assert entries
    for entry in entries:
        assert re.match(r"[\w.-]+==[\w.]+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_requirements_hold_every_direct_dependency():
    def names(listed):
        found = {re.match(r"[\w.-]+", one).group().lower().replace(".", "-") for one in listed}
        return found - {PYPROJECT["project"]["name"]}  # an extra may name other extras of ours

    def pinned(stem):
        text = (ROOT / "requirements" / f"{stem}.txt").read_text(encoding="utf-8")
        return set(re.findall(r"^([\w.-]+)==", text, re.MULTILINE))

    project = PYPROJECT["project"]
    runtime = names(project["dependencies"])
    extras = {name for extra in project["optional-dependencies"].values() for name in names(extra)}
    assert runtime <= pinned("runtime")
    assert runtime | extras | names(PYPROJECT["dependency-groups"]["dev"]) <= pinned("dev")
    assert pinned("runtime") <= pinned("dev")


def test_the_glossary_is_in_order_and_says_each_word_once():
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    words = re.findall(r"^\*\*(.+)\*\*$", glossary, re.MULTILINE)
    assert words == sorted(set(words), key=str.lower)


def test_imports_only_go_down(capsys):
    outcome = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert outcome == 0, capsys.readouterr().out
