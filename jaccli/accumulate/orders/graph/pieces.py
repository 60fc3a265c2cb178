"""Pieces between cuts by themselves, then as factors of a chain: an order of elimination."""

from __future__ import annotations

from collections.abc import Sequence

from jaccli.accumulate.elimination.greedy import cheapest_first
from jaccli.accumulate.elimination.piecewise import by_pieces, weight
from jaccli.accumulate.orders.graph import GRAPH, Answer, Asked, Dag, Elimination


@GRAPH.called("pieces")
def pieces(asked: Asked) -> Answer[Elimination] | None:
    """By the dynamic programme of a chain; None of a graph that no value cuts."""
    found = by_pieces(asked.dag, inside)
    return None if found is None else Answer(found)


def inside(piece: Dag) -> Sequence[str]:
    """The cheapest of forward, reverse and both of Markowitz."""
    inner = [piece.names[v] for v in piece.inner]
    rules = (cheapest_first(piece, last=last).vertices for last in (False, True))
    orders = (tuple(inner), tuple(reversed(inner)), *rules)
    return min(orders, key=lambda order: weight(Elimination(order, piece).price(piece), piece))
