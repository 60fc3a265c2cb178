"""A Picture as blocks: the diagram, and the edges with their Jacobians."""

from __future__ import annotations

from collections.abc import Sequence

from jaccli.document.blocks import Column, Either, Paragraph, Table
from jaccli.document.cells import Cell, Real, Shape, written
from jaccli.document.graphics import Diagram, Vertex
from jaccli.reports.common.picture.find import GraphEdge, GraphNode, Picture


def diagram(found: Picture) -> Diagram:
    """The graph, its values by depth."""
    return Diagram(
        [vertex(node) for node in found.nodes],
        [(edge.source, edge.layer) for edge in found.edges],
        otherwise="--format dot or mermaid draws them all",
    )


def vertex(node: GraphNode) -> Vertex:
    """A value, titled by its name, its type and its shape where it is no single number."""
    words = [node.name] if node.type == "input" else [node.name, node.type]
    if node.size > 1 or len(node.shape) > 1:
        words.append("×".join(map(str, node.shape)))
    return Vertex(node.name, " ".join(words), node.primal, node.adjoint)


def edge_table(edges: Sequence[GraphEdge], numbers: Sequence[float] | None = None) -> Either:
    """One row an edge: its Jacobian's shape, form and rule.

    numbers: the Jacobians themselves, where each is one number
    """
    here = [[Real(number, 4)] for number in numbers] if numbers else [[] for _ in edges]
    rows: list[list[Cell]] = [
        [
            f"{edge.source} → {edge.layer}",
            f"∂{edge.layer}/∂{edge.source}",
            Shape(edge.form.shape),
            edge.form.structure,
            edge.rule,
            *number,
        ]
        for edge, number in zip(edges, here, strict=True)
    ]
    table = Table(
        [
            Column("edge", priority=2),  # said by the Jacobian's name as well
            Column("Jacobian"),
            Column("shape", right=True),
            Column("form"),
            Column("J", priority=1),
            *([Column("here", right=True)] if numbers else []),
        ],
        rows,
    )
    return Either([table], [_in_a_line(row) for row in rows])


def _in_a_line(row: Sequence[Cell]) -> Paragraph:
    """∂a/∂x: shape 3×4, form dense"""
    _, name, shape, form, _, *here = map(written, row)
    said = [f"shape {shape}", f"form {form}", *(f"here {number}" for number in here)]
    return Paragraph(", ".join(said), label=f"{name}:", indent=1)
