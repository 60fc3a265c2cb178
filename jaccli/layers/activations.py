"""The activations of networks: relu and its kin, sigmoid, tanh and theirs.

Branches look at the real part, so that the complex step can differentiate them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.acts import Acts, Told
from jaccli.layers.elementwise import Elementwise, magnitude
from jaccli.layers.fields import number
from jaccli.layers.say import carried, numbered
from jaccli.linmap import LinearMap


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


def sigmoid(x: Array) -> Array:
    """1 / (1 + e⁻ˣ) without overflow."""
    small = np.exp(-magnitude(x))
    return np.where(x.real < 0, small, 1) / (1 + small)


def sigmoid_slope(x: Array) -> Array:
    """σ(x) (1 − σ(x)) without cancellation."""
    small = np.exp(-magnitude(x))
    return small / (1 + small) ** 2
