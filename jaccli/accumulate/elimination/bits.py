"""A graph while its vertices are eliminated, as bits: who precedes and who follows each vertex.

What is left after some vertices are gone does not depend on their order, so a search can go on
from any state that it has kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from jaccli.accumulate.elimination.dag import Dag


def bits(mask: int) -> Iterator[int]:
    """The vertices of a set, in order."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def mask_of(vertices: Iterable[int]) -> int:
    """The set of these vertices."""
    found = 0
    for v in vertices:
        found |= 1 << v
    return found


class Bits(NamedTuple):
    """before, after: a set of vertices for each; inputs keep what follows them, outputs what
    precedes them."""

    before: list[int]
    after: list[int]
    sizes: tuple[int, ...]
    inputs: int
    outputs: int
    settled: bool = True  # what is left does not depend on the order in which others went

    def copy(self) -> Bits:
        """The same state, to go on from."""
        return self._replace(before=self.before.copy(), after=self.after.copy())

    def eliminate(self, v: int) -> int:
        """The multiplications that it takes."""
        before, after, sizes = self.before, self.after, self.sizes
        entering, leaving = before[v], after[v]
        away = ~(1 << v)
        stays_behind = -1 if self.outputs >> v & 1 else away
        stays_ahead = -1 if self.inputs >> v & 1 else away
        rows = columns = 0
        mask = entering
        while mask:
            low = mask & -mask
            u = low.bit_length() - 1
            columns += sizes[u]
            after[u] = (after[u] & stays_behind) | leaving
            mask ^= low
        mask = leaving
        while mask:
            low = mask & -mask
            u = low.bit_length() - 1
            rows += sizes[u]
            before[u] = (before[u] & stays_ahead) | entering
            mask ^= low
        if stays_behind == away:
            before[v] = 0
        if stays_ahead == away:
            after[v] = 0
        return rows * sizes[v] * columns


def bits_of(dag: Dag) -> Bits:
    """Before anything is eliminated."""
    before, after = [0] * len(dag.names), [0] * len(dag.names)
    for source, target in dag.edges:
        before[target] |= 1 << source
        after[source] |= 1 << target
    return Bits(before, after, dag.sizes, mask_of(dag.inputs), mask_of(dag.outputs))
