"""Schemathesis, against the running app: whatever is sent, no failure, and nothing outside of the contract."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.api.conftest import DAY, key_for
from tests.web.test_every_address import CLEARED

from strideback.api import limits
from strideback.store import diaries
from strideback.store.models import Runner

pytest.importorskip("schemathesis")

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs" / "openapi.json"
SEED = 20260306
EXAMPLES = int(os.environ.get("CONTRACT_EXAMPLES", "3"))
"""For each operation; `CONTRACT_EXAMPLES=200` looks deeper, and takes minutes."""
LONGEST_S = 240 + 20 * EXAMPLES


@pytest.mark.slow
def test_whatever_is_sent_the_api_keeps_to_its_contract(server, it_is, monkeypatch, tmp_path):
    monkeypatch.setattr(limits, "MOST", dict.fromkeys(limits.MOST, 10**6))
    now = it_is(DAY)
    runner = Runner.objects.create(account=None)
    diaries.append_lines(runner, CLEARED.splitlines(), after=0, now=now)
    command = [
        *(sys.executable, "-m", "schemathesis.cli"),
        *("--config-file", str(HERE / "schemathesis.toml"), "run", str(DOCUMENT)),
        *("--url", server.url),
        *("--header", f"Authorization: Bearer {key_for(runner, now=now, days=None)}"),
        *("--checks", "all", "--mode", "all", "--phases", "examples,coverage,fuzzing"),
        *("--seed", str(SEED), "--max-examples", str(EXAMPLES), "--generation-deterministic"),
        *("--no-shrink", "--continue-on-failure", "--suppress-health-check", "all"),
        *("--no-color", "--warnings", "off", "--request-timeout", "30"),
    ]
    paths = os.pathsep.join([str(HERE.parents[1]), *sys.path])
    more = {"SCHEMATHESIS_HOOKS": "tests.api.contract_hooks", "PYTHONPATH": paths, "COLUMNS": "120"}
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    told = [each[:300] for each in (done.stdout + done.stderr).splitlines()]
    assert done.returncode == 0, "\n".join(told[-200:])


def test_the_runner_of_this_test_sees_a_plan(program):
    """Or the answers looked at above would be the short ones."""
    assert program(CLEARED).get("/api/v1/review").json()["plan"]
