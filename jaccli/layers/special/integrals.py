"""Integrals that have names, and Lambert's W; computed by SciPy."""

from __future__ import annotations

import math

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.special.shared import Special


class Expi(Special):
    """z = Ei(x), the exponential integral; x ≠ 0."""

    __slots__ = ()
    type = "expi"
    formula = "expi(x)"
    jacobian_rule = "diag(exp(x) / x)"
    derivation = "Ei(x) is an integral of exp(t) / t up to x: its slope is exp(x) / x."
    source = "DLMF 6.2.5"
    operations = Primal(0, 1)

    def derivative(self, x: Array) -> Array:
        return np.exp(x) / x


class Exp1(Special):
    """z = E₁(x), the exponential integral from x on; x > 0."""

    __slots__ = ()
    type = "exp1"
    formula = "exp1(x)"
    jacobian_rule = "diag(-exp(-x) / x)"
    derivation = "E₁(x) is the integral of exp(-t) / t from x on: minus exp(-x) / x."
    source = "DLMF 6.2.1"
    operations = Primal(0, 1)

    def derivative(self, x: Array) -> Array:
        return -np.exp(-x) / x


class LambertW(Special):
    """z with z exp(z) = x, the real branch z ≥ −1; x > −1/e."""

    __slots__ = ()
    type = "lambertw"
    formula = "lambertw(x)"
    jacobian_rule = "diag(exp(-z) / (1 + z))"
    derivation = "z exp(z) = x. Differentiate both sides: (1 + z) exp(z) z′ = 1."
    source = "DLMF 4.13.1, 4.13.4"
    operations = Primal(0, 1)

    def forward(self, x: Array) -> Array:
        wide = x.astype("float64")
        return np.where(wide < -1 / math.e, np.nan, principal(wide)).astype(x.dtype)

    def derivative(self, x: Array) -> Array:
        z = self.forward(x)
        return np.exp(-z) / (1 + z)


def principal(x: Array) -> Array:
    """The real part of SciPy's complex W."""
    from importlib import import_module

    found: Array = import_module("scipy.special").lambertw(x).real
    return found
