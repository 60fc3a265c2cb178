"""Diagonal plus low rank: softmax (rank 1) and the normalisations (rank 1 and 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jaccli.arrays import Array, np
from jaccli.cost import Cost
from jaccli.linmap.base import Form, LinearMap, contract, settled
from jaccli.linmap.dense import Dense, DenseForm

BLOCK = 1 << 20  # numbers materialised at once where a matrix is only looked at


@dataclass(frozen=True, slots=True)
class DiagonalPlusLowRankForm(Form):
    """diag(d) + L R with L (n, k) and R (k, n).

    One vector: n multiplications for the diagonal, k·n multiply-adds for R v and as many for
    L (R v), whose accumulators begin at d ⊙ v: (1 + 2k)·n multiplications, 2k·n additions.
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


class DiagonalPlusLowRank(LinearMap):
    """diag(entries) + left @ right. entries: (n,), left: (n, k), right: (k, n)"""

    __slots__ = ("entries", "left", "right")

    def __init__(self, entries: Array, left: Array, right: Array) -> None:
        self.entries = entries  # (n,)
        self.left = left  # (n, k)
        self.right = right  # (k, n)

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

    def on_columns(self, columns: Array) -> Array:
        return contract(
            self.left, contract(self.right, columns), start=self.entries[:, None] * columns
        )

    def on_rows(self, rows: Array) -> Array:
        return contract(contract(rows, self.left), self.right, start=rows * self.entries)

    def reads(self, rows: Array) -> Array:
        return np.full(len(self.entries), rows.any())

    def cut(self, rows: Array) -> LinearMap:
        return DiagonalPlusLowRank(
            settled(self.entries, rows),
            settled(self.left, rows[:, None]),
            settled(self.right, rows.any()),
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
        return block

    def scaled(self, before: Array | None, after: Array | None) -> DiagonalPlusLowRank:
        """diag(after) @ self @ diag(before), either of them (n,) or absent."""
        entries, left, right = self.entries, self.left, self.right
        if before is not None:
            entries, right = entries * before, right * before
        if after is not None:
            entries, left = after * entries, after[:, None] * left
        return DiagonalPlusLowRank(entries, left, right)

    def after(self, other: DiagonalPlusLowRank) -> DiagonalPlusLowRank:
        """self @ other, of rank k + l:

        D₁D₂ + L₁ (R₁ D₂) + (D₁ L₂ + L₁ (R₁ L₂)) R₂
        """
        mixed = contract(
            self.left,
            contract(self.right, other.left),
            start=self.entries[:, None] * other.left,
        )
        return DiagonalPlusLowRank(
            self.entries * other.entries,
            np.concatenate([self.left, mixed], axis=1),
            np.concatenate([self.right * other.entries, other.right], axis=0),
        )
