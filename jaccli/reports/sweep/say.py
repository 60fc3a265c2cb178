"""What a Sweep finds beside its answer, in words: further changes, other rules, the counting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.accumulate.price import MODES
from jaccli.document.blocks import Finding
from jaccli.reports.common.modes import MULTIPLY_ADD, Rule
from jaccli.reports.common.verdict import in_words
from jaccli.reports.sweep.crossover import Crossover
from jaccli.reports.sweep.headline import headline, listed_sizes
from jaccli.reports.sweep.points import Point
from jaccli.reports.sweep.slopes import PASS, of_both
from jaccli.words import count, flops

if TYPE_CHECKING:
    from jaccli.reports.sweep.find import Sweep


def in_a_line(found: Sweep) -> str:
    """The file, the headline and the slopes, for -q."""
    slopes = of_both({mode: found.growth[mode].fit for mode in MODES})
    return f"{found.graph.file}: {headline(found).text} Slopes: {slopes}."


def swept(found: Sweep) -> str:
    """The sizes and the rule."""
    first, last = found.points[0].size, found.points[-1].size
    many = count(len(found.points), "size")
    return f"{' = '.join(found.names)} = {first:,} to {last:,}, {many}; {found.rule.brief}"


def why_there(found: Sweep) -> Iterator[Finding]:
    """What balances where the cheaper mode changes, or tips the scale."""
    cross = found.crossover
    if cross is not None and cross.point is not None:
        yield Finding("why", f"{_balance(found, cross)}.", "Why there:")


def _balance(found: Sweep, cross: Crossover) -> str:
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


def further_changes(found: Sweep) -> Iterator[Finding]:
    """That the cheaper mode changes again, after the change that the headline is about."""
    cross = found.crossover
    if cross is not None and cross.point is not None and cross.further:
        changes = "once more" if cross.further == 1 else f"{cross.further:,} times more"
        yield Finding(
            "warning",
            f"that holds up to the next change: the cheaper mode changes {changes} along the "
            "sweep.",
            "But:",
        )


def flips(found: Sweep) -> Iterator[Finding]:
    """Where another rule would give another verdict."""
    for text in flipped(found):
        yield Finding("warning", "The rule decides: " + text + ".")


def flipped(found: Sweep) -> Iterator[str]:
    """The other verdicts, each once: with --seeds free reverse is cheaper at n = 32."""
    said: set[tuple[str, str]] = set()
    for rule, verdict, sizes in found.flips:
        where = listed_sizes(found.name, [f"{size:,}" for size in sizes])
        if 1 < len(sizes) == len(found.points):
            where = "every size swept"
        if (verdict, where) in said:
            continue
        said.add((verdict, where))
        yield "with " + rule.beside(found.rule) + f" {in_words(verdict)} at {where}"


def counting(found: Sweep) -> Finding:
    """The rule, every time."""
    model = "every J a full matrix (dense)"
    if found.rule.model == "structured":
        model = "each J in its own form (structured)"
    counts = "counts" if found.rule.seeds == "counted" else "costs nothing"
    text = (
        f"How we count: {MULTIPLY_ADD} (Murphy 2022, 13.3.1, algorithms 5 and 6), "
        f"{model}, the start {found.rule.seeds}: the first product, with I_n or I_m, {counts}. "
        "Counted are the products with the Jacobians"
        + ("" if found.graph.is_chain else " and the additions where edges meet")
        + ", from shapes alone: no array was made for it."
    )
    return Finding("rule", text, indent=0)
