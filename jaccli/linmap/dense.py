"""A full matrix: what every other form falls back to."""

from __future__ import annotations

from jaccli.arrays import Array
from jaccli.cost import Cost
from jaccli.linmap.base import Form, LinearMap, contract


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


class Dense(LinearMap):
    """The matrix itself. matrix: (m, n)"""

    __slots__ = ("matrix",)

    def __init__(self, matrix: Array) -> None:
        self.matrix = matrix  # (m, n)

    @property
    def form(self) -> DenseForm:
        return DenseForm(*self.matrix.shape)

    @property
    def arrays(self) -> tuple[Array, ...]:
        return (self.matrix,)

    def on_columns(self, columns: Array) -> Array:
        return contract(self.matrix, columns)

    def on_rows(self, rows: Array) -> Array:
        return contract(rows, self.matrix)

    def dense(self) -> Array:
        return self.matrix
