"""Trigonometric and hyperbolic functions and their inverses, entry by entry."""

from __future__ import annotations

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.elementwise import Elementwise


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


class Tan(Elementwise):
    """z = tan x."""

    __slots__ = ()
    type = "tan"
    formula = "tan(x)"
    jacobian_rule = "diag(1 + z²)"
    derivation = (
        "tan = sin / cos; the quotient rule gives (cos² + sin²) / cos² = 1 + tan² = 1 + z²."
    )
    operations = Primal(0, 1)

    def forward(self, x: Array) -> Array:
        return np.tan(x)

    def derivative(self, x: Array) -> Array:
        return 1 + np.tan(x) ** 2


class Arcsin(Elementwise):
    """z = arcsin x; −1 < x < 1, for at the ends the derivative is infinite."""

    __slots__ = ()
    type = "arcsin"
    also_called = ("asin",)
    formula = "asin(x)"
    jacobian_rule = "diag(1 / sqrt(1 - x²))"
    derivation = (
        "sin(z) = x. Differentiate both sides: cos(z) z′ = 1, and cos(z) = sqrt(1 - "
        "sin(z)²) = sqrt(1 - x²), for cos(z) is not negative here."
    )
    operations = Primal(0, 1)

    def forward(self, x: Array) -> Array:
        return np.arcsin(x)

    def derivative(self, x: Array) -> Array:
        return 1 / np.sqrt((1 - x) * (1 + x))  # 1 - x² would cancel near 1


class Arccos(Elementwise):
    """z = arccos x; −1 < x < 1, for at the ends the derivative is infinite."""

    __slots__ = ()
    type = "arccos"
    also_called = ("acos",)
    formula = "acos(x)"
    jacobian_rule = "diag(-1 / sqrt(1 - x²))"
    derivation = (
        "cos(z) = x. Differentiate both sides: -sin(z) z′ = 1, and sin(z) = sqrt(1 - "
        "cos(z)²) = sqrt(1 - x²)."
    )
    operations = Primal(0, 1)

    def forward(self, x: Array) -> Array:
        return np.arccos(x)

    def derivative(self, x: Array) -> Array:
        return -1 / np.sqrt((1 - x) * (1 + x))


class Arctan(Elementwise):
    """z = arctan x."""

    __slots__ = ()
    type = "arctan"
    also_called = ("atan",)
    formula = "atan(x)"
    jacobian_rule = "diag(1 / (1 + x²))"
    derivation = "tan(z) = x. Differentiate both sides: (1 + tan(z)²) z′ = 1, so z′ = 1 / (1 + x²)."
    operations = Primal(0, 1)

    def forward(self, x: Array) -> Array:
        return np.arctan(x)

    def derivative(self, x: Array) -> Array:
        return 1 / (1 + x * x)


class Sinh(Elementwise):
    """z = sinh x."""

    __slots__ = ()
    type = "sinh"
    formula = "sinh(x)"
    jacobian_rule = "diag(cosh(x))"
    derivation = "sinh(x) = (exp(x) - exp(-x)) / 2; its slope is (exp(x) + exp(-x)) / 2 = cosh(x)."
    operations = Primal(0, 1)

    def forward(self, x: Array) -> Array:
        return np.sinh(x)

    def derivative(self, x: Array) -> Array:
        return np.cosh(x)


class Cosh(Elementwise):
    """z = cosh x."""

    __slots__ = ()
    type = "cosh"
    formula = "cosh(x)"
    jacobian_rule = "diag(sinh(x))"
    derivation = "cosh(x) = (exp(x) + exp(-x)) / 2; its slope is (exp(x) - exp(-x)) / 2 = sinh(x)."
    operations = Primal(0, 1)

    def forward(self, x: Array) -> Array:
        return np.cosh(x)

    def derivative(self, x: Array) -> Array:
        return np.sinh(x)


class Arcsinh(Elementwise):
    """z = arsinh x."""

    __slots__ = ()
    type = "arcsinh"
    also_called = ("asinh",)
    formula = "asinh(x)"
    jacobian_rule = "diag(1 / sqrt(x² + 1))"
    derivation = (
        "sinh(z) = x. Differentiate both sides: cosh(z) z′ = 1, and cosh(z) = sqrt(1 + "
        "sinh(z)²) = sqrt(1 + x²), for cosh is positive."
    )
    operations = Primal(0, 1)

    def forward(self, x: Array) -> Array:
        return np.arcsinh(x)

    def derivative(self, x: Array) -> Array:
        return 1 / np.hypot(x, 1)  # x² could overflow


class Arccosh(Elementwise):
    """z = arcosh x; x > 1."""

    __slots__ = ()
    type = "arccosh"
    also_called = ("acosh",)
    formula = "acosh(x)"
    jacobian_rule = "diag(1 / sqrt(x² - 1))"
    derivation = (
        "cosh(z) = x. Differentiate both sides: sinh(z) z′ = 1, and sinh(z) = "
        "sqrt(cosh(z)² - 1) = sqrt(x² - 1), for z is not negative."
    )
    operations = Primal(0, 1)

    def forward(self, x: Array) -> Array:
        return np.arccosh(x)

    def derivative(self, x: Array) -> Array:
        return 1 / (np.sqrt(x - 1) * np.sqrt(x + 1))  # x² - 1 would cancel near 1


class Arctanh(Elementwise):
    """z = artanh x; −1 < x < 1."""

    __slots__ = ()
    type = "arctanh"
    also_called = ("atanh",)
    formula = "atanh(x)"
    jacobian_rule = "diag(1 / (1 - x²))"
    derivation = (
        "tanh(z) = x. Differentiate both sides: (1 - tanh(z)²) z′ = 1, so z′ = 1 / (1 - x²)."
    )
    operations = Primal(0, 1)

    def forward(self, x: Array) -> Array:
        return np.arctanh(x)

    def derivative(self, x: Array) -> Array:
        return 1 / ((1 - x) * (1 + x))
