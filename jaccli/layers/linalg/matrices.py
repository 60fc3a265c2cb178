"""What layers of matrices have in common: their shapes, and what stands where there is no value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Any

from jaccli.arrays import Array, np
from jaccli.layers.base import Objection, Unary
from jaccli.layers.fields import integers, number_of
from jaccli.layers.notation import Letters, Term, call
from jaccli.layers.say import carried
from jaccli.linmap import Form, LinearMap
from jaccli.linmap.kronecker import Kronecker, KroneckerForm

CLOSE = 16  # how many roundings apart two numbers may be that are taken for equal


class OfMatrices(Unary):
    """A layer that reads `batch` matrices of one shape."""

    __slots__ = ()
    normwise = True

    @property
    def alone(self) -> bool:
        """Whether there is one square matrix, as nothing says otherwise."""
        raise AssertionError("a family of matrices says it")

    def cube(self, size: int) -> tuple[int, int, int]:
        """How many matrices there are, and their rows and columns, for an input of this size."""
        raise AssertionError("a family of matrices says it")

    def matrices(self, x: Array) -> Array:
        """The input as matrices (b, m, n)."""
        return x.reshape(self.cube(len(x)))

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        return call(self.type, *operands) if self.alone else None

    def why(self, x: Array, vector: Array | None, *, forward: bool) -> str:
        letter = "v" if forward else "u"
        return (
            f"the {carried(forward=forward)} as a matrix {letter.upper()}: {self.acts_as(forward)}"
        )

    def acts_as(self, forward: bool) -> str:
        """J v or u J as a formula of matrices."""
        return f"J = {self.jacobian_rule}"

    def fault(self, *inputs: Array) -> str:
        found = [self.fault_of(each) for each in self.matrices(inputs[0])]
        return numbered_fault(found, "the matrix")

    def fault_of(self, matrix: Array) -> str:
        """Why there is no value or no derivative at a matrix (m, n), after its name; or nothing."""
        return ""


@dataclass(frozen=True, slots=True, eq=False)
class OfSquares(OfMatrices):
    """A layer of square matrices (p, p), row by row; `batch` of them, end to end."""

    batch: int = number_of(1)

    @property
    def alone(self) -> bool:
        return self.batch == 1

    def cube(self, size: int) -> tuple[int, int, int]:
        p = order(size, self.batch)
        return self.batch, p, p

    def objection(self, *sizes: int | None) -> Objection | None:
        return not_square(sizes[0], self.batch)


@dataclass(frozen=True, slots=True, eq=False)
class OfRectangles(OfMatrices):
    """A layer of matrices of the `shape` (b, m, n), row by row; without it, of one square one."""

    shape: Sequence[int] | None = integers(length=3, optional=True)  # (b, m, n)

    @property
    def alone(self) -> bool:
        return self.shape is None

    def cube(self, size: int) -> tuple[int, int, int]:
        if self.shape is None:
            return 1, isqrt(size), isqrt(size)
        return self.shape[0], self.shape[1], self.shape[2]

    def objection(self, *sizes: int | None) -> Objection | None:
        (size,) = sizes
        if self.shape is None:
            return not_square(size, 1)
        b, m, n = self.shape
        if size is None or b * m * n == size:
            return None
        return Objection(
            "shape",
            f"shape {b}×{m}×{n} has {b * m * n:,} numbers",
            f"there are {size:,} numbers here",
            "shape is [matrices, rows, columns]",
        )


def order(size: int, batch: int) -> int:
    """p of `batch` matrices (p, p) that have so many numbers together."""
    return isqrt(size // batch)


def not_square(size: int | None, batch: int) -> Objection | None:
    """What is wrong with a size that is not that of `batch` square matrices."""
    if size is None or batch * order(size, batch) ** 2 == size:
        return None
    what = "no square matrix" if batch == 1 else f"not {batch:,} square matrices"
    p = order(size, batch) + 1
    return Objection(
        "inputs",
        f"{size:,} numbers are {what}",
        f"{size:,} numbers here",
        f"matrices are given row by row: one of {p:,}×{p:,} has {p * p:,} numbers",
    )


def tried(function: Callable[..., Any], *arrays: Array, like: Sequence[int]) -> Any:
    """What the function of NumPy gives; NaN, of the shape `like`, where it has no answer."""
    try:
        return function(*arrays)
    except np.linalg.LinAlgError:
        return np.full(tuple(like), np.nan, arrays[0].dtype)


def inverted(matrices: Array) -> Array:
    """The inverses (b, p, p), NaN where there is none."""
    inverse: Array = tried(np.linalg.inv, matrices, like=matrices.shape)
    return inverse


def is_singular(matrix: Array) -> bool:
    """Whether NumPy finds no inverse."""
    try:
        np.linalg.inv(matrix)
    except np.linalg.LinAlgError:
        return True
    return False


def numbered_fault(found: Sequence[str], one: str) -> str:
    """What is wrong with the first matrix of a batch that has a fault. one: its name if alone"""
    at = next((at for at, each in enumerate(found) if each), None)
    if at is None:
        return ""
    name = one if len(found) == 1 else f"matrix {at + 1} of {len(found)}"
    return f"{name} {found[at]}"


def equal_neighbours(values: Array) -> Array:
    """Which of the values (b, k), in order, are equal to one beside them, up to rounding."""
    gaps = np.abs(np.diff(values, axis=1)) <= rounding(values)
    none = np.zeros((len(values), 1), bool)
    tied: Array = np.concatenate([none, gaps], axis=1) | np.concatenate([gaps, none], axis=1)
    return tied


def rounding(values: Array) -> Array:
    """How large a difference of values (b, k) may come of rounding alone, (b, 1)."""
    most = np.abs(values).max(axis=1, keepdims=True)
    return most * (CLOSE * values.shape[1] * np.finfo(values.dtype).eps)


def turns(vectors: Array) -> Array:
    """Which way each vector, a column of (b, m, k), points, (b, 1, k): its largest entry's sign.

    v and -v are vectors as well; which of them NumPy gives may change from one matrix to the next.
    """
    largest = np.abs(vectors).argmax(axis=1, keepdims=True)
    return np.sign(np.take_along_axis(vectors, largest, axis=1))


def pairs_named(tied: Array) -> str:
    """The first tied values (k,) by their numbers: 1 and 2."""
    first = int(tied.argmax()) + 1
    return f"{first} and {first + 1}"


def blocks(matrices: Array) -> LinearMap:
    """The map with these matrices (b, m, n) down the diagonal."""
    return Kronecker(matrices).nearest


def block_form(b: int, m: int, n: int) -> Form:
    """The form of `blocks`."""
    return KroneckerForm(b * m, b * n, m, b).nearest


def elimination(p: int) -> int:
    """FLOPs of Gaussian elimination of a p × p matrix: p(p − 1)/2 quotients, then Σ 2k²."""
    return p * (p - 1) // 2 + p * (p - 1) * (2 * p - 1) // 3


def substitution(p: int) -> int:
    """FLOPs of forward and back substitution for one right-hand side: 2p² − p."""
    return 2 * p * p - p


def real(x: Array) -> Array:
    """The input; of complex numbers there are other matrices, whose values are no such function."""
    if np.iscomplexobj(x):
        raise TypeError("this layer has no value at complex numbers")
    return x
