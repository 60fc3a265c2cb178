"""A graph of shapes alone: values with their sizes, and edges with a full Jacobian each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from jaccli.words import natural

Pair = tuple[str, str]  # from a value to one that depends on it


class ShapeGraph(NamedTuple):
    """Values between which there are Jacobians, and which of them J is of."""

    file: str  # as the user named it
    sizes: Mapping[str, int]  # of every value, each behind those that it depends on
    edges: tuple[Pair, ...]
    inputs: tuple[str, ...]  # by which is differentiated: the columns of J, side by side
    outputs: tuple[str, ...]  # that are differentiated: the rows of J
    name: str = ""
    description: str = ""


def in_turn(edges: Iterable[Pair]) -> list[str]:
    """The ends of the edges, each behind all that lead to it: of those whose turn it may be the
    first by its name. Without those of a cycle, and what comes after one.

    >>> in_turn([("v2", "v10"), ("x", "v2"), ("x", "v1")])
    ['x', 'v1', 'v2', 'v10']
    """
    edges = list(edges)
    after: dict[str, list[str]] = {name: [] for edge in edges for name in edge}
    waits = dict.fromkeys(after, 0)
    for source, target in edges:
        after[source].append(target)
        waits[target] += 1
    ready = [(natural(name), name) for name, number in waits.items() if not number]
    heapify(ready)
    found = []
    while ready:
        _, name = heappop(ready)
        found.append(name)
        for target in after[name]:
            waits[target] -= 1
            if not waits[target]:
                heappush(ready, (natural(target), target))
    return found
