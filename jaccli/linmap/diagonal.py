"""A diagonal matrix: the Jacobian of every elementwise function (Murphy 2022, section 13.3.3.2)."""

from __future__ import annotations

from jaccli.arrays import Array, np
from jaccli.cost import Cost
from jaccli.linmap.base import Form, LinearMap


class DiagonalForm(Form):
    """n × n, n numbers; a product with one vector is n multiplications."""

    __slots__ = ()
    structure = "diagonal"
    products = ("d ⊙ v", "u ⊙ d")
    also_called = ("elementwise", "entrywise", "hadamard")

    @property
    def per_column(self) -> Cost:
        return Cost(multiplications=self.rows)

    @property
    def own_numbers(self) -> int:
        return self.rows


class Diagonal(LinearMap):
    """diag(entries). `Diagonal @ v` is entries ⊙ v, the elementwise JVP. entries: (n,)"""

    __slots__ = ("entries",)

    def __init__(self, entries: Array) -> None:
        self.entries = entries  # (n,)

    @property
    def form(self) -> DiagonalForm:
        return DiagonalForm(len(self.entries), len(self.entries))

    @property
    def arrays(self) -> tuple[Array, ...]:
        return (self.entries,)

    def on_columns(self, columns: Array) -> Array:
        return self.entries[:, None] * columns

    def on_rows(self, rows: Array) -> Array:
        return rows * self.entries

    def dense(self) -> Array:
        return np.diag(self.entries)

    def nonzeros(self) -> int:
        return int(np.count_nonzero(self.entries))
