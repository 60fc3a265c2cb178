"""The orders of a graph side by side, priced from shapes alone, the cheapest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from jaccli.accumulate.elimination.dag import Dag
from jaccli.accumulate.elimination.edge_walk import called, edge_walk
from jaccli.accumulate.elimination.edges import EdgeElimination
from jaccli.accumulate.elimination.walk import Gone, Walk, walk
from jaccli.accumulate.orders import Answer
from jaccli.accumulate.orders.graph import Elimination
from jaccli.accumulate.price import MODES, CostModel
from jaccli.cost import Cost
from jaccli.reports.common.modes import MODELS

BEST = "best"
GIVEN = "given"  # what --order says
VERTICES = "vertices"  # beside orders of edges the best one of values
Ordered = Elimination | EdgeElimination
NAMES = (BEST, GIVEN, "markowitz", "markowitz-last", *reversed(MODES))  # in the order of a tie


class Priced(NamedTuple):
    """One order and what it costs. names: what it is called; rank: 1 for the cheapest, shared by
    those that cost the same; largest: numbers of the largest Jacobian on the way, J aside; steps:
    its eliminations, under the model"""

    names: tuple[str, ...]
    order: Ordered
    costs: Mapping[CostModel, Cost]
    largest: int
    steps: tuple[Gone, ...]
    rank: int = 0


class Ranking(NamedTuple):
    """The orders that have a name, the cheapest first. answers: what each name came to"""

    model: CostModel
    orders: tuple[Priced, ...]
    answers: Mapping[str, Answer[Ordered]]

    def called(self, name: str) -> Priced:
        """The order of this name. Raises KeyError where there is none."""
        for each in self.orders:
            if name in each.names:
                return each
        raise KeyError(f"no order is called {name!r}; there are {', '.join(self.answers)}")

    def amount(self, order: Priced) -> int:
        """What is compared: multiplications of full matrices, or FLOPs of each as it is."""
        return amount(order.costs[self.model], self.model)

    @property
    def best(self) -> Priced:
        """The cheapest that was found."""
        return self.called(BEST)

    @property
    def bound(self) -> int | None:
        """Multiplications that no order comes below; None where that is not known."""
        bound: int | None = self._further.get("lower_bound")
        return bound

    @property
    def optimal(self) -> bool:
        """Whether no order costs less than the best."""
        return bool(self._further.get("optimal"))

    @property
    def stopped(self) -> str | None:
        """Why the search for the best ended early; None where it did not."""
        stopped: str | None = self._further.get("stopped")
        return stopped

    @property
    def _further(self) -> Mapping[str, Any]:
        return self.answers[BEST].further

    @property
    def dearest(self) -> int:
        """Of the dearest."""
        return max(map(self.amount, self.orders))


def amount(cost: Cost, model: CostModel) -> int:
    """What orders are compared by: a sum adds no multiplication, and every form has its own."""
    return cost.multiplications if model == "dense" else cost.flops


def walked(dag: Dag, order: Ordered) -> Walk:
    """What an order does, one elimination after the other. dag: in the forms that are priced"""
    if isinstance(order, EdgeElimination):
        return edge_walk(dag, order)
    return walk(dag, order.vertices)


def parts(order: Ordered) -> tuple[str, ...]:
    """What is eliminated, in turn: v3, v1, or front x→a, back b→y."""
    if isinstance(order, EdgeElimination):
        return tuple([called(*each) for each in order.named])
    return order.vertices


def ranked(dag: Dag, answers: Mapping[str, Answer[Ordered]], model: CostModel) -> Ranking:
    """The orders priced in both models; an order of several names stands once."""
    named: dict[Ordered, tuple[str, ...]] = {}
    for name in (*(n for n in NAMES if n in answers), *(n for n in answers if n not in NAMES)):
        order = answers[name].order
        named[order] = (*named.get(order, ()), name)
    priced = [_priced(names, order, dag, model) for order, names in named.items()]
    return Ranking(model, (*_in_turn(priced, model),), answers)


def _priced(names: tuple[str, ...], order: Ordered, dag: Dag, model: CostModel) -> Priced:
    """Both prices, each from one pass."""
    full = own = walked(dag.dense, order)
    if dag.forms is not None:
        own = walked(dag, order)
    walks: dict[CostModel, Walk] = {"dense": full, "structured": own}
    costs = {each: walks[each].work.cost for each in MODELS}
    return Priced(names, order, costs, walks[model].work.peak, walks[model].steps)


def _in_turn(priced: Iterable[Priced], model: CostModel) -> Iterable[Priced]:
    """The cheapest first, of equals the one with fewer additions; with their ranks."""
    inorder = sorted(
        priced, key=lambda each: (amount(each.costs[model], model), each.costs[model].flops)
    )
    amounts = [amount(each.costs[model], model) for each in inorder]
    for each, own in zip(inorder, amounts, strict=True):
        yield each._replace(rank=1 + amounts.index(own))
