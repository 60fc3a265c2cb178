"""Exponentials and logarithms, entry by entry."""

from __future__ import annotations

import math

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.elementwise import Elementwise


class Exp(Elementwise):
    """z = eˣ."""

    __slots__ = ()
    type = "exp"
    formula = "exp(x)"
    jacobian_rule = "diag(z)"
    derivation = "exp is the function that is its own slope: φ′(x) = exp(x) = z."
    operations = Primal(0, 1)
    rewrite = (
        "subtract the largest number first, exp(x - max(x)), or write logaddexp, logsumexp, softmax"
    )

    def forward(self, x: Array) -> Array:
        return np.exp(x)

    def derivative(self, x: Array) -> Array:
        return np.exp(x)


class Exp2(Elementwise):
    """z = 2ˣ."""

    __slots__ = ()
    type = "exp2"
    formula = "2 ** x"
    jacobian_rule = "diag(z log(2))"
    derivation = (
        "2^x = exp(x log(2)); the chain rule gives the inner slope log(2): φ′(x) = z log(2)."
    )
    operations = Primal(0, 1)

    def forward(self, x: Array) -> Array:
        return 2**x

    def derivative(self, x: Array) -> Array:
        return math.log(2) * 2**x  # np.exp2 has no complex numbers


class Expm1(Elementwise):
    """z = eˣ − 1, exact where x is small."""

    __slots__ = ()
    type = "expm1"
    formula = "expm1(x)"
    jacobian_rule = "diag(exp(x))"
    derivation = "exp(x) - 1: the 1 is constant, so φ′(x) = exp(x)."
    operations = Primal(0, 1)

    def forward(self, x: Array) -> Array:
        return np.expm1(x)

    def derivative(self, x: Array) -> Array:
        return np.exp(x)


class Log(Elementwise):
    """z = log x, the natural logarithm; x > 0."""

    __slots__ = ()
    type = "log"
    also_called = ("ln",)
    formula = "log(x)"
    jacobian_rule = "diag(1 / x)"
    derivation = "exp(z) = x. Differentiate both sides: exp(z) z′ = 1, so z′ = 1 / x."
    operations = Primal(0, 1)
    rewrite = (
        "for the log of a sum of exponentials: logaddexp, logsumexp, log_softmax; else keep 0 out "
        "of the log and out of the result: where(x > 0, log(where(x > 0, x, 1)), 0)"
    )

    def forward(self, x: Array) -> Array:
        return np.log(x)

    def derivative(self, x: Array) -> Array:
        return 1 / x


class Log2(Elementwise):
    """z = log₂ x; x > 0."""

    __slots__ = ()
    type = "log2"
    formula = "log2(x)"
    jacobian_rule = "diag(1 / (x log(2)))"
    derivation = "log2(x) = log(x) / log(2), a constant times log: φ′(x) = 1 / (x log(2))."
    operations = Primal(0, 1)

    def forward(self, x: Array) -> Array:
        return np.log2(x)

    def derivative(self, x: Array) -> Array:
        return 1 / x / math.log(2)


class Log10(Elementwise):
    """z = log₁₀ x; x > 0."""

    __slots__ = ()
    type = "log10"
    formula = "log10(x)"
    jacobian_rule = "diag(1 / (x log(10)))"
    derivation = "log10(x) = log(x) / log(10), a constant times log: φ′(x) = 1 / (x log(10))."
    operations = Primal(0, 1)

    def forward(self, x: Array) -> Array:
        return np.log10(x)

    def derivative(self, x: Array) -> Array:
        return 1 / x / math.log(10)


class Log1p(Elementwise):
    """z = log(1 + x), exact where x is small; x > −1."""

    __slots__ = ()
    type = "log1p"
    formula = "log1p(x)"
    jacobian_rule = "diag(1 / (1 + x))"
    derivation = "It is log at 1 + x. The inner slope is 1: φ′(x) = 1 / (1 + x)."
    operations = Primal(0, 1)

    def forward(self, x: Array) -> Array:
        return np.log1p(x)

    def derivative(self, x: Array) -> Array:
        return 1 / (1 + x)
