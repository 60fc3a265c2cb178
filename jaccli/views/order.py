"""An Ordering as text: the ranking, the reason, what was run and measured, the rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.accumulate.bracketing import Priced
from jaccli.accumulate.price import Mode
from jaccli.analysis.measure import readable
from jaccli.analysis.order import Ordering
from jaccli.analysis.orders import NAMED, Order
from jaccli.cost import FLOPS_PER_MULTIPLY_ADD
from jaccli.errors import count, printable
from jaccli.views.blocks import Blank, Block, Column, Lines, Paragraph, Table
from jaccli.views.chains import chain_heading
from jaccli.views.layout import Display, width_of
from jaccli.views.order_steps import elimination_blocks, step_blocks, table_blocks
from jaccli.views.orders import IN_WORDS, reconciled, short, ways
from jaccli.views.prices import BARS, bar_of
from jaccli.views.terminal import render
from jaccli.views.words import command, flops, times


def report(results: Sequence[Ordering], display: Display, *, quiet: bool, again: str = "") -> str:
    """The text of one call. again: the options that the next command has to repeat."""
    if quiet:
        return render([Lines([quiet_line(found) for found in results])], display)
    blocks: list[Block] = []
    for found in results:
        blocks += [*order_blocks(found, display, again=again), Blank]
    blocks.pop()
    return render(blocks, display)


def quiet_line(found: Ordering) -> str:
    """One line a chain, for -q."""
    best = found.flops("optimal")
    others = ", ".join(f"{mode} {found.flops(mode):,}" for mode in ("forward", "reverse"))
    name = short(found.best)
    return f"{printable(found.chain.file)}: {name} costs {flops(best)}; {others}."


def order_blocks(found: Ordering, display: Display, *, again: str = "") -> Iterator[Block]:
    """The whole report of one chain."""
    yield from chain_heading(found.chain, found.types)
    yield Blank
    yield Paragraph(_how_many(found))
    yield Blank
    if len(found.chain.factors) > 2:
        yield from _ranking(found, display)
        yield Blank
    yield Paragraph("Summary", style="title")
    yield from _summary(found)
    yield from _executed(found)
    if found.timing:
        yield Blank
        yield from _measured(found)
    if found.steps:
        yield Blank
        yield from step_blocks(found, display)
        yield from elimination_blocks(found)
        yield from table_blocks(found, display)
    yield Blank
    yield from _counting(found)
    yield from _next(found, again)


def _how_many(found: Ordering) -> str:
    """How many orders there are, and which are listed."""
    depth, number = len(found.chain.factors), found.orders.number
    if depth == 1:
        return "One Jacobian alone: there is nothing to multiply."
    if depth == 2:
        return "Two Jacobians have one product, J2·J1, whichever mode makes it."
    same = "Same J, very different cost" if _spread(found) >= 2 else "Same J, each at its cost"
    listed = ":" if found.orders.complete else "; here forward, reverse and the best:"
    return (
        f"{depth:,} matrices can be bracketed in {ways(number)} (Catalan number C{depth - 1}). "
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
    else:
        for at in (-2, -2):  # the intermediate goes first, then the ratio
            table = table.without(at)
            if width_of(table, display) <= display.width:
                break
    yield table


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
            Column("rank", right=True),
            Column("order"),
            Column("FLOPs"),
            Column("× best", right=True),
            Column("biggest\nintermediate", right=True),
            Column(""),
        ],
        rows,
    )
    return table if orders.complete else table.without(0)


def _names(order: Order) -> str:
    """best, forward; mixed where it has no name of its own."""
    names = [IN_WORDS[name] for name in order.names]
    return ", ".join(names) if names != ["best"] else "best, mixed"


def _summary(found: Ordering) -> Iterator[Block]:
    """The winner, how the modes compare, the reason."""
    best, ahead, back = (found.flops(name) for name in NAMED)
    spelt = short(found.best)
    if len(found.chain.factors) < 3:
        yield Paragraph(
            f"{spelt} costs {flops(best)}: there is no order to choose.", indent=2, style="winner"
        )
        return
    modes = [name for name in found.best.names if name != "optimal"]
    cheaper = [mode for mode in ("forward", "reverse") if found.flops(mode) == best]
    if found.orders.complete and found.tied == len(found.orders.orders):
        yield Paragraph(
            f"A tie of all {found.tied} orders: {flops(best)} each.", indent=2, style="winner"
        )
        return
    if modes:
        which = " and ".join(modes)
        text = f"{which.capitalize()} mode is the best order: {spelt} = {flops(best)}."
    elif cheaper:
        which = " and ".join(cheaper)
        text = f"Best: {spelt} = {flops(best)}, and {which} mode costs as little."
    else:
        text = f"Best: {spelt} = {flops(best)}, neither forward nor reverse."
    yield Paragraph(text, indent=2, style="winner")
    yield Paragraph(_modes_compared(found, ahead, back, best), indent=2)
    yield Paragraph(_reason(found), label="Why:", indent=2)
    yield from _ties(found)


def _modes_compared(found: Ordering, ahead: int, back: int, best: int) -> str:
    """How much dearer forward and reverse mode are."""

    def dearer(flops_: int) -> str:
        if flops_ == best:
            return "is as cheap"
        ratio = f"{times(flops_, best)} × the best order" if best else "the best order nothing"
        return f"costs {ratio} ({flops(flops_)})"

    if ahead == back:
        if ahead == best:
            return "Forward and reverse tie with it."
        ratio = f"Both cost {times(ahead, best)} × the best order." if best else ""
        return f"Forward and reverse tie at {flops(ahead)}. {ratio}".rstrip()
    return f"Forward {dearer(ahead)}, reverse {dearer(back)}."


def _reason(found: Ordering) -> str:
    """Which size is multiplied away how, and what that saves."""
    decisive, mode = found.decisive, found.against
    sizes = found.chain.sizes
    n, m, narrowest = sizes[0], sizes[-1], min(sizes)
    if decisive is None or mode is None:
        return "forward and reverse mode cost the same, and no other order costs less."
    best, other = decisive.products["optimal"], decisive.products[mode]
    first = "first " if found.steps[0].product == best.product else ""
    text = (
        f"it {first}multiplies away the {decisive.size:,} between J{decisive.k + 1} and "
        f"J{decisive.k}: {_named(best)} is {_described(best, decisive.size)} and costs "
        f"{flops(best.cost.flops)}, where {mode} mode "
    )
    if found.model == "dense":
        carried = count(n, "column") if mode == "forward" else count(m, "row")
        text += f"carries {carried} past that size and pays {other.cost.flops:,}."
    else:
        text += f"multiplies {_named(other)}, {other.form.structure}, and pays "
        text += f"{other.cost.flops:,}."
    last = sizes[found.steps[-1].product.split]
    ends = [name for name in found.best.names if name != "optimal"]
    if found.model == "dense" and ends and narrowest == (n if "forward" in ends else m):
        end, what = ("n", "column") if "forward" in ends else ("m", "row")
        text += f" {end} = {narrowest:,} is the narrowest size of the chain: every product has no "
        text += f"more than {count(narrowest, what)}."
    elif last == narrowest and last < min(n, m, decisive.size):
        text += f" The narrow {last:,} goes last, so that both halves are only {last:,} wide."
    return text


def _described(step: Priced, size: int) -> str:
    """A product's form where it has one, and its shape: "only" where it is much smaller."""
    rows, columns = step.form.shape
    shape = f"{rows:,}×{columns:,}"
    if step.form.structure != "dense":
        return f"{step.form.structure}, {shape},"
    return f"only {shape}" if max(rows, columns) < size or 4 * min(rows, columns) <= size else shape


