"""The best elimination of edges that is found."""

from __future__ import annotations

from jaccli.accumulate.elimination.edge_search import best_edges
from jaccli.accumulate.orders.edges import EDGES, Answer, Asked, EdgeElimination, edge_by_edge
from jaccli.accumulate.orders.graph import GRAPH


@EDGES.called("best")
def best(asked: Asked) -> Answer[EdgeElimination]:
    """Of fewest multiplications where all is dense, else of fewest FLOPs; of a graph with too many
    sets of edges the best order of its vertices, edge by edge. That order is its evidence: searched
    for again, it might be another once the time is up."""
    values = GRAPH.of(asked, ["best"])["best"]
    known = edge_by_edge(values.order, "front")
    found = best_edges(asked.dag, known, asked.stop, asked.memory)
    further = {
        "optimal": found.optimal,
        "lower_bound": found.lower_bound if asked.dag.forms is None else None,
        "stopped": "budget" if found.stopped else None,
    }
    return Answer(found.order, further, values)
