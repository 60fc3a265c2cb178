"""A stencil: each entry minus the one before it along an axis."""

from __future__ import annotations

from jaccli.arrays import Array, Shape, np
from jaccli.cost import Cost
from jaccli.linmap.base import Form, LinearMap


class DifferenceForm(Form):
    """m × n with a 1 and a −1 in each row: J v and u J make m subtractions and no product."""

    __slots__ = ()
    structure = "stencil"
    products = ("each entry of v minus the one before it", "u moved on by one, minus u")
    also_called = ("shifted difference",)

    @property
    def per_column(self) -> Cost:
        return Cost(additions=self.rows)

    @property
    def own_numbers(self) -> int:
        return 0

    @property
    def places(self) -> int:
        return 2 * self.rows


class Difference(LinearMap):
    """y[a, i, c] = x[a, i + 1, c] − x[a, i, c]. shape: of x, (a, j, c)

    signed: whether it subtracts; without its sign, as bounds of |J| v need it, it adds
    """

    __slots__ = ("dtype", "shape_of_runs", "signed")

    def __init__(self, shape: Shape, dtype: str = "float64", *, signed: bool = True) -> None:
        self.shape_of_runs = shape
        self.dtype = dtype
        self.signed = signed

    @property
    def unsigned(self) -> Difference:
        """|J|: the sum of neighbours."""
        return Difference(self.shape_of_runs, self.dtype, signed=False)

    @property
    def form(self) -> DifferenceForm:
        outer, length, inner = self.shape_of_runs
        return DifferenceForm(outer * (length - 1) * inner, outer * length * inner)

    @property
    def arrays(self) -> tuple[Array, ...]:
        return ()

    def on_columns(self, columns: Array) -> Array:
        runs = columns.reshape(*self.shape_of_runs, -1)
        ahead, behind = runs[:, 1:], runs[:, :-1]
        found = ahead - behind if self.signed else ahead + behind
        return found.reshape(self.form.rows, columns.shape[1])

    def on_rows(self, rows: Array) -> Array:
        outer, length, inner = self.shape_of_runs
        runs = rows.reshape(-1, outer, length - 1, inner)
        found = np.zeros((len(rows), outer, length, inner), rows.dtype)
        found[:, :, 1:] = runs
        behind = found[:, :, :-1]
        found[:, :, :-1] = behind - runs if self.signed else behind + runs
        return found.reshape(len(rows), self.form.columns)

    def reads(self, rows: Array) -> Array:
        outer, length, inner = self.shape_of_runs
        runs = rows.reshape(outer, length - 1, inner)
        read = np.zeros(self.shape_of_runs, bool)
        read[:, 1:] = runs
        read[:, :-1] |= runs
        return read.reshape(-1)

    def moves(self, columns: Array) -> Array:
        runs = columns.reshape(self.shape_of_runs)
        return (runs[:, 1:] | runs[:, :-1]).reshape(-1)

    def pattern(self) -> Array:
        return Difference(self.shape_of_runs, "bool", signed=False).dense()

    def dense(self) -> Array:
        return self.on_columns(np.eye(self.form.columns, dtype=self.dtype))

    def nonzeros(self) -> int:
        return 2 * self.form.rows
