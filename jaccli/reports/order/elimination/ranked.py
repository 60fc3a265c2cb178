"""The orders of an Eliminating in a table, the cheapest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jaccli.accumulate.price import MODES
from jaccli.document.blocks import Column, Table
from jaccli.document.cells import Bar, Cell, Name, Number, Ratio
from jaccli.reports.order.elimination.priced import BEST, GIVEN, VERTICES, parts
from jaccli.reports.order.elimination.units import unit

if TYPE_CHECKING:
    from jaccli.reports.order.elimination.find import Eliminating
    from jaccli.reports.order.elimination.priced import Priced

LAST = "markowitz-last"
TOLD = (BEST, GIVEN, VERTICES, "markowitz", *MODES)  # that a screen has in any case
ROOM = 24  # columns that an order is spelt out in


def shortlist(found: Eliminating) -> Table:
    """The orders for one screen: without sizes, and without one by a rule that few know where it
    costs the same as one that is shown."""
    orders = found.orders
    told = [each for each in orders.orders if {*each.names} & {*TOLD}]
    prices = {orders.amount(each) for each in told}
    shown = [each for each in orders.orders if each in told or orders.amount(each) not in prices]
    return _table(found, shown).without(-1)


def ranking(found: Eliminating) -> Table:
    """One row an order: its names, how it begins, what it costs."""
    return _table(found, found.orders.orders)


def _table(found: Eliminating, shown: Sequence[Priced]) -> Table:
    orders, best = found.orders, found.orders.amount(found.best)
    rows: list[list[Cell]] = [
        [
            names(each),
            Name(begins(parts(each.order)), ", ".join(parts(each.order))),
            Bar(orders.amount(each), orders.dearest),
            Ratio(orders.amount(each), best),
            Number(each.costs[found.model].flops),
            Number(each.largest),
        ]
        for each in shown
    ]
    columns = [
        Column("order"),
        Column("eliminates", priority=2),
        Column(unit(found.model)),
        Column("× best", right=True, priority=3),
        Column("FLOPs", right=True, priority=1),
        Column(("largest", "Jacobian"), right=True, priority=0),
    ]
    table = Table(columns, rows)
    return table if found.model == "dense" else table.without(4)


def names(order: Priced) -> str:
    """best, markowitz: without what its ties the other way come to, where that is the same"""
    names = [name for name in order.names if name != LAST or "markowitz" not in order.names]
    return ", ".join("best of values" if name == VERTICES else name for name in names)


def begins(vertices: tuple[str, ...]) -> str:
    """v3, v1, v2; of more than there is room for the first."""
    text = ", ".join(vertices)
    if len(text) <= ROOM:
        return text
    kept = 0
    while len(", ".join([*vertices[: kept + 1], "…"])) <= ROOM:
        kept += 1
    return ", ".join([*vertices[:kept], "…"])
