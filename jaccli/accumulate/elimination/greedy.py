"""Minimal Markowitz: eliminate the vertex that is cheapest to eliminate now, again and again.

Griewank & Reese, On the calculation of Jacobian matrices by the Markowitz rule, 1991; Markowitz's
rule for sparse matrices is of 1957. Dense, v costs s_v · Σ sizes of its predecessors · Σ sizes of
its successors; in its own forms it costs the FLOPs of its products and sums. There many cost the
same, nothing above all: of those the one with the fewest products goes first. To take any would
fill the graph with edges, for products with an identity are free.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable

from jaccli.accumulate.elimination.dag import Dag
from jaccli.accumulate.elimination.formed import Formed
from jaccli.accumulate.elimination.vertices import Elimination
from jaccli.words import natural


def cheapest_first(dag: Dag, *, last: bool = False) -> Elimination:
    """The order of the rule. last: of vertices that cost the same, the last in natural order

    A heap in which a price that has changed since is passed over.
    """
    inner = dag.inner
    ordered = sorted(inner, key=lambda v: natural(dag.names[v]), reverse=last)
    rank = {v: k for k, v in enumerate(ordered)}
    state: Neighbours | Formed = Neighbours(dag) if dag.forms is None else Formed(dag)
    price: Callable[[int], tuple[int, ...]] = state.weighed
    prices = {v: price(v) for v in inner}
    heap = [(prices[v], rank[v], v) for v in inner]
    heapq.heapify(heap)
    found = []
    while heap:
        found_price, _, v = heapq.heappop(heap)
        if prices.get(v) != found_price:
            continue
        del prices[v]
        found.append(dag.names[v])
        for u in state.taken_out(v):
            if u in prices and (now := price(u)) != prices[u]:
                prices[u] = now
                heapq.heappush(heap, (now, rank[u], u))
    return Elimination(tuple(found), dag.dense)


class Neighbours:
    """Who precedes and who follows each vertex, while vertices are eliminated."""

    __slots__ = ("_inner", "_ins", "_outs", "after", "before", "entering", "leaving", "sizes")

    def __init__(self, dag: Dag) -> None:
        self.sizes = dag.sizes
        self._ins, self._outs = frozenset(dag.inputs), frozenset(dag.outputs)
        self._inner = frozenset(dag.inner)
        self.before: list[set[int]] = [set() for _ in dag.names]
        self.after: list[set[int]] = [set() for _ in dag.names]
        for source, target in dag.edges:
            self.before[target].add(source)
            self.after[source].add(target)
        self.entering = [sum(dag.sizes[p] for p in each) for each in self.before]
        self.leaving = [sum(dag.sizes[s] for s in each) for each in self.after]

    def price(self, v: int) -> int:
        """The multiplications of eliminating v now."""
        return self.sizes[v] * self.entering[v] * self.leaving[v]

    def weighed(self, v: int) -> tuple[int, ...]:
        """What the rule compares."""
        return (self.price(v),)

    def taken_out(self, v: int) -> set[int]:
        """Eliminate v: the vertices whose neighbours have changed."""
        before, after = self.before[v], self.after[v]
        sizes = self.sizes
        own = sizes[v]
        touched = (before | after) & self._inner  # of others nobody asks what they cost
        for p in before & touched:
            fresh = after - self.after[p]
            self.after[p] |= fresh
            self.leaving[p] += sum(sizes[s] for s in fresh)
            if v not in self._outs:
                self.after[p].discard(v)
                self.leaving[p] -= own
        for s in after & touched:
            fresh = before - self.before[s]
            self.before[s] |= fresh
            self.entering[s] += sum(sizes[p] for p in fresh)
            if v not in self._ins:
                self.before[s].discard(v)
                self.entering[s] -= own
        if v not in self._ins:
            self.after[v] = set()
        if v not in self._outs:
            self.before[v] = set()
        return touched
