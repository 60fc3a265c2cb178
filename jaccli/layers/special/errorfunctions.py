"""The error function and the normal distribution, their tails, and their inverses."""

from __future__ import annotations

import math

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.elementwise import Elementwise
from jaccli.layers.gelu import FAR, normal_cdf
from jaccli.layers.special.shared import Special, entries

ROOT = 2 / math.sqrt(math.pi)
HALF = 0.5 * math.log(2 * math.pi)
FRACTIONS = 40  # of Laplace's fraction, enough from 5 on
NEAR = 1.5  # from here on the ratios of repeated integrals have all digits after so many
REPEATED = 100


class Erf(Elementwise):
    """z = erf x."""

    __slots__ = ()
    type = "erf"
    formula = "erf(x)"
    jacobian_rule = "diag(2 exp(-x²) / sqrt(π))"
    derivation = (
        "erf(x) is 2 / sqrt(π) times the integral of exp(-t²) from 0 to x; its slope is what is "
        "integrated, at x."
    )
    source = "DLMF 7.2.1"
    operations = Primal(0, 1)
    complex_safe = False  # math.erf is real

    def forward(self, x: Array) -> Array:
        return entries(math.erf, x)

    def derivative(self, x: Array) -> Array:
        return ROOT * np.exp(-x * x)


class Erfc(Elementwise):
    """z = 1 − erf x, exact where it is small."""

    __slots__ = ()
    type = "erfc"
    formula = "erfc(x)"
    jacobian_rule = "diag(-2 exp(-x²) / sqrt(π))"
    derivation = "erfc(x) = 1 - erf(x): the slope of erf with the other sign."
    source = "DLMF 7.2.2"
    operations = Primal(0, 1)
    complex_safe = False  # math.erfc is real

    def forward(self, x: Array) -> Array:
        return entries(math.erfc, x)

    def derivative(self, x: Array) -> Array:
        return -ROOT * np.exp(-x * x)


class Erfcx(Elementwise):
    """z = exp(x²) erfc x, which neither overflows nor vanishes for large x."""

    __slots__ = ()
    type = "erfcx"
    formula = "exp(x * x) * erfc(x)"
    jacobian_rule = "diag(2 x z - 2 / sqrt(π))"
    derivation = (
        "The product rule: 2 x exp(x²) erfc(x) is 2 x z, and exp(x²) times the slope of erfc, -2 "
        "exp(-x²) / sqrt(π), is -2 / sqrt(π)."
    )
    operations = Primal(2, 2)
    complex_safe = False  # math.erfc is real

    def forward(self, x: Array) -> Array:
        wide = x.astype("float64")
        far = wide > NEAR
        near = np.where(far, 0, wide)
        value = np.exp(near * near) * entries(math.erfc, near)
        return np.where(far, ROOT * ratios(np.where(far, wide, NEAR))[0], value).astype(x.dtype)

    def derivative(self, x: Array) -> Array:
        wide = x.astype("float64")
        far = wide > NEAR
        near = np.where(far, 0, wide)
        first, second = ratios(np.where(far, wide, NEAR))
        # far out 2 x z and 2 / sqrt(π) cancel
        slopes = np.where(far, -2 * ROOT * first * second, 2 * near * self.forward(near) - ROOT)
        return slopes.astype(x.dtype)


class Ndtr(Elementwise):
    """z = Φ(x), the standard normal distribution function."""

    __slots__ = ()
    type = "ndtr"
    also_called = ("normal_cdf",)
    formula = "0.5 * erfc(-x / sqrt(2))"
    jacobian_rule = "diag(φ(x)), φ(x) = exp(-x²/2) / sqrt(2 π)"
    derivation = (
        "Φ(x) is the integral of the density φ up to x: its slope is φ(x), that of 0.5 erfc(-x / "
        "sqrt(2)) by the chain rule."
    )
    source = "DLMF 7.1"
    operations = Primal(3, 1)
    complex_safe = False  # math.erfc is real

    def forward(self, x: Array) -> Array:
        return normal_cdf(x.astype("float64")).astype(x.dtype)

    def derivative(self, x: Array) -> Array:
        return density(x.astype("float64")).astype(x.dtype)


