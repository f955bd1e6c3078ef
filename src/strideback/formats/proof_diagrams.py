"""Decision diagrams: a set of answer sets as one small graph, however many there are.

A thin, typed layer over `dd`, which is an extra: `pip install 'strideback[prove]'`.  Every variable
has a price, and `cheapest` finds the member of a set that costs least.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Any, NamedTuple, Protocol, cast


class ProofUnavailable(RuntimeError):  # noqa: N818  (it is no error of the knowledge)
    """The library that the proof needs is not installed."""


class Diagram(Protocol):
    """A set of answer sets; `&`, `|` and `~` are what all have, any has, and the rest."""

    @property
    def low(self) -> Diagram:
        """The part in which the top variable is false."""

    @property
    def high(self) -> Diagram:
        """The part in which the top variable is true."""

    @property
    def negated(self) -> bool:
        """Whether both parts are to be turned around."""

    @property
    def var(self) -> str:
        """The top variable."""

    @property
    def support(self) -> set[str]:
        """The variables that matter."""

    def __and__(self, other: Diagram) -> Diagram: ...
    def __or__(self, other: Diagram) -> Diagram: ...
    def __invert__(self) -> Diagram: ...
    def __int__(self) -> int: ...


class Found(NamedTuple):
    """The cheapest member of a set: its price, and the variables that are true in it."""

    price: int
    true: frozenset[str]


class Diagrams:
    """A workshop for diagrams over variables that are declared in order, each with its price."""

    def __init__(self) -> None:
        try:
            from dd.autoref import BDD
        except ImportError as missing:
            says = "The proof needs one more library: pip install 'strideback[prove]'"
            raise ProofUnavailable(says) from missing
        self._bdd: Any = cast("Any", BDD())
        self._bdd.configure(reordering=False)
        self.prices: dict[str, int] = {}
        self.true: Diagram = self._bdd.true
        self.false: Diagram = self._bdd.false

    def declare(self, name: str, price: int) -> Diagram:
        """A new variable, after all others; `price` is what it costs to be true."""
        self._bdd.declare(name)
        self.prices[name] = price
        return self.variable(name)

    def variable(self, name: str) -> Diagram:
        """Where this variable is true."""
        found: Diagram = self._bdd.var(name)
        return found

    def all(self, parts: Iterable[Diagram]) -> Diagram:
        """Where every part holds."""
        return reduce(lambda found, part: found & part, parts, self.true)

    def any(self, parts: Iterable[Diagram]) -> Diagram:
        """Where some part holds."""
        return reduce(lambda found, part: found | part, parts, self.false)

    def differ(self, one: Diagram, other: Diagram) -> Diagram:
        """Where exactly one of the two holds."""
        return (one & ~other) | (other & ~one)

    def at_least(self, count: int, parts: Sequence[Diagram]) -> Diagram:
        """Where `count` of the parts hold: one row of diagrams a part, not every combination."""
        row = [self.true] + [self.false] * max(count, 0)
        for part in parts:
            lower = [self.true, *row[:-1]]
            row = [(part & less) | enough for less, enough in zip(lower, row, strict=True)]
        return row[max(count, 0)]

    def exists(self, names: Iterable[str], inside: Diagram) -> Diagram:
        """Where some choice of these variables lies in the set."""
        found: Diagram = self._bdd.exist(names, inside)
        return found

    def given(self, values: Mapping[str, bool], inside: Diagram) -> Diagram:
        """The set with these variables fixed; they do not matter any more."""
        found: Diagram = self._bdd.let(dict(values), inside) if values else inside
        return found

    def holds(self, true: Iterable[str], inside: Diagram) -> bool:
        """Whether the answer set in which exactly these variables are true is in the set."""
        yes = frozenset(true)
        node, flipped = inside, False
        while int(node) not in {1, -1}:
            flipped ^= node.negated
            node = node.high if node.var in yes else node.low
        return (int(node) == 1) != flipped

    def is_empty(self, inside: Diagram) -> bool:
        """Whether the set has no member."""
        return int(inside) == -1

    def count(self, inside: Diagram) -> int:
        """How many members the set has, over all variables."""
        found: int = self._bdd.count(inside, len(self.prices))
        return found

    def cheapest(self, inside: Diagram) -> Found | None:
        """The member that costs least; of equals the one with the earliest variables true."""
        known: dict[int, Found | None] = {}
        return self._cheapest(inside, flipped=False, known=known)

    def _cheapest(
        self, node: Diagram, *, flipped: bool, known: dict[int, Found | None]
    ) -> Found | None:
        """Cheapest way to the leaf "true"; skipped variables are false, which costs nothing."""
        number = -int(node) if flipped else int(node)
        if number in {1, -1}:
            return Found(0, frozenset()) if number == 1 else None
        if number not in known:
            flipped ^= node.negated
            low = self._cheapest(node.low, flipped=flipped, known=known)
            high = self._cheapest(node.high, flipped=flipped, known=known)
            if high is not None:
                high = Found(high.price + self.prices[node.var], high.true | {node.var})
            ways = [way for way in (high, low) if way is not None]
            known[number] = min(ways, key=lambda way: way.price, default=None)
        return known[number]
