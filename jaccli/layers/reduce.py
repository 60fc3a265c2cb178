"""Layers that reduce a vector to one number: each Jacobian is one row."""

from __future__ import annotations

from abc import abstractmethod

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.base import Layer
from jaccli.layers.normalise import softmax
from jaccli.linmap import Dense, DenseForm, Form, LinearMap


class Reduction(Layer):
    """One number from n: the Jacobian is a dense row."""

    __slots__ = ()
    output_axis = "1"

    def form(self, *sizes: int) -> Form:
        return DenseForm(1, sizes[0])

    def why(self, x: Array, vector: Array | None, *, forward: bool) -> str:
        return f"{self.weights(x)} ({'weighs the tangent' if forward else 'times the adjoint'})"

    @abstractmethod
    def weights(self, x: Array) -> str:
        """The row J in words."""


class LogSumExp(Reduction):
    """z = log Σ exp(x), shifted by the maximum."""

    __slots__ = ()
    type = "logsumexp"
    also_called = ("lse",)
    formula = "max(x) + log(sum(exp(x - max(x))))"
    jacobian_rule = "pᵀ, p = softmax(x)"
    section = "2.5.4"

    def forward(self, x: Array) -> Array:
        top = x.real.max()  # shifted: exp cannot overflow
        return (top + np.log(np.exp(x - top).sum())).reshape(1)

    def jacobian(self, x: Array) -> LinearMap:
        return Dense(softmax(x)[None, :])

    def primal(self, *sizes: int) -> Primal:
        return Primal(3 * sizes[0] - 1, sizes[0] + 1)

    def weights(self, x: Array) -> str:
        p = softmax(x)
        return f"p = softmax(x), largest at entry {int(p.argmax()) + 1} with {p.max():.4g}"


class Sum(Reduction):
    """z = Σ x."""

    __slots__ = ()
    type = "sum"
    formula = "sum(x)"
    jacobian_rule = "1ᵀ"

    def forward(self, x: Array) -> Array:
        return x.sum(keepdims=True)

    def jacobian(self, x: Array) -> LinearMap:
        return Dense(np.ones((1, len(x)), x.dtype))

    def primal(self, *sizes: int) -> Primal:
        return Primal(sizes[0] - 1)

    def weights(self, x: Array) -> str:
        return "a row of ones: every entry counts alike"


class Mean(Reduction):
    """z = Σ x / n."""

    __slots__ = ()
    type = "mean"
    also_called = ("average",)
    formula = "sum(x) / n"
    jacobian_rule = "1ᵀ/n"

    def forward(self, x: Array) -> Array:
        return x.mean(keepdims=True)

    def jacobian(self, x: Array) -> LinearMap:
        return Dense(np.full((1, len(x)), 1 / len(x), x.dtype))

    def primal(self, *sizes: int) -> Primal:
        return Primal(sizes[0])

    def weights(self, x: Array) -> str:
        return f"a row of 1/n: every entry counts with {1 / len(x):.4g}"
