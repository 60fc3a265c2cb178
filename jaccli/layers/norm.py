"""The Euclidean norm of a vector, or of each run of an array along an axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.layers.fields import integers
from jaccli.layers.notation import Term
from jaccli.layers.reduce import AlongAxis
from jaccli.layers.say import numbered


@dataclass(frozen=True, slots=True, eq=False)
class Norm(AlongAxis):
    """z = √Σ x². At 0, where it has a kink, the derivative used is 0."""

    shape: Sequence[int] | None = integers(length=3, optional=True)  # (a, j, c)

    type = "norm"
    also_called = ("l2_norm", "euclidean_norm", "frobenius_norm")
    formula = "sqrt(sum(x * x))"
    jacobian_rule = "(x / z)ᵀ"
    derivation = (
        "z² = Σ x². Differentiate both sides: z dz = Σ x[j] dx[j], so ∂z/∂x[j] = x[j] / z. J·v "
        "is the part of v along x, u·J is u times the unit vector. At 0: a kink, 0 is used. With "
        "`shape`: each run along the middle axis."
    )
    example = MappingProxyType({"inputs": [[3, -4, 12]]})
    operations = (2, -1)
    transcendentals = 1

    def of_a_vector(self, x: Term) -> Term:
        return Term(f"‖{x.text}‖")

    def reduced(self, array: Array) -> Array:
        if not np.iscomplexobj(array):
            return np.sqrt((array * array).sum(axis=1))
        # a complex step is so small that its products with small numbers would vanish
        exponent = power_of_two(array.real)
        scaled = np.ldexp(array.real, -exponent) + 1j * np.ldexp(array.imag, -exponent)
        length = np.sqrt((scaled * scaled).sum(axis=1))
        exponent = exponent[:, 0]
        value: Array = np.ldexp(length.real, exponent) + 1j * np.ldexp(length.imag, exponent)
        return value

    def slopes(self, array: Array) -> Array:
        scaled = np.ldexp(array, -power_of_two(array))  # so that no square overflows or vanishes
        length = np.sqrt((scaled * scaled).sum(axis=1, keepdims=True))
        return scaled / np.where(length == 0, 1, length)

    def weights(self, x: Array) -> str:
        return "the unit vector along x" if x.any() else "x is 0, and the row used is 0"

    def sides(self, x: Array) -> list[Array]:
        return [np.sign(np.abs(x.reshape(self.cube(len(x)))).max(axis=1))]

    def kink_remark(self, x: Array) -> str:
        (beyond,) = self.sides(x)
        runs = [int(at) + 1 for at in np.flatnonzero(beyond == 0)]
        if not runs:
            return ""
        where = "x is" if beyond.size == 1 else numbered("run", "runs", runs, beyond.size)
        return f"{where} exactly 0, the kink of norm: no derivative exists there, 0 is used"


def power_of_two(array: Array) -> Array:
    """The exponent of the largest entry of each run, (a, 1, c) of an array (a, j, c)."""
    _, exponent = np.frexp(np.abs(array).max(axis=1, keepdims=True))
    return exponent
