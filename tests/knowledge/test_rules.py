"""Each rule passes the good folder and finds the faults of faults.toml at their place."""

import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from strideback.formats.knowledge_checks import RULES, check_all, write_lock
from strideback.formats.knowledge_toml import load, read

FAULTS = tomllib.loads((Path(__file__).parent / "faults.toml").read_text())["fault"]
BY_NAME = {rule.name: rule for rule in RULES}


def _plant(folder, fault):
    path = folder / fault["file"]
    if fault.get("remove"):
        path.unlink()
    elif "rename" in fault:
        path.rename(folder / fault["rename"])
    elif "copies" in fault:
        for number in range(fault["copies"]):
            path.with_stem(f"{path.stem}-{number}").write_text(path.read_text())
    else:
        old = path.read_text() if path.exists() else ""
        if "replace" in fault:
            assert old.count(fault["replace"]) == 1, "the text to replace is there exactly once"
            old, by = old.replace(fault["replace"], fault["by"]), ""
        else:
            by = fault["by"]
        path.write_text(fault.get("before", "") + old + by)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_good_folder_passes(rule, good_folder):
    assert list(rule.check(load(good_folder), good_folder)) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault['rule']}:{fault['file']}")
def test_a_planted_fault_is_found_at_its_place(fault, tiny_knowledge):
    _plant(tiny_knowledge, fault)

    knowledge, problems = read(tiny_knowledge)

    assert problems == ()
    found = [str(each) for each in BY_NAME[fault["rule"]].check(knowledge, tiny_knowledge)]
    assert any(fault["finds"] in each for each in found), found
    assert len(found) <= 4, "one fault, few words"


def test_every_rule_has_a_planted_fault():
    assert {fault["rule"] for fault in FAULTS} == set(BY_NAME)


def test_every_rule_has_its_own_name_and_one_sentence():
    assert max(Counter(rule.name for rule in RULES).values()) == 1
    assert all(rule.says.endswith(".") for rule in RULES)


def test_all_rules_at_once(tiny_knowledge):
    assert check_all(tiny_knowledge) == ()

    flag = tiny_knowledge / "flags" / "fever.toml"
    flag.write_text(
        flag.read_text().replace("stays = true", "").replace('"everything"', '"runing"')
    )

    files = [str(problem) for problem in check_all(tiny_knowledge)]
    assert [each for each in files if not each.startswith("flags/fever.toml, ")] == []
    assert [each.split(",")[1].split(":")[0].strip() for each in files] == [
        "blocks#1",
        "blocks",
        "stays",
    ]


def test_unreadable_files_are_told_alone(tiny_knowledge):
    (tiny_knowledge / "flags" / "fever.toml").write_text("when = ")

    assert [problem.file for problem in check_all(tiny_knowledge)] == ["flags/fever.toml"]


def test_the_lock_only_grows(tiny_knowledge):
    lock = tiny_knowledge / "ids.lock"
    lock.write_text(lock.read_text().replace("regions/flank\n", "regions/elbow\n"))

    assert write_lock(load(tiny_knowledge), tiny_knowledge) == 1

    lines = lock.read_text().splitlines()
    assert {"regions/elbow", "regions/flank", "questions/worse-with.hills"} <= set(lines)
    assert lines == sorted(lines)


@pytest.mark.parametrize("module", ["knowledge_toml", "knowledge_checks"])
def test_both_can_be_run_from_the_command_line(module, tiny_knowledge):
    command = [sys.executable, "-m", f"strideback.formats.{module}", str(tiny_knowledge)]

    good = subprocess.run(command, capture_output=True, text=True, check=False)
    (tiny_knowledge / "flags" / "fever.toml").write_text("when = ")
    bad = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (good.returncode, good.stdout.endswith(", no problems\n")) == (0, True)
    assert (bad.returncode, bad.stdout.endswith(", 1 problem\n")) == (2, True)
    assert bad.stdout.startswith("flags/fever.toml, ")
