"""Forward mode as an elimination of edges."""

from __future__ import annotations

from jaccli.accumulate.orders.edges import EDGES, Answer, Asked, EdgeElimination, edge_by_edge
from jaccli.accumulate.orders.graph import GRAPH


@EDGES.called("forward")
def forward(asked: Asked) -> Answer[EdgeElimination]:
    """The edges that enter each vertex, from the front, the vertices from the inputs on."""
    return Answer(edge_by_edge(GRAPH.of(asked, ["forward"])["forward"].order, "front"))
