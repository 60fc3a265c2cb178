"""Exponentials and logarithms of quotients, exact where these cancel."""

from __future__ import annotations

import math
from collections.abc import Callable

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.elementwise import Elementwise


class LogOdds(Elementwise):
    """z = log(x / (1 − x)), exact near ½; 0 < x < 1."""

    __slots__ = ()
    type = "log_odds"
    formula = "log(x / (1 - x))"
    jacobian_rule = "diag(1 / (x (1 - x)))"
    derivation = "log(x) - log(1 - x) has the slope 1 / x + 1 / (1 - x) = 1 / (x (1 - x))."
    operations = Primal(2, 1)

    def forward(self, x: Array) -> Array:
        middle = (x.real > 0.25) & (x.real < 0.75)
        near = 2 * np.arctanh(2 * np.where(middle, x, 0.5) - 1)
        return np.where(middle, near, np.log(x) - np.log1p(-x))

    def derivative(self, x: Array) -> Array:
        return 1 / (x * (1 - x))


class Exprel(Elementwise):
    """z = (eˣ − 1) / x, 1 at 0."""

    __slots__ = ()
    type = "exprel"
    formula = "expm1(x) / x"
    jacobian_rule = "diag((exp(x) - z) / x)"
    derivation = (
        "The quotient rule: (x exp(x) - (exp(x) - 1)) / x² = (exp(x) - z) / x. Near 0 it is 1/2 +"
        " x/3 + x²/8 + …, the slope of the series 1 + x/2 + x²/6 + … term by term."
    )
    operations = Primal(1, 1)

    def forward(self, x: Array) -> Array:
        near = np.abs(x.real) < 0.5
        small, large = np.where(near, x, 0), np.where(near, 1, x)
        return np.where(
            near, _series(small, lambda k: 1 / math.factorial(k + 1)), np.expm1(large) / large
        )

    def derivative(self, x: Array) -> Array:
        near = np.abs(x.real) < 0.5
        small, large = np.where(near, x, 0), np.where(near, 1, x)
        slopes = (np.exp(large) - np.expm1(large) / large) / large  # near 0 it would cancel
        return np.where(near, _series(small, lambda k: (k + 1) / math.factorial(k + 2)), slopes)


def _series(x: Array, coefficient: Callable[[int], float]) -> Array:
    """Σ c_k xᵏ, as far as it tells below ½."""
    total = np.zeros_like(x)
    for k in range(16, -1, -1):
        total = total * x + coefficient(k)
    return total
