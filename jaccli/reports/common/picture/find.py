"""A graph as nodes and edges: from shapes alone, or with values and adjoints at the point."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from jaccli.accumulate import depending_on, pullback
from jaccli.arrays import Array, Shape, np
from jaccli.graph import Graph, Node
from jaccli.layers.notation import lettered
from jaccli.linmap import Form
from jaccli.nothing import NOTHING
from jaccli.reports.common.budget import of_a_sweep, of_the_tape, refuse_beyond
from jaccli.reports.common.facts import GraphFacts, graph_facts
from jaccli.reports.common.letters import letters_of
from jaccli.reports.common.notation import derivative
from jaccli.reports.common.overflow import refuse_infinite
from jaccli.reports.common.tape import point_of, tape_of


class GraphNode(NamedTuple):
    """A value. type: "input" for an input; shape: as an array; adjoint: of the weighted output."""

    name: str
    type: str
    size: int
    shape: Shape
    expression: str
    primal: Array | None  # (size,)
    adjoint: Array | None  # (size,); None of a constant as well
    called: str  # x3 along a chain, else by its name


class GraphEdge(NamedTuple):
    """`layer` reads `source`. value, result: the two in the notation of a chain, where it is one"""

    source: str
    layer: str
    form: Form
    value: str
    result: str
    node: Node  # of the layer
    at: int  # which of its inputs the source is
    values: Sequence[str]  # what its inputs are called there
    letters: Mapping[str, str]  # of its numbers
    number: float | None = None  # the Jacobian, where values were asked for and it is one number

    @property
    def rule(self) -> str:
        """The Jacobian as a formula, in the names of the graph."""
        return self.node.layer.rule(self.at, self.node.inputs, self.layer)

    @property
    def formula(self) -> str:
        """The same in the notation of a chain, where it is one."""
        found = self.node.layer.rule(self.at, self.values, self.result)
        return lettered(found, self.letters)

    @property
    def derivative(self) -> str:
        """What its Jacobian is called: ∂x4/∂x3"""
        return derivative(self.result, self.value)


class Picture(NamedTuple):
    """Everything `graph` finds. weights: u of the adjoints ∂(u·o)/∂x, None without values."""

    graph: GraphFacts
    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    weights: Array | None  # (m,)

    @property
    def returning(self) -> tuple[bool, ...]:
        """Of each edge whether an adjoint comes back over it: its layer reaches the output, and
        the inputs move what it reads."""
        reached, moved = {self.graph.output}, set(self.graph.inputs)
        for edge in self.edges:
            moved |= {edge.layer} if edge.source in moved else set()
        for edge in reversed(self.edges):
            reached |= {edge.source} if edge.layer in reached else set()
        return tuple(edge.layer in reached and edge.source in moved for edge in self.edges)

    @property
    def read_again(self) -> dict[str, tuple[GraphEdge, ...]]:
        """The values whose adjoints are sums: the edges over which these come back."""
        readers: dict[str, list[GraphEdge]] = {}
        for edge, returns in zip(self.edges, self.returning, strict=True):
            if returns:
                readers.setdefault(edge.source, []).append(edge)
        return {name: tuple(edges) for name, edges in readers.items() if len(edges) > 1}


def picture(
    graph: Graph,
    *,
    values: bool = False,
    weights: Array | None = None,
    max_memory: int | None = None,
) -> Picture:
    """The nodes and edges of a graph; nothing is computed unless values are asked for.

    weights: u (m,) of the adjoints, default ones. Raises Mistakes as `compare` does.
    """
    letters, graph = letters_of(graph), graph.whole
    primals: Mapping[str, Array] = {}
    adjoints: Mapping[str, Array] = {}
    numbers: Mapping[tuple[str, int], float] = {}
    if values:
        refuse_beyond(graph, max_memory, of_the_tape(graph), of_a_sweep(graph, "reverse", 1))
        if weights is None:
            weights = np.ones(graph.output_size, graph.dtype)
        primals, adjoints, numbers = _values(graph, weights)
    called = _called(graph)
    inputs = [(entry.name, "input", entry.size, entry.shape, "") for entry in graph.inputs]
    layers = [
        (node.name, node.layer.type, node.size, node.shape, node.expression) for node in graph.nodes
    ]
    edges = []
    for node in graph.nodes:
        read = [called[each] for each in node.inputs]
        own = letters.get(node.name, NOTHING)
        edges += [
            GraphEdge(
                source,
                node.name,
                form,
                value,
                called[node.name],
                node,
                at,
                read,
                own,
                numbers.get((node.name, at)),
            )
            for at, (source, form, value) in enumerate(
                zip(node.inputs, node.forms, read, strict=True)
            )
        ]
    return Picture(
        graph_facts(graph),
        tuple(
            GraphNode(
                name,
                kind,
                size,
                (size,) if shape is None else shape,
                expression,
                primals.get(name),
                adjoints.get(name),
                called[name],
            )
            for name, kind, size, shape, expression in (*inputs, *layers)
        ),
        tuple(edges),
        weights if values else None,
    )


def _called(graph: Graph) -> dict[str, str]:
    """What each value is called: x1, x2, … along a chain, but where a name there says another."""
    names = [*(entry.name for entry in graph.inputs), *(node.name for node in graph.nodes)]
    along = {name: f"x{k}" for k, name in enumerate(names, start=1)}
    clash = any(re.fullmatch(r"x\d+", name) and name != along[name] for name in names)
    return along if graph.is_chain and not clash else {name: name for name in names}


def _values(
    graph: Graph, weights: Array
) -> tuple[Mapping[str, Array], Mapping[str, Array], Mapping[tuple[str, int], float]]:
    """Every value at the point, ∂(u·o) by each that the inputs move, and the Jacobians that are one
    number, by layer and place. weights: u (m,)"""
    tape = tape_of(graph)
    primals = point_of(graph) | {step.node.name: step.value for step in tape}
    moving = depending_on(graph, [entry.name for entry in graph.inputs])
    with np.errstate(all="ignore"):  # an overflow is refused
        found = pullback(tape, graph.output, weights[None, :], moving)
        numbers = {
            (step.node.name, at): float(jacobian.dense()[0, 0])
            for step in tape
            for at, jacobian in enumerate(step.jacobians)
            if jacobian.form.shape == (1, 1)
        }
    for rows in found.values():
        refuse_infinite(graph, "reverse", rows)
    zero = np.zeros(0, graph.dtype)
    adjoints = {
        name: found[name][0] if name in found else np.zeros_like(primals.get(name, zero))
        for name in moving
    }
    return primals, adjoints, numbers
