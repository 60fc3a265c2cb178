"""Runs an elimination on the local Jacobians of a graph: J, and the operations one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from jaccli.arrays import np
from jaccli.cost import Cost
from jaccli.linmap import Dense, LinearMap, product, total

if TYPE_CHECKING:
    from jaccli.accumulate.elimination.dag import Dag
    from jaccli.accumulate.elimination.vertices import Elimination
    from jaccli.linearise import Step


def maps_on(dag: Dag, tape: Sequence[Step]) -> list[LinearMap]:
    """The local Jacobians of the edges of a graph of layers, in its order."""
    kept = {(dag.names[source], dag.names[target]) for source, target in dag.edges}
    return [
        jacobian for step in tape for name, jacobian in step.edges if (name, step.node.name) in kept
    ]


Two = Callable[[LinearMap, LinearMap], LinearMap]


def execute(order: Elimination, maps: Sequence[LinearMap]) -> LinearMap:
    """J, the outputs' rows and the inputs' columns in the order of the graph."""
    return jacobian(order.dag, _eliminated(order, maps, product, total))


def jacobian(dag: Dag, left: Mapping[tuple[int, int], LinearMap]) -> LinearMap:
    """J of the edges that are left, by predecessor and successor."""
    made = {edge: found.dense() for edge, found in left.items()}
    made |= {(v, v): np.eye(dag.sizes[v], dtype="float32") for v in {*dag.inputs} & {*dag.outputs}}
    dtype = np.result_type(*made.values()) if made else np.dtype("float64")
    rows, columns = (
        [sum(dag.sizes[v] for v in ends[:k]) for k in range(len(ends) + 1)]
        for ends in (dag.outputs, dag.inputs)
    )
    whole = np.zeros((rows[-1], columns[-1]), dtype)
    for i, v in enumerate(dag.outputs):
        for j, u in enumerate(dag.inputs):
            if (u, v) in made:
                whole[rows[i] : rows[i + 1], columns[j] : columns[j + 1]] = made[u, v]
    return Dense(whole)


def counted(order: Elimination, maps: Sequence[LinearMap]) -> Cost:
    """The operations, counted by running it on numbers that only count."""
    from jaccli.linmap.tally import Tally, on_tallies  # few ask

    tally = Tally()

    def multiply(a: LinearMap, b: LinearMap) -> LinearMap:
        return on_tallies(product(a, b), tally)

    def sum_(a: LinearMap, b: LinearMap) -> LinearMap:
        return on_tallies(total(a, b), tally)

    _eliminated(order, [on_tallies(each, tally) for each in maps], multiply, sum_)
    return tally.cost


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
