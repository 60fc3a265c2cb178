"""A graph of scalar operations as one whose vertices are numbers, its inputs and outputs too."""

from __future__ import annotations

from typing import NamedTuple

from jaccli.accumulate.elimination.dag import Dag, dag_of_forms
from jaccli.graph import Graph, Node


class Numbers(NamedTuple):
    """The numbers between which there are derivatives. columns: of J, counted from 0, that belong
    to them; those of all other numbers of the inputs are 0, for nobody reads these"""

    dag: Dag
    columns: tuple[int, ...]


def dag_of_numbers(graph: Graph) -> Numbers:
    """What is left of a graph of scalars, as `jaccli.trace.scalar_graph` writes it, without what
    only takes an input apart and puts the output together."""
    nodes = {node.name: node for node in graph.nodes}
    last = nodes[graph.output]
    outputs = last.inputs if last.layer.type == "concatenate" else (graph.output,)
    wide = {entry.name for entry in graph.inputs if entry.size > 1}
    entries = {
        (node.inputs[0], _entry(node)): node.name for node in graph.nodes if _takes(node, wide)
    }
    inputs, columns, start = [], [], 0
    for given in graph.inputs:
        for at in range(given.size):
            name = entries.get((given.name, at)) if given.name in wide else given.name
            if name is not None:
                inputs.append(name)
                columns.append(start + at)
        start += given.size
    rest = [node for node in graph.nodes if node is not last or outputs == (graph.output,)]
    edges = [
        (source, node.name, form)
        for node in rest
        for source, form in zip(node.inputs, node.forms, strict=True)
        if source not in wide
    ]
    sizes = dict.fromkeys([*inputs, *(node.name for node in rest)], 1)
    dag = dag_of_forms(
        sizes, [edge[:2] for edge in edges], [edge[2] for edge in edges], inputs, outputs
    )
    return Numbers(dag, tuple(columns))


def _takes(node: Node, wide: set[str]) -> bool:
    """Whether it is one number of an input that has several."""
    return node.layer.type == "select" and node.inputs[0] in wide


def _entry(node: Node) -> int:
    """Which, counted from 0."""
    (entry,) = node.layer.entries  # type: ignore[attr-defined]  # of a `select`
    return int(entry) - 1
