"""The cheapest of all plans of a matrix-free chain."""

from __future__ import annotations

from jaccli.accumulate.matrix_free import cheapest_plan
from jaccli.accumulate.orders.matrix_free import MATRIX_FREE, Answer, ByVectors, Plan


@MATRIX_FREE.called("optimal")
def optimal(chain: ByVectors) -> Answer[Plan]:
    """The one of fewest multiply-adds that keeps to the limit."""
    return Answer(cheapest_plan(chain.factors, chain.limit))
