"""Sums, products, quotients and their like of several values, entry by entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import mul
from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.combine import Pair, Several, diagonal
from jaccli.layers.fields import operand
from jaccli.layers.notation import Term, added, divided, multiplied, subtracted
from jaccli.layers.say import carried
from jaccli.linmap import (
    Diagonal,
    DiagonalForm,
    Form,
    Identity,
    IdentityForm,
    LinearMap,
)

FEW = 8  # factors up to which the product of the others is said as a number


@dataclass(frozen=True, slots=True, eq=False)
class Add(Several):
    """z = x₁ + x₂ + …"""

    constant: Array | None = operand("n")  # (n,) or ()

    type = "add"
    also_called = ("plus", "sum_of", "residual")
    formula = "x1 + x2"
    jacobian_rule = "I"
    derivation = (
        "∂z/∂x_k = I for every term. So tangents are added up, and u goes to each term as it is."
    )
    operations = Primal(1)

    def combined(self, operands: Sequence[Term]) -> Term:
        return added(operands)

    def value(self, *operands: Array) -> Array:
        total = operands[0]
        for each in operands[1:]:
            total = total + each
        return total

    def slope(self, at: int, operands: Sequence[Array], value: Array) -> LinearMap:
        return Identity(len(value), value.dtype.str)

    def jacobians(self, *inputs: Array) -> tuple[LinearMap, ...]:
        # one map for all: what is found out of it later is found once
        return (self.slope(0, inputs, self.forward(*inputs)),) * len(inputs)

    def slope_form(self, at: int, n: int) -> Form:
        return IdentityForm(n, n)

    def slope_rule(self, at: int, names: Sequence[str]) -> str:
        return "I"

    def reason(
        self, at: int, inputs: Sequence[Array], vector: Array | None, *, forward: bool
    ) -> str:
        if forward:
            return "a sum: the tangents of its terms are added up"
        return "a sum: every term gets the adjoint as it is"


@dataclass(frozen=True, slots=True, eq=False)
class Multiply(Several):
    """z = x₁ ⊙ x₂ ⊙ …"""

    constant: Array | None = operand("n")  # (n,) or ()

    type = "multiply"
    also_called = ("mul", "times", "hadamard")
    formula = "x1 * x2"
    jacobian_rule = "diag(the other factors)"
    derivation = (
        "The product rule: dz is the sum over k of dx_k ⊙ the other factors. So each factor gets "
        "u ⊙ the other factors."
    )
    example = MappingProxyType({"inputs": [[1, -2, 3], [2, 4, -1]]})
    operations = Primal(1)

    def combined(self, operands: Sequence[Term]) -> Term:
        return multiplied(operands)

    def value(self, *operands: Array) -> Array:
        total = operands[0]
        for each in operands[1:]:
            total = total * each
        return total

    def slope(self, at: int, operands: Sequence[Array], value: Array) -> LinearMap:
        others = [each for k, each in enumerate(operands) if k != at]
        return diagonal(self.value(*others), value)

    def jacobians(self, *inputs: Array) -> tuple[LinearMap, ...]:
        # what stands before each factor times what stands after it: linear in their number
        factors = self.filled(inputs)
        value = self.value(*factors)
        if len(factors) == 2:
            return tuple([diagonal(factors[1 - at], value) for at in self.open(len(inputs))])
        before = accumulate(factors[:-1], mul, initial=np.ones_like(value))
        after = [*accumulate(factors[:0:-1], mul, initial=np.ones_like(value))][::-1]
        slopes = [a * b for a, b in zip(before, after, strict=True)]
        return tuple(diagonal(slopes[at], value) for at in self.open(len(inputs)))

    def slope_rule(self, at: int, names: Sequence[str]) -> str:
        return f"diag({' ⊙ '.join(name for k, name in enumerate(names) if k != at)})"

    def reason(
        self, at: int, inputs: Sequence[Array], vector: Array | None, *, forward: bool
    ) -> str:
        operands = self.filled(inputs)
        what = "factor" if len(operands) == 2 else "factors"
        if len(operands) > FEW:
            return f"a product: the {carried(forward=forward)} times the other {what}"
        others = self.value(*(each for k, each in enumerate(operands) if k != at))
        said = f", {float(others.ravel()[0]):.4g}" if others.size == 1 else ""
        return f"a product: the {carried(forward=forward)} times the other {what}{said}"


@dataclass(frozen=True, slots=True, eq=False)
class Subtract(Pair):
    """z = minuend − subtrahend."""

    minuend: Array | None = operand("n")  # (n,) or ()
    subtrahend: Array | None = operand("n")  # (n,) or ()

    type = "subtract"
    also_called = ("minus", "sub", "difference")
    formula = "minuend - subtrahend"
    jacobian_rule = "I and -I"
    derivation = (
        "dz = d minuend - d subtrahend: I and -I. So u goes to the minuend as it is, and -u to "
        "the subtrahend."
    )
    operands = ("minuend", "subtrahend")
    operations = Primal(1)

    def combined(self, operands: Sequence[Term]) -> Term:
        return subtracted(*operands)

    def value(self, *operands: Array) -> Array:
        return operands[0] - operands[1]

    def slope(self, at: int, operands: Sequence[Array], value: Array) -> LinearMap:
        if at == 0:
            return Identity(len(value), value.dtype.str)
        return Diagonal(np.full(len(value), -1, value.dtype))

    def slope_form(self, at: int, n: int) -> Form:
        return IdentityForm(n, n) if at == 0 else DiagonalForm(n, n)

    def slope_rule(self, at: int, names: Sequence[str]) -> str:
        return "-I" if at else "I"

    def reason(
        self, at: int, inputs: Sequence[Array], vector: Array | None, *, forward: bool
    ) -> str:
        what = carried(forward=forward)
        if self.open(len(inputs))[at] == 0:
            return f"in a - b the {what} of a passes as it is"
        return f"in a - b the {what} of b changes its sign"


@dataclass(frozen=True, slots=True, eq=False)
class Divide(Pair):
    """z = dividend / divisor; divisor ≠ 0."""

    dividend: Array | None = operand("n")  # (n,) or ()
    divisor: Array | None = operand("n")  # (n,) or ()

    type = "divide"
    also_called = ("div", "quotient")
    formula = "dividend / divisor"
    jacobian_rule = "diag(1 / divisor) and diag(-z / divisor)"
    derivation = (
        "z b = a, with a the dividend and b the divisor. Differentiate both sides: dz b "
        "+ z db = da, so ∂z/∂a = 1 / b and ∂z/∂b = -z / b = -a / b²."
    )
    example = MappingProxyType({"inputs": [[1, -2, 3], [2, 4, -1]]})
    operands = ("dividend", "divisor")
    operations = Primal(1)
    rewrite = (
        "for sin(x) / x: sinc(x / π); else keep 0 out of the quotient and out of the result: "
        "where(b != 0, a / where(b != 0, b, 1), 0)"
    )

    def combined(self, operands: Sequence[Term]) -> Term:
        return divided(*operands)

    def value(self, *operands: Array) -> Array:
        return operands[0] / operands[1]

    def slope(self, at: int, operands: Sequence[Array], value: Array) -> LinearMap:
        divisor = operands[1]
        return diagonal(1 / divisor if at == 0 else -value / divisor, value)

    def slope_rule(self, at: int, names: Sequence[str]) -> str:
        return f"diag(1 / {names[1]})" if at == 0 else f"diag(-{names[0]} / {names[1]}²)"
