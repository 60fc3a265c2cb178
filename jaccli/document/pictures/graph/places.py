"""Where nodes and edges of a picture stand, in pixels.

The way of an edge goes from the lower side of a box to the upper side of another one: straight down
where something stands beside it, slanted only between two rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from jaccli.document.pictures.graph.columns import columns, spread
from jaccli.document.pictures.graph.levels import Levels, rowed, untangled
from jaccli.document.pictures.graph.nodes import PORT, Size
from jaccli.document.pictures.graph.spots import LANE, Drawn, Label
from jaccli.document.pictures.graph.turns import chained
from jaccli.document.pictures.scene import Point

AWAY, NEAR = 26.0, 12.0  # pixels between two nodes, and between other things
LEAST, STEEP, MOST = 18.0, 0.3, 120.0  # pixels between rows: at least, for one from side to side
EDGE, STRAIGHT = 18.0, 4.0  # pixels from a corner of a node to an edge; less than these are none
TIP = 8.0  # pixels of an edge that are straight at a node, where it has its arrows
SPARE = 1.2  # times as wide as it could be, a picture with straight edges is too wide
WIDE = 22.0  # pixels between two edges at a node, where it has the room


def drawn(
    sizes: Sequence[Size], edges: Sequence[tuple[int, int]], labels: Sequence[Label]
) -> Drawn:
    """The best of a few pictures: as few crossings as can be, then as little way from side to side.

    sizes: of the nodes; edges: from earlier to later ones; labels: of each edge
    """
    if edges == [(at, at + 1) for at in range(len(sizes) - 1)]:
        return chained(sizes, labels)
    every = untangled(rowed(len(sizes), edges))
    least = every[0].crossings
    orders = [each for each in every if each.crossings == least]
    found = [_Order(each, sizes, edges, labels).drawn() for each in orders]
    best = min(range(len(found)), key=lambda at: (_sideways(found[at]), found[at].wide))
    narrow = _Order(orders[best], sizes, edges, labels, narrow=True).drawn()
    return narrow if found[best].wide > SPARE * narrow.wide else found[best]


def _sideways(found: Drawn) -> float:
    return sum(abs(a[0] - b[0]) for way in found.edges for a, b in pairwise(way))


class _Order:
    """Items of one order of rows, in pixels."""

    def __init__(
        self,
        levels: Levels,
        sizes: Sequence[Size],
        edges: Sequence[tuple[int, int]],
        labels: Sequence[Label],
        *,
        narrow: bool = False,
    ) -> None:
        self.levels, self.sizes, self.edges, self.labels = levels, sizes, edges, labels
        last = {carriers[-1]: at for at, carriers in enumerate(levels.carriers)}
        self.written = last  # the edge whose label a carrier carries
        self.x = columns(levels, self._apart, narrow=narrow)
        left = min(x - self._left(item) for item, x in enumerate(self.x))
        self.x = [x - left for x in self.x]
        self._straighten()
        self.leaves = self._ports(levels.order.below)
        self.comes = self._ports(levels.order.above)

    def drawn(self) -> Drawn:
        """All of it."""
        rows = self.levels.order.rows
        tops, high = self._rows()
        row_of = {item: at for at, row in enumerate(rows) for item in row}
        nodes = []
        for node, size in enumerate(self.sizes):
            top, tall = tops[row_of[node]]
            nodes.append((self.x[node] - size.wide / 2, top + (tall - size.high) / 2))
        ways, labels = [], []
        for edge, (upper, lower) in enumerate(self.edges):
            carriers = self.levels.carriers[edge]
            way = [(self.leaves[upper, carriers[0]], nodes[upper][1] + self.sizes[upper].high)]
            way.append((way[0][0], sum(tops[row_of[upper]]) + TIP))
            for item in carriers:
                top, tall = tops[row_of[item]]
                way += [(self.x[item], top), (self.x[item], top + tall)]
            way.append((self.comes[lower, carriers[-1]], tops[row_of[lower]][0] - TIP))
            way.append((way[-1][0], nodes[lower][1]))
            ways.append(way)
            labels.append((self.x[carriers[-1]] + LANE, tops[row_of[carriers[-1]]][0]))
        wide = max(x + self._right(item) for item, x in enumerate(self.x))
        return Drawn(nodes, ways, labels, wide, high, self.levels.crossings)

    def _straighten(self) -> None:
        """Edges stand where they meet both of their nodes, if what is beside them lets them."""
        before: dict[int, int] = {}
        after: dict[int, int] = {}
        for row in self.levels.order.rows:
            for one, other in pairwise(row):
                before[other], after[one] = one, other
        for edge, carriers in zip(self.edges, self.levels.carriers, strict=True):
            low = [self.x[node] - self.sizes[node].wide / 2 + EDGE for node in edge]
            high = [self.x[node] + self.sizes[node].wide / 2 - EDGE for node in edge]
            for item in carriers:
                if item in before:
                    low.append(self.x[before[item]] + self._apart(before[item], item))
                if item in after:
                    high.append(self.x[after[item]] - self._apart(item, after[item]))
            middle = sum(self.x[item] for item in carriers) / len(carriers)
            if max(low) <= min(high):
                place = min(*high, max(*low, middle))
                for item in carriers:
                    self.x[item] = place

    def _rows(self) -> tuple[list[Point], float]:
        """The top and the height of each row, and the height of all."""
        tops: list[Point] = []
        at = 0.0
        order = self.levels.order
        for row, items in enumerate(order.rows):
            if row:
                ends = (self._ends(upper, item) for item in items for upper in order.above[item])
                most = max((abs(a - b) for a, b in ends), default=0.0)
                at += min(MOST, LEAST + STEEP * most)
            tall = max(self._high(item) for item in items)
            tops.append((at, tall))
            at += tall
        return tops, at

    def _ends(self, upper: int, lower: int) -> Point:
        """x of a link above and below."""
        start = self.leaves.get((upper, lower), self.x[upper])
        return start, self.comes.get((lower, upper), self.x[lower])

    def _ports(self, near: Sequence[Sequence[int]]) -> dict[tuple[int, int], float]:
        """Where edges come to a node, or leave it: below each other with what they come from."""
        found: dict[tuple[int, int], float] = {}
        for node, size in enumerate(self.sizes):
            items = near[node]
            if not items:
                continue
            room = size.wide - 2 * EDGE
            gap = min(WIDE, room / (len(items) - 1)) if len(items) > 1 else 0.0
            gap = max(gap, min(PORT, size.wide / (len(items) + 1)))
            side = min(EDGE, (size.wide - gap * (len(items) - 1)) / 2)
            low, high = self.x[node] - size.wide / 2 + side, self.x[node] + size.wide / 2 - side
            places = spread([self.x[item] for item in items], gap, low, high)
            for item, place in zip(items, places, strict=True):
                straight = abs(place - self.x[item]) < STRAIGHT
                found[node, item] = self.x[item] if straight else place
        return found

    def _apart(self, left: int, right: int) -> float:
        nodes = not self.levels.is_carrier(left) and not self.levels.is_carrier(right)
        return self._right(left) + self._left(right) + (AWAY if nodes else NEAR)

    def _left(self, item: int) -> float:
        return LANE if self.levels.is_carrier(item) else self.sizes[item].wide / 2

    def _right(self, item: int) -> float:
        if not self.levels.is_carrier(item):
            return self.sizes[item].wide / 2
        edge = self.written.get(item)
        return LANE if edge is None else LANE + self.labels[edge].wide

    def _high(self, item: int) -> float:
        if not self.levels.is_carrier(item):
            return self.sizes[item].high
        edge = self.written.get(item)
        return 0.0 if edge is None else self.labels[edge].high
