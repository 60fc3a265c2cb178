"""The best order of a few vertices, proved: dynamic programming over the sets eliminated so far.

What v costs is decided by which vertices are gone before it: its predecessors are those from which
a path through them leads to v, its successors likewise. So 2^k sets of k vertices are enough, where
there are k! orders.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jaccli.accumulate.elimination.bits import bits, bits_of, mask_of
from jaccli.accumulate.elimination.dag import Dag
from jaccli.accumulate.elimination.relaxed import Least, TimeUp, cheapest_order, number_type, taken
from jaccli.arrays import Array, np

MOST = 20  # vertices; a million sets
# bytes of a set: what it costs, what each vertex meets there, and what stands between
SET, SET_OF_PYTHON = 112, 480  # by the integers that hold what an order costs
LOOK = 1 << 12  # sets at a time; where there are more the clock is asked


def can_prove(dag: Dag, memory: int | None) -> bool:
    """Whether its vertices are few enough. memory: bytes, None for any number"""
    vertices = len(dag.inner)
    held = SET_OF_PYTHON if number_type(dag.sizes) is object else SET
    return vertices <= MOST and (memory is None or held << vertices <= memory)


def best_order(dag: Dag, stop: Callable[[], bool] = lambda: False) -> Least:
    """The order of fewest multiplications. dag: of at most MOST inner vertices

    stop: whether the time is up. Raises TimeUp: it is, and there are many sets.
    """
    state, inner = bits_of(dag), dag.inner

    def look(number: int) -> None:
        if number > LOOK and stop():
            raise TimeUp

    ins = Frontiers(inner, state.before, state.sizes, state.inputs, look)
    outs = Frontiers(inner, state.after, state.sizes, state.outputs, look)

    def cost(j: int, before: Array) -> Array:
        look(len(before))
        own = state.sizes[inner[j]]
        return own * ins.weight(j, before) * outs.weight(j, before)

    return cheapest_order(inner, cost)


class Frontiers:
    """Of each vertex to eliminate its neighbours in one direction, by which are gone before it."""

    def __init__(
        self,
        inner: Sequence[int],
        nexts: Sequence[int],
        sizes: Sequence[int],
        ends: int,
        look: Callable[[int], None],
    ) -> None:
        """nexts: the neighbours of each vertex; ends: inputs or outputs, which never are gone;
        look: takes how many sets come next, and raises where the time is up"""
        self._look = look
        kept = [v for v in inner if ends >> v & 1]
        place = {v: i for i, v in enumerate(inner)}
        copies = {v: len(inner) + i for i, v in enumerate(kept)}  # what an end leaves of itself
        outer = {v for each in inner for v in bits(nexts[each])} - {*inner}
        bit = place | {v: len(inner) + len(kept) + i for i, v in enumerate(sorted(outer))}
        self._sizes = [0] * (len(bit) + len(kept))
        for v, i in (*bit.items(), *copies.items()):
            self._sizes[i] = sizes[v]
        self._type = np.int64 if len(self._sizes) < 63 else object
        self._number = number_type(sizes)
        self._reached: list[tuple[int, ...]] = [()] * len(inner)
        self._sets: list[Array] = [np.zeros(0)] * len(inner)
        self._weights: list[Array] = [np.zeros(0)] * len(inner)
        self._copies = [1 << copies[v] if v in copies else 0 for v in inner]
        for v in _nearest_first(inner, nexts):
            self._fill(place[v], mask_of([bit[u] for u in bits(nexts[v])]), len(inner))

    def weight(self, j: int, before: Array) -> Array:
        """Σ sizes of the neighbours of inner[j], by these sets of what is gone."""
        return self._weights[j][taken(before, self._reached[j])]

    def _fill(self, j: int, nexts: int, depth: int) -> None:
        """By every set of those in this direction: with the last of them gone, or without."""
        near = [i for i in range(depth) if nexts >> i & 1]
        reached = sorted({*near, *(i for k in near for i in self._reached[k])})
        sets = np.array([nexts | self._copies[j]], self._type)
        for i, u in enumerate(reached):
            self._look(len(sets))
            place = {each: k for k, each in enumerate(reached[:i])}
            subsets = np.arange(1 << i)
            own = self._sets[u][_renumbered(subsets, self._reached[u], place)]
            passed = np.where(sets >> u & 1 == 1, sets & ~(1 << u) | own, sets)
            sets = np.concatenate([sets, passed])
        self._reached[j], self._sets[j] = tuple(reached), sets
        found: Array = np.zeros(len(sets), self._number)
        for i, size in enumerate(self._sizes):
            self._look(len(sets))
            if not self._copies[j] >> i & 1:  # it is no neighbour of itself
                found += (sets >> i & 1).astype(self._number) * size
        self._weights[j] = found


def _renumbered(subsets: Array, wanted: Sequence[int], place: dict[int, int]) -> Array:
    """The sets as numbers of those that are wanted, those that are not in them left out."""
    found = np.zeros(len(subsets), np.int64)
    for i, each in enumerate(wanted):
        if each in place:
            found |= (subsets >> place[each] & 1) << i
    return found


def _nearest_first(inner: Sequence[int], nexts: Sequence[int]) -> list[int]:
    """The vertices, each after those that it leads to."""
    whole = mask_of(inner)
    first = all(nexts[v] & whole < 1 << v for v in inner)  # towards the inputs
    return list(inner) if first else list(reversed(inner))
