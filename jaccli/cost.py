"""What a computation costs: multiplications and additions, kept apart."""

from __future__ import annotations

from typing import NamedTuple

FLOPS_PER_MULTIPLY_ADD = 2


class Cost(NamedTuple):
    """Multiplications and additions of products with Jacobians. `flops` is their sum.

    >>> (Cost(3, 1) + Cost(1, 1)).flops
    6
    """

    multiplications: int = 0
    additions: int = 0

    @property
    def flops(self) -> int:
        """Their sum: a multiply-add is two."""
        return self.multiplications + self.additions

    def __add__(self, other: Cost) -> Cost:  # type: ignore[override]  # a Cost adds as numbers do, not as tuples
        return Cost(self.multiplications + other.multiplications, self.additions + other.additions)

    def times(self, number: int) -> Cost:
        """The cost of doing it `number` times."""
        return Cost(number * self.multiplications, number * self.additions)

    @staticmethod
    def of_multiply_adds(number: int) -> Cost:
        """Multiply-adds whose accumulators start at zero: q terms make q additions."""
        return Cost(number, number)


class Primal(NamedTuple):
    """What evaluating a layer costs: operations of its documented formula, and apart from them
    exp, log, tanh, erf, sqrt, powers and their like."""

    flops: int = 0
    transcendentals: int = 0

    def __add__(self, other: Primal) -> Primal:  # type: ignore[override]  # as numbers, not as tuples
        return Primal(self.flops + other.flops, self.transcendentals + other.transcendentals)
