"""How often chance alone would do as much: exact counting, no random numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod


def tail(chances: Sequence[float], count: int) -> float:
    """The share of all ways to draw in which at least `count` of independent draws are a yes.

    >>> round(tail([0.5, 0.5, 0.5], 2), 3)
    0.5
    """
    if count <= 0:
        return 1.0
    if count > len(chances):
        return 0.0
    exactly = [1.0] + [0.0] * (count - 1)  # so many so far; the share that has got there is apart
    there = 0.0
    for chance in chances:
        there += exactly[-1] * chance
        stay = 1 - chance
        exactly = [
            stay * same + chance * fewer
            for same, fewer in zip(exactly, [0.0, *exactly], strict=False)
        ]
    return there


def holds_up(
    drawn: Mapping[str, tuple[Sequence[float], int]], share_at_most: float
) -> tuple[str, ...]:
    """The names whose counts are too many for chance, the clearest first.

    `drawn`: for each name the chance of a yes of every draw, and how many were a yes.  The share is
    divided over all names that could be shown at all: the more is looked at, the more it takes
    (Holm's way).  Up to the mean a count is never clear: at least half of all ways give as many.
    """
    open_names = [name for name, (chances, _) in drawn.items() if prod(chances) <= share_at_most]
    tails = sorted(
        (tail(chances, count) if count > sum(chances) else 1.0, place, name)
        for place, name in enumerate(open_names)
        for chances, count in (drawn[name],)
    )
    found: list[str] = []
    for place, (least, _, name) in enumerate(tails):
        if least > share_at_most / (len(tails) - place):
            break
        found.append(name)
    return tuple(found)
