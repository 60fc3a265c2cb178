"""Forward mode where no Jacobian is given."""

from __future__ import annotations

from jaccli.accumulate.matrix_free import tangent_plan
from jaccli.accumulate.orders.matrix_free import MATRIX_FREE, Answer, ByVectors, Plan


@MATRIX_FREE.called("tangent")
def tangent(chain: ByVectors) -> Answer[Plan]:
    """The n columns of I through everything."""
    return Answer(tangent_plan(chain.factors))
