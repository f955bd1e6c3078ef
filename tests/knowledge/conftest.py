"""A knowledge folder as small as the rules allow, and a way to plant a fault in it."""

import shutil
from pathlib import Path

import pytest

from strideback.formats.knowledge_checks import write_lock
from strideback.formats.knowledge_toml import load

TINY = Path(__file__).parent / "tiny"


def _claim(number):
    return f"""evidence = {{ sources = ["design"], grade = "choice", checked = true }}
number = {number}
author = "guide"
says = "The guide's author says something, number {number}."
verdict = "contested"
why = "There are few studies."
word_it = "It may be so."
"""


@pytest.fixture(scope="session")
def good_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("knowledge") / "tiny"
    shutil.copytree(TINY, folder)
    for number in set(range(1, 27)) - {18}:
        (folder / "claims" / f"claim-{number}.toml").write_text(_claim(number))
    write_lock(load(folder), folder)
    return folder


@pytest.fixture
def tiny_knowledge(good_folder, tmp_path):
    return Path(shutil.copytree(good_folder, tmp_path / "tiny"))
