"""What running the orders of an Eliminating showed, and the clock, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.document.blocks import Finding
from jaccli.reports.order.ran import in_counts, not_timed
from jaccli.words import readable

if TYPE_CHECKING:
    from jaccli.reports.order.elimination.find import Eliminating


def in_brief(found: Eliminating) -> Iterator[Finding]:
    """That the orders were run and came to one J, where all is well, or that none was run."""
    execution = found.execution
    if execution is None and found.between:
        yield Finding("note", "there are shapes only, so no order was run.", "Check:")
    elif found.is_well and not found.all_came_to_one:
        yield Finding("note", f"{_which(found)} run: same J ✓", "Check:")


def executed(found: Eliminating) -> Iterator[Finding]:
    """That the orders were run, gave the J of a mode, and took the operations that were priced."""
    execution = found.execution
    if execution is None:
        yield Finding("note", "priced from shapes alone, there are no numbers to run.", "Not run:")
        return
    if execution.runs:
        yield _run(found)
    yield from _not_run(found)


def cautions(found: Eliminating) -> Iterator[Finding]:
    """What is not well, or was not run though there are numbers."""
    execution = found.execution
    if execution is None:
        return
    if execution.runs and not found.is_well:
        yield _run(found)
    yield from _not_run(found)


def _not_run(found: Eliminating) -> Iterator[Finding]:
    """Which orders were not run and why, and which overflow."""
    execution = found.execution
    assert execution is not None
    if not execution.runs:
        yield Finding("warning", f"{execution.why_not}.", "Not run:")
    elif found.left:
        names = {each.order: each.names[0] for each in found.orders.orders}
        for why in dict.fromkeys(found.left.values()):
            orders = ", ".join(names[order] for order, its in found.left.items() if its == why)
            yield Finding("note", f"{orders}: {why}.", "Not run:")
    for each in found.orders.orders:
        if each.order in execution.overflowing:
            text = f"{each.names[0]} overflows {found.subject.dtype} on the way to J."
            yield Finding("warning", text, "Not finite:")


def _which(found: Eliminating) -> str:
    """all 4 orders were; 3 of the 4 orders were"""
    assert found.execution is not None
    many, listed = len(found.execution.runs), len(found.orders.orders)
    if many < listed:
        return f"{many} of the {listed} orders {'was' if many == 1 else 'were'}"
    return "it was" if listed == 1 else "both orders were" if listed == 2 else f"all {listed} were"


def _run(found: Eliminating) -> Finding:
    """How many were run, and whether they agree."""
    execution = found.execution
    assert execution is not None
    sign, verdict = ("≤", "✓") if execution.ok else (">", "✗")
    text = f"{_which(found)} run, max|J − J of a mode| = {execution.difference:.1e} {sign} "
    text += f"{execution.tolerance:.1e} {verdict}; {in_counts(execution, found.not_the_price)}."
    if execution.ok:
        return Finding("note", text, "Check:")
    return Finding("warning", text, "Not the same:")


def timed(found: Eliminating) -> Iterator[Finding]:
    """The times of the orders in a line."""
    timing = found.timing
    if timing is None:
        yield from not_timed(found.not_timed)
        return
    taken = []
    best = found.best.names[0]
    for name, seconds in timing.seconds.items():
        times = timing.times(name, best)
        beside = f" ({times:.3g} ×)" if times is not None and name != best else ""
        taken.append(f"{name} {readable(seconds)}{beside}")
    drawn = ", with random matrices" if timing.drawn else ""
    yield Finding("note", f"{', '.join(taken)}{drawn}.", "Time:")
