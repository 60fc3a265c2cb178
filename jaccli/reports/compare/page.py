"""A Comparison as blocks of text: the price list, the summary, the rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jaccli.document.blocks import Blank, Block, Column, Lines, Paragraph, Table
from jaccli.document.layout import Display
from jaccli.document.matrix import is_drawn, legend_blocks, matrix_blocks
from jaccli.document.text import render
from jaccli.errors import printable
from jaccli.reports.common.derivatives.say import check_blocks
from jaccli.reports.common.facts import LayerFacts
from jaccli.reports.common.heading import heading
from jaccli.reports.common.modes import Rule
from jaccli.reports.common.names import command, headline, product_of
from jaccli.reports.compare.best_order import best_order_blocks
from jaccli.reports.compare.find import Comparison, Unused
from jaccli.reports.compare.prices import price_blocks
from jaccli.reports.compare.ran import built, running_blocks
from jaccli.reports.compare.rules import rule_blocks
from jaccli.words import count, flops, in_bytes, readable, times

MANY = 8  # terms of a sum that are written out
MOST_KINKS = 3  # layers at a kink that are named


def report(
    results: Sequence[Comparison], display: Display, *, values: bool, quiet: bool, again: str = ""
) -> str:
    """The text of one call: every chain, and a table of all where there are several.

    again: the options that the next command has to repeat.
    """
    if quiet:
        return render([Lines([quiet_line(found) for found in results])], display)
    blocks: list[Block] = []
    for found in results:
        blocks += [*compare_blocks(found, display, values=values, again=again), Blank]
    if len(results) > 1:
        blocks += summary_table(results)
    else:
        blocks.pop()
    return render(blocks, display)


def compare_blocks(
    found: Comparison, display: Display, *, values: bool, again: str = ""
) -> Iterator[Block]:
    """The whole report of one chain."""
    yield from heading(found.graph, [layer.type for layer in found.layers])
    yield Blank
    yield Paragraph(
        f"Full Jacobian {_jacobian(found)}, {built(found)}. "
        f"FLOPs of each product, {_rule_in_words(found.rule)}:"
    )
    yield Blank
    yield from price_blocks(found, display)
    yield Blank
    if found.jacobian is not None:
        yield from matrix_blocks(found.jacobian, "J", display, values=values)
        if is_drawn(found.jacobian, display.width, values=values):
            yield from legend_blocks(display)
        yield Blank
    yield Paragraph("Summary", style="title")
    yield from _summary(found)
    if found.running.linearised:
        yield from check_blocks(found.check, found.graph.called, indent=2)
    if found.check is None or found.check.status != "kink":  # which names them itself
        yield from _kinks(found)
    yield from best_order_blocks(found, display)
    if found.runs:
        yield Blank
        yield from _measured(found)
    yield Blank
    yield from rule_blocks(found, display)
    yield from _next(found, again)


def _kinks(found: Comparison) -> Iterator[Block]:
    """The layers that stand at a kink, where J is what is used in place of a derivative."""
    kinks = [layer for layer in found.layers if isinstance(layer, LayerFacts) and layer.kink]
    notes = [f"{layer.name} ({layer.type}): {layer.kink}." for layer in kinks[:MOST_KINKS]]
    if len(kinks) > MOST_KINKS:
        notes.append(f"{count(len(kinks) - MOST_KINKS, 'more layer')} at a kink: see jaccli show.")
    for note in notes:
        yield Paragraph(note, label="note:", indent=2, style="warning")


def quiet_line(found: Comparison) -> str:
    """One line a chain, for -q."""
    ahead, back = (mode.costs[found.rule].flops for mode in (found.forward, found.reverse))
    return f"{printable(found.graph.file)}: {headline(found.verdict, ahead, back)}"


def summary_table(all_found: Sequence[Comparison]) -> Iterator[Block]:
    """Several chains side by side."""
    yield Paragraph(f"All {len(all_found)} chains", style="title")
    rows = []
    for found in all_found:
        ahead, back = (mode.costs[found.rule].flops for mode in (found.forward, found.reverse))
        verdict = found.verdict
        dearer = "" if not verdict.denominator else times(verdict.numerator, verdict.denominator)
        rows.append(
            [printable(found.graph.file), f"{ahead:,}", f"{back:,}", verdict.cheaper, dearer]
        )
    yield Table(
        [
            Column("chain"),
            Column("forward", right=True),
            Column("reverse", right=True),
            Column("cheaper"),
            Column("dearer / cheaper", right=True),
        ],
        rows,
    )


def _jacobian(found: Comparison) -> str:
    """What is built, with its shape."""
    chain, total = found.graph, found.forward.passes
    if found.wrt == "input":
        product = f" = {product_of(chain.depth)}" if chain.is_chain else ""
        return f"J{product} ({chain.m:,}×{chain.n:,})"
    by = count(chain.parameters, "parameter")
    if found.wrt == "all":
        by = f"{count(chain.n, 'input')} and {by}"
    return f"J of the output by {by} ({chain.m:,}×{total:,})"


def _rule_in_words(rule: Rule) -> str:
    model = "every J dense" if rule.model == "dense" else "every J in its own form"
    return f"{model}, seeds {rule.seeds}"


def _summary(found: Comparison) -> Iterator[Block]:
    chain, rule = found.graph, found.rule
    n, m = chain.n, chain.m
    ahead, back = (mode.costs[rule].flops for mode in (found.forward, found.reverse))
    verdict = found.verdict
    yield Paragraph(headline(verdict, ahead, back), indent=2, style="winner")
    why = "Why:"
    if verdict.cheaper != "tie" and verdict.denominator:
        why = f"Why {times(verdict.numerator, verdict.denominator)}:"
    reason = verdict.reason
    if found.evenly and n != m:
        high, low = max(n, m), min(n, m)
        reason += f": {high:,} / {low:,} = {times(high, low)}"
    yield Paragraph(f"{reason}.", label=why, indent=2)
    if found.evenly and n != m:
        loser, size, other = ("Forward", "m", n) if n > m else ("Reverse", "n", m)
        yield Paragraph(
            f"Tie when n = m. {loser} would win here only if {size} were larger than {other:,}.",
            indent=2,
        )
    if found.evenly:
        yield Paragraph(
            "Growth: one pass is a product for each layer, O(n²) where all widths are n; n passes "
            "make J O(n³), one pass O(n²). More: jaccli explain order-of-growth",
            indent=2,
        )
    yield from _other_verdicts(found)
    if found.unused:
        yield Paragraph(_unused(found.unused, rule), label="Unused:", indent=2)
    yield Paragraph(_memory(found), label="Memory:", indent=2)
    yield from running_blocks(found)


def _other_verdicts(found: Comparison) -> Iterator[Block]:
    """Where another rule would flip the verdict."""
    mine = found.rule
    said: set[str] = set()
    for rule, verdict in found.flips.items():
        option = _options(rule)
        if rule.model == mine.model:
            option = f"--seeds {rule.seeds}"
            said.add(f"{rule.seeds} {verdict}")
        elif f"{rule.seeds} {verdict}" in said:
            continue  # said of the verdict's own cost model
        ahead, back = (mode.costs[rule].flops for mode in (found.forward, found.reverse))
        says = "it is a tie" if verdict == "tie" else f"{verdict} is cheaper"
        yield Paragraph(
            f"The rule decides: with {option} {says} ({rule.model}: forward {ahead:,}, "
            f"reverse {back:,} FLOPs).",
            indent=2,
            style="warning",
        )


def _options(rule: Rule) -> str:
    return f"--cost {rule.model} --seeds {rule.seeds}"


def _unused(unused: Unused, rule: Rule) -> str:
    """What forward mode pays for branches that lead nowhere."""
    layers = unused.layers
    named = ", ".join(map(printable, layers[:MANY]))
    named += f" and {len(layers) - MANY:,} more" if len(layers) > MANY else ""
    does = "does" if len(layers) == 1 else "do"
    return (
        f"{named} {does} not reach the output. Reverse mode walks back from the output and never "
        f"comes there; forward mode cannot know and spends {flops(unused.flops[rule])}."
    )


def _memory(found: Comparison) -> str:
    sizes = found.graph.sizes[:-1]
    ahead, back = found.forward, found.reverse
    if not sizes:
        return (
            f"reverse must keep every value that a layer reads "
            f"({count(back.memory.stored, 'number')}) to walk back, and carries "
            f"{count(back.passes, 'adjoint')} "
            f"({count(back.memory.carried, 'number')} at most at once): "
            f"{in_bytes(back.memory.bytes)}. Forward keeps none and carries "
            f"{count(ahead.passes, 'tangent')} ({ahead.memory.carried:,} at most): "
            f"{in_bytes(ahead.memory.bytes)}."
        )
    names = "x1" if len(sizes) == 1 else f"x1..x{len(sizes)}"
    stored = f"{back.memory.stored:,}"
    if 1 < len(sizes) <= MANY:
        stored = f"{' + '.join(f'{size:,}' for size in sizes)} = {stored}"
    numbers = "number" if back.memory.stored == 1 else "numbers"
    return (
        f"reverse must keep {names} ({stored} {numbers}) to walk back, and carries "
        f"{count(back.passes, 'adjoint')} ({back.memory.carried:,} at most): "
        f"{in_bytes(back.memory.bytes)}. Forward keeps none and carries "
        f"{count(ahead.passes, 'tangent')} ({ahead.memory.carried:,} at most): "
        f"{in_bytes(ahead.memory.bytes)}."
    )


def _measured(found: Comparison) -> Iterator[Block]:
    """The clock beside the count, and why they differ."""
    rule = Rule("structured", found.rule.seeds)  # what runs
    yield Paragraph(
        f"Measured: the products alone, each J in its own form, seeds {rule.seeds}; "
        f"median of {count(found.runs, 'run')}",
        style="title",
    )
    rows, taken, counts = [], [], []
    for mode in (found.forward, found.reverse):
        number = mode.costs[rule].flops
        if mode.seconds is None:
            rows.append([mode.mode, "not run", f"{number:,}", ""])
            continue
        rate = number / mode.seconds / 1e9 if mode.seconds else 0.0
        rows.append([mode.mode, readable(mode.seconds), f"{number:,}", f"{rate:.3g}"])
        taken.append(mode.seconds)
        counts.append(number)
    yield Table(
        [
            Column(""),
            Column("time", right=True),
            Column("FLOPs", right=True),
            Column("GFLOP/s", right=True),
        ],
        rows,
        indent=2,
    )
    if len(taken) > 1 and min(taken) > 0:
        slow, quick = ("Forward", "reverse") if taken[0] >= taken[1] else ("Reverse", "forward")
        ratio = f"{max(taken) / min(taken):.3g}"
        text = f"{slow} took {ratio} × as long as {quick}. "
        if ratio == "1":
            text = "Forward and reverse took equally long. "
        if min(counts) > 0:
            text += f"The FLOP ratio, forward / reverse, is {counts[0] / counts[1]:,.4g}, "
            text += "and that is a ratio of work, not of time. "
        yield Paragraph(f"{text}{found.clock_note}", indent=2)


def _next(found: Comparison, again: str) -> Iterator[Block]:
    file = found.graph.file
    # the other commands have neither --cost nor --seeds nor --run
    point = " ".join(re.sub(r"--(cost|seeds|run) \w+", "", again).split())
    wrt = "" if found.wrt == "input" else f"--wrt {found.wrt}"
    if found.wrt != "input" and found.graph.m == 1:
        line = f"{command('grad', file, point)}   (the gradients themselves)"
    elif found.orders and found.orders.called("optimal").names == ("optimal",):
        cost = f"--cost {found.rule.model}" if found.rule.model != "dense" else ""
        line = f"{command('order', file, point, cost)}   (why is another order best?)"
    elif found.jacobian is None and found.running.linearised:
        line = f"{command('vjp', file, point, '-u e1')}   (one row of J)"
    elif found.jacobian is None and found.forward.why.startswith("--run"):
        wider = " ".join(re.sub(r"--run \w+", "", again).split())
        line = f"{command('compare', file, wider, wrt)}   (J itself)"
    elif found.jacobian is None:
        line = f"{command('graph', file, point)}   (which layers are so large?)"
    elif found.runs:
        line = f"{command('show', file, point)}   (the Jacobians themselves)"
    else:
        line = f"{command('compare', file, again, wrt, '--time')}   (does the clock agree?)"
    yield Paragraph(line, label="Next:")
