"""Layers that reduce a vector to one number, or an array along an axis: rows and folds."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.acts import Acts, Told, by_row
from jaccli.layers.base import Objection, Unary
from jaccli.layers.fields import integers
from jaccli.layers.notation import Letters, Term, call
from jaccli.layers.softmax import parted, softmax
from jaccli.linmap import Dense, DenseForm, Form, LinearMap
from jaccli.linmap.fold import Fold, FoldForm


class Reduction(Unary):
    """One number from n: the Jacobian is a dense row."""

    __slots__ = ()
    output_axis = "1"

    def form(self, *sizes: int) -> Form:
        return DenseForm(1, sizes[0])

    def why(self, x: Array, vector: Array | None, *, forward: bool) -> str:
        what = "the tangent is added up with these weights" if forward else "times the adjoint"
        return f"{self.weights(x)}; {what}"

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
    derivation = (
        "∂/∂x[j] log Σ exp(x[c]) = exp(x[j]) / Σ exp(x[c]) = p[j]; the shift by max(x) cancels. "
        "So J·v = p·v, a mean of v with the weights p, and u·J = u pᵀ."
    )
    example = MappingProxyType({"inputs": [[2, 0, 1]]})
    section = "2.5.4"

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        return call(self.type, *operands)

    def forward(self, x: Array) -> Array:
        winner, _, others = parted(x)
        return (x[winner] + np.log1p(others)).reshape(1)

    def jacobian(self, x: Array) -> LinearMap:
        return Dense(softmax(x)[None, :])

    def primal(self, *sizes: int) -> Primal:
        return Primal(3 * sizes[0] - 1, sizes[0] + 1)

    def acts(self, at: int, inputs: Sequence[Array], jacobian: LinearMap, told: Told) -> Acts:
        return by_row("p", told, ("p", softmax(inputs[at])))

    def weights(self, x: Array) -> str:
        p = softmax(x)
        return f"p = softmax(x), largest at entry {int(p.argmax()) + 1} with {p.max():.4g}"


class AlongAxis(Reduction):
    """One number from n, or with `shape` one from each run along the middle axis.

    shape (a, j, c) sees x as such an array, row by row; the value has a·c numbers.
    """

    __slots__ = ()
    operations: tuple[int, int]  # FLOPs for j numbers: operations[0] · j + operations[1]
    transcendentals: ClassVar[int] = 0  # for each number that comes out

    def cube(self, size: int) -> tuple[int, int, int]:
        """The three axes: outer, along which is reduced, inner."""
        shape = getattr(self, "shape", None)
        return (1, size, 1) if shape is None else (shape[0], shape[1], shape[2])

    def output_size(self, *sizes: int) -> int:
        outer, _, inner = self.cube(sizes[0])
        return outer * inner

    def form(self, *sizes: int) -> Form:
        return FoldForm(self.output_size(*sizes), sizes[0]).nearest

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        if getattr(self, "shape", None) is not None:
            return None  # along an axis of an array, which the values here are not
        return self.of_a_vector(operands[0])

    def forward(self, x: Array) -> Array:
        return self.reduced(x.reshape(self.cube(len(x)))).reshape(-1)

    def jacobian(self, x: Array) -> LinearMap:
        array = x.reshape(self.cube(len(x)))
        return Fold(self.slopes(array), self.passes(array)).nearest

    def primal(self, *sizes: int) -> Primal:
        outer, length, inner = self.cube(sizes[0])
        each = self.operations[0] * length + self.operations[1]
        return Primal(outer * inner * each, outer * inner * self.transcendentals)

    def objection(self, *sizes: int | None) -> Objection | None:
        (size,) = sizes
        if getattr(self, "shape", None) is None or size is None:
            return None
        outer, length, inner = self.cube(size)
        if outer * length * inner == size:
            return None
        return Objection(
            "shape",
            f"shape {outer}×{length}×{inner} has {outer * length * inner:,} numbers",
            f"there are {size:,} numbers here",
            "shape is [outer, length, inner]; the middle axis is reduced",
        )

    def blotted(self, inputs: Sequence[Array], read: Array) -> Sequence[Array]:
        (x,) = inputs
        outer, length, inner = self.cube(len(x))
        rows = read.reshape(outer, 1, inner)
        return [np.where(rows, x.reshape(outer, length, inner), np.nan).reshape(-1)]

    def of_a_vector(self, x: Term) -> Term:
        """How it is written without `shape`."""
        return call(self.type, x)

    @abstractmethod
    def reduced(self, array: Array) -> Array:
        """The value (a, c) of an array (a, j, c)."""

    @abstractmethod
    def slopes(self, array: Array) -> Array:
        """How the value moves with each entry, (a, j, c)."""

    def passes(self, array: Array) -> Array | None:
        """Which entries the value reads at all, (a, j, c); None where it reads every one."""
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Sum(AlongAxis):
    """z = Σ x."""

    shape: Sequence[int] | None = integers(length=3, optional=True)  # (a, j, c)

    type = "sum"
    plain = True
    formula = "sum(x)"
    jacobian_rule = "1ᵀ"
    derivation = (
        "Every entry counts once: ∂z/∂x[j] = 1. So J·v adds up v, and u goes to every entry. "
        "With `shape` this holds for each run along the middle axis."
    )
    operations = (1, -1)

    def reduced(self, array: Array) -> Array:
        return array.sum(axis=1)

    def slopes(self, array: Array) -> Array:
        return np.ones(array.shape, array.dtype)

    def weights(self, x: Array) -> str:
        return "J is a row of ones: every entry counts the same"


@dataclass(frozen=True, slots=True, eq=False)
class Mean(AlongAxis):
    """z = Σ x / n."""

    shape: Sequence[int] | None = integers(length=3, optional=True)  # (a, j, c)

    type = "mean"
    also_called = ("average",)
    formula = "sum(x) / n"
    jacobian_rule = "1ᵀ/n"
    derivation = (
        "Every entry counts 1/n: ∂z/∂x[j] = 1/n. So J·v is the mean of v, and u/n goes to every "
        "entry. With `shape` this holds for each run along the middle axis."
    )
    operations = (1, 0)

    def reduced(self, array: Array) -> Array:
        return array.mean(axis=1)

    def slopes(self, array: Array) -> Array:
        return np.full(array.shape, 1 / array.shape[1], array.dtype)

    def weights(self, x: Array) -> str:
        return f"J is a row of 1/n: every entry counts {1 / self.cube(len(x))[1]:.4g}"


@dataclass(frozen=True, slots=True, eq=False)
class Product(AlongAxis):
    """z = Π x."""

    shape: Sequence[int] | None = integers(length=3, optional=True)  # (a, j, c)

    type = "product"
    also_called = ("prod",)
    formula = "prod(x)"
    jacobian_rule = "(the product of the others)ᵀ"
    derivation = (
        "x[j] is one factor of z, so ∂z/∂x[j] is the product of the other entries, also where "
        "x[j] = 0. J·v adds up v[j] times this product; u·J is u times it, entry by entry."
    )
    example = MappingProxyType({"inputs": [[2, 0, 3]]})
    operations = (1, -1)

    def reduced(self, array: Array) -> Array:
        return array.prod(axis=1)

    def slopes(self, array: Array) -> Array:
        return products_of_others(array)

    def weights(self, x: Array) -> str:
        return "each weight is the product of the other entries"


def products_of_others(array: Array) -> Array:
    """For each entry of an array (a, j, c) the product of the others along its middle axis."""
    # not z / x, which fails at 0: what comes before each entry times what comes after it
    ones = np.ones_like(array[:, :1])
    before = np.concatenate([ones, array[:, :-1]], axis=1).cumprod(axis=1)
    after = np.concatenate([ones, array[:, :0:-1]], axis=1).cumprod(axis=1)[:, ::-1]
    return before * after
