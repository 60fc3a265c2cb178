"""A linearised graph without its numbers: vertices with sizes, edges with forms, and what J is of.

Each edge is a Jacobian (successor × predecessor). Every order of elimination leaves the edges of J
alone: those from inputs to outputs (Griewank & Walther 2008, chapter 9).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from jaccli.accumulate.edges import edges_of, sources_of
from jaccli.graph import Graph
from jaccli.linmap import DenseForm, Form
from jaccli.shapes import in_turn


class Dag(NamedTuple):
    """Vertices are numbered in a topological order, from 0; only what lies between stands here.

    An output may have successors and an input may have predecessors. Such a vertex is eliminated
    too: the output keeps the edges that enter it, which are rows of J, the input those that leave.
    """

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    inputs: tuple[int, ...]  # in the order of J's columns
    outputs: tuple[int, ...]  # in the order of J's rows
    edges: tuple[tuple[int, int], ...]  # predecessor, successor; a pair may stand twice
    forms: tuple[Form, ...] | None = None  # of the edges' Jacobians; None: all of them dense
    dead: tuple[str, ...] = ()  # vertices between no input and output: eliminated for nothing

    @property
    def dense(self) -> Dag:
        """The same with full matrices: the textbook's price."""
        return self._replace(forms=None)

    def form(self, edge: int) -> Form:
        """Of the Jacobian of this edge, (successor × predecessor)."""
        if self.forms is not None:
            return self.forms[edge]
        source, target = self.edges[edge]
        return DenseForm(self.sizes[target], self.sizes[source])

    @property
    def inner(self) -> tuple[int, ...]:
        """The vertices to eliminate: those with predecessors and successors."""
        entered = {target for _, target in self.edges}
        left = {source for source, _ in self.edges}
        return tuple([v for v in range(len(self.names)) if v in entered and v in left])


def dag_of_graph(graph: Graph) -> Dag:
    """The part of a graph that lies between its inputs and its output, in its own forms."""
    sources = sources_of(graph, inputs=True, parameters=False)
    edges = edges_of(graph, sources)
    sizes = sources | {node.name: node.size for node in graph.nodes}
    pairs = [(edge.source, edge.layer) for edge in edges]
    forms = [edge.form for edge in edges]
    return dag_of_forms(sizes, pairs, forms, tuple(sources), (graph.output,))


def dag_of_pairs(
    sizes: Mapping[str, int],
    pairs: Sequence[tuple[str, str]],
    inputs: Sequence[str] | None = None,
    outputs: Sequence[str] | None = None,
) -> Dag:
    """The graph of these edges, predecessor before successor, all of them dense; no cycles.

    sizes: 1 where a vertex is not named; inputs, outputs: sources and sinks where they are None.
    """
    names = dict.fromkeys([*in_turn(pairs), *(inputs or ()), *(outputs or ())])
    left, entered = {source for source, _ in pairs}, {target for _, target in pairs}
    if inputs is None:
        inputs = [name for name in names if name not in entered]
    if outputs is None:
        outputs = [name for name in names if name not in left]
    ordered = {name: sizes.get(name, 1) for name in names}
    return dag_of_forms(ordered, pairs, None, tuple(inputs), tuple(outputs))


def dag_of_forms(
    sizes: Mapping[str, int],
    pairs: Sequence[tuple[str, str]],
    forms: Sequence[Form] | None,
    inputs: Sequence[str],
    outputs: Sequence[str],
) -> Dag:
    """Without the vertices that lie between no input and no output.

    sizes: in topological order; forms: of the pairs, None where all of them are dense
    """
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    for source, target in pairs:
        before.setdefault(target, []).append(source)
        after.setdefault(source, []).append(target)
    reached, needed = _reached(inputs, after), _reached(outputs, before)
    live = reached & needed | {*inputs, *outputs}
    numbers = {name: v for v, name in enumerate(name for name in sizes if name in live)}
    kept = [k for k, (a, b) in enumerate(pairs) if a in reached and b in needed]
    return Dag(
        tuple(numbers),
        tuple([sizes[name] for name in numbers]),
        tuple([numbers[name] for name in inputs]),
        tuple([numbers[name] for name in outputs]),
        tuple([(numbers[pairs[k][0]], numbers[pairs[k][1]]) for k in kept]),
        None if forms is None else tuple([forms[k] for k in kept]),
        tuple([name for name in sizes if name not in live]),
    )


def _reached(starts: Iterable[str], along: Mapping[str, Sequence[str]]) -> set[str]:
    found = set(starts)
    waiting = list(found)
    while waiting:
        fresh = [name for name in along.get(waiting.pop(), ()) if name not in found]
        found.update(fresh)
        waiting += fresh
    return found
