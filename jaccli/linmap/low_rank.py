"""Diagonal plus low rank: softmax, rms_norm (rank 1) and layer_norm (rank 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from jaccli.arrays import Array, np
from jaccli.cost import Cost
from jaccli.linmap.base import Form, LinearMap, contract, settled
from jaccli.linmap.dense import Dense, DenseForm

BLOCK = 1 << 20  # numbers materialised at once where a matrix is only looked at


@dataclass(frozen=True, slots=True)
class DiagonalPlusLowRankForm(Form):
    """diag(d) + L R with L (n, k) and R (k, n).

    One vector: n multiplications for d ⊙ v, k·n multiply-adds for R v, and as many for L (R v).
    In all (1 + 2k)·n multiplications and 2k·n additions.
    """

    rank: int  # k
    structure = "diagonal+low-rank"
    products = ("d ⊙ v + L (R v)", "u ⊙ d + (u L) R")
    also_called = ("rank", "low rank", "diagonal plus low rank")

    @property
    def per_column(self) -> Cost:
        return Cost((1 + 2 * self.rank) * self.rows, 2 * self.rank * self.rows)

    @property
    def own_numbers(self) -> int:
        return (1 + 2 * self.rank) * self.rows

    @property
    def nearest(self) -> Form:
        """Dense where that is not dearer: 1 + 4k >= 2n."""
        dense = DenseForm(self.rows, self.columns)
        return self if self.per_column.flops < dense.per_column.flops else dense


def price_of_ranks(n: Any, k: Any, other: Any) -> Cost:
    """(diagonal + rank k) · (diagonal + rank l), both n × n; a diagonal alone has rank 0.

    n(1 + k + l + 2kl) multiplications and 2nkl additions; integers, or arrays of them for many
    products at once.
    """
    return Cost(n * (1 + k + other + 2 * k * other), 2 * n * k * other)


def rank_of(form: Form) -> int:
    """k of a diagonal + rank k; 0 of a diagonal, and of others, of which it is not asked."""
    return form.rank if isinstance(form, DiagonalPlusLowRankForm) else 0


class Whole(NamedTuple):
    """A place on the diagonal where `entries` holds the sum d + L R, which would cancel there.

    As 1 − p does at a class that has it all. What the first `ranks` ranks give is in the sum.
    """

    at: int
    ranks: int


class DiagonalPlusLowRank(LinearMap):
    """diag(entries) + left @ right. entries: (n,), left: (n, k), right: (k, n)

    whole: where the entry on the diagonal is known better than as a sum, or None
    """

    __slots__ = ("entries", "left", "right", "whole")

    def __init__(
        self, entries: Array, left: Array, right: Array, whole: Whole | None = None
    ) -> None:
        self.entries = entries  # (n,)
        self.left = left  # (n, k)
        self.right = right  # (k, n)
        self.whole = whole

    @property
    def form(self) -> DiagonalPlusLowRankForm:
        return DiagonalPlusLowRankForm(len(self.entries), len(self.entries), self.left.shape[1])

    @property
    def nearest(self) -> LinearMap:
        """This map in the form that `form.nearest` names."""
        return self if self.form.nearest == self.form else Dense(self.dense())

    @property
    def arrays(self) -> tuple[Array, ...]:
        return self.entries, self.left, self.right

    @property
    def transposed(self) -> Self:
        return type(self)(self.entries, self.right.T, self.left.T, self.whole)

    def on_columns(self, columns: Array) -> Array:
        start = self.entries[:, None] * columns
        if self.whole is None:
            return contract(self.left, contract(self.right, columns), start=start)
        at, ranks = self.whole
        before, own, after = slice(at), slice(at, at + 1), slice(at + 1, None)
        first = self.right[:ranks]
        # what is whole already is left out of R v there, not taken away again
        others = contract(first[:, before], columns[before])
        others = contract(first[:, after], columns[after], start=others)
        every = contract(first[:, own], columns[own], start=others)
        rest = contract(self.right[ranks:], columns)
        every, others = np.concatenate([every, rest]), np.concatenate([others, rest])
        return np.concatenate(
            [
                contract(self.left[part], found, start=start[part])
                for part, found in ((before, every), (own, others), (after, every))
            ]
        )

    def on_rows(self, rows: Array) -> Array:
        if self.whole is None:
            return contract(contract(rows, self.left), self.right, start=rows * self.entries)
        return self.transposed.on_columns(rows.T).T

    def reads(self, rows: Array) -> Array:
        return np.full(len(self.entries), rows.any())

    def moves(self, columns: Array) -> Array:
        return np.full(len(self.entries), columns.any())

    def cut(self, rows: Array, columns: Array) -> LinearMap:
        return DiagonalPlusLowRank(
            settled(self.entries, rows & columns),
            settled(self.left, rows[:, None] & columns.any()),
            settled(self.right, columns & rows.any()),
            self.whole,
        )

    def dense(self) -> Array:
        return self._rows(0, len(self.entries))

    def nonzeros(self) -> int:
        n = len(self.entries)
        height = max(1, BLOCK // n)
        return sum(
            int(np.count_nonzero(self._rows(start, min(start + height, n))))
            for start in range(0, n, height)
        )

    def _rows(self, start: int, stop: int) -> Array:
        """The rows start … stop - 1 of the matrix."""
        block = contract(self.left[start:stop], self.right)
        index = np.arange(start, stop)
        block[index - start, index] += self.entries[start:stop]
        if self.whole is not None and start <= self.whole.at < stop:
            own = slice(self.whole.at, self.whole.at + 1)
            rest = slice(self.whole.ranks, None)
            block[own.start - start, own] = contract(
                self.left[own, rest], self.right[rest, own], start=self.entries[own, None]
            )
        return block

    def scaled(
        self, before: Array | None = None, after: Array | None = None
    ) -> DiagonalPlusLowRank:
        """diag(after) @ self @ diag(before), either of them (n,) or absent."""
        entries, left, right = self.entries, self.left, self.right
        if before is not None:
            entries, right = entries * before, right * before
        if after is not None:
            entries, left = after * entries, after[:, None] * left
        return DiagonalPlusLowRank(entries, left, right, self.whole)

    def after(self, other: DiagonalPlusLowRank) -> DiagonalPlusLowRank:
        """self @ other, of rank k + l:

        D₁D₂ + L₁ (R₁ D₂) + (D₁ L₂ + L₁ (R₁ L₂)) R₂

        What is whole in one of them stays so; where both have such an entry, that of `self`.
        """
        if other.whole is not None:
            if self.whole is None:
                return other.transposed.after(self.transposed).transposed
            other = other.dissolved()
        return DiagonalPlusLowRank(
            self.entries * other.entries,
            np.concatenate([self.left, self.on_columns(other.left)], axis=1),
            np.concatenate([self.right * other.entries, other.right], axis=0),
            self.whole,
        )

    def plus(self, other: DiagonalPlusLowRank) -> DiagonalPlusLowRank:
        """self + other: the diagonals add up, the ranks stand side by side."""
        if other.whole is not None:
            if self.whole is None:
                return other.plus(self)
            other = other.dissolved()
        return DiagonalPlusLowRank(
            self.entries + other.entries,
            np.concatenate([self.left, other.left], axis=1),
            np.concatenate([self.right, other.right], axis=0),
            self.whole,
        )

    def lifted(self, entries: Array) -> DiagonalPlusLowRank:
        """self + diag(entries), of the same rank. entries: (n,)"""
        return DiagonalPlusLowRank(self.entries + entries, self.left, self.right, self.whole)

    def dissolved(self) -> DiagonalPlusLowRank:
        """This map with d alone in `entries`; `ranks` multiply-adds that no price counts."""
        entries = self.entries.copy()
        if self.whole is not None:
            own, first = slice(self.whole.at, self.whole.at + 1), slice(self.whole.ranks)
            entries[own] += contract(-1 * self.left[own, first], self.right[first, own])[0]
        return DiagonalPlusLowRank(entries, self.left, self.right)