def _named(step: Priced) -> str:
    """J3·J2, or J5 ⋯ J2 of more factors."""
    row, _, column = step.product
    return f"J{row}·J{column}" if row == column + 1 else f"J{row} ⋯ J{column}"


def _ties(found: Ordering) -> Iterator[Block]:
    """That other orders cost as little, and which of them is named."""
    if found.orders.found.alone:
        return
    rule = "named is the one whose last product has the shortest right factor"
    if found.orders.complete:
        text = f"A tie: {found.tied} orders cost as little; {rule}, and so on within both factors."
    else:
        text = f"A tie: other orders cost as little; {rule}, and so on within both factors."
    yield Paragraph(text, indent=2)


def _executed(found: Ordering) -> Iterator[Block]:
    """That the orders were run, gave the same J, and took the operations that were priced."""
    execution = found.execution
    if execution is None:
        return
    many = len(execution.runs)
    if not many:
        yield Paragraph(
            f"{execution.why_not}.", label="Priced, not run:", indent=2, style="warning"
        )
        return
    all_of = f"all {many} orders" if many > 1 else "the one order"
    if execution.why_not:
        all_of = f"{many} of the orders"
    sign, label, style = (
        ("≤", "Same answer:", "") if execution.ok else (">", "Not the same:", "warning")
    )
    text = f"{all_of} were run" if many > 1 else f"{all_of} was run"
    if many > 1:
        text += (
            f", max|J − J_best| = {execution.difference:.1e} {sign} {execution.tolerance:.1e} "
            f"{'✓' if execution.ok else '✗'}"
        )
    if execution.counted:
        which = "in each" if execution.counted == many else f"in {execution.counted} of them"
        text += f"; operations counted one by one {which}: {_counted_right(found)}"
    yield Paragraph(f"{text}.", label=label, indent=2, style=style)  # type: ignore[arg-type]  # two of the styles
    if execution.why_not:
        yield Paragraph(f"{execution.why_not}.", label="Not run:", indent=2)


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
        f"Measured: the products alone, {what}; median of "
        f"{count(timing.runs, 'run')}, each after one that was not timed",
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
    yield Paragraph(
        f"How we count: 1 multiply-add = {FLOPS_PER_MULTIPLY_ADD} FLOPs; {found.model}: {model}. "
        "Here every J_k is already known (seeds free): one product less than there are Jacobians. "
        "The biggest intermediate is the largest product that is not J, in numbers."
    )
    if found.chain.graph is not None:
        free: dict[Mode, int] = {mode: found.flops(mode) for mode in found.seeded}
        yield Paragraph(
            "`jaccli compare` counts the product with the start vectors as well: "
            f"{reconciled(found.chain.sizes, free, found.seeded)}."
        )
    if len(found.chain.factors) > 2:
        yield Paragraph(
            "Limit: this is exact for a chain. On a graph whose values are read more than once the "
            "problem is NP-complete (Naumann 2008).",
            style="quiet",
        )


def _next(found: Ordering, again: str) -> Iterator[Block]:
    """What to run next."""
    if found.chain.graph is None:
        return
    file = found.chain.file
    if found.timing is None and len(found.chain.factors) > 2:
        line = f"{command('order', file, again, '--time')}   (does the clock agree?)"
    else:
        line = f"{command('order', file, again, '--matrix-free')}   (if no J is given)"
    yield Paragraph(line, label="Next:")
