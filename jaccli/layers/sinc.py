"""The normalised sinc, smooth at 0."""

from __future__ import annotations

import math
from collections.abc import Sequence
from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.elementwise import Elementwise

NEAR = 1.5  # |πx| below which a series is summed up
TERMS = range(14)  # of it, enough at `NEAR`


class Sinc(Elementwise):
    """z = sin(πx) / (πx), 1 at 0."""

    __slots__ = ()
    type = "sinc"
    formula = "sin(pi * x) / (pi * x)"
    jacobian_rule = "diag((cos(π x) - z) / x)"
    derivation = (
        "z π x = sin(π x). Differentiate both sides: z′ π x + z π = π cos(π x), so z′ = "
        "(cos(π x) - z) / x. At 0 the value is 1 and the slope 0: these are the limits."
    )
    example = MappingProxyType({"inputs": [[0, 0.5, -1.25]]})
    operations = Primal(3, 1)

    def forward(self, x: Array) -> Array:
        if not np.iscomplexobj(x):
            return np.sinc(x)
        y = math.pi * x
        near = np.abs(y) < NEAR  # where the imaginary parts of sin(y) / y would cancel
        summed = series(np.where(near, y, 0), [1 / math.factorial(2 * k + 1) for k in TERMS])
        return np.where(near, summed, np.sin(y) / np.where(near, 1, y))

    def derivative(self, x: Array) -> Array:
        y = math.pi * x
        near = np.abs(y) < NEAR
        small = np.where(near, y, 0)
        # -y Σ_k (-y²)^k (2k + 2) / (2k + 3)!, where cos y - sin y / y would cancel
        summed = series(small, [(2 * k + 2) / math.factorial(2 * k + 3) for k in TERMS])
        angle = math.pi * (x - 2 * np.round(x / 2))  # y less whole turns, before it is rounded
        wave = np.cos(angle) - np.sin(angle) / np.where(near, 1, y)
        return np.where(near, -math.pi * small * summed, wave / np.where(near, 1, x))


def series(y: Array, coefficients: Sequence[float]) -> Array:
    """Σ_k c_k (-y²)^k."""
    total = np.zeros_like(y)
    for coefficient in reversed(coefficients):
        total = total * -(y * y) + coefficient
    return total
