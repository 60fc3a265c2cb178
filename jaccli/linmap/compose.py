"""The product of two linear maps: its form, its price and the rule that multiplies.

One table of cases, from special pairs to the general one. Identity and selections cost nothing,
diagonals stay diagonal, ranks add up, and a pair that nobody wrote materialises one factor and
lets the other act on it, whichever costs less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, NamedTuple

from jaccli.cost import Cost
from jaccli.linmap.base import Form, LinearMap
from jaccli.linmap.dense import Dense, DenseForm
from jaccli.linmap.diagonal import Diagonal, DiagonalForm
from jaccli.linmap.identity import IdentityForm
from jaccli.linmap.low_rank import (
    DiagonalPlusLowRank,
    DiagonalPlusLowRankForm,
    price_of_ranks,
    rank_of,
)
from jaccli.linmap.selection import Selection, SelectionForm
from jaccli.spread import once


class Rule(NamedTuple):
    """How a pair multiplies: what form comes out, what it costs, and how the numbers come."""

    form: Callable[[Any, Any], Form]  # of the two forms
    price: Callable[[Any, Any], Cost]  # of the two forms
    multiply: Callable[[Any, Any], LinearMap]  # of the two maps


class Composition(NamedTuple):
    """What a @ b is and costs, from shapes alone, and what multiplies two maps of these forms."""

    form: Form
    cost: Cost
    multiply: Callable[[Any, Any], LinearMap]


_FORM, _COST = attrgetter("form"), attrgetter("cost")


def compose(a: Form, b: Form) -> Composition:
    """Form, price and rule of a @ b, (m × q)·(q × n), from shapes alone.

    >>> form, cost, _ = compose(DenseForm(4, 6), DenseForm(6, 3))
    >>> form.shape, cost.multiplications, cost.flops
    ((4, 3), 72, 144)
    """
    rule = rule_of(a, b)
    return Composition(rule.form(a, b), rule.price(a, b), rule.multiply)


def product(a: LinearMap, b: LinearMap) -> LinearMap:
    """a @ b, in the form and at the price that `compose` tells: by the same rule."""
    return rule_of(a.form, b.form).multiply(a, b)


def rule_of(a: Form, b: Form) -> Rule:
    """The table. Raises ValueError where the inner sizes differ."""
    if a.columns != b.rows:
        raise ValueError(f"({a.rows}×{a.columns})·({b.rows}×{b.columns}): inner sizes differ")
    match a, b:
        case (DenseForm() | DiagonalForm(), DenseForm()):
            return LEFT_ACTS  # first, for they are most of all products
        case DenseForm(), DiagonalForm():
            return RIGHT_ACTS
        case IdentityForm(), _:
            return IS_RIGHT
        case _, IdentityForm():
            return IS_LEFT
        case SelectionForm(), SelectionForm():
            return SELECTIONS
        case DiagonalForm(), DiagonalForm():
            return DIAGONALS
        case DiagonalForm(), DiagonalPlusLowRankForm():
            return SCALED_AFTER
        case DiagonalPlusLowRankForm(), DiagonalForm():
            return SCALED_BEFORE
        case DiagonalPlusLowRankForm(), DiagonalPlusLowRankForm() if (
            low := _ranks_add_up(a, b)
        ) is low.nearest:
            return RANKS
    left, right = LEFT_ACTS.price(a, b), RIGHT_ACTS.price(a, b)
    return LEFT_ACTS if left.flops <= right.flops else RIGHT_ACTS


def _free(a: Form, b: Form) -> Cost:
    return Cost()


def _price_of_ranks(a: Form, b: Form) -> Cost:
    return price_of_ranks(a.rows, rank_of(a), rank_of(b))


def _ranks_add_up(a: Form, b: Form) -> Form:
    return DiagonalPlusLowRankForm(a.rows, a.rows, rank_of(a) + rank_of(b))


def _dense(a: Form, b: Form) -> Form:
    return DenseForm(a.rows, b.columns)


IS_RIGHT = Rule(lambda a, b: b, _free, lambda a, b: b)
IS_LEFT = Rule(lambda a, b: a, _free, lambda a, b: a)
SELECTIONS = Rule(lambda a, b: SelectionForm(a.rows, b.columns), _free, Selection.after)
DIAGONALS = Rule(lambda a, b: a, _price_of_ranks, Diagonal.after)
SCALED_AFTER = Rule(lambda a, b: b, _price_of_ranks, lambda a, b: b.scaled(after=a.entries))
SCALED_BEFORE = Rule(lambda a, b: a, _price_of_ranks, lambda a, b: a.scaled(before=b.entries))
RANKS = Rule(_ranks_add_up, _price_of_ranks, DiagonalPlusLowRank.after)
LEFT_ACTS = Rule(
    _dense,
    lambda a, b: a.per_column.times(b.columns),
    lambda a, b: Dense(a.on_columns(b.dense())),
)
RIGHT_ACTS = Rule(
    _dense,
    lambda a, b: b.per_row.times(a.rows),
    lambda a, b: Dense(b.on_rows(a.dense())),
)


def price_in_order(
    forms: Iterable[Any], start: Any, *, leftwards: bool, apply: Callable[..., Any] = once
) -> list[Any]:
    """The price of each step when `start` takes in the forms one by one.

    leftwards: each form multiplies from the left, as in forward mode (J_k ⋯ J_1 V); otherwise
    from the right, as in reverse mode (U J_K ⋯ J_k). apply: calls a function, as `once` does
    where there is one size; forms and prices at many are spreads (`jaccli.spread`).
    """
    costs = []
    carried = start
    for form in forms:
        left, right = (form, carried) if leftwards else (carried, form)
        found = apply(compose, left, right)
        carried = apply(_FORM, found)
        costs.append(apply(_COST, found))
    return costs
