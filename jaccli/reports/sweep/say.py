"""What a Sweep finds, in words: the crossover and what balances there, flips, the rule."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from jaccli.accumulate.price import MODES
from jaccli.document.blocks import Finding, Next
from jaccli.keywords import option
from jaccli.reports.common.modes import Rule
from jaccli.reports.common.names import command
from jaccli.reports.sweep.crossover import Crossover
from jaccli.reports.sweep.points import Point
from jaccli.reports.sweep.slopes import PASS, of_both
from jaccli.words import count, flops

if TYPE_CHECKING:
    from jaccli.reports.sweep.find import Sweep


class Again(NamedTuple):
    """The options that a next command has to repeat, by what they are about."""

    point: tuple[str, ...] = ()  # --set, --at
    vary: tuple[str, ...] = ()
    rule: tuple[str, ...] = ()  # --cost, --seeds


def headline(found: Sweep) -> Finding:
    """Who is cheaper where, in one sentence."""
    return Finding("headline", _headline(found))


def in_a_line(found: Sweep) -> str:
    """The file, the headline and the slopes, for -q."""
    slopes = of_both({mode: found.growth[mode].fit for mode in MODES})
    return f"{found.graph.file}: {_headline(found)} Slopes: {slopes}."


def swept(found: Sweep) -> str:
    """The sizes and the rule."""
    first, last = found.points[0].size, found.points[-1].size
    many = count(len(found.points), "size")
    rule = f"{found.rule.model}, seeds {found.rule.seeds}"
    return f"{' = '.join(found.names)} = {first:,} to {last:,}, {many}; {rule}"


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
    each = {point.per_pass(mode) for mode in MODES}
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
        f"{mode} costs {count(point.passes[mode], PASS[mode][0])} × {point.per_pass(mode):,} = "
        f"{point.flops[mode]:,}"
        for mode in MODES
    )


def flips(found: Sweep) -> Iterator[Finding]:
    """Where another rule would give another verdict."""
    said: set[tuple[str, str]] = set()
    for rule, verdict, sizes in found.flips:
        options = option("--seeds", rule.seeds)
        if rule.model != found.rule.model:
            options = option("--cost", rule.model) + " " + options
        where = _listed(found.name, [f"{size:,}" for size in sizes])
        if (verdict, where) in said:
            continue
        said.add((verdict, where))
        says = "it is a tie" if verdict == "tie" else f"{verdict} is cheaper"
        yield Finding("warning", "The rule decides: with " + options + f" {says} at {where}.")


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
