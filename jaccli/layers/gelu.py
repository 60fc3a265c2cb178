"""GELU, to the last digits of its far tail."""

from __future__ import annotations

import math

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.elementwise import Elementwise

FAR = -5.0  # below it Φ(x) is φ(x) times a fraction that converges
FRACTIONS = 40  # of it, enough at `FAR`
STEPS = 16.0  # into which 1 is parted where x² would be rounded


class Gelu(Elementwise):
    """z = x Φ(x), Φ the standard normal distribution function (the exact erf form)."""

    __slots__ = ()
    type = "gelu"
    formula = "0.5 * x * (1 + erf(x / sqrt(2)))"
    jacobian_rule = "diag(Φ(x) + x Φ′(x))"
    derivation = (
        "It is x Φ(x). The product rule gives Φ(x) + x Φ′(x), where Φ′(x) = exp(-x²/2) / "
        "sqrt(2 π) is the density of the normal distribution."
    )
    operations = Primal(4, 1)
    is_activation = True
    complex_safe = False  # math.erfc is real

    def forward(self, x: Array) -> Array:
        wide = x.astype("float64")
        value, far = wide * normal_cdf(wide), wide < FAR
        if far.any():
            density, mills = tail(wide[far])
            value[far] = wide[far] * mills * density
        return value.astype(x.dtype)

    def derivative(self, x: Array) -> Array:
        wide = np.clip(x.astype("float64"), -40, 40)  # beyond, the density is 0, and x² overflows
        density = np.exp(-0.5 * wide * wide) / math.sqrt(2 * math.pi)
        slopes, far = normal_cdf(wide) + wide * density, wide < FAR
        if far.any():
            density, mills = tail(wide[far])
            slopes[far] = (mills + wide[far]) * density
        return slopes.astype(x.dtype)


def normal_cdf(x: Array) -> Array:
    """Φ(x); erfc keeps its digits in the lower tail, where 1 + erf cancels."""
    scaled = (-x / math.sqrt(2)).ravel().tolist()
    return 0.5 * np.fromiter(map(math.erfc, scaled), "float64", len(scaled)).reshape(x.shape)


def tail(x: Array) -> tuple[Array, Array]:
    """φ(x) and Φ(x) / φ(x) for x below `FAR`.

    Φ(-t) / φ(t) = 1 / (t + 1 / (t + 2 / (t + 3 / …))) (Laplace).
    """
    t = np.clip(-x, -FAR, 40)
    near = np.round(STEPS * t) / STEPS  # its square is exact
    density = np.exp(-0.5 * near * near) * np.exp(-0.5 * (t - near) * (t + near))
    fraction = t
    for k in range(FRACTIONS, 0, -1):
        fraction = t + k / fraction
    return density / math.sqrt(2 * math.pi), 1 / fraction
