"""The process that opens strangers' files: few rights, little memory, and nothing to steal.

It is started by `run_workers` with an empty environment.  On standard input comes, for each file,
a line of JSON with its name and size and then its bytes; on standard output goes one line of JSON.
"""

from __future__ import annotations

import gc
import json
import signal
import sys
from contextlib import suppress

MEMORY_BYTES = 1 << 30
CPU_S = 60
_OPEN_FILES = 64


def main() -> None:
    """Answer about files until there are none left."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who asks decides when to stop
    from strideback.formats.run_reading import answer

    gc.freeze()  # what is there now stays; looking through it for each file would cost a tenth
    gc.set_threshold(100_000)
    _limit_memory()
    asked, answered = sys.stdin.buffer, sys.stdout.buffer
    while head := asked.readline():
        told = json.loads(head)
        data = asked.read(told["size"])
        if len(data) < told["size"]:
            return
        _limit_time()
        answered.write(answer(told["name"], data))
        answered.flush()
        del data


def _limit_memory() -> None:
    """No more memory than a large file needs, no files to write, few to open."""
    if sys.platform != "win32":
        import resource

        for what, most in (
            (resource.RLIMIT_AS, MEMORY_BYTES),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_NOFILE, _OPEN_FILES),
        ):
            with suppress(OSError, ValueError):
                resource.setrlimit(what, (most, most))


def _limit_time() -> None:
    """A minute of work for each file; the system ends a process that takes more."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime) + 1
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CPU, (spent + CPU_S, resource.RLIM_INFINITY))
