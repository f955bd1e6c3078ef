"""`python -m benchmarks.app [--runners N] [--days N] [--seconds N]`: the app on a server, under load.

Granian with two workers, on SQLite and on a PostgreSQL of its own, on loopback; `wrk` asks for the
today page as one signed-in runner after the other, squeezed as a browser asks for it, once both
workers know all of them.  Beside it, in the same run: the same page when no process has reviewed that
diary yet, a page that knows nobody, and Django alone with the same bytes.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

from tests import postgresql

from benchmarks.__main__ import say
from benchmarks.app_pages import asked_for, say_weights, say_writers
from benchmarks.archive import children

HERE = Path(__file__).parent
WORKERS, THREADS = 2, 2
TARGET_MS, TARGET_MB, TARGET_S = 10, 150, 3
STARTS, TOO_LATE_S = 3, 30
TIMES = 5  # few browsers keep few connections, which may all have come to one worker


@dataclass(frozen=True, slots=True)
class Place:
    """A database with runners in it, and how a server is told of it."""

    name: str
    folder: Path
    environment: dict[str, str]

    @property
    def cookies(self) -> list[str]:
        return (self.folder / "cookies").read_text().split()


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk found."""

    requests: int
    rate: float
    median_ms: float
    p99_ms: float


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.app")
    for name, default in (("runners", 1000), ("days", 90), ("seconds", 8), ("warming", 45)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # and leave no server behind
    if not shutil.which("wrk"):
        sys.exit("app: needs wrk (apt-get install wrk)")
    with tempfile.TemporaryDirectory() as name, postgresql.running() as url:
        sqlite = filled(Path(name) / "sqlite", "SQLite", "", asked)
        measured(sqlite, asked)
        if url is None:
            print("PostgreSQL: left out, it is not installed")
        else:
            measured(filled(Path(name) / "postgresql", "PostgreSQL", url, asked), asked)


def filled(folder: Path, name: str, url: str, asked: argparse.Namespace) -> Place:
    """The database with all runners and their diaries."""
    folder.mkdir()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "strideback.server.settings",
        "STRIDEBACK_MODE": "server",
        "STRIDEBACK_HOSTS": "app.example.org",
        "STRIDEBACK_PROXIES": "1",
        "STRIDEBACK_DATA": str(folder),
        "SECRET_KEY": "a key of this measurement alone, long and not worth anything",
        "DATABASE_URL": url,
    }
    start = perf_counter()
    module = [sys.executable, "-m", "benchmarks.app_runners"]
    told = [str(asked.runners), str(asked.days), str(folder / "cookies")]
    subprocess.run([*module, *told], env=environment, check=True)
    seconds = perf_counter() - start
    print(f"\n{name}: {asked.runners:,} runners x {asked.days} days, made in {seconds:.1f} s")
    return Place(name, folder, environment)


