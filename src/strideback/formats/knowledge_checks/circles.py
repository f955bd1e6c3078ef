"""Circles in a graph of ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


def circles(leads: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """One circle through each id that leads back to itself, told once, starting at its first id.

    >>> list(circles({"a": ["b"], "b": ["a"], "c": ["a"]}))
    [('a', 'b', 'a')]
    """
    told: set[str] = set()
    for start in leads:
        if start not in told and (way := _way_back(leads, start)):
            told.update(way)
            yield way


def _way_back(leads: Mapping[str, Sequence[str]], start: str) -> tuple[str, ...]:
    """The shortest way from `start` to itself, or nothing."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    for way in ways:
        for after in leads.get(way[-1], ()):
            if after == start:
                return (*way, start)
            if after not in seen:
                seen.add(after)
                ways.append((*way, after))
    return ()
