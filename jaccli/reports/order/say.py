"""The summary of an Ordering: the winner, how the modes compare, and why, in words."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.accumulate.bracketing import Priced
from jaccli.accumulate.price import Mode
from jaccli.document.blocks import Block, Paragraph
from jaccli.reports.common.orders import short, spaced
from jaccli.reports.common.ranking import NAMED
from jaccli.reports.order.find import Eliminated, Ordering
from jaccli.words import count, flops, times

LONGEST_SPELT = 2000  # characters of an order that is spelt out unasked


def summary_blocks(found: Ordering, *, whole: bool) -> Iterator[Block]:
    """The winner, how the modes compare, the reason. whole: orders spelt out at any length"""
    best = found.flops("optimal")
    if len(found.chain.factors) < 3:
        text = f"{found.best.bracketing} costs {flops(best)}: there is no order to choose."
        if len(found.chain.factors) == 1:
            text = "J is J1 itself: nothing is multiplied."
        yield Paragraph(text, indent=2, style="winner")
        return
    listed = found.orders.orders
    if found.orders.complete and found.tied == len(listed):
        which = "both" if len(listed) == 2 else f"all {len(listed)}"
        yield Paragraph(f"A tie of {which} orders: {flops(best)} each.", indent=2, style="winner")
        alike = all(len(set(each.flops.values())) == 1 for each in found.eliminated)
        why = "what one order saves at a size it pays at another: the sums are equal."
        if alike:
            why = "every order pays the same for each size that it multiplies away."
        yield Paragraph(why, label="Why:", indent=2)
        return
    yield Paragraph(f"{_headline(found)}.", indent=2, style="winner")
    text = found.best.bracketing
    if short(found.best) != text:
        text = spaced(text) if whole or len(text) <= LONGEST_SPELT else "--values spells it out"
        yield Paragraph(text, label="Best order:", indent=2)
    compared = _modes_compared(found)
    if compared:
        yield Paragraph(f"{compared}.", indent=2)
    yield Paragraph(f"{_reason(found)}.", label="Why:", indent=2)
    yield from _ties(found)


def _headline(found: Ordering) -> str:
    best = found.flops("optimal")
    name = short(found.best)
    equals = flops(best) if name != found.best.bracketing else f"{name} = {flops(best)}"
    as_cheap = [mode for mode in ("forward", "reverse") if found.flops(mode) == best]
    own = [name for name in found.best.names if name != "optimal"]
    if len(as_cheap) == 2:
        return f"Forward and reverse mode tie, and no order costs less: {flops(best)}"
    if own:
        return f"{own[0].capitalize()} mode is the best order: {equals}"
    if as_cheap:
        return f"Best: {equals}, and {as_cheap[0]} mode costs as little"
    return f"Best: {equals}, neither forward nor reverse"


def _modes_compared(found: Ordering) -> str:
    """How much dearer forward and reverse mode are."""
    best, ahead, back = (found.flops(name) for name in NAMED)
    ways = [
        (mode, price) for mode, price in (("forward", ahead), ("reverse", back)) if price > best
    ]
    if not ways:
        return ""
    if not best:
        return f"The best order costs nothing, {ways[0][0]} mode {flops(ways[0][1])}"
    if ahead == back:
        ratio = times(ahead, best)
        return f"Forward and reverse tie at {flops(ahead)}. Both cost {ratio} × the best order"
    texts = [f"{mode} costs {times(p, best)} × as much ({flops(p)})" for mode, p in ways]
    text = ", ".join(texts)
    return text[0].upper() + text[1:]


def _reason(found: Ordering) -> str:
    """Which size is multiplied away how, which goes first, and what that saves."""
    decisive, mode = found.decisive, found.against
    if decisive is None or mode is None:
        return "no size is so much wider or narrower than the ends that another order would pay"
    best, other = decisive.products["optimal"], decisive.products[mode]
    first = found.steps[0]
    text = "it first multiplies away" if first.product == best.product else "it multiplies away"
    text += (
        f" the {decisive.size:,} between J{decisive.k + 1} and J{decisive.k}: {_named(best)} is "
        f"{_described(best, decisive.size)} and that product costs {flops(best.cost.flops)}, "
        f"where {mode} mode {_as_other(found, mode, other)}"
    )
    text += _elsewhere(found, decisive, mode)
    if first.product != best.product:
        size = found.chain.sizes[first.product.split]
        text += f". The first to go is the {size:,} in {_named(first)}"
    return text + _narrow(found, decisive)


def _as_other(found: Ordering, mode: Mode, other: Priced) -> str:
    """What the mode does with the same size."""
    sizes = found.chain.sizes
    if found.model != "dense":
        return f"makes {_named(other)} ({other.form.structure}) of it for {other.cost.flops:,}"
    ends = count(sizes[0], "column") if mode == "forward" else count(sizes[-1], "row")
    return f"carries {ends} past that size and pays {other.cost.flops:,}"


def _elsewhere(found: Ordering, decisive: Eliminated, mode: Mode) -> str:
    """What the other sizes cost more, where they do."""
    saved = decisive.flops[mode] - decisive.flops["optimal"]
    in_all = found.flops(mode) - found.flops("optimal")
    if in_all >= saved:
        return ""
    return f"; the other sizes cost {saved - in_all:,} more, so that it saves {in_all:,} in all"


def _narrow(found: Ordering, decisive: Eliminated) -> str:
    """Where the narrowest size of the chain stands."""
    sizes = found.chain.sizes
    n, m, narrowest = sizes[0], sizes[-1], min(sizes)
    last = sizes[found.steps[-1].product.split]
    if found.model != "dense":
        return ""
    for name, end, size, what in (("forward", "n", n, "column"), ("reverse", "m", m, "row")):
        if name in found.best.names and size == narrowest:
            most = count(size, what)
            return f". {end} = {size:,} is the narrowest size: no product has more than {most}"
    if last == narrowest and last < min(n, m, decisive.size):
        return f". The narrow {last:,} goes last, so that both halves are only {last:,} wide"
    return ""


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
    which = f"{found.tied} orders" if found.orders.complete else "other orders"
    yield Paragraph(
        f"A tie: {which} cost as little; named is the one whose last product has the shortest "
        "right factor, and so on within both factors.",
        indent=2,
    )