def measured(place: Place, asked: argparse.Namespace) -> None:
    """Everything about one database; what does not depend on it, on SQLite alone."""
    first = place.name == "SQLite"
    if first:
        cold_starts(place)
    with server(place) as (port, process):
        page = asked_for(port, "/", place.cookies[0])
        assert page.status == 200, page.status
        body = page.read()
        assert b'id="session"' in body, "today's page shows no session"
        cold = load(place, port, "/", 4, max(2, asked.runners // 250))
        load(place, port, "/", 32, asked.warming)
        fours = [load(place, port, "/", 4, max(2, asked.seconds // 2)) for _ in range(TIMES)]
        four = sorted(fours, key=lambda each: each.median_ms)[TIMES // 2]
        many = load(place, port, "/", 32, asked.seconds)
        say_load("today, 4 clients", four, f"median < {TARGET_MS} ms", four.median_ms < TARGET_MS)
        medians = sorted(each.median_ms for each in fours)
        print(f"  the middle of {TIMES} times, from {medians[0]:.1f} to {medians[-1]:.1f} ms")
        say_load("today, 32 clients", many)
        say_load("today, first view of each runner, 4 clients", cold)
        print(f"  a page reviewed before, against a first view: {four.rate / cold.rate:.1f} x")
        say_memory(process)
        if first:
            floors(place, port, body, four, asked.seconds)
            say_weights(port, place.cookies[0])
            say_writers(port, place.cookies)


# --- the server ----------------------------------------------------------------------------------


@contextmanager
def server(
    place: Place, application: str = "strideback.server.wsgi"
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The app as on a server; gives its port as soon as it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)]
    command += ["--workers", str(WORKERS), "--blocking-threads", str(THREADS)]
    command += ["--log-level", "error", f"{application}:application"]
    with (place.folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, env=place.environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        late = perf_counter() + TOO_LATE_S
        while not answers(port, place.cookies[0]):
            alive = process.poll() is None and perf_counter() < late
            assert alive, f"the server shows no page: {(place.folder / 'log').read_text()[-2000:]}"
            sleep(0.01)
        yield port, process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:  # it hears nothing while its workers still start
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def answers(port: int, cookie: str) -> bool:
    try:
        return asked_for(port, "/", cookie).status == 200
    except OSError:
        return False


def cold_starts(place: Place) -> None:
    """From the start of the process to the first page of a runner."""
    seconds = []
    for _ in range(STARTS):
        start = perf_counter()
        with server(place):
            seconds.append(perf_counter() - start)
    middle = statistics.median(seconds)
    say("cold start to the first page", f"{middle:.2f} s", f"< {TARGET_S} s", met=middle < TARGET_S)


# --- load ----------------------------------------------------------------------------------------


def load(place: Place, port: int, path: str, clients: int, seconds: int) -> Load:
    """So many browsers at once for so long; every answer has to be a page."""
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "30s"]
    command += ["-s", str(HERE / "app_load.lua"), f"http://127.0.0.1:{port}", "--"]
    command += [path, str(place.folder / "cookies")]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"^MEASURED (\d+) (\d+) (\d+) (\d+) (\d+)$", told, re.MULTILINE)
    assert found, told
    requests, duration_us, median_us, p99_us, wrong = map(int, found.groups())
    assert requests, f"no answer within {seconds} s; this computer is too busy to measure anything"
    assert not wrong, f"{wrong} of {requests} answers were no page"
    return Load(requests, requests / duration_us * 1e6, median_us / 1000, p99_us / 1000)


def say_load(what: str, found: Load, target: str = "-", met: bool = True) -> None:
    say(what, f"{found.median_ms:.1f} ms", target, met=met)
    print(f"  99 of 100 within {found.p99_ms:.1f} ms, {found.rate:,.0f} a second")


def floors(place: Place, port: int, body: bytes, today: Load, seconds: int) -> None:
    """The same server where it has less to do."""
    nobody = load(place, port, "/erased", 4, max(2, seconds // 2))
    page = place.folder / "page.html"
    page.write_bytes(body)
    bare = Place("floor", place.folder, {**place.environment, "FLOOR_PAGE": str(page)})
    with server(bare, "benchmarks.app_floor") as (other, _):
        least = load(bare, other, "/", 4, max(2, seconds // 2))
    for what, found in (("a page that knows nobody", nobody), ("Django alone, same bytes", least)):
        ratio = found.rate / today.rate
        print(f"  against {what}: {found.median_ms:.1f} ms, {ratio:.1f} x as many a second")


def say_memory(process: subprocess.Popen[bytes]) -> None:
    """Each worker after the load: its own and its share of what they have in common; all it sees."""
    workers = [each for each in children(process.pid) if memory(each)["Rss"] > 20]
    own, whole = (max(memory(each)[kind] for each in workers) for kind in ("Pss", "Rss"))
    say("memory of a worker", f"{own:.0f} MB", f"< {TARGET_MB} MB", met=own < TARGET_MB)
    print(f"  with what the workers share: {whole:.0f} MB; {len(workers)} workers")


def memory(pid: int) -> dict[str, float]:
    """Megabytes by kind."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return {
        name: int(kb) / 1000 for name, kb in re.findall(r"^(\w+): +(\d+) kB", told, re.MULTILINE)
    }


if __name__ == "__main__":
    main()
