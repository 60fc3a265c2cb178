"""Runs an elimination on the local Jacobians of a graph: J, and the operations one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from jaccli.arrays import Array, np
from jaccli.cost import Cost
from jaccli.linmap import Dense, LinearMap, product

if TYPE_CHECKING:
    from jaccli.accumulate.elimination.vertices import Elimination

Two = Callable[[LinearMap, LinearMap], LinearMap]


def execute(order: Elimination, maps: Sequence[LinearMap]) -> LinearMap:
    """J, the outputs' rows and the inputs' columns in the order of the graph."""
    live = _eliminated(order, maps, product, add)
    dag = order.dag
    dtype = np.result_type(*(array for each in maps for array in each.arrays), np.float32)
    blocks = [
        [_block(live, v, u, (dag.sizes[v], dag.sizes[u]), dtype) for u in dag.inputs]
        for v in dag.outputs
    ]
    return Dense(np.block(blocks))


def counted(order: Elimination, maps: Sequence[LinearMap]) -> Cost:
    """The operations, counted by running it on numbers that only count."""
    from jaccli.linmap.tally import Tally, on_tallies  # few ask

    tally = Tally()

    def multiply(a: LinearMap, b: LinearMap) -> LinearMap:
        return on_tallies(product(a, b), tally)

    def sum_(a: LinearMap, b: LinearMap) -> LinearMap:
        return on_tallies(add(a, b), tally)

    _eliminated(order, [on_tallies(each, tally) for each in maps], multiply, sum_)
    return tally.cost


def add(a: LinearMap, b: LinearMap) -> LinearMap:
    """The sum of two edges between the same vertices."""
    return Dense(a.dense() + b.dense())


def _eliminated(
    order: Elimination, maps: Sequence[LinearMap], multiply: Two, sum_: Two
) -> dict[tuple[int, int], LinearMap]:
    """What is left on the edges, by predecessor and successor."""
    dag = order.dag
    live: dict[tuple[int, int], LinearMap] = {}
    before: dict[int, set[int]] = {}
    after: dict[int, set[int]] = {}

    def put(source: int, target: int, made: LinearMap) -> None:
        there = live.get((source, target))
        live[source, target] = made if there is None else sum_(there, made)
        before.setdefault(target, set()).add(source)
        after.setdefault(source, set()).add(target)

    for (source, target), each in zip(dag.edges, maps, strict=True):
        put(source, target, each)
    number = {name: v for v, name in enumerate(dag.names)}
    for v in (number[name] for name in order.vertices):
        for target in sorted(after.get(v, ())):
            for source in sorted(before.get(v, ())):
                put(source, target, multiply(live[v, target], live[source, v]))
        for target in after.pop(v, set()) if v not in dag.inputs else ():
            del live[v, target]
            before[target].discard(v)
        for source in before.pop(v, set()) if v not in dag.outputs else ():
            del live[source, v]
            after[source].discard(v)
    return live


def _block(
    live: dict[tuple[int, int], LinearMap], v: int, u: int, shape: tuple[int, int], dtype: np.dtype
) -> Array:
    if u == v:
        return np.eye(shape[0], dtype=dtype)
    found = live.get((u, v))
    return np.zeros(shape, dtype) if found is None else found.dense()
