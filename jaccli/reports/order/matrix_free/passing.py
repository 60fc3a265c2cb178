"""One layer in two plans: which vectors pass it in either, and what they spend there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jaccli.accumulate.orders.matrix_free import Plan
from jaccli.accumulate.plans import Step
from jaccli.factors import Factor


class Passing(NamedTuple):
    """f_k, numbered from 1: the operation that sends its vectors through it, and their price."""

    k: int
    here: Step
    there: Step  # of the other plan
    spent: int  # multiply-adds
    spent_there: int
    edges: int  # |E_k|

    @property
    def saved(self) -> int:
        """Multiply-adds that the first plan spends less."""
        return self.spent_there - self.spent


def passings(factors: Sequence[Factor], here: Plan, there: Plan) -> Iterator[Passing]:
    """Every layer as two plans of the same factors pass it, in the order of the first."""
    others = there.through
    for k, step in here.through.items():
        other = others[k]
        spent, beside = (_spent(each, factors[k]) for each in (step, other))
        yield Passing(k + 1, step, other, spent, beside, factors[k].edges)


def _spent(step: Step, factor: Factor) -> int:
    """What the vectors of an operation spend in one factor."""
    return step.vectors * factor.price(step.mode or "tangent").multiplications
