"""Layers that run along a vector, or along an axis of an array: running sums, differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.base import Objection, Unary
from jaccli.layers.fields import integers
from jaccli.layers.notation import Letters, Term, call
from jaccli.linmap import Form, Identity, IdentityForm, LinearMap
from jaccli.linmap.difference import Difference, DifferenceForm
from jaccli.linmap.scan import Scan, ScanForm


@dataclass(frozen=True, slots=True, eq=False)
class Running(Unary):
    """It runs along the middle axis of x as an array of the `shape` (a, j, c), row by row."""

    shape: Sequence[int] | None = integers(length=3, optional=True)  # (a, j, c)

    def cube(self, size: int) -> tuple[int, int, int]:
        """The three axes: outer, along which it runs, inner."""
        if self.shape is None:
            return 1, size, 1
        return self.shape[0], self.shape[1], self.shape[2]

    def objection(self, *sizes: int | None) -> Objection | None:
        (size,) = sizes
        if self.shape is None or size is None:
            return None
        a, j, c = self.shape
        if a * j * c == size:
            return None
        return Objection(
            "shape",
            f"shape {a}×{j}×{c} has {a * j * c:,} numbers",
            f"there are {size:,} numbers here",
            "shape is [outer, length, inner]; it runs along the middle axis",
        )

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        return call(self.type, *operands) if self.shape is None else None

    def form(self, *sizes: int) -> Form:
        outer, length, inner = self.cube(sizes[0])
        if length == 1:
            return IdentityForm(sizes[0], sizes[0])
        return ScanForm(sizes[0], sizes[0], outer * inner, self.type == "cumprod")

    def primal(self, *sizes: int) -> Primal:
        outer, length, inner = self.cube(sizes[0])
        return Primal(outer * (length - 1) * inner)


class Cumsum(Running):
    """z[i] = x[1] + … + x[i], each from the one before it."""

    __slots__ = ()
    type = "cumsum"
    plain = True
    also_called = ("running_sum", "cumulative_sum", "prefix_sum")
    formula = "z[i-1] + x[i]"
    jacobian_rule = "ones on and below the diagonal"
    derivation = (
        "z[i] is the sum of x[1] … x[i], so ∂z[i]/∂x[j] = 1 for j ≤ i, else 0. J·v is the running "
        "sum of v, and u·J that of u from its end. Each makes n - 1 additions: no matrix is "
        "multiplied."
    )

    def forward(self, x: Array) -> Array:
        return np.add.accumulate(x.reshape(self.cube(len(x))), axis=1).reshape(-1)

    def jacobian(self, x: Array) -> LinearMap:
        shape = self.cube(len(x))
        return Scan(shape, dtype=x.dtype.str) if shape[1] > 1 else Identity(len(x), x.dtype.str)

    def why(self, x: Array, vector: Array | None, *, forward: bool) -> str:
        return "the running sum of the tangent" if forward else "sums of the adjoint from its end"


class Cumprod(Running):
    """z[i] = x[1] · … · x[i], each from the one before it."""

    __slots__ = ()
    type = "cumprod"
    also_called = ("running_product", "cumulative_product")
    formula = "z[i-1] * x[i]"
    jacobian_rule = "J[i,j] = the product of x[1] … x[i] without x[j], j ≤ i"
    derivation = (
        "z[i] = z[i-1] x[i], so dz[i] = x[i] dz[i-1] + z[i-1] dx[i]: J·v runs along with the "
        "product itself, also where an x is 0. u·J runs back: w = u[i] + x[i+1] w, times z[i-1]."
    )
    example = MappingProxyType({"inputs": [[2, 0, 3]]})

    def forward(self, x: Array) -> Array:
        return np.multiply.accumulate(x.reshape(self.cube(len(x))), axis=1).reshape(-1)

    def jacobian(self, x: Array) -> LinearMap:
        runs = x.reshape(self.cube(len(x)))
        if runs.shape[1] == 1:
            return Identity(len(x), x.dtype.str)
        before = np.multiply.accumulate(runs[:, :-1], axis=1)
        return Scan(runs.shape, runs[:, 1:], before, x.dtype.str)

    def why(self, x: Array, vector: Array | None, *, forward: bool) -> str:
        if forward:
            return "each entry is x times the one before it, and the product so far times v"
        return "from the end: the adjoint is carried along times x, times the product so far"


class Diff(Running):
    """z[i] = x[i + 1] − x[i]."""

    __slots__ = ()
    type = "diff"
    plain = True
    also_called = ("forward_difference",)
    formula = "x[i+1] - x[i]"
    jacobian_rule = "1 beside the diagonal, -1 on it"
    derivation = (
        "z[i] = x[i+1] - x[i], so row i of J has 1 at i + 1 and -1 at i. J·v is the difference of "
        "v. u·J adds u[i] to entry i + 1 and takes it from entry i. Nothing is multiplied."
    )
    output_axis = "m"

    def output_size(self, *sizes: int) -> int:
        outer, length, inner = self.cube(sizes[0])
        return outer * (length - 1) * inner

    def objection(self, *sizes: int | None) -> Objection | None:
        wrong = Running.objection(self, *sizes)
        (size,) = sizes
        if wrong or size is None or self.cube(size)[1] > 1:
            return wrong
        return Objection(
            "inputs",
            "one number has no difference",
            "a single number along the axis",
            "give two numbers or more",
        )

    def forward(self, x: Array) -> Array:
        runs = x.reshape(self.cube(len(x)))
        return (runs[:, 1:] - runs[:, :-1]).reshape(-1)

    def jacobian(self, x: Array) -> LinearMap:
        return Difference(self.cube(len(x)), x.dtype.str)

    def form(self, *sizes: int) -> Form:
        return DifferenceForm(self.output_size(*sizes), sizes[0])

    def why(self, x: Array, vector: Array | None, *, forward: bool) -> str:
        return "the differences of the tangent" if forward else "the adjoint moved on, minus itself"
