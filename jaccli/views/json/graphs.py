"""The results of `graph` and `trace`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from jaccli.views.json.shared import graph_head, listed

if TYPE_CHECKING:
    from jaccli.analysis.picture import Picture
    from jaccli.analysis.recordings import Recordings
    from jaccli.arrays import Array
    from jaccli.graph import Node


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


def recordings(found: Recordings) -> dict[str, Any]:
    """The result of `trace` at two points: both graphs, and the operations by who has them."""

    def names(nodes: Sequence[Node]) -> list[str]:
        return [node.name for node in nodes]

    return {
        "recordings": [
            {
                **graph_head(each.graph),
                "at": each.at,
                "forward_flops": each.forward,
                "reverse_flops": each.reverse,
            }
            for each in (found.first, found.second)
        ],
        "same": found.difference.same,
        "common_prefix": found.difference.prefix,
        "blocks": [
            {"in": block.kind, "first": names(block.first), "second": names(block.second)}
            for block in found.difference.blocks
        ],
        "changed": [
            {"first": each.first.name, "second": each.second.name, "fields": list(each.fields)}
            for each in found.difference.changed
        ],
    }