class LogNdtr(Elementwise):
    """z = log Φ(x), with all digits in both tails."""

    __slots__ = ()
    type = "log_ndtr"
    formula = "log(0.5 * erfc(-x / sqrt(2)))"
    jacobian_rule = "diag(φ(x) / Φ(x)), φ(x) = exp(-x²/2) / sqrt(2 π)"
    derivation = (
        "The chain rule: log has the slope 1 / Φ(x), and Φ the slope φ(x). The quotient is the "
        "inverse of Mills' ratio; for small x it is about -x."
    )
    source = "DLMF 7.1, 7.8.1"
    operations = Primal(3, 2)
    complex_safe = False  # math.erfc is real

    def forward(self, x: Array) -> Array:
        wide = x.astype("float64")
        far, high = wide < FAR, wide > 1
        below = np.where(far, wide, FAR)
        tail = np.log(mills(-below)) - 0.5 * below * below - HALF
        middle = np.log(normal_cdf(np.where(far | high, 0, wide)))
        above = np.log1p(-normal_cdf(-np.where(high, wide, 1)))
        return np.where(far, tail, np.where(high, above, middle)).astype(x.dtype)

    def derivative(self, x: Array) -> Array:
        wide = x.astype("float64")
        far = wide < FAR
        near = np.where(far, 0, wide)
        inverse = 1 / mills(-np.where(far, wide, FAR))
        return np.where(far, inverse, density(near) / normal_cdf(near)).astype(x.dtype)


class Erfinv(Special):
    """z with erf z = x; −1 < x < 1."""

    __slots__ = ()
    type = "erfinv"
    formula = "erfinv(x)"
    jacobian_rule = "diag(sqrt(π) exp(z²) / 2)"
    derivation = "erf(z) = x. Differentiate both sides: 2 exp(-z²) / sqrt(π) z′ = 1."
    source = "DLMF 7.17.1"
    operations = Primal(0, 1)

    def derivative(self, x: Array) -> Array:
        return np.exp(self.forward(x) ** 2) / ROOT


class Erfcinv(Special):
    """z with erfc z = x; 0 < x < 2."""

    __slots__ = ()
    type = "erfcinv"
    formula = "erfcinv(x)"
    jacobian_rule = "diag(-sqrt(π) exp(z²) / 2)"
    derivation = "erfc(z) = x. Differentiate both sides: -2 exp(-z²) / sqrt(π) z′ = 1."
    source = "DLMF 7.17.1"
    operations = Primal(0, 1)

    def derivative(self, x: Array) -> Array:
        return -np.exp(self.forward(x) ** 2) / ROOT


class Ndtri(Special):
    """z with Φ(z) = x, the quantile of the normal distribution; 0 < x < 1."""

    __slots__ = ()
    type = "ndtri"
    also_called = ("probit",)
    formula = "ndtri(x)"
    jacobian_rule = "diag(1 / φ(z)), φ(z) = exp(-z²/2) / sqrt(2 π)"
    derivation = "Φ(z) = x. Differentiate both sides: φ(z) z′ = 1."
    source = "DLMF 7.1"
    operations = Primal(0, 1)

    def derivative(self, x: Array) -> Array:
        return 1 / density(self.forward(x))


def density(x: Array) -> Array:
    """φ(x) = exp(−x²/2) / √(2π)."""
    near = np.clip(x, -40, 40)  # beyond, it is 0, and x² overflows
    found: Array = np.exp(-0.5 * near * near) / math.sqrt(2 * math.pi)
    return found


def mills(t: Array) -> Array:
    """Φ(−t) / φ(t) for t ≥ 5: 1 / (t + 1 / (t + 2 / (t + …))) (Laplace; DLMF 7.9.3)."""
    fraction = t
    for k in range(FRACTIONS, 0, -1):
        fraction = t + k / fraction
    return 1 / fraction


def ratios(x: Array) -> tuple[Array, Array]:
    """Of the repeated integrals of erfc, each to the one before: erfc itself, then its integral.

    r_n = 1 / (2 (x + (n + 1) r_(n+1))), from the far end (DLMF 7.18.7; Gautschi 1961)
    """
    first, second = 1 / (2 * x), 1 / (2 * x)
    for n in range(REPEATED, 0, -1):
        first, second = 1 / (2 * (x + n * first)), first
    return first, second
