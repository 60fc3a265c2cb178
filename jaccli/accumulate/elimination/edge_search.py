"""The best order of edge elimination of a small graph, proved: the cheapest path through its nets.

Best first (Dijkstra 1959): from the graph as it is, each elimination leads to another set of
edges, and the first one found in which nothing is left to eliminate was reached at least cost.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import count
from typing import NamedTuple

from jaccli.accumulate.elimination.dag import Dag
from jaccli.accumulate.elimination.edges import EdgeElimination
from jaccli.accumulate.elimination.formed import Prices
from jaccli.accumulate.elimination.net import Kind, Net

MOST = 150_000  # edges in all the sets of edges that are looked at
EDGE = 350  # bytes of each, with what may come next of its set
LOOK = 64  # eliminations of one set after which the clock is asked

Way = tuple[tuple[int, int, Kind], "Way"] | None  # the last elimination, and those before it


class BestEdges(NamedTuple):
    """The cheapest order that was found.

    optimal: whether it is proved that none costs less; lower_bound: in the unit of the search;
    stopped: whether the time was up before the search came to its end
    """

    order: EdgeElimination
    optimal: bool
    lower_bound: int
    stopped: bool


def best_edges(
    dag: Dag, known: EdgeElimination, stop: Callable[[], bool], memory: int | None = None
) -> BestEdges:
    """Of multiplications where the graph is dense, else of FLOPs.

    known: an order, which stands where nothing cheaper is found within MOST edges, so many bytes
    and the time
    """
    most = MOST if memory is None else min(MOST, memory // EDGE)
    dense = dag.forms is None
    price = known.price(dag)
    spending = Spending(Prices(in_flops=not dense))
    forms = [spending.prices.number(dag.form(edge)) for edge in range(len(dag.edges))]
    start = Net(dag, forms, spending.multiply, spending.add)
    least = (price.multiplications if dense else price.flops) - spending.taken()
    turn = count()
    # spent with the last elimination, and the net before it
    heap: list[tuple[int, int, Net[int], Way]] = [(0, next(turn), start, None)]
    done: set[object] = set()
    looked = 0
    while heap:
        spent, _, net, way = heapq.heappop(heap)
        if way is not None:
            net = _after(net, way[0])
            spending.taken()
        key = frozenset(net.edges)
        if key in done:
            continue
        if looked >= most or stop():
            return BestEdges(known, False, spent, looked < most)
        done.add(key)
        looked += len(key)
        choices = net.choices()
        if not choices:
            return BestEdges(EdgeElimination(_in_order(way), dag.dense), True, spent, False)
        for turned, edge in enumerate(choices, 1):
            if turned % LOOK == 0 and stop():
                return BestEdges(known, False, spent, True)
            _after(net, edge)  # for its price: what it leaves is made again where it is wanted
            if (now := spent + spending.taken()) < least:
                heapq.heappush(heap, (now, next(turn), net, (edge, way)))
    return BestEdges(known, True, least, False)


def _after(net: Net[int], edge: tuple[int, int, Kind]) -> Net[int]:
    then = net.copy()
    then.eliminate(*edge)
    return then


class Spending:
    """Multiplies and adds the numbers of forms, and keeps what that costs."""

    def __init__(self, prices: Prices) -> None:
        self.prices = prices
        self._spent = 0

    def multiply(self, left: int, right: int) -> int:
        """The form of the product."""
        return self._noted(self.prices.product(left, right))

    def add(self, there: int, other: int) -> int:
        """The form of the sum."""
        return self._noted(self.prices.sum(there, other))

    def taken(self) -> int:
        """What has been spent since it was last asked."""
        spent, self._spent = self._spent, 0
        return spent

    def _noted(self, found: tuple[int, int]) -> int:
        form, own = found
        self._spent += own
        return form


def _in_order(way: Way) -> tuple[tuple[int, int, Kind], ...]:
    found = []
    while way is not None:
        edge, way = way
        found.append(edge)
    return tuple(found[::-1])
