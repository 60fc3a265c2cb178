"""Gradients as blocks: the loss, the backward pass, every gradient, its check, its price."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.arrays import np
from jaccli.document.blocks import (
    Blank,
    Block,
    Column,
    Legend,
    Matrix,
    Paragraph,
    Table,
    vector,
)
from jaccli.document.cells import Cell, Name, Number, Shape, written
from jaccli.layers.notation import lettered
from jaccli.reports.common.flow.page import FlowWriter
from jaccli.reports.common.heading import heading
from jaccli.reports.common.kinks import kinks
from jaccli.reports.common.names import called
from jaccli.reports.common.notation import derivative
from jaccli.reports.grad import say
from jaccli.reports.grad.answer import closing
from jaccli.reports.grad.named import every, made_of
from jaccli.reports.grad.names import adjoint_of, in_letters, layer_of
from jaccli.words import flops, shape

if TYPE_CHECKING:
    from jaccli.reports.grad.find import Gradients


def page(
    found: Gradients,
    *,
    values: bool = False,
    steps: bool = False,
    briefly: bool = False,
    point: Sequence[str] = (),
) -> Iterator[Block]:
    """The whole report of one chain.

    values: whole arrays; steps: both passes; briefly: of them their findings alone, where the
    format has the steps itself; point: what a next command repeats
    """
    yield from heading(found.graph, [each.layer.type for each in found.layers])
    yield Blank
    yield say.question()
    yield Paragraph(say.loss(found, exactly=True), style="title")
    yield Paragraph(f"Backpropagation (Murphy 2022, algorithm 7). {_method(found)}.")
    if steps and briefly:
        yield from kinks(each.layer for each in found.layers)
    elif steps:
        yield Blank
        yield from step_blocks(found, values)
    yield Blank
    yield _layers(found)
    yield from _gradients(found, values)
    yield Legend()
    yield Blank
    yield say.check(found)
    if not steps:  # else they stand at their steps
        yield from say.kinks(found)
    yield from _price(found)
    yield Blank
    yield closing(found, point)


def _method(found: Gradients) -> str:
    if found.graph.is_chain:
        return (
            "One pass forward keeps x1, x2, ... One pass back carries the adjoint u_k = ∂L/∂x_k. "
            "At every layer it leaves ∂L/∂θ_k = u_{k+1} ∂f_k/∂θ_k"
        )
    return (
        "One pass forward keeps every value. One pass back adds up what the readers of each value "
        "send: ∂L/∂x = Σ ∂L/∂z ∂z/∂x over the layers z that read x"
    )


def _layers(found: Gradients) -> Table:
    """What each layer has, and what the way back costs there."""
    rows: list[list[Cell]] = [
        [
            Name(f"{k} {layer_of(found, k)}"),
            Number(each.parameters) if each.parameters else "",
            ", ".join(
                f"{name} {written(Shape(array.shape))}" for name, array in each.gradients.items()
            ),
            f"{adjoint_of(found, k)} {each.adjoint.size:,}",
            Number(each.flops),
        ]
        for k, each in enumerate(found.layers, start=1)
    ]
    if found.meeting:
        rows.append(["where edges meet", "", "", "", Number(found.meeting, added=True)])
    return Table(
        [
            Column("layer"),
            Column("d_k", right=True),
            Column("parameters", priority=1),
            Column("adjoint"),
            Column("FLOPs back", right=True),
        ],
        rows,
        [["total", Number(found.graph.parameters), "", "", Number(found.back)]],
    )


def _gradients(found: Gradients, values: bool) -> Iterator[Block]:
    """By every parameter and every input."""
    for each in every(found):
        yield Blank
        name = f"{each.name} = {each.symbol}" if each.symbol else each.name
        yield Paragraph(f"{name}   {shape(each.gradient.shape)}", style="title")
        yield Matrix(
            each.terms[0] if len(each.terms) == 1 else each.name,
            np.atleast_2d(each.gradient),
            values,
        )
    for said in say.aside(found):
        yield Blank
        yield Paragraph(said.text)


def step_blocks(found: Gradients, values: bool) -> Iterator[Block]:
    """Both passes with a reason for every step: of a chain, or value by value."""
    yield from (_steps if found.graph.is_chain else _flow)(found, values)


def _flow(found: Gradients, values: bool) -> Iterator[Block]:
    """The way back over a graph, value by value; parameters are inputs like any other."""
    letters = found.graph.letters
    writer = FlowWriter(found.flow, forward=False, values=values, top="L", letters=letters)
    for number, step in enumerate(found.flow, start=1):
        yield from writer.blocks(number, step)
        yield Blank
    yield Legend()


def _steps(found: Gradients, values: bool) -> Iterator[Block]:
    """Forward from the first layer, back from the last, with the reason of every step."""
    yield Paragraph("▼ forward: the values, kept on the tape", style="title")
    yield vector("x1", found.layers[0].inputs[0], values)
    for k, each in enumerate(found.layers, start=1):
        name = f"x{k + 1} = f{k}(x{k}), {called(k, each.layer)}"
        yield vector(name, each.layer.value, values)
    yield Blank
    depth, so_far = found.graph.depth, found.so_far
    yield Paragraph("▼ back: adjoints and gradients, from the loss to x1", style="title")
    yield vector(f"u{depth + 1} = 1", found.layers[-1].adjoint, values)
    for k in range(depth, 0, -1):
        each = found.layers[k - 1]
        letters = found.graph.letters_at(each.layer.name)
        yield Blank
        yield Paragraph(
            f"step {depth + 1 - k}/{depth}   f{k} {called(k, each.layer)}   "
            f"J{k} = {lettered(each.layer.rule, letters)}",
            style="title",
        )
        yield from _left_at(found, k)
        yield vector(f"u{k} = u{k + 1}·J{k}", found.adjoint_before(k), values)
        yield Paragraph(f"+{each.flops:,} = {flops(so_far[k - 1])}, J{k} in its own form", indent=2)
        yield Paragraph(f"{lettered(each.why, letters)}.", label="why:", indent=2)
        yield from kinks([each.layer])


def _left_at(found: Gradients, k: int) -> Iterator[Paragraph]:
    """The gradients that the way back leaves at layer k."""
    each = found.layers[k - 1]
    for name, gradient in each.gradients.items():
        text = f"{derivative('L', in_letters(found, k, name))} = {made_of(found, k, name)}: "
        text += f"{shape(gradient.shape)}, d = {gradient.size:,}; below"
        yield Paragraph(text, indent=2)


def _price(found: Gradients) -> Iterator[Block]:
    yield Paragraph("Cost, every J in its own form", style="title")
    yield Table(
        [Column("", plain="part"), Column("FLOPs", right=True)],
        [
            ["loss alone", Number(found.primal.flops)],
            ["adjoint sweep", Number(found.adjoints.flops)],
            ["parameter gradients", Number(found.gradients.flops)],
        ],
        [["total", Number(found.primal.flops + found.back)]],
        indent=2,
    )
    yield from say.ratio(found)
