"""django-q2's cluster, and somebody who watches it: whatever part of it is killed, the work goes on.

The processes of a cluster share queues, and one that is killed can leave a queue locked for ever: the
cluster then seems to run and does nothing.  So a cluster that has lost a part, or says nothing any
more, is ended as a whole and another one begins; what it was at comes up again by itself.
"""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from ctypes import c_double
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import RawValue
from multiprocessing.synchronize import Event
from time import monotonic, sleep
from types import FrameType
from typing import Any, Final
from uuid import UUID, uuid4

from django_q.cluster import Sentinel, get_mp_context

SILENT_S: Final = 60.0
"""A cluster that says nothing for so long hangs."""
_LOOK_EVERY_S: Final = 0.5
_LEFT_S: Final = 15
"""Beyond the time of a job: how long a cluster has to end in peace."""
_log = logging.getLogger(__name__)


class Watched(Sentinel):  # type: ignore[misc]  # django-q2 has no types
    """The middle of a cluster; it tells that it lives, and takes no dead part for a small matter."""

    def __init__(self, stop: Event, started: Event, number: UUID, beat: Any) -> None:  # noqa: ANN401 - a shared number
        os.setpgrp()  # so that all of it can be ended at once
        self.beat = beat
        super().__init__(stop, started, number)

    def status(self) -> str:
        """django-q2 asks for it in every round."""
        self.beat.value = monotonic()
        if os.getppid() != self.parent_pid:  # nobody watches any more
            os.killpg(0, signal.SIGKILL)
        told: str = super().status()
        return told

    def reincarnate(self, process: BaseProcess) -> None:
        """A part that ended by itself gets a successor; one that was killed, or hangs, ends the cluster."""
        if process.exitcode != 0:
            os.killpg(0, signal.SIGKILL)
        super().reincarnate(process)


class Watch:
    """Keeps one cluster running until it is told to end."""

    def __init__(self, before: Callable[[], None]) -> None:
        """`before`: what is done before each cluster begins."""
        self.before, self.ending = before, False
        self.stop: Event
        self.cluster: BaseProcess

    def run(self, longest_job_s: float) -> None:
        """Until SIGTERM or SIGINT; a cluster that has a job then may end it."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        while not self.ending:
            self._one()
            sleep(_LOOK_EVERY_S)
        self.cluster.join(longest_job_s + _LEFT_S)
        self._clear()

    def _one(self) -> None:
        """Start a cluster, and stay until it has ended or hangs."""
        self.before()
        context = get_mp_context()
        beat = RawValue(c_double, monotonic())
        self.stop = context.Event()
        told = (self.stop, context.Event(), uuid4(), beat)
        self.cluster = context.Process(target=Watched, args=told)
        self.cluster.start()
        silent = False
        while self.cluster.is_alive() and not silent and not self.ending:
            self.cluster.join(_LOOK_EVERY_S)
            silent = monotonic() - beat.value > SILENT_S
        if self.ending:
            self.stop.set()
            return
        _log.warning("the worker begins anew: %s", "it hung" if silent else "a part was killed")
        self._clear()

    def _clear(self) -> None:
        """Nothing of the cluster stays behind."""
        with suppress(ProcessLookupError, PermissionError):  # it is gone; on macOS: not permitted
            os.killpg(self.cluster.pid or 0, signal.SIGKILL)
        self.cluster.join()

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self.ending = True
