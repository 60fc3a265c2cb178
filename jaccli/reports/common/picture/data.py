"""The result of `graph`, and of `trace` at one point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jaccli.reports.common.data import graph_head, listed

if TYPE_CHECKING:
    from jaccli.arrays import Array
    from jaccli.reports.common.picture.find import Picture


def picture(found: Picture) -> dict[str, Any]:
    """The result of `graph`: nodes and edges; values and adjoints where they were asked for."""

    def numbers(array: Array | None) -> Any:
        return None if array is None else listed(array)

    return {
        **graph_head(found.graph),
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
            }
            for edge in found.edges
        ],
        "weights": numbers(found.weights),
    }
