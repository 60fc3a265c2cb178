"""The best order beside both modes of a Comparison, all three with their seeds free."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.accumulate.price import MODES
from jaccli.document.blocks import Blank, Block, Column, Finding, Paragraph, Table
from jaccli.document.cells import Cell, Number, Ratio
from jaccli.keywords import command
from jaccli.reports.common.modes import Rule
from jaccli.reports.common.orders import in_words, reconciled, short, ways
from jaccli.reports.common.ranking import BEST

if TYPE_CHECKING:
    from jaccli.reports.compare.comparison import Comparison


def best_order_blocks(found: Comparison) -> Iterator[Block]:
    """The best order as a third row, all three with seeds free, and the seeds beside them."""
    orders = found.orders
    if orders is None and found.wrt == "input" and found.graph.is_chain:
        text = "The best order of so many Jacobians takes longer to find: "
        text += command("order") + " does it."
        yield Blank
        yield Finding("note", text, indent=0)
    if orders is None or found.graph.depth < 3:
        return
    which = "both orders" if orders.depth == 3 else f"2 of {ways(orders.depth, 'order')}"
    every = "every J full" if orders.model == "dense" else "each J in its own form"
    yield Blank
    yield Paragraph(
        f"The modes are {which} of multiplication ({every}, the start free)",
        style="title",
    )
    best = orders.flops(orders.called(BEST))
    rows: list[list[Cell]] = []
    for name in (*MODES, *orders.further, BEST):
        order = orders.called(name)
        price = orders.flops(order)
        rows.append([in_words(name), short(order), Number(price), Ratio(price, best)])
    yield Table(
        [
            Column("", plain="called"),
            Column("order", priority=1),
            Column("FLOPs", right=True),
            Column("× best", right=True),
        ],
        rows,
        indent=2,
    )
    counted = Rule(orders.model, "counted")
    seeded = {
        mode: facts.costs[counted].flops
        for mode, facts in zip(MODES, (found.forward, found.reverse), strict=True)
    }
    free = {mode: orders.flops(orders.called(mode)) for mode in MODES}
    text = f"With the start counted: {reconciled(found.graph.sizes, free, seeded)}."
    yield Finding("note", text)
    if found.further:
        from jaccli.reports.compare.further import said

        yield from said(found.further)
