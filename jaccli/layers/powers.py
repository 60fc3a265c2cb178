"""Powers and roots, entry by entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.combine import Pair, diagonal
from jaccli.layers.elementwise import Elementwise
from jaccli.layers.fields import number, operand
from jaccli.layers.notation import ATOM, POWER, Letters, Term, divided
from jaccli.layers.notation import number as short
from jaccli.layers.notation import raised as to_the
from jaccli.linmap import LinearMap


class Square(Elementwise):
    """z = x²."""

    __slots__ = ()
    type = "square"
    formula = "x * x"
    jacobian_rule = "diag(2 x)"
    derivation = "(x + h)² - x² = 2 x h + h²; divided by h, and h → 0: 2 x."
    operations = Primal(1, 0)

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        return to_the(operands[0], Term("2"))

    def forward(self, x: Array) -> Array:
        return x * x

    def derivative(self, x: Array) -> Array:
        return 2 * x


class Sqrt(Elementwise):
    """z = √x; x > 0, for at 0 the derivative is infinite."""

    __slots__ = ()
    type = "sqrt"
    also_called = ("square_root",)
    formula = "sqrt(x)"
    jacobian_rule = "diag(1 / (2 z))"
    derivation = (
        "z² = x. Differentiate both sides: 2 z z′ = 1. Near 0 the slope grows without limit."
    )
    operations = Primal(0, 1)
    rewrite = (
        "for the length of a vector: norm (np.linalg.norm); for its square: a sum of squares, "
        "without the root; else keep 0 out of the root and out of the result: "
        "where(x > 0, sqrt(where(x > 0, x, 1)), 0)"
    )

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        return Term(f"√{operands[0].within(ATOM)}", POWER)

    def forward(self, x: Array) -> Array:
        return np.sqrt(x)

    def derivative(self, x: Array) -> Array:
        return 0.5 / np.sqrt(x)


class Cbrt(Elementwise):
    """z = ∛x; x ≠ 0, for at 0 the derivative is infinite."""

    __slots__ = ()
    type = "cbrt"
    formula = "cbrt(x)"
    jacobian_rule = "diag(1 / (3 z²))"
    derivation = "z³ = x. Differentiate both sides: 3 z² z′ = 1."
    operations = Primal(0, 1)
    complex_safe = False  # numpy has it for real numbers alone

    def forward(self, x: Array) -> Array:
        return np.cbrt(x)

    def derivative(self, x: Array) -> Array:
        return 1 / (3 * np.cbrt(x) ** 2)


class Reciprocal(Elementwise):
    """z = 1 / x; x ≠ 0."""

    __slots__ = ()
    type = "reciprocal"
    also_called = ("inverse",)
    formula = "1 / x"
    jacobian_rule = "diag(-z²)"
    derivation = "z x = 1. Differentiate both sides: z′ x + z = 0, so z′ = -z / x = -z²."
    operations = Primal(1, 0)
    rewrite = (
        "for sin(x) / x: sinc(x / π); else keep 0 out of the quotient and out of the result: "
        "where(x != 0, 1 / where(x != 0, x, 1), 0)"
    )

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        return divided(Term("1"), operands[0])

    def forward(self, x: Array) -> Array:
        return 1 / x

    def derivative(self, x: Array) -> Array:
        return -(1 / x) / x  # x² could underflow


@dataclass(frozen=True, slots=True, eq=False)
class Power(Elementwise):
    """z = xᵖ."""

    exponent: float = number()

    type = "power"
    also_called = ("pow",)
    formula = "x ** exponent"
    jacobian_rule = "diag(p x^(p-1)), p the exponent"
    derivation = (
        "For x > 0: log z = p log x, so z′ / z = p / x and z′ = p x^(p-1). For a whole number "
        "p > 0 the product rule gives the same for every x."
    )
    example = MappingProxyType({"inputs": [[1, -2, 0.5]], "exponent": 3})
    operations = Primal(0, 1)
    rewrite = (
        "for the length of a vector: norm (np.linalg.norm); else keep 0 out of the power and out "
        "of the result: where(x > 0, where(x > 0, x, 1)^p, 0)"
    )

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        exponent = short(self.exponent) or Term(letters.numbered("p"))
        return to_the(operands[0], exponent)

    def forward(self, x: Array) -> Array:
        return raised(x, self.exponent)

    def derivative(self, x: Array) -> Array:
        return slope_of_power(x, self.exponent)


def raised(x: Array, exponent: Array | float) -> Array:
    """xᵖ, and (−1)ᵖ (−x)ᵖ for complex x left of 0 and whole p."""
    power: Array = x**exponent
    if not np.iscomplexobj(x) or np.iscomplexobj(exponent):
        return power
    # beyond |p| = 100 NumPy has exp(p log x), whose angle near p π has no digits left
    whole = (x.real < 0) & (exponent == np.round(exponent))
    sign = np.where(exponent % 2 == 0, 1.0, -1.0)
    mirrored: Array = np.where(whole, sign * np.where(whole, -x, 1) ** exponent, power)
    return mirrored


def slope_of_power(x: Array, exponent: Array | float) -> Array:
    """p xᵖ⁻¹, 0 for p = 0 at every x."""
    apart = (np.abs(exponent) < 0.5) & (x != 0)  # p - 1 would be rounded
    less = np.where(apart, exponent, np.where(exponent == 0, 0, exponent - 1))  # 0 · 0⁻¹ is NaN
    slopes: Array = exponent * x ** less.astype(x.dtype) / np.where(apart, x, 1)
    return slopes


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
