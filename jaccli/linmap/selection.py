"""A selection: moves numbers, with at most one 1 in each row and column, as in concatenate."""

from __future__ import annotations

from jaccli.arrays import Array, np
from jaccli.linmap.base import FreeForm, LinearMap


class SelectionForm(FreeForm):
    """m × n; a product moves numbers and computes none."""

    __slots__ = ()
    structure = "selection"
    products = ("entries of v moved, 0 elsewhere", "entries of u moved back, 0 elsewhere")
    also_called = ("permutation", "moving entries")

    @property
    def places(self) -> int:
        """One in each row, or in each column where these are fewer; some may hold a 0."""
        return min(self.rows, self.columns)


class Selection(LinearMap):
    """Ones at (targets[k], sources[k]), zeros elsewhere; neither list repeats an index.

    rows m, columns n; targets (k,) with entries below m, sources (k,) with entries below n
    """

    __slots__ = ("columns", "dtype", "rows", "sources", "targets")

    def __init__(
        self, rows: int, columns: int, targets: Array, sources: Array, dtype: str = "float64"
    ) -> None:
        self.rows = rows
        self.columns = columns
        self.targets = targets
        self.sources = sources
        self.dtype = dtype

    @property
    def form(self) -> SelectionForm:
        return SelectionForm(self.rows, self.columns)

    @property
    def arrays(self) -> tuple[Array, ...]:
        return ()

    def on_columns(self, columns: Array) -> Array:
        moved = np.zeros((self.rows, columns.shape[1]), columns.dtype)
        moved[self.targets] = columns[self.sources]
        return moved

    def added_to(self, total: Array, columns: Array) -> Array:
        """total + J V, in the memory of `total` (m, c)."""
        if total.dtype == object or total.dtype != columns.dtype:  # what counts counts zeros too
            return total + self.on_columns(columns)
        total[self.targets] += columns[self.sources]
        return total

    def on_rows(self, rows: Array) -> Array:
        moved = np.zeros((rows.shape[0], self.columns), rows.dtype)
        moved[:, self.sources] = rows[:, self.targets]
        return moved

    def reads(self, rows: Array) -> Array:
        read = np.zeros(self.columns, bool)
        read[self.sources[rows[self.targets]]] = True
        return read

    def moves(self, columns: Array) -> Array:
        moved = np.zeros(self.rows, bool)
        moved[self.targets[columns[self.sources]]] = True
        return moved

    def dense(self) -> Array:
        matrix = np.zeros((self.rows, self.columns), self.dtype)
        matrix[self.targets, self.sources] = 1
        return matrix

    def pattern(self) -> Array:
        found = np.zeros((self.rows, self.columns), bool)
        found[self.targets, self.sources] = True
        if self.rows <= self.columns:
            found[~found.any(axis=1), 0] = True  # a row without a 1 adds its 0
        else:
            found[0, ~found.any(axis=0)] = True
        return found

    def nonzeros(self) -> int:
        return len(self.targets)

    def after(self, other: Selection) -> Selection:
        """self @ other, a selection again."""
        position = np.full(other.rows, -1)
        position[other.targets] = np.arange(len(other.targets))
        found = position[self.sources]
        kept = found >= 0
        return Selection(
            self.rows,
            other.columns,
            self.targets[kept],
            other.sources[found[kept]],
            other.dtype,
        )
