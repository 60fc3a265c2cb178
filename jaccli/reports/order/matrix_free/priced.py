"""A way to J with its price."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from jaccli.accumulate.orders.matrix_free import Plan
from jaccli.accumulate.price import CostModel
from jaccli.cost import Cost
from jaccli.nothing import NOTHING


class Priced(NamedTuple):
    """One way to J. tape: the most numbers that one of its adjoints keeps."""

    method: str
    plan: Plan
    costs: Mapping[CostModel, Cost]  # by what a vector through a layer costs
    tape: int
    fits: bool  # whether the tape keeps to the memory limit
    further: Mapping[str, Any] = NOTHING  # what its search says beside it

    @property
    def multiplications(self) -> int:
        """Multiply-adds, the research tools' fma: what a plan is chosen by."""
        return self.plan.multiply_adds

    @property
    def products(self) -> int:
        """Multiply-adds of its products of matrices."""
        return sum(step.cost.multiplications for step in self.plan if step.mode is None)
