"""Pieces between cuts by themselves, then as factors of a chain: an order of elimination."""

from __future__ import annotations

from collections.abc import Sequence

from jaccli.accumulate.elimination.annealing import Found
from jaccli.accumulate.elimination.exact import best_order
from jaccli.accumulate.elimination.formed import Formed
from jaccli.accumulate.elimination.greedy import cheapest_first
from jaccli.accumulate.elimination.piecewise import by_pieces, weight
from jaccli.accumulate.elimination.sets import cheapest_states
from jaccli.accumulate.elimination.vertices import Elimination
from jaccli.accumulate.orders.graph import GRAPH, Answer, Asked, Dag, never

FEW, FEW_FORMED = 10, 6  # vertices of which every order is weighed; where edges have forms


@GRAPH.called("pieces")
def pieces(asked: Asked) -> Answer[Elimination] | None:
    """By the dynamic programme of a chain; None of a graph that no value cuts."""
    found = by_pieces(asked.dag, inside)
    return None if found is None else Answer(found)


def inside(piece: Dag) -> Sequence[str]:
    """The best order where the vertices are few, else the cheapest of those that have a rule."""
    few = len(piece.inner)
    if few < 2:
        return [piece.names[v] for v in piece.inner]
    if piece.forms is None and few <= FEW:
        return [piece.names[v] for v in best_order(piece).order]
    known = min(_by_rule(piece), key=lambda each: each.price)
    if few <= FEW_FORMED:
        known, _ = cheapest_states(Formed(piece), piece.inner, known, never)
    return [piece.names[v] for v in known.order]


def _by_rule(piece: Dag) -> list[Found]:
    """Forward, reverse and both of Markowitz."""
    number = {name: v for v, name in enumerate(piece.names)}
    names = [[piece.names[v] for v in order] for order in (piece.inner, piece.inner[::-1])]
    orders = [*names, *(cheapest_first(piece, last=last).vertices for last in (False, True))]
    return [
        Found(
            tuple([number[name] for name in order]),
            weight(Elimination(tuple(order), piece).price(piece), piece),
        )
        for order in orders
    ]
