"""Factors: a Jacobian kept as a product of simpler ones, as L X R is by X.

Written out it would cost more than its factors one after the other: L ⊗ Rᵀ of two p × p matrices
has p⁴ entries, and acts in 2 p³ multiply-adds (Giles 2008 has derivatives of this kind).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TypeAlias

from jaccli.arrays import Array, np
from jaccli.cost import Cost
from jaccli.linmap.base import Form, LinearMap
from jaccli.linmap.dense import Dense, DenseForm
from jaccli.linmap.kronecker import Kronecker, KroneckerForm

Terms: TypeAlias = tuple[tuple[LinearMap, ...], ...]


@dataclass(frozen=True, slots=True)
class FactoredForm(Form):
    """A B ⋯ C with a form each, or a sum of such products.

    A vector costs what it costs in each factor, and one addition an entry for each further term.
    """

    terms: tuple[tuple[Form, ...], ...] = ()
    blocks: int = 1  # how many it consists of down the diagonal
    structure = "factors"
    products = ("v through the factors, the last one first", "u through them, the first one first")
    also_called = ("factored", "product of factors", "sandwich", "l x r")

    @property
    def per_column(self) -> Cost:
        added = Cost(additions=self.rows * (len(self.terms) - 1))
        return reduce(
            Cost.__add__, (each.per_column for term in self.terms for each in term), added
        )

    @property
    def per_row(self) -> Cost:
        added = Cost(additions=self.columns * (len(self.terms) - 1))
        return reduce(Cost.__add__, (each.per_row for term in self.terms for each in term), added)

    @property
    def own_numbers(self) -> int:
        return sum(each.own_numbers for term in self.terms for each in term)

    @property
    def nearest(self) -> Form:
        """A dense matrix, or one a block, where J v and u J together are not dearer in it."""
        whole = _block_form(self.rows, self.columns, self.blocks)
        own, written = (each.per_column + each.per_row for each in (self, whole))
        return self if own.flops < written.flops else whole


class Factored(LinearMap):
    """Σ A B ⋯ C. terms: the factors of each, the first of them on the left

    blocks: how many blocks of one size it has down the diagonal, as for a batch of matrices
    """

    __slots__ = ("blocks", "terms")

    def __init__(self, *terms: Sequence[LinearMap], blocks: int = 1) -> None:
        self.terms: Terms = tuple(map(tuple, terms))
        self.blocks = blocks

    @property
    def form(self) -> FactoredForm:
        first = self.terms[0]
        forms = tuple(tuple(each.form for each in term) for term in self.terms)
        return FactoredForm(first[0].shape[0], first[-1].shape[1], forms, self.blocks)

    @property
    def nearest(self) -> LinearMap:
        """This map in the form that `form.nearest` names."""
        if self.form.nearest == self.form:
            return self
        rows, columns = (size // self.blocks for size in self.shape)
        units = np.tile(np.eye(columns, dtype=self.arrays[0].dtype), (self.blocks, 1))
        return _in_blocks(self.on_columns(units).reshape(self.blocks, rows, columns))

    @property
    def arrays(self) -> tuple[Array, ...]:
        return tuple(array for term in self.terms for each in term for array in each.arrays)

    def on_columns(self, columns: Array) -> Array:
        return _added(
            reduce(lambda moved, each: each.on_columns(moved), reversed(term), columns)
            for term in self.terms
        )

    def on_rows(self, rows: Array) -> Array:
        return _added(
            reduce(lambda moved, each: each.on_rows(moved), term, rows) for term in self.terms
        )

    def reads(self, rows: Array) -> Array:
        return np.logical_or.reduce(
            [reduce(lambda read, each: each.reads(read), term, rows) for term in self.terms]
        )

    def moves(self, columns: Array) -> Array:
        return np.logical_or.reduce(
            [
                reduce(lambda moving, each: each.moves(moving), reversed(term), columns)
                for term in self.terms
            ]
        )

    def cut(self, rows: Array, columns: Array) -> LinearMap:
        return Factored(*(_cut(term, rows, columns) for term in self.terms), blocks=self.blocks)

    def dense(self) -> Array:
        return _added(
            reduce(lambda right, left: left.on_columns(right), term[-2::-1], term[-1].dense())
            for term in self.terms
        )


def _added(parts: Iterable[Array]) -> Array:
    return reduce(lambda total, each: total + each, parts)


def _cut(term: Sequence[LinearMap], rows: Array, columns: Array) -> list[LinearMap]:
    """Each factor cut by what the rows read of its value and the columns move of its input."""
    read = [rows]
    for each in term[:-1]:
        read.append(each.reads(read[-1]))
    moving = [columns]
    for each in term[:0:-1]:
        moving.append(each.moves(moving[-1]))
    return [each.cut(*pair) for each, *pair in zip(term, read, reversed(moving), strict=True)]


def sandwich(left: Array, right: Array) -> tuple[LinearMap, LinearMap]:
    """L X R by X, of each matrix of a batch, (b, p, q) (b, q, s) (b, s, r), row by row: L ⊗ Rᵀ.

    Two factors; the one comes first that makes it cheaper.
    """
    _, p, q = left.shape
    _, s, r = right.shape
    turned = right.swapaxes(1, 2)
    if _left_first(p, q, s, r):
        return Kronecker(turned, outer=p), Kronecker(left, inner=s)
    return Kronecker(left, inner=r), Kronecker(turned, outer=q)


def sandwich_forms(batch: int, p: int, q: int, s: int, r: int) -> tuple[Form, Form]:
    """The forms of `sandwich`, from shapes alone."""
    if _left_first(p, q, s, r):
        sizes = ((p * r, p * s, r), (p * s, q * s, p))
    else:
        sizes = ((p * r, q * r, p), (q * r, q * s, r))
    first, second = (
        KroneckerForm(batch * rows, batch * columns, height, batch)
        for rows, columns, height in sizes
    )
    return first, second


def _left_first(p: int, q: int, s: int, r: int) -> bool:
    return p * s * (q + r) < q * r * (s + p)


def _in_blocks(matrices: Array) -> LinearMap:
    """Matrices (b, m, n) down the diagonal, or the one that there is."""
    return Dense(matrices[0]) if len(matrices) == 1 else Kronecker(matrices)


def _block_form(rows: int, columns: int, blocks: int) -> Form:
    if blocks == 1:
        return DenseForm(rows, columns)
    return KroneckerForm(rows, columns, rows // blocks, blocks)
