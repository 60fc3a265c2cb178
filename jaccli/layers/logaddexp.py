"""The sum of two exponentials under a logarithm, entry by entry: a smooth maximum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.activations import sigmoid
from jaccli.layers.combine import Pair, diagonal
from jaccli.layers.elementwise import magnitude
from jaccli.layers.fields import operand
from jaccli.linmap import LinearMap


@dataclass(frozen=True, slots=True, eq=False)
class LogAddExp(Pair):
    """z = log(exp(a) + exp(b)), shifted by the larger one."""

    first: Array | None = operand("n")  # (n,) or ()
    second: Array | None = operand("n")  # (n,) or ()

    type = "logaddexp"
    formula = "max(first, second) + log1p(exp(-abs(first - second)))"
    jacobian_rule = "diag(sigmoid(first - second)) and diag(sigmoid(second - first))"
    derivation = (
        "∂/∂a log(exp(a) + exp(b)) = exp(a) / (exp(a) + exp(b)) = 1 / (1 + exp(b - a)), the "
        "sigmoid of a - b. The two slopes add up to 1: u is divided between a and b."
    )
    example = MappingProxyType({"inputs": [[1, -2, 3], [2, 4, -1]]})
    section = "2.5.4"
    operands = ("first", "second")
    operations = Primal(5, 2)

    def value(self, *operands: Array) -> Array:
        a, b = operands
        top = np.where(a.real >= b.real, a, b)
        # equal ones have no gap, where ∞ − ∞ would be no number
        gap = np.where(a == b, 0, a - b)
        raised: Array = np.exp(-magnitude(gap))  # shifted: exp cannot overflow
        return top + np.log1p(raised)

    def slope(self, at: int, operands: Sequence[Array], value: Array) -> LinearMap:
        return diagonal(sigmoid(operands[at] - operands[1 - at]), value)

    def slope_rule(self, at: int, names: Sequence[str]) -> str:
        return f"diag(sigmoid({names[at]} - {names[1 - at]}))"
