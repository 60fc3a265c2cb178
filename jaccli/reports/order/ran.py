"""What running the orders of an Ordering showed, and the clock, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.document.blocks import Finding, Kind
from jaccli.reports.common.orders import in_words
from jaccli.reports.common.ranking import BEST
from jaccli.words import readable

if TYPE_CHECKING:
    from jaccli.reports.order.find import Ordering
    from jaccli.reports.order.running import Execution

NOTE: Kind = "note"
WARNING: Kind = "warning"


def executed(found: Ordering) -> Iterator[Finding]:
    """That the orders were run, gave the same J, and took the operations that were priced."""
    execution = found.execution
    if found.depth == 1:
        return
    if execution is None:
        yield Finding("note", "priced from shapes alone, there are no numbers to run.", "Not run:")
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


def in_brief(found: Ordering) -> Iterator[Finding]:
    """That the orders were run and came to one J, where all is well, or that none was run."""
    execution = found.execution
    if found.depth == 1:
        return
    if execution is None:
        yield Finding("note", "there are shapes only, so no order was run.", "Check:")
        return
    if not _is_well(found) or all_came_to_one(found):
        return
    text = f"{_which(found)} were run: same J ✓"
    if len(execution.runs) == 1:
        text = "it was run ✓" if len(found.orders.orders) == 1 else "the best order was run ✓"
    yield Finding("note", text, "Check:")


def all_came_to_one(found: Ordering) -> bool:
    """Whether every order there is was run, and all came to one J at the price that was named."""
    execution, orders = found.execution, found.orders
    if execution is None or not orders.complete or len(execution.runs) == 1:
        return False
    return _is_well(found) and len(execution.runs) == len(orders.orders)


def _is_well(found: Ordering) -> bool:
    """Whether what was run came to one J at the price that was named."""
    execution = found.execution
    return bool(execution and execution.runs and execution.ok and not found.not_the_price)


def cautions(found: Ordering) -> Iterator[Finding]:
    """What is not well, or was not run though there are numbers."""
    execution = found.execution
    if execution is None or found.depth == 1:
        return
    if execution.runs and not _is_well(found):
        yield _run(found)
    if not execution.runs:
        yield Finding("warning", execution.why_not + ".", "Not run:")
    elif execution.why_not:
        yield Finding("note", execution.why_not + ".", "Not run:")
    overflowing = execution.overflowing
    if overflowing:
        others = f" and {len(overflowing) - 1:,} more" if len(overflowing) > 1 else ""
        text = f"{overflowing[0].spelt}{others} overflow {found.chain.dtype} on the way to J."
        yield Finding("warning", text, "Not finite:")


def _which(found: Ordering) -> str:
    """all 5 orders; both orders; these 3 orders, of many; 3 of the orders"""
    assert found.execution is not None
    many, listed = len(found.execution.runs), len(found.orders.orders)
    if many < listed:
        return f"{many} of the orders"
    if not found.orders.complete:
        return f"these {listed} orders"
    return f"{'both' if listed == 2 else f'all {listed}'} orders"


def _run(found: Ordering) -> Finding:
    """How many were run, and whether they agree."""
    execution = found.execution
    assert execution is not None
    many, listed = len(execution.runs), len(found.orders.orders)
    were = "was" if many == 1 else "were"
    text = f"{_which(found)} {were} run" if listed > 1 else "it was run"
    if execution.overflowing:
        text += f", {many - len(execution.overflowing)} came to a finite J"
    label, kind = "Check:", NOTE
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
    return Finding(kind, f"{text}; {in_counts(execution, found.not_the_price)}.", label)


def in_counts(execution: Execution, wrong: int) -> str:
    """In how many orders the operations were counted, and whether they are the price.

    wrong: in how many of them they are not
    """
    counted, many = execution.counted, len(execution.runs)
    if not counted:
        return "their operations are too many to count one by one"
    which = "" if many == 1 else " in each" if counted == many else f" in {counted} of them"
    verdict = f"not the price in {wrong} ✗" if wrong else "equal to the price ✓"
    return f"operations counted one by one{which}: {verdict}"


def not_timed(why: str) -> Iterator[Finding]:
    """Why no clock ran, where one was asked for; "" elsewhere."""
    if why:
        yield Finding("warning", f"{why}.", "Not timed:")


def timed(found: Ordering) -> Iterator[Finding]:
    """The times of the named orders in a line."""
    timing = found.timing
    if timing is None:
        yield from not_timed(found.not_timed)
        return
    taken = []
    for order in sorted(found.orders.orders, key=lambda order: not order.names.count(BEST)):
        seconds = timing.seconds.get(order.names[0])
        if seconds is not None:
            times = timing.times(order.names[0], BEST)
            beside = f" ({times:.3g} ×)" if times is not None and order is not found.best else ""
            alone = len(found.orders.orders) == 1
            name = order.bracketing if alone else in_words(order.mode or order.names[0])
            taken.append(f"{name} {readable(seconds)}{beside}")
    drawn = ", with random matrices" if timing.drawn else ""
    yield Finding("note", f"{', '.join(taken)}{drawn}.", "Time:")


def clock() -> Finding:
    """What a time is not."""
    return Finding(
        "note",
        "A ratio of FLOPs is not a ratio of times. A thin product does little work for each number "
        "that it reads from memory. A small product mostly waits for Python and NumPy to start it.",
    )
