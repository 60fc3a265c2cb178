"""Minimal Markowitz as an order of elimination."""

from __future__ import annotations

from jaccli.accumulate.elimination.greedy import cheapest_first
from jaccli.accumulate.orders.graph import GRAPH, Answer, Asked, Elimination


@GRAPH.called("markowitz")
def markowitz(asked: Asked) -> Answer[Elimination]:
    """The cheapest vertex first; of those that cost the same the first by name, v2 before v10."""
    return Answer(cheapest_first(asked.dag))
