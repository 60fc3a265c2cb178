"""A graph as nodes and edges: from shapes alone, or with values and adjoints at the point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from jaccli.accumulate import depending_on, pullback
from jaccli.arrays import Array, Shape, np
from jaccli.graph import Graph
from jaccli.linmap import Form
from jaccli.reports.common.budget import of_a_sweep, of_the_tape, refuse_beyond
from jaccli.reports.common.facts import GraphFacts, graph_facts, point_of, tape_of
from jaccli.reports.common.overflow import refuse_infinite


class GraphNode(NamedTuple):
    """A value. type: "input" for an input; shape: as an array; adjoint: of the weighted output."""

    name: str
    type: str
    size: int
    shape: Shape
    expression: str
    primal: Array | None  # (size,)
    adjoint: Array | None  # (size,); None of a constant as well


class GraphEdge(NamedTuple):
    """`layer` reads `source`; rule: the Jacobian as a formula."""

    source: str
    layer: str
    form: Form
    rule: str


class Picture(NamedTuple):
    """Everything `graph` finds. weights: u of the adjoints ∂(u·o)/∂x, None without values."""

    graph: GraphFacts
    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    weights: Array | None  # (m,)


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
    graph = graph.whole
    primals: Mapping[str, Array] = {}
    adjoints: Mapping[str, Array] = {}
    if values:
        refuse_beyond(graph, max_memory, of_the_tape(graph), of_a_sweep(graph, "reverse", 1))
        if weights is None:
            weights = np.ones(graph.output_size, graph.dtype)
        primals, adjoints = _values(graph, weights)
    inputs = [(entry.name, "input", entry.size, entry.shape, "") for entry in graph.inputs]
    layers = [
        (node.name, node.layer.type, node.size, node.shape, node.expression) for node in graph.nodes
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
            )
            for name, kind, size, shape, expression in (*inputs, *layers)
        ),
        tuple(
            GraphEdge(source, node.name, form, node.layer.rule(at, node.inputs, node.name))
            for node in graph.nodes
            for at, (source, form) in enumerate(zip(node.inputs, node.forms, strict=True))
        ),
        weights if values else None,
    )


def _values(graph: Graph, weights: Array) -> tuple[Mapping[str, Array], Mapping[str, Array]]:
    """Every value at the point, and ∂(u·o) by each that the inputs move. weights: u (m,)"""
    tape = tape_of(graph)
    primals = point_of(graph) | {step.node.name: step.value for step in tape}
    moving = depending_on(graph, [entry.name for entry in graph.inputs])
    with np.errstate(all="ignore"):  # an overflow is refused
        found = pullback(tape, graph.output, weights[None, :], moving)
    for rows in found.values():
        refuse_infinite(graph, "reverse", rows)
    zero = np.zeros(0, graph.dtype)
    return primals, {
        name: found[name][0] if name in found else np.zeros_like(primals.get(name, zero))
        for name in moving
    }
