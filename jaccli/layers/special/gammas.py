"""The gamma function, its logarithm and the derivatives of that."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.elementwise import Elementwise
from jaccli.layers.fields import number_of
from jaccli.layers.special.shared import entries

SHIFTED = 12  # from here on the asymptotic series has all digits
BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)


class Gamma(Elementwise):
    """z = Γ(x); x is none of 0, −1, −2, …"""

    __slots__ = ()
    type = "gamma"
    formula = "gamma(x)"
    jacobian_rule = "diag(z ψ(x)), ψ the digamma function"
    derivation = "ψ(x) = Γ′(x) / Γ(x) by definition, so Γ′(x) = z ψ(x)."
    source = "DLMF 5.2.2"
    operations = Primal(0, 1)
    complex_safe = False  # math.gamma is real

    def forward(self, x: Array) -> Array:
        return entries(math.gamma, x)

    def derivative(self, x: Array) -> Array:
        return self.forward(x) * polygamma(0, x)


class LogGamma(Elementwise):
    """z = log |Γ(x)|; x is none of 0, −1, −2, …"""

    __slots__ = ()
    type = "lgamma"
    also_called = ("gammaln", "loggamma")
    formula = "lgamma(x)"
    jacobian_rule = "diag(ψ(x)), ψ the digamma function"
    derivation = "∂ log |Γ(x)| / ∂x = Γ′(x) / Γ(x), which is ψ(x) by definition."
    source = "DLMF 5.2.2"
    operations = Primal(0, 1)
    complex_safe = False  # math.lgamma is real

    def forward(self, x: Array) -> Array:
        return entries(math.lgamma, x)

    def derivative(self, x: Array) -> Array:
        return polygamma(0, x)


class Digamma(Elementwise):
    """z = ψ(x) = Γ′(x) / Γ(x); x is none of 0, −1, −2, …"""

    __slots__ = ()
    type = "digamma"
    also_called = ("psi",)
    formula = "digamma(x)"
    jacobian_rule = "diag(ψ′(x)), the trigamma function"
    derivation = (
        "ψ(x) = ψ(x + 1) - 1/x and its asymptotic series give the value, and term by term its "
        "slope: the sum over k = 0, 1, 2, … of 1 / (x + k)²."
    )
    source = "DLMF 5.5.2, 5.11.2, 5.15.1"
    operations = Primal(0, 1)
    complex_safe = False  # the reflection left of 0 is written for real numbers

    def forward(self, x: Array) -> Array:
        return polygamma(0, x)

    def derivative(self, x: Array) -> Array:
        return polygamma(1, x)


@dataclass(frozen=True, slots=True, eq=False)
class Polygamma(Elementwise):
    """z = the derivative of ψ of this order; x > 0."""

    order: int = number_of(1)

    type = "polygamma"
    also_called = ("trigamma",)
    formula = "polygamma(order, x)"
    jacobian_rule = "diag(the polygamma function of the next order)"
    derivation = (
        "The derivative of ψ of order k is (-1)^(k+1) k! times the sum of 1 / (x + j)^(k+1) over "
        "j = 0, 1, 2, …; one more derivative raises k by one."
    )
    source = "DLMF 5.15.1"
    example = MappingProxyType({"inputs": [[1, 2, 0.5]], "order": 1})
    operations = Primal(0, 1)
    complex_safe = False  # written for real numbers

    @property
    def function(self) -> str:
        return self.type if self.order == 1 else f"{self.type}[{self.order}]"

    def forward(self, x: Array) -> Array:
        return polygamma(self.order, x)

    def derivative(self, x: Array) -> Array:
        return polygamma(self.order + 1, x)


def polygamma(order: int, x: Array) -> Array:
    """The derivative of ψ of this order; ψ itself for 0. Left of 0 by reflection, up to order 2.

    Up to `SHIFTED` by the recurrence, then by the asymptotic series (DLMF 5.5.2, 5.11.2, 5.15.5).
    """
    wide = x.astype("float64")
    left = wide < 0.5
    right = np.where(left, 1 - wide, wide) if order < 3 else wide
    whole = (wide <= 0) & (wide == np.round(wide)) | ((wide <= 0) & (order > 2))
    right = np.where(right > 0, right, 1.0)
    value = _right(order, right)
    if order < 3 and left.any():
        value = np.where(left, (-1) ** order * value - _reflected(order, wide), value)
    return np.where(whole, np.nan, value).astype(x.dtype)


def _right(order: int, x: Array) -> Array:
    """For x > 0."""
    sign = -1 if order % 2 == 0 else 1
    factorial = math.factorial(order)
    total, shifted = np.zeros_like(x), x
    while (low := shifted < SHIFTED + order).any():
        total = total + np.where(low, sign * factorial / shifted ** (order + 1), 0)
        shifted = np.where(low, shifted + 1, shifted)
    inverse = 1 / shifted
    if order == 0:
        series = np.log(shifted) - 0.5 * inverse
    else:
        first = math.factorial(order - 1) * inverse**order
        series = sign * (first + 0.5 * factorial * inverse ** (order + 1))
    for k, number in enumerate(BERNOULLI, 1):
        weight = math.factorial(2 * k + order - 1) / math.factorial(2 * k)
        series = series + sign * number * weight * inverse ** (2 * k + order)
    return total + series


def _reflected(order: int, x: Array) -> Array:
    """π times the derivative of cot(πx) of this order (DLMF 5.5.4, 5.15.6)."""
    turned = x - np.round(x)  # cot has the period 1
    angle = math.pi * np.where(turned == 0, 0.25, turned)
    cot = 1 / np.tan(angle)
    match order:
        case 0:
            return math.pi * cot
        case 1:
            return -(math.pi**2) * (1 + cot * cot)
    found: Array = 2 * math.pi**3 * cot * (1 + cot * cot)
    return found
