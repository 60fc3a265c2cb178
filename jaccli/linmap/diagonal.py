"""A diagonal matrix: the Jacobian of every elementwise function (Murphy 2022, section 13.3.3.2)."""

from __future__ import annotations

from jaccli.arrays import Array, np
from jaccli.cost import Cost
from jaccli.linmap.base import Form, LinearMap, settled, stopped
from jaccli.linmap.identity import Identity


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

    @property
    def places(self) -> int:
        return self.rows


class Diagonal(LinearMap):
    """diag(entries). `Diagonal @ v` is entries ⊙ v, the elementwise JVP. entries: (n,)

    passes: booleans (n,), False where an entry is 0 whatever v is, as in the branch that a maximum
    did not take; None where all entries pass
    """

    __slots__ = ("entries", "form", "passes")
    form: DiagonalForm  # kept, since every product asks for it

    def __init__(self, entries: Array, passes: Array | None = None) -> None:
        self.form = DiagonalForm(len(entries), len(entries))
        self.entries = entries  # (n,)
        self.passes = passes  # (n,)

    @property
    def arrays(self) -> tuple[Array, ...]:
        return (self.entries,)

    def on_columns(self, columns: Array) -> Array:
        pushed = self.entries[:, None] * columns
        return pushed if self.passes is None else stopped(pushed, self.passes[:, None])

    def on_rows(self, rows: Array) -> Array:
        pulled = rows * self.entries[None]  # of one row: shapes that are equal multiply faster
        return pulled if self.passes is None else stopped(pulled, self.passes)

    def reads(self, rows: Array) -> Array:
        return rows if self.passes is None else rows & self.passes

    def moves(self, columns: Array) -> Array:
        return self.reads(columns)

    def cut(self, rows: Array, columns: Array) -> LinearMap:
        return Diagonal(settled(self.entries, self.reads(rows) & columns), self.passes)

    def after(self, other: Diagonal) -> Diagonal:
        """self @ other, a diagonal again."""
        passes = [each for each in (self.passes, other.passes) if each is not None]
        entries = self.entries * other.entries
        if not passes:
            return Diagonal(entries)
        both = np.logical_and.reduce(passes)
        return Diagonal(stopped(entries, both), both)

    @staticmethod
    def sum_of(a: Diagonal | Identity, b: Diagonal | Identity) -> Diagonal:
        """a + b, a diagonal again."""
        entries = a.entries + b.entries
        passes = [each.passes for each in (a, b) if isinstance(each, Diagonal)]
        masks = [each for each in passes if each is not None]
        return Diagonal(entries, np.logical_or.reduce(masks) if len(masks) == 2 else None)

    def pattern(self) -> Array:
        return np.eye(len(self.entries), dtype=bool)

    def dense(self) -> Array:
        return np.diag(self.entries)

    def nonzeros(self) -> int:
        return int(np.count_nonzero(self.entries))
