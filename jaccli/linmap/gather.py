"""A gather: moves numbers, and an input may be taken often, as in broadcasting."""

from __future__ import annotations

from jaccli.arrays import Array, np
from jaccli.cost import Cost
from jaccli.linmap.base import Form, LinearMap


class GatherForm(Form):
    """m × n with a single 1 in each row. J v moves numbers. u J adds up: m additions."""

    __slots__ = ()
    structure = "gather"
    products = ("the entries of v that are read", "entries of u added up where they were read")
    also_called = ("broadcasting", "broadcast")

    @property
    def per_column(self) -> Cost:
        return Cost()

    @property
    def per_row(self) -> Cost:
        return Cost(additions=self.rows)

    @property
    def own_numbers(self) -> int:
        return 0

    @property
    def places(self) -> int:
        return self.rows


class Gather(LinearMap):
    """y_i = x[sources_i]. columns: n; sources: (m,), integers below n"""

    __slots__ = ("columns", "dtype", "sources")

    def __init__(self, columns: int, sources: Array, dtype: str = "float64") -> None:
        self.columns = columns
        self.sources = sources  # (m,)
        self.dtype = dtype

    @property
    def form(self) -> GatherForm:
        return GatherForm(len(self.sources), self.columns)

    @property
    def arrays(self) -> tuple[Array, ...]:
        return ()

    def on_columns(self, columns: Array) -> Array:
        return columns[self.sources]

    def on_rows(self, rows: Array) -> Array:
        total = np.zeros((len(rows), self.columns), rows.dtype)
        if rows.dtype == object:
            for target, source in enumerate(self.sources.tolist()):
                total[:, source] = total[:, source] + rows[:, target]
            return total
        order = np.argsort(self.sources, kind="stable")
        ordered = self.sources[order]
        starts = np.flatnonzero(np.diff(ordered, prepend=-1))
        total[:, ordered[starts]] = np.add.reduceat(rows[:, order], starts, axis=1)
        return total

    def reads(self, rows: Array) -> Array:
        read = np.zeros(self.columns, bool)
        read[self.sources[rows]] = True
        return read

    def moves(self, columns: Array) -> Array:
        moved: Array = columns[self.sources]
        return moved

    def pattern(self) -> Array:
        return self._ones("bool")

    def dense(self) -> Array:
        return self._ones(self.dtype)

    def _ones(self, dtype: str) -> Array:
        matrix = np.zeros((len(self.sources), self.columns), dtype)
        matrix[np.arange(len(self.sources)), self.sources] = 1
        return matrix

    def nonzeros(self) -> int:
        return len(self.sources)
