"""Reverse mode as an elimination of edges."""

from __future__ import annotations

from jaccli.accumulate.orders.edges import EDGES, Answer, Asked, EdgeElimination, edge_by_edge
from jaccli.accumulate.orders.graph import GRAPH


@EDGES.called("reverse")
def reverse(asked: Asked) -> Answer[EdgeElimination]:
    """The edges that leave each vertex, from the back, the vertices from the outputs back."""
    return Answer(edge_by_edge(GRAPH.of(asked, ["reverse"])["reverse"].order, "back"))
