"""The best order beside both modes of a Comparison, all three with their seeds free."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.accumulate.price import MODES, Mode
from jaccli.document.blocks import Blank, Block, Column, Paragraph, Table
from jaccli.document.layout import Display, width_of
from jaccli.reports.common.modes import ModeFacts, Rule
from jaccli.reports.common.orders import IN_WORDS, reconciled, short, ways
from jaccli.reports.compare.find import Comparison
from jaccli.words import times


def best_order_blocks(found: Comparison, display: Display) -> Iterator[Block]:
    """The best order as a third row, all three with seeds free, and the seeds beside them."""
    orders = found.orders
    if orders is None and found.wrt == "input" and found.graph.is_chain:
        yield Blank
        yield Paragraph(
            "The best order of so many Jacobians takes longer to find: `jaccli order` does it."
        )
    if orders is None or found.graph.depth < 3:
        return
    yield Blank
    yield Paragraph(
        f"Orders of the product itself, {found.rule.model}, seeds free: the modes are "
        + ("the two there are" if orders.depth == 3 else f"two of {ways(orders.depth)}"),
        style="title",
    )
    best = orders.flops(orders.called("optimal"))
    rows = []
    for name in ("forward", "reverse", "optimal"):
        order = orders.called(name)
        price = orders.flops(order)
        ratio = times(price, best) if best else ""
        rows.append([IN_WORDS[name], short(order), f"{price:,}", ratio])
    table = Table(
        [Column(""), Column("order"), Column("FLOPs", right=True), Column("× best", right=True)],
        rows,
        indent=2,
    )
    yield table if width_of(table, display) <= display.width else table.without(1)
    seeded = {mode: _mode(found, mode).costs[Rule(orders.model, "counted")].flops for mode in MODES}
    free = {mode: orders.flops(orders.called(mode)) for mode in MODES}
    yield Paragraph(
        f"With the seeds counted: {reconciled(found.graph.sizes, free, seeded)}.",
        indent=2,
    )


def _mode(found: Comparison, mode: Mode) -> ModeFacts:
    return found.forward if mode == "forward" else found.reverse
