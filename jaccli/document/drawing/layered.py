"""Layers of a graph: which row a node stands on, and its place in the row.

K. Sugiyama, S. Tagawa & M. Toda, Methods for visual understanding of hierarchical system
structures, IEEE Trans. SMC 11(2), 1981: rows by longest path, dummy nodes where an edge passes a
row, barycentre sweeps against crossings. Nothing here knows a column or a character.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

STALE = 4  # sweeps of orders without a crossing less, then it ends


class Layers(NamedTuple):
    """Items in rows: the nodes 0 … n − 1, then the dummies.

    A source has one dummy on each row that any of its edges passes: its edges share a trunk.
    """

    rows: list[list[int]]  # from left to right
    above: list[list[int]]  # the items of the row above that lead to an item; twice if used twice
    below: list[list[int]]  # the same links the other way
    source: list[int]  # whose value the item carries: a node its own

    def ordered(self) -> Layers:
        """The same, with what leads to an item, and what it leads to, from left to right."""
        place = {item: at for row in self.rows for at, item in enumerate(row)}
        return self._replace(
            above=[sorted(items, key=place.__getitem__) for items in self.above],
            below=[sorted(items, key=place.__getitem__) for items in self.below],
        )


def depths(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """The row of each node: the longest path from a source.

    A source itself stands one row above its first reader, where its edges are shortest.
    """
    depth = [0] * count
    for lower in range(count):  # an edge leads from an earlier to a later node
        depth[lower] = max((depth[u] + 1 for u, v in edges if v == lower), default=0)
    read = {v for _, v in edges}
    for source in set(range(count)) - read:
        depth[source] = min((depth[v] - 1 for u, v in edges if u == source), default=0)
    return depth


def layers(count: int, edges: Sequence[tuple[int, int]]) -> Layers:
    """The nodes in rows, with the dummies that long edges need, in the order they come."""
    depth = depths(count, edges)
    rows: list[list[int]] = [[] for _ in range(max(depth, default=-1) + 1)]
    above: list[list[int]] = [[] for _ in range(count)]
    source = list(range(count))
    for node in range(count):
        rows[depth[node]].append(node)
    for node in range(count):
        carriers = [node]  # one on each row from the node's own
        for lower in sorted((v for u, v in edges if u == node), key=depth.__getitem__):
            while depth[node] + len(carriers) < depth[lower]:
                rows[depth[node] + len(carriers)].append(len(source))
                source.append(node)
                above.append([carriers[-1]])
                carriers.append(len(source) - 1)
            above[lower].append(carriers[depth[lower] - depth[node] - 1])
    below: list[list[int]] = [[] for _ in source]
    for lower, items in enumerate(above):
        for upper in items:
            below[upper].append(lower)
    return Layers(rows, above, below, source)


def orders(given: Layers) -> list[Layers]:
    """A few orders of the items with few crossings, each from another start; best first."""
    found = {}
    for start in (given.rows, [row[::-1] for row in given.rows], _outermost_dummies(given)):
        for downwards in (True, False):
            rows = _untangled(given, [list(row) for row in start], downwards)
            found[str(rows)] = (crossings(given, rows), given._replace(rows=rows).ordered())
    return [each for _, each in sorted(found.values(), key=lambda pair: pair[0])]


def crossings(given: Layers, rows: Sequence[Sequence[int]]) -> int:
    """How many pairs of links cross."""
    return sum(_between(given, upper, lower) for upper, lower in pairwise(rows))


def _between(given: Layers, upper: Sequence[int], lower: Sequence[int]) -> int:
    """Crossings between two rows: the inversions of the places of the links' upper ends."""
    place = {item: at for at, item in enumerate(upper)}
    seen: list[int] = []
    total = 0
    for item in lower:
        places = [place[u] for u in given.above[item]]
        total += sum(len(seen) - bisect_right(seen, at) for at in places)
        for at in places:
            insort(seen, at)
    return total


def _outermost_dummies(given: Layers) -> list[list[int]]:
    """Each row with its dummies first: a chain with edges around it starts without a crossing."""
    return [sorted(row, key=lambda item: given.source[item] == item) for row in given.rows]


def _untangled(given: Layers, rows: list[list[int]], downwards: bool) -> list[list[int]]:
    """The rows after barycentre sweeps and swaps of neighbours."""
    best, least = [list(row) for row in rows], crossings(given, rows)
    stale = 0
    while least and stale < STALE:
        numbers = range(1, len(rows)) if downwards else range(len(rows) - 2, -1, -1)
        near = given.above if downwards else given.below
        for number in numbers:
            other = rows[number - 1 if downwards else number + 1]
            place = {item: float(at) for at, item in enumerate(other)}
            centre = {}
            for at, item in enumerate(rows[number]):
                ends = near[item]
                centre[item] = sum(place[e] for e in ends) / len(ends) if ends else float(at)
            rows[number].sort(key=centre.__getitem__)
        _swap(given, rows)
        total = crossings(given, rows)
        stale += 1
        if total < least:
            best, least, stale = [list(row) for row in rows], total, 0
        downwards = not downwards
    return best


def _swap(given: Layers, rows: list[list[int]]) -> None:
    """Swaps neighbours in a row while that takes crossings away."""
    for number, row in enumerate(rows):
        near = [
            (ends, {item: at for at, item in enumerate(rows[other])})
            for ends, other in ((given.above, number - 1), (given.below, number + 1))
            if 0 <= other < len(rows)
        ]
        better = True
        while better:
            better = False
            for at in range(len(row) - 1):
                gain = sum(
                    (place[a] > place[b]) - (place[a] < place[b])
                    for ends, place in near
                    for a in ends[row[at]]
                    for b in ends[row[at + 1]]
                )
                if gain > 0:
                    row[at], row[at + 1] = row[at + 1], row[at]
                    better = True
