"""The incomplete gamma and beta functions, by their last argument; computed by SciPy."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.base import Layer
from jaccli.layers.fields import operand
from jaccli.layers.special.shared import OfConstants, scipys


@dataclass(frozen=True, slots=True, eq=False)
class IncompleteGamma(OfConstants):
    """A function of a shape a > 0 and x > 0."""

    a: Array | None = operand("n")  # (n,) or ()
    x: Array | None = operand("n")  # (n,) or ()

    example = MappingProxyType({"inputs": [[1, 2, 0.5]], "a": [2, 2, 2]})
    operands = ("a", "x")
    operations = Primal(0, 1)


class LowerGamma(IncompleteGamma):
    """z = P(a, x), the regularised lower incomplete gamma function."""

    __slots__ = ()
    type = "gammainc"
    formula = "gammainc(a, x)"
    jacobian_rule = "diag(x^(a-1) exp(-x) / Γ(a))"
    derivation = (
        "P(a, x) is the integral of t^(a-1) exp(-t) from 0 to x, divided by Γ(a); its slope is "
        "what is integrated, at x."
    )
    source = "DLMF 8.2.4"

    def derivative(self, *operands: Array) -> Array:
        return gamma_density(*operands)


class UpperGamma(IncompleteGamma):
    """z = Q(a, x) = 1 − P(a, x), exact where it is small."""

    __slots__ = ()
    type = "gammaincc"
    formula = "gammaincc(a, x)"
    jacobian_rule = "diag(-x^(a-1) exp(-x) / Γ(a))"
    derivation = "Q = 1 - P: the slope of P with the other sign."
    source = "DLMF 8.2.5"

    def derivative(self, *operands: Array) -> Array:
        return -gamma_density(*operands)


@dataclass(frozen=True, slots=True, eq=False)
class IncompleteBeta(OfConstants):
    """z = I_x(a, b), the regularised incomplete beta function; 0 < x < 1."""

    a: Array | None = operand("n")  # (n,) or ()
    b: Array | None = operand("n")  # (n,) or ()
    x: Array | None = operand("n")  # (n,) or ()

    type = "betainc"
    formula = "betainc(a, b, x)"
    jacobian_rule = "diag(x^(a-1) (1-x)^(b-1) / B(a, b))"
    derivation = (
        "I_x(a, b) is the integral of t^(a-1) (1-t)^(b-1) from 0 to x, divided by B(a, b); its "
        "slope is what is integrated, at x."
    )
    source = "DLMF 8.17.1, 8.17.2"
    example = MappingProxyType({"inputs": [[0.3, 0.1, 0.45]], "a": [2, 1, 2], "b": [3, 2, 1]})
    operands = ("a", "b", "x")
    operations = Primal(0, 1)

    in_formula = Layer.in_formula  # two letters of one layer would be one

    def derivative(self, *operands: Array) -> Array:
        a, b, x = operands
        power = scipys("xlogy", a - 1, x) + scipys("xlog1py", b - 1, -x)
        found: Array = np.exp(power - scipys("betaln", a, b)).astype(x.dtype)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class StudentT(OfConstants):
    """z = the distribution function of Student's t with df degrees of freedom."""

    df: Array | None = operand("n")  # (n,) or ()
    x: Array | None = operand("n")  # (n,) or ()

    type = "stdtr"
    formula = "stdtr(df, x)"
    jacobian_rule = "diag((1 + x²/df)^(-(df+1)/2) / (sqrt(df) B(1/2, df/2)))"
    derivation = (
        "A distribution function is the integral of its density up to x: its slope is the density"
        " of Student's t (in terms of the incomplete beta function)."
    )
    source = "DLMF 8.17.1, 8.17.2"
    example = MappingProxyType({"inputs": [[0.5, -1, 2]], "df": [3, 3, 3]})
    operands = ("df", "x")
    operations = Primal(0, 1)

    def derivative(self, *operands: Array) -> Array:
        df, x = operands
        log = -(df + 1) / 2 * np.log1p(x * x / df) - scipys("betaln", 0 * df + 0.5, df / 2)
        found: Array = (np.exp(log) / np.sqrt(df)).astype(x.dtype)
        return found


def gamma_density(a: Array, x: Array) -> Array:
    """x^(a−1) exp(−x) / Γ(a)."""
    # by logarithms: neither the power nor Γ overflows
    found: Array = np.exp(scipys("xlogy", a - 1, x) - x - scipys("gammaln", a)).astype(x.dtype)
    return found
