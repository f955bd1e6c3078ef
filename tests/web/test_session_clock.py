"""The guided session's machine has no page and no clock in it; node's own test runner tries it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
WEB = HERE.parents[1] / "src/strideback/web/static/web"
NODE = shutil.which("node")


@pytest.mark.skipif(NODE is None and not os.environ.get("CI"), reason="node is not there")
def test_what_the_session_promises_holds():
    found = subprocess.run(
        [str(NODE), "--test", str(HERE / "session_clock.test.mjs")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout[-4000:]


@pytest.mark.parametrize("module", ["session-clock.js", "session-dose.js", "session-facts.js"])
def test_nothing_of_a_page_or_of_a_clock_is_inside(module):
    code = "\n".join(
        line for line in (WEB / module).read_text().splitlines() if not line.startswith("//")
    )
    for word in (
        "document",
        "window",
        "Date.",
        "performance",
        "setTimeout",
        "setInterval",
        "Math.random",
    ):
        assert word not in code
