"""Reads many files in two limited processes, so that a poisoned file takes down nothing.

Bytes go in, diary lines come out.  Each process works on one file at a time: when one dies or hangs,
the file that it had is tried once more in a fresh process, and then refused; all others go on.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Condition, Event, Thread
from time import perf_counter
from typing import Final

from strideback.formats.run_reading import Reading, understood
from strideback.formats.sayings import Saying, saying

WORKERS: Final = 2
LONGEST_S: Final = 120.0
TURN: Final = BoundedSemaphore(2)
"""Held while a server reads what somebody sent: each reader starts processes of up to a gigabyte."""
_ENOUGH_FOR_ONE: Final = 4  # files; starting a second process costs more than it saves
_WAITING_BYTES: Final = 32 << 20
_WAITING_FILES: Final = 64
_PATIENCE_S: Final = 5.0
_LONGEST_ANSWER: Final = 16 << 20
_PIPE_BYTES: Final = 1 << 20
_KEPT: Final = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_START: Final = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from strideback.formats.run_worker import main; main()"
)

STOPPED: Final = saying(
    "It stopped the reader twice (it took too long or too much memory), so it was left."
)
NOT_STARTED: Final = saying(
    "The process that reads files could not be started; free some memory and try again."
)


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read: its place among the others, its name and its bytes."""

    place: int
    name: str
    data: bytes
    stand_in: bool = False


def read_all(
    jobs: Iterable[Job], *, workers: int = WORKERS, longest_s: float = LONGEST_S
) -> Iterator[tuple[int, Reading]]:
    """The place and the reading of every job, in the order in which they get done.

    The next job is asked for only when there is room for it, so that memory stays small.
    """
    desk = _Desk(longest_s)
    threads = [_started(desk)]  # it gets ready while the first file is looked for
    Thread(target=desk.watch, daemon=True).start()
    try:
        for count, job in enumerate(jobs):
            if len(threads) < min(workers, 1 + count // _ENOUGH_FOR_ONE):
                threads.append(_started(desk))
            desk.put(job)
            yield from desk.done()
        desk.close(len(threads))
        for thread in threads:
            while thread.is_alive():
                thread.join(0.05)
                yield from desk.done()
        yield from desk.done()
    finally:
        desk.stop(len(threads))
        for thread in threads:
            thread.join(_PATIENCE_S)


def _started(desk: _Desk) -> Thread:
    thread = Thread(target=_work, args=(desk,), daemon=True)
    thread.start()
    return thread


class _Desk:
    """The files that wait, no more than some megabytes of them, the answers, and the clock."""

    def __init__(self, longest_s: float) -> None:
        self._longest_s = longest_s
        self._since: dict[_Process, float] = {}
        self._closed = Event()
        self._waiting: SimpleQueue[Job | None] = SimpleQueue()
        self._answers: SimpleQueue[tuple[int, Reading]] = SimpleQueue()
        self._room = Condition()
        self._bytes = self._files = 0

    def put(self, job: Job) -> None:
        """Lay a file down; waits until there is room."""
        with self._room:
            while self._files and (
                self._bytes + len(job.data) > _WAITING_BYTES or self._files >= _WAITING_FILES
            ):
                self._room.wait(0.1)
            self._bytes += len(job.data)
            self._files += 1
        self._waiting.put(job)

    def next(self) -> Job | None:
        """The next file; None when there are no more."""
        return self._waiting.get()

    def answer(self, job: Job, reading: Reading) -> None:
        """Lay the answer down."""
        self._answers.put((job.place, reading))
        with self._room:
            self._bytes -= len(job.data)
            self._files -= 1
            self._room.notify()

    def done(self) -> Iterator[tuple[int, Reading]]:
        """The answers so far."""
        while True:
            try:
                yield self._answers.get_nowait()
            except Empty:
                return

    def close(self, workers: int) -> None:
        """Say that no more files come."""
        for _ in range(workers):
            self._waiting.put(None)

    def stop(self, workers: int) -> None:
        """Send everybody home, at once."""
        self._closed.set()
        for process in list(self._since):
            process.kill()
        self.close(workers)

    @property
    def stopped(self) -> bool:
        """Whether nobody waits for answers any more."""
        return self._closed.is_set()

    def ask(self, process: _Process, job: Job) -> bytes:
        """The answer about a file, empty when the process died or took too long."""
        self._since[process] = perf_counter()
        try:
            return process.ask(job)
        finally:
            del self._since[process]

    def watch(self) -> None:
        """Kill processes that take too long, until everybody is home."""
        while not self._closed.wait(min(self._longest_s / 4, 0.5)):
            late = perf_counter() - self._longest_s
            for process, since in list(self._since.items()):
                if since < late:
                    process.kill()


def _work(desk: _Desk) -> None:
    """Answer files until there are none, with one process after the other."""
    process = _Process.start()
    try:
        while not desk.stopped and (job := desk.next()) is not None:
            line, refused = b"", NOT_STARTED
            for _ in range(2):
                process = process or _Process.start()
                if process is None or desk.stopped:
                    break
                line, refused = desk.ask(process, job), STOPPED
                if line:
                    break
                process.end()
                process = None
            desk.answer(job, _reading(job, line, refused))
    finally:
        if process is not None:
            process.end()


def _reading(job: Job, line: bytes, refused: Saying) -> Reading:
    if line:
        return understood(job.name, line, stand_in=job.stand_in)
    return Reading(file=job.name, refused=refused, stand_in=job.stand_in)


class _Process:
    """One worker, and the pipes to it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    @classmethod
    def start(cls) -> _Process | None:
        """A fresh worker, with nothing of our environment; None when the system gives none."""
        paths = [os.path.abspath(each) for each in sys.path]  # noqa: PTH100 - '' is where we are
        kept = {key: os.environ[key] for key in _KEPT if key in os.environ}
        threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        try:
            process = subprocess.Popen(  # noqa: S603 - our own Python, our own code
                [sys.executable, "-I", "-c", _START, json.dumps(paths)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**kept, **threads},
                pipesize=_PIPE_BYTES if sys.platform == "linux" else -1,
            )
        except OSError:
            return None
        return cls(process)

    def ask(self, job: Job) -> bytes:
        """The answer about a file, empty when the worker died."""
        asked, answered = self._process.stdin, self._process.stdout
        if asked is None or answered is None:
            return b""
        head = json.dumps({"name": job.name, "size": len(job.data)})
        try:
            asked.write(head.encode("ascii") + b"\n")
            asked.write(job.data)
            asked.flush()
            line = answered.readline(_LONGEST_ANSWER)
        except (OSError, ValueError):
            return b""
        return line if line.endswith(b"\n") else b""

    def kill(self) -> None:
        """Stop the worker in whatever it does."""
        self._process.kill()

    def end(self) -> None:
        """End the worker and close its pipes."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # what was still to be written goes nowhere
        self._process.wait()
