"""The product of two linear maps: its form, its price, its numbers.

`compose` and `product` are one table read twice, from special pairs to the general one. Identity
and selections cost nothing, diagonals stay diagonal, ranks add up, and a pair that nobody wrote
materialises one factor and lets the other act on it, whichever costs less.
"""

from __future__ import annotations

from collections.abc import Iterable

from jaccli.cost import Cost
from jaccli.linmap.base import Form, LinearMap
from jaccli.linmap.dense import Dense, DenseForm
from jaccli.linmap.diagonal import Diagonal, DiagonalForm
from jaccli.linmap.identity import Identity, IdentityForm
from jaccli.linmap.low_rank import DiagonalPlusLowRank, DiagonalPlusLowRankForm, price_of_ranks
from jaccli.linmap.selection import Selection, SelectionForm


def compose(a: Form, b: Form) -> tuple[Form, Cost]:
    """Form and price of a @ b, (m × q)·(q × n), from shapes alone.

    >>> form, cost = compose(DenseForm(4, 6), DenseForm(6, 3))
    >>> form.shape, cost.multiplications, cost.flops
    ((4, 3), 72, 144)
    """
    if a.columns != b.rows:
        raise ValueError(f"({a.rows}×{a.columns})·({b.rows}×{b.columns}): inner sizes differ")
    n = a.rows
    match a, b:
        case IdentityForm(), _:
            return b, Cost()
        case _, IdentityForm():
            return a, Cost()
        case SelectionForm(), SelectionForm():
            return SelectionForm(a.rows, b.columns), Cost()
        case DiagonalForm(), DiagonalForm():
            return DiagonalForm(n, n), price_of_ranks(n, 0, 0)
        case DiagonalForm(), DiagonalPlusLowRankForm(rank=k):
            return b, price_of_ranks(n, 0, k)
        case DiagonalPlusLowRankForm(rank=k), DiagonalForm():
            return a, price_of_ranks(n, k, 0)
        case DiagonalPlusLowRankForm(rank=k), DiagonalPlusLowRankForm(rank=l) if (
            low := DiagonalPlusLowRankForm(n, n, k + l)
        ) is low.nearest:
            return low, price_of_ranks(n, k, l)
    left_acts, right_acts = a.per_column.times(b.columns), b.per_row.times(a.rows)
    return DenseForm(a.rows, b.columns), min(left_acts, right_acts, key=lambda cost: cost.flops)


def product(a: LinearMap, b: LinearMap) -> LinearMap:
    """a @ b, in the form and at the price that `compose` tells."""
    form, _ = compose(a.form, b.form)
    match a, b:
        case Identity(), _:
            return b
        case _, Identity():
            return a
        case Selection(), Selection():
            return b.then(a)
        case Diagonal(), Diagonal():
            return a.after(b)
        case Diagonal(), DiagonalPlusLowRank():
            return b.scaled(before=None, after=a.entries)
        case DiagonalPlusLowRank(), Diagonal():
            return a.scaled(before=b.entries, after=None)
        case DiagonalPlusLowRank(), DiagonalPlusLowRank() if isinstance(
            form, DiagonalPlusLowRankForm
        ):
            return a.after(b)
    left_acts, right_acts = (
        a.form.per_column.times(b.form.columns),
        b.form.per_row.times(a.form.rows),
    )
    if left_acts.flops <= right_acts.flops:
        return Dense(a.on_columns(b.dense()))
    return Dense(b.on_rows(a.dense()))


def price_in_order(forms: Iterable[Form], start: Form, *, leftwards: bool) -> list[Cost]:
    """The price of each step when `start` takes in the forms one by one.

    leftwards: each form multiplies from the left, as in forward mode (J_k ⋯ J_1 V); otherwise
    from the right, as in reverse mode (U J_K ⋯ J_k).
    """
    costs = []
    carried = start
    for form in forms:
        carried, cost = compose(form, carried) if leftwards else compose(carried, form)
        costs.append(cost)
    return costs
