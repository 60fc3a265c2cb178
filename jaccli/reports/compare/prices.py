"""The price list of a Comparison: one row a step, both modes side by side while they fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.document.blocks import Blank, Block, Column, Paragraph, Table
from jaccli.document.layout import Display, width_of
from jaccli.errors import printable
from jaccli.reports.common.facts import LayerFacts, LayerShapes
from jaccli.reports.common.modes import ModeFacts
from jaccli.reports.common.names import called
from jaccli.reports.compare.find import Comparison
from jaccli.words import count

BARS = (24, 20, 16, 13, 10, 8, 6, 4, 0)  # lengths of the longest bar
# what is tried until it fits: bars and "= 6 × 110" beside the total, then the product below it
ROOM = [(bar, True) for bar in BARS if bar >= 6] + [(bar, False) for bar in BARS]
MOST_EDGES = 60  # of a graph that have a row each
EIGHTHS = " ▏▎▍▌▋▊▉"


def price_blocks(found: Comparison, display: Display) -> Iterator[Block]:
    """The table of steps: bars where they fit, then without, then one mode under the other."""
    both = (found.forward, found.reverse)
    if not found.forward.steps:
        yield Paragraph("No product: what is differentiated by reaches no layer.", indent=2)
        return
    if not found.graph.is_chain and len(found.forward.steps) > MOST_EDGES:
        yield _by_type(found, display)
        return
    for bar, inline in ROOM:
        table = _price_table(found, both, bar, display, inline=inline)
        if width_of(table, display) <= display.width:
            yield table
            return
    for mode in both:
        if mode is not both[0]:
            yield Blank
        tables = [_price_table(found, (mode,), bar, display, inline=inline) for bar, inline in ROOM]
        fitting = [table for table in tables if width_of(table, display) <= display.width]
        yield fitting[0] if fitting else tables[-1]


def _price_table(
    found: Comparison, modes: Sequence[ModeFacts], bar: int, display: Display, *, inline: bool
) -> Table:
    """One row an edge, J_1 first, whichever way a mode walks."""
    counted = found.rule.seeds == "counted"
    n, m = found.forward.passes, found.reverse.passes
    layers: tuple[LayerFacts | LayerShapes, ...] = found.layers
    place = {layer.name: k for k, layer in enumerate(layers, start=1)}
    columns = [Column("step"), Column("layer"), Column("shape")]
    rows = []
    for step in found.forward.steps:
        k = place[step.layer]
        layer = layers[k - 1]
        name, what = f"J{k}", called(k, layer)
        if not found.graph.is_chain:
            name, what = f"∂{printable(step.layer)}/∂{printable(step.input)}", layer.type
        elif step.input not in layer.inputs:
            name, what = f"∂f{k}/∂θ", step.input.removeprefix(f"{layer.name}.")
        height, width = step.shape
        rows.append([name, what, f"{height:,}×{width:,}"])
    total, each_pass = ["", "total", ""], ["", "", ""]
    # a form may price u J and J v apart; a full matrix does not
    full = found.wrt != "input" and found.rule.model == "dense"
    if counted and found.graph.is_chain and (found.evenly or full):
        columns.append(Column("one\nvector", right=True))
        each = [step.costs[found.rule].flops // n for step in found.forward.steps]
        for row, price in zip(rows, each, strict=True):
            row.append(f"{price:,}")
        total.append(f"{sum(each):,}")
        each_pass.append("")
    meeting = ["", "where edges meet", "", *[""] * (len(columns) - 3)]
    extra = found.forward.meeting.flops // n
    if extra and len(meeting) > 3:
        meeting[3] = f"+{extra:,}"  # for a JVP; no edges meet on the way back
    headers = {
        "forward": f"FORWARD (JVP)\nJ·v, {count(n, 'column')}\nright to left",
        "reverse": f"REVERSE (VJP)\nu·J, {count(m, 'row')}\nleft to right",
    }
    both = (found.forward, found.reverse)
    longest = max((step.costs[found.rule].flops for mode in both for step in mode.steps), default=0)
    for mode in modes:
        columns.append(Column(headers[mode.mode], style=mode.mode))
        sum_of_mode = mode.costs[found.rule].flops
        digits = len(f"{sum_of_mode:,}")
        for row, spent in zip(rows, _aligned(found, mode), strict=True):
            if spent is None:
                row.append(f"{'-':>{digits}}")
                continue
            drawn = bar_of(spent, longest, bar, ascii=display.ascii)
            row.append(f"{spent:>{digits},} {drawn}".rstrip())
        meeting.append(f"{mode.meeting.flops:>{digits},}")
        total.append(f"{sum_of_mode:,}")
        each_pass.append(f"= {mode.passes:,} × {sum_of_mode // mode.passes:,}")
    if any(mode.meeting.flops for mode in modes):
        rows.append(meeting)
    if counted and inline:
        total = [f"{whole} {part}".rstrip() for whole, part in zip(total, each_pass, strict=True)]
    return Table(columns, rows, [total] if inline or not counted else [total, each_pass])


def _aligned(found: Comparison, mode: ModeFacts) -> Iterator[int | None]:
    """The price of each of forward mode's edges in another mode; None where it never comes."""
    if mode.mode == "forward":
        yield from (step.costs[found.rule].flops for step in mode.steps)
        return
    back = list(mode.steps)  # the last one is the first of the file
    for step in found.forward.steps:
        if back and (back[-1].layer, back[-1].input) == (step.layer, step.input):
            yield back.pop().costs[found.rule].flops
        else:
            yield None


def _by_type(found: Comparison, display: Display) -> Table:
    """The prices of a large graph, edges of one type of layer together."""
    types = {layer.name: layer.type for layer in found.layers}
    sums: dict[str, list[int]] = {}
    for step, back in zip(found.forward.steps, _aligned(found, found.reverse), strict=True):
        row = sums.setdefault(types[step.layer], [0, 0, 0])
        row[0] += 1
        row[1] += step.costs[found.rule].flops
        row[2] += back or 0
    rows = [[kind, *(f"{each:,}" for each in row)] for kind, row in sums.items()]
    both = (found.forward, found.reverse)
    if any(mode.meeting.flops for mode in both):
        rows.append(["where edges meet", "", *(f"{mode.meeting.flops:,}" for mode in both)])
    total = [f"{mode.costs[found.rule].flops:,}" for mode in both]
    each_pass = [""] * 2
    if found.rule.seeds == "counted":
        each_pass = [
            f"= {mode.passes:,} × {mode.costs[found.rule].flops // mode.passes:,}" for mode in both
        ]
    n, m = found.forward.passes, found.reverse.passes
    return Table(
        [
            Column("layers"),
            Column("edges", right=True),
            Column(f"FORWARD (JVP)\n{count(n, 'column')}", right=True, style="forward"),
            Column(f"REVERSE (VJP)\n{count(m, 'row')}", right=True, style="reverse"),
        ],
        rows,
        [["total", f"{len(found.forward.steps):,}", *total], ["", "", *each_pass]],
    )


def bar_of(amount: int, longest: int, width: int, *, ascii: bool) -> str:
    """A bar in eighths of a character; nothing for nothing, something for anything."""
    if not amount or not width:
        return ""
    eighths = max(1, round(8 * width * amount / longest))
    if ascii:
        return "#" * max(1, round(eighths / 8))
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()
