"""An Ordering as text: the ranking, the reason, what was run and measured, the rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.accumulate.bracketing import spelt
from jaccli.accumulate.price import Mode
from jaccli.cost import FLOPS_PER_MULTIPLY_ADD
from jaccli.document.blocks import Blank, Block, Column, Lines, Paragraph, Style, Table
from jaccli.document.display import Display
from jaccli.document.formats.text import render
from jaccli.document.table import BARS, bar_of, width_of
from jaccli.errors import printable
from jaccli.reports.common.names import command
from jaccli.reports.common.orders import IN_WORDS, fitting, reconciled, short, ways
from jaccli.reports.common.ranking import NAMED, Order
from jaccli.reports.order.find import Ordering
from jaccli.reports.order.heading import chain_heading
from jaccli.reports.order.say import summary_blocks
from jaccli.reports.order.steps import elimination_blocks, step_blocks, table_blocks
from jaccli.words import count, flops, readable, times

NO_STYLE: Style = ""
WARNING: Style = "warning"


def report(
    results: Sequence[Ordering], display: Display, *, quiet: bool, values: bool, again: str = ""
) -> str:
    """The text of one call. values: every step and every bracket, however many; again: the options
    that the next command has to repeat."""
    if quiet:
        return render([Lines([quiet_line(found) for found in results])], display)
    blocks: list[Block] = []
    for found in results:
        blocks += [*order_blocks(found, display, whole=values, again=again), Blank]
    blocks.pop()
    return render(blocks, display)


def quiet_line(found: Ordering) -> str:
    """One line a chain, for -q."""
    best = found.flops("optimal")
    others = ", ".join(f"{mode} {found.flops(mode):,}" for mode in ("forward", "reverse"))
    name = short(found.best)
    return f"{printable(found.chain.file)}: {name} costs {flops(best)}; {others}."


def order_blocks(
    found: Ordering, display: Display, *, whole: bool, again: str = ""
) -> Iterator[Block]:
    """The whole report of one chain. whole: every step and every bracket"""
    yield from chain_heading(found.chain)
    yield Blank
    yield Paragraph(_how_many(found))
    yield Blank
    if len(found.chain.factors) > 2:
        yield from _ranking(found, display)
        yield Blank
    yield Paragraph("Summary", style="title")
    yield from summary_blocks(found, whole=whole)
    yield from _executed(found)
    if found.timing:
        yield Blank
        yield from _measured(found)
    elif found.not_timed:
        yield Paragraph(f"{found.not_timed}.", label="Not timed:", indent=2, style="warning")
    if found.steps:
        yield Blank
        yield from step_blocks(found, display, whole=whole)
        yield from elimination_blocks(found, display)
        yield from table_blocks(found, display)
    yield Blank
    yield from _counting(found)
    yield from _next(found, again)


def _how_many(found: Ordering) -> str:
    """How many orders there are, and which are listed."""
    depth = len(found.chain.factors)
    if depth == 1:
        return "One Jacobian alone: there is nothing to multiply."
    if depth == 2:
        return "Two Jacobians have one product, J2·J1, whichever mode makes it."
    same = "Same J, very different cost" if _spread(found) >= 2 else "Same J, each at its cost"
    listed = ":" if found.orders.complete else "; here forward, reverse and the best:"
    return (
        f"{depth:,} matrices can be bracketed in {ways(depth)} (Catalan number C{depth - 1}). "
        f"{same}{listed}"
    )


def _spread(found: Ordering) -> float:
    prices = [found.orders.flops(order) for order in found.orders.orders]
    return max(prices) / max(1, min(prices))


def _ranking(found: Ordering, display: Display) -> Iterator[Block]:
    """One row an order; bars where they fit."""
    for bar in BARS:
        table = _ranking_table(found, bar, display)
        if width_of(table, display) <= display.width:
            break
    yield fitting(table, display, (-2, -2))  # the intermediate goes first, then the ratio


def _ranking_table(found: Ordering, bar: int, display: Display) -> Table:
    orders = found.orders
    longest = max(orders.flops(order) for order in orders.orders)
    best = found.flops("optimal")
    digits = len(f"{longest:,}")
    rows = []
    for order in orders.orders:
        price = orders.flops(order)
        drawn = bar_of(price, longest, bar, ascii=display.ascii) if longest else ""
        rows.append(
            [
                f"{order.rank}",
                short(order),
                f"{price:>{digits},} {drawn}".rstrip(),
                times(price, best) if best else "",
                f"{order.largest_intermediate:,}",
                _names(order),
            ]
        )
    table = Table(
        [
            Column("rank", right=True, priority=1),
            Column("order"),
            Column("FLOPs"),
            Column("× best", right=True),
            Column(("biggest", "intermediate"), right=True),
            Column(""),
        ],
        rows,
    )
    return table if orders.complete else table.without(0)


def _names(order: Order) -> str:
    """best, forward; mixed where it has no name of its own."""
    names = [IN_WORDS[name] for name in order.names]
    return ", ".join(names) if names != ["best"] else "best, mixed"


def _executed(found: Ordering) -> Iterator[Block]:
    """That the orders were run, gave the same J, and took the operations that were priced."""
    execution = found.execution
    if len(found.chain.factors) == 1:
        return
    if execution is None:
        text = "priced from shapes alone, there are no numbers to run."
        yield Paragraph(text, label="Not run:", indent=2)
        return
    many, listed = len(execution.runs), len(found.orders.orders)
    if not many:
        why = f"{execution.why_not}."
        yield Paragraph(why, label="Priced, not run:", indent=2, style="warning")
        return
    all_of = "both" if listed == 2 else f"all {listed}"
    which = f"{many} of the orders" if many < listed else f"{all_of} orders"
    text = f"{which} were run" if listed > 1 else "it was run"
    if execution.overflowing:
        text += f", {many - len(execution.overflowing)} came to a finite J"
    label, style = "Same answer:", NO_STYLE
    if listed == 1:
        label = "Run:"
    elif execution.ok is None:
        label, style = "Not compared:", WARNING
    else:
        sign, verdict = ("≤", "✓") if execution.ok else (">", "✗")
        text += f", max|J − J_best| = {execution.difference:.1e} {sign} "
        text += f"{execution.tolerance:.1e} {verdict}"
        if not execution.ok:
            label, style = "Not the same:", WARNING
            text += " (the factors are the same: another order rounds otherwise, or underflows)"
    yield Paragraph(f"{text}; {_counted_words(found, many)}.", label=label, indent=2, style=style)
    for order in execution.overflowing:
        text = f"{spelt(order)}: a product on its way overflows {found.chain.dtype}; J does not."
        yield Paragraph(text, label="Not finite:", indent=2, style="warning")
    if execution.why_not:
        yield Paragraph(f"{execution.why_not}.", label="Not run:", indent=2)


def _counted_words(found: Ordering, many: int) -> str:
    """In how many orders the operations were counted, and whether they are the price."""
    assert found.execution is not None
    counted = found.execution.counted
    if not counted:
        return "their operations are too many to count one by one"
    which = "" if many == 1 else " in each" if counted == many else f" in {counted} of them"
    return f"operations counted one by one{which}: {_counted_right(found)}"


def _counted_right(found: Ordering) -> str:
    """Whether the operations that were counted are the price."""
    assert found.execution is not None
    runs = found.execution.runs
    wrong = [
        order
        for order in found.orders.orders
        if order.order in runs and runs[order.order].counted not in (None, order.costs[found.model])
    ]
    return f"not the price in {len(wrong)} ✗" if wrong else "equal to the price ✓"


def _measured(found: Ordering) -> Iterator[Block]:
    """The clock beside the count."""
    timing = found.timing
    assert timing is not None
    what = "random matrices of these shapes" if timing.drawn else "each J in its own form"
    yield Paragraph(
        f"Measured: the products alone, {what}; the quickest of "
        f"{count(timing.runs, 'turn')} or more",
        style="title",
    )
    best = timing.seconds["optimal"]
    rows = []
    for name in NAMED:
        seconds, number = timing.seconds[name], found.orders.called(name).costs["structured"].flops
        rate = f"{number / seconds / 1e9:.3g}" if seconds else ""
        ratio = f"{seconds / best:.3g}" if best else ""
        rows.append([IN_WORDS[name], readable(seconds), ratio, f"{number:,}", rate])
    yield Table(
        [
            Column(""),
            Column("time", right=True),
            Column("× best", right=True),
            Column("FLOPs", right=True),
            Column("GFLOP/s", right=True),
        ],
        rows,
        indent=2,
    )
    yield Paragraph(
        "A ratio of FLOPs is one of work, not of time: a thin product fetches each number from "
        "memory for fewer FLOPs, and a small one mostly waits for Python and NumPy to start it.",
        indent=2,
    )


def _counting(found: Ordering) -> Iterator[Block]:
    """The rule, every time, and how these figures join those of `compare`."""
    model = (
        "every J a full matrix"
        if found.model == "dense"
        else "each J in its own form, and each product in the form that follows"
    )
    text = (
        f"How we count: 1 multiply-add = {FLOPS_PER_MULTIPLY_ADD} FLOPs; {found.model}: {model}. "
        "Here every J_k is already known (seeds free): one product less than there are Jacobians."
    )
    if len(found.chain.factors) > 2:
        text += " The biggest intermediate is the largest product that is not J, in numbers."
    yield Paragraph(text)
    if found.chain.graph is not None:
        free: dict[Mode, int] = {mode: found.flops(mode) for mode in found.seeded}
        seeds = reconciled(found.chain.sizes, free, found.seeded)
        yield Paragraph(f"`jaccli compare` counts the seeds as well: {seeds}.")
    if len(found.chain.factors) > 2:
        yield Paragraph(
            "Limit: this is exact for a chain of Jacobians in these forms. On a graph whose values "
            "are read more than once, or where entries that are equal or zero are exploited, the "
            "problem is NP-complete (Naumann 2008).",
            style="quiet",
        )


def _next(found: Ordering, again: str) -> Iterator[Block]:
    """What to run next."""
    if found.chain.graph is None:
        return
    file = found.chain.file
    runs = found.execution is not None and found.execution.runs
    if found.timing is None and not found.not_timed and runs and len(found.chain.factors) > 2:
        line = f"{command('order', file, again, '--time')}   (does the clock agree?)"
    else:
        line = f"{command('order', file, again, '--matrix-free')}   (if no J is given)"
    yield Paragraph(line, label="Next:")
