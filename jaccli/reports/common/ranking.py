"""Orders of a chain's product side by side, priced from shapes alone: forward, reverse, the best.

All are priced with seeds free: the start vectors of either mode are no part of the product. Which
orders have a name is asked of `jaccli.accumulate.orders`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from jaccli.accumulate.bracketing import Bracketing, every_order, number_of_orders
from jaccli.accumulate.optimal import Cheapest
from jaccli.accumulate.orders import Answer
from jaccli.accumulate.orders.chain import CHAIN, Forms
from jaccli.accumulate.price import MODES, CostModel, Mode
from jaccli.cost import Cost
from jaccli.linmap import DenseForm, Form
from jaccli.reports.common.modes import MODELS

if TYPE_CHECKING:
    from jaccli.accumulate.order import Order

MOST_LISTED = 6  # Jacobians of which every bracketing is listed
MOST_BESIDE = 500  # Jacobians whose best order is found where it is not what was asked for
BEST = "optimal"
MIXED = "mixed"  # an order without a name


class Ranked(NamedTuple):
    """One order and what it costs. names: what it is called; rank: 1 for the cheapest, shared by
    those that cost the same, among those that are listed."""

    names: tuple[str, ...]
    order: Order[Forms]
    costs: Mapping[CostModel, Cost]
    largest_intermediate: int  # numbers, each product in the form that the cost model gives it
    rank: int = 0

    @property
    def bracketing(self) -> str:
        """((J4·J3)·J2)·J1"""
        return self.order.spelt

    @property
    def is_mixed(self) -> bool:
        """Whether it has no name of its own."""
        return self.names == (MIXED,)

    @property
    def mode(self) -> Mode | None:
        """The mode that multiplies in this order; None where neither does."""
        return next((mode for mode in MODES if mode in self.names), None)


class Ranking(NamedTuple):
    """The orders of one chain, cheapest first; ties in the order of `every_order`.

    answers: what each name came to, for those that the chain has an order of
    """

    model: CostModel  # which they are ranked by
    orders: tuple[Ranked, ...]
    depth: int  # K
    answers: Mapping[str, Answer[Order[Forms]]]

    def flops(self, order: Ranked) -> int:
        """Of an order, under the cost model that ranks."""
        return order.costs[self.model].flops

    def called(self, name: str) -> Ranked:
        """The order of this name. Raises KeyError where the chain has none."""
        for order in self.orders:
            if name in order.names:
                return order
        known = ", ".join(self.names)
        raise KeyError(f"no order of this chain is called {name!r}; there are {known}")

    @property
    def best_mode(self) -> Mode | None:
        """The mode that costs least of all orders, be it one of several; None where neither does.

        In a tie the mode that multiplies in the order that is called the best, else the first.
        """
        best = self.called(BEST)
        least = [mode for mode in MODES if self.flops(self.called(mode)) == self.flops(best)]
        return best.mode or next(iter(least), None)

    @property
    def further(self) -> tuple[str, ...]:
        """The names beside those of the best order and the modes."""
        return tuple(name for name in self.answers if name not in (BEST, *MODES))

    @property
    def names(self) -> tuple[str, ...]:
        """All of them, the best first."""
        return BEST, *MODES, *self.further

    @property
    def found(self) -> Cheapest:
        """How the best was found."""
        evidence = self.answers[BEST].evidence
        assert isinstance(evidence, Cheapest)
        return evidence

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
        """Whether every bracketing is listed."""
        listed = sum(isinstance(each.order, Bracketing) for each in self.orders)
        return self.depth <= MOST_LISTED and listed == number_of_orders(self.depth)


def orders_of(forms: Sequence[Form], model: CostModel = "dense") -> Ranking:
    """Every order that has a name, and all other bracketings where they are few.

    forms: of J_1 … J_K, in their own forms. No array of a Jacobian's size is made.
    """
    return _ranking(forms, model, complete=len(forms) <= MOST_LISTED)


def named_orders(
    forms: Sequence[Form], model: CostModel = "dense", most: int = MOST_BESIDE
) -> Ranking | None:
    """The orders that have a name alone; None of more than `most` Jacobians."""
    return _ranking(forms, model, complete=False) if len(forms) <= most else None


def _ranking(forms: Sequence[Form], model: CostModel, *, complete: bool) -> Ranking:
    depth = len(forms)
    answers = CHAIN.of(in_model(forms, model))
    # a tie among them is told as `every_order` has it: reverse is its first, forward its last
    first = (BEST, *reversed(MODES))
    named: dict[Order[Forms], tuple[str, ...]] = {}
    for name in (*first, *(name for name in answers if name not in first)):
        order = answers[name].order
        named[order] = (*named.get(order, ()), name)
    bracketings: Iterable[Order[Forms]] = every_order(depth) if complete else ()
    listed = dict.fromkeys([*bracketings, *named])
    orders = [_ranked(named.get(order, (MIXED,)), order, forms, model) for order in listed]
    orders.sort(key=lambda each: each.costs[model].flops)
    prices = [each.costs[model].flops for each in orders]
    ranked = (each._replace(rank=1 + prices.index(each.costs[model].flops)) for each in orders)
    return Ranking(model, tuple(ranked), depth, answers)


def in_model(forms: Sequence[Form], model: CostModel) -> list[Form]:
    """The forms that a cost model prices: full matrices, or their own."""
    return [DenseForm(*form.shape) for form in forms] if model == "dense" else list(forms)


def _ranked(
    names: tuple[str, ...], order: Order[Forms], forms: Sequence[Form], model: CostModel
) -> Ranked:
    costs = {each: order.price(in_model(forms, each)) for each in MODELS}
    return Ranked(names, order, costs, order.peak(in_model(forms, model)))
