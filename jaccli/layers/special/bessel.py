"""Bessel functions of a constant order, computed by SciPy."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.fields import operand
from jaccli.layers.special.shared import OfConstants, scipys


@dataclass(frozen=True, slots=True, eq=False)
class Bessel(OfConstants):
    """z = the function of this order at x."""

    order: Array | None = operand("n")  # (n,) or ()
    x: Array | None = operand("n")  # (n,) or ()

    example = MappingProxyType({"inputs": [[1, 2]], "order": [0, 1]})
    operands = ("order", "x")
    operations = Primal(0, 1)
    function: ClassVar[str]  # of SciPy

    def value(self, *operands: Array) -> Array:
        return scipys(self.function, *operands)

    def beside(self, order: Array, x: Array) -> tuple[Array, Array]:
        """The functions of the orders before and after."""
        return scipys(self.function, order - 1, x), scipys(self.function, order + 1, x)


class FirstKind(Bessel):
    """z = J_v(x), v the order."""

    __slots__ = ()
    type = "bessel_j"
    function = "jv"
    formula = "jv(order, x)"
    jacobian_rule = "diag((J_(v-1)(x) - J_(v+1)(x)) / 2), v the order"
    derivation = "The recurrence 2 J_v′(x) = J_(v-1)(x) - J_(v+1)(x)."
    source = "DLMF 10.6.1"

    def derivative(self, *operands: Array) -> Array:
        before, after = self.beside(*operands)
        return (before - after) / 2


class SecondKind(Bessel):
    """z = Y_v(x), v the order; x > 0."""

    __slots__ = ()
    type = "bessel_y"
    function = "yv"
    formula = "yv(order, x)"
    jacobian_rule = "diag((Y_(v-1)(x) - Y_(v+1)(x)) / 2), v the order"
    derivation = "The recurrence 2 Y_v′(x) = Y_(v-1)(x) - Y_(v+1)(x)."
    source = "DLMF 10.6.1"

    def derivative(self, *operands: Array) -> Array:
        before, after = self.beside(*operands)
        return (before - after) / 2


class ModifiedFirstKind(Bessel):
    """z = I_v(x), v the order."""

    __slots__ = ()
    type = "bessel_i"
    function = "iv"
    formula = "iv(order, x)"
    jacobian_rule = "diag((I_(v-1)(x) + I_(v+1)(x)) / 2), v the order"
    derivation = "The recurrence 2 I_v′(x) = I_(v-1)(x) + I_(v+1)(x)."
    source = "DLMF 10.29.1"

    def derivative(self, *operands: Array) -> Array:
        before, after = self.beside(*operands)
        return (before + after) / 2


class ModifiedSecondKind(Bessel):
    """z = K_v(x), v the order; x > 0."""

    __slots__ = ()
    type = "bessel_k"
    function = "kv"
    formula = "kv(order, x)"
    jacobian_rule = "diag(-(K_(v-1)(x) + K_(v+1)(x)) / 2), v the order"
    derivation = "The recurrence -2 K_v′(x) = K_(v-1)(x) + K_(v+1)(x)."
    source = "DLMF 10.29.1"

    def derivative(self, *operands: Array) -> Array:
        before, after = self.beside(*operands)
        return -(before + after) / 2


class ScaledFirstKind(Bessel):
    """z = exp(−|x|) I_v(x), v the order, which does not overflow."""

    __slots__ = ()
    type = "bessel_ie"
    function = "ive"
    formula = "ive(order, x)"
    jacobian_rule = "diag((z_(v-1) + z_(v+1)) / 2 - sign(x) z), z_v = exp(-|x|) I_v(x)"
    derivation = (
        "The product rule: exp(-|x|) has the slope -sign(x) exp(-|x|), and 2 I_v′ = I_(v-1) + "
        "I_(v+1)."
    )
    source = "DLMF 10.29.1"

    def derivative(self, *operands: Array) -> Array:
        before, after = self.beside(*operands)
        return (before + after) / 2 - np.sign(operands[1]) * self.value(*operands)


class ScaledSecondKind(Bessel):
    """z = exp(x) K_v(x), v the order, which does not vanish; x > 0."""

    __slots__ = ()
    type = "bessel_ke"
    function = "kve"
    formula = "kve(order, x)"
    jacobian_rule = "diag(z - (z_(v-1) + z_(v+1)) / 2), z_v = exp(x) K_v(x)"
    derivation = "The product rule: exp is its own slope, and -2 K_v′ = K_(v-1) + K_(v+1)."
    source = "DLMF 10.29.1"

    def derivative(self, *operands: Array) -> Array:
        before, after = self.beside(*operands)
        return self.value(*operands) - (before + after) / 2
