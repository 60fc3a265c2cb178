"""What the sections of an Ordering say: how many orders there are, how they compare, the rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.accumulate.price import MODES, Mode
from jaccli.document.blocks import Finding
from jaccli.keywords import Worded
from jaccli.reports.common.modes import MULTIPLY_ADD, Rule
from jaccli.reports.common.orders import reconciled, short, spaced, ways
from jaccli.reports.common.ranking import BEST
from jaccli.reports.order.answer import headline
from jaccli.words import flops

if TYPE_CHECKING:
    from jaccli.reports.order.find import Ordering

LONGEST_SPELT = 2000  # characters of an order that is spelt out unasked


def in_a_line(found: Ordering) -> str:
    """The file, what the best order costs, and what the others do that have a name."""
    names = (*MODES, *found.orders.further)
    others = ", ".join(f"{each} {found.flops(each):,}" for each in names)
    name = short(found.best)
    return f"{found.chain.file}: {name} costs {flops(found.flops(BEST))}; {others}."


def by_rule(found: Ordering) -> str:
    """What the prices are of."""
    return Rule(found.model, "free").brief


def how_many(found: Ordering) -> str:
    """How many orders there are, and which are listed."""
    depth = found.depth
    if depth == 1:
        return "One Jacobian alone: there is nothing to multiply."
    if depth == 2:
        return "Two Jacobians have one product, J2·J1, whichever mode makes it."
    same = "Same J, very different cost" if found.orders.differ else "Same J, each at its cost"
    named = ", ".join((*MODES, *found.orders.further))
    listed = ":" if found.orders.complete else f"; here {named} and the best:"
    return (
        f"{depth:,} Jacobians can be multiplied in {ways(depth)} (Catalan number C{depth - 1}). "
        f"{same}{listed}"
    )


def summary(found: Ordering, *, whole: bool) -> Iterator[Finding]:
    """The winner, how the modes compare. whole: orders spelt out at any length"""
    yield headline(found)
    if found.depth < 3:
        return
    if not found.all_tie:
        text = found.best.bracketing
        if short(found.best) != text:
            text = spaced(text) if whole or len(text) <= LONGEST_SPELT else "--values spells it out"
        yield Finding("note", text, "Best order:")
        yield Finding("note", _prices(found))
    if not found.all_tie:
        yield from _ties(found)


def _prices(found: Ordering) -> str:
    """What the modes cost."""
    ahead, back = (found.flops(mode) for mode in MODES)
    if ahead == back:
        return f"Forward and reverse both cost {flops(ahead)}."
    return f"Forward costs {flops(ahead)}, reverse {back:,}."


def _ties(found: Ordering) -> Iterator[Finding]:
    """That other orders cost as little, and which of them is named."""
    if found.orders.found.alone:
        return
    which = f"{found.tied} orders" if found.orders.complete else "other orders"
    yield Finding(
        "note",
        f"A tie: {which} cost as little. The one that is named has the shortest right factor in "
        "its last product. Inside both factors it is chosen in the same way.",
    )


def counting(found: Ordering) -> Iterator[Finding]:
    """The rule at length, and how these figures join those of `compare`."""
    model = (
        "every J is a full matrix"
        if found.model == "dense"
        else "each J has its own form, and each product the form that follows"
    )
    text = (
        f"How we count: {MULTIPLY_ADD}. The cost is "
        f"{found.model}: {model}. Every J_k is known already and the start is free, so that "
        "there is one product less than there are Jacobians."
    )
    if found.depth > 2:
        text += " The biggest intermediate is the largest product that is not J, in numbers."
    yield Finding("rule", text, indent=0)
    if found.chain.graph is not None:
        free: dict[Mode, int] = {mode: found.flops(mode) for mode in found.seeded}
        seeds = reconciled(found.chain.sizes, free, found.seeded)
        text = Worded("`jaccli compare`", "`jaccli.compare`")
        text += f" counts the start as well: {seeds}."
        yield Finding("note", text, indent=0)
    if found.depth > 2:
        yield Finding(
            "note",
            "Limit: this is the best order for a chain of Jacobians in these forms. For graphs, "
            "where a value is read more than once, the problem is NP-complete. So it is where "
            "entries that are equal or 0 are made use of (Naumann 2008).",
            indent=0,
            look="quiet",
        )
