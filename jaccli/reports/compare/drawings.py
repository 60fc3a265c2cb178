"""What of a Comparison is drawn: the prices of both modes, layer by layer, and of the best order,
on one scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import Amount, Bars, Block, Column, Portion, Table
from jaccli.document.cells import Cell, Number, Shape, Total
from jaccli.document.pictures.looks import of_layer
from jaccli.reports.common.drawn import shortened
from jaccli.reports.common.facts import LayerFacts, LayerShapes
from jaccli.reports.common.heading import sizes_of
from jaccli.reports.common.modes import ModeFacts, Rule, StepCost
from jaccli.reports.common.names import called
from jaccli.reports.common.notation import jacobian_of
from jaccli.reports.common.orders import short, ways
from jaccli.reports.common.ranking import BEST
from jaccli.reports.compare.answer import headline, why
from jaccli.reports.compare.prices import aligned, has_one_price

if TYPE_CHECKING:
    from jaccli.reports.compare.comparison import Comparison

MOST_PARTS = 100  # of a bar that are told apart
MEETING = "where edges meet"


def drawings(found: Comparison) -> Iterator[Block]:
    """The bars of both modes, and of the orders with their start free where there is a choice."""
    bars = [_bar(found, mode, found.rule) for mode in (found.forward, found.reverse)]
    free = Rule(found.rule.model, "free")
    orders = found.orders
    if orders is not None and found.graph.depth > 2:
        if found.rule != free:
            among = "The same with the start free, beside the best of "
            among += f"{ways(orders.depth, 'order')}:"
            bars += [_bar(found, mode, free) for mode in (found.forward, found.reverse)]
            bars[2] = bars[2]._replace(above=among)
        best = orders.called(BEST)
        bars.append(Amount("best order", orders.flops(best), "best", f"as {short(best)}"))
    reason = why(found)
    yield Bars(
        headline(found).text,
        bars,
        "FLOPs",
        f"{found.rule.words}.",
        why=[_opening(found), reason.text[:1].upper() + reason.text[1:]],
        key=_key(found),
    )


def _opening(found: Comparison) -> str:
    """sample:digits: n = 64 inputs, m = 1 output, K = 6 layers"""
    return f"{found.graph.file}: {', '.join(sizes_of(found.graph))}"


def _bar(found: Comparison, mode: ModeFacts, rule: Rule) -> Amount:
    """What a mode costs under a rule, and its layers."""
    name = "forward (JVP)" if mode.mode == "forward" else "reverse (VJP)"
    price = mode.costs[rule].flops
    passes = Total(price, mode.passes).product if rule.seeds == "counted" else ""
    steps = mode.steps if mode.mode == "forward" else mode.steps[::-1]
    parts = [
        Portion(_name(found, step, k), step.costs[rule].flops, of_layer(k))
        for step, k in zip(steps, _places(found, steps), strict=True)
    ]
    parts += [Portion(MEETING, mode.meeting.flops, "box")] if mode.meeting.flops else []
    return Amount(name, price, mode.mode, passes, parts if len(parts) <= MOST_PARTS else ())


def _places(found: Comparison, steps: Sequence[StepCost]) -> list[int]:
    """The number of the layer of each step."""
    layers: Sequence[LayerFacts | LayerShapes] = found.layers
    place = {layer.name: k for k, layer in enumerate(layers, start=1)}
    return [place[step.layer] for step in steps]


def _name(found: Comparison, step: StepCost, k: int) -> str:
    """J3, ∂x4/∂x3 in a graph, ∂f1/∂weight by a parameter."""
    layers: Sequence[LayerFacts | LayerShapes] = found.layers
    is_chain = found.graph.is_chain and step.input in layers[k - 1].inputs
    by = step.input.removeprefix(f"{step.layer}.")
    return jacobian_of(k, step.layer, by, is_chain=is_chain)


def _key(found: Comparison) -> tuple[Table, Sequence[str]]:
    """What each layer costs in both modes; of many the first and the last."""
    layers: Sequence[LayerFacts | LayerShapes] = found.layers
    modes, single = (found.forward, found.reverse), has_one_price(found)
    ahead, back = (aligned(found, mode) for mode in modes)
    rows: list[list[Cell]] = []
    looks = []
    steps = found.forward.steps
    for step, k, there, here in zip(steps, _places(found, steps), ahead, back, strict=True):
        row: list[Cell] = [_name(found, step, k), called(k, layers[k - 1]), Shape(step.shape)]
        row += [Number((there or 0) // found.forward.passes)] if single else []
        rows.append([*row, *("-" if price is None else Number(price) for price in (there, here))])
        looks.append(of_layer(k))
    if any(mode.meeting.flops for mode in modes):
        meeting = [""] * (1 + single)
        rows.append(["", MEETING, *meeting, *(Number(mode.meeting.flops) for mode in modes)])
        looks.append("box")
    right = [Column(f"{mode.mode}, FLOPs", right=True) for mode in modes]
    right = [Column("one pass", right=True), *right] if single else right
    table = Table([Column(""), Column("layer"), Column("J, rows × columns"), *right], rows)
    return shortened(table, looks)
