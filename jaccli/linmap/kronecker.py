"""I_m ⊗ xᵀ: the Jacobian of z = W x with respect to W (Murphy 2022, section 13.3.3.3)."""

from __future__ import annotations

from jaccli.arrays import Array, np
from jaccli.cost import Cost
from jaccli.linmap.base import Form, LinearMap, contract


class KroneckerForm(Form):
    """m × m·n, held as the n numbers of x: row i has x at W's row i and zeros elsewhere.

    J v is a matrix-vector product with W's entries from v, m·n multiply-adds; u J is the outer
    product u xᵀ, m·n multiplications.
    """

    __slots__ = ()
    structure = "kronecker"

    @property
    def per_column(self) -> Cost:
        return Cost.of_multiply_adds(self.columns)

    @property
    def per_row(self) -> Cost:
        return Cost(multiplications=self.columns)

    @property
    def own_numbers(self) -> int:
        return self.columns // self.rows


class Kronecker(LinearMap):
    """I_m ⊗ xᵀ on the row-major entries of W (m, n). vector: x (n,), rows: m"""

    __slots__ = ("rows", "vector")

    def __init__(self, rows: int, vector: Array) -> None:
        self.rows = rows  # m
        self.vector = vector  # (n,)

    @property
    def form(self) -> KroneckerForm:
        return KroneckerForm(self.rows, self.rows * len(self.vector))

    @property
    def arrays(self) -> tuple[Array, ...]:
        return (self.vector,)

    def on_columns(self, columns: Array) -> Array:
        blocks = columns.reshape(self.rows, len(self.vector), columns.shape[1])
        row = self.vector[None, :]
        return np.concatenate([contract(row, block) for block in blocks])

    def on_rows(self, rows: Array) -> Array:
        outer: Array = rows[:, :, None] * self.vector
        return outer.reshape(len(rows), -1)

    def dense(self) -> Array:
        blocks = np.zeros((self.rows, self.rows, len(self.vector)), self.vector.dtype)
        index = np.arange(self.rows)
        blocks[index, index] = self.vector
        return blocks.reshape(self.rows, -1)

    def nonzeros(self) -> int:
        return self.rows * int(np.count_nonzero(self.vector))
