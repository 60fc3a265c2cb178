"""A scan: each entry is made of the one before it, as in running sums and running products."""

from __future__ import annotations

from dataclasses import dataclass

from jaccli.arrays import Array, Shape, np
from jaccli.cost import Cost
from jaccli.linmap.base import Form, LinearMap, settled


@dataclass(frozen=True, slots=True)
class ScanForm(Form):
    """n × n, triangular. A running sum makes an addition for each entry but the first of a run.

    With factors and weights each of these makes two multiplications as well.
    """

    runs: int = 1
    weighted: bool = False
    structure = "scan"
    products = ("each entry from the one before it", "the same from the last entry back")
    also_called = ("running sum", "prefix sum", "cumulative")

    @property
    def per_column(self) -> Cost:
        steps = self.rows - self.runs
        return Cost(2 * steps if self.weighted else 0, steps)

    @property
    def own_numbers(self) -> int:
        return 2 * (self.rows - self.runs) if self.weighted else 0

    @property
    def places(self) -> int:
        """Each entry of a run reads itself and those before it."""
        return self.rows * (self.rows // self.runs + 1) // 2


class Scan(LinearMap):
    """y[a, 1, c] = x[a, 1, c], y[a, i, c] = factors · y[a, i−1, c] + weights · x[a, i, c].

    shape: (a, j, c); factors, weights: (a, j − 1, c), or None for ones
    """

    __slots__ = ("dtype", "factors", "shape_of_runs", "weights")

    def __init__(
        self,
        shape: Shape,
        factors: Array | None = None,
        weights: Array | None = None,
        dtype: str = "float64",
    ) -> None:
        self.shape_of_runs = shape
        self.factors = factors
        self.weights = weights
        self.dtype = dtype

    @property
    def form(self) -> ScanForm:
        outer, length, inner = self.shape_of_runs
        size = outer * length * inner
        return ScanForm(size, size, outer * inner, self.factors is not None)

    @property
    def arrays(self) -> tuple[Array, ...]:
        return () if self.factors is None or self.weights is None else (self.factors, self.weights)

    def on_columns(self, columns: Array) -> Array:
        runs = columns.reshape(*self.shape_of_runs, -1)
        if self.factors is None or self.weights is None:
            return np.add.accumulate(runs, axis=1).reshape(columns.shape)
        found = np.empty_like(runs, np.result_type(runs, self.weights))
        found[:, 0] = runs[:, 0]
        factors, weights = self.factors[..., None], self.weights[..., None]
        for at in range(1, runs.shape[1]):
            before = factors[:, at - 1] * found[:, at - 1]
            found[:, at] = before + weights[:, at - 1] * runs[:, at]
        return found.reshape(columns.shape)

    def on_rows(self, rows: Array) -> Array:
        runs = rows.reshape(-1, *self.shape_of_runs)
        if self.factors is None or self.weights is None:
            return np.add.accumulate(runs[:, :, ::-1], axis=2)[:, :, ::-1].reshape(rows.shape)
        found = np.empty_like(runs, np.result_type(runs, self.weights))
        carried = runs[:, :, -1]
        for at in range(runs.shape[2] - 1, 0, -1):
            found[:, :, at] = carried * self.weights[:, at - 1]
            carried = runs[:, :, at - 1] + carried * self.factors[:, at - 1]
        found[:, :, 0] = carried
        return found.reshape(rows.shape)

    def reads(self, rows: Array) -> Array:
        runs = rows.reshape(self.shape_of_runs)
        return np.logical_or.accumulate(runs[:, ::-1], axis=1)[:, ::-1].reshape(-1)

    def moves(self, columns: Array) -> Array:
        runs = columns.reshape(self.shape_of_runs)
        return np.logical_or.accumulate(runs, axis=1).reshape(-1)

    def cut(self, rows: Array, columns: Array) -> LinearMap:
        if self.factors is None or self.weights is None:
            return self
        shape = self.shape_of_runs
        read, moving = self.reads(rows).reshape(shape), self.moves(columns).reshape(shape)
        return Scan(
            shape,
            settled(self.factors, read[:, 1:] & moving[:, :-1]),
            settled(self.weights, read[:, 1:] & columns.reshape(shape)[:, 1:]),
            self.dtype,
        )

    def pattern(self) -> Array:
        found: Array = Scan(self.shape_of_runs).dense() != 0
        return found

    def dense(self) -> Array:
        return self.on_columns(np.eye(self.form.rows, dtype=self.dtype))

    def nonzeros(self) -> int:
        if self.factors is not None:
            return int(np.count_nonzero(self.dense()))
        outer, length, inner = self.shape_of_runs
        return outer * inner * length * (length + 1) // 2
