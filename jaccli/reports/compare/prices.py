"""The price list of a Comparison: one row a step, both modes side by side while they fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import KEPT, Blank, Block, Column, Either, Elastic, Paragraph, Table
from jaccli.document.cells import Bar, Cell, Name, Number, Shape, Total
from jaccli.reports.common.facts import LayerFacts, LayerShapes
from jaccli.reports.common.modes import ModeFacts, StepCost
from jaccli.reports.common.names import called
from jaccli.reports.common.notation import derivative
from jaccli.words import count

if TYPE_CHECKING:
    from jaccli.reports.compare.comparison import Comparison

MOST_EDGES = 60  # of a graph that have a row each


def price_blocks(found: Comparison, *, at_once: bool = False) -> Iterator[Block]:
    """The table of steps; one mode under the other where both do not fit.

    at_once: on one screen, where shapes and single passes go before the modes are parted
    """
    both = (found.forward, found.reverse)
    if not found.forward.steps:
        yield Paragraph("No product: no layer reads what J is taken with respect to.", indent=2)
    elif not found.graph.is_chain and len(found.forward.steps) > MOST_EDGES:
        yield _by_type(found)
    else:
        apart = [_price_table(found, (mode,), headed=not at_once) for mode in both]
        wide = _price_table(found, both, whole=not at_once, headed=not at_once)
        yield Either([wide], [apart[0], Blank, apart[1]])


def _price_table(
    found: Comparison, modes: Sequence[ModeFacts], *, whole: bool = False, headed: bool
) -> Table:
    """One row an edge, J_1 first, whichever way a mode walks.

    whole: no column may go; headed: each mode says from which side it multiplies
    """
    columns = [Column("step"), Column("layer"), Column("shape", priority=KEPT if whole else 1)]
    layers: Sequence[LayerFacts | LayerShapes] = found.layers
    place = {layer.name: k for k, layer in enumerate(layers, start=1)}
    rows = [_step(found, step, place[step.layer]) for step in found.forward.steps]
    meeting: list[Cell] = ["", "where edges meet", ""]
    total: list[Cell] = ["", "total", ""]
    if has_one_price(found):
        each = [
            step.costs[found.rule].flops // found.forward.passes for step in found.forward.steps
        ]
        extra = found.forward.meeting.flops // found.forward.passes
        if extra and headed:
            meeting[1] = f"edges meet: +{extra:,}"
        columns.append(
            Column(
                ("one", "pass"),
                right=True,
                priority=KEPT if whole else 2,
                plain="FLOPs of one pass",
            )
        )
        rows = [[*row, Number(price)] for row, price in zip(rows, each, strict=True)]
        meeting.append("")  # a JVP pays there and a VJP does not: no part of this sum
        total.append(Number(sum(each)))
    both = (found.forward, found.reverse)
    longest = max((step.costs[found.rule].flops for mode in both for step in mode.steps), default=0)
    for mode in modes:
        columns.append(_column(found, mode, headed=headed))
        prices = aligned(found, mode)
        bars = ("-" if spent is None else Bar(spent, longest) for spent in prices)
        rows = [[*row, bar] for row, bar in zip(rows, bars, strict=True)]
        meeting.append(Number(mode.meeting.flops))
        total.append(_total(found, mode))
    if any(mode.meeting.flops for mode in modes):
        rows.append(meeting)
    return Table(columns, rows, [total], elastic=Elastic(at=1))


def _step(found: Comparison, step: StepCost, k: int) -> list[Cell]:
    """What is multiplied at layer k: its name, its layer, its shape."""
    layers: Sequence[LayerFacts | LayerShapes] = found.layers
    layer = layers[k - 1]
    name, what = f"J{k}", called(k, layer)
    if not found.graph.is_chain:
        name, what = derivative(step.layer, step.input), layer.type
    elif step.input not in layer.inputs:
        name, what = f"∂f{k}/∂θ", step.input.removeprefix(f"{layer.name}.")
    return [Name(name), Name(what), Shape(step.shape)]


def has_one_price(found: Comparison) -> bool:
    """Whether a column for one vector holds for both modes."""
    # a form may price u J and J v apart; a full matrix does not
    full = found.wrt != "input" and found.rule.model == "dense"
    counted = found.rule.seeds == "counted"
    return counted and found.graph.is_chain and (found.evenly or full)


def _column(found: Comparison, mode: ModeFacts, *, headed: bool) -> Column:
    """headed: the side from which it multiplies as well"""
    n, m = found.forward.passes, found.reverse.passes
    header = ["FORWARD (JVP)", f"J·v, {count(n, 'column')}", "right to left"]
    if mode.mode == "reverse":
        header = ["REVERSE (VJP)", f"u·J, {count(m, 'row')}", "left to right"]
    return Column(
        tuple(header if headed else header[:2]),
        style=mode.mode,
        brief=mode.mode,
        plain=f"{mode.mode} FLOPs",
    )


def _total(found: Comparison, mode: ModeFacts) -> Cell:
    """What a mode costs, and in how many passes where each costs the same."""
    price = mode.costs[found.rule].flops
    return Total(price, mode.passes) if found.rule.seeds == "counted" else Number(price)


def aligned(found: Comparison, mode: ModeFacts) -> Iterator[int | None]:
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


def _by_type(found: Comparison) -> Table:
    """The prices of a large graph, edges of one type of layer together."""
    types = {layer.name: layer.type for layer in found.layers}
    sums: dict[str, list[int]] = {}
    for step, back in zip(found.forward.steps, aligned(found, found.reverse), strict=True):
        row = sums.setdefault(types[step.layer], [0, 0, 0])
        row[0] += 1
        row[1] += step.costs[found.rule].flops
        row[2] += back or 0
    rows: list[list[Cell]] = [[Name(kind), *map(Number, row)] for kind, row in sums.items()]
    both = (found.forward, found.reverse)
    if any(mode.meeting.flops for mode in both):
        rows.append(["where edges meet", "", *(Number(mode.meeting.flops) for mode in both)])
    n, m = found.forward.passes, found.reverse.passes
    totals = [Total(mode.costs[found.rule].flops, mode.passes) for mode in both]
    counted = found.rule.seeds == "counted"
    return Table(
        [
            Column("layers"),
            Column("edges", right=True),
            Column(
                ("FORWARD (JVP)", count(n, "column")),
                right=True,
                style="forward",
                brief="forward",
                plain="forward FLOPs",
            ),
            Column(
                ("REVERSE (VJP)", count(m, "row")),
                right=True,
                style="reverse",
                brief="reverse",
                plain="reverse FLOPs",
            ),
        ],
        rows,
        [
            ["total", Number(len(found.forward.steps)), *(Number(each.value) for each in totals)],
            *([["", "", *(each.product for each in totals)]] if counted else []),
        ],
        elastic=Elastic(),
    )
