"""`strideback serve`: an address on the first line, one browser, this computer alone, a clean end."""

import os
import pty
import re
import signal
import socket
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

pytest.importorskip("granian")

SERVE = [sys.executable, "-c", "from strideback.cli import main; main()", "serve", "--no-browser"]
WAIT = 60


def start(tmp_path, *args, **more):
    return subprocess.Popen(
        [*SERVE, "--data", str(tmp_path / "data"), *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "SECRET_KEY": "", "PYTHONUNBUFFERED": ""},
        start_new_session=True,
        **more,
    )


def stop(process):
    """What Ctrl-C does: every process of the terminal gets the signal."""
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=WAIT)
    return process.returncode, out, err


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("serve")
    process = start(folder, "--port", "0")
    address = process.stdout.readline().strip()
    yield folder, address, process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def browser():
    return build_opener(HTTPCookieProcessor(CookieJar()))


def base_of(address):
    return address.split("/open")[0]


def test_the_first_line_is_an_address_that_opens_the_app_once(served):
    _, address, _ = served
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/open\?token=[\w-]{32}", address)
    mine = browser()
    assert mine.open(address).status == 200
    assert mine.open(f"{base_of(address)}/account").status == 200
    with pytest.raises(urllib.error.HTTPError) as refused:
        browser().open(address)
    assert refused.value.code == 403


def test_the_diary_is_for_its_owners_eyes(served):
    folder, _, _ = served
    data = folder / "data"
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in data.iterdir()}
    assert modes["secret"] == modes["strideback.sqlite3"] == 0o600
    assert set(modes.values()) == {0o600}


def test_a_strangers_name_for_this_computer_is_refused(served):
    _, address, _ = served
    request = urllib.request.Request(base_of(address), headers={"Host": "evil.example"})  # noqa: S310 - our own server
    with pytest.raises(urllib.error.HTTPError) as refused:
        browser().open(request)
    assert refused.value.code == 400


def test_nobody_else_in_the_network_can_reach_it(served):
    _, address, _ = served
    port = int(base_of(address).rpartition(":")[2])
    others = {each[4][0] for each in socket.getaddrinfo(socket.gethostname(), port)}
    others -= {"127.0.0.1", "::1"}
    for other in others:
        with pytest.raises(OSError, match=r"refused|unreachable|assign|timed out"):
            socket.create_connection((other, port), timeout=2)


def test_a_taken_port_is_told_in_one_sentence_with_the_fix(served, tmp_path):
    _, address, _ = served
    port = base_of(address).rpartition(":")[2]
    second = start(tmp_path, "--port", port)
    out, err = second.communicate(timeout=WAIT)
    assert (second.returncode, out) == (2, "")
    assert err.count("\n") == 1
    assert f"Port {port}" in err
    assert f"--port {int(port) + 1}" in err


def test_ctrl_c_ends_it_quietly(served):
    _, _, process = served
    code, out, err = stop(process)
    assert (code, err) == (0, "")
    assert out.count("\n") <= 1  # the second line, unless it was read along with the first


def test_browsers_stay_let_in_when_it_is_started_again(tmp_path):
    mine = browser()
    first = start(tmp_path, "--port", "0")
    address = first.stdout.readline().strip()
    port = base_of(address).rpartition(":")[2]
    mine.open(address)
    stop(first)
    again = start(tmp_path, "--port", port)
    assert again.stdout.readline().strip() != address
    assert mine.open(f"{base_of(address)}/account").url.endswith("/account")
    with pytest.raises(urllib.error.HTTPError):
        browser().open(address)
    assert stop(again)[0] == 0


def test_ctrl_c_in_a_terminal_leaves_no_traceback(tmp_path):
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(SERVE[0], [*SERVE, "--port", "0", "--data", str(tmp_path)])  # noqa: S606 - our own command
    shown = b""
    while b"Ctrl-C" not in shown:
        shown += os.read(terminal, 4096)
    os.write(terminal, b"\x03")
    try:
        while more := os.read(terminal, 4096):
            shown += more
    except OSError:  # the terminal closes with its last process
        pass
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert b"Traceback" not in shown


def test_a_folder_that_cannot_be_used_is_told_in_one_sentence(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "strideback.sqlite3").write_bytes(b"this is no database" * 100)
    process = start(tmp_path, "--port", "0")
    out, err = process.communicate(timeout=WAIT)
    assert (process.returncode, out) == (2, "")
    assert err.count("\n") == 1
    assert "--data" in err
