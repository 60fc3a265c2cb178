"""A Sweep in words: the crossover and what balances there, the slopes and what they tend to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from jaccli.accumulate.price import MODES, Mode
from jaccli.document.blocks import Block, Paragraph
from jaccli.errors import printable
from jaccli.reports.common.modes import Rule
from jaccli.reports.sweep.find import MOST_ORDERED, Crossover, Growth, Point, Sweep
from jaccli.reports.sweep.growth import Fit
from jaccli.words import count, flops, times

PASS = {"forward": ("JVP", "inputs"), "reverse": ("VJP", "outputs")}


def slope(fit: Fit | None) -> str:
    """Two decimals, without the sign of -0.00; "none" where there is no slope."""
    return "none" if fit is None else f"{fit.slope + 0.0:.2f}".replace("-0.00", "0.00")


def headline_of(found: Sweep) -> str:
    """Who is cheaper where, in one sentence."""
    name, cross = printable(found.name), found.crossover
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
        at = f"{printable(found.name)} = {points[0].size:,}"
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


def crossover_blocks(found: Sweep) -> Iterator[Block]:
    """Where the cheaper mode changes, and why there."""
    yield Paragraph(headline_of(found), indent=2, style="winner")
    cross = found.crossover
    if cross is None or cross.point is None:
        return
    yield Paragraph(f"{_balance(found, cross)}.", label="Why there:", indent=2)
    if cross.further:
        changes = "once more" if cross.further == 1 else f"{cross.further:,} times more"
        yield Paragraph(
            f"That holds up to the next change: the cheaper mode changes {changes} along the "
            "sweep.",
            indent=2,
            style="warning",
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


def slope_blocks(found: Sweep) -> Iterator[Block]:
    """The slopes, how they were fitted, and the powers that they tend to."""
    fits = {mode: found.growth[mode].fit for mode in MODES}
    known = [fit for fit in fits.values() if fit is not None]
    if not known:
        why = "one size has no slope"
        if len(found.points) > 1:
            why = "a cost of 0 has no logarithm, and so no slope"
        yield Paragraph(f"{why}.", label="Slopes:", indent=2)
        return
    name = printable(found.name)
    pair = f"{name} = {known[0].low:,} to {known[0].high:,}"
    yield Paragraph(
        f"{_both(fits)}: the rise of log FLOPs over the rise of log {name}, fitted on the last "
        f"pair, {pair}.{_further_fit(found)}",
        label="Slopes:",
        indent=2,
    )
    for mode in MODES:
        text = _tends_to(name, mode, found.growth[mode])
        if text:
            yield Paragraph(text, indent=4)
    yield from _chapter(found)
    yield from _best_order(found)


def _best_order(found: Sweep) -> Iterator[Block]:
    """How the best order of multiplication grows beside the modes, and where it beats both."""
    if found.best is None:
        if found.graph.is_chain:
            text = (
                f"not sought beyond {MOST_ORDERED} Jacobians; `jaccli order` finds it at one size."
            )
            yield Paragraph(text, label="Best order:", indent=2)
        return
    name = printable(found.name)
    growth = found.best
    tends = f", which tends to {growth.power}" if growth.power is not None else ""
    text = f"slope {slope(growth.fit)}{tends}"
    if growth.fit is None:
        text = "one size alone has no slope" if len(found.points) == 1 else "a cost of 0 has none"
    beats = [point for point in found.points if point.best != point.cheaper_free]
    if not beats:
        text += "; at every size one of the modes is the best order"
    else:
        most = max(beats, key=lambda point: point.cheaper_free / (point.best or 1))
        text += (
            f"; at {name} = {most.size:,} the cheaper mode costs "
            f"{times(most.cheaper_free, most.best or 1)} × as much, seeds free for both"
        )
        text += "" if found.rule.seeds == "free" else "; --seeds free draws all three"
    yield Paragraph(f"{text}.", label="Best order:", indent=2)


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


def _chapter(found: Sweep) -> Iterator[Block]:
    """The claim of section 13.3.1, where the shapes are those it speaks of."""
    if not found.is_the_chapters:
        return
    name = printable(found.name)
    powers = tuple(found.growth[mode].power for mode in MODES)
    measured = "that is what is found here"
    if powers != (3, 2):
        measured = f"under this rule the powers are {powers[0]} and {powers[1]}"
    yield Paragraph(
        f"m = 1 and every other width is {name}: for such a chain the chapter says O(n^3) forward "
        f"and O(n^2) reverse (Murphy 2022, 13.3.1), and {measured}.",
        indent=2,
    )


def flip_blocks(found: Sweep) -> Iterator[Block]:
    """Where another rule would give another verdict."""
    said: set[tuple[str, str]] = set()
    rules = sorted(
        {rule for point in found.points for rule in point.flips},
        key=lambda rule: (rule.model != found.rule.model, rule),
    )
    for rule in rules:
        option = f"--seeds {rule.seeds}"
        if rule.model != found.rule.model:
            option = f"--cost {rule.model} {option}"
        for verdict in ("forward", "reverse", "tie"):
            sizes = [p.size for p in found.points if p.flips.get(rule) == verdict]
            where = _listed(found.name, [f"{size:,}" for size in sizes])
            if not sizes or (verdict, where) in said:
                continue
            said.add((verdict, where))
            says = "it is a tie" if verdict == "tie" else f"{verdict} is cheaper"
            yield Paragraph(
                f"The rule decides: with {option} {says} at {where}.", indent=2, style="warning"
            )


def _listed(name: str, sizes: Sequence[str]) -> str:
    """n = 1, 3 and 10; of many the first, the last and how many they are."""
    if len(sizes) > 4:
        return f"{len(sizes):,} of the sizes, {printable(name)} = {sizes[0]} … {sizes[-1]}"
    head, last = ", ".join(sizes[:-1]), sizes[-1:] and sizes[-1]
    return f"{printable(name)} = {head} and {last}" if head else f"{printable(name)} = {last}"
