"""The price list of a Comparison: one row a step, both modes side by side while they fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.analysis.compare import Comparison
from jaccli.analysis.modes import ModeFacts
from jaccli.errors import count, printable
from jaccli.views.blocks import Blank, Block, Column, Table
from jaccli.views.layout import Display, width_of

BARS = (24, 20, 16, 13, 10, 8, 6, 4, 0)  # lengths of the longest bar, the first that fits
EIGHTHS = " ▏▎▍▌▋▊▉"


def price_blocks(found: Comparison, display: Display) -> Iterator[Block]:
    """The table of steps: bars where they fit, then without, then one mode under the other."""
    both = (found.forward, found.reverse)
    for bar in BARS:
        table = _price_table(found, both, bar, display)
        if width_of(table, display) <= display.width:
            yield table
            return
    for mode in both:
        if mode is not both[0]:
            yield Blank
        tables = [_price_table(found, (mode,), bar, display) for bar in BARS]
        fitting = [table for table in tables if width_of(table, display) <= display.width]
        yield fitting[0] if fitting else tables[-1]


def _price_table(
    found: Comparison, modes: Sequence[ModeFacts], bar: int, display: Display
) -> Table:
    """One row a layer, J_1 first, whichever way a mode walks."""
    counted = found.rule.seeds == "counted"
    n, m = found.forward.passes, found.reverse.passes
    place = {layer.name: k for k, layer in enumerate(found.layers, start=1)}
    columns = [Column("step"), Column("layer"), Column("shape")]
    rows = []
    for step in found.forward.steps:
        k = place[step.layer]
        layer = found.layers[k - 1]
        called = layer.type if layer.name == f"f{k}" else f"{layer.name}: {layer.type}"
        name = f"J{k}"
        if step.input not in layer.inputs:
            name, called = f"∂f{k}/∂θ", step.input.removeprefix(f"{layer.name}.")
        height, width = step.shape
        rows.append([name, printable(called), f"{height:,}×{width:,}"])
    total = ["", "total", ""]
    # a form may price u J and J v apart; a full matrix does not
    if counted and (found.wrt == "input" or found.rule.model == "dense"):
        columns.append(Column("one\nvector", right=True))
        each = [step.costs[found.rule].flops // n for step in found.forward.steps]
        for row, price in zip(rows, each, strict=True):
            row.append(f"{price:,}")
        extra = found.forward.meeting.flops // n
        total.append(f"{sum(each):,}" + (f" + {extra:,}" if extra else ""))
    meeting = ["", "where edges meet", "", *[""] * (len(columns) - 3)]
    headers = {
        "forward": f"FORWARD (JVP)\nJ·v, {count(n, 'column')}\nright to left",
        "reverse": f"REVERSE (VJP)\nu·J, {count(m, 'row')}\nleft to right",
    }
    longest = max(
        step.costs[found.rule].flops
        for mode in (found.forward, found.reverse)
        for step in mode.steps
    )
    for mode in modes:
        columns.append(Column(headers[mode.mode], style=mode.mode))
        sum_of_mode = mode.costs[found.rule].flops
        digits = len(f"{sum_of_mode:,}")
        priced = {(step.layer, step.input): step.costs[found.rule].flops for step in mode.steps}
        for row, at in zip(rows, found.forward.steps, strict=True):
            price = priced[at.layer, at.input]
            drawn = _bar(price, longest, bar, ascii=display.ascii)
            row.append(f"{price:>{digits},} {drawn}".rstrip())
        meeting.append(f"{mode.meeting.flops:>{digits},}")
        product = f" = {mode.passes:,} × {sum_of_mode // mode.passes:,}" if counted else ""
        total.append(f"{sum_of_mode:,}{product}")
    if any(mode.meeting.flops for mode in modes):
        rows.append(meeting)
    return Table(columns, rows, [total])


def _bar(amount: int, longest: int, width: int, *, ascii: bool) -> str:
    """A bar in eighths of a character; nothing for nothing, something for anything."""
    if not amount or not width:
        return ""
    eighths = max(1, round(8 * width * amount / longest))
    if ascii:
        return "#" * max(1, round(eighths / 8))
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()
