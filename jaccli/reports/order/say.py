"""What an Ordering finds, in words: the winner, why it wins, what running it showed, the rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.accumulate.price import MODES, Mode
from jaccli.cost import FLOPS_PER_MULTIPLY_ADD
from jaccli.document.blocks import Finding, Kind, Next
from jaccli.keywords import Worded
from jaccli.reports.common.names import command
from jaccli.reports.common.orders import reconciled, short, spaced, ways
from jaccli.reports.common.ranking import BEST
from jaccli.reports.order.why import reason
from jaccli.words import flops, times

if TYPE_CHECKING:
    from jaccli.reports.order.find import Ordering

NOTE: Kind = "note"
WARNING: Kind = "warning"
LONGEST_SPELT = 2000  # characters of an order that is spelt out unasked


def in_a_line(found: Ordering) -> str:
    """The file, what the best order costs, and what the others do that have a name."""
    names = (*MODES, *found.orders.further)
    others = ", ".join(f"{each} {found.flops(each):,}" for each in names)
    name = short(found.best)
    return f"{found.chain.file}: {name} costs {flops(found.flops(BEST))}; {others}."


def by_rule(found: Ordering) -> str:
    """What the prices are of."""
    return f"{found.model}, seeds free"


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
        f"{depth:,} matrices can be bracketed in {ways(depth)} (Catalan number C{depth - 1}). "
        f"{same}{listed}"
    )


def summary(found: Ordering, *, whole: bool) -> Iterator[Finding]:
    """The winner, how the modes compare, the reason. whole: orders spelt out at any length"""
    best = found.flops(BEST)
    if found.depth < 3:
        text = f"{found.best.bracketing} costs {flops(best)}: there is no order to choose."
        if found.depth == 1:
            text = "J is J1 itself: nothing is multiplied."
        yield Finding("headline", text)
        return
    if found.all_tie:
        yield from _tie_of_all(found)
        return
    yield Finding("headline", f"{_headline(found)}.")
    text = found.best.bracketing
    if short(found.best) != text:
        text = spaced(text) if whole or len(text) <= LONGEST_SPELT else "--values spells it out"
        yield Finding("note", text, "Best order:")
    compared = _modes_compared(found)
    if compared:
        yield Finding("note", f"{compared}.")
    yield Finding("why", f"{reason(found)}.", "Why:")
    yield from _ties(found)


def _tie_of_all(found: Ordering) -> Iterator[Finding]:
    """That it makes no difference, and why."""
    listed = len(found.orders.orders)
    which = "both" if listed == 2 else f"all {listed}"
    yield Finding("headline", f"A tie of {which} orders: {flops(found.flops(BEST))} each.")
    why = "what one order saves at a size it pays at another: the sums are equal."
    if found.alike:
        why = "every order pays the same for each size that it multiplies away."
    yield Finding("why", why, "Why:")


def _headline(found: Ordering) -> str:
    best = found.flops(BEST)
    name = short(found.best)
    equals = flops(best) if name != found.best.bracketing else f"{name} = {flops(best)}"
    if found.beneath:
        less = " and ".join(f"{name} costs {flops(found.flops(name))}" for name in found.beneath)
        return f"Best bracketing: {equals}; {less}"
    as_cheap = [mode for mode in ("forward", "reverse") if found.flops(mode) == best]
    if len(as_cheap) == 2:
        return f"Forward and reverse mode tie, and no order costs less: {flops(best)}"
    if found.best.mode:
        return f"{found.best.mode.capitalize()} mode is the best order: {equals}"
    if as_cheap:
        return f"Best: {equals}, and {as_cheap[0]} mode costs as little"
    return f"Best: {equals}, neither forward nor reverse"


def _modes_compared(found: Ordering) -> str:
    """How much dearer forward and reverse mode are."""
    best, ahead, back = (found.flops(name) for name in (BEST, *MODES))
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


def _ties(found: Ordering) -> Iterator[Finding]:
    """That other orders cost as little, and which of them is named."""
    if found.orders.found.alone:
        return
    which = f"{found.tied} orders" if found.orders.complete else "other orders"
    yield Finding(
        "note",
        f"A tie: {which} cost as little; named is the one whose last product has the shortest "
        "right factor, and so on within both factors.",
    )


def executed(found: Ordering) -> Iterator[Finding]:
    """That the orders were run, gave the same J, and took the operations that were priced."""
    execution = found.execution
    if found.depth == 1:
        return
    if execution is None:
        text = "priced from shapes alone, there are no numbers to run."
        yield Finding("note", text, "Not run:")
        return
    if not execution.runs:
        yield Finding("warning", execution.why_not + ".", "Priced, not run:")
        return
    yield _run(found)
    for order in execution.overflowing:
        text = f"{order.spelt}: a product on its way overflows {found.chain.dtype}; J does not."
        yield Finding("warning", text, "Not finite:")
    if execution.why_not:
        yield Finding("note", execution.why_not + ".", "Not run:")


def _run(found: Ordering) -> Finding:
    """How many were run, and whether they agree."""
    execution = found.execution
    assert execution is not None
    many, listed = len(execution.runs), len(found.orders.orders)
    all_of = "both" if listed == 2 else f"all {listed}"
    which = f"{many} of the orders" if many < listed else f"{all_of} orders"
    were = "was" if many == 1 else "were"
    text = f"{which} {were} run" if listed > 1 else "it was run"
    if execution.overflowing:
        text += f", {many - len(execution.overflowing)} came to a finite J"
    label, kind = "Same answer:", NOTE
    if many == 1:  # there is no other to compare it with
        label = "Run:"
    elif execution.ok is None:
        label, kind = "Not compared:", WARNING
    else:
        sign, verdict = ("≤", "✓") if execution.ok else (">", "✗")
        text += f", max|J − J_best| = {execution.difference:.1e} {sign} "
        text += f"{execution.tolerance:.1e} {verdict}"
        if not execution.ok:
            label, kind = "Not the same:", WARNING
            text += " (the factors are the same: another order rounds otherwise, or underflows)"
    return Finding(kind, f"{text}; {_counted(found, many)}.", label)


def _counted(found: Ordering, many: int) -> str:
    """In how many orders the operations were counted, and whether they are the price."""
    assert found.execution is not None
    counted = found.execution.counted
    if not counted:
        return "their operations are too many to count one by one"
    which = "" if many == 1 else " in each" if counted == many else f" in {counted} of them"
    wrong = found.not_the_price
    verdict = f"not the price in {wrong} ✗" if wrong else "equal to the price ✓"
    return f"operations counted one by one{which}: {verdict}"


def not_timed(found: Ordering) -> Iterator[Finding]:
    """Why no clock ran, where one was asked for."""
    if found.not_timed:
        yield Finding("warning", found.not_timed + ".", "Not timed:")


def clock() -> Finding:
    """What a time is not."""
    return Finding(
        "note",
        "A ratio of FLOPs is one of work, not of time: a thin product fetches each number from "
        "memory for fewer FLOPs, and a small one mostly waits for Python and NumPy to start it.",
    )


def counting(found: Ordering) -> Iterator[Finding]:
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
    if found.depth > 2:
        text += " The biggest intermediate is the largest product that is not J, in numbers."
    yield Finding("rule", text, indent=0)
    if found.chain.graph is not None:
        free: dict[Mode, int] = {mode: found.flops(mode) for mode in found.seeded}
        seeds = reconciled(found.chain.sizes, free, found.seeded)
        text = Worded("`jaccli compare`", "`jaccli.compare`")
        text += f" counts the seeds as well: {seeds}."
        yield Finding("note", text, indent=0)
    if found.depth > 2:
        yield Finding(
            "note",
            "Limit: this is exact for a chain of Jacobians in these forms. On a graph whose values "
            "are read more than once, or where entries that are equal or zero are exploited, the "
            "problem is NP-complete (Naumann 2008).",
            indent=0,
            look="quiet",
        )


def next_command(found: Ordering, again: Sequence[str]) -> Iterator[Next]:
    """What to run next; of shapes alone nothing."""
    if found.chain.graph is None:
        return
    file = found.chain.file
    runs = found.execution is not None and found.execution.runs
    if found.timing is None and not found.not_timed and runs and found.depth > 2:
        yield Next(command("order", file, *again, "--time"), "does the clock agree?")
    else:
        yield Next(command("order", file, *again, "--matrix-free"), "if no J is given")
