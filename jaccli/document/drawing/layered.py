"""Layers of a graph: which row a node stands on, its place in the row, its column.

K. Sugiyama, S. Tagawa & M. Toda, Methods for visual understanding of hierarchical system
structures, IEEE Trans. SMC 11(2), 1981: rows by longest path, dummy nodes where an edge passes a
row, barycentre sweeps against crossings, then columns. The columns follow the objective of
E. Gansner et al., A technique for drawing directed graphs, IEEE Trans. SE 19(3), 1993: the sum of
the weighted sideways steps. Nothing here knows a character.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

SWEEPS = 6  # of columns; with more of them pictures get no better
STALE = 4  # sweeps of orders without a crossing less, then it ends
WEIGHTS = (6, 4, 32)  # of a step aside, by the dummies at its ends: long lines are straight
MIDDLE = (1, 7)  # of a step off the middle; of the only arrow, so that a chain keeps its column


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


class Pull(NamedTuple):
    """A wish of a column: anywhere from low to high; outside, each step costs the weight."""

    low: int
    high: int
    weight: int


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


def columns(
    given: Layers,
    apart: Sequence[Sequence[int]],
    edges: Sequence[tuple[int, int]],
    spans: Sequence[Sequence[tuple[int, int]]],
    *,
    centred: bool,
) -> list[int]:
    """The column of each item, so that links lead straight down where they can.

    apart   for each row, how far two neighbours are apart at least
    edges   for each row, the least column of its first and the most of its last item
    spans   for each item and each link from above, where the link may arrive, relative to it
    centred where several columns cost the same, the middle one and not the leftmost
    """
    at = [0] * len(given.source)
    pulled = _Pulls(given, spans, at)
    for row, steps, (least, _) in zip(given.rows, apart, edges, strict=True):
        for item, offset in zip(row, _offsets(steps), strict=True):
            at[item] = least + offset
    best, least_cost = list(at), pulled.cost()
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        numbers = range(len(given.rows))
        for number in numbers if down else reversed(numbers):
            row, offsets = given.rows[number], _offsets(apart[number])
            both = sweep >= SWEEPS // 2
            wishes = [pulled.of(item, up=down or both, down=not down or both) for item in row]
            low, high = edges[number][0], edges[number][1] - offsets[-1]
            settled = _settled(wishes, offsets, low, high, centred)
            for item, column in zip(row, settled, strict=True):
                at[item] = column
        cost = pulled.cost()
        if cost < least_cost:
            best, least_cost = list(at), cost
    return best


class _Pulls:
    """What the links want of the columns `at`."""

    def __init__(
        self, given: Layers, spans: Sequence[Sequence[tuple[int, int]]], at: list[int]
    ) -> None:
        self.at = at
        count = len(given.source)
        self.up: list[list[tuple[int, Pull]]] = [[] for _ in range(count)]
        self.down: list[list[tuple[int, Pull]]] = [[] for _ in range(count)]
        for lower, uppers in enumerate(given.above):
            for number, upper in enumerate(uppers):
                low, high = spans[lower][number]
                dummies = (given.source[upper] != upper) + (given.source[lower] != lower)
                middle = min(max(resting(number, len(uppers)), low), high)
                rest = MIDDLE[len(uppers) == 1 and not dummies]
                for pull in (Pull(low, high, WEIGHTS[dummies]), Pull(middle, middle, rest)):
                    self.down[upper].append((lower, pull))
                    self.up[lower].append((upper, Pull(-pull.high, -pull.low, pull.weight)))

    def of(self, item: int, *, up: bool, down: bool) -> list[Pull]:
        """The wishes of an item, as things stand."""
        links = [*(self.up[item] if up else ()), *(self.down[item] if down else ())]
        links = links or self.up[item] or self.down[item]
        at = self.at
        return [Pull(at[other] + low, at[other] + high, w) for other, (low, high, w) in links] or [
            Pull(at[item], at[item], 1)
        ]

    def cost(self) -> int:
        """What all sideways steps cost."""
        at = self.at
        return sum(
            w * max(0, at[other] + low - at[item], at[item] - at[other] - high)
            for item, links in enumerate(self.down)
            for other, (low, high, w) in links
        )


def resting(number: int, count: int) -> int:
    """Where one of several links arrives if nothing pulls: evenly around the middle."""
    return 4 * number - 2 * (count - 1)


def spread(wishes: Sequence[Sequence[Pull]], step: int, least: int, most: int) -> list[int]:
    """Columns in order, `step` apart at least, from least to most, that cost least."""
    offsets = [step * number for number in range(len(wishes))]
    return _settled(wishes, offsets, least, most - offsets[-1], False)


def _settled(
    wishes: Sequence[Sequence[Pull]],
    offsets: Sequence[int],
    least: int,
    most: int,
    centred: bool,
) -> list[int]:
    """Columns that cost least and are apart: pool adjacent violators (Ayer et al. 1955).

    Each column less its offset must not fall from item to item; items that would are one block.
    """
    blocks: list[tuple[int, list[tuple[int, int]], int]] = []  # column, bends of the cost, items
    for pulls, offset in zip(wishes, offsets, strict=True):
        bends = [(bend - offset, w) for low, high, w in pulls for bend in (low, high)]
        column, items = _lowest(bends, centred), 1
        while blocks and blocks[-1][0] > column:
            _, before, number = blocks.pop()
            bends, items = before + bends, number + items
            column = _lowest(bends, centred)
        blocks.append((column, bends, items))
    places = [column for column, _, items in blocks for _ in range(items)]
    return [max(least, min(most, c)) + offset for c, offset in zip(places, offsets, strict=True)]


def _lowest(bends: list[tuple[int, int]], centred: bool) -> int:
    """Where a sum of pulls costs least: the weighted median of its bends."""
    bends.sort()
    slope = -sum(weight for _, weight in bends)
    for number, (column, weight) in enumerate(bends):
        slope += 2 * weight
        if slope == 0 and centred:
            return (column + bends[number + 1][0]) // 4 * 2
        if slope >= 0:
            return column
    raise AssertionError("a block without a pull")


def _offsets(steps: Sequence[int]) -> list[int]:
    """How far each item is from the first, at least."""
    offsets = [0]
    for step in steps:
        offsets.append(offsets[-1] + step)
    return offsets


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
