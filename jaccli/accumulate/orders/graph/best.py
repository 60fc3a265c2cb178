"""The best order of elimination that is found."""

from __future__ import annotations

from jaccli.accumulate.elimination.best import best as best_of
from jaccli.accumulate.orders.graph import GRAPH, Answer, Asked, Elimination
from jaccli.accumulate.orders.graph.forward import forward
from jaccli.accumulate.orders.graph.markowitz import markowitz
from jaccli.accumulate.orders.graph.markowitz_last import markowitz_last
from jaccli.accumulate.orders.graph.pieces import pieces
from jaccli.accumulate.orders.graph.reverse import reverse


@GRAPH.called("best")
def best(asked: Asked) -> Answer[Elimination]:
    """Of fewest multiplications where all is dense, else of fewest FLOPs; its evidence says what
    the bound rests on."""
    finds = (forward, reverse, markowitz, markowitz_last, pieces)
    starts = [answer.order.vertices for find in finds if (answer := find(asked)) is not None]
    found = best_of(asked.dag, starts, asked.stop, asked.seed, asked.memory)
    further = {
        "optimal": found.optimal,
        "lower_bound": found.lower_bound,
        "stopped": "budget" if found.stopped else None,
    }
    return Answer(found.order, further, found.evidence)
