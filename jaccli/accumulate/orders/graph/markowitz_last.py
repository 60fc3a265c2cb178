"""Minimal Markowitz with its ties the other way."""

from __future__ import annotations

from jaccli.accumulate.elimination.greedy import cheapest_first
from jaccli.accumulate.orders.graph import GRAPH, Answer, Asked, Elimination


@GRAPH.called("markowitz-last")
def markowitz_last(asked: Asked) -> Answer[Elimination]:
    """The cheapest vertex first; of those that cost the same the last by name."""
    return Answer(cheapest_first(asked.dag, last=True))
