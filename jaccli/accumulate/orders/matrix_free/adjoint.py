"""Reverse mode where no Jacobian is given."""

from __future__ import annotations

from jaccli.accumulate.matrix_free import adjoint_plan
from jaccli.accumulate.orders.matrix_free import MATRIX_FREE, Answer, ByVectors, Plan


@MATRIX_FREE.called("adjoint")
def adjoint(chain: ByVectors) -> Answer[Plan]:
    """The m rows of I through everything, all of it on the tape."""
    return Answer(adjoint_plan(chain.factors))
