"""The checksum of a FIT file, fast enough to check every file.

FIT ends a file so that, read as one long polynomial over GF(2), it is divisible by
x^16 + x^15 + x^2 + 1 = (x + 1)(x^15 + x + 1).  The first factor asks for an even number of ones.
For the second, squaring is free over GF(2): x^15 + x + 1 divides x^(15u) + x^u + 1 for every power
of two u, so a long message shrinks to its half by adding pieces of itself, a few passes in all.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SMALL = 2048
"""Bytes from which on one long integer is quicker than NumPy."""


def intact(part: bytes) -> bool:
    """Whether a FIT file, its two checksum bytes included, is as it was written."""
    # Little-endian, so the polynomial is read backwards: its reverse is x^15 + x^14 + 1, and what
    # it divides is the same.  x^0 = x^(15u) + x^(14u) then moves the low 14u bits upwards.
    message = np.frombuffer(part, dtype=np.uint8)
    if int(np.bitwise_xor.reduce(message)).bit_count() % 2:
        return False
    while len(message) > _SMALL:
        message = _shrunk(message, _unit(len(message)))
    return _divides(int.from_bytes(message.tobytes(), "little"))


def _unit(length: int) -> int:
    """The largest power of two of which a message of this length holds 28."""
    return 1 << max((length // 28).bit_length() - 1, 0)


def _shrunk(message: NDArray[np.uint8], unit: int) -> NDArray[np.uint8]:
    low, high = message[: 14 * unit], message[14 * unit :]
    shorter = np.zeros(max(len(high), 15 * unit), dtype=np.uint8)
    shorter[: len(high)] = high
    shorter[: 14 * unit] ^= low
    shorter[unit : 15 * unit] ^= low
    return shorter


def _divides(number: int) -> bool:
    while number >> 15:
        unit = _unit(number.bit_length())
        low = number & ((1 << 14 * unit) - 1)
        number = (number >> 14 * unit) ^ low ^ (low << unit)
    return number == 0
