"""A Picture as blocks: the diagram, and the edges with their Jacobians."""

from __future__ import annotations

from collections.abc import Sequence

from jaccli.document.blocks import Block, Column, Either, Paragraph, Table
from jaccli.document.cells import Cell, Real, Shape, written
from jaccli.document.graphics import Diagram, Link, Vertex
from jaccli.reports.common.notation import derivative
from jaccli.reports.common.picture.find import GraphEdge, GraphNode, Picture
from jaccli.words import shape


def diagram(
    found: Picture, *, labelled: bool = False, whole: bool = False, instead: Sequence[Block] = ()
) -> Diagram:
    """The graph, its values by depth.

    labelled: with the names of the Jacobians beside its edges; whole: all entries of the values;
    instead: what stands there where it cannot be drawn
    """
    first = len(found.graph.inputs)
    return Diagram(
        [
            vertex(node, found.graph.output)._replace(
                title=_title(node),
                called=node.called,
                derivative=adjoint(found, node.called),
                layer=max(0, at - first + 1),
            )
            for at, node in enumerate(found.nodes)
        ],
        [
            Link(
                edge.source,
                edge.layer,
                edge.derivative,
                edge.form.shape,
                edge.form.structure,
                edge.number,
                returns,
            )
            for edge, returns in zip(found.edges, found.returning, strict=True)
        ],
        otherwise="--format dot or mermaid draws them all",
        instead=instead,
        labelled=labelled,
        whole=whole,
    )


def adjoint(found: Picture, called: str) -> str:
    """What the adjoint of a value is called: ∂o/∂x4, and ∂(u·o)/∂x4 of outputs that are weighed."""
    alone = found.weights is None or found.weights.tolist() == [1.0]
    return derivative("o" if alone else "(u·o)", called)


def vertex(node: GraphNode, output: str) -> Vertex:
    """A value, titled by its name, its type and its shape where it is no single number.

    output: where the graph ends
    """
    title = _words(node, node.name)
    vertex = Vertex(node.name, title, node.primal, node.adjoint, shape=node.shape)
    if node.type == "input":
        return vertex._replace(end="input")
    return vertex._replace(kind=node.type, end="output" if node.name == output else "")


def _title(node: GraphNode) -> str:
    """x3 relu 4; along a chain with the name that the file gives: x6 logits linear 10"""
    own = node.name not in (node.called, "x" if node.type == "input" else _by_position(node))
    return _words(node, node.called, *([node.name] if own else []))


def _by_position(node: GraphNode) -> str:
    """What the layer would be called if the file said nothing: f3 where its value is x4."""
    place = node.called.removeprefix("x")
    return f"f{int(place) - 1}" if place.isdecimal() else ""


def _words(node: GraphNode, *names: str) -> str:
    words = [*names] if node.type == "input" else [*names, node.type]
    if node.size > 1 or len(node.shape) > 1:
        words.append(shape(node.shape))
    return " ".join(words)


def edge_table(edges: Sequence[GraphEdge], numbers: Sequence[float] | None = None) -> Either:
    """One row an edge: its Jacobian's shape, form and rule.

    numbers: the Jacobians themselves, where each is one number
    """
    here = [[Real(number, 4)] for number in numbers] if numbers else [[] for _ in edges]
    rows: list[list[Cell]] = [
        [
            f"{edge.value} → {edge.result}",
            edge.derivative,
            Shape(edge.form.shape),
            edge.form.structure,
            edge.formula,
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
