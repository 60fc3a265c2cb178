"""Kronecker products with the identity: the Jacobian of A B by A, by B, and of W x by W.

∂(W x)/∂W is I_m ⊗ xᵀ (Murphy 2022, section 13.3.3.3), ∂(A X)/∂X is A ⊗ I, ∂(X B)/∂X is I ⊗ Bᵀ,
on the row-major entries of W and X.
"""

from __future__ import annotations

from dataclasses import dataclass

from jaccli.arrays import Array, np
from jaccli.cost import Cost
from jaccli.linmap.base import Form, LinearMap, contract, settled
from jaccli.linmap.dense import Dense, DenseForm


@dataclass(frozen=True, slots=True)
class KroneckerForm(Form):
    """I_a ⊗ M ⊗ I_c with M (height, width), or such blocks for several M down the diagonal.

    J v makes `width` multiply-adds for each row, u J `height` for each column; where that is one,
    nothing is added up and only the multiplications count, as in the outer product u xᵀ.
    """

    height: int = 1  # rows of M
    blocks: int = 1  # how many M there are
    structure = "kronecker"
    products = ("M times each slice of v", "Mᵀ times each slice of u; u xᵀ for I ⊗ xᵀ")
    also_called = ("outer product", "tensor", "kronecker product")

    @property
    def width(self) -> int:
        """Columns of M."""
        return self.columns * self.height // self.rows

    @property
    def per_column(self) -> Cost:
        return _terms(self.rows, self.width)

    @property
    def per_row(self) -> Cost:
        return _terms(self.columns, self.height)

    @property
    def own_numbers(self) -> int:
        return self.blocks * self.height * self.width

    @property
    def places(self) -> int:
        return self.rows * self.width

    @property
    def nearest(self) -> Form:
        """Dense where M is the whole matrix."""
        return DenseForm(self.rows, self.columns) if self.height == self.rows else self


class Kronecker(LinearMap):
    """y[b, a, i, c] = Σ_j M[b, i, j] x[b, a, j, c], both flattened row by row.

    matrices: M (b, i, j); outer: how many a there are; inner: how many c
    """

    __slots__ = ("inner", "matrices", "outer")

    def __init__(self, matrices: Array, outer: int = 1, inner: int = 1) -> None:
        self.matrices = matrices  # (b, i, j)
        self.outer = outer
        self.inner = inner

    @property
    def form(self) -> KroneckerForm:
        blocks, height, width = self.matrices.shape
        repeated = blocks * self.outer * self.inner
        return KroneckerForm(repeated * height, repeated * width, height, blocks)

    @property
    def nearest(self) -> LinearMap:
        """This map in the form that `form.nearest` names."""
        return self if self.form.nearest == self.form else Dense(self.matrices[0])

    @property
    def arrays(self) -> tuple[Array, ...]:
        return (self.matrices,)

    def on_columns(self, columns: Array) -> Array:
        blocks, _, width = self.matrices.shape
        cut = columns.reshape(blocks, self.outer, width, self.inner * columns.shape[1])
        return _each(self.matrices, cut).reshape(self.form.rows, columns.shape[1])

    def on_rows(self, rows: Array) -> Array:
        blocks, height, width = self.matrices.shape
        cut = rows.reshape(len(rows), blocks, self.outer, height, self.inner).swapaxes(0, 1)
        cut = cut.reshape(blocks, len(rows) * self.outer, height, self.inner)
        pulled = _each(self.matrices.swapaxes(1, 2), cut)
        pulled = pulled.reshape(blocks, len(rows), self.outer, width, self.inner).swapaxes(0, 1)
        return pulled.reshape(len(rows), self.form.columns)

    def reads(self, rows: Array) -> Array:
        return self._each_of(rows, self.matrices.shape[1], self.matrices.shape[2])

    def moves(self, columns: Array) -> Array:
        return self._each_of(columns, self.matrices.shape[2], self.matrices.shape[1])

    def _each_of(self, chosen: Array, size: int, others: int) -> Array:
        """What meets some of the chosen through M: `others` in each slice of `size`."""
        slices = chosen.reshape(len(self.matrices), self.outer, size, self.inner)
        met = np.logical_or.reduce(slices, axis=2, keepdims=True)
        return np.repeat(met, others, axis=2).reshape(-1)

    def cut(self, rows: Array, columns: Array) -> LinearMap:
        blocks, height, width = self.matrices.shape
        sizes = ((rows, height), (columns, width))
        used, moving = (
            np.logical_or.reduce(chosen.reshape(blocks, self.outer, size, self.inner), axis=(1, 3))
            for chosen, size in sizes
        )
        either = used[:, :, None] & moving[:, None, :]
        return Kronecker(settled(self.matrices, either), self.outer, self.inner)

    def pattern(self) -> Array:
        return Kronecker(np.ones(self.matrices.shape, bool), self.outer, self.inner).dense()

    def dense(self) -> Array:
        blocks, height, width = self.matrices.shape
        b, a, c = np.ogrid[:blocks, : self.outer, : self.inner]
        matrix = np.zeros(
            (blocks, self.outer, height, self.inner, blocks, self.outer, width, self.inner),
            self.matrices.dtype,
        )
        matrix[b, a, :, c, b, a, :, c] = self.matrices[:, None, None]
        return matrix.reshape(self.form.shape)

    def nonzeros(self) -> int:
        return self.outer * self.inner * int(np.count_nonzero(self.matrices))


def outer_product(rows: int, vector: Array) -> Kronecker:
    """I_rows ⊗ vectorᵀ: u times it is the outer product u vectorᵀ. vector: (n,)"""
    return Kronecker(vector[None, None, :], outer=rows)


def _terms(sums: int, terms: int) -> Cost:
    """So many sums of so many products; a sum of one product is no sum."""
    return Cost(multiplications=sums) if terms == 1 else Cost.of_multiply_adds(sums * terms)


def _each(matrices: Array, cut: Array) -> Array:
    """M[b] times every slice: (b, i, j), (b, a, j, c) -> (b, a, i, c)."""
    if matrices.shape[2] == 1:
        return matrices[:, None] * cut
    if cut.dtype == object or matrices.dtype == object:
        return np.stack(
            [
                np.stack([contract(matrix, slice_) for slice_ in block])
                for matrix, block in zip(matrices, cut, strict=True)
            ]
        )
    return np.matmul(matrices[:, None], cut)
