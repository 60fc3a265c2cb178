"""The slopes of a Sweep in words: what they tend to, the chapter's claim, the best order's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from jaccli.accumulate.price import MODES, Mode
from jaccli.document.blocks import Finding
from jaccli.document.cells import Cell, Decimal, written
from jaccli.keywords import command, option
from jaccli.reports.sweep.growth import Fit
from jaccli.reports.sweep.prices import MOST_ORDERED
from jaccli.words import count, times

if TYPE_CHECKING:
    from jaccli.reports.sweep.find import Growth, Sweep

PASS = {"forward": ("JVP", "inputs"), "reverse": ("VJP", "outputs")}


def slope_cell(fit: Fit | None) -> Cell:
    """Two decimals; "none" where there is no slope."""
    return "none" if fit is None else Decimal(fit.slope)


def slope(fit: Fit | None) -> str:
    """The same in a sentence."""
    return written(slope_cell(fit))


def slopes(found: Sweep) -> Iterator[Finding]:
    """The slopes, how they were fitted, and the powers that they tend to."""
    fits = {mode: found.growth[mode].fit for mode in MODES}
    known = [fit for fit in fits.values() if fit is not None]
    if not known:
        reason = "one size has no slope"
        if len(found.points) > 1:
            reason = "a cost of 0 has no logarithm, and so no slope"
        yield Finding("note", f"{reason}.", "Slopes:")
        return
    name = found.name
    pair = f"{name} = {known[0].low:,} to {known[0].high:,}"
    yield Finding(
        "note",
        f"{of_both(fits)}: the rise of log FLOPs over the rise of log {name}, fitted on the last "
        f"pair, {pair}.{_further_fit(found)}",
        "Slopes:",
    )
    for mode in MODES:
        text = _tends_to(name, mode, found.growth[mode])
        if text:
            yield Finding("note", text, indent=4)
    yield from _chapter(found)
    yield from _best_order(found)


def _best_order(found: Sweep) -> Iterator[Finding]:
    """How the best order of multiplication grows beside the modes, and where it beats both."""
    if found.best is None:
        if found.graph.is_chain:
            many = f"{MOST_ORDERED} Jacobians"
            if found.graph.depth <= MOST_ORDERED:
                many = f"so many sizes of {count(found.graph.depth, 'Jacobian')}"
            unsought = f"not sought beyond {many}; "
            unsought += command("order") + " finds it at one size."
            yield Finding("note", unsought, "Best order:")
        return
    name = found.name
    growth = found.best
    tends = f", which tends to {growth.power}" if growth.power is not None else ""
    text = f"slope {slope(growth.fit)}{tends}"
    if growth.fit is None:
        text = "one size alone has no slope" if len(found.points) == 1 else "a cost of 0 has none"
    most = found.beaten
    if most is None:
        text += "; at every size one of the modes is the best order"
    else:
        text += (
            f"; at {name} = {most.size:,} the cheaper mode costs "
            f"{times(most.cheaper_free, most.best or 1)} × as much, the start free for both"
        )
        if found.rule.seeds != "free":
            text += "; " + option("--seeds", "free") + " draws all three"
    yield Finding("note", text + ".", "Best order:")


def of_both(fits: Mapping[Mode, Fit | None]) -> str:
    """The slopes of both modes."""
    return ", ".join(f"{mode} {slope(fits[mode])}" for mode in MODES)


def _further_fit(found: Sweep) -> str:
    """The fit over a decade, where it says something else."""
    pairs = {mode: found.growth[mode].fit for mode in MODES}
    decades = {mode: found.growth[mode].decade for mode in MODES}
    wide = next((fit for fit in decades.values() if fit), None)
    if wide is None or of_both(pairs) == of_both(decades):
        return ""
    line = f"A line through the last {wide.points} sizes, from {wide.low:,} on"
    return f" {line}, has {of_both(decades)}."


def _tends_to(name: str, mode: Mode, growth: Growth) -> str:
    """The power that is left for large sizes, and where it comes from."""
    if growth.power is None or growth.fit is None:
        return ""
    product, ends = PASS[mode]
    if growth.power == 0:
        return f"{mode.capitalize()} tends to 0: its cost does not grow with {name} in the end."
    reached = slope(growth.fit) == f"{growth.power:.2f}"
    state = "reached: the smaller terms no longer matter" if reached else "not reached yet"
    passes = growth.passes or 0
    number = f"as many {product}s as {ends}, " + (
        "a fixed number" if not passes else f"which grow like {power_in_words(name, passes)}"
    )
    one = growth.power - passes
    each = f"grows like {power_in_words(name, one)}" if one > 0 else "does not grow"
    return (
        f"{mode.capitalize()} tends to {growth.power} ({state}): {number}; the cost of one {each}."
    )


def power_in_words(name: str, exponent: int) -> str:
    """What a cost grows like: n², n, n^4; 1 where it does not."""
    return {0: "1 (it does not grow)", 1: name, 2: f"{name}²", 3: f"{name}³"}.get(
        exponent, f"{name}^{exponent}"
    )


def _chapter(found: Sweep) -> Iterator[Finding]:
    """The claim of section 13.3.1, where the shapes are those it speaks of."""
    if not found.is_the_chapters:
        return
    name = found.name
    powers = tuple(found.growth[mode].power for mode in MODES)
    measured = "that is what is found here"
    if powers != (3, 2):
        measured = f"under this rule the powers are {powers[0]} and {powers[1]}"
    yield Finding(
        "note",
        f"m = 1 and every other width is {name}: for such a chain the chapter says O(n³) forward "
        f"and O(n²) reverse (Murphy 2022, 13.3.1), and {measured}.",
    )
