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
from jaccli.layers.notation import raised as to_the
from jaccli.layers.powers import raised, slope_of_power
from jaccli.layers.say import carried, numbered
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


@dataclass(frozen=True, slots=True, eq=False)
class Pow(Pair):
    """z = base ^ exponent; base > 0 where the exponent is an input."""

    base: Array | None = operand("n")  # (n,) or ()
    exponent: Array | None = operand("n")  # (n,) or ()

    type = "pow"
    formula = "base ** exponent"
    jacobian_rule = "diag(exponent base^(exponent-1)) and diag(z log(base))"
    derivation = (
        "For b > 0, z = exp(e log(b)), with b the base and e the exponent: ∂z/∂e = z log(b) and "
        "∂z/∂b = z e / b = e b^(e-1)."
    )
    operands = ("base", "exponent")
    operations = Primal(0, 1)
    rewrite = "keep 0 out of the power and out of the result: where(x > 0, where(x > 0, x, 1)^p, 0)"

    def combined(self, operands: Sequence[Term]) -> Term:
        return to_the(*operands)

    def value(self, *operands: Array) -> Array:
        base, exponent = operands
        return raised(base, exponent)

    def slope(self, at: int, operands: Sequence[Array], value: Array) -> LinearMap:
        base, exponent = operands
        if at == 0:
            return diagonal(slope_of_power(base, exponent), value)
        vanished = (base == 0) & (exponent > 0)
        return diagonal(value * np.log(np.where(vanished, 1, base)), value)

    def slope_rule(self, at: int, names: Sequence[str]) -> str:
        base, exponent = names
        if at == 0:
            return f"diag({exponent} {base}^({exponent}-1))"
        return f"diag({base}^{exponent} log({base}))"


@dataclass(frozen=True, slots=True, eq=False)
class Arctan2(Pair):
    """z = the angle of the point (x, y), in (−π, π]."""

    y: Array | None = operand("n")  # (n,) or ()
    x: Array | None = operand("n")  # (n,) or ()

    type = "arctan2"
    also_called = ("atan2",)
    formula = "atan2(y, x)"
    jacobian_rule = "diag(x / (x² + y²)) and diag(-y / (x² + y²))"
    derivation = (
        "Away from x = 0, z = arctan(y / x) + a constant: ∂z/∂y = (1/x) / (1 + y²/x²) = x / (x² "
        "+ y²) and ∂z/∂x = (-y/x²) / (1 + y²/x²) = -y / (x² + y²)."
    )
    operands = ("y", "x")
    operations = Primal(0, 1)
    complex_safe = False  # numpy has it for real numbers alone

    def value(self, *operands: Array) -> Array:
        return np.arctan2(*operands)

    def slope(self, at: int, operands: Sequence[Array], value: Array) -> LinearMap:
        y, x = operands
        length = np.hypot(x, y)  # squares could overflow
        return diagonal((x if at == 0 else -y) / length / length, value)

    def slope_rule(self, at: int, names: Sequence[str]) -> str:
        y, x = names
        return f"diag({f'-{y}' if at else x} / ({x}² + {y}²))"


@dataclass(frozen=True, slots=True, eq=False)
class Hypot(Pair):
    """z = √(a² + b²), without overflow. Where both are 0 the derivatives used are 0."""

    first: Array | None = operand("n")  # (n,) or ()
    second: Array | None = operand("n")  # (n,) or ()

    type = "hypot"
    formula = "hypot(first, second)"
    jacobian_rule = "diag(first / z) and diag(second / z)"
    derivation = (
        "z² = a² + b², with a the first and b the second. Differentiate both sides: "
        "z dz = a da + b db, so ∂z/∂a = a / z and ∂z/∂b = b / z. Where both are 0 there is a "
        "kink; 0 is used."
    )
    operands = ("first", "second")
    operations = Primal(0, 1)
    complex_safe = False  # numpy has it for real numbers alone

    def value(self, *operands: Array) -> Array:
        return np.hypot(*operands)

    def slope(self, at: int, operands: Sequence[Array], value: Array) -> LinearMap:
        return diagonal(operands[at] / np.where(value == 0, 1, value), value)

    def sides(self, *inputs: Array) -> list[Array]:
        return [np.sign(self.forward(*inputs))]

    def kink_remark(self, *inputs: Array) -> str:
        value = self.forward(*inputs)
        at = [int(i) + 1 for i in np.flatnonzero(value == 0)]
        if not at:
            return ""
        where = numbered("entry", "entries", at, len(value))
        return f"{where} exactly 0, the kink of hypot: no derivative exists there, 0 is used"

    def slope_rule(self, at: int, names: Sequence[str]) -> str:
        return f"diag({names[at]} / sqrt({names[0]}² + {names[1]}²))"
