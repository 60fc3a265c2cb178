"""The complete elliptic integrals, by their parameter m = k²; computed by SciPy."""

from __future__ import annotations

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.special.shared import Special, scipys


class EllipticFirst(Special):
    """z = K(m), m = k² < 1."""

    __slots__ = ()
    type = "ellipk"
    formula = "ellipk(x)"
    jacobian_rule = "diag((E(x) - (1-x) K(x)) / (2 x (1-x)))"
    derivation = (
        "Differentiate the integral of 1 / sqrt(1 - x sin² t) from 0 to π/2 by its parameter x "
        "= k². It is R_D(0, 1, 1-x) / 6, where nothing cancels near 0."
    )
    source = "DLMF 19.4.1, 19.25.1"
    operations = Primal(0, 1)

    def derivative(self, x: Array) -> Array:
        zero = np.zeros_like(x)
        return scipys("elliprd", zero, zero + 1, 1 - x) / 6


class EllipticSecond(Special):
    """z = E(m), m = k² < 1."""

    __slots__ = ()
    type = "ellipe"
    formula = "ellipe(x)"
    jacobian_rule = "diag((E(x) - K(x)) / (2 x))"
    derivation = (
        "Differentiate the integral of sqrt(1 - x sin² t) from 0 to π/2 by its parameter x = "
        "k². It is -R_D(0, 1-x, 1) / 6, where nothing cancels near 0."
    )
    source = "DLMF 19.4.2, 19.25.1"
    operations = Primal(0, 1)

    def derivative(self, x: Array) -> Array:
        zero = np.zeros_like(x)
        return -scipys("elliprd", zero, 1 - x, zero + 1) / 6
