"""The results of `order`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal, NotRequired, TypedDict, cast

from jaccli.accumulate.bracketing import number_of_orders
from jaccli.accumulate.price import Mode
from jaccli.reports.common.data import cost_entry, order_entry
from jaccli.reports.common.entries import (
    CostEntry,
    Declared,
    OrderEntry,
    Shape,
)
from jaccli.reports.common.ranking import MIXED
from jaccli.reports.order.elimination.data import EliminatingEntry
from jaccli.reports.order.head import ChainEntry, RunEntry, TimedEntry, chain_head, run_entry
from jaccli.reports.order.matrix_free.data import MatrixFreeEntry

MOST_EXACT = 5000  # Jacobians whose orders are counted: more digits than that nobody writes

if TYPE_CHECKING:
    from jaccli.reports.order.find import Ordering


class ExecutedEntry(OrderEntry):
    """An order, and what running it showed."""

    executed: bool
    finite: bool
    max_abs_difference: Annotated[float | None, "of J to that of the best order"]
    counted: Annotated[CostEntry | None, "operations counted while it ran"]
    seconds: Annotated[float | None, "with --time: the quickest run"]


class ProductEntry(CostEntry):
    """One product of the best order."""

    product: Annotated[list[int], "row, split, column: J_row ⋯ J_split+1 times J_split ⋯ J_column"]
    shape: Shape
    structure: str


class ByOrder(TypedDict):
    """FLOPs of each named order, of further ones too."""

    forward: NotRequired[int]
    reverse: NotRequired[int]
    optimal: NotRequired[int]


class EliminatedEntry(ByOrder):
    """A value between, and what multiplying it away costs in each of the named orders."""

    value: str
    size: int


class OrderingEntry(ChainEntry):
    """The result of `order`."""

    seeds: Literal["free"]
    orders: Annotated[
        list[ExecutedEntry], "each: name, bracketing, elimination or plan, cost, rank"
    ]
    number_of_orders: int | None
    complete: Annotated[bool, "whether every order was looked at"]
    unique: Annotated[
        bool | None, "whether no other order costs as little; null beyond 1,000 full Jacobians"
    ]
    steps: Annotated[list[ProductEntry], "the products of the best order, in turn"]
    eliminated: Annotated[
        list[EliminatedEntry], "what each order pays for each size; x_2 is J_1's rows"
    ]
    decisive_value: Annotated[str | None, "where the best order differs most from the modes"]
    seeds_counted: Annotated[dict[Mode, int], "FLOPs of the modes with the start counted"]
    agreement: RunEntry | None
    timing: TimedEntry | None
    not_timed: Annotated[str, "why nothing was timed, where --time asked for it"]


DECLARED = Declared((OrderingEntry, EliminatingEntry, MatrixFreeEntry))


def ordering(found: Ordering) -> OrderingEntry:
    """The result of `order` for one chain. An order of two names has an entry for each."""
    orders = found.orders
    decisive = found.decisive
    return {
        **chain_head(found.chain, found.chain.forms, found.model),
        "seeds": "free",
        "orders": [*_orders(found)],
        "number_of_orders": number_of_orders(orders.depth) if orders.depth <= MOST_EXACT else None,
        "complete": orders.complete,
        "unique": orders.found.alone,
        "steps": [
            {
                "product": list(step.product),
                "shape": list(step.form.shape),
                "structure": step.form.structure,
                **cost_entry(step.cost),
            }
            for step in found.steps
        ],
        "eliminated": [
            {"value": f"x{each.k + 1}", "size": each.size, **cast(ByOrder, each.flops)}
            for each in found.eliminated
        ],
        "decisive_value": decisive and f"x{decisive.k + 1}",
        "seeds_counted": dict(found.seeded),
        "agreement": found.execution and run_entry(found.execution),
        "timing": found.timing and {"runs": found.timing.runs, "drawn": found.timing.drawn},
        "not_timed": found.not_timed,
    }


def _orders(found: Ordering) -> Iterator[ExecutedEntry]:
    """The named orders, then those that mix both modes."""
    orders, execution, timing = found.orders, found.execution, found.timing
    for name, each in [
        *((name, orders.called(name)) for name in orders.names),
        *((MIXED, each) for each in orders.orders if each.is_mixed),
    ]:
        run = execution.runs.get(each.order) if execution else None
        yield {
            **order_entry(name, orders, each),
            "executed": run is not None,
            "finite": run is None or run.difference is not None,
            "max_abs_difference": run and run.difference,
            "counted": cost_entry(run.counted) if run and run.counted else None,
            "seconds": timing.seconds.get(name) if timing else None,
        }
