"""Every Jacobian by itself, and then their product."""

from __future__ import annotations

from jaccli.accumulate import matrix_free
from jaccli.accumulate.orders.matrix_free import MATRIX_FREE, Answer, ByVectors, Plan


@MATRIX_FREE.called("preaccumulation")
def preaccumulation(chain: ByVectors) -> Answer[Plan]:
    """Each the cheaper way, multiplied in the cheapest order."""
    return Answer(matrix_free.preaccumulation(chain.factors, chain.limit))
