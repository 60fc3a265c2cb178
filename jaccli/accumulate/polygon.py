"""The cheapest order of full matrices in O(K log K), as a triangulation of a polygon.

The sizes n = m_0, …, m_K = m stand at the corners. A product of an order multiplies m_c × m_b by
m_b × m_a: it is the triangle of the corners a, b and c, and the triangles of an order fill the
polygon. In a cheapest one, few diagonals can stand (the arcs, at most K − 2, none of which cross),
and within them every part is a fan from its smallest corner. Which of the arcs stand is decided
from the inside out (Hu & Shing 1982 and 1984, Computation of matrix chain products I and II).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from heapq import heappop, heappush
from itertools import accumulate, pairwise

from jaccli.accumulate.bracketing import Bracketing, order_of_splits


class Arc:
    """A diagonal between two corners that are smaller than all that it cuts off.

    low: the smaller end; price: m_u · m_v. Where the corner that the fan around it starts from has
    the size m, it saves m · gain, and costs `cost`. joined: arcs that stand where it does
    """

    __slots__ = ("cost", "gain", "joined", "low", "price", "u", "v")

    def __init__(self, u: int, v: int, low: int, price: int) -> None:
        self.u, self.v, self.low, self.price = u, v, low, price
        self.gain = self.cost = 0
        self.joined: list[Arc] = []

    @property
    def support(self) -> Fraction:
        """The size of that corner from which on it stands."""
        return Fraction(self.cost, self.gain)


_Queue = list[tuple[Fraction, int, Arc]]  # a heap, by support, the most first


def cheapest_order(sizes: Sequence[int]) -> Bracketing:
    """One of the orders of fewest multiply-adds. sizes: n = m_0, …, m_K = m, K ≥ 2.

    >>> cheapest_order((30, 3, 50, 3, 30)).spelt
    '(J4·(J3·J2))·J1'
    """
    first = min(range(len(sizes)), key=sizes.__getitem__)
    splits = {}
    for corners in _Polygon([*sizes[first:], *sizes[:first]]).triangles():
        a, b, c = sorted((corner + first) % len(sizes) for corner in corners)
        splits[c, a + 1] = b
    return order_of_splits(len(sizes) - 1, lambda row, column: splits[row, column])


class _Polygon:
    """Corners from the smallest on; the first stands behind the last once more."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.last = len(sizes)
        self.sizes = [*sizes, sizes[0]]
        self.sides = [0, *accumulate(a * b for a, b in pairwise(self.sizes))]
        self.beginning: list[list[Arc]] = [[] for _ in self.sizes]  # at a corner: those that stand
        self.ending: list[list[Arc]] = [[] for _ in self.sizes]  # the outermost last

    def triangles(self) -> Iterator[tuple[int, int, int]]:
        """Those of a cheapest order, by their corners."""
        inside: dict[int, list[int]] = {}  # by where an arc begins: where it ends
        for arc in sorted(self._standing(), key=lambda arc: arc.v - arc.u):
            rim = [arc.u]
            while rim[-1] < arc.v:
                arcs = inside.get(rim[-1])
                rim.append(arcs[-1] if arcs else rim[-1] + 1)
            for a, b in pairwise(rim):
                if not {a % self.last, b % self.last} & {arc.low % self.last}:
                    yield arc.low % self.last, a, b
            inside.setdefault(arc.u, []).append(arc.v)

    def _standing(self) -> list[Arc]:
        """The arcs of a cheapest order, that around all among them."""
        waiting: list[tuple[Arc, _Queue]] = []
        for u, v in [*self._candidates(), (0, self.last)]:
            low = u if self.sizes[u] < self.sizes[v] else v
            arc = Arc(u, v, low, self.sizes[u] * self.sizes[v])
            arc.gain = self._around(arc)
            queue: _Queue = []
            while waiting and waiting[-1][0].u >= u:
                inner, within = waiting.pop()
                arc.gain -= self._around(inner)
                small, queue = sorted((queue, within), key=len)
                for each in small:
                    heappush(queue, each)
            self._decide(arc, queue)
            waiting.append((arc, queue))
        left = [arc for _, _, arc in waiting[0][1]]
        for arc in left:
            left += arc.joined
        return left

    def _decide(self, arc: Arc, within: _Queue) -> None:
        """Which of the arcs within stand whatever comes around, now that this one is there."""
        least = self.sizes[arc.low]
        while within and -within[0][0] >= least:
            arc.gain += self._taken(within).gain
        arc.cost = least * (arc.gain + arc.price - self._beside(arc))
        while within and arc.support <= -within[0][0]:
            inner = self._taken(within)
            arc.gain, arc.cost = arc.gain + inner.gain, arc.cost + inner.cost
            arc.joined.append(inner)
        heappush(within, (-arc.support, arc.u, arc))
        self.beginning[arc.u].append(arc)
        self.ending[arc.v].append(arc)

    def _taken(self, within: _Queue) -> Arc:
        """The arc of most support: an arc has more than those within it."""
        arc = heappop(within)[2]
        self.beginning[arc.u].pop()
        self.ending[arc.v].pop()
        return arc

    def _around(self, arc: Arc) -> int:
        """What the sides that it cuts off have more than it: Σ m_k · m_{k+1} − m_u · m_v."""
        return self.sides[arc.v] - self.sides[arc.u] - arc.price

    def _beside(self, arc: Arc) -> int:
        """The price of the side that its fan begins with."""
        # of those that stand: those around it are not decided yet
        inner = self.beginning[arc.u] if arc.low == arc.u else self.ending[arc.v]
        if inner:
            return inner[-1].price
        return self.sizes[arc.low] * self.sizes[arc.u + 1 if arc.low == arc.u else arc.v - 1]

    def _candidates(self) -> Iterator[tuple[int, int]]:
        """The arcs that can stand, each after those within it; none begins at the smallest."""
        below: list[int] = []
        for corner in range(self.last):
            while len(below) > 1 and self.sizes[below[-1]] > self.sizes[corner]:
                below.pop()
                if below[-1]:
                    yield below[-1], corner
            below.append(corner)
