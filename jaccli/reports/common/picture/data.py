"""The result of `graph`, and of `trace` at one point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypedDict

from jaccli.reports.common.data import graph_named, listed
from jaccli.reports.common.entries import Declared, Named, Shape, Vector

if TYPE_CHECKING:
    from jaccli.arrays import Array
    from jaccli.reports.common.picture.find import Picture


class NodeEntry(TypedDict):
    """A value of the graph, an input among them."""

    name: str
    type: Annotated[str, "the layer's type, or input"]
    size: int
    shape: Shape
    expression: Annotated[str, "of the program that was recorded"]
    primal: Annotated[Vector | None, "the value; with --values"]
    adjoint: Annotated[Vector | None, "of the weighted output; with --values"]


class EdgeEntry(TypedDict):
    """A layer reads a value."""

    input: str
    layer: str
    shape: Shape
    structure: str
    rule: Annotated[str, "the Jacobian as a formula"]
    number: Annotated[float | None, "the Jacobian, where it is one number; with --values"]


class PictureEntry(Named):
    """The result of `graph`, and of `trace` at one point."""

    nodes: list[NodeEntry]
    edges: list[EdgeEntry]
    weights: Annotated[Vector | None, "of the outputs, for the adjoints; with --values"]


DECLARED = Declared((PictureEntry,))


def picture(found: Picture) -> PictureEntry:
    """The result of `graph`: nodes and edges; values and adjoints where they were asked for."""

    def numbers(array: Array | None) -> Vector | None:
        return None if array is None else listed(array)

    return {
        **graph_named(found.graph),
        "nodes": [
            {
                "name": node.name,
                "type": node.type,
                "size": node.size,
                "shape": list(node.shape),
                "expression": node.expression,
                "primal": numbers(node.primal),
                "adjoint": numbers(node.adjoint),
            }
            for node in found.nodes
        ],
        "edges": [
            {
                "input": edge.source,
                "layer": edge.layer,
                "shape": list(edge.form.shape),
                "structure": edge.form.structure,
                "rule": edge.rule,
                "number": edge.number,
            }
            for edge in found.edges
        ],
        "weights": numbers(found.weights),
    }
