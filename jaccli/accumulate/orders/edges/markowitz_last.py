"""Minimal Markowitz with its ties the other way, as an elimination of edges."""

from __future__ import annotations

from jaccli.accumulate.orders.edges import EDGES, Answer, Asked, EdgeElimination, edge_by_edge
from jaccli.accumulate.orders.graph import GRAPH


@EDGES.called("markowitz-last")
def markowitz_last(asked: Asked) -> Answer[EdgeElimination]:
    """The edges that enter each vertex, from the front, the vertices by Markowitz's rule."""
    return Answer(
        edge_by_edge(GRAPH.of(asked, ["markowitz-last"])["markowitz-last"].order, "front")
    )
