"""What a process remembers for a while, so that it is not worked out for every page."""

from __future__ import annotations

from threading import Lock, Timer
from time import monotonic
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Remembered(Generic[Key, Value]):
    """The latest values by key: no more than `most` in all, and none for longer than `for_s` seconds.

    `most` is counted in the sizes that `put` is told, of which the newest value may have any.

    What is old goes by itself, also where nobody asks any more: a runner who erases everything
    is answered by one process, and the others hear nothing of it.
    """

    def __init__(self, *, most: int, for_s: float) -> None:
        self._most, self._for_s = most, for_s
        self._kept: dict[Key, tuple[float, Value, int]] = {}  # the oldest first
        self._size = 0
        self._lock = Lock()
        self._timer: Timer | None = None

    def get(self, key: Key) -> Value | None:
        """The value, if it is still remembered."""
        made, value, _ = self._kept.get(key, (0.0, None, 0))
        return value if monotonic() - made < self._for_s else None

    def put(self, key: Key, value: Value, size: int = 1) -> Value:
        """Remember this value in place of the one there was; gives it back."""
        with self._lock:
            if key in self._kept:
                self._drop(key)
            self._kept[key] = monotonic(), value, size
            self._size += size
            while self._size > self._most and len(self._kept) > 1:
                self._drop(next(iter(self._kept)))
            if self._timer is None or not self._timer.is_alive():  # no thread outlives a fork
                self._wake_in(self._for_s)
        return value

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._size = 0
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

    def __len__(self) -> int:
        return len(self._kept)

    def _drop(self, key: Key) -> None:
        self._size -= self._kept.pop(key)[2]

    def _wake_in(self, seconds: float) -> None:
        self._timer = Timer(seconds, self._drop_old)
        self._timer.daemon = True
        self._timer.start()

    def _drop_old(self) -> None:
        with self._lock:
            now = monotonic()
            while self._kept:
                oldest = next(iter(self._kept))
                left = self._kept[oldest][0] + self._for_s - now
                if left > 0:
                    self._wake_in(left)
                    return
                self._drop(oldest)
            self._timer = None
