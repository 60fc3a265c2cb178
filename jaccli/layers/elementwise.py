"""Elementwise layers: z_i = φ(x_i). Each says φ, φ′ and what φ's formula costs.

Branches look at the real part, so that the complex step can differentiate them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.acts import Acts, Told, by_rule
from jaccli.layers.base import Elementwise
from jaccli.layers.fields import number
from jaccli.layers.notation import ATOM, POWER, Letters, Term, divided, multiplied, negated
from jaccli.layers.notation import number as short
from jaccli.layers.notation import raised as to_the
from jaccli.layers.say import carried, numbered
from jaccli.linmap import Form, Identity, IdentityForm, LinearMap


class IdentityLayer(Elementwise):
    """z = x."""

    __slots__ = ()
    type = "identity"
    formula = "x"
    jacobian_rule = "I"
    derivation = "φ(x) = x has slope 1 everywhere, so J = I: v and u pass as they are."
    operations = Primal(0, 0)

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        return operands[0]

    def forward(self, x: Array) -> Array:
        return x

    def derivative(self, x: Array) -> Array:
        return np.ones_like(x)

    def jacobian(self, x: Array) -> LinearMap:
        return Identity(len(x), x.dtype.str)

    def form(self, *sizes: int) -> Form:
        return IdentityForm(sizes[0], sizes[0])

    def acts(self, at: int, inputs: Sequence[Array], jacobian: LinearMap, told: Told) -> Acts:
        return by_rule(jacobian, told)

    def why(self, x: Array, vector: Array | None, *, forward: bool) -> str:
        return f"the {carried(forward=forward)} passes as it is"


@dataclass(frozen=True, slots=True, eq=False)
class Relu(Elementwise):
    """z = max(x, 0). At 0 the derivative is `subgradient`, any value in [0, 1]."""

    subgradient: float = number(0.0, minimum=0.0, maximum=1.0)

    type = "relu"
    formula = "max(x, 0)"
    jacobian_rule = "diag(1 where x > 0)"
    derivation = (
        "max(x, 0) is x for x > 0 and 0 for x < 0, so φ′ is 1 or 0: the step function H(x). At 0 "
        "there is a kink. Any slope in [0, 1] is a subgradient there; `subgradient` picks one."
    )
    example = MappingProxyType({"inputs": [[1, -2, 3]]})
    operations = Primal(1, 0)
    kink = 0.0
    is_activation = True

    def forward(self, x: Array) -> Array:
        return np.where(x.real <= 0, 0, x)  # what is not a number goes on

    def derivative(self, x: Array) -> Array:
        slopes = (x > 0).astype(x.dtype)
        slopes[x == 0] = self.subgradient
        return slopes

    def passes(self, x: Array) -> Array:
        return ~(x < 0)

    def why(self, x: Array, vector: Array | None, *, forward: bool) -> str:
        what = carried(forward=forward)
        off, at_kink = ([int(i) + 1 for i in np.flatnonzero(where)] for where in (x < 0, x == 0))
        if len(off) == x.size:
            return f"every unit is off (x < 0), so the {what} stops here"
        if not off and not at_kink:
            return f"every unit is on (x > 0), so the {what} passes as it is"
        text = f"relu passes the {what} where x > 0 and stops it where x < 0"
        if off:
            text += f": {numbered('unit', 'units', off, x.size)} off"
        if at_kink:
            which = numbered("unit", "units", at_kink, x.size)
            text += f"; {which} at exactly 0, where the slope {self.subgradient:g} is used"
        return text

    def acts(self, at: int, inputs: Sequence[Array], jacobian: LinearMap, told: Told) -> Acts:
        off = self.off(inputs[at])
        said = f"{numbered('unit', 'units', off, len(inputs[at]))} off" if off else ""
        return Elementwise.acts(self, at, inputs, jacobian, told)._replace(remark=said)

    def off(self, x: Array) -> list[int]:
        return [int(i) + 1 for i in np.flatnonzero(x < 0)]

    def remark(self, x: Array) -> str:
        off = self.off(x)
        if not off:
            return ""
        which = numbered("unit", "units", off, x.size)
        if len(off) == 1:
            (k,) = off
            return (
                f"{which} off (x = {x[k - 1]:.4g}): row and column {k} of J are 0. Nothing flows "
                "through it, and the weights into it get gradient 0"
            )
        return (
            f"{which} off (x < 0): their rows and columns of J are 0. Nothing flows through them, "
            "and the weights into them get gradient 0"
        )


@dataclass(frozen=True, slots=True, eq=False)
class LeakyRelu(Elementwise):
    """z = x where x > 0, slope·x elsewhere."""

    slope: float = number(0.01)

    type = "leaky_relu"
    formula = "x if x > 0 else slope * x"
    jacobian_rule = "diag(1 where x > 0, else slope)"
    derivation = (
        "A line of slope 1 for x > 0, and one of slope `slope` for x < 0. At 0 there is a kink; "
        "`slope` is used."
    )
    operations = Primal(2, 0)
    is_activation = True

    @property
    def kink(self) -> float | None:  # type: ignore[override]  # a straight line has none
        return None if self.slope == 1.0 else 0.0

    @property
    def function(self) -> str:
        return self.type if self.slope == 0.01 else f"{self.type}[{self.slope!r}]"

    def forward(self, x: Array) -> Array:
        return np.where(x.real > 0, x, self.slope * x)

    def derivative(self, x: Array) -> Array:
        return np.where(x > 0, 1.0, self.slope).astype(x.dtype)


@dataclass(frozen=True, slots=True, eq=False)
class Elu(Elementwise):
    """z = x where x > 0, α (eˣ − 1) elsewhere."""

    alpha: float = number(1.0)

    type = "elu"
    formula = "x if x > 0 else alpha * (exp(x) - 1)"
    jacobian_rule = "diag(1 where x > 0, else alpha exp(x))"
    derivation = (
        "For x > 0 it is x, with slope 1. For x < 0 the slope of alpha (exp(x) - 1) is alpha "
        "exp(x). At 0 the two slopes are equal only if alpha = 1; else alpha is used."
    )
    operations = Primal(3, 1)
    is_activation = True

    @property
    def function(self) -> str:
        return self.type if self.alpha == 1.0 else f"{self.type}[{self.alpha!r}]"

    def forward(self, x: Array) -> Array:
        below = np.where(x.real > 0, 0, x)  # exp cannot overflow
        return np.where(x.real > 0, x, self.alpha * np.expm1(below))

    def derivative(self, x: Array) -> Array:
        below = np.minimum(x, 0)
        return np.where(x > 0, 1.0, self.alpha * np.exp(below)).astype(x.dtype)

    @property
    def kink(self) -> float | None:  # type: ignore[override]  # smooth only for alpha = 1
        return None if self.alpha == 1.0 else 0.0


class Sigmoid(Elementwise):
    """z = 1 / (1 + exp(−x))."""

    __slots__ = ()
    type = "sigmoid"
    also_called = ("logistic", "expit")
    formula = "1 / (1 + exp(-x))"
    jacobian_rule = "diag(z (1 - z))"
    derivation = (
        "z = 1 / (1 + exp(-x)) has z′ = exp(-x) / (1 + exp(-x))². This is z times exp(-x) / (1 + "
        "exp(-x)), and the second factor is 1 - z."
    )
    operations = Primal(3, 1)
    is_activation = True
    before_logits = "numbers from 0 to 1 are taken for logits"

    def forward(self, x: Array) -> Array:
        return sigmoid(x)

    def derivative(self, x: Array) -> Array:
        return sigmoid_slope(x)


class Tanh(Elementwise):
    """z = tanh x."""

    __slots__ = ()
    type = "tanh"
    formula = "tanh(x)"
    jacobian_rule = "diag(1 - z²)"
    derivation = "tanh = sinh / cosh; the quotient rule gives (cosh² - sinh²) / cosh² = 1 - tanh²."
    operations = Primal(0, 1)
    is_activation = True

    def forward(self, x: Array) -> Array:
        return np.tanh(x)

    def derivative(self, x: Array) -> Array:
        return 4 * sigmoid_slope(2 * x)  # 1 − z² would cancel in the tails


class Softplus(Elementwise):
    """z = log(1 + eˣ)."""

    __slots__ = ()
    type = "softplus"
    formula = "max(x, 0) + log1p(exp(-abs(x)))"
    jacobian_rule = "diag(sigmoid(x))"
    derivation = (
        "It is log(1 + exp(x)), written so that exp cannot overflow. Its slope is exp(x) / (1 + "
        "exp(x)) = sigmoid(x)."
    )
    operations = Primal(4, 2)
    is_activation = True

    def forward(self, x: Array) -> Array:
        return np.where(x.real >= 0, x, 0) + np.log1p(np.exp(-magnitude(x)))

    def derivative(self, x: Array) -> Array:
        return sigmoid(x)


class Silu(Elementwise):
    """z = x σ(x)."""

    __slots__ = ()
    type = "silu"
    also_called = ("swish",)
    formula = "x * (1 / (1 + exp(-x)))"
    jacobian_rule = "diag(s + x s (1 - s)), s = sigmoid(x)"
    derivation = (
        "The product rule on x s with s = sigmoid(x) and s′ = s (1 - s) gives s + x s (1 - s)."
    )
    operations = Primal(4, 1)
    is_activation = True

    def forward(self, x: Array) -> Array:
        return x * sigmoid(x)

    def derivative(self, x: Array) -> Array:
        return sigmoid(x) + x * sigmoid_slope(x)


class Sin(Elementwise):
    """z = sin x."""

    __slots__ = ()
    type = "sin"
    also_called = ("sine",)
    formula = "sin(x)"
    jacobian_rule = "diag(cos(x))"
    derivation = (
        "From sin(x + h) = sin(x) cos(h) + cos(x) sin(h) and sin(h) / h → 1: the slope is cos(x)."
    )
    operations = Primal(0, 1)

    def forward(self, x: Array) -> Array:
        return np.sin(x)

    def derivative(self, x: Array) -> Array:
        return np.cos(x)


class Cos(Elementwise):
    """z = cos x."""

    __slots__ = ()
    type = "cos"
    also_called = ("cosine",)
    formula = "cos(x)"
    jacobian_rule = "diag(-sin(x))"
    derivation = (
        "From cos(x + h) = cos(x) cos(h) - sin(x) sin(h) and sin(h) / h → 1: the slope is -sin(x)."
    )
    operations = Primal(0, 1)

    def forward(self, x: Array) -> Array:
        return np.cos(x)

    def derivative(self, x: Array) -> Array:
        return -np.sin(x)


class Exp(Elementwise):
    """z = eˣ."""

    __slots__ = ()
    type = "exp"
    formula = "exp(x)"
    jacobian_rule = "diag(z)"
    derivation = "exp is the function that is its own slope: φ′(x) = exp(x) = z."
    operations = Primal(0, 1)
    rewrite = (
        "subtract the largest number first, exp(x - max(x)), or write logaddexp, logsumexp, softmax"
    )

    def forward(self, x: Array) -> Array:
        return np.exp(x)

    def derivative(self, x: Array) -> Array:
        return np.exp(x)


class Log(Elementwise):
    """z = log x, the natural logarithm; x > 0."""

    __slots__ = ()
    type = "log"
    also_called = ("ln",)
    formula = "log(x)"
    jacobian_rule = "diag(1 / x)"
    derivation = "exp(z) = x. Differentiate both sides: exp(z) z′ = 1, so z′ = 1 / x."
    operations = Primal(0, 1)
    rewrite = (
        "for the log of a sum of exponentials: logaddexp, logsumexp, log_softmax; else keep 0 out "
        "of the log and out of the result: where(x > 0, log(where(x > 0, x, 1)), 0)"
    )

    def forward(self, x: Array) -> Array:
        return np.log(x)

    def derivative(self, x: Array) -> Array:
        return 1 / x


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


class Abs(Elementwise):
    """z = |x|. At 0 the derivative used is 0."""

    __slots__ = ()
    type = "abs"
    formula = "abs(x)"
    jacobian_rule = "diag(sign(x))"
    derivation = (
        "The slope is 1 for x > 0 and -1 for x < 0. At 0 there is a kink. Any number in [-1, 1] "
        "is a subgradient there; 0 is used."
    )
    operations = Primal(1, 0)
    kink = 0.0

    def forward(self, x: Array) -> Array:
        return magnitude(x)

    def derivative(self, x: Array) -> Array:
        return np.sign(x)


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


@dataclass(frozen=True, slots=True, eq=False)
class Scale(Elementwise):
    """z = c x."""

    factor: float = number()

    type = "scale"
    formula = "factor * x"
    jacobian_rule = "diag(c), c the factor"
    derivation = "A straight line through 0: its slope is c everywhere."
    operations = Primal(1, 0)

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        factor = short(self.factor) or Term(letters.numbered("c"), single=True)
        return multiplied([factor, operands[0]])

    def forward(self, x: Array) -> Array:
        return self.factor * x

    def derivative(self, x: Array) -> Array:
        return np.full_like(x, self.factor)


class Negative(Elementwise):
    """z = −x."""

    __slots__ = ()
    type = "negative"
    also_called = ("neg",)
    formula = "-x"
    jacobian_rule = "-I"
    derivation = "A straight line of slope -1: J = -I."
    operations = Primal(1, 0)

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        return negated(operands[0])

    def forward(self, x: Array) -> Array:
        return -x

    def derivative(self, x: Array) -> Array:
        return np.full_like(x, -1)


def magnitude(x: Array) -> Array:
    """|x|, and x or −x for complex x, by the sign of the real part."""
    return np.where(x.real < 0, -x, x) + 0.0  # + 0.0: |−0| is 0


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


def sigmoid(x: Array) -> Array:
    """1 / (1 + e⁻ˣ) without overflow."""
    small = np.exp(-magnitude(x))
    return np.where(x.real < 0, small, 1) / (1 + small)


def sigmoid_slope(x: Array) -> Array:
    """σ(x) (1 − σ(x)) without cancellation."""
    small = np.exp(-magnitude(x))
    return small / (1 + small) ** 2
