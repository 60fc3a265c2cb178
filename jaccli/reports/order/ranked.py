"""The orders of an Ordering in tables, the cheapest first: all of them, or those for one screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from jaccli.document.blocks import Column, Elastic, Table
from jaccli.document.cells import Bar, Cell, Name, Number, Ratio
from jaccli.reports.common.orders import in_words, short
from jaccli.reports.common.ranking import BEST, Ranked

if TYPE_CHECKING:
    from jaccli.reports.order.find import Ordering

MOST_ON_SCREEN = 8  # orders that have a row there
INTERMEDIATE = 4  # the column of it


def ranking(found: Ordering) -> Table:
    """One row an order; where there is no room the intermediate goes first, then the ratio."""
    return _without_ranks(found, _table(found, found.orders.orders, _all_names))


def shortlist(found: Ordering) -> Table:
    """The orders with a name, the dearest and the cheapest, without intermediates.

    Where a screen has no room those without a name go, the dearest of all as the last.
    """
    orders, dearest = found.orders.orders, _dearest(found)
    others = [order for order in orders if order.is_mixed and order is not dearest]
    room = MOST_ON_SCREEN - (len(orders) - len(others))
    hidden = others[max(0, room) :]
    rows = [order for order in orders if order not in hidden]
    going = [order for order in rows if order in others]
    if dearest is not None and dearest.is_mixed:
        going.insert(0, dearest)
    staying = [order for order in rows if order not in going]

    def names(order: Ranked) -> str:
        return _names(found, order)

    table = _table(found, rows, names).without(INTERMEDIATE)
    places = [rows.index(order) for order in (*staying, *going)]
    table = table._replace(elastic=Elastic(lambda _: "", order=places, firm=len(staying)))
    return _without_ranks(found, table)


def _table(found: Ordering, orders: Iterable[Ranked], names: Callable[[Ranked], str]) -> Table:
    ranking, best = found.orders, found.flops(BEST)
    rows: list[list[Cell]] = [
        [
            Number(order.rank),
            Name(short(order), order.bracketing),
            Bar(ranking.flops(order), ranking.dearest),
            Ratio(ranking.flops(order), best),
            Number(order.largest_intermediate),
            names(order),
        ]
        for order in orders
    ]
    columns = [
        Column("rank", right=True, priority=3),
        Column("order"),
        Column("FLOPs"),
        Column("× best", right=True, priority=2),
        Column(("biggest", "intermediate"), right=True, priority=1),
        Column("", plain="called"),
    ]
    return Table(columns, rows)


def _without_ranks(found: Ordering, table: Table) -> Table:
    """Ranks mean something where every order is listed."""
    elastic = table.elastic
    return table if found.orders.complete else table.without(0)._replace(elastic=elastic)


def _all_names(order: Ranked) -> str:
    """best, forward; mixed where it has no name of its own."""
    names = [in_words(name) for name in order.names]
    return ", ".join(names) if names != ["best"] else "best, mixed"


def _names(found: Ordering, order: Ranked) -> str:
    """best, forward; dearest; nothing of another without a name."""
    names = [] if order.is_mixed else [in_words(name) for name in order.names]
    if order is _dearest(found):
        names.append("dearest")
    return ", ".join(names)


def _dearest(found: Ordering) -> Ranked | None:
    """The order that costs more than all others, where every order is listed."""
    *others, last = found.orders.orders
    alone = found.orders.complete and bool(others) and others[-1].rank < last.rank
    return last if alone else None
