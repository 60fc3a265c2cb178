"""The best order of elimination that is found."""

from __future__ import annotations

from jaccli.accumulate.elimination.best import best as best_of
from jaccli.accumulate.orders.graph import GRAPH, Answer, Asked, Elimination

STARTS = ("forward", "reverse", "markowitz", "markowitz-last", "pieces")


@GRAPH.called("best")
def best(asked: Asked) -> Answer[Elimination]:
    """Of fewest multiplications where all is dense, else of fewest FLOPs; its evidence says what
    the bound rests on."""
    starts = [answer.order.vertices for answer in GRAPH.of(asked, STARTS).values()]
    found = best_of(asked.dag, starts, asked.stop, asked.seed, asked.memory)
    further = {
        "optimal": found.optimal,
        "lower_bound": found.lower_bound,
        "stopped": "budget" if found.stopped else None,
    }
    return Answer(found.order, further, found.evidence)
