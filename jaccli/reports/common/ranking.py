"""Orders of a chain's product side by side, priced from shapes alone: forward, reverse, the best.

All are priced with seeds free: the start vectors of either mode are no part of the product.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from jaccli.accumulate.bracketing import (
    Bracketing,
    every_order,
    forward_order,
    largest_intermediate,
    number_of_orders,
    price,
    reverse_order,
    spelt,
)
from jaccli.accumulate.optimal import Cheapest, cheapest
from jaccli.accumulate.price import CostModel
from jaccli.cost import Cost
from jaccli.linmap import DenseForm, Form
from jaccli.reports.common.modes import MODELS

MOST_LISTED = 6  # Jacobians of which every bracketing is listed
MOST_BESIDE = 500  # Jacobians whose best order is found where it is not what was asked for
OrderName = Literal["forward", "reverse", "optimal", "mixed"]
NAMED: tuple[OrderName, ...] = ("optimal", "forward", "reverse")


class Order(NamedTuple):
    """One order and what it costs. names: what it is called; rank: 1 for the cheapest, shared by
    those that cost the same, among those that are listed."""

    names: tuple[OrderName, ...]
    order: Bracketing
    costs: Mapping[CostModel, Cost]
    largest_intermediate: int  # numbers, each product in the form that the cost model gives it
    rank: int = 0

    @property
    def bracketing(self) -> str:
        """((J4·J3)·J2)·J1"""
        return spelt(self.order)


class Orders(NamedTuple):
    """The orders of one chain, cheapest first; ties in the order of `every_order`."""

    model: CostModel  # which they are ranked by
    orders: tuple[Order, ...]
    depth: int  # K
    found: Cheapest

    def flops(self, order: Order) -> int:
        """Of an order, under the cost model that ranks."""
        return order.costs[self.model].flops

    def called(self, name: OrderName) -> Order:
        """The order of this name."""
        return next(order for order in self.orders if name in order.names)

    @property
    def dearest(self) -> int:
        """FLOPs of the dearest that is listed."""
        return max(map(self.flops, self.orders))

    @property
    def differ(self) -> bool:
        """Whether the dearest costs at least twice as much as the cheapest."""
        return self.dearest >= 2 * max(1, min(map(self.flops, self.orders)))

    @property
    def complete(self) -> bool:
        """Whether every order is listed."""
        return self.depth <= MOST_LISTED and len(self.orders) == number_of_orders(self.depth)


def orders_of(forms: Sequence[Form], model: CostModel = "dense") -> Orders:
    """Forward, reverse and the best order, and all others where they are few.

    forms: of J_1 … J_K, in their own forms. No array of a Jacobian's size is made.
    """
    return _orders(forms, model, complete=len(forms) <= MOST_LISTED)


def named_orders(
    forms: Sequence[Form], model: CostModel = "dense", most: int = MOST_BESIDE
) -> Orders | None:
    """Forward, reverse and the best order alone; None of more than `most` Jacobians."""
    return _orders(forms, model, complete=False) if len(forms) <= most else None


def _orders(forms: Sequence[Form], model: CostModel, *, complete: bool) -> Orders:
    depth = len(forms)
    found = cheapest(in_model(forms, model))
    # a tie among them is told as `every_order` has it: reverse is its first, forward its last
    ways: tuple[tuple[OrderName, Bracketing], ...] = (
        ("optimal", found.order),
        ("reverse", reverse_order(depth)),
        ("forward", forward_order(depth)),
    )
    named: dict[Bracketing, tuple[OrderName, ...]] = {}
    for name, order in ways:
        named[order] = (*named.get(order, ()), name)
    listed = every_order(depth) if complete else iter(named)
    orders = [_order(named.get(order, ("mixed",)), order, forms, model) for order in listed]
    orders.sort(key=lambda each: each.costs[model].flops)
    prices = [each.costs[model].flops for each in orders]
    ranked = (each._replace(rank=1 + prices.index(each.costs[model].flops)) for each in orders)
    return Orders(model, tuple(ranked), depth, found)


def in_model(forms: Sequence[Form], model: CostModel) -> list[Form]:
    """The forms that a cost model prices: full matrices, or their own."""
    return [DenseForm(*form.shape) for form in forms] if model == "dense" else list(forms)


def _order(
    names: tuple[OrderName, ...], order: Bracketing, forms: Sequence[Form], model: CostModel
) -> Order:
    costs = {each: price(order, in_model(forms, each)) for each in MODELS}
    return Order(names, order, costs, largest_intermediate(order, in_model(forms, model)))
