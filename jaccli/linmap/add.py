"""The sum of two linear maps: its form, its price and the rule that adds.

One table of cases, from special pairs to the general one. Diagonals stay diagonal, ranks stand
side by side, and of a pair that nobody wrote the fuller map is written out and the other is added
at its places. As in a product, to write a map out is not counted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from jaccli.cost import Cost
from jaccli.linmap.base import Form, LinearMap
from jaccli.linmap.dense import Dense, DenseForm
from jaccli.linmap.diagonal import Diagonal, DiagonalForm
from jaccli.linmap.identity import Identity, IdentityForm
from jaccli.linmap.low_rank import DiagonalPlusLowRank, DiagonalPlusLowRankForm, rank_of


class Sum(NamedTuple):
    """What a + b is and costs, from shapes alone, and what adds two maps of these forms."""

    form: Form
    cost: Cost
    add: Callable[[Any, Any], LinearMap]


def add(a: Form, b: Form) -> Sum:
    """Form, price and rule of a + b, both (m, n), from shapes alone.

    >>> form, cost, _ = add(IdentityForm(6, 6), DenseForm(6, 6))
    >>> form.structure, cost.additions
    ('dense', 6)

    Raises ValueError where the shapes differ.
    """
    if a.shape != b.shape:
        raise ValueError(f"({a.rows}×{a.columns}) + ({b.rows}×{b.columns}): shapes differ")
    along = Cost(additions=a.rows)
    match a, b:
        case ((IdentityForm() | DiagonalForm()), (IdentityForm() | DiagonalForm())):
            return Sum(DiagonalForm(*a.shape), along, Diagonal.sum_of)
        case DiagonalPlusLowRankForm(), (IdentityForm() | DiagonalForm()):
            return Sum(a, along, lambda a, b: a.lifted(b.entries))
        case ((IdentityForm() | DiagonalForm()), DiagonalPlusLowRankForm()):
            return Sum(b, along, lambda a, b: b.lifted(a.entries))
        case DiagonalPlusLowRankForm(), DiagonalPlusLowRankForm() if (
            low := DiagonalPlusLowRankForm(*a.shape, rank_of(a) + rank_of(b))
        ) is low.nearest:
            return Sum(low, along, DiagonalPlusLowRank.plus)
    fewest = Cost(additions=min(a.places, b.places))
    return Sum(DenseForm(*a.shape), fewest, _written_out)


def total(a: LinearMap, b: LinearMap) -> LinearMap:
    """a + b, in the form and at the price that `add` tells: by the same rule."""
    return add(a.form, b.form).add(a, b)


def _written_out(a: LinearMap, b: LinearMap) -> LinearMap:
    """The fuller map as a matrix, and the other one added where it may have numbers."""
    few, full = sorted((a, b), key=lambda each: each.form.places)
    if few.form.places == few.form.rows * few.form.columns:
        return Dense(full.dense() + few.dense())
    matrix = full.dense().copy()
    if isinstance(few, Identity | Diagonal):
        own = range(len(matrix))
        matrix[own, own] = matrix[own, own] + few.entries
        return Dense(matrix)
    there = few.pattern()
    matrix[there] = matrix[there] + few.dense()[there]
    return Dense(matrix)
