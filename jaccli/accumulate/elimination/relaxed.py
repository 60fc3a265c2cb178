"""What eliminating a vertex costs at least, whenever it comes, and what a group costs at least.

When v is eliminated its predecessors are a cut between the inputs and v, and its successors one
between v and the outputs. So it costs at least s_v·κ_in(v)·κ_out(v), κ being the least cut by
sizes. Of a group every order is tried: a cut of v may be led through those eliminated before v, and
stops at those eliminated after it; all other vertices stand wherever it is best for v. What a group
costs so in its best order is no more than it costs in any order of all vertices, and groups without
a common vertex add up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from jaccli.accumulate.elimination.bits import Bits, bits, bits_of, mask_of
from jaccli.accumulate.elimination.cuts import least_cut
from jaccli.accumulate.elimination.dag import Dag
from jaccli.arrays import Array, np

LOOK = 1 << 8  # cuts of one vertex; where there are more the clock is asked
EXACT = 1 << 20  # Σ sizes below which the sums of products of three stay below 2^63


class TimeUp(Exception):
    """Before every set of vertices was tried."""


class Least(NamedTuple):
    """The least that a group of vertices costs, and an order of the group in which it does."""

    multiplications: int
    order: tuple[int, ...]


class Side(NamedTuple):
    """One direction: towards the inputs or towards the outputs."""

    nexts: Sequence[int]  # the set of vertices that follow each in this direction
    reached: Sequence[int]  # the set of all that lie in this direction of each
    ends: int  # inputs or outputs
    cuts: dict[int, int]  # the least cut by what is next, where all others stand: many share it

    def cut(self, v: int, sizes: Sequence[int], before: int, after: int) -> int:
        """The least cut of v in this direction; the other two are eliminated before, after v.

        As long as there is one way only, the narrowest place on it is a cut.
        """
        ends = self.ends & ~(1 << v) | after
        alone = not before and ends == self.ends
        least = sum(sizes)
        smallest = min(sizes)
        while least > smallest:
            first = self.nexts[v]
            if first & (first - 1):
                if alone and first in self.cuts:
                    return min(least, self.cuts[first])
                found = least_cut(first, self.nexts, ends, sizes, before)
                if alone:
                    self.cuts[first] = found
                return min(least, found)
            v = first.bit_length() - 1
            if not before & first or ends & first:
                least = min(least, sizes[v])
            if ends & first:
                break
        return least


class Relaxed:
    """Least cuts of a graph, each computed once. work: how many vertices they could lead through

    stop: whether the time is up; what a group costs at least raises TimeUp then.
    """

    def __init__(self, dag: Dag, stop: Callable[[], bool] = lambda: False) -> None:
        self.stop = stop
        self.state: Bits = bits_of(dag)
        self.inner = dag.inner
        n = len(dag.names)
        before, after = [0] * n, [0] * n
        for v in range(n):
            for u in bits(self.state.before[v]):
                before[v] |= before[u] | 1 << u
        for v in reversed(range(n)):
            for u in bits(self.state.after[v]):
                after[v] |= after[u] | 1 << u
        self.sides = (
            Side(self.state.before, before, self.state.inputs, {}),
            Side(self.state.after, after, self.state.outputs, {}),
        )
        self.work = 0
        self._found: dict[tuple[int, int, int, int], int] = {}
        self._least: dict[tuple[int, ...], Least] = {}

    def cut(self, v: int, side: int, before: int = 0, after: int = 0) -> int:
        """κ of v on a side, 0 towards the inputs; before, after: sets of vertices"""
        own = self.sides[side]
        reached = own.reached[v]
        before, after = before & reached, after & reached
        key = v, side, before, after
        found = self._found.get(key)
        if found is None:
            self.work += reached.bit_count()
            found = self._found[key] = own.cut(v, self.state.sizes, before, after)
        return found

    def alone(self, v: int, before: int = 0, after: int = 0) -> int:
        """s_v·κ_in(v)·κ_out(v)"""
        inwards, outwards = (self.cut(v, side, before, after) for side in (0, 1))
        return self.state.sizes[v] * inwards * outwards

    def known(self) -> Iterator[tuple[int, tuple[int, int]]]:
        """The vertices with κ_in and κ_out, where both were computed."""
        for v in self.inner:
            if (v, 0, 0, 0) in self._found and (v, 1, 0, 0) in self._found:
                yield v, (self._found[v, 0, 0, 0], self._found[v, 1, 0, 0])

    def effort(self, group: Sequence[int]) -> int:
        """How many cuts it takes to know the least of a group."""
        whole = mask_of(group)
        sides = [side.reached[v] & whole for v in group for side in self.sides]
        return sum(1 << each.bit_count() for each in sides)

    def least(self, group: Sequence[int]) -> Least:
        """The least that these vertices cost, by dynamic programming over their subsets.

        Raises TimeUp.
        """
        group = tuple(sorted(group))
        found = self._least.get(group)
        if found is None:
            if len(group) == 1:
                found = Least(self.alone(group[0]), group)
            else:
                found = cheapest_order(group, self._costs(group))
            self._least[group] = found
        return found

    def _costs(self, group: Sequence[int]) -> Callable[[int, Array], Array]:
        tables = [[self._table(group, v, side) for side in (0, 1)] for v in group]

        def cost(j: int, before: Array) -> Array:
            """Of group[j] where these subsets of the group are eliminated before it."""
            (ins, entering), (outs, leaving) = tables[j]
            own = self.state.sizes[group[j]]
            return own * entering[taken(before, ins)] * leaving[taken(before, outs)]

        return cost

    def _table(self, group: Sequence[int], v: int, side: int) -> tuple[tuple[int, ...], Array]:
        """The cuts of v by which of these positions of the group are eliminated before it."""
        reached = self.sides[side].reached[v]
        places = tuple([i for i, u in enumerate(group) if reached >> u & 1])
        subsets = [0]
        for i in places:
            subsets += [each | 1 << group[i] for each in subsets]
        whole = subsets[-1]
        found = []
        for number, each in enumerate(subsets, start=1):
            if number % LOOK == 0 and self.stop():
                raise TimeUp
            found.append(self.cut(v, side, each, whole ^ each))
        return places, np.array(found, number_type(self.state.sizes))


def cheapest_order(vertices: Sequence[int], cost: Callable[[int, Array], Array]) -> Least:
    """The cheapest order by dynamic programming over subsets (Held & Karp 1962).

    cost: of vertices[j] by the subsets (as numbers) that are eliminated before it
    """
    depth = len(vertices)
    layers = _layers(depth)
    start = cost(0, np.zeros(1, np.int64))
    found = np.zeros(1 << depth, start.dtype)
    last = np.zeros(1 << depth, np.int8)
    known = np.zeros(1 << depth, bool)
    known[0] = True
    for layer in layers[:-1]:
        for j in range(depth):
            before = layer[layer >> j & 1 == 0]
            then = before | 1 << j
            price = found[before] + cost(j, before)
            better = ~known[then] | (price < found[then])
            found[then[better]], last[then[better]] = price[better], j
            known[then] = True
    order, subset = [], (1 << depth) - 1
    while subset:
        order.append(vertices[last[subset]])
        subset ^= 1 << int(last[subset])
    return Least(int(found[-1]), tuple(order[::-1]))


def number_type(sizes: Sequence[int]) -> type:
    """Of numbers that hold what an order costs: machine integers where these are enough."""
    return np.int64 if sum(sizes) < EXACT else object


def taken(subsets: Array, places: Sequence[int]) -> Array:
    """The bits of numbers at these places, moved together."""
    found = np.zeros(len(subsets), np.int64)
    for i, place in enumerate(places):
        found |= (subsets >> place & 1) << i
    return found


@cache
def _layers(depth: int) -> tuple[Array, ...]:
    """All subsets by how many they hold."""
    subsets = np.arange(1 << depth)
    counts = np.zeros(1 << depth, np.int8)
    for j in range(depth):
        counts += (subsets >> j & 1).astype(np.int8)
    return tuple([np.flatnonzero(counts == size) for size in range(depth + 1)])
