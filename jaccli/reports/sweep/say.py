"""What a Sweep finds, in words: the crossover and what balances there, slopes, flips, the rule."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from jaccli.accumulate.price import MODES, Mode
from jaccli.document.blocks import Finding, Next
from jaccli.document.cells import Cell, Decimal, written
from jaccli.reports.common.modes import Rule
from jaccli.reports.common.names import command
from jaccli.reports.sweep.crossover import Crossover
from jaccli.reports.sweep.find import Growth, Sweep
from jaccli.reports.sweep.growth import Fit
from jaccli.reports.sweep.points import MOST_ORDERED, Point
from jaccli.words import count, flops, times

PASS = {"forward": ("JVP", "inputs"), "reverse": ("VJP", "outputs")}


class Again(NamedTuple):
    """The options that a next command has to repeat, by what they are about."""

    point: tuple[str, ...] = ()  # --set, --at
    vary: tuple[str, ...] = ()
    rule: tuple[str, ...] = ()  # --cost, --seeds


def slope_cell(fit: Fit | None) -> Cell:
    """Two decimals; "none" where there is no slope."""
    return "none" if fit is None else Decimal(fit.slope)


def slope(fit: Fit | None) -> str:
    """The same in a sentence."""
    return written(slope_cell(fit))


def headline(found: Sweep) -> Finding:
    """Who is cheaper where, in one sentence."""
    return Finding("headline", _headline(found))


def in_a_line(found: Sweep) -> str:
    """The file, the headline and the slopes, for -q."""
    slopes = _both({mode: found.growth[mode].fit for mode in MODES})
    return f"{found.graph.file}: {_headline(found)} Slopes: {slopes}."


def _headline(found: Sweep) -> str:
    name, cross = found.name, found.crossover
    if cross is None:
        return _one_verdict(found)
    if cross.size is None:
        return (
            f"The cheaper mode changes between {name} = {cross.low:,} and {cross.high:,}, from "
            f"{cross.before} to {cross.after}; where exactly cannot be said, for the file does "
            "not fit at every size between."
        )
    at = f"{name} = {cross.size:,}"
    first, last = found.points[0].size, found.points[-1].size
    if cross.before == "tie":
        tie = f"A tie at {at}, the first size" if cross.size == first else f"A tie up to {at}"
        return f"{tie}; {cross.after} is cheaper above."
    assert cross.point is not None
    if cross.after == "tie" and cross.size == last:
        return f"Crossover at {at}, the last size, a tie: {cross.before} is cheaper below."
    if cross.after == "tie":
        return f"Crossover at {at}: {cross.before} is cheaper below, and from there on it is a tie."
    if cross.point.cheaper == "tie":
        return f"Crossover at {at}, a tie: {cross.before} is cheaper below, {cross.after} above."
    return (
        f"Crossover at {at}: {cross.before} is cheaper up to {cross.size - 1:,}, "
        f"{cross.after} from {cross.size:,} on."
    )


def _one_verdict(found: Sweep) -> str:
    """Where the cheaper mode never changes."""
    points = found.points
    verdicts = {point.cheaper for point in points}
    if len(points) == 1:
        at = f"{found.name} = {points[0].size:,}"
        (verdict,) = verdicts
        return f"{at}: {'a tie' if verdict == 'tie' else f'{verdict} is cheaper'}."
    if verdicts == {"tie"}:
        alike = all(len(set(point.passes.values())) == 1 for point in points)
        costly = found.rule.seeds == "counted" and all(point.flops["forward"] for point in points)
        because = "; inputs and outputs are equally many" if alike and costly else ""
        return f"A tie at every size swept: no crossover{because}."
    (mode,) = verdicts - {"tie"}
    if "tie" in verdicts:
        ties = [f"{point.size:,}" for point in points if point.cheaper == "tie"]
        return f"No crossover: {mode} is cheaper, but for a tie at {_listed(found.name, ties)}."
    return f"No crossover: {mode} is cheaper at every size swept."


def why(found: Sweep) -> Iterator[Finding]:
    """Why the cheaper mode changes where it does."""
    cross = found.crossover
    if cross is None or cross.point is None:
        return
    yield Finding("why", f"{_balance(found, cross)}.", "Why there:")
    if cross.further:
        changes = "once more" if cross.further == 1 else f"{cross.further:,} times more"
        yield Finding(
            "warning",
            f"That holds up to the next change: the cheaper mode changes {changes} along the "
            "sweep.",
        )


def _balance(found: Sweep, cross: Crossover) -> str:
    """What is equal at the crossover, or tips the scale."""
    point = cross.point
    assert point is not None
    n, m = (point.passes[mode] for mode in MODES)
    each = {_per_pass(point, mode) for mode in MODES}
    if point.cheaper != "tie":
        assert cross.previous is not None
        before, here = (f"at {each.size:,} {_products(each)}" for each in (cross.previous, point))
        return f"{before}; {here}"
    if n != m or len(each) > 1:
        return _products(point)
    because = f"inputs and outputs are equally many there, {n:,} each, and "
    if found.rule == Rule("dense", "counted") and found.graph.is_chain:
        return because + "forward / reverse = inputs / outputs exactly, whatever the widths between"
    return because + f"one JVP and one VJP cost the same, {flops(each.pop())}"


def _products(point: Point) -> str:
    """Passes times the price of one, for both modes."""
    return ", ".join(
        f"{mode} costs {count(point.passes[mode], PASS[mode][0])} × {_per_pass(point, mode):,} = "
        f"{point.flops[mode]:,}"
        for mode in MODES
    )


def _per_pass(point: Point, mode: Mode) -> int:
    return point.flops[mode] // point.passes[mode]


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
        f"{_both(fits)}: the rise of log FLOPs over the rise of log {name}, fitted on the last "
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
            text = (
                f"not sought beyond {MOST_ORDERED} Jacobians; `jaccli order` finds it at one size."
            )
            yield Finding("note", text, "Best order:")
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
            f"{times(most.cheaper_free, most.best or 1)} × as much, seeds free for both"
        )
        text += "" if found.rule.seeds == "free" else "; --seeds free draws all three"
    yield Finding("note", f"{text}.", "Best order:")


def _both(fits: Mapping[Mode, Fit | None]) -> str:
    return ", ".join(f"{mode} {slope(fits[mode])}" for mode in MODES)


def _further_fit(found: Sweep) -> str:
    """The fit over a decade, where it says something else."""
    pairs = {mode: found.growth[mode].fit for mode in MODES}
    decades = {mode: found.growth[mode].decade for mode in MODES}
    wide = next((fit for fit in decades.values() if fit), None)
    if wide is None or _both(pairs) == _both(decades):
        return ""
    return (
        f" A line through the last {wide.points} sizes, from {wide.low:,} on, has {_both(decades)}."
    )


def _tends_to(name: str, mode: Mode, growth: Growth) -> str:
    """The power that is left for large sizes, and where it comes from."""
    if growth.power is None or growth.fit is None:
        return ""
    product, ends = PASS[mode]
    if growth.power == 0:
        return f"{mode.capitalize()} tends to 0: its cost does not grow with {name} in the end."
    reached = slope(growth.fit) == f"{growth.power:.2f}"
    state = "reached, the lower-order terms have faded" if reached else "not reached yet"
    passes = growth.passes or 0
    number = f"as many {product}s as {ends}, " + (
        "a fixed number" if not passes else f"which grow like {_power(name, passes)}"
    )
    one = growth.power - passes
    each = f"grows like {_power(name, one)}" if one > 0 else "does not grow"
    return (
        f"{mode.capitalize()} tends to {growth.power} ({state}): {number}; the cost of one {each}."
    )


def _power(name: str, exponent: int) -> str:
    return name if exponent == 1 else f"{name}^{exponent}"


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
        f"m = 1 and every other width is {name}: for such a chain the chapter says O(n^3) forward "
        f"and O(n^2) reverse (Murphy 2022, 13.3.1), and {measured}.",
    )


def flips(found: Sweep) -> Iterator[Finding]:
    """Where another rule would give another verdict."""
    said: set[tuple[str, str]] = set()
    for rule, verdict, sizes in found.flips:
        option = f"--seeds {rule.seeds}"
        if rule.model != found.rule.model:
            option = f"--cost {rule.model} {option}"
        where = _listed(found.name, [f"{size:,}" for size in sizes])
        if (verdict, where) in said:
            continue
        said.add((verdict, where))
        says = "it is a tie" if verdict == "tie" else f"{verdict} is cheaper"
        yield Finding("warning", f"The rule decides: with {option} {says} at {where}.")


def counting(found: Sweep) -> Finding:
    """The rule, every time."""
    model = "every J a full matrix (dense)"
    if found.rule.model == "structured":
        model = "each J in its own form (structured)"
    counts = "counts" if found.rule.seeds == "counted" else "costs nothing"
    text = (
        "How we count: 1 multiply-add = 2 FLOPs (Murphy 2022, 13.3.1, algorithms 5 and 6), "
        f"{model}, seeds {found.rule.seeds}: the first product, with I_n or I_m, {counts}. "
        "Counted are the products with the Jacobians"
        + ("" if found.graph.is_chain else " and the additions where edges meet")
        + ", from shapes alone: no array was made for it."
    )
    return Finding("rule", text, indent=0)


def next_command(found: Sweep, again: Again) -> Next:
    """What to run next: the clock, or one of the sizes by itself."""
    file = found.graph.file
    if found.timing is None:
        options = (*again.point, *again.vary, *again.rule)
        return Next(command("sweep", file, *options, "--time"), "does the clock agree?")
    at = found.crossover.size if found.crossover else None
    size = at or max(found.timing.seconds, default=found.points[0].size)
    sizes = [f"--set {shlex.quote(f'{name}={size}')}" for name in found.names]
    options = (*again.point, *again.rule, *sizes)
    return Next(command("compare", file, *options), "one size, step by step")


def _listed(name: str, sizes: Sequence[str]) -> str:
    """n = 1, 3 and 10; of many the first, the last and how many they are."""
    if len(sizes) > 4:
        return f"{len(sizes):,} of the sizes, {name} = {sizes[0]} … {sizes[-1]}"
    head, last = ", ".join(sizes[:-1]), sizes[-1:] and sizes[-1]
    return f"{name} = {head} and {last}" if head else f"{name} = {last}"
