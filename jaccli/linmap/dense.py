"""A full matrix: every other form can be written out as one."""

from __future__ import annotations

from functools import lru_cache

from jaccli.arrays import Array, np
from jaccli.cost import Cost
from jaccli.linmap.base import Form, LinearMap, contract, settled, stopped


class DenseForm(Form):
    """m·n numbers; a product with one vector is m·n multiply-adds."""

    __slots__ = ()
    structure = "dense"
    products = ("row i of J times v, entry by entry", "u times column j of J, entry by entry")
    also_called = ("full matrix", "materialise", "materialised")

    @property
    def per_column(self) -> Cost:
        return Cost.of_multiply_adds(self.rows * self.columns)

    @property
    def own_numbers(self) -> int:
        return self.rows * self.columns


_form = lru_cache(maxsize=1000)(DenseForm)  # made anew it takes as long as a small product


class Dense(LinearMap):
    """The matrix itself. matrix: (m, n); passes (n,): the columns that are read, None for all"""

    __slots__ = ("form", "matrix", "passes")
    form: DenseForm  # kept, since every product asks for it

    def __init__(self, matrix: Array, passes: Array | None = None) -> None:
        self.form = _form(*matrix.shape)
        self.matrix = matrix  # (m, n)
        self.passes = passes  # (n,) booleans

    @property
    def arrays(self) -> tuple[Array, ...]:
        return (self.matrix,)

    def on_columns(self, columns: Array) -> Array:
        if self.passes is not None:
            columns = stopped(columns.copy(), self.passes[:, None])
        return contract(self.matrix, columns)

    def on_rows(self, rows: Array) -> Array:
        pulled = contract(rows, self.matrix)
        return pulled if self.passes is None else stopped(pulled, self.passes)

    def reads(self, rows: Array) -> Array:
        read = np.full(self.matrix.shape[1], rows.any())
        return read if self.passes is None else read & self.passes

    def moves(self, columns: Array) -> Array:
        passing = columns if self.passes is None else columns & self.passes
        return np.full(self.matrix.shape[0], passing.any())

    def cut(self, rows: Array, columns: Array) -> LinearMap:
        passing = columns if self.passes is None else columns & self.passes
        return Dense(settled(self.matrix, rows[:, None] & passing), self.passes)

    def dense(self) -> Array:
        return self.matrix
