"""A convolution with numbers that slide over a vector: the same numbers along each diagonal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jaccli.arrays import Array, np
from jaccli.cost import Cost
from jaccli.linmap.base import Form, LinearMap, settled


@dataclass(frozen=True, slots=True)
class ConvolutionForm(Form):
    """Rows `start` … of the convolution with `taps` numbers: J[i, j] is number start + i − j.

    A multiply-add for each pair that meets; where each entry has one, only the multiplication.
    """

    taps: int = 1
    start: int = 0  # from 0
    structure = "convolution"
    products = ("the numbers slide over v", "they slide over u, the other way round")
    also_called = ("toeplitz", "banded", "filter")

    @property
    def pairs(self) -> int:
        """How many numbers of both meet: the entries of the matrix that are no structural 0."""
        return sum(len(rows) for _, rows, _ in _slides(self))

    @property
    def per_column(self) -> Cost:
        return _terms(self.pairs, min(self.taps, self.columns) == 1)

    @property
    def per_row(self) -> Cost:
        return _terms(self.pairs, min(self.taps, self.rows) == 1)

    @property
    def own_numbers(self) -> int:
        return self.taps

    @property
    def places(self) -> int:
        return self.pairs


class Convolution(LinearMap):
    """y[i] = Σ_t taps[t] x[start + i − t]. taps: (k,), rows m, columns n; start from 0"""

    __slots__ = ("form", "taps")
    form: ConvolutionForm

    def __init__(self, taps: Array, rows: int, columns: int, start: int = 0) -> None:
        self.taps = taps
        self.form = ConvolutionForm(rows, columns, len(taps), start)

    @property
    def arrays(self) -> tuple[Array, ...]:
        return (self.taps,)

    def on_columns(self, columns: Array) -> Array:
        return self._slid(columns, self.form.rows, self.form.per_column, turned=False)

    def on_rows(self, rows: Array) -> Array:
        return self._slid(rows.T, self.form.columns, self.form.per_row, turned=True).T

    def _slid(self, vectors: Array, size: int, price: Cost, *, turned: bool) -> Array:
        """What the taps make of vectors (…, c), as one of this size. turned: by the transposed"""
        found = np.zeros((size, vectors.shape[1]), np.result_type(vectors, self.taps))
        for tap, rows, columns in _slides(self.form):
            to, source = (columns, rows) if turned else (rows, columns)
            moved = self.taps[tap : tap + 1, None] * vectors[source.start : source.stop]
            place = slice(to.start, to.stop)
            found[place] = found[place] + moved if price.additions else moved
        return found

    def reads(self, rows: Array) -> Array:
        read = np.zeros(self.form.columns, bool)
        for _, i, j in _slides(self.form):
            read[j.start : j.stop] |= rows[i.start : i.stop]
        return read

    def moves(self, columns: Array) -> Array:
        moved = np.zeros(self.form.rows, bool)
        for _, i, j in _slides(self.form):
            moved[i.start : i.stop] |= columns[j.start : j.stop]
        return moved

    def cut(self, rows: Array, columns: Array) -> LinearMap:
        used = np.zeros(len(self.taps), bool)
        for tap, i, j in _slides(self.form):
            used[tap] = (rows[i.start : i.stop] & columns[j.start : j.stop]).any()
        found = Convolution(settled(self.taps, used), self.form.rows, self.form.columns)
        found.form = self.form
        return found

    def pattern(self) -> Array:
        ones = np.ones(len(self.taps), bool)
        return Convolution(ones, *self.form.shape, self.form.start).dense()

    def dense(self) -> Array:
        matrix = np.zeros(self.form.shape, self.taps.dtype)
        for tap, rows, columns in _slides(self.form):
            matrix[rows, columns] = self.taps[tap]
        return matrix

    def nonzeros(self) -> int:
        slides = _slides(self.form)
        return sum(len(rows) for tap, rows, _ in slides if self.taps[tap] != 0)


def _slides(form: ConvolutionForm) -> Iterator[tuple[int, range, range]]:
    """For each number the rows and the columns that it stands in."""
    for tap in range(form.taps):
        first = max(0, tap - form.start)
        last = min(form.rows, form.columns + tap - form.start)
        if first < last:
            shift = form.start - tap
            yield tap, range(first, last), range(first + shift, last + shift)


def _terms(pairs: int, single: bool) -> Cost:
    return Cost(multiplications=pairs) if single else Cost.of_multiply_adds(pairs)
