"""A fold: weighted sums along an axis, as the mean of each row of a matrix."""

from __future__ import annotations

from jaccli.arrays import Array, np
from jaccli.cost import Cost
from jaccli.linmap.base import Form, LinearMap, settled, stopped
from jaccli.linmap.dense import Dense, DenseForm


class FoldForm(Form):
    """At most one entry in each column. J v is n multiply-adds, u J n multiplications."""

    __slots__ = ()
    structure = "fold"
    products = (
        "the weighted sum of v along each run",
        "each entry of u, times the weights of its run",
    )
    also_called = ("reduction", "reductions")

    @property
    def per_column(self) -> Cost:
        return Cost.of_multiply_adds(self.columns)

    @property
    def per_row(self) -> Cost:
        return Cost(multiplications=self.columns)

    @property
    def own_numbers(self) -> int:
        return self.columns

    @property
    def places(self) -> int:
        return self.columns

    @property
    def nearest(self) -> Form:
        """Dense where all is folded into one number: a row."""
        return DenseForm(1, self.columns) if self.rows == 1 else self


class Fold(LinearMap):
    """y[a, c] = Σ_j weights[a, j, c] x[a, j, c], flattened row by row. weights: (a, j, c)

    passes: booleans (a, j, c), False where a weight is 0 whatever x is; None where all pass
    """

    __slots__ = ("passes", "weights")

    def __init__(self, weights: Array, passes: Array | None = None) -> None:
        self.weights = weights  # (a, j, c)
        self.passes = passes  # (a, j, c)

    @property
    def form(self) -> FoldForm:
        outer, _, inner = self.weights.shape
        return FoldForm(outer * inner, self.weights.size)

    @property
    def nearest(self) -> LinearMap:
        """This map in the form that `form.nearest` names."""
        if self.form.rows > 1:
            return self
        passes = None if self.passes is None else self.passes.ravel()
        return Dense(self.weights.reshape(1, -1), passes)

    @property
    def arrays(self) -> tuple[Array, ...]:
        return (self.weights,)

    def on_columns(self, columns: Array) -> Array:
        weighed = self.weights[..., None] * columns.reshape(*self.weights.shape, -1)
        if self.passes is not None:
            weighed = stopped(weighed, self.passes[..., None])
        if weighed.dtype != object:
            return weighed.sum(axis=1).reshape(-1, columns.shape[1])
        total = np.zeros(weighed[:, 0].shape, object)
        for at in range(weighed.shape[1]):
            total = total + weighed[:, at]
        return total.reshape(-1, columns.shape[1])

    def on_rows(self, rows: Array) -> Array:
        outer, _, inner = self.weights.shape
        pulled = rows.reshape(len(rows), outer, 1, inner) * self.weights
        if self.passes is not None:
            pulled = stopped(pulled, self.passes)
        return pulled.reshape(len(rows), -1)

    def reads(self, rows: Array) -> Array:
        return self._used(rows).reshape(-1)

    def moves(self, columns: Array) -> Array:
        passing = columns.reshape(self.weights.shape)
        passing = passing if self.passes is None else passing & self.passes
        return np.logical_or.reduce(passing, axis=1).reshape(-1)

    def cut(self, rows: Array, columns: Array) -> LinearMap:
        used = self._used(rows) & columns.reshape(self.weights.shape)
        return Fold(settled(self.weights, used), self.passes)

    def _used(self, rows: Array) -> Array:
        """Which weights (a, j, c) stand in some of these rows."""
        outer, _, inner = self.weights.shape
        used = np.broadcast_to(rows.reshape(outer, 1, inner), self.weights.shape)
        return used if self.passes is None else used & self.passes

    def pattern(self) -> Array:
        return Fold(np.ones(self.weights.shape, bool)).dense()

    def dense(self) -> Array:
        outer, length, inner = self.weights.shape
        matrix = np.zeros((outer, inner, outer, length, inner), self.weights.dtype)
        a, c = np.ogrid[:outer, :inner]
        matrix[a, c, a, :, c] = self.weights.swapaxes(1, 2)
        return matrix.reshape(self.form.shape)

    def nonzeros(self) -> int:
        return int(np.count_nonzero(self.weights))
