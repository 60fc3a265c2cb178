"""A graph in rows of nodes with rows between them for what is written on its edges.

Each edge has a carrier of its own in every row that it passes, and the carrier above its reader
carries its label. As a carrier has room for itself, no edge passes through a box or over a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jaccli.document.drawing.layered import Layers, crossings, depths, orders


class Levels(NamedTuple):
    """Items in rows: the nodes 0 … n − 1, then the carriers of edges; a row of nodes, one of
    labels, in turn."""

    order: Layers
    nodes: int  # n
    carriers: Sequence[Sequence[int]]  # of each edge, from its source down to its reader

    @property
    def crossings(self) -> int:
        """How many pairs of lines cross."""
        return crossings(self.order, self.order.rows)

    def is_carrier(self, item: int) -> bool:
        """Whether it is part of an edge."""
        return item >= self.nodes


def rowed(nodes: int, edges: Sequence[tuple[int, int]]) -> Levels:
    """The nodes and carriers in rows, in the order they come. edges: from earlier to later nodes"""
    depth = _late(depths(nodes, edges), edges)
    rows: list[list[int]] = [[] for _ in range(2 * max(depth, default=0) + 1)]
    for node in range(nodes):
        rows[2 * depth[node]].append(node)
    above: list[list[int]] = [[] for _ in range(nodes)]
    source = list(range(nodes))
    carriers: list[list[int]] = []
    for upper, lower in edges:
        items: list[int] = []
        for row in range(2 * depth[upper] + 1, 2 * depth[lower]):
            above.append([items[-1] if items else upper])
            items.append(len(source))
            rows[row].append(len(source))
            source.append(upper)
        above[lower].append(items[-1])
        carriers.append(items)
    below: list[list[int]] = [[] for _ in source]
    for lower, items in enumerate(above):
        for item in items:
            below[item].append(lower)
    return Levels(Layers(rows, above, below, source), nodes, carriers)


def _late(depth: Sequence[int], edges: Sequence[tuple[int, int]]) -> list[int]:
    """The row of each node, just above its first reader unless it reads more than read it: an edge
    takes less room than a box."""
    late = [*depth]
    readers: list[list[int]] = [[] for _ in depth]
    reads = [0] * len(late)
    for upper, lower in edges:
        readers[upper].append(lower)
        reads[lower] += 1
    for node in reversed(range(len(late))):
        if readers[node] and reads[node] <= len(readers[node]):
            late[node] = min(late[reader] for reader in readers[node]) - 1
    return late


def untangled(given: Levels) -> list[Levels]:
    """A few orders of the items with few crossings, best first."""
    return [given._replace(order=order) for order in orders(given.order)]
