"""A linear map that knows its form, and its form, known from shapes alone.

A `Form` prices; a `LinearMap` holds numbers and has a form. A new form is one file with both: the
pairs it does not name in `compose` fall back to the dense product.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from jaccli.arrays import Array, Shape, np
from jaccli.cost import Cost


@dataclass(frozen=True, slots=True)
class Form(ABC):
    """Rows, columns and structure of a linear map, without its numbers."""

    rows: int  # m
    columns: int  # n
    structure: ClassVar[str]
    products: ClassVar[tuple[str, str]] = ("", "")  # J v and u J in words
    also_called: ClassVar[tuple[str, ...]] = ()  # words that `jaccli explain` takes for it

    @property
    def shape(self) -> tuple[int, int]:
        return self.rows, self.columns

    @property
    @abstractmethod
    def per_column(self) -> Cost:
        """The price of J v with one dense vector."""

    @property
    def per_row(self) -> Cost:
        """The price of u J with one dense vector; the same, unless a form says otherwise."""
        return self.per_column

    @property
    @abstractmethod
    def own_numbers(self) -> int:
        """How many numbers the map itself holds."""

    @property
    def places(self) -> int:
        """How many entries of the matrix are no structural 0: as many as `pattern` has."""
        return self.rows * self.columns

    @property
    def nearest(self) -> Form:
        """This form, or dense where that is cheaper."""
        return self


class FreeForm(Form):
    """A form that only moves numbers: it holds none and products with it cost nothing."""

    __slots__ = ()

    @property
    def per_column(self) -> Cost:
        return Cost()

    @property
    def own_numbers(self) -> int:
        return 0


class LinearMap(ABC):
    """A linear map of form `form`. `J @ V` pushes columns forward, `U @ J` pulls rows back."""

    __slots__ = ()
    __array_ufunc__ = None  # `array @ map` asks the map, instead of taking it for a scalar

    @property
    @abstractmethod
    def form(self) -> Form: ...

    @property
    @abstractmethod
    def arrays(self) -> tuple[Array, ...]:
        """The numbers that the map holds."""

    @abstractmethod
    def on_columns(self, columns: Array) -> Array:
        """J V: every column of V (n, c) pushed forward, (m, c)."""

    @abstractmethod
    def on_rows(self, rows: Array) -> Array:
        """U J: every row of U (r, m) pulled back, (r, n)."""

    @abstractmethod
    def reads(self, rows: Array) -> Array:
        """Which columns (n,) some of these rows (m,) read, both as booleans.

        By structure: an entry counts that could be any number, 0 among them. One that is 0
        whatever the numbers are, as beside a diagonal or where a branch was not taken, does not.
        """

    @abstractmethod
    def moves(self, columns: Array) -> Array:
        """Which rows (m,) read some of these columns (n,), both as booleans; as `reads` does."""

    def cut(self, rows: Array, columns: Array) -> LinearMap:
        """This map with 0 for what is not finite, except where these rows read these columns.

        Nobody reads the other rows (m,), and no input reaches the other columns (n,), but 0 · ∞
        would still spoil the sums that they stand in.
        """
        return self

    @abstractmethod
    def dense(self) -> Array:
        """The matrix (m, n), materialised."""

    def pattern(self) -> Array:
        """Where the matrix may have numbers, as booleans (m, n): what is added at a sum with it."""
        return np.ones(self.shape, bool)

    def nonzeros(self) -> int:
        """How many entries of the matrix are not zero."""
        return int(np.count_nonzero(self.dense()))

    @property
    def shape(self) -> Shape:
        return self.form.shape

    def __repr__(self) -> str:
        """What it is and its size, without its numbers: those of a report are many."""
        rows, columns = self.shape
        return f"<{type(self).__name__} {rows}×{columns}>"

    def __matmul__(self, right: Array) -> Array:
        """J V or J v for an array (n, c) or (n,). Of two maps it is `product`, in compose.py."""
        self._check(right.shape[0], self.form.columns)
        if right.ndim == 1:
            return self.on_columns(right[:, None])[:, 0]
        return self.on_columns(right)

    def __rmatmul__(self, left: Array) -> Array:
        """U J or u J for an array (r, m) or (m,)."""
        self._check(left.shape[-1], self.form.rows)
        return self.on_rows(left[None, :])[0] if left.ndim == 1 else self.on_rows(left)

    def _check(self, found: int, expected: int) -> None:
        if found != expected:  # broadcasting would take vectors of size 1
            rows, columns = self.shape
            raise ValueError(f"a {rows}×{columns} map meets {found} numbers, not {expected}")


def settled(numbers: Array, used: Array | np.bool) -> Array:
    """The numbers, with 0 for those that are neither finite nor used. used: booleans that spread

    >>> settled(np.array([1.0, np.inf, np.inf]), np.array([True, True, False]))
    array([ 1., inf,  0.])
    """
    kept: Array = np.where(used | np.isfinite(numbers), numbers, 0)
    return kept.astype(numbers.dtype, copy=False)


def stopped(moved: Array, passes: Array) -> Array:
    """What has been moved, with 0 where a map passes nothing on: 0 · ∞ is 0 there.

    passes: booleans over the last axes. Counting numbers stay.
    """
    if moved.dtype != object:
        np.copyto(moved, 0, where=~passes)  # as an assignment, in half the time
    return moved


def contract(left: Array, right: Array, start: Array | None = None) -> Array:
    """start + left @ right: the accumulators begin at `start`, or at zero.

    (m, q) (q, c) -> (m, c): m·q·c multiplications and as many additions. NumPy's own product of
    object arrays makes q - 1 additions, so exact numbers (and the tests' counting numbers) take
    the loop that the rule describes.
    """
    if left.dtype == object:
        total = np.zeros((left.shape[0], right.shape[1]), object) if start is None else start
        for q in range(left.shape[1]):
            total = total + left[:, q, None] * right[q]
        return total
    product: Array = left.dot(right)  # the numbers of `@`, at half its overhead where it is small
    if start is not None:
        product += start
    return product
