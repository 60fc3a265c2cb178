"""A graph of shapes alone: values with their sizes, and edges with a full Jacobian each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from heapq import heappop, heappush
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
    """The ends of the edges, each behind all that lead to it: those first that no edge leads to,
    then of those whose turn it may be the first by its name, so that numbers stay in their order.
    Without those of a cycle, and what comes after one.

    >>> in_turn([("2", "10"), ("x", "2"), ("x", "1"), ("y", "1")])
    ['x', 'y', '1', '2', '10']
    """
    edges = list(edges)
    after: dict[str, list[str]] = {name: [] for edge in edges for name in edge}
    waits = dict.fromkeys(after, 0)
    for source, target in edges:
        after[source].append(target)
        waits[target] += 1
    found = sorted((name for name, number in waits.items() if not number), key=natural)
    ready: list[tuple[object, str]] = []

    def go(name: str) -> None:
        """Let those follow that waited for nothing else."""
        for target in after[name]:
            waits[target] -= 1
            if not waits[target]:
                heappush(ready, (natural(target), target))

    for name in found:
        go(name)
    while ready:
        found.append(heappop(ready)[1])
        go(found[-1])
    return found
